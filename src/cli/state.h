/* Where the program keeps its files for the user. */
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

/* The same for who only reads: no folder is made. */
const char *state_find(struct arena *arena, const char *name, struct error *err);

/*
 * Makes the folder of a file whose path is absolute, and those above it, with mode 0700 where they
 * are missing; code SYSTEM.
 */
MUST_USE bool state_make_folder_of(const char *path, struct error *err);

#endif
