/* Records that are to be put into a journal, in the order of their ids. */
#ifndef SFPY_JOURNAL_MERGE_H
#define SFPY_JOURNAL_MERGE_H

#include "buf.h"
#include "errors.h"

struct journal_addition {
    struct span line, id; /* the id is a part of the line */
    size_t number;        /* the place in which it was given */
    bool known;           /* the journal has it already */
};

struct journal_merge {
    struct journal_addition *at;
    size_t count;
    size_t next; /* what comes before it was added, or is known */
};

/*
 * Sorts lines, which are borrowed; of several with one id the first counts. False with code INPUT
 * where one has no id; journal_merge_close() is due all the same.
 */
MUST_USE bool journal_merge_open(struct journal_merge *merge, const struct span *lines,
                                 size_t count, struct error *err);

/* Begins again with nothing known and nothing added. */
void journal_merge_restart(struct journal_merge *merge);

/* Says that the journal has a record of that id. */
void journal_merge_know(struct journal_merge *merge, struct span id);

/*
 * Adds the lines that come before an id (absent: all that are left), each with a line end; returns
 * how many.
 */
size_t journal_merge_write(struct journal_merge *merge, struct span id, struct buf *out);

/* Accepts a zeroed merge. */
void journal_merge_close(struct journal_merge *merge);

#endif
