/* Any bytes as what gosmee or Clerk's command line saved: it is refused, or becomes a record that
 * is read back the same. */
#include "fuzz.h"

#include "adopt.h"
#include "clerk.h"
#include "gosmee.h"

/* In place of the system's files, none of which the fuzzer may open. */
static bool read_nothing(struct buf *out, const char *path, struct error *err)
{
    (void)err;
    buf_add_text(out, path);
    return true;
}

/* The record as it is read back, in which U+FFFD stands for what is no UTF-8. */
static void write_again(struct arena *arena, struct span record, struct buf *out)
{
    struct delivery again;
    struct error err = {0};
    struct span line = span_slice(record, 0, record.size - 1);
    MUST_HOLD(delivery_read(arena, scheme_builtin(), line, DELIVERY_WHOLE, &again, &err));
    delivery_write(out, &again);
}

static void check_record(struct arena *arena, struct delivery *delivery)
{
    const struct adopted_time when = {false, 0, INT64_C(1700000000) * 1000000000};
    struct adopted before = {0};
    struct error err = {0};
    struct buf first = {0}, second = {0}, third = {0};
    bool made = adopt(delivery, arena, scheme_builtin(), &when, &before, &err);
    adopted_clear(&before);
    if (!made) {
        MUST_HOLD(err.code == ERROR_INPUT);
        return;
    }
    delivery_write(&first, delivery);
    write_again(arena, buf_span(&first), &second);
    write_again(arena, buf_span(&second), &third);
    MUST_HOLD(span_equal(buf_span(&second), buf_span(&third)));
    buf_clear(&first);
    buf_clear(&second);
    buf_clear(&third);
}

static void check_script(struct span text)
{
    static const struct curl_files files = {.read = read_nothing};
    struct arena arena = {0};
    struct delivery delivery = {0};
    struct error err = {0};
    int64_t time;
    gosmee_time(text, &time);
    if (gosmee_read(&arena, text, SPAN("folder/"), &files, &delivery.request, &delivery.url, &err))
        check_record(&arena, &delivery);
    else
        MUST_HOLD(err.code == ERROR_INPUT);
    arena_clear(&arena);
}

static void check_lines(struct span text)
{
    struct clerk_relay relay = {0};
    struct span line;
    while (span_split(&text, '\n', &line)) {
        struct arena arena = {0};
        struct delivery delivery;
        struct error err = {0};
        enum clerk_result result = clerk_read(&relay, &arena, line, &delivery, &err);
        MUST_HOLD((result == CLERK_DAMAGED) == (err.code == ERROR_INPUT));
        if (result == CLERK_DELIVERY)
            check_record(&arena, &delivery);
        arena_clear(&arena);
    }
    clerk_clear(&relay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    check_script(text);
    check_lines(text);
    return 0;
}
