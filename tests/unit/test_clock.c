#include "check.h"
#include "clock.h"

#include <stdlib.h>
#include <time.h>

/* 2021-07-22T11:24:15Z */
#define JULY (INT64_C(1626953055) * CLOCK_SECOND)

static const struct {
    int64_t time;
    int digits;
    const char *text;
} written[] = {
    {0, 9, "1970-01-01T00:00:00Z"},
    {JULY, 9, "2021-07-22T11:24:15Z"},
    {JULY + 317896000, 6, "2021-07-22T11:24:15.317896Z"},
    {JULY + 100000000, 9, "2021-07-22T11:24:15.1Z"},
    {JULY + 120300000, 9, "2021-07-22T11:24:15.1203Z"},
    {JULY + 1, 9, "2021-07-22T11:24:15.000000001Z"},
    {JULY + 999, 6, "2021-07-22T11:24:15Z"},
    {JULY + 999999999, 6, "2021-07-22T11:24:15.999999Z"}, /* cut, not rounded, as in Go */
    {JULY + 999999999, 0, "2021-07-22T11:24:15Z"},
    {-1, 9, "1969-12-31T23:59:59.999999999Z"},
    {-CLOCK_SECOND, 9, "1969-12-31T23:59:59Z"},
    {INT64_C(951782400) * CLOCK_SECOND, 9, "2000-02-29T00:00:00Z"},
    {INT64_MAX, 9, "2262-04-11T23:47:16.854775807Z"},
    {INT64_MIN, 9, "1677-09-21T00:12:43.145224192Z"},
};

static void writes_rfc3339(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(written); i++) {
        check_row("row %zu", i);
        buf_reset(&out);
        clock_write_rfc3339(&out, written[i].time, written[i].digits);
        CHECK_TEXT(buf_span(&out), written[i].text);
    }
    buf_clear(&out);
}

enum { NONE = -7 };

static const struct {
    const char *text;
    int64_t time;
} read_times[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"2021-07-22T11:24:15.317896Z", JULY + 317896000},
    {"2021-07-22T11:24:15.000000001Z", JULY + 1},
    {"2021-07-22T11:24:15+00:00", JULY},
    {"2021-07-22T16:24:15+05:00", JULY},
    {"2021-07-22T16:54:15+05:30", JULY},
    {"2021-07-22T04:24:15-07:00", JULY},
    {"2021-07-21T23:59:15.5-11:25", JULY + 500000000},
    {"2021-07-22t11:24:15z", JULY},
    {"2000-02-29T00:00:00Z", INT64_C(951782400) * CLOCK_SECOND},
    {"1969-12-31T23:59:59.5Z", -500000000},
    {"2016-12-31T23:59:60Z", INT64_C(1483228799) * CLOCK_SECOND},
    {"", NONE},
    {"now", NONE},
    {"2021-07-22T11:24:15", NONE},
    {"2021-07-22T11:24Z", NONE},
    {"2021-07-22T11:24:15.Z", NONE},
    {"2021-07-22T11:24:15.1234567890Z", NONE},
    {"2021-07-22T11:24:15,5Z", NONE},
    {"2021-07-22T11:24:15Zz", NONE},
    {"2021-07-22T11:24:15 Z", NONE},
    {" 2021-07-22T11:24:15Z", NONE},
    {"2021-07-22T11:24:15+5:00", NONE},
    {"2021-07-22T11:24:15+0500", NONE},
    {"2021-07-22T11:24:15+24:00", NONE},
    {"2021-07-22T11:24:15+05:60", NONE},
    {"2021-02-29T00:00:00Z", NONE},
    {"1900-02-29T00:00:00Z", NONE},
    {"2021-04-31T00:00:00Z", NONE},
    {"2021-00-10T00:00:00Z", NONE},
    {"2021-13-10T00:00:00Z", NONE},
    {"2021-01-00T00:00:00Z", NONE},
    {"2021-01-32T00:00:00Z", NONE},
    {"2021-01-01T24:00:00Z", NONE},
    {"2021-01-01T00:60:00Z", NONE},
    {"2021-01-01T00:00:61Z", NONE},
    {"1677-12-31T00:00:00Z", NONE},
    {"2262-01-01T00:00:00Z", NONE},
    {"9999-12-31T23:59:59Z", NONE},
    {"+2021-1-01T00:00:00Z", NONE},
};

