#include "check.h"
#include "clock.h"
#include "json_diff.h"
#include "json_tree.h"

/* Adds "path: before > after" for each; what is absent is nothing. */
static void note(void *context, const struct json_difference *difference)
{
    struct buf *out = context;
    buf_add_text(out, out->size > 0 ? "; " : "");
    buf_add(out, difference->path);
    buf_add_text(out, ":");
    if (difference->before.at) {
        buf_add_text(out, " ");
        buf_add(out, difference->before);
    }
    buf_add_text(out, " >");
    if (difference->after.at) {
        buf_add_text(out, " ");
        buf_add(out, difference->after);
    }
}

static void count(void *context, const struct json_difference *difference)
{
    (void)difference;
    ++*(size_t *)context;
}

static const struct {
    const char *before, *after, *differences;
} rows[] = {
    {"{}", " {\n} ", ""},
    {"null", "null", ""},
    {"1", "2", ": 1 > 2"},
    {"{}", "[]", ": {} > []"},
    {"{\"a\":1,\"b\":2}", "{ \"b\": 2, \"a\": 1 }", ""},
    {"{\"a\":1}", "{\"a\":2}", "a: 1 > 2"},
    /* Money is text. */
    {"{\"a\":2034.50}", "{\"a\":2034.5}", "a: 2034.50 > 2034.5"},
    {"[1E2,-0,1.0]", "[1e2,0,1]", "0: 1E2 > 1e2; 1: -0 > 0; 2: 1.0 > 1"},
    {"[12345678901234567890]", "[12345678901234567891]",
     "0: 12345678901234567890 > 12345678901234567891"},
    {"{\"a\":1}", "{\"a\":\"1\"}", "a: 1 > \"1\""},
    {"{\"a\":null}", "{}", "a: null >"},
    {"{}", "{\"a\":{\"b\":[1]}}", "a: > {\"b\":[1]}"},
    /* In the order of the first text, what is added behind. */
    {"{\"z\":1,\"a\":{\"y\":1,\"x\":2},\"m\":3}", "{\"new\":0,\"m\":4,\"a\":{\"x\":3,\"y\":1}}",
     "z: 1 >; a.x: 2 > 3; m: 3 > 4; new: > 0"},
    /* Strings, however they are escaped. */
    {"\"a/\\u00e9\\n\"", "\"\\u0061\\/é\\u000A\"", ""},
    {"\"\\ud83d\\ude00\"", "\"😀\"", ""},
    {"\"\\ud800\"", "\"\\udfff\"", ": \"\\ud800\" > \"\\udfff\""},
    {"\"\\ud800\"", "\"\\ufffd\"", ": \"\\ud800\" > \"\\ufffd\""},
    {"\"\\uD800\\n\"", "\"\\ud800\\u000a\"", ""},
    {"\"a\\u0000b\"", "\"a\"", ": \"a\\u0000b\" > \"a\""},
    {"\"\xff\"", "\"\xfe\"", ": \"\xff\" > \"\xfe\""},
    {"{\"\\u0061\":1}", "{\"a\":2}", "a: 1 > 2"},
    /* One name several times: each with the one that has its place. */
    {"{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}", "a: 1 > 2; a: 2 > 1"},
    {"{\"a\":1,\"b\":0,\"a\":2}", "{\"a\":1,\"b\":0}", "a: 2 >"},
    {"{\"a\":1}", "{\"a\":1,\"\\u0061\":1}", "a: > 1"},
    /* Arrays. */
    {"[1,2,3]", "[1,4,3]", "1: 2 > 4"},
    {"[1,2,3]", "[1,3]", "1: 2 >"},
    {"[1,3]", "[1,2,3]", "1: > 2"},
    {"[1,2,3,4]", "[9,1,2,3,4]", "0: > 9"},
    {"[1,2,3,4]", "[1,2,3,4,5,6]", "4: > 5; 5: > 6"},
    {"[1,1,1]", "[1,1]", "2: 1 >"},
    {"[{\"b\":1,\"a\":2},3]", "[0,{ \"a\":2, \"b\":1 },3]", "0: > 0"},
    {"[0,{\"a\":1},9]", "[0,{\"a\":2},7,9]", "1.a: 1 > 2; 2: > 7"},
    {"[0,1,2,9]", "[0,5,9]", "1: 1 > 5; 2: 2 >"},
    {"[]", "[[],{}]", "0: > []; 1: > {}"},
    /* Paths. */
    {"{\"a.b\":{\"\":[{\"c:\":1}]}}", "{\"a.b\":{\"\":[{\"c:\":2}]}}",
     "\"a.b\".\"\".0.\"c:\": 1 > 2"},
    {"{\"\":1}", "{\"\":2}", "\"\": 1 > 2"},
    {"{\"a\\\".b\":1}", "{\"a\\\".b\":2}", "a\".b: 1 > 2"},
};

static void tells_what_differs(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        const struct json_diff_reader reader = {&out, note};
        check_row("%s to %s", rows[i].before, rows[i].after);
        CHECK(json_diff(span_of(rows[i].before), span_of(rows[i].after), &reader));
        CHECK_SPAN(buf_span(&out).at ? buf_span(&out) : SPAN(""), span_of(rows[i].differences));
        buf_clear(&out);
    }
}

