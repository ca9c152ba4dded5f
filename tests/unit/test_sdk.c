#include "check.h"
#include "encode.h"
#include "json.h"
#include "sdk.h"
#include "signing.h"

static const char *const names[SDK_COUNT] = {"go-sfpy", "@sfpy/node-sdk", "safepay-python",
                                             "safepay-php"};

/* The vectors, the members with what each SDK said, and how many rows our rule takes. */
static const struct {
    const char *file;
    const char *verdicts[SDK_COUNT]; /* NULL: not asked */
    int rows;
} files[] = {
    {"sfpy.jsonl", {"valid", "node_valid", "py_valid", "php_data_valid"}, 76},
    {"sfpy_bytes.jsonl", {"valid", "node_valid", "py_valid", "php_data_valid"}, 2},
    {"safepay_v1.jsonl", {NULL, "node_valid", "py_valid", "php_data_valid"}, 9},
};

/* Rows that an SDK refuses for what is not in the body. */
static const struct {
    const char *name, *sdk, *why;
} exceptions[] = {
    {"uppercase-hex", "@sfpy/node-sdk", "it compares the signature as text"},
    {"uppercase-hex", "safepay-python", "the same"},
    {"uppercase-hex", "safepay-php", "the same"},
};

static bool is_exception(struct span name, const char *sdk)
{
    for (size_t i = 0; i < COUNT_OF(exceptions); i++)
        if (span_is(name, exceptions[i].name) && span_is(span_of(sdk), exceptions[i].sdk))
            return true;
    return false;
}

static const struct sdk_objection *find(const struct sdk_objection *list, size_t count,
                                        const char *sdk)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(span_of(sdk), list[i].sdk))
            return &list[i];
    return NULL;
}

static bool is_true(struct span line, const char *member)
{
    struct span value = {0};
    CHECK(json_member(line, span_of(member), &value) == JSON_FOUND);
    return span_is(value, "true");
}

static struct span read_body(struct arena *arena, struct span line)
{
    struct span base64 = json_text_at(arena, line, "body_base64");
    struct buf bytes = {0};
    if (!base64.at)
        return json_text_at(arena, line, "body");
    CHECK(decode_base64(&bytes, base64));
    return buf_keep(arena, &bytes);
}

/* What is said of a row is what each SDK said, unless the row is an exception for it. */
static void check_vector(struct arena *arena, struct span line, size_t file, int *met)
{
    struct span name = json_text_at(arena, line, "name");
    const struct scheme *scheme = builtin_scheme(json_text_at(arena, line, "scheme").at);
    struct sdk_objection list[SDK_COUNT];
    size_t count = sdk_objections(arena, scheme, read_body(arena, line), list);
    for (size_t i = 0; i < SDK_COUNT; i++) {
        const char *verdict = files[file].verdicts[i];
        const struct sdk_objection *objection = find(list, count, names[i]);
        check_row("%s: %.*s: %s: %s", files[file].file, SPAN_ARG(name), names[i],
                  objection ? objection->why : "no objection");
        bool exception = is_exception(name, names[i]);
        *met += exception;
        if (verdict)
            CHECK((objection == NULL) == (is_true(line, verdict) || exception));
        else
            CHECK(!objection);
        if (exception)
            CHECK(!is_true(line, verdict));
    }
}

static void agrees_with_each_row(void)
{
    int met = 0;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena arena = {0};
        struct span rest = check_data(&arena, files[i].file), line;
        int rows = 0;
        while (span_split(&rest, '\n', &line)) {
            if (line.size == 0 || !is_true(line, "raw_data_valid"))
                continue;
            check_vector(&arena, line, i, &met);
            rows++;
        }
        check_row("%s", files[i].file);
        CHECK_NUMBER(rows, files[i].rows);
        arena_clear(&arena);
    }
    CHECK_NUMBER(met, COUNT_OF(exceptions));
}

