#include "check.h"
#include "dice.h"
#include "histogram.h"

#include <stdlib.h>

enum { MANY = 4000, FINENESS = 2048 };

/* A number of so many bits at most. */
static int64_t bits(struct dice *dice, unsigned count)
{
    uint64_t high = dice_below(dice, UINT32_MAX), low = dice_below(dice, UINT32_MAX);
    return (int64_t)((high << 32 | low) >> (64 - count));
}

static int64_t even(struct dice *dice)
{
    return 100000 + (int64_t)dice_below(dice, 1000000000);
}

static int64_t few(struct dice *dice)
{
    return (int64_t)dice_below(dice, 5);
}

static int64_t all_sizes(struct dice *dice)
{
    return bits(dice, 1 + dice_below(dice, 47)) % (HISTOGRAM_MOST + 1);
}

/* From 0.2 ms on, the longer the rarer, up to minutes. */
static int64_t waiting(struct dice *dice)
{
    return INT64_C(200000) * (1 << 20) / (1 + (int64_t)dice_below(dice, 1 << 20));
}

/* Mostly quick, now and then a time-out. */
static int64_t two_hills(struct dice *dice)
{
    return dice_below(dice, 100) ? 300000 + bits(dice, 16) : INT64_C(10000000000) + bits(dice, 20);
}

static int64_t one_and_the_same(struct dice *dice)
{
    (void)dice;
    return 1234567891;
}

/* Up to a whole day. */
static int64_t day_long(struct dice *dice)
{
    return bits(dice, 62) % INT64_C(86400000000000);
}

static const struct {
    const char *name;
    int64_t (*throw)(struct dice *dice);
} distributions[] = {
    {"even", even},           {"few", few},
    {"all sizes", all_sizes}, {"waiting", waiting},
    {"two hills", two_hills}, {"one and the same", one_and_the_same},
    {"day long", day_long},
};

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool near_to(int64_t got, int64_t exact)
{
    return llabs(got - exact) * FINENESS <= exact;
}

/* The rank is counted, not computed: the first place that so many of all do not exceed. */
static int64_t exact_percentile(const int64_t *sorted, size_t count, size_t per_mille)
{
    size_t rank = 1;
    while (rank * 1000 < count * per_mille)
        rank++;
    return sorted[rank - 1];
}

static void check_against(const struct histogram *histogram, int64_t *durations, size_t count)
{
    qsort(durations, count, sizeof *durations, compare);
    for (unsigned per_mille = 0; per_mille <= 1000; per_mille++) {
        int64_t exact = exact_percentile(durations, count, per_mille);
        int64_t got = histogram_percentile(histogram, per_mille);
        if (!near_to(got, exact))
            CHECK_NUMBER(got, exact);
    }
    CHECK_NUMBER((int64_t)histogram->count, (int64_t)count);
    CHECK_NUMBER(histogram->least, durations[0]);
    CHECK_NUMBER(histogram->most, durations[count - 1]);
    CHECK_NUMBER(histogram_percentile(histogram, 1000), durations[count - 1]);
}

static void as_sorting_has_it(void)
{
    static const size_t counts[] = {1, 2, 3, 10, 99, 1000, MANY};
    int64_t *durations = mem_new(MANY, sizeof *durations);
    for (size_t i = 0; i < COUNT_OF(distributions); i++) {
        for (size_t j = 0; j < COUNT_OF(counts); j++) {
            struct dice dice = dice_of_seed(i, j);
            struct histogram histogram = {0};
            check_row("%s, %zu", distributions[i].name, counts[j]);
            for (size_t k = 0; k < counts[j]; k++) {
                durations[k] = distributions[i].throw(&dice);
                histogram_add(&histogram, durations[k]);
            }
            check_against(&histogram, durations, counts[j]);
            histogram_clear(&histogram);
        }
    }
    free(durations);
}

