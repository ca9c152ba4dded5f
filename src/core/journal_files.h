/*
 * What writing, rewriting and reading a journal have in common: its two files and their locks.
 *
 * Who appends to the journal, renames or replaces it, or touches the file before it (`PATH.1`),
 * holds the exclusive lock of the file that PATH names at that moment. So while it is held, both
 * names stay what they are.
 */
#ifndef SFPY_JOURNAL_FILES_H
#define SFPY_JOURNAL_FILES_H

#include "buf.h"

/*
 * The path with symbolic links resolved, so that a rename replaces the file and not the link; a
 * copy where that fails, as it does before the file is made. free() it.
 */
char *journal_real_path(const char *path);

/* The path of the file before it; free() it. */
char *journal_old_path(const char *path);

/* Whether the path names the open file; with -1, whether it names none. */
bool journal_is_at(const char *path, int file);

/*
 * flock(2), LOCK_EX or LOCK_SH, tried for at most `wait` nanoseconds: a process that holds the lock
 * and stands still must not stop us. False with errno, EWOULDBLOCK where time is over.
 */
MUST_USE bool journal_lock_file(int file, int kind, int64_t wait);

/* Adds the path of the folder that a file is in. */
void journal_add_folder(struct buf *out, const char *path);

/*
 * Waits until the names in the folder of a file are on disk, where the folder may be read and its
 * file system can do that. False with errno.
 */
MUST_USE bool journal_sync_folder(const char *path);

#endif