/* A body of a vector that all four accept. */
static struct span normal_body(struct arena *arena)
{
    struct span rest = check_data(arena, "sfpy.jsonl"), line;
    while (span_split(&rest, '\n', &line))
        if (span_is(json_text_at(arena, line, "name"), "payment-erc20-mainnet"))
            return json_text_at(arena, line, "body");
    CHECK(false);
    return (struct span){0};
}

/* The body with the first `from` in it replaced, in the arena. */
static struct span replace(struct arena *arena, struct span body, struct span from, struct span to)
{
    struct buf out = {0};
    size_t at = 0;
    while (at < body.size && !span_starts(span_slice(body, at, body.size), from))
        at++;
    CHECK(at < body.size);
    buf_add(&out, span_slice(body, 0, at));
    buf_add(&out, to);
    buf_add(&out, span_slice(body, at + from.size, body.size));
    return buf_keep(arena, &out);
}

#define GO "go-sfpy"
#define NODE "@sfpy/node-sdk"
#define PYTHON "safepay-python"
#define PHP "safepay-php"
#define AMOUNT "\"amount\":\"25000000\""
#define NUMBERS_AS(language) "it writes numbers as " language " does"
#define UNDONE "it undoes \\u escapes"
#define NO_MEMBER "its struct has no such member"
#define LAST "of one name it keeps the last value"
#define IN_AMOUNT "data.notification.amount"

