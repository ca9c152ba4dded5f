/* What other tools saved: how it is read, and what record it becomes. */
#include "check.h"

#include "adopt.h"
#include "clerk.h"
#include "clock.h"
#include "gosmee.h"

#include <string.h>

static struct arena arena;
static struct error err;

static void reads_lines_of_clerk(void)
{
    static const struct {
        const char *line;
        enum clerk_result result;
        struct span body;
        int status;
    } rows[] = {
        {"{\"type\":\"reconnecting\"}", CLERK_OTHER, BYTES(""), 0},
        {"{\"type\":\"event\",\"headers\":{\"svix-id\":\"m\",\"b\":\"c\"},\"body_b64\":\"AP8=\","
         "\"forward_status\":502,\"latency_ms\":7}",
         CLERK_DELIVERY, BYTES("\0\xFF"), 502},
        {"{\"type\":\"event\",\"headers\":{},\"body_b64\":\"\",\"forward_status\":null}",
         CLERK_DELIVERY, BYTES(""), 0},
        {"{\"type\":\"event\",\"headers\":{\"a\":1},\"body_b64\":\"\"}", CLERK_DAMAGED, BYTES(""),
         0},
        {"{\"type\":\"event\",\"headers\":{},\"body_b64\":\"?\"}", CLERK_DAMAGED, BYTES(""), 0},
        {"{\"type\":\"event\",\"headers\":{},\"body_b64\":\"\",\"forward_status\":2000}",
         CLERK_DAMAGED, BYTES(""), 0},
        {"{\"type\":\"event\"", CLERK_DAMAGED, BYTES(""), 0},
    };
    struct clerk_relay relay = {0};
    struct delivery delivery;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("row %zu", i);
        err = (struct error){0};
        CHECK_NUMBER(clerk_read(&relay, &arena, span_of(rows[i].line), &delivery, &err),
                     rows[i].result);
        CHECK_NUMBER(err.code, rows[i].result == CLERK_DAMAGED ? ERROR_INPUT : ERROR_NONE);
        if (rows[i].result != CLERK_DELIVERY)
            continue;
        CHECK_SPAN(delivery.request.body, rows[i].body);
        CHECK_NUMBER(delivery.answer.status, rows[i].status);
        CHECK(delivery.forward_count == 0);
        CHECK_TEXT(delivery.url, "http://localhost/");
    }
    check_row("behind a ready line");
    CHECK_NUMBER(
        clerk_read(&relay, &arena,
                   SPAN("{\"type\":\"ready\",\"relay_url\":\"https://r.example.com/in/c/\","
                        "\"forward_to\":\"http://u:p@localhost:3000/x\"}"),
                   &delivery, &err),
        CLERK_OTHER);
    CHECK_NUMBER(clerk_read(&relay, &arena, span_of(rows[1].line), &delivery, &err),
                 CLERK_DELIVERY);
    CHECK_TEXT(delivery.url, "https://r.example.com/in/c/");
    CHECK_TEXT(delivery.request.target, "/in/c/");
    CHECK_TEXT(delivery.request.headers.at[1].name, "b");
    CHECK(delivery.forward_count == 1);
    CHECK_TEXT(delivery.forwards[0].url, "http://***@localhost:3000/x");
    CHECK_NUMBER(delivery.answer.duration, 7 * CLOCK_MS);
    clerk_clear(&relay);
    arena_clear(&arena);
}

#define SCRIPT                                                                                     \
    "#!/usr/bin/env bash\n# x\nset -e\ntargetURL=\"http://localhost:8080/h?a\"\nif true; then\n  " \
    "targetURL=${1}\nfi\n\n"
#define CURL SCRIPT "curl -sSi -H \"Content-Type: application/json\" "
#define HTTPIE SCRIPT "http -F $http_flags POST \"${targetURL}\" Content-Type:\"a/b\" "

static bool read_body(struct buf *out, const char *path, struct error *error)
{
    if (strcmp(path, "some/folder/push.json") != 0)
        return error_set(error, ERROR_INPUT, "no file");
    buf_add(out, SPAN("{\n \0\r\n}\n"));
    return true;
}

static const struct curl_files files = {.read = read_body};

