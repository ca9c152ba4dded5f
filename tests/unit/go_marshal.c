#include "go_marshal.h"

#include "json.h"

enum go_kind {
    GO_STRING,
    GO_INTEGER,
    GO_TIME,   /* time.Time */
    GO_RAW,    /* json.RawMessage */
    GO_STRUCT, /* a pointer to one */
};

/* A member of a struct; with `omitempty`, an empty string, 0, a nil pointer is left out. */
struct go_member {
    const char *name;
    enum go_kind kind;
    bool omitempty;
    const struct go_struct *inner;
};

struct go_struct {
    struct go_member members[13];
};

static const struct go_struct notification = {{
    {"token", GO_STRING, true, NULL},
    {"event_id", GO_STRING, true, NULL},
    {"notification", GO_RAW, true, NULL},
    {"resource", GO_STRING, true, NULL},
    {"resource_path", GO_STRING, true, NULL},
    {"created_at", GO_TIME, false, NULL},
    {"updated_at", GO_TIME, false, NULL},
}};

static const struct go_struct event_struct = {{
    {"token", GO_STRING, true, NULL},
    {"client_id", GO_STRING, false, NULL},
    {"type", GO_STRING, true, NULL},
    {"status", GO_STRING, true, NULL},
    {"endpoint", GO_STRING, true, NULL},
    {"data", GO_STRUCT, true, &notification},
    {"delivery_attempts", GO_INTEGER, true, NULL},
    {"resource", GO_STRING, true, NULL},
    {"resource_path", GO_STRING, true, NULL},
    {"next_attempt_at", GO_TIME, false, NULL},
    {"created_at", GO_TIME, false, NULL},
    {"updated_at", GO_TIME, false, NULL},
}};

/* The last member of that name in any case; absent where there is none or it is null. */
static struct span find_member(struct span object, const char *wanted)
{
    struct json_walk walk;
    struct span name, value, found = {0};
    bool container = json_walk_open(&walk, object);
    while (container && json_walk_next(&walk, &name, &value)) {
        struct buf plain = {0};
        json_unquote(&plain, name);
        if (span_equal_nocase(buf_span(&plain), span_of(wanted)))
            found = value;
        buf_clear(&plain);
    }
    json_walk_close(&walk);
    return span_is(found, "null") ? (struct span){0} : found;
}

/* Times drop the trailing zeros of their fraction, and +00:00 becomes Z. */
static void add_time(struct buf *out, struct span text)
{
    size_t digits = 0;
    const size_t point = sizeof "2021-07-22T11:24:15" - 1;
    while (point + 1 + digits < text.size && text.at[point] == '.' &&
           text.at[point + 1 + digits] >= '0' && text.at[point + 1 + digits] <= '9')
        digits++;
    struct span zone = span_slice(text, point + (digits ? digits + 1 : 0), text.size);
    while (digits > 0 && text.at[point + digits] == '0')
        digits--;
    buf_add(out, span_slice(text, 0, point + (digits ? digits + 1 : 0)));
    buf_add(out, span_is(zone, "+00:00") ? SPAN("Z") : zone);
}

/* Raw JSON is compacted, and < > & U+2028 U+2029 in it escaped; all else keeps its bytes. */
static void add_raw(struct buf *out, struct span value)
{
    struct buf compact = {0};
    json_compact(&compact, value, JSON_PLAIN);
    for (size_t i = 0; i < compact.size; i++) {
        char c = compact.at[i];
        struct span rest = span_slice(buf_span(&compact), i, compact.size);
        bool separator =
            span_starts(rest, SPAN("\xe2\x80\xa8")) || span_starts(rest, SPAN("\xe2\x80\xa9"));
        if (separator)
            buf_printf(out, "\\u%x", rest.at[2] == '\xa8' ? 0x2028u : 0x2029u);
        else if (c == '<' || c == '>' || c == '&')
            buf_printf(out, "\\u%04x", (unsigned)c);
        else
            buf_add_byte(out, c);
        i += separator ? 2 : 0;
    }
    buf_clear(&compact);
}

static bool add_struct(struct buf *out, const struct go_struct *type, struct span object);

/* Adds a value; an absent one is Go's zero. False where it is of another kind. */
static bool add_value(struct buf *out, const struct go_member *member, struct span value)
{
    struct buf plain = {0};
    bool text = value.size > 0 && value.at[0] == '"';
    switch (member->kind) {
    case GO_STRING:
    case GO_TIME:
        if (value.at && !text)
            return false;
        if (text)
            json_unquote(&plain, value);
        if (member->kind == GO_STRING) {
            json_quote(out, buf_span(&plain), JSON_GO);
        } else {
            buf_add_byte(out, '"');
            add_time(out, value.at ? buf_span(&plain) : SPAN("0001-01-01T00:00:00Z"));
            buf_add_byte(out, '"');
        }
        buf_clear(&plain);
        return true;
    case GO_INTEGER:
        buf_add(out, value.at ? value : SPAN("0"));
        return !text && !span_contains(value, SPAN("."));
    case GO_RAW:
        add_raw(out, value);
        return true;
    case GO_STRUCT:
        return add_struct(out, member->inner, value);
    }
    return false;
}

static bool is_empty(struct span value)
{
    return !value.at || span_is(value, "\"\"") || span_is(value, "0");
}

static bool add_struct(struct buf *out, const struct go_struct *type, struct span object)
{
    bool first = true;
    if (object.size == 0 || object.at[0] != '{')
        return false;
    buf_add_byte(out, '{');
    for (const struct go_member *member = type->members; member->name; member++) {
        struct span value = find_member(object, member->name);
        if (member->omitempty && is_empty(value))
            continue;
        buf_printf(out, "%s\"%s\":", first ? "" : ",", member->name);
        first = false;
        if (!add_value(out, member, value))
            return false;
    }
    buf_add_byte(out, '}');
    return true;
}

bool go_marshal_event(struct buf *out, struct span event)
{
    return add_struct(out, &event_struct, event);
}

bool go_marshal_body(struct buf *out, struct span body)
{
    struct error err;
    struct span value;
    if (!json_value(body, &value, &err))
        return false;
    struct span event = find_member(value, "data");
    if (event.at)
        return go_marshal_event(out, event);
    buf_add_text(out, "null");
    return true;
}
