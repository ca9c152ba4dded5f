#include "smoke_event.h"

#include "json.h"
#include "json_edit.h"

#include <string.h>

enum { LARGE = 1 << 20, DEEP = 10000, TOKEN_SIZE = 20 };

#define MARK "SM0KE"
#define DIGITS MARK "{{digits:15"

static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'A' && text.at[i] <= 'V')))
            return false;
    return text.size == TOKEN_SIZE;
}

/* The text between the quotes of a string token. */
static void tame_string(struct buf *out, struct span text)
{
    static const struct {
        const char *made, *tamed;
    } rows[] = {{"{{xid}}", DIGITS "}}"}, {"{{ref:", DIGITS ":"}};
    if (is_token(text)) {
        buf_add_text(out, MARK);
        text = span_slice(text, sizeof MARK - 1, text.size);
    }
    while (text.size > 0) {
        size_t i = 0;
        while (i < COUNT_OF(rows) && !span_starts(text, span_of(rows[i].made)))
            i++;
        if (i < COUNT_OF(rows))
            buf_add_text(out, rows[i].tamed);
        else
            buf_add_byte(out, text.at[0]);
        text = span_slice(text, i < COUNT_OF(rows) ? strlen(rows[i].made) : 1, text.size);
    }
}

/* Values that a name alone makes harmless. */
static const struct {
    const char *name;
    const char *text, *number;
} harmless[] = {{"\"chain_id\"", "\"1337\"", "1337"}, {"\"amount\"", "\"1\"", "1"}};

static void tame_value(struct buf *out, enum json_token kind, struct span slice, struct span name)
{
    for (size_t i = 0; i < COUNT_OF(harmless); i++)
        if (span_is(name, harmless[i].name) && (kind == JSON_STRING || kind == JSON_NUMBER)) {
            buf_add_text(out, kind == JSON_STRING ? harmless[i].text : harmless[i].number);
            return;
        }
    if (kind != JSON_STRING) {
        buf_add(out, slice);
        return;
    }
    buf_add_byte(out, '"');
    tame_string(out, span_slice(slice, 1, slice.size - 1));
    buf_add_byte(out, '"');
}

void smoke_event_tame(struct buf *out, struct span event)
{
    struct json_reader reader;
    enum json_token kind;
    struct span name = {0};
    size_t written = 0;
    json_open(&reader, event);
    while ((kind = json_next(&reader)) > JSON_END) {
        size_t from = (size_t)(reader.slice.at - event.at);
        buf_add(out, span_slice(event, written, from));
        if (kind == JSON_NAME)
            buf_add(out, reader.slice);
        else
            tame_value(out, kind, reader.slice, name);
        name = kind == JSON_NAME ? reader.slice : (struct span){0};
        written = from + reader.slice.size;
    }
    buf_add(out, span_slice(event, written, event.size));
    json_close(&reader);
}

/* Replaces the event by one with a value at a path. */
static bool set(struct buf *event, const char *path, struct span value, struct error *err)
{
    struct buf changed = {0};
    bool done = json_set(&changed, buf_span(event), span_of(path), value, true, err);
    if (done) {
        buf_clear(event);
        *event = changed;
    } else {
        buf_clear(&changed);
    }
    return done;
}

/* Where in an event its free part stands; NULL: it has none. */
static const char *holder(struct span event)
{
    static const char *const places[] = {"data.notification", "notification", "data.object",
                                         "data"};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct span found;
        if (json_at_path(event, span_of(places[i]), &found, NULL) == JSON_FOUND &&
            found.at[0] == '{')
            return places[i];
    }
    return NULL;
}

bool smoke_event_is_nested(struct span event)
{
    return holder(event) != NULL;
}

bool smoke_event_add(struct buf *event, const char *value, struct error *err)
{
    char text[32];
    struct buf path = BUF_OVER(text);
    const char *place = holder(buf_span(event));
    buf_printf(&path, "%s%ssmoke", place ? place : "", place ? "." : "");
    return set(event, path.at, span_of(value), err);
}

bool smoke_event_extend(struct buf *event, struct error *err)
{
    return set(event, "smoke", SPAN("\"plain\""), err);
}

bool smoke_event_retype(struct buf *event, struct error *err)
{
    return set(event, "type", SPAN("\"smoke:unknown\""), err);
}

bool smoke_event_inflate(struct buf *event, struct error *err)
{
    struct buf text = {0};
    buf_add_byte(&text, '"');
    buf_add_repeated(&text, 'x', LARGE);
    buf_add_byte(&text, '"');
    bool done = smoke_event_add(event, text.at, err);
    buf_clear(&text);
    return done;
}

bool smoke_event_nest(struct buf *event, struct error *err)
{
    struct buf arrays = {0};
    buf_add_repeated(&arrays, '[', DEEP);
    buf_add_repeated(&arrays, ']', DEEP);
    bool done = smoke_event_add(event, arrays.at, err);
    buf_clear(&arrays);
    return done;
}

bool smoke_event_reverse(struct buf *event, struct error *err)
{
    enum { MOST = 256 };
    struct span members[MOST], name, value;
    size_t count = 0;
    struct json_walk walk;
    bool object = json_walk_open(&walk, buf_span(event)) && !walk.array;
    while (object && count < MOST && json_walk_next(&walk, &name, &value))
        members[count++] = (struct span){name.at, (size_t)(value.at + value.size - name.at)};
    json_walk_close(&walk);
    if (!object || count == MOST)
        return error_set(err, ERROR_INPUT, "the event is no object of a few members");
    struct buf reversed = {0};
    for (size_t i = count; i > 0; i--) {
        buf_add_byte(&reversed, i == count ? '{' : ',');
        buf_add(&reversed, members[i - 1]);
    }
    buf_add_text(&reversed, count ? "}" : "{}");
    buf_clear(event);
    *event = reversed;
    return true;
}