static void reads_rfc3339(void)
{
    for (size_t i = 0; i < COUNT_OF(read_times); i++) {
        int64_t time = NONE;
        check_row("'%s'", read_times[i].text);
        bool read = clock_read_rfc3339(span_of(read_times[i].text), &time);
        CHECK(read == (read_times[i].time != NONE));
        if (read)
            CHECK_NUMBER(time, read_times[i].time);
    }
}

static const struct {
    const char *text;
    int64_t unit, duration;
} durations[] = {
    {"250ms", CLOCK_SECOND, 250 * CLOCK_MS},
    {"1.5s", CLOCK_MS, 1500 * CLOCK_MS},
    {"10m", 1, 600 * CLOCK_SECOND},
    {"2h", 1, 7200 * CLOCK_SECOND},
    {"7d", 1, 604800 * CLOCK_SECOND},
    {"10", CLOCK_SECOND, 10 * CLOCK_SECOND},
    {"10", CLOCK_MS, 10 * CLOCK_MS},
    {"0", CLOCK_SECOND, 0},
    {"0.001", CLOCK_SECOND, CLOCK_MS},
    {"36500d", 1, CLOCK_SECOND * 86400 * 36500},
    {"", CLOCK_SECOND, NONE},
    {"s", CLOCK_SECOND, NONE},
    {".", CLOCK_SECOND, NONE},
    {".5s", CLOCK_SECOND, NONE},
    {"1.2.3s", CLOCK_SECOND, NONE},
    {"-1s", CLOCK_SECOND, NONE},
    {"+1s", CLOCK_SECOND, NONE},
    {"1 s", CLOCK_SECOND, NONE},
    {"1us", CLOCK_SECOND, NONE},
    {"1sm", CLOCK_SECOND, NONE},
    {"1S", CLOCK_SECOND, NONE},
    {"1e3", CLOCK_SECOND, NONE},
    {"0x10", CLOCK_SECOND, NONE},
    {"nan", CLOCK_SECOND, NONE},
    {"200000d", CLOCK_SECOND, NONE},
    {"99999999999999999999d", CLOCK_SECOND, NONE},
    {"999999999999999999999999", CLOCK_SECOND, NONE},
};

static void reads_durations(void)
{
    for (size_t i = 0; i < COUNT_OF(durations); i++) {
        int64_t duration = NONE;
        check_row("'%s'", durations[i].text);
        bool read = clock_read_duration(span_of(durations[i].text), durations[i].unit, &duration);
        CHECK(read == (durations[i].duration != NONE));
        if (read)
            CHECK_NUMBER(duration, durations[i].duration);
    }
}

/* What a time of an option is at 2021-07-22T11:24:15Z, in a place five hours ahead. */
#define DAY (86400 * CLOCK_SECOND)
#define MIDNIGHT (JULY - (16 * 3600 + 24 * 60 + 15) * CLOCK_SECOND)
#define LAST_SECOND (INT64_MAX / CLOCK_SECOND * CLOCK_SECOND)