/* What is said where a part of the normal body is replaced; `path` NULL: it is not about one. */
static const struct {
    struct span from, to;
    struct {
        const char *sdk, *path, *why;
    } objections[SDK_COUNT];
} edits[] = {
    {BYTES("payment:created"), BYTES("payment:other"), {{0}}},
    {BYTES(AMOUNT), BYTES("\"amount\":\"1\""), {{0}}},
    {BYTES(AMOUNT), BYTES("\"amount\":1000000"), {{0}}},
    {BYTES("{\"data\":{"), BYTES(" { \"other\" : 1.0 , \"data\" : {"), {{0}}},
    /* what the structs of Go have */
    {BYTES("\"status\":"), BYTES("\"note\":\"x\",\"status\":"), {{GO, "note", NO_MEMBER}}},
    {BYTES("\"event_id\":"), BYTES("\"a.b\":1,\"event_id\":"), {{GO, "data.\"a.b\"", NO_MEMBER}}},
    {BYTES("\"status\":"),
     BYTES("\"Status\":"),
     {{GO, "Status", "it writes this name in another case"}}},
    {BYTES("\"status\":\"PENDING\""),
     BYTES("\"status\":\"\""),
     {{GO, "status", "it leaves out what is empty"}}},
    {BYTES("\"status\":\"PENDING\""),
     BYTES("\"status\":null"),
     {{GO, "status", "it leaves out what is empty"}}},
    {BYTES("\"status\":\"PENDING\","), BYTES(""), {{0}}},
    {BYTES("\"delivery_attempts\":1"),
     BYTES("\"delivery_attempts\":0"),
     {{GO, "delivery_attempts", "it leaves out what is empty"}}},
    {BYTES("\"delivery_attempts\":1"),
     BYTES("\"delivery_attempts\":\"1\""),
     {{GO, "delivery_attempts", "its struct has an integer here"}}},
    {BYTES("\"status\":\"PENDING\""),
     BYTES("\"status\":[]"),
     {{GO, "status", "its struct has a string here"}}},
    {BYTES("\"type\":\"payment:created\",\"status\":\"PENDING\""),
     BYTES("\"status\":\"PENDING\",\"type\":\"payment:created\""),
     {{GO, "status", "its struct has this member in another place"}}},
    {BYTES("\"type\":"),
     BYTES("\"type\":\"x\",\"type\":"),
     {{GO, "type", LAST}, {NODE, "type", LAST}, {PYTHON, "type", LAST}, {PHP, "type", LAST}}},
    {BYTES("\"client_id\":\"VEC0CLIENT0000000001\","),
     BYTES(""),
     {{GO, "client_id", "its struct adds this member"}}},
    {BYTES("\"resource_path\":\"/v1/payment\",\"created_at\":\"2021-07-22T11:24:15.317896Z\","),
     BYTES("\"resource_path\":\"/v1/payment\","),
     {{GO, "data.created_at", "its struct adds this member"}}},
    {BYTES("\"client_id\":\"VEC0CLIENT0000000001\""),
     BYTES("\"client_id\":null"),
     {{GO, "client_id", "it writes null as its zero"}}},
    {BYTES("{\"data\":{"),
     BYTES("{\"data\":\"x\",\"data\":{"),
     {{GO, NULL, "its struct has an object here"}}},
    {BYTES("{\"data\":{"), BYTES("{\"Data\":{\"token\":\"x\"},\"data\":{"), {{0}}},
    /* times */
    {BYTES("11:25:15.317896Z"),
     BYTES("11:25:15.317890Z"),
     {{GO, "next_attempt_at", "it writes times without trailing zeros"}}},
    {BYTES("11:25:15.317896Z"),
     BYTES("11:25:15.000Z"),
     {{GO, "next_attempt_at", "it writes times without trailing zeros"}}},
    {BYTES("11:25:15.317896Z"), BYTES("11:25:15Z"), {{0}}},
    {BYTES("11:25:15.317896Z"), BYTES("11:25:15+05:00"), {{0}}},
    {BYTES("11:25:15.317896Z"),
     BYTES("11:25:15+00:00"),
     {{GO, "next_attempt_at", "it writes an offset of 00:00 as Z"}}},
    {BYTES("2021-07-22T11:25:15"),
     BYTES("2021-02-29T11:25:15"),
     {{GO, "next_attempt_at", "it can't read this as a time"}}},
    {BYTES("2021-07-22T11:25:15"), BYTES("0400-02-29T11:25:15"), {{0}}},
    /* numbers, in raw JSON and elsewhere */
    {BYTES(AMOUNT),
     BYTES("\"amount\":1.50"),
     {{NODE, IN_AMOUNT, "it writes numbers as doubles"},
      {PYTHON, IN_AMOUNT, NUMBERS_AS("Python")},
      {PHP, IN_AMOUNT, NUMBERS_AS("PHP")}}},
    {BYTES(AMOUNT),
     BYTES("\"amount\":9007199254740993"),
     {{NODE, IN_AMOUNT, "it writes numbers as doubles"}}},
    {BYTES(AMOUNT),
     BYTES("\"amount\":1e400"),
     {{NODE, IN_AMOUNT, "it writes numbers as doubles"},
      {PYTHON, IN_AMOUNT, NUMBERS_AS("Python")},
      {PHP, IN_AMOUNT, NUMBERS_AS("PHP")}}},
    {BYTES("\"delivery_attempts\":1"),
     BYTES("\"delivery_attempts\":1e2"),
     {{GO, "delivery_attempts", "its struct has an integer here"},
      {NODE, "delivery_attempts", "it writes numbers as doubles"},
      {PYTHON, "delivery_attempts", NUMBERS_AS("Python")},
      {PHP, "delivery_attempts", NUMBERS_AS("PHP")}}},
    /* strings */
    {BYTES("PENDING"), BYTES("a&b"), {{GO, "status", "it escapes & < > U+2028 U+2029"}}},
    {BYTES("PENDING"),
     BYTES("a\\u0026b"),
     {{NODE, "status", UNDONE}, {PYTHON, "status", UNDONE}, {PHP, "status", UNDONE}}},
    {BYTES(AMOUNT), BYTES("\"amount\":\"<\""), {{GO, IN_AMOUNT, "it escapes & < > U+2028 U+2029"}}},
    {BYTES("PENDING"),
     BYTES("\xc3\xa9"),
     {{PYTHON, "status", "it escapes all but visible ASCII"},
      {PHP, "status", "it escapes all but ASCII"}}},
    {BYTES("PENDING"), BYTES("\x7f"), {{PYTHON, "status", "it escapes all but visible ASCII"}}},
    {BYTES("PENDING"), BYTES("\\u00e9"), {{GO, "status", UNDONE}, {NODE, "status", UNDONE}}},
    {BYTES("PENDING"),
     BYTES("\\u00E9"),
     {{GO, "status", UNDONE},
      {NODE, "status", UNDONE},
      {PYTHON, "status", "it writes escapes in its own way"},
      {PHP, "status", "it writes escapes in its own way"}}},
    {BYTES("https:/"),
     BYTES("https:\\/"),
     {{GO, "endpoint", "it writes / without a backslash"},
      {NODE, "endpoint", "it writes / without a backslash"},
      {PYTHON, "endpoint", "it writes / without a backslash"},
      {PHP, "endpoint", "it writes / without a backslash"}}},
    {BYTES(AMOUNT),
     BYTES("\"amount\":\"\\ud800\""),
     {{PHP, IN_AMOUNT, "it refuses half a pair of surrogates"}}},
    {BYTES("PENDING"),
     BYTES("\xff"),
     {{GO, "status", "it reads what is no UTF-8 as U+FFFD"},
      {NODE, "status", "it reads what is no UTF-8 as U+FFFD"},
      {PYTHON, "status", "it refuses what is no UTF-8"},
      {PHP, "status", "it refuses what is no UTF-8"}}},
    {BYTES("{\"data\":{"),
     BYTES("{\"other\":\"\xff\",\"data\":{"),
     {{PHP, NULL, "it refuses what is no UTF-8"}}},
    /* members, objects, lists */
    {BYTES(AMOUNT), BYTES("\"amount\":{}"), {{PHP, IN_AMOUNT, "it writes {} as []"}}},
    {BYTES(AMOUNT),
     BYTES("\"amount\":[{\"0\":1}]"),
     {{PHP, IN_AMOUNT ".0", "it writes names 0, 1, 2 as a list"}}},
    {BYTES(AMOUNT),
     BYTES("\"amount\":[0,{\"b\":1,\"2\":1}]"),
     {{NODE, IN_AMOUNT ".1.b", "it puts names that are integers first"}}},
    {BYTES(AMOUNT),
     BYTES("\"amount\":{\"b\":1,\"a\":1,\"b\":1}"),
     {{NODE, IN_AMOUNT ".b", LAST}, {PYTHON, IN_AMOUNT ".b", LAST}, {PHP, IN_AMOUNT ".b", LAST}}},
    /* what stands around it */
    {BYTES("\"status\":"),
     BYTES("\"status\": "),
     {{GO, "status", "it writes no white space between tokens"},
      {NODE, "status", "it writes no white space between tokens"},
      {PYTHON, "status", "it writes no white space between tokens"},
      {PHP, "status", "it writes no white space between tokens"}}},
    {BYTES("Z\"}}"), BYTES("Z\"}} \n"), {{0}}},
    {BYTES("Z\"}}"),
     BYTES("Z\"}} x"),
     {{NODE, NULL, "it reads only whole JSON"},
      {PYTHON, NULL, "it reads only whole JSON"},
      {PHP, NULL, "it reads only whole JSON"}}},
};