static void refuses_what_is_no_json(void)
{
    static const struct span texts[] = {BYTES(""),     BYTES("{"),    BYTES("{}{}"), BYTES("1 2"),
                                        BYTES("[1,]"), BYTES("tru"),  BYTES(" "),    BYTES("{}\0"),
                                        BYTES("[}"),   BYTES("\"a"),  BYTES("a=b"),  BYTES("01"),
                                        BYTES("{1}"),  BYTES("[1 2]")};
    size_t found = 0;
    const struct json_diff_reader reader = {&found, count};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        check_row("%.*s", SPAN_ARG(texts[i]));
        CHECK(!json_diff(texts[i], SPAN("{}"), &reader));
        CHECK(!json_diff(SPAN("{}"), texts[i], &reader));
    }
    CHECK_NUMBER((long long)found, 0);
}

/* `depth` arrays around a text. */
static struct span nest(struct buf *out, size_t depth, const char *inner)
{
    buf_add_repeated(out, '[', depth);
    buf_add_text(out, inner);
    buf_add_repeated(out, ']', depth);
    return buf_span(out);
}

static void looks_only_so_deep(void)
{
    static const struct {
        size_t depth;
        const char *before, *after;
        size_t found;
    } depths[] = {
        {JSON_TREE_DEEPEST, "1,2", "1 , 2", 0},
        {JSON_TREE_DEEPEST, "1,2", "1,3", 1},
        {JSON_TREE_DEEPEST + 1, "1,2", "1,2", 0}, /* beyond it, byte by byte */
        {JSON_TREE_DEEPEST + 1, "1,2", "1, 2", 1},
        {100000, "", "", 0},
        {100000, "", "1", 1},
    };
    for (size_t i = 0; i < COUNT_OF(depths); i++) {
        struct buf a = {0}, b = {0};
        size_t found = 0;
        const struct json_diff_reader reader = {&found, count};
        check_row("%zu deep: %s", depths[i].depth, depths[i].after);
        CHECK(json_diff(nest(&a, depths[i].depth, depths[i].before),
                        nest(&b, depths[i].depth, depths[i].after), &reader));
        CHECK_NUMBER((long long)found, (long long)depths[i].found);
        buf_clear(&a);
        buf_clear(&b);
    }
}

static void refuses_too_many_values(void)
{
    size_t found = 0;
    const struct json_diff_reader reader = {&found, count};
    for (size_t values = JSON_TREE_MOST - 1; values <= JSON_TREE_MOST; values++) {
        struct buf text = {0};
        buf_add_byte(&text, '[');
        for (size_t i = 1; i < values; i++)
            buf_add_text(&text, "0,");
        buf_add_text(&text, "0]"); /* the array is a value, too */
        check_row("%zu", values);
        CHECK_NUMBER(json_diff(buf_span(&text), SPAN("[]"), &reader), values < JSON_TREE_MOST);
        CHECK_NUMBER((long long)found, JSON_TREE_MOST - 1);
        buf_clear(&text);
    }
}

/* What would take minutes where time grew with the square of something. */
static void add_members(struct buf *out, size_t step)
{
    const size_t members = 100000;
    buf_add_byte(out, '{');
    for (size_t i = 0; i < members; i++)
        buf_printf(out, "%s\"%06zu\":%zu", i > 0 ? "," : "", i * step % members, i % 10);
    buf_add_byte(out, '}');
}

static void add_nested_lists(struct buf *out, size_t more)
{
    buf_add_repeated(out, '[', JSON_TREE_DEEPEST - 1);
    for (size_t i = 0; i < 100000; i++)
        buf_add_text(out, more ? "0, " : "0,");
    buf_printf(out, "%zu]", more);
    for (size_t i = 2; i < JSON_TREE_DEEPEST; i++)
        buf_add_text(out, more ? ",1]" : "]");
}

static void is_quick(void)
{
    static const struct {
        const char *name;
        void (*add)(struct buf *out, size_t variant);
        size_t before, after, most;
    } costly[] = {
        {"the same members in another order", add_members, 1, 99999, 100000},
        {"lists of other lengths, one in the other", add_nested_lists, 0, 1, JSON_TREE_DEEPEST},
    };
    for (size_t i = 0; i < COUNT_OF(costly); i++) {
        struct buf a = {0}, b = {0};
        size_t found = 0;
        const struct json_diff_reader reader = {&found, count};
        costly[i].add(&a, costly[i].before);
        costly[i].add(&b, costly[i].after);
        check_row("%s", costly[i].name);
        int64_t start = clock_ticks();
        CHECK(json_diff(buf_span(&a), buf_span(&b), &reader));
        CHECK(clock_ticks() - start < 20 * CLOCK_SECOND);
        CHECK(found > 0 && found <= costly[i].most);
        buf_clear(&a);
        buf_clear(&b);
    }
}

int main(void)
{
    static const struct check_case cases[] = {
        {"tells what differs", tells_what_differs},
        {"refuses what is no JSON", refuses_what_is_no_json},
        {"looks only so deep", looks_only_so_deep},
        {"refuses too many values", refuses_too_many_values},
        {"is quick", is_quick},
    };
    return CHECK_RUN(cases);
}
