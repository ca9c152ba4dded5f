/* Regular expressions, POSIX extended (IEEE 1003.1, section 9.4), over texts of any bytes. */
#ifndef SFPY_PATTERN_H
#define SFPY_PATTERN_H

#include "buf.h"
#include "errors.h"

/*
 * A longer text is looked at up to here: the C library's matcher takes time by its square, some
 * 30 ms for this much.
 */
enum { PATTERN_TEXT = 4 << 10 };

struct pattern;

/*
 * Compiles an expression of at most 1,024 bytes; free it. NULL with code USAGE, saying what is
 * wrong at which character; also where it repeats so much that compiling it would not end, and for
 * back references, which are no part of the standard and take exponential time.
 */
struct pattern *pattern_new(const char *text, struct error *err);

/* Whether the expression fits some part of the text. */
bool pattern_fits(const struct pattern *pattern, struct span text);

/* Accepts NULL. */
void pattern_free(struct pattern *pattern);

#endif
