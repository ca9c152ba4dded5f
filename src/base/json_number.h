/* Numbers as programs write them that have read them into their own types. */
#ifndef SFPY_JSON_NUMBER_H
#define SFPY_JSON_NUMBER_H

#include "buf.h"

enum json_numbers {
    JSON_NUMBERS_KEPT,
    JSON_NUMBERS_JS,     /* all are doubles; Number::toString of ECMA-262, as Go does, too */
    JSON_NUMBERS_PYTHON, /* int has all digits, float by repr: 100.0, 1e+16, Infinity */
    JSON_NUMBERS_PHP, /* int of 64 bits, else float by json_encode(): 1.0 as 1, 1e25 as 1.0e+25 */
};

/*
 * Adds a number token in that notation: 1E2 as 100 or 100.0, what no double holds as null
 * (in place of which PHP writes nothing at all) or Infinity. True where that was costly: what has
 * more than 15 digits, or is next to zero, takes some conversions between text and double, a few
 * microseconds.
 */
bool json_number_write(struct buf *out, struct span number, enum json_numbers numbers);

#endif
