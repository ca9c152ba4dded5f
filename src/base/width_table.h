/* Which characters take no cell of a terminal, and which two; all others take one. */
#ifndef SFPY_WIDTH_TABLE_H
#define SFPY_WIDTH_TABLE_H

#include "base.h"

struct width_range {
    uint32_t first, last;
};

/*
 * In order, without overlaps. None: combining marks and what is invisible (Unicode's Mn, Me, Cf).
 * Double: East Asian Width W and F, emoji among them (UAX #11).
 */
extern const struct width_range width_none[], width_double[];
extern const size_t width_none_count, width_double_count;

#endif
