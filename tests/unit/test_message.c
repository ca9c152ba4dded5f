#include "check.h"
#include "messages.h"

#include <stdio.h>

static void finds_and_removes_headers(void)
{
    struct arena arena = {0};
    struct headers headers = {0};
    size_t count;
    char names[40][8];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(names[i], sizeof names[i], "N%zu", i % 20);
        headers_add(&headers, &arena, span_of(names[i]), span_of(i < 20 ? "first" : "second"));
    }
    const struct header *found = headers_find(&headers, SPAN("n7"), &count);
    if (CHECK(found != NULL))
        CHECK_TEXT(found->value, "first");
    CHECK_NUMBER((long long)count, 2);
    headers_remove(&headers, SPAN("n7"));
    CHECK(!headers_find(&headers, SPAN("N7"), &count));
    CHECK_NUMBER((long long)count, 0);
    CHECK_NUMBER((long long)headers.count, 38);
    CHECK_TEXT(headers.at[37].name, "N19");
    CHECK(!headers_find(&(struct headers){0}, SPAN("N1"), NULL));
    arena_clear(&arena);
}

static void reads_header_options(void)
{
    static const struct {
        struct span text;
        const char *name, *value; /* NULL: refused */
    } rows[] = {
        {BYTES("X-A: 1"), "X-A", "1"},
        {BYTES("X-A:1:2 "), "X-A", "1:2"},
        {BYTES("X-A:"), "X-A", ""},
        {BYTES("X-A: \t"), "X-A", ""},
        {BYTES("X-A: caf\xc3\xa9"), "X-A", "caf\xc3\xa9"},
        {BYTES(""), NULL, NULL},
        {BYTES("X-A"), NULL, NULL},
        {BYTES(": 1"), NULL, NULL},
        {BYTES("X A: 1"), NULL, NULL},
        {BYTES("X-A : 1"), NULL, NULL},
        {BYTES("X-A: 1\r\nX-B: 2"), NULL, NULL},
        {BYTES("X-A: 1\r\n"), "X-A", "1"}, /* as copied from a file */
        {BYTES("X-A: \r1"), NULL, NULL},
        {BYTES("X\n-A: 1"), NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct header header;
        struct error err;
        check_row("%.*s", SPAN_ARG(rows[i].text));
        bool read = header_read(rows[i].text, &header, &err);
        CHECK(read == (rows[i].name != NULL));
        if (read) {
            CHECK_TEXT(header.name, rows[i].name);
            CHECK_TEXT(header.value, rows[i].value);
        } else {
            CHECK_NUMBER(err.code, ERROR_USAGE);
        }
    }
}

static void cuts_paths(void)
{
    static const char *const rows[][2] = {
        {"/", "/"},
        {"/a/b?c?d", "/a/b"},
        {"/?", "/"},
        {"", ""},
        {"*", "*"},
        {"/%61", "/%61"}, /* byte for byte */
        {"//a", "//a"},
        {"http://a/b?c", "/b"},
        {"https://a:80/b", "/b"},
        {"http://a", "/"},
        {"http://a?b", "/"},
        {"http://u@a/", "/"},
        {"/http://a/b", "/http://a/b"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s", rows[i][0]);
        CHECK_TEXT(target_path(span_of(rows[i][0])), rows[i][1]);
    }
}

/* A message of one header; `body` may hold anything. */
static void writes_requests(void)
{
    struct buf out = {0};
    struct header header = {SPAN("X-Y"), SPAN("caf\xe9")};
    struct message message = message_of(&header, "POST", "");
    message.body = SPAN("a\0b");
    message_write(&out, &message);
    CHECK_SPAN(buf_span(&out), SPAN("POST /a HTTP/1.1\r\nX-Y: caf\xe9\r\n\r\na\0b"));
    buf_clear(&out);
}

/* More is added to a copy than it came with. */
static void keeps_messages(void)
{
    struct arena arena = {0};
    char name[] = "X-Y", body[] = "a";
    struct header header = {span_of(name), SPAN("1")};
    struct message message = message_of(&header, "POST", "");
    message.body = span_of(body);
    struct message kept = message_keep(&arena, &message);
    name[0] = body[0] = 'z';
    for (size_t i = 0; i < 20; i++)
        headers_add(&kept.headers, &arena, SPAN("More"), SPAN("2"));
    CHECK_NUMBER((long long)kept.headers.count, 21);
    CHECK_TEXT(kept.headers.at[0].name, "X-Y");
    CHECK_TEXT(kept.headers.at[20].value, "2");
    CHECK_TEXT(kept.method, "POST");
    CHECK_TEXT(kept.target, "/a");
    CHECK_TEXT(kept.body, "a");
    arena_clear(&arena);
}

static void reads_statuses(void)
{
    static const struct {
        const char *text;
        int status; /* 0: it is none */
    } rows[] = {{"100", 100}, {"999", 999}, {"099", 0}, {"20", 0},  {"2000", 0},
                {"-20", 0},   {"2.0", 0},   {"2e2", 0}, {"20 ", 0}, {"", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int status = 1;
        check_row("%s", rows[i].text);
        CHECK(status_read(span_of(rows[i].text), &status) == (rows[i].status != 0));
        CHECK_NUMBER(status, rows[i].status);
    }
}

static const struct check_case cases[] = {
    {"reads statuses", reads_statuses},
    {"finds and removes headers", finds_and_removes_headers},
    {"reads header options", reads_header_options},
    {"cuts paths", cuts_paths},
    {"writes requests", writes_requests},
    {"keeps messages", keeps_messages},
};

int main(void)
{
    return CHECK_RUN(cases);
}
