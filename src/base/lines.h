/*
 * The lines of a file of any size, one after the other: what is held in memory is a block of 1 MiB
 * and the line that is longer, whatever the file's size.
 */
#ifndef SFPY_LINES_H
#define SFPY_LINES_H

#include "buf.h"
#include "errors.h"

enum { LINES_BLOCK = 1 << 20 };

struct line_reader {
    int file;       /* -1: none is open */
    int failure;    /* errno of a read that failed */
    bool ended;     /* nothing more can be read */
    size_t number;  /* of the last line, from 1, blank ones counted */
    size_t at;      /* what of `held` was handed out */
    size_t scanned; /* bytes behind `at` known to hold no line end */
    struct buf held;
};

/*
 * Opens a file, or standard input as `-`, and reads its first bytes. False with code INPUT and what
 * file_read() says; lines_close() is due all the same.
 */
MUST_USE bool lines_open(struct line_reader *reader, const char *path, struct error *err);

enum line_result { LINE_READ, LINE_END, LINE_FAILED };

/*
 * The next line that holds more than white space, without its line end (LF or CRLF), valid until
 * the next call; the last one needs no line end. LINE_FAILED, and so ever after, with code INPUT
 * where reading fails or a line is longer than 1 GiB.
 */
enum line_result lines_next(struct line_reader *reader, struct span *line, struct error *err);

/* What was read and not yet handed out, valid until the next call. */
struct span lines_ahead(const struct line_reader *reader);

/* Reads more, at most a block, waiting for it. False at the end, or where reading fails. */
bool lines_more(struct line_reader *reader);

/* Whether at least two lines that are not blank are still to come; reads as far as it takes. */
bool lines_several(struct line_reader *reader);

/*
 * All that is still to come as one text, valid until the next call. False with code INPUT where
 * reading fails or it is larger than 1 GiB.
 */
MUST_USE bool lines_rest(struct line_reader *reader, struct span *text, struct error *err);

/* Accepts a zeroed reader. */
void lines_close(struct line_reader *reader);

#endif
