/*
 * The user's editor, as VISUAL or else EDITOR names it, on a text.
 *
 * Happy path: editing_run() shows the text and takes what became of it, editing_end() removes the
 * file. What can fail: no file can be made, the editor isn't there, ends with a status or by a
 * signal, or leaves no file that can be read.
 */
#ifndef SFPY_EDITOR_H
#define SFPY_EDITOR_H

#include "buf.h"
#include "errors.h"

/* Zeroed before it is run. */
struct editing {
    char *folder; /* of mode 0700, for this one file; NULL: there is none */
    char *path;   /* of the file, of mode 0600; NULL: there is none */
};

/*
 * Writes `text` to a fresh file under TMPDIR, named like `name` and ending in .json, and runs the
 * editor on it, on a terminal `vi` where none is named, by the shell, so that its words may be
 * several; it has our standard streams (standard error for an output that is no terminal), and no
 * secret in its environment. Waits, with SIGINT and SIGQUIT left to the editor. `result` gets what
 * stands in the file then, less than 16 MiB.
 *
 * False, and `result` as it was, with code USAGE where there is no editor, CHECK where it didn't
 * end with 0, INPUT where the file can't be read, SYSTEM where it can't be made. editing_end() is
 * due all the same.
 */
MUST_USE bool editing_run(struct editing *editing, struct span text, const char *name,
                          struct buf *result, struct error *err);

/*
 * Removes the file and what else the editor left beside it or, with `keep`, leaves all in place.
 * Accepts a zeroed one.
 */
void editing_end(struct editing *editing, bool keep);

#endif
