/*
 * A journal as it grows: the lines that are appended from some moment on, also past a rotation or
 * rewrite of its file.
 */
#ifndef SFPY_FOLLOW_H
#define SFPY_FOLLOW_H

#include "delivery.h"
#include "history.h"

struct follow {
    const char *path; /* borrowed */
    int file;         /* -1: there is none yet */
    int64_t at;       /* where `held` begins in the file */
    struct buf held;
    size_t taken;   /* of `held`, what was handed out */
    size_t scanned; /* bytes behind that known to hold no line end */
    char last[ULID_SIZE +
              1]; /* the id of the last record, by which a rewritten file is gone on in */
};

/* Begins behind what an open history of the journal at `path` (NULL: there is none yet) shows. */
void follow_begin(struct follow *follow, const char *path, const struct history *history);

/*
 * The next line that was appended whole and is not blank, valid until the next call. LINE_END: none
 * is there yet, ask again later. LINE_FAILED with code INPUT where reading fails or a line is
 * longer than 1 GiB.
 */
enum line_result follow_next(struct follow *follow, struct span *line, struct error *err);

/* Accepts a zeroed one. */
void follow_end(struct follow *follow);

#endif
