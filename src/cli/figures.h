/* Numbers as people read them. */
#ifndef SFPY_FIGURES_H
#define SFPY_FIGURES_H

#include "buf.h"

/* Adds a count, its thousands apart: 61,203. */
void figures_count(struct buf *out, uint64_t count);

/* Adds what is not negative with three significant digits, no fraction from 100 on, and at most six
 * digits of it: 0.0312, 1.80, 12.4, 1,240. */
void figures_real(struct buf *out, double value);

/* Adds nanoseconds as milliseconds, without the unit. */
void figures_ms(struct buf *out, int64_t duration);

/* Adds whole seconds as a text: 13 s, 2 min 5 s, 3 h 7 min, 2 d 4 h. */
void figures_seconds(struct buf *out, int64_t seconds);

/* Adds nanoseconds as a text: 312 ms, 33.4 s, from a minute on as figures_seconds(). */
void figures_duration(struct buf *out, int64_t duration);

#endif
