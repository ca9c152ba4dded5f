/*
 * The lines of a regular file from its end to its begin, read in blocks of 64 KiB that grow to
 * 1 MiB: what is held in memory is a block and the longest line, whatever the file's size.
 */
#ifndef SFPY_LINES_BACK_H
#define SFPY_LINES_BACK_H

#include "lines.h"

struct lines_back {
    int file;       /* borrowed */
    int failure;    /* errno of a read that failed */
    bool ended;     /* the begin of the file was handed out */
    int64_t from;   /* what counts as that: for the user to set, before anything is read */
    int64_t at;     /* where `held` begins in the file */
    size_t left;    /* bytes of `held` that were not handed out: those at its begin */
    size_t scanned; /* how many of these, from their end, are known to hold no line end */
    size_t block;   /* how much is read next */
    struct buf held;
};

/*
 * Begins at `size` bytes of an open file, which is borrowed: what is appended behind meanwhile is
 * not seen. Takes no memory yet.
 */
void lines_back_open(struct lines_back *reader, int file, int64_t size);

/*
 * The line before the last one, as lines_next() would give it: without its line end (LF or CRLF),
 * blank ones passed over, valid until the next call. `at`, which may be NULL, gets where it begins
 * in the file. LINE_FAILED, and so ever after, with code INPUT where reading fails, the file has
 * become shorter or a line is longer than 1 GiB.
 */
enum line_result lines_back_next(struct lines_back *reader, struct span *line, int64_t *at,
                                 struct error *err);

/* Lets go of the memory; the file stays open. Accepts a zeroed reader. */
void lines_back_close(struct lines_back *reader);

#endif
