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
    CHECK(fixture_load(&arena, NULL, scheme_builtin(), &list, &err));
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
    CHECK(fixture_load(&arena, NULL, scheme_builtin(), &list, &err));
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
    {"{\"a\":[1.50,{}]}", "{\"a\":[1.50,{}]}", NULL},
    {"{\"a\":\"{{now}}\"}", "{\"a\":\"2021-07-22T11:24:15.317896Z\"}", NULL},
    {"{\"a\":\"{{now+1m}} {{now-5m}}\"}",
     "{\"a\":\"2021-07-22T11:25:15.317896Z 2021-07-22T11:19:15.317896Z\"}", NULL},
    {"{\"a\":\"{{url}}\"}", "{\"a\":\"http://a/?b=c\\u0026d\"}", NULL},
    {"{\"a\":\"{ {xid}\"}", "{\"a\":\"{ {xid}\"}", NULL},
    {"{\"a\":\"\\u007b{xid}}\"}", "{\"a\":\"\\u007b{xid}}\"}", NULL},
    {"{\"a\":{\"b\":{\"c\":{}}}}", "{\"a\":{\"b\":{\"c\":{}}}}", NULL},
    /* Alone they are numbers, beside other text they are text. */
    {"{\"a\":\"{{seconds}}\",\"b\":\"{{nanos}}\"}", "{\"a\":1626953055,\"b\":317896000}", NULL},
    {"[\"{{seconds}}\"]", "[1626953055]", NULL},
    {"\"{{seconds+1m}}\"", "1626953115", NULL},
    {"{\"a\":\"{{seconds-5}} \"}", "{\"a\":\"1626953050 \"}", NULL},
    {"{\"a\":\"{{seconds}}.{{nanos}}\"}", "{\"a\":\"1626953055.317896000\"}", NULL},
    {"{\"a\":\"\\\"{{seconds}}\"}", "{\"a\":\"\\\"1626953055\"}", NULL},
    {"{\"a\":\"{{seconds}}\\\"\"}", "{\"a\":\"1626953055\\\"\"}", NULL},
    {"{\"{{seconds}}\":\"{{now-9999d}}\"}", "{\"1626953055\":\"1994-03-07T11:24:15.317896Z\"}",
     NULL},
    {"{\"a\":\"{{xyz}}\"}", NULL, "unknown placeholder {{xyz}}"},
    {"{\"a\":\"{{}}\"}", NULL, "{{}}"},
    {"{\"a\":\"{{ xid }}\"}", NULL, "{{ xid }}"},
    {"{\"a\":\"{{xid2}}\"}", NULL, "malformed placeholder {{xid2}}"},
    {"{\"a\":\"{{ref:}}\"}", NULL, "{{ref:}}"},
    {"{\"a\":\"{{ref}}\"}", NULL, "{{ref}}"},
    {"{\"a\":\"{{ref:a b}}\"}", NULL, "{{ref:a b}}"},
    {"{\"a\":\"{{uuid:}}\"}", NULL, "{{uuid:}}"},
    {"{\"a\":\"{{uuidx}}\"}", NULL, "unknown placeholder {{uuidx}}"},
    {"{\"a\":\"{{nowhere}}\"}", NULL, "unknown placeholder {{nowhere}}"},
    {"{\"a\":\"{{now+}}\"}", NULL, "{{now+}}"},
    {"{\"a\":\"{{now+soon}}\"}", NULL, "{{now+soon}}"},
    {"{\"a\":\"{{now1m}}\"}", NULL, "{{now1m}}"},
    {"{\"a\":\"{{seconds+-1}}\"}", NULL, "{{seconds+-1}}"},
    {"{\"a\":\"{{nanos+1m}}\"}", NULL, "{{nanos+1m}}"},
    {"{\"a\":\"{{hex}}\"}", NULL, "{{hex}}"},
    {"{\"a\":\"{{hex:0}}\"}", NULL, "{{hex:0}}"},
    {"{\"a\":\"{{hex:129}}\"}", NULL, "{{hex:129}}"},
    {"{\"a\":\"{{hex:99999999999999999999}}\"}", NULL, "{{hex:99999999999999999999}}"},
    {"{\"a\":\"{{digits:19}}\"}", NULL, "{{digits:19}}"},
    {"{\"a\":\"{{digits:4:}}\"}", NULL, "{{digits:4:}}"},
    {"{\"a\":\"{{address:}}\"}", NULL, "{{address:}}"},
    {"{\"a\":\"{{xid\"}", NULL, "{{xid has no end"},
    {"{\"a\":\"{{xid\"}}", NULL, "{{xid has no end"},
    {"{\"a\":\"{{xid}\"}", NULL, "{{xid has no end"},
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
            CHECK(span_starts(span_of(err.text), SPAN("fixture mine: ")));
            CHECK(span_contains(span_of(err.text), span_of(renderings[i].placeholder)));
            CHECK(err.hint[0]);
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
    CHECK(fixture_load(&arena, NULL, scheme_builtin(), &list, &err));
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
#define REST ",\"type\":\"t\",\"scheme\":\"sfpy\",\"summary\":\"s\",\"event\":{}}"
#define EVENT(text) "{" HEAD ",\n\"event\":" text "}"
#define HEADERS(text) "{" HEAD ",\n\"headers\":" text ",\"event\":{}}"

