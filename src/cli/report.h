/* What became of deliveries that were sent: one by one, and summed up. */
#ifndef SFPY_REPORT_H
#define SFPY_REPORT_H

#include "delivery.h"
#include "histogram.h"
#include "render.h"

/* Statuses have three digits; of the reasons for which no answer came so many are told apart. */
enum { REPORT_STATUSES = 1000, REPORT_REASONS = 16 };

/* Why no answer came, and how often. */
struct tally_reason {
    char *text;
    size_t count;
};

/* What came of a run of sends, however many. Zeroed but for `started` it is empty. */
struct tally {
    int64_t started, ended; /* clock_ticks(); the caller sets both */
    bool corrected;         /* the durations are from when each send was due */
    bool compared; /* answers were compared with others; `differing` counts for something */
    size_t sent, ok, answered, differing;
    struct histogram durations; /* of the answers that came */
    size_t by_status[REPORT_STATUSES];
    bool unexpected[REPORT_STATUSES]; /* some answer of that status was not as expected */
    struct tally_reason by_reason[REPORT_REASONS + 1];
    size_t reasons;
};

/*
 * Counts one send: a status of 0 means that no answer came, and `trouble` says in a few words why
 * (NULL: "no answer"; copied). Past REPORT_REASONS different ones it is counted as "other". `fits`:
 * the answer was as expected.
 */
void tally_add(struct tally *tally, int status, int64_t duration, const char *trouble, bool fits);

/* Adds the `summary` line of a command. */
void tally_write(struct buf *out, const struct tally *tally, const char *command);

/*
 * Adds the same as people read it, some lines at most 80 cells wide: counts, time and rate;
 * percentiles in milliseconds, with bars where there are enough answers; and, unless all sends had
 * one status and were as expected, how often each status and each reason came.
 */
void tally_render(struct buf *out, const struct tally *tally, const struct palette *palette);

/* Frees what it holds and leaves it empty. */
void tally_clear(struct tally *tally);

/*
 * Adds the `sent` line: `mode` is exact, re-signed, edited or new; `failure` says why no answer
 * came, NULL where one did.
 */
void report_sent(struct buf *out, const struct delivery *delivery, const char *mode,
                 unsigned attempts, const struct error *failure);

#endif
