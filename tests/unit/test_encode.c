#include "check.h"
#include "encode.h"

#include <string.h>

/* RFC 4648, section 10. */
static const struct {
    const char *text, *base64, *hex;
} vectors[] = {
    {"", "", ""},
    {"f", "Zg==", "66"},
    {"fo", "Zm8=", "666f"},
    {"foo", "Zm9v", "666f6f"},
    {"foob", "Zm9vYg==", "666f6f62"},
    {"fooba", "Zm9vYmE=", "666f6f6261"},
    {"foobar", "Zm9vYmFy", "666f6f626172"},
    {"\xfb\xff\xfe", "+//+", "fbfffe"},
};

static void encodes_and_decodes(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct span text = span_of(vectors[i].text);
        unsigned char bytes[8];
        size_t size = 99;
        check_row("%s", vectors[i].hex);
        buf_reset(&out);
        encode_base64(&out, text);
        CHECK_TEXT(buf_span(&out), vectors[i].base64);
        buf_reset(&out);
        CHECK(decode_base64(&out, span_of(vectors[i].base64)));
        CHECK_SPAN(buf_span(&out), text);
        buf_reset(&out);
        encode_hex(&out, (const unsigned char *)text.at, text.size);
        CHECK_TEXT(buf_span(&out), vectors[i].hex);
        CHECK(decode_hex(buf_span(&out), false, bytes, sizeof bytes, &size));
        CHECK_SPAN(((struct span){(char *)bytes, size}), text);
    }
    buf_clear(&out);
}

static void refuses_other_base64(void)
{
    static const struct span refused[] = {
        BYTES("Z"),      BYTES("Zg"),   BYTES("Zg="),          BYTES("Zg==="),
        BYTES("===="),   BYTES("="),    BYTES("Z==="),         BYTES("Zg==Zg=="),
        BYTES("Zm9v\n"), BYTES(" Zm9"), BYTES("Zm9v "),        BYTES("Zm-_"),
        BYTES("Zm9\0"),  BYTES("Z=9v"), BYTES("Zm9v\n\n\n\n"), BYTES("\xff\xff\xff\xff"),
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct buf out = {0};
        check_row("row %zu", i);
        CHECK(!decode_base64(&out, refused[i]));
        CHECK_NUMBER((long long)out.size, 0);
        buf_clear(&out);
    }
}

static void refuses_other_hex(void)
{
    static const struct {
        struct span text;
        bool any_case, read;
    } rows[] = {
        {BYTES("0aff"), false, true}, {BYTES("0AFF"), true, true},
        {BYTES("0aFF"), true, true},  {BYTES("0AFF"), false, false},
        {BYTES("0"), true, false},    {BYTES("0g"), true, false},
        {BYTES("0x"), true, false},   {BYTES(" 0"), true, false},
        {BYTES("0\0"), true, false},  {BYTES("0011223344"), true, false}, /* too long */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned char bytes[4];
        size_t size;
        check_row("%.*s", SPAN_ARG(rows[i].text));
        CHECK(decode_hex(rows[i].text, rows[i].any_case, bytes, sizeof bytes, &size) ==
              rows[i].read);
    }
}

/* As Node's Buffer.from() and Python's urlsafe decoders take it. */
static void decodes_base64_leniently(void)
{
    static const struct {
        struct span text, bytes;
        bool decoded;
    } rows[] = {
        {BYTES(""), BYTES(""), true},
        {BYTES("Zg=="), BYTES("f"), true},
        {BYTES("Zg="), BYTES("f"), true},
        {BYTES("Zg"), BYTES("f"), true},
        {BYTES("Zg==="), BYTES("f"), true},
        {BYTES("Zm8"), BYTES("fo"), true},
        {BYTES("Zm9v"), BYTES("foo"), true},
        {BYTES("Zm9vY"), BYTES("foo"), true}, /* 6 bits are no byte */
        {BYTES("Z"), BYTES(""), true},
        {BYTES("===="), BYTES(""), true},
        {BYTES("+//+"), BYTES("\xfb\xff\xfe"), true},
        {BYTES("-__-"), BYTES("\xfb\xff\xfe"), true},
        {BYTES("-//_"), BYTES("\xfb\xff\xff"), true},
        {BYTES("Zg==Zg=="), BYTES(""), false},
        {BYTES("Zm9v\n"), BYTES(""), false},
        {BYTES("\n"), BYTES(""), false},
        {BYTES("_"), BYTES(""), true},
        {BYTES("Zm9 v"), BYTES(""), false},
        {BYTES("Zm\n9"), BYTES(""), false},
        {BYTES("Zm\0v"), BYTES(""), false},
        {BYTES("\xff\xff\xff\xff"), BYTES(""), false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        check_row("row %zu", i);
        buf_add_text(&out, ">");
        CHECK(decode_base64_leniently(&out, rows[i].text) == rows[i].decoded);
        CHECK_SPAN(span_slice(buf_span(&out), 1, out.size), rows[i].bytes);
        buf_clear(&out);
    }
}

/* OpenSSL counts in int and works in steps: all lengths round the edge of one. */
static void encodes_long_texts(void)
{
    enum { STEP = 3 << 20 };
    struct buf text = {0}, encoded = {0}, decoded = {0};
    for (size_t i = 0; i < STEP + 4; i++)
        buf_add_byte(&text, (char)(i * 7));
    for (size_t size = STEP - 1; size <= STEP + 4; size++) {
        check_row("%zu bytes", size);
        buf_reset(&encoded);
        buf_reset(&decoded);
        encode_base64(&encoded, span_slice(buf_span(&text), 0, size));
        CHECK_NUMBER((long long)encoded.size, (long long)(size + 2) / 3 * 4);
        CHECK(decode_base64(&decoded, buf_span(&encoded)));
        CHECK_SPAN(buf_span(&decoded), span_slice(buf_span(&text), 0, size));
    }
    buf_clear(&text);
    buf_clear(&encoded);
    buf_clear(&decoded);
}

static const struct check_case cases[] = {
    {"encodes and decodes", encodes_and_decodes},
    {"refuses other base64", refuses_other_base64},
    {"refuses other hex", refuses_other_hex},
    {"decodes base64 leniently", decodes_base64_leniently},
    {"encodes long texts", encodes_long_texts},
};

int main(void)
{
    return CHECK_RUN(cases);
}
