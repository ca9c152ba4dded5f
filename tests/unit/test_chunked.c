#include "check.h"
#include "chunked.h"

#include <string.h>

enum { LIMIT = 100 };

/* Bodies as they come off the wire, what they hold, how they are refused, and what is left over. */
static const struct {
    struct span wire;
    int status;
    const char *body; /* or the begin of why it is refused */
    size_t left;
} rows[] = {
    {BYTES("0\r\n\r\n"), 0, "", 0},
    {BYTES("3\r\nabc\r\n0\r\n\r\n"), 0, "abc", 0},
    {BYTES("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nPOST"), 0, "abcde", 4},
    {BYTES("a\r\n0123456789\r\n0\r\n\r\n"), 0, "0123456789", 0},
    {BYTES("A\r\n0123456789\r\n0\r\n\r\n"), 0, "0123456789", 0},
    {BYTES("0000000000000001\r\na\r\n0000000000000000\r\n\r\n"), 0, "a", 0},
    {BYTES("2\r\n\r\n\r\n0\r\n\r\n"), 0, "\r\n", 0},
    {BYTES("1;a\r\nx\r\n0;b=c;d=\"e f\"\r\n\r\n"), 0, "x", 0},
    {BYTES("1;\r\nx\r\n0\r\n\r\n"), 0, "x", 0},
    {BYTES("1;caf\xc3\xa9\t\r\nx\r\n0\r\n\r\n"), 0, "x", 0},
    {BYTES("1\r\nx\r\n0\r\nA: b\r\nC:\r\n\r\nmore"), 0, "x", 4},
    {BYTES("0\r\nContent-Length: 5\r\nHost: y\r\n\r\nhello"), 0, "", 5},
    /* Sizes. */
    {BYTES("\r\n"), 400, "a malformed chunk size", 0},
    {BYTES(";a\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("0x10\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("+5\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("-1\r\n"), 400, "a malformed chunk size", 0},
    {BYTES(" 1\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1 \r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1\t\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1 ;a\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1 1\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("g\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1,\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1_0\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1\0\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("\xef\xbc\x91\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("00000000000000001\r\n"), 400, "a chunk's size has over 16", 0},
    {BYTES("10000000000000001\r\n"), 400, "a chunk's size has over 16", 0},
    {BYTES("ffffffffffffffff\r\n"), 413, "the body is over", 0},
    {BYTES("65\r\n"), 413, "the body is over", 0},
    {BYTES("1\r\nx\r\n64\r\n"), 413, "the body is over", 0},
    /* Line ends. */
    {BYTES("1\nx\r\n0\r\n\r\n"), 400, "a malformed chunk size", 0},
    {BYTES("1\rx\r\n"), 400, "a chunk's size does not end", 0},
    {BYTES("1\r\r\n"), 400, "a chunk's size does not end", 0},
    {BYTES("1;a\nx\r\n"), 400, "a control character in a chunk ext", 0},
    {BYTES("1;a\rb\r\n"), 400, "a chunk's size does not end", 0},
    {BYTES("1;a\0b\r\n"), 400, "a control character in a chunk ext", 0},
    {BYTES("1;\"\x7f\"\r\n"), 400, "a control character in a chunk ext", 0},
    {BYTES("1\r\nx\n0\r\n\r\n"), 400, "a chunk is longer", 0},
    {BYTES("1\r\nxy\r\n0\r\n\r\n"), 400, "a chunk is longer", 0},
    {BYTES("1\r\nx0\r\n\r\n"), 400, "a chunk is longer", 0},
    {BYTES("1\r\nx\r0\r\n\r\n"), 400, "a chunk does not end", 0},
    {BYTES("2\r\nx\r\n0\r\n\r\n"), 400, "a chunk is longer", 0},
    {BYTES("0\n\n"), 400, "a malformed chunk size", 0},
    {BYTES("0\r\n\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\n\r\r\n"), 400, "the trailers do not end", 0},
    /* Trailers. */
    {BYTES("0\r\n folded: x\r\n\r\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\nA: b\r\n c\r\n\r\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\nA : b\r\n\r\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\n: b\r\n\r\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\nno colon\r\n\r\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\nnocolon\r\n\r\n"), 400, "a malformed trailer", 0},
    {BYTES("0\r\nA: b\n\r\n"), 400, "a control character in a trailer", 0},
    {BYTES("0\r\nA: b\0c\r\n\r\n"), 400, "a control character in a trailer", 0},
    {BYTES("0\r\nA: b\rc\r\n\r\n"), 400, "a trailer does not end", 0},
    {BYTES("0\r\nPOST / HTTP/1.1\r\n\r\n"), 400, "a malformed trailer", 0},
};

static void check_end(size_t row, const struct chunked *chunked, int status, const char *why,
                      const struct buf *body)
{
    CHECK_NUMBER(status, rows[row].status);
    if (status) {
        CHECK_TEXT(span_slice(span_of(why), 0, strlen(rows[row].body)), rows[row].body);
        CHECK(!chunked->whole);
    } else {
        CHECK(chunked->whole);
        CHECK_TEXT(body->at ? buf_span(body) : SPAN(""), rows[row].body);
    }
}

static void takes_at_once(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct chunked chunked = {0};
        struct buf body = buf_limited(LIMIT);
        size_t used;
        const char *why = NULL;
        check_row("%zu", i);
        int status = chunked_take(&chunked, rows[i].wire, &body, &used, &why);
        check_end(i, &chunked, status, why, &body);
        if (!status)
            CHECK_NUMBER((long long)used, (long long)(rows[i].wire.size - rows[i].left));
        buf_clear(&body);
    }
}

static void takes_byte_by_byte(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct chunked chunked = {0};
        struct buf body = buf_limited(LIMIT);
        const char *why = NULL;
        size_t at = 0, used;
        int status = 0;
        check_row("%zu", i);
        for (; at < rows[i].wire.size && !status && !chunked.whole; at += used)
            status =
                chunked_take(&chunked, span_slice(rows[i].wire, at, at + 1), &body, &used, &why);
        check_end(i, &chunked, status, why, &body);
        if (!status)
            CHECK_NUMBER((long long)at, (long long)(rows[i].wire.size - rows[i].left));
        buf_clear(&body);
    }
}

/* Feeds `count` times the same; the status of the first refusal. */
static int feed(const char *before, const char *repeated, size_t count)
{
    struct chunked chunked = {0};
    struct buf body = {0};
    size_t used;
    const char *why;
    int status = chunked_take(&chunked, span_of(before), &body, &used, &why);
    for (size_t i = 0; i < count && !status; i++)
        status = chunked_take(&chunked, span_of(repeated), &body, &used, &why);
    buf_clear(&body);
    return status;
}

static void limits_what_is_dropped(void)
{
    CHECK_NUMBER(feed("1;", "a", 65536), 0);
    CHECK_NUMBER(feed("1;", "a", 65537), 400);
    CHECK_NUMBER(feed("", "1;abcdefg\r\nx\r\n", 8000), 0); /* 8 bytes of extensions each */
    CHECK_NUMBER(feed("", "1;abcdefg\r\nx\r\n", 8200), 400);
    CHECK_NUMBER(feed("0\r\n", "A: b\r\n", 10922), 0); /* 6 bytes each */
    CHECK_NUMBER(feed("0\r\n", "A: b\r\n", 10923), 431);
    CHECK_NUMBER(feed("0\r\nA:", "a", 65534), 0);
    CHECK_NUMBER(feed("0\r\nA:", "a", 65535), 431);
}

static const struct check_case cases[] = {
    {"takes at once", takes_at_once},
    {"takes byte by byte", takes_byte_by_byte},
    {"limits what is dropped", limits_what_is_dropped},
};

int main(void)
{
    return CHECK_RUN(cases);
}
