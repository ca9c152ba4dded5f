#include "check.h"
#include "inflate.h"

#define ZLIB_CONST /* what is read is const */
#include <zlib.h>

enum { ZLIB = MAX_WBITS, GZIP = 16 + MAX_WBITS, RAW = -MAX_WBITS };

static void pack(struct buf *out, struct span bytes, int format)
{
    z_stream stream = {.next_in = (const unsigned char *)bytes.at,
                       .avail_in = (unsigned)bytes.size};
    CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
    size_t room = deflateBound(&stream, (uLong)bytes.size);
    stream.next_out = (unsigned char *)buf_space(out, room);
    stream.avail_out = (unsigned)room;
    CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    buf_grew(out, room - stream.avail_out);
    deflateEnd(&stream);
}

/* Sizes round those of a step. */
static void unpacks(void)
{
    static const size_t sizes[] = {0, 1, 100, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 300000};
    static const int formats[] = {ZLIB, GZIP};
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (size_t j = 0; j < COUNT_OF(formats); j++) {
            struct buf text = {0}, packed = {0}, plain = {0};
            check_row("%zu bytes, format %d", sizes[i], formats[j]);
            for (size_t k = 0; k < sizes[i]; k++)
                buf_add_byte(&text, (char)(k * k >> 3));
            pack(&packed, buf_span(&text), formats[j]);
            CHECK(inflate_looks_packed(buf_span(&packed)));
            CHECK(inflate_all(buf_span(&packed), &plain));
            CHECK_SPAN(buf_span(&plain), text.at ? buf_span(&text) : SPAN(""));
            buf_clear(&text);
            buf_clear(&packed);
            buf_clear(&plain);
        }
}

static void tells_what_is_packed(void)
{
    static const struct {
        struct span bytes;
        bool packed;
    } rows[] = {
        {BYTES("\x1f\x8b"), true}, {BYTES("\x78\x9c"), true},  {BYTES("\x78\x01"), true},
        {BYTES("\x78\xda"), true}, {BYTES("\x78\x9d"), false}, {BYTES("x"), false},
        {BYTES("\x1f"), false},    {BYTES(""), false},         {BYTES("{}"), false},
        {BYTES("xy"), false},      {BYTES("\x1f\x8c"), false}, {{NULL, 0}, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("row %zu", i);
        CHECK(inflate_looks_packed(rows[i].bytes) == rows[i].packed);
    }
}

#define TEXT "{\"data\":{\"token\":\"C3SLANR2DNCAUU2H1GE0\"}}"

/* Cut at any place, changed at any place, with a byte behind it. */
static void refuses_damage(void)
{
    struct buf packed = {0}, plain = {0};
    pack(&packed, SPAN(TEXT), GZIP);
    for (size_t size = 0; size < packed.size; size++) {
        check_row("cut at %zu", size);
        buf_reset(&plain);
        CHECK(!inflate_all(span_slice(buf_span(&packed), 0, size), &plain));
    }
    enum { GZIP_HEADER = 10 }; /* in which time and system may be any */
    for (size_t at = GZIP_HEADER; at < packed.size; at++) {
        check_row("changed at %zu", at);
        packed.at[at] ^= 0x10;
        buf_reset(&plain);
        bool spare = inflate_all(buf_span(&packed), &plain); /* bits behind the last block */
        CHECK(!spare || span_is(buf_span(&plain), TEXT));
        packed.at[at] ^= 0x10;
    }
    check_row("a byte behind it");
    buf_add_byte(&packed, 0);
    buf_reset(&plain);
    CHECK(!inflate_all(buf_span(&packed), &plain));
    buf_reset(&packed);
    check_row("raw deflate");
    pack(&packed, SPAN("text"), RAW);
    CHECK(!inflate_all(buf_span(&packed), &plain));
    buf_clear(&packed);
    buf_clear(&plain);
}

/* What unpacks to far more than was sent ends at the limit, and not a byte later. */
static void meets_the_limit(void)
{
    struct buf text = {0}, packed = {0};
    buf_add_repeated(&text, '0', 2 * INFLATE_MOST);
    pack(&packed, buf_span(&text), GZIP);
    CHECK(packed.size < INFLATE_MOST / 100);
    struct buf plain = buf_limited(INFLATE_MOST);
    CHECK(!inflate_all(buf_span(&packed), &plain));
    CHECK(plain.size <= INFLATE_MOST);
    buf_clear(&plain);
    for (size_t limit = 99; limit <= 101; limit++) {
        check_row("a limit of %zu", limit);
        buf_reset(&packed);
        pack(&packed, span_slice(buf_span(&text), 0, 100), GZIP);
        plain = buf_limited(limit);
        CHECK(inflate_all(buf_span(&packed), &plain) == (limit >= 100));
        CHECK(plain.size <= limit);
        buf_clear(&plain);
    }
    buf_clear(&text);
    buf_clear(&packed);
}

static const struct check_case cases[] = {
    {"unpacks", unpacks},
    {"tells what is packed", tells_what_is_packed},
    {"refuses damage", refuses_damage},
    {"meets the limit", meets_the_limit},
};

int main(void)
{
    return CHECK_RUN(cases);
}
