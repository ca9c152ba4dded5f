#include "check.h"
#include "go_marshal.h"
#include "json.h"

/* How many rows of each group say what the Go SDK hashed: all of them are reproduced. */
static const struct {
    const char *group;
    size_t rows;
} groups[] = {
    {"event", 15},    {"time", 8},       {"omitempty", 4}, {"empty", 3},  {"escape", 17},
    {"raw", 21},      {"structure", 11}, {"safepay", 1},   {"secret", 8}, {"signature", 8},
    {"algorithm", 4}, {"encoding", 1},   {"content", 1},   {"tamper", 6},
};

/* The re-marshaller that fixtures are held against says what the Go SDK itself said. */
static void says_what_go_says(void)
{
    struct arena arena = {0};
    struct span vectors = check_data(&arena, "sfpy.jsonl");
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        struct span rest = vectors, line;
        size_t rows = 0;
        while (span_split(&rest, '\n', &line)) {
            struct span payload = json_text_at(&arena, line, "go_payload");
            if (!payload.at || !span_is(json_text_at(&arena, line, "group"), groups[i].group))
                continue;
            struct buf out = {0};
            struct go_fault fault;
            check_row("%.*s", SPAN_ARG(json_text_at(&arena, line, "name")));
            CHECK(go_marshal_body(&out, json_text_at(&arena, line, "body"), &fault));
            CHECK_SPAN(buf_span(&out), payload);
            buf_clear(&out);
            rows++;
        }
        check_row("rows of group %s", groups[i].group);
        CHECK_NUMBER((long long)rows, (long long)groups[i].rows);
    }
    arena_clear(&arena);
}

static void refuses_what_go_refuses(void)
{
    struct arena arena = {0};
    struct span rest = check_data(&arena, "sfpy.jsonl"), line;
    while (span_split(&rest, '\n', &line)) {
        struct buf out = {0};
        struct go_fault fault;
        struct span name = json_text_at(&arena, line, "name"),
                    why = json_text_at(&arena, line, "go_error");
        check_row("%.*s", SPAN_ARG(name));
        if (span_starts(why, SPAN("decode")))
            CHECK(!go_marshal_body(&out, json_text_at(&arena, line, "body"), &fault));
        buf_clear(&out);
    }
    arena_clear(&arena);
}

#define ZERO "\"0001-01-01T00:00:00Z\""
#define TIMES "\"created_at\":" ZERO ",\"updated_at\":" ZERO
#define LATER "\"next_attempt_at\":" ZERO "," TIMES "}"

/* What Go 1.19.8 writes by the same structs; NULL: it can't read it. */
static const struct {
    const char *body, *payload;
} remade[] = {
    {"{}", "null"},
    {" null ", "null"},
    {"[]", NULL},
    {"1", NULL},
    {"{\"data\":null}", "null"},
    {"{\"data\":[]}", NULL},
    {"{\"data\":{\"token\":\"x\"},\"Data\":null}", "null"},
    {"{\"data\":{\"token\":\"x\"},\"Data\":{\"status\":\"y\"}}",
     "{\"token\":\"x\",\"client_id\":\"\",\"status\":\"y\"," LATER},
    {"{\"data\":{\"toKen\":\"x\",\"data\":{\"token\":\"a\"},\"data\":{\"event_id\":\"b\"}}}",
     "{\"token\":\"x\",\"client_id\":\"\",\"data\":{\"token\":\"a\",\"event_id\":\"b\"," TIMES
     "}," LATER},
    {"{\"data\":{\"data\":{\"token\":\"a\"},\"data\":null,\"data\":{}}}",
     "{\"client_id\":\"\",\"data\":{" TIMES "}," LATER},
    {"{\"data\":{\"data\":{\"notification\":{\"a\":1},\"notification\":null}}}",
     "{\"client_id\":\"\",\"data\":{\"notification\":null," TIMES "}," LATER},
    {"{\"data\":{\"to\\u212aen\":\"x\",\"\\u017ftatus\":\"y\"}}",
     "{\"token\":\"x\",\"client_id\":\"\",\"status\":\"y\"," LATER},
    {"{\"data\":{\"token\":\"x\",\"token\":null}}", "{\"token\":\"x\",\"client_id\":\"\"," LATER},
    {"{\"data\":{\"token\":1,\"token\":\"x\"}}", NULL},
    {"{\"data\":{\"delivery_attempts\":-9223372036854775808}}",
     "{\"client_id\":\"\",\"delivery_attempts\":-9223372036854775808," LATER},
    {"{\"data\":{\"delivery_attempts\":9223372036854775808}}", NULL},
    {"{\"data\":{\"delivery_attempts\":1e2}}", NULL},
    {"{\"data\":{\"delivery_attempts\":-0}}", "{\"client_id\":\"\"," LATER},
    {"{\"data\":{\"next_attempt_at\":\"0000-02-29T23:24:00.1234567891-00:30\"}}",
     "{\"client_id\":\"\",\"next_attempt_at\":\"0000-02-29T23:24:00.123456789-00:30\"," TIMES "}"},
    {"{\"data\":{\"next_attempt_at\":\"2021-07-22T11:24:15.10-00:00\"}}",
     "{\"client_id\":\"\",\"next_attempt_at\":\"2021-07-22T11:24:15.1Z\"," TIMES "}"},
    {"{\"data\":{\"created_at\":\"2021-07-22T11:24:60Z\"}}", NULL},
    {"{\"data\":{\"created_at\":\"1900-02-29T11:24:15Z\"}}", NULL},
    {"{\"data\":{\"created_at\":\"\"}}", NULL},
    {"{\"data\":{\"created_at\":12}}", NULL},
    {"{\"data\":{\"token\":\"\\ud800\\b\\u007f\xe2\x80\xa8\xff\"}}",
     "{\"token\":\"\xef\xbf\xbd\\u0008\x7f\\u2028\xef\xbf\xbd\",\"client_id\":\"\"," LATER},
};

static void reads_as_go_does(void)
{
    for (size_t i = 0; i < COUNT_OF(remade); i++) {
        struct buf out = {0};
        struct go_fault fault;
        check_row("%s", remade[i].body);
        bool done = go_marshal_body(&out, span_of(remade[i].body), &fault);
        CHECK(done == (remade[i].payload != NULL));
        if (done)
            CHECK_TEXT(buf_span(&out), remade[i].payload);
        else
            CHECK(fault.why && fault.value.at);
        buf_clear(&out);
    }
}

static const struct {
    const char *path;
    enum go_kind kind;
} kinds[] = {
    {"", GO_STRUCT},
    {"token", GO_STRING},
    {"token.x", GO_UNKNOWN},
    {"data", GO_STRUCT},
    {"data.token", GO_STRING},
    {"data.created_at", GO_TIME},
    {"data.client_id", GO_UNKNOWN},
    {"data.notification", GO_RAW},
    {"data.notification.a.0", GO_RAW},
    {"delivery_attempts", GO_INTEGER},
    {"Token", GO_UNKNOWN},
    {"\"data.token\"", GO_UNKNOWN},
    {"notification", GO_UNKNOWN},
};

static void knows_its_members(void)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        check_row("%s", kinds[i].path);
        CHECK_NUMBER(go_kind_at(span_of(kinds[i].path)), kinds[i].kind);
    }
}

static const struct check_case cases[] = {
    {"says what Go says", says_what_go_says},
    {"refuses what Go refuses", refuses_what_go_refuses},
    {"reads as Go does", reads_as_go_does},
    {"knows its members", knows_its_members},
};

int main(void)
{
    return CHECK_RUN(cases);
}