static const struct {
    const char *script, *headers, *why;
} scripts[] = {
    {CURL "-H 'X-A: b c' -H 'X-B: it'\\''s'  -X POST -d @./push.json ${targetURL}\n",
     "Host: localhost:8080\r\nContent-Type: application/json\r\nX-A: b c\r\nX-B: it's\r\n\r\n", ""},
    {CURL "-H 'content-type: application/json'  -X POST -d @./push.json ${targetURL}\n",
     "Host: localhost:8080\r\ncontent-type: application/json\r\n\r\n", ""},
    {HTTPIE "\"X-A\":\"b \\\"c\\\"\" 'X-B:d'  < ./push.json\n",
     "Host: localhost:8080\r\nContent-Type: a/b\r\nX-A: b \"c\"\r\nX-B: d\r\n\r\n", ""},
    {CURL "-X POST -d @./other.json ${targetURL}\n", NULL, "no file"},
    {CURL "-X POST -d @./../push.json ${targetURL}\n", NULL,
     "it is no script as gosmee saves them: it names no file beside it with the body"},
    {CURL "-X POST -d @./- ${targetURL}\n", NULL,
     "it is no script as gosmee saves them: it names no file beside it with the body"},
    {CURL "-X POST -d @./ ${targetURL}", NULL,
     "it is no script as gosmee saves them: it names no file beside it with the body"},
    {CURL "-H 'a' -X POST -d @./push.json ${targetURL}\n", NULL,
     "it is no script as gosmee saves them: a header is malformed"},
    {CURL "-H \"$(id)\" -X POST -d @./push.json ${targetURL}\n", NULL,
     "its headers: what $ stands for can't be known at line 1, column 41"},
    {SCRIPT "curl -d @./push.json ${targetURL}\n", NULL,
     "it is no script as gosmee saves them: there is no command in it that sends the body"},
    {"#!/bin/sh\ncurl -sSi -X POST -d @./push.json x", NULL,
     "it is no script as gosmee saves them: there is no command in it that sends the body"},
    {"#!/bin/sh\ntargetURL=\"ftp://h/\"\ncurl -sSi  -X POST -d @./push.json", NULL,
     "its targetURL: no http or https URL: 'ftp://h/'"},
};

static void reads_scripts_of_gosmee(void)
{
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct message message;
        struct span url;
        struct buf headers = {0};
        check_row("row %zu", i);
        err = (struct error){0};
        bool read = gosmee_read(&arena, span_of(scripts[i].script), SPAN("some/folder/"), &files,
                                &message, &url, &err);
        CHECK_TEXT(span_of(err.text), scripts[i].why);
        CHECK(read == (scripts[i].headers != NULL));
        if (read) {
            headers_write(&headers, &message.headers);
            CHECK_TEXT(buf_span(&headers), scripts[i].headers);
            CHECK_SPAN(message.body, SPAN("{\n \0\r\n}\n"));
            CHECK_TEXT(url, "http://localhost:8080/h?a");
            CHECK_TEXT(message.target, "/h?a");
        }
        buf_clear(&headers);
        arena_clear(&arena);
    }
}

