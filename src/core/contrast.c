#include "contrast.h"

/* Goes through the bytes of pieces. */
struct cursor {
    const struct scheme_pieces *pieces;
    size_t piece, at, offset;
};

/* What lies ahead in one piece; empty at the end. */
static struct span ahead(struct cursor *cursor)
{
    const struct scheme_pieces *pieces = cursor->pieces;
    while (cursor->piece < pieces->count && cursor->at >= pieces->at[cursor->piece].size) {
        cursor->piece++;
        cursor->at = 0;
    }
    if (cursor->piece == pieces->count)
        return (struct span){"", 0};
    struct span piece = pieces->at[cursor->piece];
    return span_slice(piece, cursor->at, piece.size);
}

static void advance(struct cursor *cursor, size_t size)
{
    cursor->at += size;
    cursor->offset += size;
}

/* Where the bytes first differ; false where they don't. */
static bool find_difference(const struct scheme_pieces *a, const struct scheme_pieces *b,
                            size_t *offset)
{
    struct cursor left = {.pieces = a}, right = {.pieces = b};
    for (;;) {
        struct span l = ahead(&left), r = ahead(&right);
        size_t size = l.size < r.size ? l.size : r.size, same = 0;
        while (same < size && l.at[same] == r.at[same])
            same++;
        *offset = left.offset + same;
        if (same < size || size == 0)
            return same < size || l.size != r.size;
        advance(&left, size);
        advance(&right, size);
    }
}

/* What lies between two offsets. */
static struct span excerpt(const struct scheme_pieces *pieces, size_t from, size_t to,
                           struct arena *arena)
{
    struct cursor cursor = {.pieces = pieces};
    struct buf out = {0};
    for (struct span piece; (piece = ahead(&cursor)).size > 0 && cursor.offset < to;
         advance(&cursor, piece.size)) {
        size_t skip = from > cursor.offset ? from - cursor.offset : 0;
        buf_add(&out, span_slice(piece, skip, to - cursor.offset));
    }
    return out.at ? buf_keep(arena, &out) : SPAN("");
}

struct contrast contrast_pieces(const struct scheme_pieces *left, const struct scheme_pieces *right,
                                struct arena *arena)
{
    enum { BEFORE = 16, BEHIND = 32 };
    struct contrast contrast;
    contrast.differs = find_difference(left, right, &contrast.offset);
    contrast.from = contrast.offset > BEFORE ? contrast.offset - BEFORE : 0;
    contrast.left = excerpt(left, contrast.from, contrast.offset + BEHIND, arena);
    contrast.right = excerpt(right, contrast.from, contrast.offset + BEHIND, arena);
    return contrast;
}

struct contrast contrast_bytes(struct span left, struct span right, struct arena *arena)
{
    const struct scheme_pieces a = {{left}, 1}, b = {{right}, 1};
    return contrast_pieces(&a, &b, arena);
}
