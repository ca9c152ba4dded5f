/* Files that the program keeps for the user, and files as a whole. */
#ifndef SFPY_STATE_H
#define SFPY_STATE_H

#include "buf.h"
#include "errors.h"

/*
 * The path of a file in $XDG_STATE_HOME/sfpy-hook (else ~/.local/state/sfpy-hook), in the arena;
 * the folder is made with mode 0700 where it is missing. NULL with code SYSTEM where there is no
 * home or no folder can be made.
 */
const char *state_path(struct arena *arena, const char *name, struct error *err);

/* Reads a file, or standard input as `-`, whole into `out`. False with code INPUT. */
MUST_USE bool file_read(struct buf *out, const char *path, struct error *err);

/*
 * Writes a file whole: readers see the old content or the new one. Made with mode 0600. Where
 * `fresh`, an existing file is left alone (and that is no failure). False with code SYSTEM.
 */
MUST_USE bool file_write(const char *path, struct span content, bool fresh, struct error *err);

#endif
