/* The placeholders of fixtures: what they are called, and what is written in their place. */
#ifndef SFPY_PLACEHOLDER_H
#define SFPY_PLACEHOLDER_H

#include "fixture.h"

/* One as it stands in a template. */
struct placeholder {
    struct span text; /* with its braces */
    const struct placeholder_row *row;
    int64_t shift; /* of a time, in nanoseconds */
    size_t digits;
    bool recurs; /* it has a name */
};

enum placeholder_found { PLACEHOLDER_NONE, PLACEHOLDER_READ, PLACEHOLDER_FAULT };

/*
 * Finds the first placeholder at or behind `from`. With PLACEHOLDER_FAULT, where it is unknown or
 * malformed, `err` has code INPUT, and `found` its text, behind which the search may go on.
 */
enum placeholder_found placeholder_next(struct span text, size_t from, struct placeholder *found,
                                        struct error *err);

/*
 * Adds the text of JSON tokens without white space between them, its placeholders filled in. False
 * with code INPUT where one can't be.
 */
MUST_USE bool placeholder_fill(struct span text, const struct fixture_values *values,
                               struct buf *out, struct error *err);

#endif
