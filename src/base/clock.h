/* Time: nanoseconds since 1970 in UTC as an int64_t, and the texts it is written in. */
#ifndef SFPY_CLOCK_H
#define SFPY_CLOCK_H

#include "buf.h"

#define CLOCK_SECOND INT64_C(1000000000)
#define CLOCK_MS INT64_C(1000000)

/* Now, in nanoseconds since 1970. */
int64_t clock_now(void);

/* Nanoseconds of a clock that never jumps, for durations. */
int64_t clock_ticks(void);

/*
 * Adds RFC 3339 in UTC as Go's time.RFC3339Nano writes it: the fraction without its trailing zeros,
 * no point where nothing is left of it. `digits` (0 to 9) is how much of the fraction is kept
 * before that.
 */
void clock_write_rfc3339(struct buf *out, int64_t time, int digits);

/* Adds the local time of day, to the millisecond: 12:04:31.207. */
void clock_write_time_of_day(struct buf *out, int64_t time);

/*
 * Adds the local time in short: of the day that began at `midnight` the time of day, else the date
 * too, and the year where it may be another one.
 */
void clock_write_short(struct buf *out, int64_t time, int64_t midnight);

/*
 * Reads RFC 3339 (any offset, up to nanoseconds); false where it is none or out of range (years
 * 1678 to 2261).
 */
bool clock_read_rfc3339(struct span text, int64_t *time);

/*
 * Reads a moment as options give it: RFC 3339, a date alone, `today` and `yesterday` (local
 * midnight), unix seconds, `now`, or an age before `now` such as `10m`, `2h ago`, `7d`. False where
 * it is none of these.
 */
bool clock_read_moment(struct span text, int64_t now, int64_t *time);

/*
 * Reads a duration, `250ms`, `1.5s`, `10m`, `2h`, `7d`, or bare in units of `unit` nanoseconds.
 * False where it is none, negative, or over 100 years.
 */
bool clock_read_duration(struct span text, int64_t unit, int64_t *duration);

#endif
