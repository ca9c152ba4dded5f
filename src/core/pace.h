/* When deliveries are due, and how many may be in flight, in a run of many. */
#ifndef SFPY_PACE_H
#define SFPY_PACE_H

#include "buf.h"

/* Times are nanoseconds since the run began. */
struct pace {
    double rate;      /* a second; 0: as fast as answers come */
    int64_t ramp;     /* how long the rate, or the number in flight, grows evenly from none */
    unsigned at_once; /* in flight at most */
};

/*
 * Reads a rate, `50`, `50/s`, `0.5/s`, `100/m`, `1000/h`, as a number a second. False where it is
 * none, zero, or over a million a second.
 */
bool pace_read_rate(struct span text, double *rate);

/* When the delivery of that number, from 0, is due; always 0 without a rate. */
int64_t pace_due(const struct pace *pace, uint64_t number);

/* How many may be in flight by then, at least 1: without a rate a ramp limits it. */
unsigned pace_in_flight(const struct pace *pace, int64_t elapsed);

/*
 * Which of several kinds comes next, so that each has its weight's share and they are spread
 * evenly: of 2 and 1, a b a. Every sum of the weights makes a round, that of equal ones in order.
 */
struct mix {
    const unsigned *weights; /* borrowed, at least 1 each */
    int64_t *credits;        /* borrowed, zeroed at first */
    size_t count;
};

/* The kind that comes next. */
size_t mix_next(struct mix *mix);

#endif
