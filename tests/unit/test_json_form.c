#include "check.h"
#include "json_form.h"

/* Writes a form, twice: what it gives is in it already. */
static void check_form(struct span text, struct json_form form, struct span expected)
{
    struct buf out = {0}, again = {0};
    CHECK(json_form_write(&out, text, &form));
    CHECK_SPAN(buf_span(&out), expected);
    CHECK(json_form_write(&again, buf_span(&out), &form));
    CHECK_SPAN(buf_span(&again), expected);
    buf_clear(&out);
    buf_clear(&again);
}

#define MESSY                                                                                      \
    " \n{ \"b\" : [1 ,\r\n\t2 ] , \"a\":{ },\"c\":[ ] , \"d\":{\"f\":null,\"e\":\"x\"}} tail"

static const struct {
    const char *name;
    struct json_form form;
    const char *text, *result;
} layouts[] = {
    {"kept",
     {0},
     MESSY,
     "{ \"b\" : [1 ,\r\n\t2 ] , \"a\":{ },\"c\":[ ] , \"d\":{\"f\":null,\"e\":\"x\"}}"},
    {"compact",
     {.layout = JSON_COMPACTED},
     MESSY,
     "{\"b\":[1,2],\"a\":{},\"c\":[],\"d\":{\"f\":null,\"e\":\"x\"}}"},
    {"spaced",
     {.layout = JSON_SPACED},
     MESSY,
     "{\"b\": [1, 2], \"a\": {}, \"c\": [], \"d\": {\"f\": null, \"e\": \"x\"}}"},
    {"two spaces",
     {.layout = JSON_LINES_2},
     MESSY,
     "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {},\n  \"c\": [],\n  \"d\": {\n"
     "    \"f\": null,\n    \"e\": \"x\"\n  }\n}"},
    {"four spaces",
     {.layout = JSON_LINES_4},
     "[{\"a\":[[]]},{}]",
     "[\n    {\n        \"a\": [\n            []\n        ]\n    },\n    {}\n]"},
    {"a tab", {.layout = JSON_LINES_TAB}, "[1,{\"a\":2}]", "[\n\t1,\n\t{\n\t\t\"a\": 2\n\t}\n]"},
    {"sorted",
     {.sort_keys = true},
     MESSY,
     "{\"a\":{},\"b\":[1,2],\"c\":[],\"d\":{\"e\":\"x\",\"f\":null}}"},
    {"sorted and spaced",
     {.layout = JSON_SPACED, .sort_keys = true},
     "{\"b\":1,\"a\":[2,3]}",
     "{\"a\": [2, 3], \"b\": 1}"},
    {"sorted and indented",
     {.layout = JSON_LINES_2, .sort_keys = true},
     "[{\"b\":{},\"a\":1}]",
     "[\n  {\n    \"a\": 1,\n    \"b\": {}\n  }\n]"},
    {"numbers",
     {.numbers = JSON_NUMBERS_JS},
     "[1.50 , -0,{\"1.0\":1e2}]",
     "[1.5 , 0,{\"1.0\":100}]"},
    {"numbers, as Python",
     {.numbers = JSON_NUMBERS_PYTHON},
     "[1.50,\"1e2\",1e2]",
     "[1.5,\"1e2\",100.0]"},
    {"a number", {.layout = JSON_LINES_2}, " 1.50 ", "1.50"},
    {"a number, sorted", {.sort_keys = true}, " 1.50 ", "1.50"},
    {"the first of two", {.layout = JSON_COMPACTED}, "[ 1 ] ]", "[1]"},
    {"empty object", {.empty_object_as_array = true}, "{ }", "[ ]"},
    {"empty objects, compact",
     {.layout = JSON_COMPACTED, .empty_object_as_array = true},
     "{\"a\":{},\"b\":[{},[ ],{ \"c\": {} }],\"d\":\"{}\"}",
     "{\"a\":[],\"b\":[[],[],{\"c\":[]}],\"d\":\"{}\"}"},
    {"empty objects, all else kept",
     {.empty_object_as_array = true},
     "[ {\n} , {\"a\" :{}}]",
     "[ [\n] , {\"a\" :[]}]"},
    {"empty objects, sorted and indented",
     {.layout = JSON_LINES_TAB, .sort_keys = true, .empty_object_as_array = true},
     "{\"b\":{},\"a\":{}}",
     "{\n\t\"a\": [],\n\t\"b\": []\n}"},
};

