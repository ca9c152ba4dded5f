/* Compressed bodies, as Content-Encoding gzip and deflate have them (RFC 1950, RFC 1952). */
#ifndef SFPY_INFLATE_H
#define SFPY_INFLATE_H

#include "buf.h"

/* How much a body may unpack to; a small one can hide far more than memory. */
enum { INFLATE_MOST = 4 << 20 };

/* Whether the bytes begin as gzip or zlib data do. */
bool inflate_looks_packed(struct span bytes);

/* Adds what all of the bytes unpack to; false where they are damaged or `plain` met its limit. */
bool inflate_all(struct span bytes, struct buf *plain);

#endif
