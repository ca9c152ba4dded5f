#include "check.h"
#include "json_path.h"

static const struct {
    struct span text;
    enum json_found found;
    const char *value;
} members[] = {
    {BYTES("{\"data\":{}}"), JSON_FOUND, "{}"},
    {BYTES("{\"data\":1}trailing"), JSON_FOUND, "1"},
    {BYTES("{\"data\":1}\0\0"), JSON_FOUND, "1"},
    {BYTES("{\"data\":1}{\"data\":2}"), JSON_FOUND, "1"},
    {BYTES("\r\n { \"data\" : [1, 2] }"), JSON_FOUND, "[1, 2]"},
    {BYTES("{\"data\":1,\"data\":2}"), JSON_FOUND, "2"},
    {BYTES("{\"data\":1,\"d\\u0061ta\":2}"), JSON_FOUND, "2"},
    {BYTES("{\"\\u0064\\u0061\\u0074\\u0061\":3}"), JSON_FOUND, "3"},
    {BYTES("{\"data\":null}"), JSON_FOUND, "null"},
    {BYTES("{\"x\":{\"data\":1},\"data\":2}"), JSON_FOUND, "2"},
    {BYTES("{\"data\":\"\xff\xed\xa0\x80\"}"), JSON_FOUND, "\"\xff\xed\xa0\x80\""},
    {BYTES("{}"), JSON_ABSENT, NULL},
    {BYTES("{\"x\":{\"data\":1}}"), JSON_ABSENT, NULL},
    {BYTES("{\"Data\":1,\"DATA\":1,\"data \":1,\"dat\":1}"), JSON_ABSENT, NULL},
    {BYTES("{\"data\\u0000\":1}"), JSON_ABSENT, NULL},
    {BYTES(""), JSON_INVALID, NULL},
    {BYTES("[{\"data\":1}]"), JSON_INVALID, NULL},
    {BYTES("\"data\""), JSON_INVALID, NULL},
    {BYTES("null"), JSON_INVALID, NULL},
    {BYTES("\xef\xbb\xbf{\"data\":1}"), JSON_INVALID, NULL},
    {BYTES("{\"data\":}"), JSON_INVALID, NULL},
    {BYTES("{\"data\":1"), JSON_INVALID, NULL},
    {BYTES("{\"data\":1,"), JSON_INVALID, NULL},
    {BYTES("{\"data\":1,\"x\":01}"), JSON_INVALID, NULL},
    {BYTES("{\"data\":1,\"x\":[}"), JSON_INVALID, NULL},
    {BYTES("\0{\"data\":1}"), JSON_INVALID, NULL},
};

static void finds_the_last_member(void)
{
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        struct span value = {0};
        check_row("%.*s", SPAN_ARG(members[i].text));
        CHECK_NUMBER(json_member(members[i].text, SPAN("data"), &value), members[i].found);
        CHECK_TEXT(value, members[i].value);
    }
}

#define EVENT                                                                                      \
    "{\"data\": {\"a.b\": [10, {\"c\": 1.50}, \"x\"], \"\": true, \"a\": {\"b\": 2}}, \"n\": 0}"

static const struct {
    const char *path;
    enum json_found found;
    const char *value, *missing;
} paths[] = {
    {"n", JSON_FOUND, "0", NULL},
    {"data.a.b", JSON_FOUND, "2", NULL},
    {"data.\"a.b\".0", JSON_FOUND, "10", NULL},
    {"data.\"a.b\".1.c", JSON_FOUND, "1.50", NULL},
    {"data.\"a.b\".2", JSON_FOUND, "\"x\"", NULL},
    {"data.", JSON_FOUND, "true", NULL},
    {"\"data\".a", JSON_FOUND, "{\"b\": 2}", NULL},
    {"data.a.c", JSON_ABSENT, "{\"b\": 2}", "c"},
    {"data.\"a.b\".3", JSON_ABSENT, "[10, {\"c\": 1.50}, \"x\"]", "3"},
    {"data.\"a.b\".00", JSON_ABSENT, "[10, {\"c\": 1.50}, \"x\"]", "00"},
    {"data.\"a.b\".-1", JSON_ABSENT, "[10, {\"c\": 1.50}, \"x\"]", "-1"},
    {"n.x", JSON_ABSENT, "0", "x"},
    {"x", JSON_ABSENT, EVENT, "x"},
    {"data..b", JSON_ABSENT, "true", "b"},
};

