/* Files as a whole. */
#ifndef SFPY_FILES_H
#define SFPY_FILES_H

#include "buf.h"
#include "errors.h"

enum { FILE_LIMIT = 1 << 30 }; /* of what is read whole, in bytes */

/* Opens a file for reading, or standard input as `-`; -1 with code INPUT. */
int file_open(const char *path, struct error *err);

/* Closes what file_open() gave, but not standard input. */
void file_close(int file);

/*
 * Puts "cannot read" and the path, or the name of standard input, in front of the reason. Always
 * returns false.
 */
bool file_unreadable(const char *path, struct error *err);

/*
 * Reads a file, or standard input as `-`, whole into `out`, which must stay under its limit
 * (without one: 1 GiB). False with code INPUT.
 */
MUST_USE bool file_read(struct buf *out, const char *path, struct error *err);

/* The same from an open descriptor; the error names no file. */
MUST_USE bool file_read_all(struct buf *out, int file, struct error *err);

/*
 * Writes a file whole: readers see the old content or the new one. Made with mode 0600. Where
 * `fresh`, an existing file is left alone (and that is no failure). False with code SYSTEM.
 * A device or pipe is written to in place.
 */
MUST_USE bool file_write(const char *path, struct span content, bool fresh, struct error *err);

/* Removes a regular file; leaves anything else alone. */
void file_remove(const char *path);

/* Writes all bytes to a descriptor; false with errno where that fails. */
MUST_USE bool file_write_all(int file, struct span bytes);

/*
 * Reads just `size` bytes that begin at `at`; false with errno where that fails, ESTALE where the
 * file ends before them.
 */
MUST_USE bool file_read_at(int file, char *into, size_t size, int64_t at);

#endif
