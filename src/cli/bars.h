/* How durations are distributed, as people see it. */
#ifndef SFPY_BARS_H
#define SFPY_BARS_H

#include "histogram.h"
#include "render.h"

/*
 * Adds at most 8 lines, a range in milliseconds each with its count and a bar; nothing where there
 * are fewer than 20 durations, or all are much the same. The ranges are those in which all but the
 * shortest and longest hundredths lie, of one width where these are alike, else ever wider; what is
 * outside has a line at either end.
 */
void bars_render(struct buf *out, const struct histogram *durations, const struct palette *palette);

#endif
