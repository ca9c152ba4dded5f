#include "check.h"
#include "clock.h"
#include "pace.h"

static const struct {
    const char *text;
    double rate; /* 0: none */
} rates[] = {
    {"50", 50},  {"50/s", 50},     {"0.5/s", 0.5}, {"90/m", 1.5},  {"1800/h", 0.5},
    {".5", 0.5}, {"1000000", 1e6}, {"2.", 2},      {"", 0},        {"/s", 0},
    {".", 0},    {"0", 0},         {"0.0/s", 0},   {"-1", 0},      {"1e3", 0},
    {"5/d", 0},  {"5 /s", 0},      {"1.2.3", 0},   {"1000001", 0}, {"99999999999999999999999", 0},
};

static void reads_rates(void)
{
    for (size_t i = 0; i < COUNT_OF(rates); i++) {
        double rate = 0;
        check_row("%s", rates[i].text);
        CHECK(pace_read_rate(span_of(rates[i].text), &rate) == (rates[i].rate > 0));
        if (rates[i].rate > 0)
            CHECK(rate == rates[i].rate);
    }
}

/* What is due by a time is the rate's integral over it. */
static const struct {
    struct pace pace;
    uint64_t number;
    double seconds;
} dues[] = {
    {{.rate = 0, .at_once = 1}, 1000, 0},
    {{.rate = 10, .at_once = 1}, 0, 0},
    {{.rate = 10, .at_once = 1}, 1, 0.1},
    {{.rate = 10, .at_once = 1}, 1000, 100},
    {{.rate = 1e-9, .at_once = 1}, UINT64_MAX, 3.2e9},
    /* From 0 to 10/s in 4 s: 20 by then, a quarter of these by the half. */
    {{.rate = 10, .ramp = 4 * CLOCK_SECOND, .at_once = 1}, 0, 0},
    {{.rate = 10, .ramp = 4 * CLOCK_SECOND, .at_once = 1}, 5, 2},
    {{.rate = 10, .ramp = 4 * CLOCK_SECOND, .at_once = 1}, 20, 4},
    {{.rate = 10, .ramp = 4 * CLOCK_SECOND, .at_once = 1}, 30, 5},
};

static void is_due(void)
{
    for (size_t i = 0; i < COUNT_OF(dues); i++) {
        double due = (double)pace_due(&dues[i].pace, dues[i].number) / (double)CLOCK_SECOND;
        check_row("row %zu", i);
        CHECK(due > dues[i].seconds - 1e-6 && due < dues[i].seconds + 1e-6);
    }
}

static void grows(void)
{
    const struct pace pace = {.ramp = 10 * CLOCK_SECOND, .at_once = 20};
    const struct pace by_rate = {.rate = 1, .ramp = 10 * CLOCK_SECOND, .at_once = 20};
    CHECK_NUMBER(pace_in_flight(&pace, 0), 1);
    CHECK_NUMBER(pace_in_flight(&pace, 1), 1);
    CHECK_NUMBER(pace_in_flight(&pace, 5 * CLOCK_SECOND), 10);
    CHECK_NUMBER(pace_in_flight(&pace, 10 * CLOCK_SECOND), 20);
    CHECK_NUMBER(pace_in_flight(&pace, 1000 * CLOCK_SECOND), 20);
    CHECK_NUMBER(pace_in_flight(&by_rate, 0), 20);
}

static const struct {
    unsigned weights[3];
    size_t count;
    const char *order;
} mixes[] = {
    {{1, 1, 1}, 3, "abcabc"}, {{5}, 1, "aaa"},           {{2, 1}, 2, "abaaba"},
    {{1, 2}, 2, "babbab"},    {{4, 1}, 2, "aabaaaabaa"}, {{1000000, 1}, 2, "aaaaaa"},
};

static void mixes_by_weight(void)
{
    for (size_t i = 0; i < COUNT_OF(mixes); i++) {
        int64_t credits[3] = {0};
        struct mix mix = {mixes[i].weights, credits, mixes[i].count};
        struct buf order = {0};
        check_row("%s", mixes[i].order);
        for (size_t j = 0; mixes[i].order[j]; j++)
            buf_add_byte(&order, (char)('a' + mix_next(&mix)));
        CHECK_TEXT(buf_span(&order), mixes[i].order);
        buf_clear(&order);
    }
}

static const struct check_case cases[] = {
    {"reads rates", reads_rates},
    {"is due", is_due},
    {"grows", grows},
    {"mixes by weight", mixes_by_weight},
};

int main(void)
{
    return CHECK_RUN(cases);
}
