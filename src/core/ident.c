#include "ident.h"

#include "clock.h"
#include "encode.h"

#include <string.h>

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void ident_write_hex(struct buf *out, struct dice *dice, size_t bytes)
{
    unsigned char random[64];
    while (bytes > 0) {
        size_t step = bytes < sizeof random ? bytes : sizeof random;
        dice_roll(dice, random, step);
        encode_hex(out, random, step);
        bytes -= step;
    }
}

void ident_write_uuid(struct buf *out, struct dice *dice)
{
    static const size_t groups[] = {4, 2, 2, 2, 6};
    unsigned char bytes[16];
    size_t at = 0;
    dice_roll(dice, bytes, sizeof bytes);
    bytes[6] = (unsigned char)(0x40 | (bytes[6] & 0x0F));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3F));
    for (size_t i = 0; i < COUNT_OF(groups); at += groups[i++]) {
        if (i > 0)
            buf_add_byte(out, '-');
        encode_hex(out, bytes + at, groups[i]);
    }
}

/* Adds `count` digits of base 32, five bits each from the front, zeros where the bytes end. */
static void add_base32(struct buf *out, const unsigned char *bytes, size_t size, size_t skip,
                       size_t count, const char *digits)
{
    for (size_t i = 0; i < count; i++) {
        unsigned value = 0;
        for (size_t bit = i * 5; bit < i * 5 + 5; bit++) {
            size_t at = bit - skip;
            bool set = bit >= skip && at / 8 < size && (bytes[at / 8] >> (7 - at % 8)) & 1;
            value = value << 1 | set;
        }
        buf_add_byte(out, digits[value]);
    }
}

void ident_write_xid(struct buf *out, struct dice *dice, int64_t time)
{
    unsigned char bytes[12];
    int64_t seconds = time / CLOCK_SECOND;
    dice_roll(dice, bytes, sizeof bytes);
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(seconds >> (24 - 8 * i));
    add_base32(out, bytes, sizeof bytes, 0, XID_SIZE, "0123456789ABCDEFGHIJKLMNOPQRSTUV");
}

void ident_write_ulid(struct buf *out, struct dice *dice, int64_t time)
{
    unsigned char bytes[6 + ULID_TAIL];
    dice_roll(dice, bytes, sizeof bytes);
    ident_write_ulid_of(out, bytes + 6, time);
}

void ident_write_ulid_of(struct buf *out, const unsigned char *tail, int64_t time)
{
    unsigned char bytes[6 + ULID_TAIL];
    int64_t ms = time / CLOCK_MS;
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(ms >> (40 - 8 * i));
    memcpy(bytes + 6, tail, ULID_TAIL);
    /* 128 bits in 130: two zeros stand in front. */
    add_base32(out, bytes, sizeof bytes, 2, ULID_SIZE, crockford);
}

static bool is_crockford(char digit)
{
    bool letter = digit >= 'A' && digit <= 'Z';
    return (digit >= '0' && digit <= '9') ||
           (letter && digit != 'I' && digit != 'L' && digit != 'O' && digit != 'U');
}

bool ident_is_ulid(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_crockford(text.at[i]))
            return false;
    return text.size == ULID_SIZE && text.at[0] <= '7'; /* 130 bits hold 128 */
}

struct span ident_message(struct arena *arena, struct dice *dice, int64_t time)
{
    struct buf id = {0};
    buf_add_text(&id, "msg_");
    ident_write_xid(&id, dice, time);
    return buf_keep(arena, &id);
}
