/* Where two runs of bytes part, and what stands there. */
#ifndef SFPY_CONTRAST_H
#define SFPY_CONTRAST_H

#include "scheme.h"

struct contrast {
    bool differs;
    size_t offset; /* of the first byte that does; the shorter's size where it ends there */
    size_t from;   /* where both excerpts begin, a few bytes before that */
    struct span left, right; /* excerpts of either side, in the arena; never absent */
};

/* Compares the bytes that pieces make together. */
struct contrast contrast_pieces(const struct scheme_pieces *left, const struct scheme_pieces *right,
                                struct arena *arena);

/* Compares bytes. */
struct contrast contrast_bytes(struct span left, struct span right, struct arena *arena);

#endif
