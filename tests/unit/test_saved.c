#include "check.h"

#include "saved.h"

static const struct {
    struct span text;
    const char *summary; /* method target version [name=value]… | body; or the error */
} saved[] = {
    {BYTES("POST /a?b HTTP/1.1\r\nHost: x\r\nX-Y:  1 \r\n\r\nbody\r\n"),
     "POST /a?b 1.1 [Host=x][X-Y=1]|body\r\n"},
    {BYTES("POST /a?b HTTP/1.1\nHost: x\nX-Y: 1\n\nbody\n"),
     "POST /a?b 1.1 [Host=x][X-Y=1]|body\n"},
    {BYTES("POST / HTTP/1.1\nA: 1\r\nA: 2\n\r\n\n\nbody"), "POST / 1.1 [A=1][A=2]|\n\nbody"},
    {BYTES("POST / HTTP/1.1\nA:\n\n"), "POST / 1.1 [A=]|"},
    {BYTES("POST / HTTP/1.1\n\n{\"data\":1}"), "POST / 1.1 |{\"data\":1}"},
    {BYTES("POST / HTTP/2\nX: caf\xe9\n\n\xff\xfe"), "POST / 2 [X=caf\xe9]|\xff\xfe"},
    {BYTES("POST / HTTP/1.1\nTransfer-Encoding: Chunked\n\n3;a=b\r\nabc\r\n1\r\nd\r\n0\r\nA: "
           "b\r\n\r\n"),
     "POST / 1.1 [Transfer-Encoding=Chunked]|abcd"},
    {BYTES("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\r\n\r\n"),
     "POST / 1.1 [Transfer-Encoding=chunked]|"},
    {BYTES("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\r\n\r\nx"),
     "POST / 1.1 [Transfer-Encoding=chunked]|0\r\n\r\nx"},
    {BYTES("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nabcd"),
     "POST / 1.1 [Transfer-Encoding=chunked]|abcd"},
    {BYTES("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n"),
     "POST / 1.1 [Transfer-Encoding=chunked]|"},
    {BYTES(""), "line 1 is no request line such as 'POST / HTTP/1.1'"},
    {BYTES("{\"data\":1}"), "line 1 is no request line such as 'POST / HTTP/1.1'"},
    {BYTES("HTTP/1.1 200 OK\n\n"), "line 1 is no request line such as 'POST / HTTP/1.1'"},
    {BYTES("POST /\nA: 1\n\n"), "line 1 is no request line such as 'POST / HTTP/1.1'"},
    {BYTES("POST / HTTP/1.1\nA: 1\nno header\n\n"), "line 3 is no header 'Name: value'"},
    {BYTES("POST / HTTP/1.1\nA: 1\n folded\n\n"), "line 3 is no header 'Name: value'"},
    {BYTES("POST / HTTP/1.1\n: 1\n\n"), "line 2 is no header 'Name: value'"},
    {BYTES("POST / HTTP/1.1\nA: 1"), "the blank line behind the headers is missing"},
};

static void reads_saved_requests(void)
{
    for (size_t i = 0; i < COUNT_OF(saved); i++) {
        struct arena arena = {0};
        struct message message;
        struct error err = {0};
        struct buf summary = {0};
        check_row("%.*s", SPAN_ARG(saved[i].text));
        if (saved_read(&arena, saved[i].text, &message, &err)) {
            buf_printf(&summary, "%.*s %.*s %.*s ", SPAN_ARG(message.method),
                       SPAN_ARG(message.target), SPAN_ARG(message.version));
            for (size_t j = 0; j < message.headers.count; j++)
                buf_printf(&summary, "[%.*s=%.*s]", SPAN_ARG(message.headers.at[j].name),
                           SPAN_ARG(message.headers.at[j].value));
            buf_add_byte(&summary, '|');
            buf_add(&summary, message.body);
        } else {
            CHECK_NUMBER(err.code, ERROR_INPUT);
            buf_add_text(&summary, err.text);
        }
        CHECK_TEXT(buf_span(&summary), saved[i].summary);
        buf_clear(&summary);
        arena_clear(&arena);
    }
}

#define ONE "POST /1 HTTP/1.1\nContent-Length: 3\n\nabc"
#define TWO "PUT /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n"
#define REST "GET /3 HTTP/1.0\n\n"

/* How much of a text is taken at first, and how much is left. */
static void takes_one_of_several(void)
{
    static const struct {
        const char *text;
        size_t taken, left;
    } rows[] = {
        {ONE TWO REST, sizeof ONE - 1, sizeof TWO REST - 1},
        {TWO ONE, sizeof TWO - 1, sizeof ONE - 1},
        {ONE "\n\r\n\n" REST, sizeof ONE - 1, sizeof REST - 1},
        {TWO "\n" REST, sizeof TWO - 1, sizeof REST - 1},
        {REST ONE, sizeof REST ONE - 1, 0},
        {ONE "\n", sizeof ONE, 0},
        {ONE " " ONE, sizeof ONE " " ONE - 1, 0},
        {TWO "x", sizeof TWO, 0},
        {"x\n" ONE, sizeof "x\n" ONE - 1, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span rest = span_of(rows[i].text);
        check_row("row %zu", i);
        struct span one = saved_take(&rest);
        CHECK_NUMBER((long long)one.size, (long long)rows[i].taken);
        CHECK_NUMBER((long long)rest.size, (long long)rows[i].left);
    }
}

static void trims_bodies(void)
{
    static const struct {
        const char *length, *body;
        const char *trimmed; /* NULL: it is cut short */
    } rows[] = {
        {NULL, "abc\n", "abc\n"},
        {"3", "abc", "abc"},
        {"3", "abc\n", "abc"},
        {"3", "abc\r\n", "abc"},
        {"4", "abc\n", "abc\n"},
        {"3", "abc\n\n", "abc\n\n"},
        {"3", "abcd", "abcd"},
        {"0", "\n", ""},
        {"4", "abc", NULL},
        {"1", "", NULL},
        {"x", "abc\n", "abc\n"},
        {"", "abc\n", "abc\n"},
        {"-1", "abc", "abc"},
        {"9999999999999999999", "abc", NULL},
        {"99999999999999999999", "abc", "abc"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct message message = {.body = span_of(rows[i].body)};
        struct error err = {0};
        check_row("row %zu", i);
        if (rows[i].length)
            headers_add(&message.headers, &arena, SPAN("content-length"), span_of(rows[i].length));
        CHECK(saved_trim(&message, &err) == (rows[i].trimmed != NULL));
        if (rows[i].trimmed)
            CHECK_TEXT(message.body, rows[i].trimmed);
        else
            CHECK_NUMBER(err.code, ERROR_INPUT);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"reads saved requests", reads_saved_requests},
    {"takes one of several", takes_one_of_several},
    {"trims bodies", trims_bodies},
};

int main(void)
{
    return CHECK_RUN(cases);
}
