#include "check.h"
#include "fixture.h"

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
    {"tells each fault", tells_each_fault},
    {"refuses with the first fault", refuses_with_the_first_fault},
};

int main(void)
{
    return CHECK_RUN(cases);
}
