/* Any bytes as an HTTP archive: every entry is read or named, in order, what can't be JSON isn't
 * taken for one, and what was read is read again from what is written of it. */
#include "fuzz.h"

#include "adopt.h"
#include "har.h"
#include "har_write.h"
#include "text.h"

#include <string.h>

static void check_entry(const struct har_entry *entry, enum har_result result)
{
    MUST_HOLD(entry->request.body.at);
    if (result != HAR_READ && result != HAR_BODILESS)
        return;
    MUST_HOLD(entry->url.size > 0 && entry->request.method.size > 0);
    for (size_t i = 0; i < entry->request.headers.count; i++)
        MUST_HOLD(!span_starts(entry->request.headers.at[i].name, SPAN(":")));
}

/* Puts a delivery through an archive. */
static void pass_on(struct arena *arena, const struct delivery *delivery, struct delivery *again)
{
    struct buf text = {0};
    struct har_writer writer = {.credentials = true};
    struct har_reader reader;
    struct har_entry entry;
    struct error err;
    har_write_begin(&text);
    har_write_entry(&writer, &text, delivery);
    har_write_end(&text);
    MUST_HOLD(har_looks(buf_span(&text)) && har_open(&reader, buf_span(&text), &err));
    MUST_HOLD(har_next(&reader, arena, &entry, &err) == HAR_READ);
    MUST_HOLD(har_delivery(arena, scheme_builtin(), &entry, again, &err));
    har_close(&reader);
    buf_clear(&text);
}

/* An entry comes out the same; at first U+FFFD takes the place of what is no UTF-8. */
static void check_written(struct arena *arena, const struct delivery *delivery)
{
    struct buf before = {0}, after = {0};
    struct delivery first, second;
    pass_on(arena, delivery, &first);
    pass_on(arena, &first, &second);
    delivery_write(&before, &first);
    delivery_write(&after, &second);
    MUST_HOLD(span_equal(buf_span(&before), buf_span(&after)));
    MUST_HOLD(span_equal(delivery->request.body, second.request.body));
    buf_clear(&before);
    buf_clear(&after);
}

static void check_delivery(struct arena *arena, const struct har_entry *entry)
{
    const struct adopted_time when = {entry->timed, entry->time, 0};
    struct delivery delivery;
    struct adopted before = {0};
    struct error err;
    if (har_delivery(arena, scheme_builtin(), entry, &delivery, &err) &&
        (*delivery.id || adopt(&delivery, arena, scheme_builtin(), &when, &before, &err)))
        check_written(arena, &delivery);
    else
        MUST_HOLD(err.code == ERROR_INPUT);
    adopted_clear(&before);
}

static void check_entries(struct har_reader *reader)
{
    struct error err;
    struct har_entry entry;
    enum har_result result;
    size_t count = har_count(reader, SIZE_MAX), seen = 0;
    do {
        struct arena arena = {0};
        err = (struct error){0};
        result = har_next(reader, &arena, &entry, &err);
        seen += result != HAR_END;
        MUST_HOLD(reader->number == seen);
        MUST_HOLD((result == HAR_DAMAGED || result == HAR_BODILESS) ==
                  (err.code == ERROR_INPUT && strncmp(err.text, "entry ", 6) == 0));
        check_entry(&entry, result);
        if (result == HAR_READ)
            check_delivery(&arena, &entry);
        arena_clear(&arena);
    } while (result != HAR_END);
    MUST_HOLD(seen == count);
}

/* A body that is quoted as JSON comes out byte for byte. */
static void check_body(struct span body)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct har_reader reader;
    struct har_entry entry;
    struct error err;
    buf_add_text(&text, "{\"log\":{\"entries\":[{\"request\":{\"method\":\"P\",\"url\":\"u\","
                        "\"headers\":[],\"postData\":{\"text\":");
    json_quote(&text, body, JSON_PLAIN);
    buf_add_text(&text, "}}}]}}");
    MUST_HOLD(har_looks(buf_span(&text)) && har_open(&reader, buf_span(&text), &err));
    MUST_HOLD(har_next(&reader, &arena, &entry, &err) == HAR_READ);
    MUST_HOLD(span_equal(entry.request.body, body));
    har_close(&reader);
    buf_clear(&text);
    arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    struct har_reader reader;
    struct error err;
    har_looks(text);
    if (har_open(&reader, text, &err))
        check_entries(&reader);
    else
        MUST_HOLD(err.code == ERROR_INPUT);
    har_close(&reader);
    if (text_is_utf8(text))
        check_body(text);
    return 0;
}
