/*
 * The chunked transfer coding (RFC 9112, section 7.1). Ours and not the HTTP parser's, whose
 * versions differ in what they let through between the chunks.
 */
#ifndef SFPY_CHUNKED_H
#define SFPY_CHUNKED_H

#include "buf.h"

/* How far a body has been taken apart; zeroed at its begin. */
struct chunked {
    int state;
    int digits;     /* of the size that is being read */
    uint64_t left;  /* bytes of the chunk that are still to come */
    size_t ignored; /* bytes of all extensions, then of the trailers */
    bool whole;     /* the end has come */
};

/*
 * Takes what belongs to the body off `bytes` and adds its data to `body`; `used` gets how much that
 * was. Lines end in CRLF, sizes have 1 to 16 hex digits and nothing else before `;` or the line
 * end; extensions and trailers are checked and dropped, at most 64 KiB of each. Returns 0, or the
 * status to refuse the request with: 400, 413 where a chunk would not fit the limit of `body`
 * (before it has come), 431 for the trailers; `why` gets it in words.
 */
int chunked_take(struct chunked *chunked, struct span bytes, struct buf *body, size_t *used,
                 const char **why);

#endif
