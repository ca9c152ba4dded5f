#include "clock.h"
#include "signing.h"

enum { MALFORMED = -7 };
#define LAST_SECOND (INT64_MAX / CLOCK_SECOND * CLOCK_SECOND)

static const struct {
    enum scheme_timestamp form;
    const char *text;
    int64_t time;
} timestamps[] = {
    {TIMESTAMP_UNIX, "1767225600", NEW_YEAR},
    {TIMESTAMP_UNIX, "0", 0},
    {TIMESTAMP_UNIX, "01767225600", NEW_YEAR},
    {TIMESTAMP_UNIX, "00000000000000000000000000000001767225600", NEW_YEAR},
    {TIMESTAMP_UNIX, "9223372036", LAST_SECOND},
    {TIMESTAMP_UNIX, "9223372037", LAST_SECOND},
    {TIMESTAMP_UNIX, "1767225600000", LAST_SECOND},
    {TIMESTAMP_UNIX, "18446744073709551616", LAST_SECOND},
    {TIMESTAMP_UNIX, "99999999999999999999", LAST_SECOND},
    {TIMESTAMP_UNIX, "-1", MALFORMED},
    {TIMESTAMP_UNIX, "+1767225600", MALFORMED},
    {TIMESTAMP_UNIX, "1767225600abc", MALFORMED},
    {TIMESTAMP_UNIX, "1767225600.5", MALFORMED},
    {TIMESTAMP_UNIX, "1.7e9", MALFORMED},
    {TIMESTAMP_UNIX, "0x10", MALFORMED},
    {TIMESTAMP_UNIX, " 1767225600", MALFORMED},
    {TIMESTAMP_UNIX, "1767225600 ", MALFORMED},
    {TIMESTAMP_UNIX, "now", MALFORMED},
    {TIMESTAMP_UNIX, "2026-01-01T00:00:00Z", MALFORMED},
    {TIMESTAMP_UNIX, "\xd9\xa1", MALFORMED}, /* a digit, but no ASCII */
    {TIMESTAMP_RFC3339, "2026-01-01T00:00:00Z", NEW_YEAR},
    {TIMESTAMP_RFC3339, "2026-01-01T00:00:00.000000001Z", NEW_YEAR + 1},
    {TIMESTAMP_RFC3339, "2026-01-01T00:00:00.999999999Z", NEW_YEAR + CLOCK_SECOND - 1},
    {TIMESTAMP_RFC3339, "2026-01-01T05:00:00+05:00", NEW_YEAR},
    {TIMESTAMP_RFC3339, "1969-12-31T23:59:59Z", -CLOCK_SECOND},
    {TIMESTAMP_RFC3339, "2026-01-01T00:00:00", MALFORMED},
    {TIMESTAMP_RFC3339, "2026-01-01", MALFORMED},
    {TIMESTAMP_RFC3339, "2026-13-01T00:00:00Z", MALFORMED},
    {TIMESTAMP_RFC3339, "9999-01-01T00:00:00Z", MALFORMED},
    {TIMESTAMP_RFC3339, "1767225600", MALFORMED},
    {TIMESTAMP_RFC3339, "now", MALFORMED},
};

static void reads_timestamps(void)
{
    for (size_t i = 0; i < COUNT_OF(timestamps); i++) {
        bool unix_form = timestamps[i].form == TIMESTAMP_UNIX;
        const struct pair pairs[] = {
            {unix_form ? "X-Slack-Signature" : "X-SFPY-SIGNATURE", "00"},
            {unix_form ? "X-Slack-Request-Timestamp" : "X-SFPY-TIMESTAMP", timestamps[i].text}};
        struct header list[COUNT_OF(pairs)];
        struct headers headers = headers_of(list, pairs, COUNT_OF(pairs));
        struct claim claim;
        check_row("'%s'", timestamps[i].text);
        enum reason reason =
            claim_read(&claim, builtin_scheme(unix_form ? "slack" : "safepay-raast"), &headers);
        bool malformed = timestamps[i].time == MALFORMED;
        CHECK_NUMBER(reason, malformed ? REASON_TIMESTAMP_MALFORMED : REASON_NONE);
        CHECK_TEXT(claim.timestamp, timestamps[i].text);
        if (!malformed)
            CHECK_NUMBER(claim.time, timestamps[i].time);
        claim_clear(&claim);
    }
}

#define TOLERANCE (300 * CLOCK_SECOND)
#define OLD REASON_TIMESTAMP_TOO_OLD
#define FUTURE REASON_TIMESTAMP_IN_FUTURE