/* Every edge of a power of two and what is beside it, between neighbours that can't help. */
static void is_near_everywhere(void)
{
    struct dice dice = dice_of_seed(1, 2);
    for (unsigned power = 0; power < 47; power++) {
        for (int64_t step = -3; step < 50; step++) {
            int64_t duration = (INT64_C(1) << power) + (step < 4 ? step : bits(&dice, power + 1));
            if (duration < 0 || duration > HISTOGRAM_MOST)
                continue;
            struct histogram histogram = {0};
            histogram_add(&histogram, INT64_MAX);
            histogram_add(&histogram, duration);
            histogram_add(&histogram, 0);
            int64_t got = histogram_percentile(&histogram, 500);
            check_row("%lld", (long long)duration);
            if (duration < FINENESS)
                CHECK_NUMBER(got, duration);
            CHECK(near_to(got, duration));
            histogram_clear(&histogram);
        }
    }
}

static const struct {
    const char *name;
    int64_t durations[3];
    size_t count;
    int64_t least, median, most;
} edges[] = {
    {"none", {0}, 0, 0, 0, 0},
    {"zero", {0}, 1, 0, 0, 0},
    {"one", {1}, 1, 1, 1, 1},
    {"negative is zero", {-5, INT64_MIN, 4}, 3, 0, 0, 4},
    {"one value is exact", {123456789}, 1, 123456789, 123456789, 123456789},
    {"of two the lower", {7, 8}, 2, 7, 7, 8},
    {"a day", {86400000000000}, 1, 86400000000000, 86400000000000, 86400000000000},
    {"the greatest there is", {INT64_MAX}, 1, INT64_MAX, INT64_MAX, INT64_MAX},
};

static void knows_edges(void)
{
    for (size_t i = 0; i < COUNT_OF(edges); i++) {
        struct histogram histogram = {0};
        check_row("%s", edges[i].name);
        for (size_t j = 0; j < edges[i].count; j++)
            histogram_add(&histogram, edges[i].durations[j]);
        CHECK_NUMBER((int64_t)histogram.count, (int64_t)edges[i].count);
        CHECK_NUMBER(histogram_percentile(&histogram, 0), edges[i].least);
        CHECK_NUMBER(histogram_percentile(&histogram, 500), edges[i].median);
        CHECK_NUMBER(histogram_percentile(&histogram, 1000), edges[i].most);
        CHECK_NUMBER(histogram_percentile(&histogram, 5000), edges[i].most);
        histogram_clear(&histogram);
        CHECK(!histogram.counts && histogram.count == 0 && histogram.most == 0);
    }
    histogram_clear(NULL);
}

/* More than HISTOGRAM_MOST counts as that, but where it is the most of all. */
static void has_an_end(void)
{
    struct histogram histogram = {0};
    histogram_add(&histogram, 1);
    histogram_add(&histogram, INT64_MAX / 2);
    histogram_add(&histogram, INT64_MAX);
    CHECK(near_to(histogram_percentile(&histogram, 500), HISTOGRAM_MOST));
    CHECK_NUMBER(histogram_percentile(&histogram, 1000), INT64_MAX);
    histogram_clear(&histogram);
}

static void counts_what_is_below(void)
{
    static const int64_t bounds[] = {INT64_MIN, 0, 1, 3, 100000, 1000000, 2000000, INT64_MAX};
    struct dice dice = dice_of_seed(3, 4);
    struct histogram histogram = {0};
    CHECK_NUMBER((int64_t)histogram_below(&histogram, 5), 0);
    int64_t durations[1000];
    for (size_t i = 0; i < COUNT_OF(durations); i++) {
        durations[i] = i < 10 ? (int64_t)i : waiting(&dice);
        histogram_add(&histogram, durations[i]);
    }
    for (size_t i = 0; i < COUNT_OF(bounds); i++) {
        size_t least = 0, most = 0;
        for (size_t j = 0; j < COUNT_OF(durations); j++) {
            least += durations[j] < bounds[i] - bounds[i] / 1024;
            most += durations[j] < bounds[i];
        }
        check_row("%lld", (long long)bounds[i]);
        uint64_t below = histogram_below(&histogram, bounds[i]);
        CHECK(below >= least && below <= most);
    }
    histogram_clear(&histogram);
}

int main(void)
{
    static const struct check_case cases[] = {
        {"percentiles are those of sorting", as_sorting_has_it},
        {"one duration among others is near", is_near_everywhere},
        {"edges", knows_edges},
        {"an end", has_an_end},
        {"what is below", counts_what_is_below},
    };
    return CHECK_RUN(cases);
}