static void names_what_it_is_about(void)
{
    struct arena arena = {0};
    struct span body = normal_body(&arena);
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        struct sdk_objection list[SDK_COUNT];
        struct span edited = replace(&arena, body, edits[i].from, edits[i].to);
        size_t count = sdk_objections(&arena, builtin_scheme("sfpy"), edited, list), expected = 0;
        for (; expected < SDK_COUNT && edits[i].objections[expected].sdk; expected++) {
            const char *sdk = edits[i].objections[expected].sdk;
            check_row("%.*s, %s", SPAN_ARG(edits[i].to), sdk);
            if (!CHECK(expected < count))
                continue;
            CHECK_TEXT(span_of(list[expected].sdk), sdk);
            CHECK_TEXT(list[expected].path, edits[i].objections[expected].path);
            CHECK_TEXT(span_of(list[expected].why), edits[i].objections[expected].why);
        }
        check_row("%.*s, %s", SPAN_ARG(edits[i].to), count > expected ? list[expected].sdk : "-");
        CHECK_NUMBER((long long)count, (long long)expected);
    }
    arena_clear(&arena);
}

/* Schemes that sign something else, and bodies without data. */
static void says_nothing_elsewhere(void)
{
    static const struct {
        const char *scheme, *body;
        size_t count;
    } others[] = {
        {"sfpy", "{\"data\": 1 }", 1},
        {"sfpy", "{\"data\":null}", 0},
        {"sfpy", "{\"data\":{\"a\":1}}", 1},
        {"safepay-v1", "{\"data\":{\"a\":1}}", 0},
        {"safepay-v1", "{\"data\":1.0}", 2},
        {"safepay-v2", "{\"data\":1.0}", 0},
        {"standard", "{\"data\":1.0}", 0},
        {"stripe", "{\"data\":1.0}", 0},
        {"sfpy", "{\"Data\":1.0}", 0},
        {"sfpy", "[1.0]", 0},
        {"sfpy", "", 0},
        {"sfpy", "{\"data\":1.0", 0},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct arena arena = {0};
        struct sdk_objection list[SDK_COUNT];
        check_row("%s: %s", others[i].scheme, others[i].body);
        size_t count =
            sdk_objections(&arena, builtin_scheme(others[i].scheme), span_of(others[i].body), list);
        CHECK_NUMBER((long long)count, (long long)others[i].count);
        arena_clear(&arena);
    }
}

