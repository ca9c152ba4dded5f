#include "check.h"
#include "clock.h"
#include "keys.h"

#define MS CLOCK_MS

/* What is typed, in up to four reads that are `pause` apart; what keys come of it, by spaces. */
static const struct {
    const char *name;
    struct span reads[4];
    int64_t pause;
    const char *keys;
} typed[] = {
    {"letters", {BYTES("qv?")}, 0, "q v ? "},
    {"enter", {BYTES("\n\r")}, 0, "\n \r "},
    {"arrows", {BYTES("\x1b[A\x1b[B")}, 0, "\x1b[A \x1b[B "},
    {"application arrows", {BYTES("\x1bOA\x1bOB")}, 0, "\x1bOA \x1bOB "},
    {"cut after ESC", {BYTES("\x1b"), BYTES("[Aq")}, 100 * MS, "\x1b[A q "},
    {"cut after [", {BYTES("\x1b["), BYTES("A")}, 100 * MS, "\x1b[A "},
    {"cut everywhere", {BYTES("\x1b"), BYTES("["), BYTES("1"), BYTES(";5Ab")}, MS, "\x1b[1;5A b "},
    {"cut for too long", {BYTES("\x1b"), BYTES("q")}, 501 * MS, "q "},
    {"cut in the numbers for too long", {BYTES("\x1b[1"), BYTES("q")}, 501 * MS, "q "},
    {"alt and a letter is one key", {BYTES("\x1bqr")}, 0, "\x1bq r "},
    {"ESC twice", {BYTES("\x1b\x1b[A")}, 0, "\x1b[A "},
    {"a sequence that breaks off", {BYTES("\x1b[1\nq")}, 0, "\n q "},
    {"private and odd parameters",
     {BYTES("\x1b[?1;2c\x1b[>0;276;0cq")},
     0,
     "\x1b[?1;2c \x1b[>0;276;0c q "},
    {"intermediates", {BYTES("\x1b[ q")}, 0, "\x1b[ q "},
    {"as long as may be", {BYTES("\x1b[111111111111111qv")}, 0, "\x1b[11111111111111 v "},
    {"much too long",
     {BYTES("\x1b[1111111111111111111111111111111111;1111111111qv")},
     0,
     "\x1b[11111111111111 v "},
    {"a paste", {BYTES("\x1b[200~q\x1b[Ar\nq\x1b[201~v")}, 0, "v "},
    {"a paste in pieces",
     {BYTES("\x1b[20"), BYTES("0~q"), BYTES("q\x1b[2"), BYTES("01~v")},
     400 * MS,
     "v "},
    {"a paste that never ends", {BYTES("\x1b[200~q"), BYTES("v")}, 2001 * MS, "v "},
    {"the end of a paste alone", {BYTES("\x1b[201~v")}, 0, "v "},
    {"two pastes begin", {BYTES("\x1b[200~q\x1b[200~q\x1b[201~v")}, 0, "v "},
    {"NUL and DEL", {BYTES("\0\x7fv")}, 0, "\\0 \x7f v "},
    {"UTF-8 is bytes", {BYTES("\xc3\xab")}, 0, "\xc3 \xab "},
    {"high bytes end a sequence", {BYTES("\x1b[\xffq")}, 0, "\x1b[\xff q "},
    {"nothing", {BYTES("")}, 0, ""},
};

static void takes_keys_apart(void)
{
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        struct keys keys = {.size = 0};
        struct buf got = {0};
        int64_t now = 10 * CLOCK_SECOND;
        check_row("%s", typed[i].name);
        buf_add_text(&got, "");
        for (size_t j = 0; j < COUNT_OF(typed[i].reads); j++, now += typed[i].pause) {
            struct span rest = typed[i].reads[j], key;
            if (!rest.at)
                continue;
            while (keys_next(&keys, &rest, now, &key)) {
                if (key.size == 1 && key.at[0] == 0)
                    buf_add_text(&got, "\\0");
                else
                    buf_add(&got, key);
                buf_add_byte(&got, ' ');
            }
            CHECK_NUMBER((long long)rest.size, 0);
        }
        CHECK_TEXT(buf_span(&got), typed[i].keys);
        buf_clear(&got);
    }
}

/* Whatever comes before, a key that is pressed later is found. */
static void recovers_from_anything(void)
{
    unsigned seed = 1;
    for (int round = 0; round < 2000; round++) {
        struct keys keys = {.size = 0};
        char bytes[40];
        check_row("round %d", round);
        for (size_t i = 0; i < sizeof bytes; i++) {
            static const char some[] = "\x1b[O~012;\nqAB\xff";
            seed = seed * 1103515245 + 12345;
            bytes[i] = some[(seed >> 16) % (sizeof some - 1)];
        }
        struct span rest = {bytes, sizeof bytes}, key;
        int64_t now = 10 * CLOCK_SECOND;
        while (keys_next(&keys, &rest, now, &key))
            CHECK(key.size > 0 && key.size <= sizeof keys.bytes);
        rest = SPAN("q");
        CHECK(keys_next(&keys, &rest, now + 3 * CLOCK_SECOND, &key));
        CHECK_TEXT(key, "q");
    }
}

static const struct check_case cases[] = {
    {"takes keys apart", takes_keys_apart},
    {"recovers from anything", recovers_from_anything},
};

int main(void)
{
    return CHECK_RUN(cases);
}
