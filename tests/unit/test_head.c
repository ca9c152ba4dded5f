#include "check.h"
#include "message.h"

#define LINE "POST /hooks HTTP/1.1\r\n"
#define HOST "Host: a\r\n"
#define END "\r\n"

/* Heads as they come off the wire, and the begin of what is wrong with them; NULL: nothing. */
static const struct {
    struct span head;
    const char *fault;
} heads[] = {
    {BYTES(LINE HOST END), NULL},
    {BYTES("POST / HTTP/1.0\r\n\r\n"), NULL},
    {BYTES("POST / HTTP/1.0\r\n" HOST END), NULL},
    {BYTES("GET http://a/b?c HTTP/1.1\r\n" HOST END), NULL},
    {BYTES("OPTIONS * HTTP/1.1\r\n" HOST END), NULL},
    {BYTES("M-SEARCH!#$%&'*+.^_`|~09 / HTTP/1.1\r\n" HOST END), NULL},
    {BYTES(LINE "Host:\r\n" END), NULL},
    {BYTES(LINE "hOsT:a\r\n" END), NULL},
    {BYTES(LINE "Host: \t a:80 \t\r\n" END), NULL},
    {BYTES(LINE HOST "X-Empty:\r\n" END), NULL},
    {BYTES(LINE HOST "X: a\tb\r\n" END), NULL},
    {BYTES(LINE HOST "X: caf\xe9 \xc3\xa9\r\n" END), NULL}, /* obs-text */
    {BYTES(LINE HOST "X: 1\r\nX: 2\r\n" END), NULL},
    {BYTES(LINE HOST "Content-Length: 5\r\n" END), NULL},
    {BYTES(LINE HOST "Transfer-Encoding: chunked\r\n" END), NULL},
    {BYTES(LINE HOST "Transfer-Encoding: CHUNKED\r\n" END), NULL},
    /* Lines. */
    {BYTES(""), "a line"},
    {BYTES(END), "the method"},
    {BYTES("POST / HTTP/1.1\n" HOST END), "a line"},
    {BYTES("POST / HTTP/1.1\r\nHost: a\n\r\n"), "a line"},
    {BYTES(LINE HOST "\n"), "a line"},
    {BYTES(LINE HOST), "a line"}, /* no blank line */
    {BYTES(LINE "Host: a\r\r\n" END), "a control character"},
    {BYTES(LINE "Host: a\rX: b\r\n" END), "a control character"},
    /* The request line. */
    {BYTES("POST\r\n" HOST END), "the request line"},
    {BYTES("POST \r\n" HOST END), "the request line"},
    {BYTES("POST /\r\n" HOST END), "the request line"}, /* HTTP/0.9 */
    {BYTES("POST / \r\n" HOST END), "the version"},
    {BYTES("POST  / HTTP/1.1\r\n" HOST END), "the request line"},
    {BYTES("POST /  HTTP/1.1\r\n" HOST END), "the request line"},
    {BYTES("POST / HTTP/1.1 \r\n" HOST END), "the request line"},
    {BYTES("POST / x HTTP/1.1\r\n" HOST END), "the request line"},
    {BYTES(" POST / HTTP/1.1\r\n" HOST END), "the method"},
    {BYTES("\tPOST / HTTP/1.1\r\n" HOST END), "the method"},
    {BYTES("P(ST / HTTP/1.1\r\n" HOST END), "the method"},
    {BYTES("POST\t/ HTTP/1.1\r\n" HOST END), "the method"},
    {BYTES("POST /\tHTTP/1.1\r\n" HOST END), "a control character"},
    {BYTES("POST /a\0b HTTP/1.1\r\n" HOST END), "a control character"},
    {BYTES("POST /\x7f HTTP/1.1\r\n" HOST END), "a control character"},
    {BYTES("POST /\xc3\xa9 HTTP/1.1\r\n" HOST END), "a control character"},
    {BYTES("POST /\xff HTTP/1.1\r\n" HOST END), "a control character"},
    {BYTES("POST / HTTP/1.2\r\n" HOST END), "the version"},
    {BYTES("POST / HTTP/0.9\r\n" HOST END), "the version"},
    {BYTES("POST / HTTP/2.0\r\n" HOST END), "the version"},
    {BYTES("PRI * HTTP/2.0\r\n" END), "the version"},
    {BYTES("POST / HTTP/1.10\r\n" HOST END), "the version"},
    {BYTES("POST / HTTP/1\r\n" HOST END), "the version"},
    {BYTES("POST / http/1.1\r\n" HOST END), "the version"},
    {BYTES("POST / RTSP/1.0\r\n" HOST END), "the version"},
    {BYTES("POST / HTTP/1.1\r\r\n" HOST END), "the version"},
    /* Header lines. */
    {BYTES(LINE " X: a\r\n" HOST END), "a folded"},
    {BYTES(LINE HOST "X: a\r\n b\r\n" END), "a folded"},
    {BYTES(LINE HOST "\tX: a\r\n" END), "a folded"},
    {BYTES(LINE HOST " \r\n" END), "a folded"},
    {BYTES(LINE HOST "X\r\n" END), "a header line"},
    {BYTES(LINE HOST ": a\r\n" END), "a malformed"},
    {BYTES(LINE "Host : a\r\n" END), "a malformed"},
    {BYTES(LINE HOST "X Y: a\r\n" END), "a malformed"},
    {BYTES(LINE HOST "X\0: a\r\n" END), "a malformed"},
    {BYTES(LINE HOST "X(: a\r\n" END), "a malformed"},
    {BYTES(LINE HOST "X\xc3\xa9: a\r\n" END), "a malformed"},
    {BYTES(LINE HOST "X: a\0b\r\n" END), "a control character"},
    {BYTES(LINE HOST "X: \x1b[2J\r\n" END), "a control character"},
    {BYTES(LINE HOST "X: \x7f\r\n" END), "a control character"},
    /* Host and framing. */
    {BYTES(LINE END), "not exactly one Host"},
    {BYTES(LINE HOST HOST END), "not exactly one Host"},
    {BYTES("POST / HTTP/1.0\r\n" HOST HOST END), "not exactly one Host"},
    {BYTES(LINE HOST "Content-Length: 5\r\nContent-Length: 5\r\n" END), "two Content-Length"},
    {BYTES(LINE HOST "Content-Length: 5\r\ncontent-length: 6\r\n" END), "two Content-Length"},
    {BYTES(LINE HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" END), "both"},
    {BYTES(LINE HOST "Transfer-Encoding: gzip\r\n" END), "a transfer coding other"},
    {BYTES(LINE HOST "Transfer-Encoding: gzip, chunked\r\n" END), "a transfer coding other"},
    {BYTES(LINE HOST "Transfer-Encoding: chunked, chunked\r\n" END), "a transfer coding other"},
    {BYTES(LINE HOST "Transfer-Encoding: xchunked\r\n" END), "a transfer coding other"},
    {BYTES(LINE HOST "Transfer-Encoding: \r\n" END), "a transfer coding other"},
    {BYTES(LINE HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" END),
     "a transfer coding other"},
    {BYTES("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END), "a transfer coding in"},
};

static void judges_heads(void)
{
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct arena arena = {0};
        struct message message;
        check_row("%.*s", SPAN_ARG(heads[i].head));
        const char *fault = head_parse(&arena, heads[i].head, &message);
        if (!heads[i].fault)
            CHECK_TEXT(span_of(fault), NULL);
        else if (!fault || !span_starts(span_of(fault), span_of(heads[i].fault)))
            CHECK_TEXT(span_of(fault), heads[i].fault);
        arena_clear(&arena);
    }
}

static void cuts_a_head_up(void)
{
    struct arena arena = {0};
    struct message message;
    struct span head =
        SPAN("POST /hooks?a=1 HTTP/1.1\r\nHost: a:80\r\nX-One:1\r\nx-one: \t2 3 \r\nE:\r\n\r\n");
    CHECK(!head_parse(&arena, head, &message));
    CHECK_TEXT(message.method, "POST");
    CHECK_TEXT(message.target, "/hooks?a=1");
    CHECK_TEXT(message.version, "1.1");
    static const char *const expected[][2] = {
        {"Host", "a:80"}, {"X-One", "1"}, {"x-one", "2 3"}, {"E", ""}};
    CHECK_NUMBER((long long)message.headers.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected) && i < message.headers.count; i++) {
        CHECK_TEXT(message.headers.at[i].name, expected[i][0]);
        CHECK_TEXT(message.headers.at[i].value, expected[i][1]);
    }
    arena_clear(&arena);
}

/* Byte by byte and all at once, the end is found at the same place. */
static void finds_the_end_incrementally(void)
{
    struct span stream = SPAN(LINE HOST END "{\"body\":\r\n\r\n1}");
    size_t whole = sizeof(LINE HOST END) - 1, scanned = 0;
    for (size_t size = 0; size < whole; size++) {
        check_row("%zu bytes", size);
        CHECK_NUMBER(head_scan(span_slice(stream, 0, size), &scanned), HEAD_MORE);
    }
    CHECK_NUMBER(head_scan(span_slice(stream, 0, whole), &scanned), HEAD_WHOLE);
    CHECK_NUMBER((long long)scanned, (long long)whole);
    for (size_t step = 1; step <= stream.size; step++) {
        enum head_state state = HEAD_MORE;
        check_row("in steps of %zu", step);
        scanned = 0;
        for (size_t size = step; state == HEAD_MORE && size < stream.size + step; size += step)
            state = head_scan(span_slice(stream, 0, size), &scanned);
        CHECK_NUMBER(state, HEAD_WHOLE);
        CHECK_NUMBER((long long)scanned, (long long)whole);
    }
}

static void refuses_at_once(void)
{
    static const struct {
        struct span bytes;
        enum head_state state;
    } rows[] = {
        {BYTES(""), HEAD_MORE},
        {BYTES("P"), HEAD_MORE},
        {BYTES("POST / HTTP/1.1\r"), HEAD_MORE},
        {BYTES("POST / HTTP/1.1\r\n\r"), HEAD_MORE},
        {BYTES("\x16\x03\x01"), HEAD_BAD}, /* TLS */
        {BYTES("\r\n"), HEAD_BAD},
        {BYTES("\n"), HEAD_BAD},
        {BYTES(" POST"), HEAD_BAD},
        {BYTES("{"), HEAD_BAD},
        {BYTES("\xff"), HEAD_BAD},
        {BYTES("\0"), HEAD_BAD},
        {BYTES("POST / HTTP/1.1\n"), HEAD_BAD},
        {BYTES(LINE "Host: a\n"), HEAD_BAD},
        {BYTES(LINE HOST "\n"), HEAD_BAD},
        {BYTES("P\n"), HEAD_BAD},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t scanned = 0;
        check_row("row %zu", i);
        CHECK_NUMBER(head_scan(rows[i].bytes, &scanned), rows[i].state);
    }
}

static const struct check_case cases[] = {
    {"judges heads", judges_heads},
    {"cuts a head up", cuts_a_head_up},
    {"finds the end incrementally", finds_the_end_incrementally},
    {"refuses at once", refuses_at_once},
};

int main(void)
{
    return CHECK_RUN(cases);
}
