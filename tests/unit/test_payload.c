#include "check.h"

#include "clock.h"
#include "files.h"
#include "payload.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static char folder[64];
static char path[96];

static void begin(void)
{
    snprintf(path, sizeof path, "%s/file", folder);
    remove(path);
}

static bool open_content(struct payload_reader *reader, struct span content, enum payload_form form,
                         struct error *err)
{
    begin();
    CHECK(file_write(path, content, false, err));
    return payload_open(reader, path, form, scheme_builtin(), err);
}

#define ID "01KE5Z0000000000000000000"
#define RECORD(last, body)                                                                         \
    "{\"id\":\"" ID last "\",\"direction\":\"received\",\"time\":\"2026-01-02T03:04:05.678Z\","    \
    "\"method\":\"POST\",\"url\":\"http://h/\",\"target\":\"/\",\"version\":\"1.1\","              \
    "\"headers\":[[\"a\",\"b\"]],\"body\":\"" body "\"}"
#define TORN "{\"direction\":\"received\",\"headers\":["
#define HAR_ENTRY                                                                                  \
    "{\"startedDateTime\":\"1970-01-01T00:00:01Z\","                                               \
    "\"request\":{\"method\":\"POST\",\"url\":\"http://u:p@h/\",\"headers\":[]}}"

#define CLERK_EVENT                                                                                \
    "{\"type\":\"event\",\"headers\":{\"svix-id\":\"m\"},\"body_b64\":\"eHk=\",\"forward_"         \
    "status\":200}"

static const struct {
    const char *content;
    enum payload_form form;
    bool several;
} guesses[] = {
    {"", PAYLOAD_BODY, false},
    {"x", PAYLOAD_BODY, false},
    {"{\"data\":1}", PAYLOAD_BODY, false},
    {"{\"data\":1}\n{\"data\":2}\n", PAYLOAD_BODY, false},
    {"POST / HTTP/1.1\r\n\r\n" RECORD("A", ""), PAYLOAD_HTTP, false},
    {"curl h -d '\n" RECORD("A", "") "\n'", PAYLOAD_CURL, false},
    {"curls", PAYLOAD_BODY, false},
    {"curl h\n# a comment\n\n", PAYLOAD_CURL, false},
    {"curl h\ncurl i\n", PAYLOAD_CURL, true},
    {"printf 'x' | curl h -d @-\n", PAYLOAD_CURL, false},
    {"printf 'x' | curl h -d @-\nprintf 'y' | curl h -d @-", PAYLOAD_CURL, true},
    {"P / HTTP/1.1\nContent-Length: 1\n\nxP / HTTP/1.1\n\n", PAYLOAD_HTTP, true},
    {"P / HTTP/1.1\nContent-Length: 1\n\nx\nP / HTTP/1.1\n\n", PAYLOAD_HTTP, true},
    {"P / HTTP/1.1\nContent-Length: 99999999999999999999\n\nxP / HTTP/1.1\n\n", PAYLOAD_HTTP,
     false},
    {"#!/bin/sh\ntargetURL=\"http://h/\"\n", PAYLOAD_GOSMEE, false},
    {"#!/bin/sh\ncurl h\n", PAYLOAD_BODY, false},
    {CLERK_EVENT, PAYLOAD_CLERK, false},
    {"{\"type\":\"ready\",\"relay_url\":\"http://h/\"}\n" CLERK_EVENT "\n", PAYLOAD_CLERK, true},
    {"{\"type\":\"reconnecting\"}\n" CLERK_EVENT "\n" TORN, PAYLOAD_CLERK, true},
    {"{\"type\":\"event\",\"headers\":{}}", PAYLOAD_BODY, false},
    {RECORD("A", ""), PAYLOAD_JOURNAL, false},
    {"\n \r\n" RECORD("A", "") "\n\n", PAYLOAD_JOURNAL, false},
    {RECORD("A", "") "\n" RECORD("B", "") "\n", PAYLOAD_JOURNAL, true},
    {RECORD("A", "") "\n\n\nx", PAYLOAD_JOURNAL, true},
    {"x\n" RECORD("A", "") "\n", PAYLOAD_JOURNAL, true},
    {TORN "\n" RECORD("A", "") "\n", PAYLOAD_JOURNAL, true},
    {TORN "\n" RECORD("A", "") "\n" RECORD("B", ""), PAYLOAD_JOURNAL, true},
    {"[\n" RECORD("A", "") ",\n" RECORD("B", "") "\n]\n", PAYLOAD_BODY, false},
    {"{\"data\":\n" RECORD("A", "") "\n}", PAYLOAD_BODY, false},
    {"{\"log\":{\"entries\":[]}}", PAYLOAD_HAR, false},
    {" {\n\"x\":[1],\"log\":\n{\"pages\":[{}],\"entries\":[" HAR_ENTRY "]}}", PAYLOAD_HAR, false},
    {"{\"log\":{\"entries\":[1,2]}}", PAYLOAD_HAR, true},
    {"{\"log\":{\"entries\":{}}}", PAYLOAD_BODY, false},
    {"{\"log\":1}", PAYLOAD_BODY, false},
};