static void follows_paths(void)
{
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct span value = {0}, missing = {0};
        check_row("%s", paths[i].path);
        enum json_found found = json_at_path(SPAN(EVENT), span_of(paths[i].path), &value, &missing);
        CHECK_NUMBER(found, paths[i].found);
        CHECK_TEXT(value, paths[i].value);
        if (paths[i].missing)
            CHECK_TEXT(missing, paths[i].missing);
    }
    struct span value;
    CHECK_NUMBER(json_at_path(SPAN("{\"a\":"), SPAN("a"), &value, NULL), JSON_INVALID);
}

/* Text behind a quoted step names nothing; it must not stand for what was found so far. */
static void finds_nothing_at_a_malformed_path(void)
{
    static const char *const malformed[] = {"\"data\"x", "data.\"a.b\"x", "data.\"a.b\"0",
                                            "\"data\"\"a\""};
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        struct span value;
        check_row("%s", malformed[i]);
        CHECK(json_at_path(SPAN(EVENT), span_of(malformed[i]), &value, NULL) != JSON_FOUND);
    }
}

static void walks(void)
{
    static const struct {
        const char *text;
        const char *children[4]; /* name=value */
        bool container, whole;
    } rows[] = {
        {"{}", {NULL}, true, true},
        {"[]", {NULL}, true, true},
        {"{\"a\":1,\"a\":[2,{}] , \"b\":{\"c\":3}}",
         {"\"a\"=1", "\"a\"=[2,{}]", "\"b\"={\"c\":3}"},
         true,
         true},
        {"[1, [2] ,\"x\"]", {"=1", "=[2]", "=\"x\""}, true, true},
        {"[1,2", {"=1", "=2"}, true, false},
        {"{\"a\":1,}", {"\"a\"=1"}, true, false},
        {"{\"a\":[}", {NULL}, true, false},
        {"5", {NULL}, false, true},
        {"x", {NULL}, false, false},
        {"", {NULL}, false, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct json_walk walk;
        struct span name, value;
        struct buf child = {0};
        size_t count = 0;
        check_row("%s", rows[i].text);
        bool container = json_walk_open(&walk, span_of(rows[i].text));
        CHECK(container == rows[i].container);
        while (container && json_walk_next(&walk, &name, &value) && count < 4) {
            buf_reset(&child);
            buf_add(&child, name);
            buf_add_byte(&child, '=');
            buf_add(&child, value);
            CHECK_TEXT(buf_span(&child), rows[i].children[count++]);
            CHECK_NUMBER((long long)walk.index, (long long)count);
        }
        CHECK(!rows[i].children[count]);
        CHECK(json_walk_close(&walk) == rows[i].whole);
        buf_clear(&child);
    }
}

static void reads_texts(void)
{
    struct arena arena = {0};
    struct span text = SPAN("{\"a\":{\"b\":\"x\\ny\"},\"c\":5,\"d\":\"\"}");
    CHECK_TEXT(json_text_at(&arena, text, "a.b"), "x\ny");
    CHECK_TEXT(json_text_at(&arena, text, "d"), "");
    CHECK(!json_text_at(&arena, text, "c").at);
    CHECK(!json_text_at(&arena, text, "e").at);
    CHECK(!json_text_at(&arena, SPAN("{"), "a").at);
    CHECK(!json_text(&arena, (struct span){0}).at);
    arena_clear(&arena);
}

static void compares_names(void)
{
    CHECK(json_name_is(SPAN("\"data\""), SPAN("data")));
    CHECK(json_name_is(SPAN("\"d\\u0061\\u0074a\""), SPAN("data")));
    CHECK(json_name_is(SPAN("\"\""), SPAN("")));
    CHECK(!json_name_is(SPAN("\"dat\\\\u0061\""), SPAN("data")));
    CHECK(!json_name_is(SPAN("\"data\""), SPAN("dat")));
}

#define DOCUMENT                                                                                   \
    " { \"a\" : [ 1 , {\"b\":\"x\"},[ ] ], \"\":{\"c.d\":{}}, \"\\u0065\" : null } tail"

/* What is at the first such text in the document. */
static const struct {
    const char *text, *path;
} places[] = {
    {" { \"a\"", ""},    {"{ \"a\"", ""},  {" \"a\"", "a"},   {"a\" :", "a"},
    {": [", "a"},        {"[ 1", "a"},     {"1 ,", "a.0"},    {", {", "a.1"},
    {"b\":", "a.1.b"},   {"x\"", "a.1.b"}, {"},[", "a.1"},    {"[ ]", "a.2"},
    {"] ]", "a.2"},      {"], ", "a"},     {"\"\":", "\"\""}, {"c.d", "\"\".\"c.d\""},
    {"}, \"\\", "\"\""}, {"null", "e"},    {"} tail", ""},    {"tail", ""},
};

static void says_the_path_of(void)
{
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct span document = SPAN(DOCUMENT), value;
        struct buf path = {0};
        size_t at = 0;
        check_row("%s", places[i].text);
        while (!span_starts(span_slice(document, at, document.size), span_of(places[i].text)))
            at++;
        json_path_of(&path, document, at);
        CHECK_TEXT(buf_span(&path), places[i].path);
        if (path.size > 0)
            CHECK_NUMBER(json_at_path(document, buf_span(&path), &value, NULL), JSON_FOUND);
        buf_clear(&path);
    }
}

