/* Durations in numbers that no list could hold: how they are distributed, in constant memory. */
#ifndef SFPY_HISTOGRAM_H
#define SFPY_HISTOGRAM_H

#include "base.h"

/* Some 39 hours in nanoseconds; what is more counts as this much. */
#define HISTOGRAM_MOST ((INT64_C(1) << 47) - 1)

/*
 * A zeroed histogram is empty; the first duration takes some 300 KiB, and no other any. Count,
 * least and most are exact, also beyond HISTOGRAM_MOST.
 */
struct histogram {
    uint64_t *counts;
    uint64_t count;
    int64_t least, most; /* 0 while it is empty */
};

/* Counts a duration in nanoseconds, a negative one as 0. */
void histogram_add(struct histogram *histogram, int64_t duration);

/*
 * The nearest rank: the smallest duration that at least so many in a thousand do not exceed (500:
 * the median; 0: the least; 1000 and more: the most). It is at most 1/2048 of itself off, exact
 * below 2048 ns and where it is the least or the most of all. 0 where the histogram is empty.
 */
int64_t histogram_percentile(const struct histogram *histogram, unsigned per_mille);

/*
 * How many are below a duration. Those within the last 1/1024 below it may be left out; where
 * ranges meet, each counts in one.
 */
uint64_t histogram_below(const struct histogram *histogram, int64_t duration);

/* Lets the memory go and leaves it empty. Accepts NULL and a zeroed one. */
void histogram_clear(struct histogram *histogram);

#endif
