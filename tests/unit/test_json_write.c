#include "check.h"
#include "json.h"

static const struct json_paint plain = {"", "", "", "", ""};

/* Escapes, digits and order are what has to survive. */
#define TRICKY                                                                                     \
    "{\"n\":-0.10e+05,\"wei\":115792089237316195423570985008687907853269984665640564039457,"       \
    "\"s\":\"\\/\\u00e9\\u2028\\ud800\\\"\",\"n\":1.0,\"e\":[],\"o\":{},\"\":[null,[true]]}"

static void indents(void)
{
    struct buf out = {0};
    json_indent(&out, SPAN(" {\"a\":[1.50,\"x\"],\"b\":{},\"c\":[ ],\"d\":{\"e\":null}} "), 4,
                &plain);
    CHECK_TEXT(buf_span(&out), "{\n"
                               "      \"a\": [\n"
                               "        1.50,\n"
                               "        \"x\"\n"
                               "      ],\n"
                               "      \"b\": {},\n"
                               "      \"c\": [],\n"
                               "      \"d\": {\n"
                               "        \"e\": null\n"
                               "      }\n"
                               "    }");
    buf_reset(&out);
    json_indent(&out, SPAN("5"), 2, &plain);
    CHECK_TEXT(buf_span(&out), "5");
    buf_clear(&out);
}

static void keeps_each_token(void)
{
    struct buf indented = {0}, compact = {0};
    json_indent(&indented, SPAN(TRICKY), 0, &plain);
    json_compact(&compact, buf_span(&indented), JSON_PLAIN);
    CHECK_TEXT(buf_span(&compact), TRICKY);
    buf_clear(&indented);
    buf_clear(&compact);
}

static void paints_and_escapes(void)
{
    static const struct json_paint paint = {"<n>", "<s>", "<d>", "<l>", "</>"};
    struct buf out = {0};
    json_indent(&out, SPAN("{\"a\":[\"\xc2\x9b\xe2\x80\xae\",1,true]}"), 0, &paint);
    CHECK_TEXT(buf_span(&out), "{\n  <n>\"a\"</>: [\n    <s>\"\\u009b\\u202e\"</>,\n    <d>1</>,\n"
                               "    <l>true</>\n  ]\n}");
    buf_reset(&out);
    json_indent(&out, SPAN("\"\xff\x7f\""), 0, &plain);
    CHECK_TEXT(buf_span(&out), "\"\\xff\\u007f\"");
    buf_clear(&out);
}

/* Deep nesting makes neither quadratic output nor lines of white space. */
static void stops_indenting_at_depth_32(void)
{
    struct buf text = {0}, out = {0}, again = {0};
    buf_add_repeated(&text, '[', 20000);
    buf_add_repeated(&text, ']', 20000);
    json_indent(&out, buf_span(&text), 0, &plain);
    CHECK(out.size < 50000);
    json_compact(&again, buf_span(&out), JSON_PLAIN);
    CHECK_SPAN(buf_span(&again), buf_span(&text));
    buf_clear(&text);
    buf_clear(&out);
    buf_clear(&again);
}

static const struct {
    struct span text;
    const char *plain, *go;
} quotes[] = {
    {BYTES(""), "\"\"", "\"\""},
    {BYTES("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"", "\"a\\\"b\\\\c/d\""},
    {BYTES("\n\r\t"), "\"\\n\\r\\t\"", "\"\\n\\r\\t\""},
    {BYTES("\0\b\f\x1f"), "\"\\u0000\\u0008\\u000c\\u001f\"", "\"\\u0000\\u0008\\u000c\\u001f\""},
    {BYTES("&<>"), "\"&<>\"", "\"\\u0026\\u003c\\u003e\""},
    {BYTES("\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\"", "\"\\u2028\\u2029\""},
    {BYTES("\x7fZoë🦊"), "\"\\u007fZoë🦊\"", "\"\x7fZoë🦊\""},
    {BYTES("x\xffy"), "\"x\\ufffdy\"", "\"x\\ufffdy\""},
    {BYTES("\xed\xa0\x80"), "\"\\ufffd\\ufffd\\ufffd\"", "\"\\ufffd\\ufffd\\ufffd\""},
};

static void quotes_both_styles(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(quotes); i++) {
        check_row("row %zu", i);
        buf_reset(&out);
        json_quote(&out, quotes[i].text, JSON_PLAIN);
        CHECK_TEXT(buf_span(&out), quotes[i].plain);
        buf_reset(&out);
        json_quote(&out, quotes[i].text, JSON_GO);
        CHECK_TEXT(buf_span(&out), quotes[i].go);
    }
    buf_clear(&out);
}

static const struct {
    struct span string, text;
} unquoted[] = {
    {BYTES("\"\""), BYTES("")},
    {BYTES("\"plain\""), BYTES("plain")},
    {BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), BYTES("\"\\/\b\f\n\r\t")},
    {BYTES("\"\\u0041\\u00e9\\u20AC\\u0000\""), BYTES("A\xc3\xa9\xe2\x82\xac\0")},
    {BYTES("\"\\ud83e\\uDD8a\""), BYTES("🦊")},
    {BYTES("\"\\ud800\""), BYTES("\xef\xbf\xbd")},
    {BYTES("\"\\udc00x\""), BYTES("\xef\xbf\xbdx")},
    {BYTES("\"\\ud800\\u0041\""), BYTES("\xef\xbf\xbd"
                                        "A")},
    {BYTES("\"\\ud800\\ud83e\\udd8a\""), BYTES("\xef\xbf\xbd🦊")},
    {BYTES("\"\\ud800\\n\""), BYTES("\xef\xbf\xbd\n")},
    {BYTES("\"\xff\""), BYTES("\xff")},
};

static void unquotes(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(unquoted); i++) {
        check_row("%.*s", SPAN_ARG(unquoted[i].string));
        buf_reset(&out);
        json_unquote(&out, unquoted[i].string);
        CHECK_SPAN(buf_span(&out), unquoted[i].text);
    }
    buf_clear(&out);
}

static const struct check_case cases[] = {
    {"indents", indents},
    {"keeps each token", keeps_each_token},
    {"paints and escapes", paints_and_escapes},
    {"stops indenting at depth 32", stops_indenting_at_depth_32},
    {"quotes both styles", quotes_both_styles},
    {"unquotes", unquotes},
};

int main(void)
{
    return CHECK_RUN(cases);
}