/* Each fault as LINE:COLUMN why|hint, the ones of a file joined by newlines; "": there is none. */
static const char *const checks[][2] = {
    {EVENT("{}"), ""},
    {" \n" EVENT("{}") "\r\n\t", ""},
    {"", "1:1 not JSON: the text ends too early"},
    {"{\n\n \"name\": x}", "3:10 not JSON: no JSON value begins like this"},
    {EVENT("{}") "\n\n x", "4:2 not JSON: text behind the value"},
    {"\xEF\xBB\xBF" EVENT("{}"), "1:1 not JSON: no JSON value begins like this"},
    {" []", "1:2 an object is wanted, not an array"},
    {"{}", "1:2 the member \"name\" is missing\n1:2 the member \"type\" is missing\n"
           "1:2 the member \"scheme\" is missing\n1:2 the member \"summary\" is missing\n"
           "1:2 the member \"event\" is missing"},
    {"{\"name\":5" REST, "1:9 \"name\": a text is wanted, not a number"},
    {"{\"name\":\"\"" REST, "1:9 \"name\": it is empty"},
    {"{\"name\":\"a/b\"" REST, "1:9 \"name\": a name without / is wanted"},
    {"{\"name\":\"a\\u0000b\"" REST, "1:9 \"name\": a text without NUL characters is wanted"},
    {"{\"nmae\":\"a\"" REST,
     "1:2 unknown member 'nmae'|did you mean 'name'?\n1:64 the member \"name\" is missing"},
    {"{\"\\u006eame\":\"a\"" REST, ""},
    {"{" HEAD ",\n\"xyzzy\":1,\"event\":{}}",
     "2:1 unknown member 'xyzzy'|there are name, type, scheme, summary, headers and event; what is "
     "sent stands in event"},
    {"{\"name\":\"n\",\"type\":\"t\",\"scheme\":\"strip\",\"summary\":\"s\",\"event\":{}}",
     "1:33 unknown scheme 'strip'|did you mean 'stripe'?"},
    {EVENT("[]"), "2:9 \"event\": an object is wanted, not an array"},
    {EVENT("{\"type\":\"t\"}"), ""},
    {EVENT("{\"type\":5}"), ""},
    {EVENT("{\"type\":\"u\"}"), "2:17 the event's \"type\" is not 't', as the fixture's is"},
    {EVENT("{\"a\":{\"type\":\"u\"}}"), ""},
    {EVENT("{\"a\":[\"{{now}}\",\n\"{{noww}} {{xid\",{\"b {{xid:}}\":1}]}"),
     "3:2 unknown placeholder {{noww}}|did you mean 'now'?\n"
     "3:11 the placeholder {{xid has no end|it ends with }}; braces as text are written \\u007b{\n"
     "3:22 malformed placeholder {{xid:}}|it is written {{xid}}"},
    {EVENT(
         "{\"a\":1,\"b\":{\"a\":1},\n\"\\u0061\":{},\"c\":[{\"d\":1},{\"d\":1,\"e\":1,\"d\":2}]}"),
     "3:1 the member \"a\" is given twice\n3:39 the member \"d\" is given twice"},
    {"{\"name\":\"n\",\"name\":\"n\"" REST, "1:13 the member \"name\" is given twice"},
    {HEADERS("{\"X-A\":\"{{uuid}} {{seconds}}\"}"), ""},
    {HEADERS("[]"), "2:11 \"headers\": an object is wanted, not an array"},
    {HEADERS("{\"X-A\":1}"), "2:18 \"headers\": a text is wanted, not a number"},
    {HEADERS("{\"X A\":\"\"}"), "2:12 \"headers\": 'X A' is no header name"},
    {HEADERS("{\"\":\"\"}"), "2:12 \"headers\": '' is no header name"},
    {HEADERS("{\"X-A\":\"\",\"x-a\":\"\"}"), "2:21 \"headers\": 'x-a' is 'X-A' in another case"},
    {HEADERS("{\"X-A\":\"\",\"X-A\":\"\"}"), "2:21 the member \"X-A\" is given twice"},
    {HEADERS("{\"X-A\":\"a\\r\\nB: c\"}"),
     "2:18 \"headers\": a value is one line without control characters"},
    {HEADERS("{\"X-A\":\"{{xidd}}\"}"), "2:19 unknown placeholder {{xidd}}|did you mean 'xid'?"},
};

