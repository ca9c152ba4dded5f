#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_ticks(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t seconds_of(int64_t time)
{
    return time / CLOCK_SECOND - (time % CLOCK_SECOND < 0);
}

/* The nanoseconds within that second. */
static int64_t fraction_of(int64_t time)
{
    int64_t rest = time % CLOCK_SECOND;
    return rest < 0 ? rest + CLOCK_SECOND : rest;
}

void clock_write_rfc3339(struct buf *out, int64_t time, int digits)
{
    time_t seconds = (time_t)seconds_of(time);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900, parts.tm_mon + 1,
               parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    char text[16];
    snprintf(text, sizeof text, "%09d", (int)fraction_of(time));
    struct span kept = {text, (size_t)digits};
    while (kept.size > 0 && kept.at[kept.size - 1] == '0')
        kept.size--;
    if (kept.size > 0)
        buf_printf(out, ".%.*s", SPAN_ARG(kept));
    buf_add_byte(out, 'Z');
}

void clock_write_time_of_day(struct buf *out, int64_t time)
{
    time_t seconds = (time_t)seconds_of(time);
    struct tm parts;
    localtime_r(&seconds, &parts);
    buf_printf(out, "%02d:%02d:%02d.%03d", parts.tm_hour, parts.tm_min, parts.tm_sec,
               (int)(fraction_of(time) / CLOCK_MS));
}

void clock_write_short(struct buf *out, int64_t time, int64_t midnight)
{
    const int64_t day = 24 * 3600 * CLOCK_SECOND;
    time_t seconds = (time_t)seconds_of(time);
    bool today = time >= midnight && time < midnight + day;
    bool recent = time < midnight && time > midnight - 180 * day;
    char text[32];
    struct tm parts;
    localtime_r(&seconds, &parts);
    if (strftime(text, sizeof text,
                 today    ? "%H:%M:%S"
                 : recent ? "%b %e %H:%M"
                          : "%Y-%m-%d",
                 &parts))
        buf_add_text(out, text);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes exactly `count` digits off the front. */
static bool take_digits(struct span *text, size_t count, int *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (i >= text->size || !is_digit(text->at[i]))
            return false;
        *value = *value * 10 + (text->at[i] - '0');
    }
    *text = span_slice(*text, count, text->size);
    return true;
}

static bool take_byte(struct span *text, const char *any_of)
{
    for (; *any_of; any_of++)
        if (text->size > 0 && text->at[0] == *any_of) {
            *text = span_slice(*text, 1, text->size);
            return true;
        }
    return false;
}

static bool take_fraction(struct span *text, int64_t *nanoseconds)
{
    int64_t worth = CLOCK_SECOND / 10;
    *nanoseconds = 0;
    if (!take_byte(text, "."))
        return true;
    size_t digits = 0;
    for (; digits < text->size && is_digit(text->at[digits]); digits++, worth /= 10)
        *nanoseconds += (text->at[digits] - '0') * worth;
    *text = span_slice(*text, digits, text->size);
    return digits > 0 && digits <= 9;
}

