#include "check.h"
#include "scheme.h"

#include <string.h>

static void finds_by_name(void)
{
    static const char *const names[] = {"sfpy", "safepay-v1", "safepay-v2"};
    size_t count;
    const struct scheme *all = scheme_all(&count);
    CHECK_NUMBER((long long)count, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct error err = {0};
        check_row("%s", names[i]);
        CHECK_TEXT(span_of(all[i].name), names[i]);
        CHECK(scheme_find(scheme_builtin(), names[i], &err) == &all[i]);
    }
}

static void hints_at_the_nearest_name(void)
{
    static const char *const rows[][2] = {{"sfyp", "did you mean 'sfpy'?"},
                                          {"safepay-v3", "did you mean 'safepay-v1'?"},
                                          {"safepay_v2", "did you mean 'safepay-v2'?"},
                                          {"SFPY", "'sfpy-hook help schemes' lists them"},
                                          {"xyzzy", "'sfpy-hook help schemes' lists them"},
                                          {"", "'sfpy-hook help schemes' lists them"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        check_row("'%s'", rows[i][0]);
        CHECK(!scheme_find(scheme_builtin(), rows[i][0], &err));
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK_TEXT(span_of(err.hint), rows[i][1]);
    }
}

#define SFPY_BODY "{\"data\":{\"data\":{\"notification\":{}}}}"
#define V1_BODY "{\"data\":{\"notification\":{}}}"
#define V2_BODY "{\"version\":\"2.0.0\",\"type\":\"payment.succeeded\",\"data\":{}}"

/* What a body and a header (none: the header isn't known) tell, and where the event then stands. */
static const struct {
    const char *header, *body;
    const char *scheme, *event;
} bodies[] = {
    {"X-SFPY-SIGNATURE", SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    {"sfpy-signature", SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    {"x-sfpy-signature", V1_BODY, "safepay-v1", "{\"notification\":{}}"},
    {"SFPY-Signature", V1_BODY, "sfpy", "{\"notification\":{}}"},
    {"X-SFPY-SIGNATURE", V2_BODY, "safepay-v2", V2_BODY},
    {"X-SFPY-SIGNATURE", "{\"version\":1,\"data\":2}", "sfpy", "2"},
    {"X-SFPY-SIGNATURE", "{\"type\":1}", "sfpy", NULL},
    {"X-SFPY-SIGNATURE", "[1]", "sfpy", NULL},
    {"X-SFPY-SIGNATURE", "", "sfpy", NULL},
    {"X-Other", V2_BODY, "sfpy", "{}"},
    {NULL, SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    {NULL, V1_BODY, "sfpy", "{\"notification\":{}}"},
    {NULL, V2_BODY, "safepay-v2", V2_BODY},
    {NULL, "{", "sfpy", NULL},
};

static void detects(void)
{
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct header header = {span_of(bodies[i].header), SPAN("x")};
        struct headers headers = {&header, 1};
        check_row("%s, %s", bodies[i].header ? bodies[i].header : "no header", bodies[i].body);
        const struct scheme *scheme =
            scheme_detect(bodies[i].header ? &headers : NULL, span_of(bodies[i].body));
        CHECK_TEXT(span_of(scheme->name), bodies[i].scheme);
        CHECK_TEXT(scheme_event(scheme, span_of(bodies[i].body)), bodies[i].event);
    }
}

static const struct check_case cases[] = {
    {"finds by name", finds_by_name},
    {"hints at the nearest name", hints_at_the_nearest_name},
    {"detects", detects},
};

int main(void)
{
    return CHECK_RUN(cases);
}
