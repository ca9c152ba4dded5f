/* The \uXXXX escapes of JSON strings (RFC 8259, section 7). */
#ifndef SFPY_JSON_ESCAPE_H
#define SFPY_JSON_ESCAPE_H

#include "buf.h"

/*
 * Reads the whole \u escape at the begin of `text`, a pair of surrogates as one character; `point`
 * of a lone one is the surrogate itself. Returns the bytes it takes: 6 or 12.
 */
size_t json_escape_read(struct span text, uint32_t *point);

/*
 * Adds \uXXXX by the 16 given digits, 0 to f; beyond the 16 bits of it, as the pair of surrogates.
 */
void json_escape_add(struct buf *out, uint32_t point, const char *digits);

/* Whether Go's encoding/json escapes it lest it end a <script>: & < > U+2028 U+2029. */
bool json_escape_is_html(uint32_t point);

/* Whether it is half of a pair of surrogates, which has no UTF-8. */
bool json_escape_is_surrogate(uint32_t point);

#endif