static void lays_out(void)
{
    for (size_t i = 0; i < COUNT_OF(layouts); i++) {
        check_row("%s", layouts[i].name);
        check_form(span_of(layouts[i].text), layouts[i].form, span_of(layouts[i].result));
    }
}

static const struct {
    const char *text, *result;
} sorted[] = {
    {"{}", "{}"},
    {"{\"a\":1}", "{\"a\":1}"},
    {"{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1,\"b\":2,\"c\":3}"},
    {"{\"b\":1,\"a\":2,\"\":3,\"ab\":4,\"A\":5}", "{\"\":3,\"A\":5,\"a\":2,\"ab\":4,\"b\":1}"},
    {"{\"10\":1,\"9\":2,\"1\":3}", "{\"1\":3,\"10\":1,\"9\":2}"},
    /* of one name, in their order, among them those that are the same once unescaped */
    {"{\"a\":2,\"b\":0,\"a\":1,\"a\":3}", "{\"a\":2,\"a\":1,\"a\":3,\"b\":0}"},
    {"{\"b\":0,\"\\u0061\":2,\"a\":1,\"\\u0061\":3}",
     "{\"\\u0061\":2,\"a\":1,\"\\u0061\":3,\"b\":0}"},
    /* by what is named, not by how it is escaped */
    {"{\"b\":1,\"\\u0063\":2,\"\\u0061\":3}", "{\"\\u0061\":3,\"b\":1,\"\\u0063\":2}"},
    {"{\"\\/\":1,\".\":2,\"0\":3}", "{\".\":2,\"\\/\":1,\"0\":3}"},
    /* UTF-8, not UTF-16: U+1F98A is above U+FF5E */
    {"{\"\\ud83e\\udd8a\":1,\"\\uff5e\":2,\"é\":3,\"z\":4}",
     "{\"z\":4,\"é\":3,\"\\uff5e\":2,\"\\ud83e\\udd8a\":1}"},
    {"{\"b\\u0000a\":1,\"b\":2,\"b\\u0000\":3}", "{\"b\":2,\"b\\u0000\":3,\"b\\u0000a\":1}"},
    {"{\"\xff\":1,\"\xc3\":2,\"a\":3}", "{\"a\":3,\"\xc3\":2,\"\xff\":1}"},
    {"[{\"b\":[{\"d\":1,\"c\":{\"f\":{},\"e\":[]}}],\"a\":{\"y\":1,\"x\":2}},{\"b\":1,\"a\":2}]",
     "[{\"a\":{\"x\":2,\"y\":1},\"b\":[{\"c\":{\"e\":[],\"f\":{}},\"d\":1}]},{\"a\":2,\"b\":1}]"},
};

static void sorts(void)
{
    for (size_t i = 0; i < COUNT_OF(sorted); i++) {
        check_row("%s", sorted[i].text);
        check_form(span_of(sorted[i].text), (struct json_form){.sort_keys = true},
                   span_of(sorted[i].result));
    }
}

#define REPEATED .last_of_name = true
#define INDEXES .indexes_first = true
#define LISTS .lists_as_arrays = true

