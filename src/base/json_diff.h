/*
 * In what two JSON values differ, without loss: numbers are their text (2034.50 is not 2034.5),
 * strings what their escapes stand for; white space and the order of members make no difference.
 */
#ifndef SFPY_JSON_DIFF_H
#define SFPY_JSON_DIFF_H

#include "json.h"

struct json_difference {
    struct span path;          /* as json_at_path() reads it; empty for the whole value */
    struct span before, after; /* raw slices of the two texts; absent where it is in one alone */
};

/* Who is told of each difference; its path is valid until `found` returns. */
struct json_diff_reader {
    void *context;
    void (*found)(void *context, const struct json_difference *difference);
};

/*
 * Tells of each difference, in the order of the first text, what an object of the second has beyond
 * it at that object's end. Members of one name are compared one by one, in their order. Where
 * arrays are of different lengths, the elements that are alike at both ends are left out first; an
 * index is one of the text that the value stands in. What is nested deeper than 64 levels is
 * compared byte by byte. False, and nothing is told, where either text is not one JSON value or has
 * more than a million of them inside.
 */
bool json_diff(struct span before, struct span after, const struct json_diff_reader *reader);

#endif
