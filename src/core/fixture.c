#include "fixture.h"

#include "clock.h"
#include "embedded.h"
#include "ident.h"
#include "json.h"
#include "text.h"

#include <string.h>

bool fixture_read(struct arena *arena, struct span text, const char *file, struct fixture *fixture,
                  struct error *err)
{
    struct span value;
    if (!json_document(text, &value, err))
        return error_context(err, "fixture %s", file);
    const struct {
        const char *member;
        struct span *into;
    } head[] = {{"name", &fixture->name},
                {"type", &fixture->type},
                {"scheme", &fixture->scheme},
                {"summary", &fixture->summary}};
    for (size_t i = 0; i < COUNT_OF(head); i++) {
        *head[i].into = json_text_at(arena, value, head[i].member);
        if (head[i].into->size > 0)
            continue;
        error_set(err, ERROR_INPUT, "the member \"%s\" is missing or no text", head[i].member);
        return error_context(err, "fixture %s", file);
    }
    if (json_member(value, SPAN("event"), &fixture->event) == JSON_FOUND &&
        fixture->event.at[0] == '{')
        return true;
    error_set(err, ERROR_INPUT, "the member \"event\" is missing or no object");
    return error_context(err, "fixture %s", file);
}

bool fixture_builtin(struct arena *arena, struct fixture_list *list, struct error *err)
{
    size_t count;
    const struct embedded *files = embedded_all(&count);
    *list = (struct fixture_list){arena_new(arena, count * sizeof *list->at), 0};
    for (size_t i = 0; i < count; i++) {
        bool is_fixture = span_contains(span_of(files[i].name), SPAN(".json"));
        if (!is_fixture)
            continue;
        if (!fixture_read(arena, files[i].text, files[i].name, &list->at[list->count], err))
            return false;
        list->count++;
    }
    return true;
}

const struct fixture *fixture_find(const struct fixture_list *list, const char *name,
                                   struct error *err)
{
    struct nearest nearest = nearest_to(span_of(name));
    for (size_t i = 0; i < list->count; i++) {
        if (span_is(list->at[i].name, name))
            return &list->at[i];
        nearest_offer(&nearest, list->at[i].name.at);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (span_is(list->at[i].type, name))
            return &list->at[i];
        nearest_offer(&nearest, list->at[i].type.at);
    }
    nearest_unknown(&nearest, "event", "'sfpy-hook fixtures list' shows the events there are", err);
    return NULL;
}

/* One rendering: what its placeholders need, and the ids that recur. */
struct rendering {
    const struct fixture_values *values;
    struct arena arena;
    struct ref {
        struct ref *next;
        struct span name, xid;
    } * refs;
};

/*
 * Each adds what a placeholder stands for; `rest` is what follows its name. False where that makes
 * no sense.
 */
static bool fill_xid(struct rendering *rendering, struct span rest, struct buf *out)
{
    ident_write_xid(out, rendering->values->dice, rendering->values->now);
    return rest.size == 0;
}

static bool fill_tx_hash(struct rendering *rendering, struct span rest, struct buf *out)
{
    (void)rendering;
    buf_add_text(out, "0x");
    ident_write_hex(out, rendering->values->dice, 32);
    return rest.size == 0;
}

static bool fill_address(struct rendering *rendering, struct span rest, struct buf *out)
{
    (void)rendering;
    buf_add_text(out, "0x");
    ident_write_hex(out, rendering->values->dice, 20);
    return rest.size == 0;
}

static bool fill_ref(struct rendering *rendering, struct span name, struct buf *out)
{
    struct ref *ref = rendering->refs;
    while (ref && !span_equal(ref->name, name))
        ref = ref->next;
    if (!ref) {
        struct buf xid = {0};
        ident_write_xid(&xid, rendering->values->dice, rendering->values->now);
        ref = arena_new(&rendering->arena, sizeof *ref);
        *ref = (struct ref){rendering->refs, name, span_keep(&rendering->arena, buf_span(&xid))};
        rendering->refs = ref;
        buf_clear(&xid);
    }
    buf_add(out, ref->xid);
    return name.size > 0;
}

static bool fill_now(struct rendering *rendering, struct span rest, struct buf *out)
{
    int64_t shift = 0;
    bool signed_shift = rest.size > 1 && (rest.at[0] == '+' || rest.at[0] == '-');
    bool known =
        rest.size == 0 ||
        (signed_shift && clock_read_duration(span_slice(rest, 1, rest.size), CLOCK_SECOND, &shift));
    clock_write_rfc3339(
        out, rendering->values->now + (signed_shift && rest.at[0] == '-' ? -shift : shift), 6);
    return known;
}

static bool fill_url(struct rendering *rendering, struct span rest, struct buf *out)
{
    struct buf quoted = {0};
    json_quote(&quoted, rendering->values->url, JSON_GO);
    buf_add(out, span_slice(buf_span(&quoted), 1, quoted.size - 1));
    buf_clear(&quoted);
    return rest.size == 0;
}

static const struct {
    struct span name;
    bool (*fill)(struct rendering *, struct span rest, struct buf *out);
} placeholders[] = {{{"xid", 3}, fill_xid},         {{"tx_hash", 7}, fill_tx_hash},
                    {{"address", 7}, fill_address}, {{"ref:", 4}, fill_ref},
                    {{"now", 3}, fill_now},         {{"url", 3}, fill_url}};

static bool fill(struct rendering *rendering, struct span placeholder, struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(placeholders); i++)
        if (span_starts(placeholder, placeholders[i].name))
            return placeholders[i].fill(
                rendering, span_slice(placeholder, placeholders[i].name.size, placeholder.size),
                out);
    return false;
}

/*
 * In compact JSON "{{" stands in strings only: an object's brace is followed by a quote or its end.
 */
static bool fill_all(struct rendering *rendering, struct span text, struct buf *out,
                     struct error *err)
{
    const char *open;
    while (text.size > 0 && (open = memmem(text.at, text.size, "{{", 2))) {
        size_t from = (size_t)(open - text.at);
        const char *close = memmem(open, text.size - from, "}}", 2);
        struct span name =
            span_slice(text, from + 2, close ? (size_t)(close - text.at) : text.size);
        buf_add(out, span_slice(text, 0, from));
        if (!close || !fill(rendering, name, out))
            return error_set(err, ERROR_INPUT, "unknown placeholder {{%.*s}}", SPAN_ARG(name));
        text = span_slice(text, from + name.size + 4, text.size);
    }
    buf_add(out, text);
    return true;
}

bool fixture_render(const struct fixture *fixture, const struct fixture_values *values,
                    struct buf *event, struct error *err)
{
    struct rendering rendering = {.values = values};
    struct buf compact = {0};
    json_compact(&compact, fixture->event, JSON_GO);
    bool filled = fill_all(&rendering, buf_span(&compact), event, err) ||
                  error_context(err, "fixture %.*s", SPAN_ARG(fixture->name));
    buf_clear(&compact);
    arena_clear(&rendering.arena);
    return filled;
}

void fixture_wrap(struct buf *body, const struct scheme *scheme, struct span event)
{
    bool wrapped = scheme->event_path[0] != 0;
    if (wrapped)
        buf_printf(body, "{\"%s\":", scheme->event_path);
    buf_add(body, event);
    if (wrapped)
        buf_add_byte(body, '}');
}