static void guesses_forms(void)
{
    for (size_t i = 0; i < COUNT_OF(guesses); i++) {
        struct payload_reader reader;
        struct error err = {0};
        check_row("%s", guesses[i].content);
        CHECK(open_content(&reader, span_of(guesses[i].content), PAYLOAD_GUESS, &err));
        CHECK_TEXT(span_of(payload_forms[reader.form]), payload_forms[guesses[i].form]);
        CHECK(payload_has_several(&reader) == guesses[i].several);
        payload_close(&reader);
    }
}

/* What is larger than a block is told from its begin, records with large bodies too. */
static void guesses_large_ones(void)
{
    static const struct {
        const char *front, *back;
        enum payload_form form;
    } rows[] = {
        {"{\"id\":\"" ID "A\",\"body\":\"", "\",\"direction\":1,\"headers\":[]}\n" TORN,
         PAYLOAD_JOURNAL},
        {"{\"log\":{\"x\":\"", "\",\n\"entries\":[]}}", PAYLOAD_HAR},
        {"{\"log\":{\"x\":\n\"", "\",\"entries\":[]}}", PAYLOAD_HAR},
        {"[" RECORD("A", "") ",\n" RECORD("A", "") ",\n\"", "\"]", PAYLOAD_BODY},
        {RECORD("A", "") "\n", "\n", PAYLOAD_JOURNAL},
        {"x\n" RECORD("A", "") "\n", "\n", PAYLOAD_JOURNAL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct payload_reader reader;
        struct error err = {0};
        struct buf content = {0};
        check_row("row %zu", i);
        buf_add_text(&content, rows[i].front);
        buf_add_repeated(&content, 'x', 2 * LINES_BLOCK);
        buf_add_text(&content, rows[i].back);
        CHECK(open_content(&reader, buf_span(&content), PAYLOAD_GUESS, &err));
        CHECK_TEXT(span_of(payload_forms[reader.form]), payload_forms[rows[i].form]);
        payload_close(&reader);
        buf_clear(&content);
    }
}

static void reads_records(void)
{
    struct payload_reader reader;
    struct payload payload;
    struct error err = {0};
    CHECK(open_content(&reader, SPAN(RECORD("A", "1") "\n\n{}\n\0\n" RECORD("B", "2") "\r\n" TORN),
                       PAYLOAD_GUESS, &err));
    CHECK(payload_has_several(&reader));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_READ);
    CHECK_TEXT(span_of(payload.delivery.id), ID "A");
    CHECK_TEXT(payload.name, ID "A");
    CHECK_TEXT(payload.delivery.url, "http://h/");
    CHECK(payload.timed && payload.delivery.time == INT64_C(1767323045678) * CLOCK_MS);
    CHECK(!payload.foreign && !payload.bare);
    CHECK_TEXT(payload.delivery.request.body, "1");
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
    CHECK(span_starts(span_of(err.text), SPAN("line 3 is damaged: ")));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
    CHECK(span_starts(span_of(err.text), SPAN("line 4 is damaged: ")));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_READ);
    CHECK_TEXT(payload.delivery.request.body, "2");
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
    CHECK_TEXT(span_of(err.text), "line 6 is damaged: the record is no whole JSON object");
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_END);
    payload_close(&reader);
}

#define SIGNED                                                                                     \
    "{\"request\":{\"method\":\"POST\",\"url\":\"http://h/\",\"bodySize\":1,"                      \
    "\"headers\":[{\"name\":\"x-sfpy-signature\",\"value\":\"1\"}]}}"
