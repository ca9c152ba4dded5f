/* Deliveries that other tools saved, made into records of our own. */
#ifndef SFPY_ADOPT_H
#define SFPY_ADOPT_H

#include "delivery.h"

/*
 * When a delivery came in, as far as its form says; else what it was signed with, where that isn't
 * a day behind the guess, after which it can hardly have come; else the guess.
 */
struct adopted_time {
    bool known;
    int64_t time, guess; /* nanoseconds since 1970 */
};

/* What was adopted out of one file, each kind with how often it came. */
struct adopted {
    void *kinds; /* a tree of tsearch() */
};

/*
 * Gives a delivery what a record needs beyond request, answer and URL, its texts in the arena: the
 * URL without a password, a time, a verdict that says no more than the scheme, and the event. The
 * id follows from the request, its time and how often the same came before it, so that it is the
 * same when the file comes again, and what is alike in the file stays as many. Where the time isn't
 * known, the random part of the id follows from the rest alone. False with code INPUT where the
 * request is none that could be sent.
 */
MUST_USE bool adopt(struct delivery *delivery, struct arena *arena, const struct schemes *schemes,
                    const struct adopted_time *when, struct adopted *before, struct error *err);

/* Accepts a zeroed one. */
void adopted_clear(struct adopted *adopted);

#endif
