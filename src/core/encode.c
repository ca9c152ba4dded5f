#include "encode.h"

#include "text.h"

#include <openssl/evp.h>

#include <limits.h>
#include <string.h>

void encode_hex(struct buf *out, const unsigned char *bytes, size_t size)
{
    char *space = buf_space(out, 2 * size);
    if (!space)
        return;
    for (size_t i = 0; i < size; i++) {
        space[2 * i] = text_hex_digits[bytes[i] >> 4];
        space[2 * i + 1] = text_hex_digits[bytes[i] & 15];
    }
    buf_grew(out, 2 * size);
}

void encode_base64(struct buf *out, struct span bytes)
{
    /* In steps, since OpenSSL counts in int; whole triples need no padding in between. */
    enum { STEP = 3 << 20 };
    while (bytes.size > 0) {
        size_t step = bytes.size < STEP ? bytes.size : STEP;
        char *space = buf_space(out, (step + 2) / 3 * 4);
        if (!space)
            return;
        int written =
            EVP_EncodeBlock((unsigned char *)space, (const unsigned char *)bytes.at, (int)step);
        buf_grew(out, (size_t)written);
        bytes = span_slice(bytes, step, bytes.size);
    }
}

static int digit_value(char c, bool any_case)
{
    return c >= 'A' && c <= 'F' && !any_case ? -1 : text_hex_value(c);
}

bool decode_hex(struct span text, bool any_case, unsigned char *bytes, size_t room, size_t *size)
{
    if (text.size % 2 || text.size / 2 > room)
        return false;
    for (size_t i = 0; i < text.size; i += 2) {
        int high = digit_value(text.at[i], any_case), low = digit_value(text.at[i + 1], any_case);
        if (high < 0 || low < 0)
            return false;
        bytes[i / 2] = (unsigned char)(high << 4 | low);
    }
    *size = text.size / 2;
    return true;
}

static bool is_base64_digit(char c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return c && strchr(alphabet, c);
}

static bool is_base64(struct span text)
{
    size_t padding = 0;
    while (padding < 2 && padding < text.size && text.at[text.size - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < text.size - padding; i++)
        if (!is_base64_digit(text.at[i]))
            return false;
    return text.size % 4 == 0;
}

bool decode_base64(struct buf *out, struct span text)
{
    if (!is_base64(text) || text.size > INT_MAX)
        return false;
    if (text.size == 0)
        return true;
    size_t padding = text.at[text.size - 2] == '=' ? 2 : text.at[text.size - 1] == '=';
    char *space = buf_space(out, text.size / 4 * 3);
    if (!space)
        return false;
    int written =
        EVP_DecodeBlock((unsigned char *)space, (const unsigned char *)text.at, (int)text.size);
    if (written < 0)
        return false;
    buf_grew(out, (size_t)written - padding);
    return true;
}

bool decode_base64_kept(struct arena *arena, struct span text, struct span *bytes)
{
    struct buf decoded = {0};
    bool read = text.at && decode_base64(&decoded, text);
    if (read)
        *bytes = decoded.at ? span_keep(arena, buf_span(&decoded)) : SPAN("");
    buf_clear(&decoded);
    return read;
}

bool decode_base64_leniently(struct buf *out, struct span text)
{
    struct buf strict = {0};
    while (text.size > 0 && text.at[text.size - 1] == '=')
        text.size--;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        buf_add_byte(&strict, c == '-' ? '+' : c == '_' ? '/' : c);
    }
    bool alone = text.size % 4 == 1, digit = alone && is_base64_digit(strict.at[text.size - 1]);
    strict.size -= alone;
    buf_add_repeated(&strict, '=', (4 - strict.size % 4) % 4);
    bool decoded = digit == alone && decode_base64(out, buf_span(&strict));
    buf_wipe(&strict);
    return decoded;
}

void decode_percent(struct buf *out, struct span text)
{
    while (text.size > 0) {
        unsigned char byte = 0;
        size_t size;
        bool escape = text.at[0] == '%' && text.size >= 3 &&
                      decode_hex(span_slice(text, 1, 3), true, &byte, 1, &size);
        buf_add_byte(out, escape ? (char)byte : text.at[0]);
        text = span_slice(text, escape ? 3 : 1, text.size);
    }
}
