/* Any bytes as saved HTTP requests: they are cut up with nothing but blank lines lost, and what was
 * read, written several times over, is read as often. */
#include "fuzz.h"

#include "saved.h"

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
    headers_remove(&message->headers, SPAN("Transfer-Encoding"));
    headers_add(&message->headers, arena, SPAN("Content-Length"), buf_span(&digits));
    for (int i = 0; i < TIMES; i++)
        message_write(&text, message);
    struct span rest = buf_span(&text);
    for (int i = 0; i < TIMES; i++) {
        struct message again;
        struct error err;
        struct span one = saved_take(&rest);
        MUST_HOLD(saved_read(arena, one, &again, &err));
        check_same(message, &again);
    }
    MUST_HOLD(rest.size == 0);
    buf_clear(&text);
}

/* What was passed over between two requests. */
static void check_gap(struct span gap)
{
    for (size_t i = 0; i < gap.size; i++)
        MUST_HOLD(gap.at[i] == '\r' || gap.at[i] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size), rest = text;
    size_t taken = 0;
    do {
        struct arena arena = {0};
        struct message message;
        struct error err = {0};
        struct span one = saved_take(&rest);
        check_gap(span_slice(text, taken, (size_t)(one.at - text.at)));
        MUST_HOLD(one.size > 0 || size == 0);
        taken = (size_t)(one.at - text.at) + one.size;
        if (saved_read(&arena, one, &message, &err))
            check_written(&arena, &message);
        else
            MUST_HOLD(err.code == ERROR_INPUT);
        arena_clear(&arena);
    } while (rest.size > 0);
    MUST_HOLD(taken == size);
    return 0;
}
