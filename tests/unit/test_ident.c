#include "check.h"
#include "clock.h"
#include "ident.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    void (*write)(struct buf *, struct dice *, int64_t);
    size_t size;
    const char *digits;
    int64_t step; /* what is told apart in time */
} kinds[] = {
    {"xid", ident_write_xid, XID_SIZE, "0123456789ABCDEFGHIJKLMNOPQRSTUV", CLOCK_SECOND},
    {"ulid", ident_write_ulid, ULID_SIZE, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", CLOCK_MS},
};

static void has_its_alphabet_and_length(void)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (int j = 0; j < 200; j++) {
            struct buf out = {0};
            check_row("%s", kinds[i].name);
            kinds[i].write(&out, NULL, clock_now());
            CHECK_NUMBER((long long)out.size, (long long)kinds[i].size);
            CHECK_NUMBER((long long)strspn(out.at, kinds[i].digits), (long long)kinds[i].size);
            buf_clear(&out);
        }
}

static void sorts_by_time(void)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct buf before = {0}, after = {0};
        int64_t time = INT64_C(1626953055317896000);
        check_row("%s", kinds[i].name);
        for (int j = 0; j < 2000; j++, time += kinds[i].step) {
            buf_reset(&before);
            buf_reset(&after);
            kinds[i].write(&before, NULL, time);
            kinds[i].write(&after, NULL, time + kinds[i].step);
            CHECK(strcmp(before.at, after.at) < 0);
        }
        buf_clear(&before);
        buf_clear(&after);
    }
}

/* The part that is the time, worked out by hand. */
static void writes_the_time_first(void)
{
    struct buf out = {0};
    /* 0x60F9555F is 01100 00011 11100 10101 01010 10111 11: the last digit's rest is random. */
    ident_write_xid(&out, NULL, INT64_C(0x60F9555F) * CLOCK_SECOND + 999);
    CHECK_TEXT(span_slice(buf_span(&out), 0, 6), "C3SLAN");
    CHECK(out.at[6] >= 'O' && out.at[6] <= 'V');
    buf_reset(&out);
    /* The example of the ULID specification. */
    ident_write_ulid(&out, NULL, INT64_C(1469918176385) * CLOCK_MS);
    CHECK_TEXT(span_slice(buf_span(&out), 0, 10), "01ARYZ6S41");
    buf_clear(&out);
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void is_never_the_same_twice(void)
{
    enum { MANY = 5000, ROOM = ULID_SIZE + 1 };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        char *all = mem_new(MANY, ROOM);
        int64_t now = clock_now();
        check_row("%s", kinds[i].name);
        for (size_t j = 0; j < MANY; j++) {
            struct buf out = {all + j * ROOM, 0, ROOM, ULID_SIZE, false};
            kinds[i].write(&out, NULL, now);
        }
        qsort(all, MANY, ROOM, compare);
        for (size_t j = 1; j < MANY; j++)
            CHECK(strcmp(all + (j - 1) * ROOM, all + j * ROOM) != 0);
        free(all);
    }
}

static void writes_hex(void)
{
    static const size_t sizes[] = {0, 1, 20, 32, 64, 65, 200};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buf out = {0};
        check_row("%zu bytes", sizes[i]);
        ident_write_hex(&out, NULL, sizes[i]);
        CHECK_NUMBER((long long)out.size, (long long)(2 * sizes[i]));
        CHECK_NUMBER((long long)strspn(buf_span(&out).at, "0123456789abcdef"), (long long)out.size);
        buf_clear(&out);
    }
}

/* The first digits of the SHA-256 of three numbers, as Python's hashlib has it. */
static void falls_by_the_seed(void)
{
    struct dice dice = dice_of_seed(1, 2), again = dice_of_seed(1, 2), other = dice_of_seed(1, 3);
    struct buf one = {0}, two = {0}, three = {0};
    ident_write_hex(&one, &dice, 40);
    for (int i = 0; i < 8; i++)
        ident_write_hex(&two, &again, 5);
    ident_write_hex(&three, &other, 40);
    CHECK_TEXT(buf_span(&one),
               "e0eb9b2e645831bbbde56a8e1b9fada76e08d55eece5666f975fab67edc4c78cde208d928f4200e3");
    CHECK_SPAN(buf_span(&two), buf_span(&one));
    CHECK(!span_equal(buf_span(&three), buf_span(&one)));
    buf_reset(&one);
    dice = dice_of_seed(1, 2);
    ident_write_uuid(&one, &dice);
    CHECK_TEXT(buf_span(&one), "e0eb9b2e-6458-41bb-bde5-6a8e1b9fada7");
    buf_clear(&one);
    buf_clear(&two);
    buf_clear(&three);
}

static void throws_every_side(void)
{
    struct dice dice = dice_of_seed(7, 0);
    int thrown[6] = {0};
    for (int i = 0; i < 6000; i++)
        thrown[dice_below(&dice, 6)]++;
    for (size_t i = 0; i < COUNT_OF(thrown); i++)
        CHECK(thrown[i] > 850 && thrown[i] < 1150);
    CHECK_NUMBER(dice_below(NULL, 1), 0);
}

static const struct check_case cases[] = {
    {"has its alphabet and length", has_its_alphabet_and_length},
    {"sorts by time", sorts_by_time},
    {"writes the time first", writes_the_time_first},
    {"is never the same twice", is_never_the_same_twice},
    {"writes hex", writes_hex},
    {"falls by the seed", falls_by_the_seed},
    {"throws every side", throws_every_side},
};

int main(void)
{
    return CHECK_RUN(cases);
}
