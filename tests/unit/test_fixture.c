#include "check.h"
#include "clock.h"
#include "fixture.h"
#include "go_marshal.h"
#include "ident.h"
#include "json.h"

#include <string.h>

/* 2021-07-22T11:24:15.3178969Z: a hundred nanoseconds that a Go sender's database would drop. */
static const struct fixture_values values = {.now = INT64_C(1626953055317896900),
                                             .url = {"http://a/?b=c&d", 15}};

static void render(const struct fixture *fixture, struct buf *event)
{
    struct error err = {0};
    if (!CHECK(fixture_render(fixture, &values, event, &err)))
        CHECK_TEXT(span_of(err.text), "");
}

static void is_what_go_marshals(void)
{
    static const char *const names[] = {"payment.confirmed", "refund.confirmed"};
    struct arena arena = {0};
    struct fixture_list list = {0};
    struct error err;
    CHECK(fixture_builtin(&arena, &list, &err));
    CHECK_NUMBER((long long)list.count, COUNT_OF(names));
    for (size_t i = 0; i < list.count && i < COUNT_OF(names); i++) {
        struct buf event = {0}, again = {0};
        const struct scheme *scheme = scheme_find(scheme_builtin(), list.at[i].scheme.at, &err);
        check_row("%.*s", SPAN_ARG(list.at[i].name));
        CHECK_TEXT(list.at[i].name, names[i]);
        CHECK_TEXT(span_of(scheme->name), "sfpy");
        render(&list.at[i], &event);
        CHECK(go_marshal_event(&again, buf_span(&event)));
        CHECK_SPAN(buf_span(&event), buf_span(&again));
        CHECK_SPAN(json_text_at(&arena, buf_span(&event), "type"), list.at[i].type);
        CHECK(!span_contains(buf_span(&event), SPAN("{{")));
        buf_clear(&event);
        buf_clear(&again);
    }
    arena_clear(&arena);
}

/* Paths whose values differ at each call, and paths that agree within one. */
static const char *const fresh[] = {"token",
                                    "data.token",
                                    "data.notification.token",
                                    "data.notification.request_id",
                                    "data.notification.payment_id",
                                    "data.notification.txn_hash"};
static const char *const agreeing[][2] = {{"token", "data.event_id"},
                                          {"data.token", "data.notification.notification_id"}};

static void is_fresh_at_each_call(void)
{
    struct arena arena = {0};
    struct fixture_list list = {0};
    struct error err;
    CHECK(fixture_builtin(&arena, &list, &err));
    for (size_t i = 0; i < list.count; i++) {
        struct buf a = {0}, b = {0};
        render(&list.at[i], &a);
        render(&list.at[i], &b);
        for (size_t j = 0; j < COUNT_OF(fresh); j++) {
            struct span one = json_text_at(&arena, buf_span(&a), fresh[j]);
            struct span other = json_text_at(&arena, buf_span(&b), fresh[j]);
            check_row("%.*s: %s", SPAN_ARG(list.at[i].name), fresh[j]);
            bool hash = span_starts(one, SPAN("0x"));
            CHECK_NUMBER((long long)one.size, hash ? 66 : XID_SIZE);
            CHECK(!span_equal(one, other));
            for (size_t k = 0; k < j; k++)
                CHECK(!span_equal(one, json_text_at(&arena, buf_span(&a), fresh[k])));
        }
        for (size_t j = 0; j < COUNT_OF(agreeing); j++) {
            check_row("%.*s: %s", SPAN_ARG(list.at[i].name), agreeing[j][1]);
            CHECK_SPAN(json_text_at(&arena, buf_span(&a), agreeing[j][1]),
                       json_text_at(&arena, buf_span(&a), agreeing[j][0]));
        }
        buf_clear(&a);
        buf_clear(&b);
    }
    arena_clear(&arena);
}

static const struct {
    const char *event, *rendered; /* NULL: refused, naming the placeholder */
    const char *placeholder;
} renderings[] = {
    {"{ \"a\" : [1.50, {}] }", "{\"a\":[1.50,{}]}", NULL},
    {"{\"a\":\"{{now}}\"}", "{\"a\":\"2021-07-22T11:24:15.317896Z\"}", NULL},
    {"{\"a\":\"{{now+1m}} {{now-5m}}\"}",
     "{\"a\":\"2021-07-22T11:25:15.317896Z 2021-07-22T11:19:15.317896Z\"}", NULL},
    {"{\"a\":\"<{{url}}\"}", "{\"a\":\"\\u003chttp://a/?b=c\\u0026d\"}", NULL},
    {"{\"a\":\"x&y\"}", "{\"a\":\"x\\u0026y\"}", NULL},
    {"{\"a\":\"{ {xid}\"}", "{\"a\":\"{ {xid}\"}", NULL},
    {"{\"a\":\"{{xyz}}\"}", NULL, "{{xyz}}"},
    {"{\"a\":\"{{}}\"}", NULL, "{{}}"},
    {"{\"a\":\"{{ xid }}\"}", NULL, "{{ xid }}"},
    {"{\"a\":\"{{xid2}}\"}", NULL, "{{xid2}}"},
    {"{\"a\":\"{{ref:}}\"}", NULL, "{{ref:}}"},
    {"{\"a\":\"{{nowhere}}\"}", NULL, "{{nowhere}}"},
    {"{\"a\":\"{{now+}}\"}", NULL, "{{now+}}"},
    {"{\"a\":\"{{now+soon}}\"}", NULL, "{{now+soon}}"},
    {"{\"a\":\"{{now1m}}\"}", NULL, "{{now1m}}"},
    {"{\"a\":\"{{address:}}\"}", NULL, "{{address:}}"},
    {"{\"a\":\"{{xid\"}", NULL, "{{xid"},
};

