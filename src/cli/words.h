/* Sentences with places in them, such as "nothing listens on {host}". */
#ifndef SFPY_WORDS_H
#define SFPY_WORDS_H

#include "buf.h"

/* What stands for a place: `name` as it is written, braces included. */
struct word_place {
    const char *name;
    void (*add)(struct buf *out, const void *context);
};

/* Adds the words, each of the `count` places filled with what its function adds; other braces stay.
 */
void words_fill(struct buf *out, const char *words, const struct word_place *places, size_t count,
                const void *context);

#endif
