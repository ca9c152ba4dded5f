#include "check.h"
#include "clock.h"
#include "relay.h"

#include <string.h>

/* Headers written as lines, and back. */
static struct headers read_lines(struct arena *arena, const char *text)
{
    struct headers headers = {0};
    struct span rest = span_of(text), line, name;
    while (span_split(&rest, '\n', &line))
        if (span_split(&line, ':', &name))
            headers_add(&headers, arena, name, span_trim(line));
    return headers;
}

static struct span write_lines(struct arena *arena, const struct headers *headers)
{
    struct buf text = {0};
    for (size_t i = 0; i < headers->count; i++)
        buf_printf(&text, "%.*s: %.*s\n", SPAN_ARG(headers->at[i].name),
                   SPAN_ARG(headers->at[i].value));
    buf_add_text(&text, "");
    struct span kept = span_keep(arena, text.at ? buf_span(&text) : SPAN(""));
    buf_clear(&text);
    return kept;
}

static const struct {
    const char *given, *kept;
} filters[] = {
    {"", ""},
    {"A: 1\nb: 2\nA: 3\n", "A: 1\nb: 2\nA: 3\n"},
    {"Connection: close\nA: 1\n", "A: 1\n"},
    {"A: 1\nB: 2\nconnection: b , close\n", "A: 1\n"},
    {"A: 1\nConnection: a\nB: 2\nConnection: ,, B\n", ""},
    {"Keep-Alive: 1\nProxy-Connection: 1\nTE: 1\nTrailer: 1\nTransfer-Encoding: 1\nUPGRADE: 1\n",
     ""},
    {"Keep-Alives: 1\nT: 1\nTEx: 1\n", "Keep-Alives: 1\nT: 1\nTEx: 1\n"},
    {"Connection: A B\nA: 1\nA B: 2\n", "A: 1\n"},
    {"Set-Cookie: a\nSet-Cookie: b\n", "Set-Cookie: a\nSet-Cookie: b\n"},
    {"A: x\ry\nB: 1\n", "B: 1\n"},
};

static void keeps_end_to_end_headers(void)
{
    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        struct arena arena = {0};
        struct headers given = read_lines(&arena, filters[i].given);
        struct headers kept = relay_end_to_end(&arena, &given);
        check_row("%s", filters[i].given);
        CHECK_TEXT(write_lines(&arena, &kept), filters[i].kept);
        arena_clear(&arena);
    }
}

/* A peer may send 64 KiB of them: 10,000 names against 10,000 headers. */
static void takes_no_quadratic_time(void)
{
    enum { MANY = 10000 };
    struct arena arena = {0};
    struct buf names = {0};
    struct headers given = {0};
    for (int i = 0; i < MANY; i++) {
        buf_printf(&names, "X%d,", i);
        headers_add(&given, &arena, SPAN("Y"), SPAN("1"));
    }
    headers_add(&given, &arena, SPAN("Connection"), buf_span(&names));
    int64_t begun = clock_ticks();
    struct headers kept = relay_end_to_end(&arena, &given);
    CHECK_NUMBER((long long)kept.count, MANY);
    CHECK(clock_ticks() - begun < CLOCK_SECOND);
    buf_clear(&names);
    arena_clear(&arena);
}

static const struct {
    const char *target, *given, *added;
    bool forwarded;
    const char *sent;
} requests[] = {
    {"http://h:1/", "A: 1\nHost: x\nA: 2\n", "", false,
     "Host: h:1\nA: 1\nA: 2\nContent-Length: 2\n"},
    {"http://h/", "", "", false, "Host: h\nContent-Length: 2\n"},
    {"http://h/", "content-length: 7\nExpect: 100-continue\nB: 1\n", "", false,
     "Host: h\ncontent-length: 2\nB: 1\n"},
    {"http://h/", "Transfer-Encoding: chunked\nB: 1\n", "", false,
     "Host: h\nB: 1\nContent-Length: 2\n"},
    {"http://u:p%40@h/", "Authorization: x\nB: 1\nauthorization: y\n", "", false,
     "Host: h\nAuthorization: Basic dTpwQA==\nB: 1\nContent-Length: 2\n"},
    {"http://h/", "A: 1\nB: 1\na: 2\n", "A: 3\nA: 4\nC:\nB:\n", false,
     "Host: h\nContent-Length: 2\nA: 3\nA: 4\n"},
    {"http://h/", "Host: x\n", "host: y\n", false, "Host: y\nContent-Length: 2\n"},
    {"http://h/", "Host: x\n", "", true,
     "Host: h\nContent-Length: 2\nX-Forwarded-For: ::1\nX-Forwarded-Host: x\n"
     "X-Forwarded-Proto: http\n"},
    {"http://h/", "Host: x\nx-forwarded-for: 1.2.3.4\nX-Forwarded-Host: z\n", "", true,
     "Host: h\nx-forwarded-for: 1.2.3.4, ::1\nX-Forwarded-Host: z\nContent-Length: 2\n"
     "X-Forwarded-Proto: http\n"},
};

