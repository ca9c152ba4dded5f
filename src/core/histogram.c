#include "histogram.h"

#include "mem.h"

#include <stdlib.h>

/*
 * Each power of two is cut into 1024 buckets of one width, so that a bucket is at most 1/1024 as
 * wide as what is in it is long, and its middle at most half of that off. Below 2048 a bucket holds
 * a single duration.
 */
enum {
    FINE_BITS = 10,
    FINE = 1 << FINE_BITS,
    MOST_BITS = 47,
    BUCKETS = (MOST_BITS - FINE_BITS + 1) * FINE
};

static size_t bucket_of(int64_t duration)
{
    uint64_t value = (uint64_t)(duration < HISTOGRAM_MOST ? duration : HISTOGRAM_MOST);
    unsigned shift = 63 - FINE_BITS - (unsigned)__builtin_clzll(value | FINE);
    return ((size_t)shift << FINE_BITS) + (size_t)(value >> shift);
}

static int64_t middle_of(size_t bucket)
{
    unsigned shift = bucket < FINE ? 0 : (unsigned)(bucket / FINE) - 1;
    int64_t first = (int64_t)(bucket - ((size_t)shift << FINE_BITS)) << shift;
    return first + (INT64_C(1) << shift) / 2;
}

void histogram_add(struct histogram *histogram, int64_t duration)
{
    int64_t value = duration > 0 ? duration : 0;
    if (!histogram->counts) {
        histogram->counts = mem_new(BUCKETS, sizeof *histogram->counts);
        histogram->least = value;
    }
    histogram->counts[bucket_of(value)]++;
    histogram->count++;
    if (value < histogram->least)
        histogram->least = value;
    if (value > histogram->most)
        histogram->most = value;
}

static int64_t within(const struct histogram *histogram, int64_t duration)
{
    if (duration < histogram->least)
        return histogram->least;
    return duration < histogram->most ? duration : histogram->most;
}

int64_t histogram_percentile(const struct histogram *histogram, unsigned per_mille)
{
    uint64_t count = histogram->count, seen = 0;
    uint64_t rank = count / 1000 * per_mille + (count % 1000 * per_mille + 999) / 1000;
    if (rank <= 1)
        return histogram->least;
    if (rank >= count)
        return histogram->most;
    size_t bucket = 0;
    while ((seen += histogram->counts[bucket]) < rank)
        bucket++;
    return within(histogram, middle_of(bucket));
}

uint64_t histogram_below(const struct histogram *histogram, int64_t duration)
{
    uint64_t below = 0;
    if (!histogram->counts || duration <= 0)
        return 0;
    for (size_t bucket = 0, end = bucket_of(duration); bucket < end; bucket++)
        below += histogram->counts[bucket];
    return below;
}

void histogram_clear(struct histogram *histogram)
{
    if (!histogram)
        return;
    free(histogram->counts);
    *histogram = (struct histogram){0};
}
