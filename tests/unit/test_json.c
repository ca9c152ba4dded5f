#include "check.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

static const struct span valid[] = {
    BYTES("{}"),
    BYTES("[]"),
    BYTES(" \t\r\n{ } \n"),
    BYTES("[[],{},[{}]]"),
    BYTES("{\"a\":1,\"b\":[true,false,null],\"c\":{\"d\":\"e\"}}"),
    BYTES("{ \"a\" : 1 , \"a\" : 2 }"),
    BYTES("{\"\":0}"),
    BYTES("0"),
    BYTES("-0"),
    BYTES("-0.0e-0"),
    BYTES("10"),
    BYTES("1.50"),
    BYTES("1e5"),
    BYTES("1E+05"),
    BYTES("123456789012345678901234567890.000"),
    BYTES("1e999999"),
    BYTES("\"\""),
    BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00Ff\""),
    BYTES("\"\\ud800\""),          /* a lone surrogate */
    BYTES("\"\xff\xed\xa0\x80\""), /* no UTF-8 */
    BYTES("\"\x7f\xc2\x9b\xe2\x80\xa8\""),
    BYTES("\"a string of more than eight bytes, and \\\\ one more \\\" in it\""),
    BYTES("true"),
    BYTES("false"),
    BYTES("null"),
};

static const struct span invalid[] = {
    BYTES(""),
    BYTES(" \n"),
    BYTES("\xef\xbb\xbf{}"), /* a byte order mark */
    BYTES("{"),
    BYTES("["),
    BYTES("}"),
    BYTES("]"),
    BYTES("{]"),
    BYTES("[}"),
    BYTES("[1}"),
    BYTES("{\"a\":1]"),
    BYTES("[1,]"),
    BYTES("[,1]"),
    BYTES("[1,,2]"),
    BYTES("[1 2]"),
    BYTES("[1:2]"),
    BYTES("{,}"),
    BYTES("{\"a\":1,}"),
    BYTES("{\"a\":1,,\"b\":2}"),
    BYTES("{\"a\":}"),
    BYTES("{\"a\"}"),
    BYTES("{\"a\" 1}"),
    BYTES("{\"a\"::1}"),
    BYTES("{\"a\":1 \"b\":2}"),
    BYTES("{a:1}"),
    BYTES("{'a':1}"),
    BYTES("{1:1}"),
    BYTES("{null:1}"),
    BYTES("{\"a\":1}}"),
    BYTES("{} {}"),
    BYTES("1 2"),
    BYTES("01"),
    BYTES("-01"),
    BYTES("00"),
    BYTES("+1"),
    BYTES("-"),
    BYTES("1."),
    BYTES(".5"),
    BYTES("1.e5"),
    BYTES("1e"),
    BYTES("1e+"),
    BYTES("1e5.5"),
    BYTES("0x1"),
    BYTES("1_000"),
    BYTES("NaN"),
    BYTES("Infinity"),
    BYTES("-Infinity"),
    BYTES("True"),
    BYTES("tru"),
    BYTES("truex"),
    BYTES("nul"),
    BYTES("[nulll]"),
    BYTES("\""),
    BYTES("\"a"),
    BYTES("\"\\\""),
    BYTES("\"\\"),
    BYTES("\"\\x41\""),
    BYTES("\"\\'\""),
    BYTES("\"\\\0\""),
    BYTES("\"\\u\""),
    BYTES("\"\\u12\""),
    BYTES("\"\\u12G4\""),
    BYTES("\"\\U0041\""),
    BYTES("\"a\nb\""),
    BYTES("\"a\tb\""),
    BYTES("\"a\0b\""),
    BYTES("\"eight bytes and then \x1f a control character\""),
    BYTES("{}\0"),
    BYTES("\0"),
    BYTES("// comment\n{}"),
    BYTES("[1]/**/"),
    BYTES("[\v1]"),
    BYTES("[\xc2\xa0]"),
    BYTES("token=C3SL&type=payment"),
};