#define UNSIGNED "{\"request\":{\"method\":\"POST\",\"url\":\"x:y\",\"bodySize\":1,\"headers\":[]}}"

/* A body that is not in the file is no damage of a request that nobody signed. */
static void reads_archives(void)
{
    struct payload_reader reader;
    struct payload payload;
    struct error err = {0};
    CHECK(open_content(&reader,
                       SPAN("{\"log\":{\"entries\":[" HAR_ENTRY "," SIGNED "," UNSIGNED ",1]}}"),
                       PAYLOAD_GUESS, &err));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_READ);
    CHECK(payload.foreign && payload.timed && payload.delivery.time == CLOCK_SECOND);
    CHECK_TEXT(payload.name, "entry 1");
    CHECK(!payload.delivery.id[0]);
    CHECK_TEXT(payload.delivery.url, "http://***@h/");
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
    CHECK(span_starts(span_of(err.text), SPAN("entry 2: the bytes of its body are not in")));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_READ);
    CHECK_TEXT(payload.name, "entry 3");
    CHECK(payload.foreign && !payload.timed);
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
    CHECK(span_starts(span_of(err.text), SPAN("entry 4: ")));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_END);
    payload_close(&reader);
}

static void reads_single_ones(void)
{
    static const struct {
        enum payload_form form;
        const char *content, *body, *url;
    } rows[] = {
        {PAYLOAD_BODY, "curl h", "curl h", NULL},
        {PAYLOAD_BODY, "", "", NULL},
        {PAYLOAD_HTTP, "POST / HTTP/1.1\n\nx", "x", NULL},
        {PAYLOAD_CURL, "curl h -d x", "x", "http://h/"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct payload_reader reader;
        struct payload payload;
        struct error err = {0};
        check_row("row %zu", i);
        CHECK(open_content(&reader, span_of(rows[i].content), rows[i].form, &err));
        CHECK(!payload_has_several(&reader));
        CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_READ);
        CHECK_TEXT(payload.delivery.request.body, rows[i].body);
        CHECK(payload.bare == (rows[i].form == PAYLOAD_BODY));
        CHECK(!payload.timed && !payload.foreign && !payload.name.at && !payload.delivery.id[0]);
        CHECK_SPAN(payload.delivery.url, span_of(rows[i].url));
        CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_END);
        payload_close(&reader);
    }
}

static void says_what_fails(void)
{
    struct payload_reader reader = {0};
    struct payload payload;
    struct error err = {0};
    struct buf why = {0};
    payload_close(&reader);
    CHECK(!open_content(&reader, SPAN("{\n}}"), PAYLOAD_HAR, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    buf_printf(&why, "%s: not JSON: text behind the value at line 2, column 2", path);
    CHECK_TEXT(span_of(err.text), why.at);
    payload_close(&reader);
    CHECK(open_content(&reader, SPAN("x"), PAYLOAD_CURL, &err));
    CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
    CHECK_TEXT(span_of(err.text), "the command is 'x', not curl");
    payload_close(&reader);
    buf_clear(&why);
}

/* What fails for good is told once, so that nobody who goes through the rest goes on for ever. */
static void ends_behind_a_failure(void)
{
    static const struct {
        enum payload_form form;
        const char *content;
    } rows[] = {{PAYLOAD_JOURNAL, RECORD("A", "") "\n"}, {PAYLOAD_CLERK, CLERK_EVENT "\n"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct payload_reader reader;
        struct payload payload;
        struct error err = {0};
        int no_file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        check_row("%s", payload_forms[rows[i].form]);
        CHECK(open_content(&reader, span_of(rows[i].content), rows[i].form, &err));
        CHECK(dup2(no_file, reader.lines.file) >= 0);
        CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_READ);
        CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_DAMAGED);
        CHECK_TEXT(span_of(err.text), "line 2 can't be read: Is a directory");
        CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_END);
        CHECK_NUMBER(payload_next(&reader, &payload, &err), PAYLOAD_END);
        payload_close(&reader);
        close(no_file);
    }
}

static const struct check_case cases[] = {
    {"guesses forms", guesses_forms},
    {"guesses large ones", guesses_large_ones},
    {"reads records", reads_records},
    {"reads archives", reads_archives},
    {"reads single ones", reads_single_ones},
    {"says what fails", says_what_fails},
    {"ends behind a failure", ends_behind_a_failure},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
