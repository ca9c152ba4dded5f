/* Any bytes as an HTTP archive: every entry is read or named, in order, and what can't be JSON
 * isn't taken for one. */
#include "fuzz.h"

#include "har.h"
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