static void tells_json(void)
{
    struct error err;
    struct span value;
    for (size_t i = 0; i < COUNT_OF(valid); i++) {
        check_row("%.*s", SPAN_ARG(valid[i]));
        CHECK(json_document(valid[i], &value, &err));
    }
    for (size_t i = 0; i < COUNT_OF(invalid); i++) {
        check_row("%.*s", SPAN_ARG(invalid[i]));
        CHECK(!json_document(invalid[i], &value, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
    }
}

/* Cut anywhere, a document with every kind of token is none any more. */
static void refuses_what_is_cut(void)
{
    struct span whole = SPAN("{\"a\\u00e9\":[1.5e-3,true,null,\"x\\n\"],\"b\":{\"c\":-0}}"), value;
    struct error err;
    CHECK(json_document(whole, &value, &err));
    for (size_t size = 0; size < whole.size; size++) {
        /* A copy of its own, so that reading past its end is seen. */
        check_row("%zu bytes", size);
        char *cut = memcpy(mem_new(1, size), whole.at, size);
        CHECK(!json_value((struct span){cut, size}, &value, &err));
        CHECK(span_contains(span_of(err.text), SPAN("the text ends too early")));
        free(cut);
    }
}

static void names_the_place(void)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"{\"a\":1,\n \"b\" 2}", "not JSON: a colon is missing at line 2, column 6"},
        {"{\"a\":1\n,}", "not JSON: a member's name in quotes is missing at line 2, column 2"},
        {"{}x", "not JSON: text behind the value at line 1, column 3"},
        {"[1,\n2", "not JSON: the text ends too early at line 2, column 2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err;
        struct span value;
        check_row("row %zu", i);
        CHECK(!json_document(span_of(rows[i].text), &value, &err));
        CHECK_TEXT(span_of(err.text), rows[i].message);
    }
}

static void hands_out_tokens_as_they_stand(void)
{
    static const struct {
        enum json_token kind;
        const char *slice;
        size_t depth;
    } tokens[] = {{JSON_OBJECT, "{", 1},       {JSON_NAME, "\"\\u0061\"", 1},
                  {JSON_ARRAY, "[", 2},        {JSON_NUMBER, "1.50", 2},
                  {JSON_STRING, "\"\\/\"", 2}, {JSON_LITERAL, "null", 2},
                  {JSON_ARRAY_END, "]", 1},    {JSON_OBJECT_END, "}", 0}};
    struct json_reader reader;
    json_open(&reader, SPAN(" { \"\\u0061\" : [ 1.50 , \"\\/\",null ] } x"));
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        check_row("token %zu", i);
        CHECK_NUMBER(json_next(&reader), tokens[i].kind);
        CHECK_TEXT(reader.slice, tokens[i].slice);
        CHECK_NUMBER((long long)reader.depth, (long long)tokens[i].depth);
    }
    CHECK_NUMBER(json_next(&reader), JSON_END);
    CHECK_NUMBER(json_next(&reader), JSON_END);
    json_close(&reader);
    json_open(&reader, SPAN("x"));
    CHECK_NUMBER(json_next(&reader), JSON_FAULT);
    CHECK_NUMBER(json_next(&reader), JSON_FAULT);
    json_close(&reader);
}

/* {"data":[[[…]]]}, `depth` deep. */
static void add_deep(struct buf *out, const char *open, const char *close, size_t depth)
{
    buf_add_text(out, "{\"data\":");
    for (size_t i = 0; i < depth; i++)
        buf_add_text(out, open);
    buf_add_text(out, "1");
    for (size_t i = 0; i < depth; i++)
        buf_add_text(out, close);
    buf_add_text(out, "}");
}

static void reads_any_depth(void)
{
    static const char *const brackets[][2] = {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"a\":", "}]"}};
    for (size_t i = 0; i < COUNT_OF(brackets); i++) {
        struct buf text = {0}, out = {0};
        struct span value;
        check_row("row %zu", i);
        add_deep(&text, brackets[i][0], brackets[i][1], 100000);
        CHECK_NUMBER(json_member(buf_span(&text), SPAN("data"), &value), JSON_FOUND);
        CHECK_NUMBER((long long)value.size, (long long)text.size - 9);
        json_compact(&out, buf_span(&text), JSON_PLAIN);
        CHECK_SPAN(buf_span(&out), buf_span(&text));
        text.size--; /* without the last brace */
        CHECK_NUMBER(json_member(buf_span(&text), SPAN("data"), &value), JSON_INVALID);
        buf_clear(&text);
        buf_clear(&out);
    }
}

static void refuses_a_mebibyte_of_brackets(void)
{
    struct buf text = {0};
    struct span value;
    struct error err;
    buf_add_repeated(&text, '[', 1 << 20);
    CHECK(!json_value(buf_span(&text), &value, &err));
    CHECK_NUMBER(json_member(buf_span(&text), SPAN("data"), &value), JSON_INVALID);
    buf_add_repeated(&text, ']', 1 << 20);
    CHECK(json_value(buf_span(&text), &value, &err));
    buf_clear(&text);
}

static const struct check_case cases[] = {
    {"tells JSON", tells_json},
    {"refuses what is cut", refuses_what_is_cut},
    {"names the place", names_the_place},
    {"hands out tokens as they stand", hands_out_tokens_as_they_stand},
    {"reads any depth", reads_any_depth},
    {"refuses a mebibyte of brackets", refuses_a_mebibyte_of_brackets},
};

int main(void)
{
    return CHECK_RUN(cases);
}
