/* Records that are to be put into a journal, in the order of their ids. */
#ifndef SFPY_JOURNAL_MERGE_H
#define SFPY_JOURNAL_MERGE_H

#include "buf.h"
#include "errors.h"

struct journal_record {
    struct span line; /* without its line end */
    bool timeless;    /* its time is a guess: the random part of its id alone says which it is */
};

struct journal_addition {
    struct journal_record record;
    struct span id; /* a part of the line */
    size_t number;  /* the place in which it was given */
    bool known;     /* the journal has it already */
};

struct journal_turn {
    const struct journal_addition *addition;
};

struct journal_merge {
    struct journal_addition *at; /* as they are found */
    struct journal_turn *turns;  /* by their ids */
    size_t count;
    size_t next; /* what comes before it in the turns was added, or is known */
};

/*
 * Sorts records, of which the lines are borrowed; what comes twice counts once. False with code
 * INPUT where one has no id; journal_merge_close() is due all the same.
 */
MUST_USE bool journal_merge_open(struct journal_merge *merge, const struct journal_record *records,
                                 size_t count, struct error *err);

/* Begins again with nothing known and nothing added. */
void journal_merge_restart(struct journal_merge *merge);

/* Says that the journal has a record of that id. */
void journal_merge_know(struct journal_merge *merge, struct span id);

/* The next line to be added before an id (absent: at the end); false where there is none. */
bool journal_merge_next(struct journal_merge *merge, struct span id, struct span *line);

/* Accepts a zeroed merge. */
void journal_merge_close(struct journal_merge *merge);

#endif
