#include "ident.h"
#include "json.h"
#include "rendering.h"

#include <string.h>

/* Headers are no JSON: nothing is escaped, and numbers are text. */
static void fills_headers(void)
{
    static const struct span text =
        BYTES("{\"name\":\"n\",\"type\":\"t\",\"scheme\":\"sfpy\",\"summary\":\"s\",\"event\":{},"
              "\"headers\":{\"X-Url\":\"<{{url}}>\",\"X-Time\":\"{{seconds}}\",\"X-\\u0041\":"
              "\"\\\"\\u00e9\\/"
              "\",\"X-Empty\":\"\",\"X-Brace\":\"\\u007b{xid}}\"}}");
    static const char *const expected[][2] = {{"X-Url", "<http://a/?b=c&d>"},
                                              {"X-Time", "1626953055"},
                                              {"X-A", "\"\xC3\xA9/"},
                                              {"X-Empty", ""},
                                              {"X-Brace", "{{xid}}"}};
    struct arena arena = {0};
    struct fixture fixture;
    struct headers headers = {0};
    struct error err;
    CHECK(fixture_read(&arena, text, "f.json", scheme_builtin(), &fixture, &err));
    CHECK(fixture_headers(&fixture, &values, &arena, &headers, &err));
    CHECK_NUMBER((long long)headers.count, COUNT_OF(expected));
    for (size_t i = 0; i < headers.count && i < COUNT_OF(expected); i++) {
        CHECK_TEXT(headers.at[i].name, expected[i][0]);
        CHECK(span_is(headers.at[i].value, expected[i][1]));
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

/* Each placeholder alone in a string, the characters it may have and how many it has. */
static const struct {
    const char *placeholder, *alphabet;
    size_t size;
    bool number;
} random_ones[] = {
    {"{{xid}}", "0123456789ABCDEFGHIJKLMNOPQRSTUV", XID_SIZE, false},
    {"{{ref:a}}", "0123456789ABCDEFGHIJKLMNOPQRSTUV", XID_SIZE, false},
    {"{{uuid}}", "0123456789abcdef-", 36, false},
    {"{{uuid:a}}", "0123456789abcdef-", 36, false},
    {"{{tx_hash}}", "0123456789abcdefx", 66, false},
    {"{{address}}", "0123456789abcdefx", 42, false},
    {"{{hex:15}}", "0123456789abcdef", 15, false},
    {"{{hex:128}}", "0123456789abcdef", 128, false},
    {"{{hex:8:a}}", "0123456789abcdef", 8, false},
    {"{{digits:18}}", "0123456789", 18, true},
    {"{{digits:9:a}}", "0123456789", 9, true},
};

/* Twice in one event: the same where it has a name, else another one. */
static void fills_random_placeholders(void)
{
    for (size_t i = 0; i < COUNT_OF(random_ones); i++) {
        struct buf template = {0}, event = {0};
        struct span one, other;
        const char *text = random_ones[i].placeholder;
        size_t quotes = random_ones[i].number ? 0 : 2;
        check_row("%s", text);
        buf_printf(&template, "{\"a\":\"%s\",\"b\":\"%s\"}", text, text);
        struct fixture fixture = {.name = SPAN("mine"), .event = buf_span(&template)};
        render(&fixture, &event);
        CHECK_NUMBER(json_at_path(buf_span(&event), SPAN("a"), &one, NULL), JSON_FOUND);
        CHECK_NUMBER(json_at_path(buf_span(&event), SPAN("b"), &other, NULL), JSON_FOUND);
        CHECK_NUMBER((long long)one.size, (long long)(random_ones[i].size + quotes));
        for (size_t j = quotes / 2; j < one.size - quotes / 2; j++)
            CHECK(strchr(random_ones[i].alphabet, one.at[j]) != NULL);
        bool named = strstr(text, ":a}") != NULL;
        CHECK(span_equal(one, other) == named);
        buf_clear(&template);
        buf_clear(&event);
    }
}

static void keeps_names_apart(void)
{
    struct fixture fixture = {
        .name = SPAN("mine"),
        .event = SPAN("[\"{{ref:a}}\",\"{{ref:b}}\",\"{{uuid:a}}\",\"{{ref:a}}\"]")};
    struct arena arena = {0};
    struct buf event = {0};
    render(&fixture, &event);
    struct span texts[4];
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        texts[i] = json_text_at(&arena, buf_span(&event), (const char[]){(char)('0' + i), 0});
    CHECK(!span_equal(texts[0], texts[1]));
    CHECK_NUMBER((long long)texts[2].size, 36);
    CHECK_SPAN(texts[3], texts[0]);
    buf_clear(&event);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"fills headers", fills_headers},
    {"fills placeholders", fills_placeholders},
    {"fills random placeholders", fills_random_placeholders},
    {"keeps names apart", keeps_names_apart},
};

int main(void)
{
    return CHECK_RUN(cases);
}