/* Ages: the time that was signed, as of when it is looked at. */
static const struct {
    const char *scheme;
    int64_t time, now, tolerance;
    enum reason reason;
} ages[] = {
    {"safepay-raast", NEW_YEAR, NEW_YEAR, TOLERANCE, REASON_NONE},
    {"safepay-raast", NEW_YEAR, NEW_YEAR + TOLERANCE, TOLERANCE, REASON_NONE},
    {"safepay-raast", NEW_YEAR, NEW_YEAR + TOLERANCE + 1, TOLERANCE, OLD},
    {"safepay-raast", NEW_YEAR - 1, NEW_YEAR + TOLERANCE, TOLERANCE, OLD},
    {"safepay-raast", NEW_YEAR, NEW_YEAR - TOLERANCE, TOLERANCE, REASON_NONE},
    {"safepay-raast", NEW_YEAR, NEW_YEAR - TOLERANCE - 1, TOLERANCE, FUTURE},
    {"safepay-raast", NEW_YEAR, NEW_YEAR + 1, 1, REASON_NONE},
    {"safepay-raast", NEW_YEAR, NEW_YEAR + 2, 1, OLD},
    {"safepay-raast", NEW_YEAR, NEW_YEAR - 2, 1, FUTURE},
    /* a moment's fraction doesn't count where timestamps have none */
    {"standard", NEW_YEAR, NEW_YEAR + TOLERANCE, TOLERANCE, REASON_NONE},
    {"standard", NEW_YEAR, NEW_YEAR + TOLERANCE + CLOCK_SECOND - 1, TOLERANCE, REASON_NONE},
    {"standard", NEW_YEAR, NEW_YEAR + TOLERANCE + CLOCK_SECOND, TOLERANCE, OLD},
    {"standard", NEW_YEAR, NEW_YEAR - TOLERANCE, TOLERANCE, REASON_NONE},
    {"standard", NEW_YEAR, NEW_YEAR - TOLERANCE - 1, TOLERANCE, FUTURE},
    {"svix", NEW_YEAR, NEW_YEAR - TOLERANCE - CLOCK_SECOND, TOLERANCE, FUTURE},
    {"standard-v1a", NEW_YEAR, NEW_YEAR - TOLERANCE - CLOCK_SECOND, TOLERANCE, FUTURE},
    /* these refuse nothing but what is old */
    {"stripe", NEW_YEAR, NEW_YEAR + TOLERANCE, TOLERANCE, REASON_NONE},
    {"stripe", NEW_YEAR, NEW_YEAR + TOLERANCE + CLOCK_SECOND, TOLERANCE, OLD},
    {"stripe", NEW_YEAR, NEW_YEAR - 1000 * TOLERANCE, TOLERANCE, REASON_NONE},
    {"stripe", LAST_SECOND, 0, TOLERANCE, REASON_NONE},
    {"slack", NEW_YEAR, NEW_YEAR + TOLERANCE + CLOCK_SECOND, TOLERANCE, OLD},
    {"slack", NEW_YEAR, NEW_YEAR - 1000 * TOLERANCE, TOLERANCE, REASON_NONE},
    /* no age is checked */
    {"safepay-raast", 0, NEW_YEAR, 0, REASON_NONE},
    {"safepay-raast", LAST_SECOND, NEW_YEAR, 0, REASON_NONE},
    {"stripe", 0, NEW_YEAR, 0, REASON_NONE},
    {"sfpy", 0, NEW_YEAR, TOLERANCE, REASON_NONE},
    {"github", NEW_YEAR, 0, TOLERANCE, REASON_NONE},
    /* as far apart as can be */
    {"safepay-raast", INT64_MIN, INT64_MAX, TOLERANCE, OLD},
    {"safepay-raast", INT64_MAX, INT64_MIN, TOLERANCE, FUTURE},
    {"safepay-raast", 0, INT64_MIN, TOLERANCE, FUTURE},
    {"safepay-raast", INT64_MAX, -1, TOLERANCE, FUTURE},
    {"safepay-raast", INT64_MIN, 0, TOLERANCE, OLD},
    {"safepay-raast", INT64_MIN, INT64_MIN, TOLERANCE, REASON_NONE},
    {"safepay-raast", INT64_MAX, INT64_MAX, TOLERANCE, REASON_NONE},
    {"safepay-raast", 0, INT64_MAX, INT64_MAX, REASON_NONE},
    {"safepay-raast", INT64_MAX, 0, INT64_MAX, REASON_NONE},
    {"standard", LAST_SECOND, INT64_MIN, TOLERANCE, FUTURE},
    {"standard", LAST_SECOND, INT64_MAX, TOLERANCE, REASON_NONE},
    {"standard", 0, INT64_MAX, TOLERANCE, OLD},
    {"standard", 0, INT64_MIN, INT64_MAX, REASON_NONE},
    {"slack", LAST_SECOND, INT64_MIN, TOLERANCE, REASON_NONE},
};

static void checks_the_age(void)
{
    for (size_t i = 0; i < COUNT_OF(ages); i++) {
        struct claim claim = {.time = ages[i].time};
        check_row("%s, row %zu", ages[i].scheme, i);
        enum reason reason =
            claim_check_age(&claim, builtin_scheme(ages[i].scheme), ages[i].now, ages[i].tolerance);
        CHECK_TEXT(span_of(reason_name(reason)), reason_name(ages[i].reason));
    }
}

static const struct check_case cases[] = {
    {"reads timestamps", reads_timestamps},
    {"checks the age", checks_the_age},
};

int main(void)
{
    return CHECK_RUN(cases);
}
