/* Where two texts of one JSON value, as it came and written anew, part. */
#ifndef SFPY_PARTING_H
#define SFPY_PARTING_H

#include "json.h"

struct parting {
    enum json_token was, is; /* JSON_END, both: nowhere */
    struct span old, new;    /* the tokens there */
    size_t depth;            /* open objects and arrays behind the old one */
    bool space;              /* white space is in front of the old one */
};

/*
 * The first place at which the value's tokens differ from those that a writer made of it, or that
 * has white space in front, of which that writer makes none.
 */
struct parting parting_find(struct span value, struct span remade);

/* Whether two string tokens, however they are escaped, stand for one text. */
bool parting_is_same_text(struct span one, struct span other);

/*
 * Adds how the first becomes the second, in a few words with foreign text made harmless: "2034.50
 * becomes 2034.5"; false, adding nothing, where they don't part.
 */
bool parting_write(struct buf *out, const struct parting *parting, struct span remade);

#endif