static void write_faults(struct buf *out, const struct fixture_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct fixture_fault *fault = &faults->at[i];
        buf_printf(out, "%s%zu:%zu %s", i ? "\n" : "", fault->line, fault->column, fault->why);
        if (fault->hint)
            buf_printf(out, "|%s", fault->hint);
    }
}

static void tells_each_fault(void)
{
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        struct arena arena = {0};
        struct fixture fixture;
        struct fixture_faults faults;
        struct buf told = {0};
        check_row("%s", checks[i][0]);
        buf_add_text(&told, "");
        bool sound =
            fixture_check(&arena, span_of(checks[i][0]), scheme_builtin(), &fixture, &faults);
        CHECK(sound == (faults.count == 0));
        write_faults(&told, &faults);
        CHECK(span_is(buf_span(&told), checks[i][1]) || CHECK_TEXT(buf_span(&told), checks[i][1]));
        buf_clear(&told);
        arena_clear(&arena);
    }
}

static void refuses_with_the_first_fault(void)
{
    static const char *const rows[][3] = {
        {"{\n\"name\":5" REST, "f.json: line 2, column 8: \"name\": a text is wanted, not a number",
         ""},
        {"{\"nmae\":\"n\"" REST, "f.json: line 1, column 2: unknown member 'nmae'",
         "did you mean 'name'?"},
        {"{}", "f.json: line 1, column 2: the member \"name\" is missing",
         "'sfpy-hook fixtures check FILE' names all 5 faults"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct fixture fixture;
        struct error err = {0};
        check_row("%s", rows[i][0]);
        CHECK(
            !fixture_read(&arena, span_of(rows[i][0]), "f.json", scheme_builtin(), &fixture, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(span_of(err.text), rows[i][1]);
        CHECK_TEXT(span_of(err.hint), rows[i][2]);
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
    {"tells each fault", tells_each_fault},
    {"refuses with the first fault", refuses_with_the_first_fault},
};

int main(void)
{
    return CHECK_RUN(cases);
}
