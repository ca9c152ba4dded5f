/* Any line as a record: what was read, written again and read again is the same, wherever it is
 * text. Only bodies and header values can be anything else; in other members of a forged record
 * U+FFFD stands for what is no UTF-8. */
#include "fuzz.h"

#include "delivery.h"
#include "render.h"
#include "text.h"

#include <string.h>

static void check_same(const struct delivery *a, const struct delivery *b)
{
    MUST_HOLD(a->time == b->time && span_is(span_of(a->id), b->id));
    MUST_HOLD(span_equal(a->request.method, b->request.method));
    MUST_HOLD(span_equal(a->request.target, b->request.target));
    MUST_HOLD(span_equal(a->url, b->url));
    MUST_HOLD(span_equal(a->request.body, b->request.body));
    MUST_HOLD(a->request.headers.count == b->request.headers.count);
    for (size_t i = 0; i < a->request.headers.count; i++)
        MUST_HOLD(span_equal(a->request.headers.at[i].name, b->request.headers.at[i].name) &&
                  span_equal(a->request.headers.at[i].value, b->request.headers.at[i].value));
}

static bool is_text(const struct delivery *delivery)
{
    const struct message *request = &delivery->request;
    bool text = text_is_utf8(span_of(delivery->id)) && text_is_utf8(delivery->url) &&
                text_is_utf8(request->method) && text_is_utf8(request->target) &&
                text_is_utf8(request->version);
    for (size_t i = 0; i < request->headers.count; i++)
        text = text && text_is_utf8(request->headers.at[i].name);
    return text;
}

static void check_written(struct arena *arena, const struct delivery *delivery)
{
    struct buf line = {0};
    struct error err;
    struct delivery again;
    delivery_write(&line, delivery);
    MUST_HOLD(memchr(line.at, '\n', line.size) == line.at + line.size - 1);
    MUST_HOLD(delivery_looks_recorded(buf_span(&line)));
    MUST_HOLD(
        delivery_read(arena, scheme_builtin(), buf_span(&line), DELIVERY_WHOLE, &again, &err));
    check_same(&again, delivery);
    buf_clear(&line);
}

/* Shown, nothing of it reaches the terminal as it is. */
static void check_rendered(struct arena *arena, struct delivery *delivery)
{
    struct buf out = {0};
    const struct scheme_traits traits = {.headers = &delivery->request.headers,
                                         .body = delivery->request.body};
    delivery->judged = true;
    delivery->verdict.scheme = scheme_detect(scheme_builtin(), &traits);
    delivery->event = event_label(arena, delivery->verdict.scheme, delivery->request.body);
    render_pretty(&out, delivery, RENDER_HEADERS | RENDER_BODY, 1 << 20, &plain_palette);
    for (size_t i = 0; i < out.size; i++)
        MUST_HOLD((unsigned char)out.at[i] >= ' ' || out.at[i] == '\n');
    buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span line = fuzz_input(data, size);
    struct arena arena = {0};
    struct delivery delivery;
    struct error err;
    delivery_looks_recorded(line);
    if (delivery_read(&arena, scheme_builtin(), line, DELIVERY_WHOLE, &delivery, &err)) {
        if (is_text(&delivery))
            check_written(&arena, &delivery);
        check_rendered(&arena, &delivery);
    }
    arena_clear(&arena);
    return 0;
}