/* What is nested deep goes by what holds it. */
static void says_no_long_path(void)
{
    struct buf text = {0}, path = {0}, expected = {0};
    buf_add_repeated(&text, '[', 100);
    buf_add_byte(&text, '1');
    json_path_of(&path, buf_span(&text), 100);
    for (int i = 0; i < 32; i++)
        buf_add_text(&expected, i ? ".0" : "0");
    CHECK_SPAN(buf_span(&path), buf_span(&expected));
    buf_clear(&text);
    buf_clear(&path);
    buf_clear(&expected);
}

static void says_what_is_in_what(void)
{
    static const struct {
        const char *path, *above;
        bool in;
    } rows[] = {
        {"order", "order", true},
        {"order.id", "order", true},
        {"order", "order.id", false},
        {"orders", "order", false},
        {"items.0.id", "items.*.id", true},
        {"items.12.id.x", "items.*.id", true},
        {"items.0.name", "items.*.id", false},
        {"items.0", "items.*.id", false},
        {"\"a.b\".c", "\"a.b\"", true},
        {"a.b.c", "\"a.b\"", false},
        {"a", "*", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s in %s", rows[i].path, rows[i].above);
        CHECK(json_path_is_in(span_of(rows[i].path), span_of(rows[i].above)) == rows[i].in);
    }
}

static const struct check_case cases[] = {
    {"finds the last member", finds_the_last_member},
    {"follows paths", follows_paths},
    {"finds nothing at a malformed path", finds_nothing_at_a_malformed_path},
    {"walks", walks},
    {"reads texts", reads_texts},
    {"compares names", compares_names},
    {"says the path of", says_the_path_of},
    {"says no long path", says_no_long_path},
    {"says what is in what", says_what_is_in_what},
};

int main(void)
{
    return CHECK_RUN(cases);
}
