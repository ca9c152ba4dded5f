/* What became of deliveries that were sent: one by one, and summed up. */
#ifndef SFPY_REPORT_H
#define SFPY_REPORT_H

#include "delivery.h"

/* Statuses have three digits. */
enum { REPORT_STATUSES = 1000 };

/* What came of a run of sends. Zeroed but for `started` (clock_ticks()) it is empty. */
struct tally {
    int64_t started;
    size_t sent, ok, answered;
    int64_t *durations; /* of the answers that came */
    size_t room;
    size_t by_status[REPORT_STATUSES];
};

/* Counts one delivery; a status of 0 means that no answer came. `fits`: it was as expected. */
void tally_add(struct tally *tally, const struct answer *answer, bool fits);

/* Adds the `summary` line of a command. Sorts the durations. */
void tally_write(struct buf *out, struct tally *tally, const char *command);

/* Frees what it holds. */
void tally_clear(struct tally *tally);

/*
 * Adds the `sent` line: `mode` is exact, re-signed, edited or new; `failure` says why no answer
 * came, NULL where one did.
 */
void report_sent(struct buf *out, const struct delivery *delivery, const char *mode,
                 const struct error *failure);

/* Sets code CHECK for an answer outside of `expected`, with a hint at what such a status usually
 * means. */
void report_unexpected(struct error *err, int status, const char *expected,
                       const struct secret *secret);

#endif