/* What is nested deep, or long, is read in a single pass each. */
static void bears_the_hostile(void)
{
    static const struct {
        const char *repeated, *inner, *closing;
        int times;
        const char *sdks[SDK_COUNT];
    } rows[] = {
        {"[", "1", "]", 509, {GO}},
        {"[", "1", "]", 511, {GO, PHP}},
        {"[", "1", "]", 500000, {GO, PHP}},
        {"{\"a\":", "1", "}", 170000, {GO, PHP}},
        {"{\"a\":1.0},", "1", "", 100000, {GO, NODE, PHP}},
        {"\"\\ud800\",", "1", "", 100000, {GO, PHP}},
        {"0.12345678901234567,", "1", "", 50000, {GO}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct buf body = {0};
        struct sdk_objection list[SDK_COUNT];
        buf_add_text(&body, "{\"data\":[");
        for (int j = 0; j < rows[i].times; j++)
            buf_add_text(&body, rows[i].repeated);
        buf_add_text(&body, rows[i].inner);
        for (int j = 0; j < rows[i].times; j++)
            buf_add_text(&body, rows[i].closing);
        buf_add_text(&body, "]}");
        check_row("%d times %s", rows[i].times, rows[i].repeated);
        size_t count = sdk_objections(&arena, builtin_scheme("sfpy"), buf_span(&body), list), j = 0;
        for (; j < SDK_COUNT && rows[i].sdks[j]; j++)
            CHECK(j < count && span_is(span_of(list[j].sdk), rows[i].sdks[j]));
        CHECK_NUMBER((long long)count, (long long)j);
        buf_clear(&body);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"agrees with each row", agrees_with_each_row},
    {"names what it is about", names_what_it_is_about},
    {"says nothing elsewhere", says_nothing_elsewhere},
    {"bears the hostile", bears_the_hostile},
};

int main(void)
{
    return CHECK_RUN(cases);
}
