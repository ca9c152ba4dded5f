#include "check.h"
#include "edit.h"
#include "json_path.h"

#include <string.h>

/* Holds the event against what is expected; NULL: it was refused and is as it was. */
static void check_event(const struct buf *event, bool done, const char *before, const char *after,
                        const struct error *err)
{
    struct span value;
    struct error none = {0};
    CHECK(done == (after != NULL));
    CHECK_TEXT(buf_span(event), after ? after : before);
    CHECK_NUMBER(err->code, after ? ERROR_NONE : ERROR_USAGE);
    CHECK((err->text[0] == 0) == (after != NULL));
    CHECK(json_document(buf_span(event), &value, &none));
}

#define EVENT "{\"a\":\"x\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"

static const struct {
    const char *assignment, *event;
} edits[] = {
    {"a=y", "{\"a\":\"y\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=", "{\"a\":\"\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=5", "{\"a\":\"5\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=b=c", "{\"a\":\"b=c\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=b:=c", "{\"a\":\"b:=c\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=\"&<\n",
     "{\"a\":\"\\\"\\u0026\\u003c\\n\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"n.amount:=1.50e+3", "{\"a\":\"x\",\"n\":{\"amount\":1.50e+3,\"list\":[1,2]},\"a.b\":1}"},
    {"n.list.1:= { \"z\" : [ ] } ",
     "{\"a\":\"x\",\"n\":{\"amount\":\"1\",\"list\":[1,{\"z\":[]}]},\"a.b\":1}"},
    {"n:=null", "{\"a\":\"x\",\"n\":null,\"a.b\":1}"},
    {"\"a.b\"=2", "{\"a\":\"x\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":\"2\"}"},
    {"\"a\"=2", "{\"a\":\"2\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"", NULL},
    {"=", NULL},
    {"=x", NULL},
    {"a", NULL},
    {"b=x", NULL},
    {"n.amout=x", NULL},
    {"n.list.2=x", NULL},
    {"a.b=x", NULL},
    {"a:=", NULL},
    {"a:=x", NULL},
    {"a:=01", NULL},
    {"a:=1 2", NULL},
    {"\"a\"x=1", NULL},
    {":=5", NULL},
};

static void sets(void)
{
    for (size_t i = 0; i < COUNT_OF(edits); i++)
        for (int add = 0; add <= (edits[i].event != NULL); add++) {
            struct buf event = {0};
            struct error err = {0};
            check_row("%s", edits[i].assignment);
            buf_add_text(&event, EVENT);
            bool done = edit_set(&event, edits[i].assignment, add, &err);
            check_event(&event, done, EVENT, edits[i].event, &err);
            buf_clear(&event);
        }
}

/* Whatever stands around the value, and in what order, comes through. */
static const struct {
    const char *before, *assignment, *after;
} in_place[] = {
    {"\r\n{ \"b\" : 1.0 ,\t\"a\" : 1e5 }\n", "a:=2", "\r\n{ \"b\" : 1.0 ,\t\"a\" : 2 }\n"},
    {"{\"a\":1,\"a\":2,\"\\u0061\":3}", "a:=4", "{\"a\":1,\"a\":2,\"\\u0061\":4}"},
    {"{\"\\u0061\\u002eb\":[{}]}", "\"a.b\".0:=1", "{\"\\u0061\\u002eb\":[1]}"},
    {"{\"a=b\":{\"c\":0,\"d\":\"\xff\"}}", "\"a=b\".c=1", "{\"a=b\":{\"c\":\"1\",\"d\":\"\xff\"}}"},
    {"{\"a=b\":0}", "\"a=b\":=1", "{\"a=b\":1}"},
    {"{\"x\":{\"a:=b\":0}}", "x.\"a:=b\"=1", "{\"x\":{\"a:=b\":\"1\"}}"},
    {"{\"a:\":0}", "\"a:\"=1", "{\"a:\":\"1\"}"},
    {"{\"\":0}", "\"\"=1", "{\"\":\"1\"}"},
    {"{\"0\":[7]}", "0.0=1", "{\"0\":[\"1\"]}"},
    {"[[1],2]", "0.0:=9", "[[9],2]"},
};

static void leaves_all_else(void)
{
    for (size_t i = 0; i < COUNT_OF(in_place); i++) {
        struct buf event = {0};
        struct error err = {0};
        check_row("%s", in_place[i].assignment);
        buf_add_text(&event, in_place[i].before);
        bool done = edit_set(&event, in_place[i].assignment, false, &err);
        check_event(&event, done, in_place[i].before, in_place[i].after, &err);
        buf_clear(&event);
    }
}

static const struct {
    const char *before, *assignment;
    const char *after; /* NULL: refused */
} additions[] = {
    {"{}", "a=1", "{\"a\":\"1\"}"},
    {"{ }", "a=1", "{\"a\":\"1\" }"},
    {"{\"a\":1}", "b:=2", "{\"a\":1,\"b\":2}"},
    {"{\"a\":1}", "a:=2", "{\"a\":2}"},
    {"{\"a\":{}}", "a.b.c=1", "{\"a\":{\"b\":{\"c\":\"1\"}}}"},
    {"{\"a\":{\"x\":0},\"z\":1}", "a.b.c.d:=[]",
     "{\"a\":{\"x\":0,\"b\":{\"c\":{\"d\":[]}}},\"z\":1}"},
    {"{}", "a.b.0=1", "{\"a\":{\"b\":{\"0\":\"1\"}}}"},
    {"{}", "\"a.b\".\"c=d\"=1", "{\"a.b\":{\"c=d\":\"1\"}}"},
    {"{}", "\"\"=1", "{\"\":\"1\"}"},
    {"{}", "a&\x01\\=1", "{\"a\\u0026\\u0001\\\\\":\"1\"}"},
    {"{}", "h\xc3\xa9=1", "{\"h\xc3\xa9\":\"1\"}"},
    {"{}", "h\xe9=1", NULL},
    {"{}", "a.h\xe9=1", NULL},
    /* like the member before */
    {"{\"a\": 1, \"b\": 2}", "c.d:=3", "{\"a\": 1, \"b\": 2, \"c\": {\"d\": 3}}"},
    {"{\n  \"a\" : [\n    1\n  ]\n}\n", "b:=2", "{\n  \"a\" : [\n    1\n  ],\n  \"b\" : 2\n}\n"},
    {"{\n  \"a\" : [\n    1\n  ]\n}\n", "a.1:=2", "{\n  \"a\" : [\n    1,\n    2\n  ]\n}\n"},
    {"{\"a\":1}\r\n", "b:=2", "{\"a\":1,\"b\":2}\r\n"},
    /* arrays */
    {"[]", "0=x", "[\"x\"]"},
    {"[1]", "1:=2", "[1,2]"},
    {"[1]", "2:=2", NULL},
    {"[1]", "01:=2", NULL},
    {"[1]", "-1:=2", NULL},
    {"[1]", "a:=2", NULL},
    {"[1]", "18446744073709551617:=2", NULL},
    {"{\"l\":[{\"a\":1}]}", "l.1.b=2", "{\"l\":[{\"a\":1},{\"b\":\"2\"}]}"},
    {"{\"l\":[{\"a\":1}]}", "l.0.b=2", "{\"l\":[{\"a\":1,\"b\":\"2\"}]}"},
    {"{\"l\":[{\"a\":1}]}", "l.2.b=2", NULL},
    /* into what has no inside */
    {"{\"a\":\"x\"}", "a.b=1", NULL},
    {"{\"a\":5}", "a.b.c=1", NULL},
    {"{\"a\":null}", "a.b=1", NULL},
    {"{\"a\":true}", "a.0=1", NULL},
    {"5", "a=1", NULL},
    /* what is malformed is no new name */
    {"{}", "a..b=1", NULL},
    {"{}", "a.=1", NULL},
    {"{}", "\"a=1", NULL},
    {"{}", "a\"b=1", NULL},
    {"{}", "a:=", NULL},
    /* of several with one name it is the last that goes on */
    {"{\"a\":{},\"a\":{}}", "a.b=1", "{\"a\":{},\"a\":{\"b\":\"1\"}}"},
};

static void adds(void)
{
    for (size_t i = 0; i < COUNT_OF(additions); i++) {
        struct buf event = {0};
        struct error err = {0};
        check_row("%s %s", additions[i].before, additions[i].assignment);
        buf_add_text(&event, additions[i].before);
        bool done = edit_set(&event, additions[i].assignment, true, &err);
        check_event(&event, done, additions[i].before, additions[i].after, &err);
        buf_clear(&event);
    }
}

static const struct {
    const char *before, *path;
    const char *after; /* NULL: refused */
} removals[] = {
    {"{\"a\":1,\"b\":2,\"c\":3}", "a", "{\"b\":2,\"c\":3}"},
    {"{\"a\":1,\"b\":2,\"c\":3}", "b", "{\"a\":1,\"c\":3}"},
    {"{\"a\":1,\"b\":2,\"c\":3}", "c", "{\"a\":1,\"b\":2}"},
    {"{\"a\":1}", "a", "{}"},
    {" { \"a\" : 1 } ", "a", " {} "},
    {"{ \"a\" : 1 ,\n\"b\":2 }", "a", "{ \"b\":2 }"},
    {"{ \"a\" : 1 ,\n\"b\":2 }", "b", "{ \"a\" : 1 }"},
    {"{\"a\":1,\"b\":2,\"\\u0061\":3,\"a\":4}", "a", "{\"b\":2}"},
    {"{\"b\":0,\"a\":1,\"a\":2,\"c\":3}", "a", "{\"b\":0,\"c\":3}"},
    {"{\"a\":1,\"a\":2}", "a", "{}"},
    {"{\"n\":{\"a\":1},\"n\":{\"a\":2}}", "n.a", "{\"n\":{\"a\":1},\"n\":{}}"},
    {"{\"n\":[1, [2], {\"x\":3}]}", "n.0", "{\"n\":[[2], {\"x\":3}]}"},
    {"{\"n\":[1, [2], {\"x\":3}]}", "n.1", "{\"n\":[1, {\"x\":3}]}"},
    {"{\"n\":[1, [2], {\"x\":3}]}", "n.2", "{\"n\":[1, [2]]}"},
    {"{\"n\":[1, [2], {\"x\":3}]}", "n.1.0", "{\"n\":[1, [], {\"x\":3}]}"},
    {"{\"n\":[1, [2], {\"x\":3}]}", "n", "{}"},
    {"{\"a.b\":{\"c=d\":1}}", "\"a.b\".c=d", "{\"a.b\":{}}"},
    {"{\"\":1}", "\"\"", "{}"},
    {"{\"a\":\"\xff\",\"b\":1e5}\n", "b", "{\"a\":\"\xff\"}\n"},
    {"{\"a\":1}", "b", NULL},
    {"{\"a\":1}", "a.b", NULL},
    {"{\"a\":1}", "", NULL},
    {"{\"a\":1}", "a.", NULL},
    {"{\"a\":1}", ".a", NULL},
    {"{\"a\":1}", "\"a", NULL},
    {"[1]", "1", NULL},
    {"[1]", "a", NULL},
    {"5", "a", NULL},
};

static void removes(void)
{
    for (size_t i = 0; i < COUNT_OF(removals); i++) {
        struct buf event = {0};
        struct error err = {0};
        check_row("%s %s", removals[i].before, removals[i].path);
        buf_add_text(&event, removals[i].before);
        bool done = edit_unset(&event, removals[i].path, &err);
        check_event(&event, done, removals[i].before, removals[i].after, &err);
        buf_clear(&event);
    }
}

#define STEPS "steps are parted by dots, a name with dots stands in double quotes: data.\"a.b\".0"
#define MANY_NAMES                                                                                 \
    "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,"                                             \
    "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\":"                                                \
    "1,\"cccccccccccccccccccccccccccccccccccccccc\":1,\"dddddddddddddddddddddddddddddddddddddddd"  \
    "\":1,\"e\":1}"

static const struct {
    const char *event, *path, *text, *hint;
} refusals[] = {
    {"{\"n\":{\"amount\":1,\"state\":2}}", "n.amont",
     "path 'n.amont': there is no 'amont' at this place", "did you mean 'amount'?"},
    {"{\"n\":{\"amount\":1,\"state\":2}}", "n.amuont.x",
     "path 'n.amuont.x': there is no 'amuont' at this place", "did you mean 'amount'?"},
    {"{\"n\":{\"amount\":1,\"a.b\":2,\"\":3}}", "n.elsewhere",
     "path 'n.elsewhere': there is no 'elsewhere' at this place",
     "the members there are: amount, \"a.b\", \"\""},
    {"{\"a.bc\":1}", "abc", "path 'abc': there is no 'abc' at this place",
     "did you mean '\"a.bc\"'?"},
    {"{\"a=bc\":1,\"abcd:\":1}", "abc", "path 'abc': there is no 'abc' at this place",
     "did you mean '\"a=bc\"'?"},
    {"{\"abcd:\":1}", "abcd", "path 'abcd': there is no 'abcd' at this place",
     "did you mean '\"abcd:\"'?"},
    {"{\"\\u001b[1mx\":1,\"\\u202e\":2}", "abc", "path 'abc': there is no 'abc' at this place",
     "the members there are: \\x1b[1mx, \\u{202e}"},
    {"{\"abc\\n\":1}", "abc", "path 'abc': there is no 'abc' at this place",
     "did you mean 'abc\\n'?"},
    {"{\"a\\\"b\":1,\"\\u0000\":1}", "ab", "path 'ab': there is no 'ab' at this place",
     "members there are: 2"},
    {MANY_NAMES, "x", "path 'x': there is no 'x' at this place", "did you mean 'e'?"},
    {MANY_NAMES, "xyz", "path 'xyz': there is no 'xyz' at this place",
     "the members there are: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, "
     "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccccccccccccccccccccc, …"},
    {"{\"n\":{ }}", "n.x", "path 'n.x': there is no 'x' at this place",
     "the object at this place is empty"},
    {"[]", "0", "path '0': there is no element 0 at this place",
     "the array at this place is empty"},
    {"[1]", "1", "path '1': there is no element 1 at this place",
     "the array at this place has one element, 0"},
    {"[1,2,3]", "5.x", "path '5.x': there is no element 5 at this place",
     "the array at this place has 3 elements, 0 to 2"},
    {"[1,2,3]", "x", "path 'x': 'x' is no index of an array",
     "the array at this place has 3 elements, 0 to 2"},
    {"{\"a\":\"x\"}", "a.b", "path 'a.b': there is no 'b' in a string",
     "only an object or an array has something inside"},
    {"{\"a\":{\"b\":1}}", "a.b.c.d", "path 'a.b.c.d': there is no 'c' in a number",
     "only an object or an array has something inside"},
    {"null", "a", "path 'a': there is no 'a' in null",
     "only an object or an array has something inside"},
    {"{}", "", "path '': the path is empty", STEPS},
    {"{}", ".", "path '.': a step is empty", STEPS},
    {"{}", "a..b", "path 'a..b': a step is empty", STEPS},
    {"{}", ".a", "path '.a': a step is empty", STEPS},
    {"{}", "a.", "path 'a.': no step stands behind the last dot", STEPS},
    {"{}", "\"a\".", "path '\"a\".': no step stands behind the last dot", STEPS},
    {"{}", "\"a.b", "path '\"a.b': a double quote is not closed", STEPS},
    {"{}", "a.\"", "path 'a.\"': a double quote is not closed", STEPS},
    {"{}", "a\"b", "path 'a\"b': a double quote stands inside a step", STEPS},
    {"{}", "\"a\"b", "path '\"a\"b': a double quote stands inside a step", STEPS},
    {"{}", "a.b\"c.d\"", "path 'a.b\"c.d\"': a double quote stands inside a step", STEPS},
};

static void check_refusal(size_t i, const struct error *err)
{
    CHECK_NUMBER(err->code, ERROR_USAGE);
    CHECK_TEXT(span_of(err->text), refusals[i].text);
    CHECK_TEXT(span_of(err->hint), refusals[i].hint);
}

static void says_what_there_is(void)
{
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        struct buf event = {0}, assignment = {0};
        struct error unset = {0}, set = {0};
        check_row("%s %s", refusals[i].event, refusals[i].path);
        buf_add_text(&event, refusals[i].event);
        CHECK(!edit_unset(&event, refusals[i].path, &unset));
        check_refusal(i, &unset);
        buf_printf(&assignment, "%s=1", refusals[i].path);
        CHECK(!edit_set(&event, assignment.at, false, &set));
        /* An empty path, or one whose quotes go on into the value, is no assignment. */
        if (json_path_size(buf_span(&assignment), '=') == strlen(refusals[i].path) &&
            assignment.at[0] != '=')
            check_refusal(i, &set);
        CHECK_TEXT(buf_span(&event), refusals[i].event);
        buf_clear(&event);
        buf_clear(&assignment);
    }
}

static void says_what_could_be_added(void)
{
    static const struct {
        const char *event, *hint;
    } rows[] = {
        {"[]", "the array at this place is empty; the next one would be 0"},
        {"[1]", "the array at this place has one element, 0; the next one would be 1"},
        {"[1,2]", "the array at this place has 2 elements, 0 to 1; the next one would be 2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf event = {0};
        struct error err = {0};
        check_row("%s", rows[i].event);
        buf_add_text(&event, rows[i].event);
        CHECK(!edit_set(&event, "7=x", true, &err));
        CHECK_TEXT(span_of(err.text), "path '7': there is no element 7 at this place");
        CHECK_TEXT(span_of(err.hint), rows[i].hint);
        buf_clear(&event);
    }
}

/* The JSON of a value that is none is the command line's fault, the event's is the input's. */
static void tells_the_event_from_the_value(void)
{
    static const char *const events[] = {"", "{", "{} {}", "{\"a\":1}x"};
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        struct buf event = {0};
        struct error set = {0}, unset = {0}, value = {0};
        check_row("%s", events[i]);
        buf_add_text(&event, events[i]);
        CHECK(!edit_set(&event, "a=1", true, &set));
        CHECK_NUMBER(set.code, ERROR_INPUT);
        CHECK(span_starts(span_of(set.text), SPAN("the text to change: not JSON: ")));
        CHECK(!edit_unset(&event, "a", &unset));
        CHECK_NUMBER(unset.code, ERROR_INPUT);
        CHECK(!edit_set(&event, "a:=01", true, &value));
        CHECK_NUMBER(value.code, ERROR_USAGE);
        CHECK_TEXT(span_of(value.hint), "behind := stands JSON; a text is given as PATH=TEXT");
        CHECK_TEXT(buf_span(&event), events[i]);
        buf_clear(&event);
    }
}

static void says_what_an_assignment_is(void)
{
    static const struct {
        const char *assignment, *text;
    } rows[] = {
        {"a", "'a' is neither PATH=TEXT nor PATH:=JSON"},
        {"", "'' is neither PATH=TEXT nor PATH:=JSON"},
        {"=a..b", "'=a..b' is neither PATH=TEXT nor PATH:=JSON"},
        {":=1", "':=1' is neither PATH=TEXT nor PATH:=JSON"},
        {"\"a=1\"", "'\"a=1\"' is neither PATH=TEXT nor PATH:=JSON"},
        {"\"a=1", "path '\"a=1': a double quote is not closed"},
        {"a..b=1", "path 'a..b': a step is empty"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf event = {0};
        struct error err = {0};
        check_row("%s", rows[i].assignment);
        buf_add_text(&event, "{}");
        CHECK(!edit_set(&event, rows[i].assignment, false, &err));
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK_TEXT(span_of(err.text), rows[i].text);
        buf_clear(&event);
    }
}

static const struct check_case cases[] = {
    {"sets", sets},
    {"leaves all else", leaves_all_else},
    {"adds", adds},
    {"removes", removes},
    {"says what there is", says_what_there_is},
    {"says what could be added", says_what_could_be_added},
    {"tells the event from the value", tells_the_event_from_the_value},
    {"says what an assignment is", says_what_an_assignment_is},
};

int main(void)
{
    return CHECK_RUN(cases);
}