static bool take_offset(struct span *text, int *seconds)
{
    *seconds = 0;
    if (take_byte(text, "Zz"))
        return true;
    int sign = text->size > 0 && text->at[0] == '-' ? -1 : 1;
    int hours, minutes;
    if (!take_byte(text, "+-") || !take_digits(text, 2, &hours) || !take_byte(text, ":") ||
        !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool clock_read_rfc3339(struct span text, int64_t *time)
{
    struct tm parts = {0};
    int64_t nanoseconds;
    int offset;
    bool whole = take_digits(&text, 4, &parts.tm_year) && take_byte(&text, "-") &&
                 take_digits(&text, 2, &parts.tm_mon) && take_byte(&text, "-") &&
                 take_digits(&text, 2, &parts.tm_mday) && take_byte(&text, "Tt ") &&
                 take_digits(&text, 2, &parts.tm_hour) && take_byte(&text, ":") &&
                 take_digits(&text, 2, &parts.tm_min) && take_byte(&text, ":") &&
                 take_digits(&text, 2, &parts.tm_sec) && take_fraction(&text, &nanoseconds) &&
                 take_offset(&text, &offset) && text.size == 0;
    if (!whole || parts.tm_year < 1678 || parts.tm_year > 2261 || parts.tm_hour > 23 ||
        parts.tm_min > 59 || parts.tm_sec > 60)
        return false;
    struct tm given = parts;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    int day = parts.tm_mday, month = parts.tm_mon;
    if (given.tm_sec == 60)
        parts.tm_sec = 59; /* a leap second has no place of its own in unix time */
    time_t seconds = timegm(&parts);
    if (parts.tm_mday != day || parts.tm_mon != month)
        return false;
    *time = ((int64_t)seconds - offset) * CLOCK_SECOND + nanoseconds;
    return true;
}

bool clock_read_duration(struct span text, int64_t unit, int64_t *duration)
{
    static const struct {
        const char *name;
        int64_t worth;
    } units[] = {{"ms", CLOCK_MS},
                 {"s", CLOCK_SECOND},
                 {"m", 60 * CLOCK_SECOND},
                 {"h", 3600 * CLOCK_SECOND},
                 {"d", 86400 * CLOCK_SECOND}};
    size_t end = 0, points = 0;
    for (; end < text.size && (is_digit(text.at[end]) || text.at[end] == '.'); end++)
        points += text.at[end] == '.';
    struct span number = span_slice(text, 0, end), suffix = span_slice(text, end, text.size);
    if (points > 1 || number.size <= points || number.size > 20 || number.at[0] == '.')
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (span_is(suffix, units[i].name)) {
            unit = units[i].worth;
            suffix.size = 0;
        }
    double value = 0, place = 1;
    bool behind_point = false;
    for (size_t i = 0; i < number.size; i++) {
        if (number.at[i] == '.') {
            behind_point = true;
            continue;
        }
        value = value * 10 + (number.at[i] - '0');
        place *= behind_point ? 10 : 1;
    }
    double nanoseconds = value / place * (double)unit;
    if (suffix.size > 0 || nanoseconds > 100.0 * 366 * 86400 * (double)CLOCK_SECOND)
        return false;
    *duration = (int64_t)(nanoseconds + 0.5);
    return true;
}

static bool read_unix_seconds(struct span text, int64_t *time)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_digit(text.at[i]) || seconds > INT64_MAX / CLOCK_SECOND / 10)
            return false;
        seconds = seconds * 10 + (text.at[i] - '0');
    }
    if (text.size == 0 || seconds > INT64_MAX / CLOCK_SECOND)
        return false;
    *time = seconds * CLOCK_SECOND;
    return true;
}

/* A date alone: its local midnight. */
static bool read_day(struct span text, int64_t *time)
{
    char room[32];
    struct buf utc = BUF_OVER(room);
    struct tm parts;
    buf_add(&utc, text);
    buf_add_text(&utc, "T00:00:00Z");
    if (!clock_read_rfc3339(buf_span(&utc), time))
        return false;
    time_t seconds = (time_t)seconds_of(*time);
    gmtime_r(&seconds, &parts);
    parts.tm_isdst = -1;
    *time = (int64_t)mktime(&parts) * CLOCK_SECOND;
    return true;
}

/* The last local midnight but `days`. */
static int64_t midnight(int64_t now, int days)
{
    time_t seconds = (time_t)seconds_of(now);
    struct tm parts;
    localtime_r(&seconds, &parts);
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    parts.tm_mday -= days;
    parts.tm_isdst = -1;
    return (int64_t)mktime(&parts) * CLOCK_SECOND;
}

bool clock_read_moment(struct span text, int64_t now, int64_t *time)
{
    const struct {
        const char *name;
        int64_t time;
    } names[] = {{"now", now}, {"today", midnight(now, 0)}, {"yesterday", midnight(now, 1)}};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (span_is(text, names[i].name)) {
            *time = names[i].time;
            return true;
        }
    if (clock_read_rfc3339(text, time) || read_day(text, time) || read_unix_seconds(text, time))
        return true;
    struct span ago = SPAN(" ago");
    if (span_ends(text, ago))
        text.size -= ago.size;
    /* A bare number would be a moment itself, so an age says its unit. */
    char last = text.size > 0 ? text.at[text.size - 1] : 0;
    int64_t age;
    if (is_digit(last) || last == '.' || !clock_read_duration(text, CLOCK_SECOND, &age))
        return false;
    *time = now - age;
    return true;
}