static const struct {
    struct json_form form;
    const char *text, *result;
} arranged[] = {
    {{REPEATED}, "{\"a\":1, \"b\":2, \"a\":[3,4]}", "{\"a\":[3,4],\"b\":2}"},
    {{REPEATED}, "{\"b\":1,\"a\":2,\"a\":3,\"b\":4,\"a\":5}", "{\"b\":4,\"a\":5}"},
    {{REPEATED}, "{\"\\u0061\":1,\"a\":2}", "{\"a\":2}"},
    {{REPEATED}, "{\"a\":{\"a\":1,\"a\":2}}", "{\"a\":{\"a\":2}}"},
    {{REPEATED},
     "{\"\\ud800\":1,\"\\ud801\":2,\"\\uD800\":3,\"\\ufffd\":4}",
     "{\"\\uD800\":3,\"\\ud801\":2,\"\\ufffd\":4}"},
    {{REPEATED, .sort_keys = true}, "{\"b\":1,\"a\":2,\"b\":3}", "{\"a\":2,\"b\":3}"},
    {{INDEXES},
     "{\"b\":1,\"10\":2,\"a\":3,\"9\":4,\"01\":5,\"-1\":6,\"\":7,\"\\u0030\":8}",
     "{\"\\u0030\":8,\"9\":4,\"10\":2,\"b\":1,\"a\":3,\"01\":5,\"-1\":6,\"\":7}"},
    {{INDEXES},
     "{\"4294967296\":1,\"4294967295\":2,\"4294967294\":3,\"99999999999\":4}",
     "{\"4294967294\":3,\"4294967296\":1,\"4294967295\":2,\"99999999999\":4}"},
    {{INDEXES, .sort_keys = true},
     "{\"b\":1,\"10\":2,\"a\":3,\"9\":4}",
     "{\"9\":4,\"10\":2,\"a\":3,\"b\":1}"},
    {{LISTS}, "{\"0\":1,\"1\":{},\"2\":[]}", "[1,{},[]]"},
    {{LISTS}, "[{\"0\":{\"0\":{\"0\":1}}}]", "[[[[1]]]]"},
    {{LISTS}, "{\"1\":1,\"0\":2}", "{\"1\":1,\"0\":2}"},
    {{LISTS}, "{\"0\":1,\"0\":2}", "{\"0\":1,\"0\":2}"},
    {{LISTS}, "{\"00\":1}", "{\"00\":1}"},
    {{LISTS, REPEATED}, "{\"0\":1,\"0\":2}", "[2]"},
    {{LISTS, .layout = JSON_LINES_2}, "{\"0\":1,\"1\":2}", "[\n  1,\n  2\n]"},
    {{LISTS, .empty_object_as_array = true}, "{\"0\":{}}", "[[]]"},
};

static void arranges(void)
{
    for (size_t i = 0; i < COUNT_OF(arranged); i++) {
        check_row("%s", arranged[i].text);
        check_form(span_of(arranged[i].text), arranged[i].form, span_of(arranged[i].result));
    }
}