static void reads_times_of_gosmee(void)
{
    static const struct {
        const char *file, *time;
    } rows[] = {
        {"dir/push-2023-11-06T21.14.11.314.sh", "2023-11-06T21:14:00.314Z"},
        {"2023-11-06T21.14.59.000.sh", "2023-11-06T21:14:59Z"},
        {"pull_request-20231106T21h14.sh", "2023-11-06T21:14:00Z"},
        {"push.sh", NULL},
        {"2023-13-06T21.14.11.314.sh", NULL},
        {"2023-11-06T21.14.11.314", NULL},
        {"2023-11-06T21.14.11.31x.sh", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t time = 0;
        struct buf text = {0};
        check_row("%s", rows[i].file);
        CHECK(gosmee_time(span_of(rows[i].file), &time) == (rows[i].time != NULL));
        clock_write_rfc3339(&text, time, 9);
        if (rows[i].time)
            CHECK_TEXT(buf_span(&text), rows[i].time);
        buf_clear(&text);
    }
}

static struct delivery saved(const char *name, const char *value, const char *url)
{
    struct delivery delivery = {.url = span_of(url),
                                .request = {.method = SPAN("POST"),
                                            .target = SPAN("/x"),
                                            .version = SPAN("1.1"),
                                            .body = SPAN("{\"data\":1}")}};
    headers_add(&delivery.request.headers, &arena, SPAN("Host"), SPAN("h.example.com:1"));
    headers_add(&delivery.request.headers, &arena, span_of(name), span_of(value));
    return delivery;
}

static void makes_records(void)
{
    const struct adopted_time known = {true, 5 * CLOCK_SECOND, 0}, guess = {false, 0, CLOCK_SECOND},
                              later = {false, 0, 1700000001 * CLOCK_SECOND};
    struct adopted before = {0};
    struct delivery one = saved("X-SFPY-SIGNATURE", "a", NULL), other;
    CHECK(adopt(&one, &arena, scheme_builtin(), &known, &before, &err));
    CHECK(ident_is_ulid(span_of(one.id)));
    CHECK_TEXT(one.url, "http://h.example.com:1/x");
    CHECK(one.judged && one.verdict.validity == VALIDITY_UNCHECKED);
    CHECK_TEXT(span_of(one.verdict.scheme->name), "sfpy");
    CHECK_NUMBER(one.time, 5 * CLOCK_SECOND);
    other = saved("a", "b", "https://user:secret@i/");
    CHECK(adopt(&other, &arena, scheme_builtin(), &guess, &before, &err));
    CHECK_TEXT(other.url, "https://***@i/");
    CHECK(!other.judged && other.time == CLOCK_SECOND);
    other = saved("Stripe-Signature", "t=1700000000,v1=00", NULL);
    CHECK(adopt(&other, &arena, scheme_builtin(), &guess, &before, &err));
    CHECK_NUMBER(other.time, CLOCK_SECOND);
    other = saved("Stripe-Signature", "t=1700000000,v1=00", NULL);
    CHECK(adopt(&other, &arena, scheme_builtin(), &later, &before, &err));
    CHECK_NUMBER(other.time, 1700000000 * CLOCK_SECOND);
    adopted_clear(&before);
    arena_clear(&arena);
}

/* The requests of two files: a small letter each, behind it the second of its time, if known. */
static const struct {
    const char *files[2];
    size_t ids; /* how many are different */
    size_t tails;
} alike[] = {
    {{"a1", "a1"}, 1, 1},   {{"a1b1", "b1a1"}, 2, 2},     {{"a1a1", "a1a1"}, 2, 2},
    {{"a1a2", "a2"}, 2, 1}, {{"a1a1", "a1b1a1a1"}, 4, 4}, {{"aa", "aa"}, 4, 2},
    {{"ab", "cba"}, 5, 3},  {{"a1", "a"}, 2, 2},          {{"aaa", ""}, 3, 3},
    {{"a1a1a1", ""}, 3, 3},
};

/* Adopts the requests of a file; each has a later guess than all before it. */
static size_t adopt_file(const char *file, char (*ids)[ULID_SIZE + 1], int64_t guess)
{
    struct adopted before = {0};
    size_t count = 0;
    for (; *file; file++, count++) {
        char value[] = {*file, 0};
        struct adopted_time when = {.guess = guess + (int64_t)count * CLOCK_SECOND};
        struct delivery delivery = saved("a", value, NULL);
        when.known = file[1] >= '0' && file[1] <= '9';
        if (when.known)
            when.time = (*++file - '0') * CLOCK_SECOND;
        CHECK(adopt(&delivery, &arena, scheme_builtin(), &when, &before, &err));
        memcpy(ids[count], delivery.id, sizeof delivery.id);
    }
    adopted_clear(&before);
    return count;
}

/* How many of the ids are different behind their first `skipped` digits. */
static size_t count_different(char (*ids)[ULID_SIZE + 1], size_t count, size_t skipped)
{
    size_t different = 0;
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (strcmp(ids[i] + skipped, ids[j] + skipped) != 0)
            j++;
        different += j == i;
    }
    return different;
}

static void knows_what_is_alike(void)
{
    for (size_t i = 0; i < COUNT_OF(alike); i++) {
        char ids[16][ULID_SIZE + 1];
        size_t count = adopt_file(alike[i].files[0], ids, 20 * CLOCK_SECOND);
        count += adopt_file(alike[i].files[1], ids + count, 21 * CLOCK_SECOND);
        check_row("row %zu", i);
        CHECK_NUMBER((long long)count_different(ids, count, 0), (long long)alike[i].ids);
        CHECK_NUMBER((long long)count_different(ids, count, 10), (long long)alike[i].tails);
    }
    arena_clear(&arena);
}

static void refuses_what_cant_be_sent(void)
{
    const struct adopted_time when = {0};
    struct adopted before = {0};
    struct delivery rows[] = {saved("a b", "c", NULL),        saved("a", "b\nc", NULL),
                              saved("a", "b", "ftp://h/"),    saved("a", "b", "3000"),
                              saved("a", "b", "http://h/ x"), saved("a", "b", NULL)};
    rows[COUNT_OF(rows) - 1].request.method = SPAN("PO ST");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("row %zu", i);
        err = (struct error){0};
        CHECK(!adopt(&rows[i], &arena, scheme_builtin(), &when, &before, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
    }
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"reads lines of clerk", reads_lines_of_clerk},
    {"reads scripts of gosmee", reads_scripts_of_gosmee},
    {"reads times of gosmee", reads_times_of_gosmee},
    {"makes records", makes_records},
    {"knows what is alike", knows_what_is_alike},
    {"refuses what can't be sent", refuses_what_cant_be_sent},
};

int main(void)
{
    return CHECK_RUN(cases);
}
