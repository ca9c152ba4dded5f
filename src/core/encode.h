/* Hex and base64, the two forms in which signatures and binary bodies are written. */
#ifndef SFPY_ENCODE_H
#define SFPY_ENCODE_H

#include "buf.h"

/* Adds lower-case hex. */
void encode_hex(struct buf *out, const unsigned char *bytes, size_t size);

/* Adds base64 in the standard alphabet with padding (RFC 4648, section 4). */
void encode_base64(struct buf *out, struct span bytes);

/*
 * Decodes hex into at most `room` bytes; upper-case digits only with `any_case`. False where it is
 * no hex, of odd length, or too long.
 */
bool decode_hex(struct span text, bool any_case, unsigned char *bytes, size_t room, size_t *size);

/* Adds what the base64 text stands for; false where it isn't the standard alphabet, padded. */
bool decode_base64(struct buf *out, struct span text);

/* The same with the bytes kept in the arena; false also where the text is absent. */
bool decode_base64_kept(struct arena *arena, struct span text, struct span *bytes);

/*
 * The same as lenient decoders do: the URL-safe alphabet too, padding or none, a last character
 * that stands alone left out. False where another character stands in it.
 */
bool decode_base64_leniently(struct buf *out, struct span text);

/* Adds a text with its %XX undone; what is no such escape stays. */
void decode_percent(struct buf *out, struct span text);

#endif