static const struct {
    const char *text;
    int64_t time;
} moments[] = {
    {"now", JULY},
    {"today", MIDNIGHT},
    {"yesterday", MIDNIGHT - DAY},
    {"2021-07-22", MIDNIGHT},
    {"2021-07-21", MIDNIGHT - DAY},
    {"2021-02-29", NONE},
    {"2021-7-22", NONE},
    {"2021-07-22T", NONE},
    {"1677-12-31", NONE},
    {"2021-07-22T11:24:15.317896Z", JULY + 317896000},
    {"2021-07-22T16:24:15+05:00", JULY},
    {"1969-12-31T23:59:59.5Z", -500000000},
    {"0", 0},
    {"1626953055", JULY},
    {"0001626953055", JULY},
    {"9223372036", LAST_SECOND},
    {"10m", JULY - 600 * CLOCK_SECOND},
    {"10m ago", JULY - 600 * CLOCK_SECOND},
    {"2h ago", JULY - 7200 * CLOCK_SECOND},
    {"7d", JULY - 7 * DAY},
    {"1.5s", JULY - 1500 * CLOCK_MS},
    {"250ms ago", JULY - 250 * CLOCK_MS},
    {"0s", JULY},
    {"36500d", JULY - 36500 * DAY},
    {"", NONE},
    {" ", NONE},
    {" ago", NONE},
    {"ago", NONE},
    {"now ago", NONE},
    {"today ago", NONE},
    {"2hago", NONE},
    {"2h  ago", NONE},
    {"2h ago ", NONE},
    {"2h ago ago", NONE},
    {"in 2h", NONE},
    {"-2h", NONE},
    {"2 h", NONE},
    {"2w", NONE},
    {"Now", NONE},
    {"tomorrow", NONE},
    {"now ", NONE},
    {" now", NONE},
    {"-1", NONE},
    {"+1", NONE},
    {"1e9", NONE},
    {"0x10", NONE},
    {"10 ago", NONE},
    {"1626953055 ago", NONE},
    {"1626953055.5", NONE},
    {"1626953055Z", NONE},
    {"10.", NONE},
    {"10. ago", NONE},
    {"9223372037", NONE},
    {"1626953055000", NONE},
    {"99999999999999999999", NONE},
    {"18446744073709551616", NONE},
    {"200000d", NONE},
    {"2021-07-22T11:24:15", NONE},
    {"9999-12-31T23:59:59Z", NONE},
};

static void reads_moments(void)
{
    setenv("TZ", "PKT-5", 1);
    tzset();
    for (size_t i = 0; i < COUNT_OF(moments); i++) {
        int64_t time = NONE;
        check_row("'%s'", moments[i].text);
        bool read = clock_read_moment(span_of(moments[i].text), JULY, &time);
        CHECK(read == (moments[i].time != NONE));
        CHECK_NUMBER(time, moments[i].time);
    }
}

/* A day has 23 hours where the clocks are put forward in it. */
static void goes_back_to_local_midnights(void)
{
    const int64_t monday = INT64_C(1616968800) * CLOCK_SECOND; /* 2021-03-29T00:00:00+02:00 */
    int64_t time;
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    CHECK(clock_read_moment(SPAN("today"), monday, &time));
    CHECK_NUMBER(time, monday);
    CHECK(clock_read_moment(SPAN("today"), monday - 1, &time));
    CHECK_NUMBER(time, monday - 23 * 3600 * CLOCK_SECOND);
    for (size_t i = 0; i < 2; i++) {
        CHECK(clock_read_moment(i ? SPAN("2021-03-28") : SPAN("yesterday"), monday, &time));
        CHECK_NUMBER(time, monday - 23 * 3600 * CLOCK_SECOND);
    }
}

static void writes_the_local_time_of_day(void)
{
    struct buf out = {0};
    setenv("TZ", "PKT-5", 1);
    tzset();
    clock_write_time_of_day(&out, JULY + 207999999);
    CHECK_TEXT(buf_span(&out), "16:24:15.207");
    buf_reset(&out);
    clock_write_time_of_day(&out, -1);
    CHECK_TEXT(buf_span(&out), "04:59:59.999");
    buf_clear(&out);
}

static void goes_on(void)
{
    int64_t before = clock_ticks();
    CHECK(clock_ticks() >= before);
    CHECK(clock_now() > JULY);
}

static const struct check_case cases[] = {
    {"writes RFC 3339", writes_rfc3339},
    {"reads RFC 3339", reads_rfc3339},
    {"reads durations", reads_durations},
    {"reads moments", reads_moments},
    {"goes back to local midnights", goes_back_to_local_midnights},
    {"writes the local time of day", writes_the_local_time_of_day},
    {"goes on", goes_on},
};

int main(void)
{
    return CHECK_RUN(cases);
}
