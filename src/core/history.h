/*
 * A journal as it is read: the file that records are appended to and the one that was rotated away
 * before it, `PATH.1`, as one, from the newest record to the oldest. Both stay open, so that what
 * happens to their names meanwhile does no harm; what is appended meanwhile is not seen.
 */
#ifndef SFPY_HISTORY_H
#define SFPY_HISTORY_H

#include "lines_back.h"

enum { HISTORY_FILES = 2 };

/* A line without its line end. */
struct place {
    unsigned file; /* 0: of the journal itself, 1: of the file before it */
    int64_t at;
    size_t size;
};

struct history_file {
    int file;        /* -1: there is none */
    char *path;      /* links resolved */
    char *name;      /* as people know it, for messages */
    int64_t size;    /* when it was opened */
    int64_t counted; /* where history_line() counted to */
    size_t ends;     /* line ends in front of that */
};

struct history {
    struct history_file files[HISTORY_FILES];
    unsigned reading; /* the file that is read */
    struct lines_back lines;
};

/*
 * Opens both files of a journal as they belong together, whatever rotates or rewrites it at this
 * moment; one of them may be missing. False with code INPUT where neither is there or one can't be
 * read; history_close() is due all the same.
 */
MUST_USE bool history_open(struct history *history, const char *path, struct error *err);

/*
 * The next older line that is not blank, valid until the next call, and its place. LINE_FAILED, and
 * so ever after, as lines_back_next() has it, with the file's path in front.
 */
enum line_result history_previous(struct history *history, struct span *line, struct place *place,
                                  struct error *err);

/* Begins anew with the newest record. */
void history_rewind(struct history *history);

/* Adds the line at a place. False with code INPUT where it can't be read. */
MUST_USE bool history_read(const struct history *history, const struct place *place,
                           struct buf *line, struct error *err);

/*
 * The number of a line in its file, from 1, blank ones counted; 0 where the file can't be read. The
 * first call reads what stands in front of the line, further ones what lies between it and the line
 * of the last call.
 */
size_t history_line(struct history *history, const struct place *place);

/* The file that a place is in, named as the journal was, valid until history_close(). */
const char *history_path(const struct history *history, const struct place *place);

/*
 * Finds a record by its id, a whole ULID in capitals, and the time in it: records stand nearly in
 * the order of their times. What is searched grows from there until it is the whole of both files;
 * of several with that id, the newest of the part in which there is one counts. Lines that are cut
 * short don't. False with code INPUT where a file can't be read.
 */
MUST_USE bool history_find(const struct history *history, const char *id, struct place *place,
                           bool *found, struct error *err);

/* Accepts a zeroed history. */
void history_close(struct history *history);

#endif
