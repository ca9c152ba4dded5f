/* Any bytes as saved HTTP requests: they are cut up without a byte lost, and what was read, written
 * several times over, is read as often. */
#include "fuzz.h"

#include "message.h"

#include <stdio.h>

static void check_same(const struct message *a, const struct message *b)
{
    struct buf one = {0}, other = {0};
    message_write(&one, a);
    message_write(&other, b);
    MUST_HOLD(span_equal(buf_span(&one), buf_span(&other)));
    buf_clear(&one);
    buf_clear(&other);
}

/* With a length that is right, and values that have no space around them. */
static void check_written(struct arena *arena, struct message *message)
{
    enum { TIMES = 3 };
    struct buf text = {0};
    char size[24];
    struct buf digits = BUF_OVER(size);
    buf_printf(&digits, "%zu", message->body.size);
    headers_remove(&message->headers, SPAN("Content-Length"));
    headers_add(&message->headers, arena, SPAN("Content-Length"), buf_span(&digits));
    for (int i = 0; i < TIMES; i++)
        message_write(&text, message);
    struct span rest = buf_span(&text);
    for (int i = 0; i < TIMES; i++) {
        struct message again;
        struct error err;
        struct span one = message_take_saved(&rest);
        MUST_HOLD(message_parse_saved(arena, one, &again, &err));
        check_same(message, &again);
    }
    MUST_HOLD(rest.size == 0);
    buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size), rest = text;
    size_t taken = 0;
    do {
        struct arena arena = {0};
        struct message message;
        struct error err = {0};
        struct span one = message_take_saved(&rest);
        MUST_HOLD(one.at == text.at + taken && (one.size > 0 || size == 0));
        taken += one.size;
        if (message_parse_saved(&arena, one, &message, &err))
            check_written(&arena, &message);
        else
            MUST_HOLD(err.code == ERROR_INPUT);
        arena_clear(&arena);
    } while (rest.size > 0);
    MUST_HOLD(taken == size);
    return 0;
}