/* Each row: a string's inside as it is, and in forms. */
static const struct {
    const char *name;
    struct json_form form;
    struct span text, result;
} strings[] = {
    {"kept",
     {0},
     BYTES("\\u00E9\\u003c\\/\\u0041\\ud800\\u0008\\n<&>\xe2\x80\xa8\x7f\xff"),
     BYTES("\\u00E9\\u003c\\/\\u0041\\ud800\\u0008\\n<&>\xe2\x80\xa8\x7f\xff")},
    {"DEL escaped",
     {.del = JSON_DEL_ESCAPED},
     BYTES("\x7f\\u007F\\u007f\\u0041\xc3\xa9"),
     BYTES("\\u007f\\u007f\\u007f\\u0041\xc3\xa9")},
    {"DEL plain, all else escaped",
     {.del = JSON_DEL_PLAIN, .unicode = JSON_UNICODE_LOWER},
     BYTES("\x7f\\u007F\xc3\xa9"),
     BYTES("\x7f\x7f\\u00e9")},
    {"html escaped",
     {.html = JSON_HTML_ESCAPED},
     BYTES("a<b>&\xe2\x80\xa8\xe2\x80\xa9é/\\/\\u003C"),
     BYTES("a\\u003cb\\u003e\\u0026\\u2028\\u2029é/\\/\\u003C")},
    {"html escaped, all written anew",
     {.html = JSON_HTML_ESCAPED, .unicode = JSON_UNICODE_PLAIN},
     BYTES("<\\u003C\\u00e9\\u2028"),
     BYTES("\\u003c\\u003cé\\u2028")},
    {"html escaped in upper case",
     {.html = JSON_HTML_ESCAPED, .unicode = JSON_UNICODE_UPPER},
     BYTES("<\\u003c\\u00e9"),
     BYTES("\\u003C\\u003C\\u00E9")},
    {"html plain",
     {.html = JSON_HTML_PLAIN},
     BYTES("\\u003c\\u003C\\u003e\\u003E\\u0026\\u2028\\u2029\\u00e9\\u002f\\u0022"),
     BYTES("<<>>&\xe2\x80\xa8\xe2\x80\xa9\\u00e9\\u002f\\u0022")},
    {"slash escaped",
     {.slash = JSON_SLASH_ESCAPED},
     BYTES("a/b\\/c\\\\/\\u002f"),
     BYTES("a\\/b\\/c\\\\\\/\\u002f")},
    {"slash plain",
     {.slash = JSON_SLASH_PLAIN},
     BYTES("a/b\\/c\\\\/\\u002f"),
     BYTES("a/b/c\\\\/\\u002f")},
    {"slash escaped, all written anew",
     {.slash = JSON_SLASH_ESCAPED, .unicode = JSON_UNICODE_PLAIN},
     BYTES("\\u002f/"),
     BYTES("\\/\\/")},
    {"lower",
     {.unicode = JSON_UNICODE_LOWER},
     BYTES("Zoë 日🦊\\u00E9\\uD83E\\uDD8A\xe2\x80\xa8\xc2\x80\xef\xbf\xbf"),
     BYTES("Zo\\u00eb \\u65e5\\ud83e\\udd8a\\u00e9\\ud83e\\udd8a\\u2028\\u0080\\uffff")},
    {"upper",
     {.unicode = JSON_UNICODE_UPPER},
     BYTES("Zoë 日🦊\\u00e9\\ud83e\\udd8a\\u001f"),
     BYTES("Zo\\u00EB \\u65E5\\uD83E\\uDD8A\\u00E9\\uD83E\\uDD8A\\u001F")},
    {"lower, what needs no escape",
     {.unicode = JSON_UNICODE_LOWER},
     BYTES("\\u0041\\u0020\\u000A\\u0022\\u005C\\u001F<\\u003C\\/"),
     BYTES("A \\n\\\"\\\\\\u001f<\\u003C\\/")},
    {"plain",
     {.unicode = JSON_UNICODE_PLAIN},
     BYTES("\\u00E9\\u65e5\\ud83e\\udd8a\\uD83E\\uDD8A\\u0041\\u0020\\u007f\\uffff"),
     BYTES("é日🦊🦊A \x7f\xef\xbf\xbf")},
    {"plain, what needs an escape",
     {.unicode = JSON_UNICODE_PLAIN},
     BYTES(
         "\\u0008\\u000c\\u000A\\u000d\\u0009\\u0022\\u005c\\u0000\\u001F\\b\\f\\n\\r\\t\\\"\\\\"),
     BYTES("\\b\\f\\n\\r\\t\\\"\\\\\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\")},
    {"plain leaves the five of html",
     {.unicode = JSON_UNICODE_PLAIN},
     BYTES("<\\u003c\\u003C\\u0026\\u2028\xe2\x80\xa9\\/"),
     BYTES("<\\u003c\\u003C\\u0026\\u2028\xe2\x80\xa9\\/")},
    {"plain with html plain",
     {.unicode = JSON_UNICODE_PLAIN, .html = JSON_HTML_PLAIN},
     BYTES("\\u003c\\u2028\\u00e9"),
     BYTES("<\xe2\x80\xa8é")},
    {"lower with html plain escapes what is not ASCII",
     {.unicode = JSON_UNICODE_LOWER, .html = JSON_HTML_PLAIN},
     BYTES("\\u003c\\u2028"),
     BYTES("<\\u2028")},
    {"lone surrogates",
     {.unicode = JSON_UNICODE_PLAIN},
     BYTES("\\ud800x\\uDFFF\\udc00\\ud800\\n\\ud83e\\ud83e\\udd8a"),
     BYTES("\\ud800x\\udfff\\udc00\\ud800\\n\\ud83e🦊")},
    {"lone surrogates, upper",
     {.unicode = JSON_UNICODE_UPPER},
     BYTES("\\ud800x\\uDFFF"),
     BYTES("\\uD800x\\uDFFF")},
    {"DEL stays", {.unicode = JSON_UNICODE_LOWER}, BYTES("\x7f\\u007F"), BYTES("\x7f\\u007F")},
    {"no UTF-8",
     {.unicode = JSON_UNICODE_LOWER},
     BYTES("\xff\xc3\xed\xa0\x80\xf4\x90\x80\x80\xe2\x80é"),
     BYTES("\xff\xc3\xed\xa0\x80\xf4\x90\x80\x80\xe2\x80\\u00e9")},
    {"no UTF-8 behind what is undone",
     {.unicode = JSON_UNICODE_PLAIN},
     BYTES("\xe2\x80\\u00e9\xa9\xf0\x9f\xa6"),
     BYTES("\xe2\x80é\xa9\xf0\x9f\xa6")},
    {"nothing to change",
     {.html = JSON_HTML_PLAIN, .slash = JSON_SLASH_PLAIN, .unicode = JSON_UNICODE_PLAIN},
     BYTES("plain <text> & /é🦊\\n\\u0001"),
     BYTES("plain <text> & /é🦊\\n\\u0001")},
};

static void rewrites_strings(void)
{
    struct buf text = {0}, expected = {0};
    for (size_t i = 0; i < COUNT_OF(strings); i++) {
        check_row("%s", strings[i].name);
        buf_reset(&text);
        buf_reset(&expected);
        /* As a name and as a value. */
        for (int j = 0; j < 2; j++) {
            buf_add_text(&text, j ? " : \"" : "{\"");
            buf_add(&text, strings[i].text);
            buf_add_text(&text, j ? "\"}" : "\"");
            buf_add_text(&expected, j ? " : \"" : "{\"");
            buf_add(&expected, strings[i].result);
            buf_add_text(&expected, j ? "\"}" : "\"");
        }
        check_form(buf_span(&text), strings[i].form, buf_span(&expected));
    }
    buf_clear(&text);
    buf_clear(&expected);
}

static void merges(void)
{
    static const struct json_form all = {JSON_LINES_2,
                                         JSON_HTML_PLAIN,
                                         JSON_SLASH_PLAIN,
                                         JSON_UNICODE_PLAIN,
                                         JSON_DEL_PLAIN,
                                         JSON_NUMBERS_JS,
                                         true,
                                         true,
                                         true,
                                         true,
                                         true};
    static const struct json_form some = {.layout = JSON_SPACED, .unicode = JSON_UNICODE_UPPER};
    struct json_form merged = json_form_merge(all, (struct json_form){0});
    CHECK(merged.layout == all.layout && merged.html == all.html && merged.slash == all.slash);
    CHECK(merged.unicode == all.unicode && merged.numbers == all.numbers);
    CHECK(merged.sort_keys && merged.empty_object_as_array && merged.del == all.del);
    CHECK(merged.last_of_name && merged.indexes_first && merged.lists_as_arrays);
    merged = json_form_merge((struct json_form){0}, all);
    CHECK(merged.layout == all.layout && merged.html == all.html && merged.slash == all.slash);
    CHECK(merged.unicode == all.unicode && merged.numbers == all.numbers);
    CHECK(merged.sort_keys && merged.empty_object_as_array && merged.del == all.del);
    CHECK(merged.last_of_name && merged.indexes_first && merged.lists_as_arrays);
    merged = json_form_merge(all, some);
    CHECK(merged.layout == some.layout && merged.unicode == some.unicode);
    CHECK(merged.html == all.html && merged.slash == all.slash && merged.numbers == all.numbers);
    merged = json_form_merge(some, some);
    CHECK(!merged.sort_keys && !merged.empty_object_as_array && !merged.html && !merged.del);
    CHECK(!merged.last_of_name && !merged.indexes_first && !merged.lists_as_arrays);
}

/* The plain forms, which read a text in the two ways there are. */
static const struct json_form two_ways[] = {{.layout = JSON_COMPACTED}, {.sort_keys = true}};

static void refuses_what_is_no_json(void)
{
    static const char *const broken[] = {
        "",        " ",        "{",           "[1",          "[1,]",         "{\"a\":1,}",
        "{\"a\"}", "{a:1}",    "\"",          "\"\\u12\"",   "\"\\x\"",      "01",
        "1.",      "[1 2]",    "{\"b\":1]",   "nul",         "[\"\n\"]",     "\xef\xbb\xbf{}",
        "-",       "{\"b\":1", "{\"b\":1,\"", "{\"a\":1 1}", "[{\"b\":1,1]",
    };
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        for (size_t j = 0; j < COUNT_OF(two_ways); j++) {
            struct buf out = {0};
            check_row("%s, way %zu", broken[i], j);
            bool first_is_whole = span_is(span_of(broken[i]), "01");
            CHECK(json_form_write(&out, span_of(broken[i]), &two_ways[j]) == first_is_whole);
            buf_clear(&out);
        }
    }
}

static void refuses_what_is_too_deep(void)
{
    for (size_t j = 0; j < COUNT_OF(two_ways); j++) {
        for (int objects = 0; objects < 2; objects++) {
            struct buf text = {0}, out = {0};
            check_row("way %zu, %s", j, objects ? "objects" : "arrays");
            for (int i = 0; i < 511; i++)
                buf_add_text(&text, objects ? "{\"a\":" : "[");
            buf_add_text(&text, "{\"b\":1,\"c\":2}");
            buf_add_repeated(&text, objects ? '}' : ']', 511);
            check_form(buf_span(&text), two_ways[j], buf_span(&text));
            buf_reset(&text);
            buf_add_repeated(&text, '[', 513);
            buf_add_repeated(&text, ']', 513);
            CHECK(!json_form_write(&out, buf_span(&text), &two_ways[j]));
            buf_clear(&text);
            buf_clear(&out);
        }
    }
}

/* At each limit below what is needed it fails, and never holds more. */
static void meets_its_limit(void)
{
    static const struct span text = BYTES("{\"b\":[{},1e2,\"<\\u00e9/\"],\"a\":null}");
    static const struct json_form forms[] = {
        {0},
        {.layout = JSON_LINES_4, .empty_object_as_array = true},
        {.layout = JSON_LINES_4,
         .html = JSON_HTML_ESCAPED,
         .slash = JSON_SLASH_ESCAPED,
         .unicode = JSON_UNICODE_PLAIN,
         .numbers = JSON_NUMBERS_PYTHON,
         .sort_keys = true,
         .empty_object_as_array = true},
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct buf whole = {0};
        CHECK(json_form_write(&whole, text, &forms[i]));
        for (size_t limit = 1; limit <= whole.size; limit++) {
            struct buf out = buf_limited(limit);
            check_row("form %zu, limit %zu", i, limit);
            CHECK(json_form_write(&out, text, &forms[i]) == (limit == whole.size));
            CHECK(out.size <= limit);
            buf_clear(&out);
        }
        buf_clear(&whole);
    }
}

static void adds_behind_what_is_there(void)
{
    struct buf out = {0};
    struct json_form form = {.sort_keys = true, .empty_object_as_array = true};
    buf_add_text(&out, "{}");
    CHECK(json_form_write(&out, SPAN("{}"), &form));
    CHECK_TEXT(buf_span(&out), "{}[]");
    buf_clear(&out);
}

/* A body that is all long numbers would take long. */
static void refuses_many_costly_numbers(void)
{
    struct buf text = {0}, out = {0};
    struct json_form js = {.numbers = JSON_NUMBERS_JS}, python = {.numbers = JSON_NUMBERS_PYTHON};
    buf_add_byte(&text, '[');
    for (int i = 0; i < 10000; i++)
        buf_add_text(&text, "0.1234567890123456,12345678901234567890,0.5,");
    buf_add_text(&text, "1]");
    CHECK(!json_form_write(&out, buf_span(&text), &js));
    buf_reset(&out);
    CHECK(json_form_write(&out, buf_span(&text), &python));
    CHECK_SPAN(buf_span(&out), buf_span(&text));
    buf_clear(&text);
    buf_clear(&out);
}

/* Members in the worst order, and names that are alike for long. */
static void sorts_many(void)
{
    enum { MEMBERS = 20000 };
    struct buf text = {0}, expected = {0};
    buf_add_byte(&text, '{');
    buf_add_byte(&expected, '{');
    for (int i = 0; i < MEMBERS; i++) {
        const char *comma = i ? "," : "";
        buf_printf(&text, "%s\"name of member %05d\":{\"b\":1,\"a\":[2]}", comma, MEMBERS - i);
        buf_printf(&expected, "%s\"name of member %05d\":{\"a\":[2],\"b\":1}", comma, i + 1);
    }
    buf_add_byte(&text, '}');
    buf_add_byte(&expected, '}');
    check_form(buf_span(&text), (struct json_form){.sort_keys = true}, buf_span(&expected));
    buf_clear(&text);
    buf_clear(&expected);
}

static const struct check_case cases[] = {
    {"lays out", lays_out},
    {"sorts", sorts},
    {"arranges", arranges},
    {"rewrites strings", rewrites_strings},
    {"merges", merges},
    {"refuses what is no JSON", refuses_what_is_no_json},
    {"refuses what is too deep", refuses_what_is_too_deep},
    {"meets its limit", meets_its_limit},
    {"adds behind what is there", adds_behind_what_is_there},
    {"refuses many costly numbers", refuses_many_costly_numbers},
    {"sorts many", sorts_many},
};

int main(void)
{
    return CHECK_RUN(cases);
}
