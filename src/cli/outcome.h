/* What people and programs get to know of a volley. */
#ifndef SFPY_OUTCOME_H
#define SFPY_OUTCOME_H

#include "volley.h"

/* Between two looks of the progress line, in nanoseconds. */
#define PROGRESS_PAUSE (100 * CLOCK_MS)

/* Says that an attempt failed and when the next is. */
void outcome_retry(struct volley *volley, const struct shot *shot, int64_t pause);

/* Counts and prints what came of the last attempt; of the only one it is what the volley came to.
 */
void outcome_done(struct volley *volley, struct shot *shot);

/* Whether a progress line is drawn: of more than one, where standard error is a terminal. */
bool outcome_shows_progress(const struct volley *volley);

/* Draws it; takes it away. */
void outcome_progress(struct volley *volley);
void outcome_clear_line(struct volley *volley);

/*
 * Prints the summary of more than one. Where nothing else failed `err` gets how many were not as
 * expected.
 */
void outcome_sum_up(struct volley *volley, struct error *err);

#endif