static void makes_requests(void)
{
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        struct arena arena = {0};
        struct target target;
        struct error err;
        struct headers added = read_lines(&arena, requests[i].added);
        const struct relay relay = {&added, requests[i].forwarded, SPAN("[::1]:50000"), "http"};
        const struct message received = {.method = SPAN("POST"),
                                         .target = SPAN("/"),
                                         .version = SPAN("1.0"),
                                         .headers = read_lines(&arena, requests[i].given),
                                         .body = SPAN("{}")};
        check_row("%s", requests[i].given);
        if (CHECK(target_read(&arena, requests[i].target, &target, &err))) {
            struct message sent = relay_request(&arena, &relay, &target, &received);
            CHECK_TEXT(write_lines(&arena, &sent.headers), requests[i].sent);
            CHECK(sent.body.at == received.body.at && sent.body.size == 2);
        }
        arena_clear(&arena);
    }
}

static const struct {
    const char *given;
    size_t size;
    const char *again;
} repeats[] = {
    {"A: 1\nhOST: old\na: 2\nCONTENT-length: 9\nB:\n", 5,
     "A: 1\nhOST: new\na: 2\nCONTENT-length: 5\nB: \n"},
    {"A: 1\n", 0, "Host: new\nA: 1\n"},
    {"A: 1\n", 5, "Host: new\nA: 1\nContent-Length: 5\n"},
    {"Host: a\nA: 1\nHost: b\nContent-Length: 1\nContent-Length: 2\n", 0,
     "Host: new\nA: 1\nContent-Length: 0\n"},
    {"Host: a\nTransfer-Encoding: chunked\nA: 1\n", 3, "Host: new\nContent-Length: 3\nA: 1\n"},
    {"Host: a\nExpect: 100-continue\nConnection: A\nA: 1\nTE: x\nB: 2\n", 0, "Host: new\nB: 2\n"},
};

static void repeats_requests(void)
{
    for (size_t i = 0; i < COUNT_OF(repeats); i++) {
        struct arena arena = {0};
        struct headers given = read_lines(&arena, repeats[i].given);
        struct headers again = relay_again(&arena, &given, SPAN("new"), repeats[i].size);
        check_row("%s", repeats[i].given);
        CHECK_TEXT(write_lines(&arena, &again), repeats[i].again);
        arena_clear(&arena);
    }
}

static void takes_headers_of_options(void)
{
    static const char *const good[] = {"A: 1", "b:"};
    static const char *const bad[] = {"A", ": 1", "A: 1\r\nB: 2", "Content-Length: 1",
                                      "transfer-encoding: chunked"};
    struct arena arena = {0};
    struct headers added = {0};
    struct error err = {0};
    CHECK(relay_read_headers(&arena, good, COUNT_OF(good), &added, &err));
    CHECK_TEXT(write_lines(&arena, &added), "A: 1\nb: \n");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_row("%s", bad[i]);
        CHECK(!relay_read_headers(&arena, &bad[i], 1, &added, &err));
        CHECK_NUMBER(err.code, ERROR_USAGE);
    }
    arena_clear(&arena);
}

static void leaves_the_length_of_answers_to_others(void)
{
    struct arena arena = {0};
    struct headers given = read_lines(&arena, "Content-Length: 5\nA: 1\nTransfer-Encoding: x\n");
    struct headers kept = relay_answer_headers(&arena, &given);
    CHECK_TEXT(write_lines(&arena, &kept), "A: 1\n");
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"keeps end-to-end headers", keeps_end_to_end_headers},
    {"takes no quadratic time", takes_no_quadratic_time},
    {"makes requests", makes_requests},
    {"repeats requests", repeats_requests},
    {"takes headers of options", takes_headers_of_options},
    {"leaves the length of answers to others", leaves_the_length_of_answers_to_others},
};

int main(void)
{
    return CHECK_RUN(cases);
}