static void fills_placeholders(void)
{
    for (size_t i = 0; i < COUNT_OF(renderings); i++) {
        struct fixture fixture = {.name = SPAN("mine"), .event = span_of(renderings[i].event)};
        struct buf event = {0};
        struct error err = {0};
        check_row("%s", renderings[i].event);
        bool done = fixture_render(&fixture, &values, &event, &err);
        CHECK(done == (renderings[i].rendered != NULL));
        if (done) {
            CHECK_TEXT(buf_span(&event), renderings[i].rendered);
        } else {
            CHECK_NUMBER(err.code, ERROR_INPUT);
            CHECK(span_contains(span_of(err.text), span_of(renderings[i].placeholder)));
        }
        buf_clear(&event);
    }
}

static void fills_random_placeholders(void)
{
    struct fixture fixture = {
        .name = SPAN("mine"),
        .event = SPAN(
            "[\"{{xid}}\",\"{{xid}}\",\"{{address}}\",\"{{ref:a}}\",\"{{ref:b}}\",\"{{ref:a}}\"]")};
    struct arena arena = {0};
    struct buf event = {0};
    render(&fixture, &event);
    struct span texts[6];
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        texts[i] = json_text_at(&arena, buf_span(&event), (const char[]){(char)('0' + i), 0});
    CHECK_NUMBER((long long)texts[0].size, XID_SIZE);
    CHECK(!span_equal(texts[0], texts[1]));
    CHECK_NUMBER((long long)texts[2].size, 42);
    CHECK_SPAN(texts[5], texts[3]);
    CHECK(!span_equal(texts[4], texts[3]));
    buf_clear(&event);
    arena_clear(&arena);
}

static void wraps_as_the_scheme_says(void)
{
    static const char *const rows[][2] = {{"sfpy", "{\"data\":{\"a\":1}}"},
                                          {"safepay-v1", "{\"data\":{\"a\":1}}"},
                                          {"safepay-v2", "{\"a\":1}"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf body = {0};
        struct error err;
        check_row("%s", rows[i][0]);
        fixture_wrap(&body, scheme_find(scheme_builtin(), rows[i][0], &err), SPAN("{\"a\":1}"));
        CHECK_TEXT(buf_span(&body), rows[i][1]);
        buf_clear(&body);
    }
}

static void finds_by_name_and_type(void)
{
    static const char *const rows[][3] = {
        {"payment.confirmed", "payment.confirmed", NULL},
        {"payment:created", "payment.confirmed", NULL},
        {"refund:created", "refund.confirmed", NULL},
        {"payment", NULL, "did you mean 'payment.confirmed'?"},
        {"paymnet.confirmed", NULL, "did you mean 'payment.confirmed'?"},
        {"refund:craeted", NULL, "did you mean 'refund:created'?"},
        {"xyzzy", NULL, "'sfpy-hook fixtures list' shows the events there are"},
        {"", NULL, "'sfpy-hook fixtures list' shows the events there are"},
    };
    struct arena arena = {0};
    struct fixture_list list = {0};
    struct error err;
    CHECK(fixture_builtin(&arena, &list, &err));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("'%s'", rows[i][0]);
        const struct fixture *found = fixture_find(&list, rows[i][0], &err);
        CHECK_TEXT(found ? found->name : (struct span){0}, rows[i][1]);
        if (found)
            continue;
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK_TEXT(span_of(err.hint), rows[i][2]);
    }
    arena_clear(&arena);
}

#define HEAD "\"name\":\"n\",\"type\":\"t\",\"scheme\":\"sfpy\",\"summary\":\"s\""

static void says_what_a_file_lacks(void)
{
    static const char *const rows[][2] = {
        {"{" HEAD ",\"event\":{}}", NULL},
        {"", "fixture f.json: not JSON: "},
        {"{" HEAD ",\"event\":{}} x", "fixture f.json: not JSON: "},
        {"[]", "fixture f.json: the member \"name\""},
        {"{\"name\":5}", "fixture f.json: the member \"name\""},
        {"{\"name\":\"\"}", "fixture f.json: the member \"name\""},
        {"{\"name\":\"n\"}", "fixture f.json: the member \"type\""},
        {"{\"name\":\"n\",\"type\":\"t\"}", "fixture f.json: the member \"scheme\""},
        {"{" HEAD "}", "fixture f.json: the member \"event\""},
        {"{" HEAD ",\"event\":[]}", "fixture f.json: the member \"event\""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct fixture fixture;
        struct error err = {0};
        check_row("%s", rows[i][0]);
        CHECK(fixture_read(&arena, span_of(rows[i][0]), "f.json", &fixture, &err) == !rows[i][1]);
        if (rows[i][1]) {
            CHECK_NUMBER(err.code, ERROR_INPUT);
            CHECK(span_starts(span_of(err.text), span_of(rows[i][1])));
        }
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"is what Go marshals", is_what_go_marshals},
    {"is fresh at each call", is_fresh_at_each_call},
    {"fills placeholders", fills_placeholders},
    {"fills random placeholders", fills_random_placeholders},
    {"wraps as the scheme says", wraps_as_the_scheme_says},
    {"finds by name and type", finds_by_name_and_type},
    {"says what a file lacks", says_what_a_file_lacks},
};

int main(void)
{
    return CHECK_RUN(cases);
}
