#include "pace.h"

#include "clock.h"

#include <math.h>
#include <stdlib.h>

static const struct {
    const char *unit;
    double seconds;
} units[] = {{"", 1}, {"/s", 1}, {"/m", 60}, {"/h", 3600}};

/* A hundred years, which no run lasts. */
#define MOST_SECONDS 3.2e9

enum { MOST_RATE = 1000000, MOST_DIGITS = 20 };

bool pace_read_rate(struct span text, double *rate)
{
    size_t digits = 0, points = 0;
    while (digits < text.size && digits <= MOST_DIGITS &&
           ((text.at[digits] >= '0' && text.at[digits] <= '9') || text.at[digits] == '.'))
        points += text.at[digits++] == '.';
    struct span unit = span_slice(text, digits, text.size);
    char number[MOST_DIGITS + 1];
    struct buf copy = BUF_OVER(number);
    buf_add(&copy, span_slice(text, 0, digits));
    if (copy.full || digits == points || points > 1)
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (!span_is(unit, units[i].unit))
            continue;
        *rate = strtod(number, NULL) / units[i].seconds;
        return *rate > 0 && *rate <= MOST_RATE;
    }
    return false;
}

int64_t pace_due(const struct pace *pace, uint64_t number)
{
    if (pace->rate <= 0)
        return 0;
    /* While the rate grows evenly, the events that are due grow as the square of the time. */
    double ramp = (double)pace->ramp / (double)CLOCK_SECOND, n = (double)number;
    double within = pace->rate * ramp / 2;
    double seconds =
        n < within ? sqrt(2 * n * ramp / pace->rate) : ramp + (n - within) / pace->rate;
    if (seconds > MOST_SECONDS)
        seconds = MOST_SECONDS;
    return (int64_t)(seconds * (double)CLOCK_SECOND);
}

unsigned pace_in_flight(const struct pace *pace, int64_t elapsed)
{
    if (pace->rate > 0 || elapsed >= pace->ramp)
        return pace->at_once;
    double share = (double)elapsed / (double)pace->ramp;
    unsigned many = (unsigned)ceil(share * pace->at_once);
    return many > 1 ? many : 1;
}

/* Smooth weighted round robin: each gains its weight, who has most goes and pays the sum. */
size_t mix_next(struct mix *mix)
{
    int64_t sum = 0;
    size_t next = 0;
    for (size_t i = 0; i < mix->count; i++) {
        mix->credits[i] += mix->weights[i];
        sum += mix->weights[i];
        if (mix->credits[i] > mix->credits[next])
            next = i;
    }
    mix->credits[next] -= sum;
    return next;
}
