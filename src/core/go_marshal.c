#include "go_marshal.h"

#include "clock.h"
#include "json.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How deep Go's scanner follows a nesting, and how many members a struct has at most. */
enum { DEEPEST = 10000, MEMBERS = 12 };

#define ZERO_TIME "0001-01-01T00:00:00Z"

/* A member of a struct; with `omitempty`, an empty string, 0, a nil pointer is left out. */
struct go_member {
    const char *name;
    enum go_kind kind;
    bool omitempty;
    const struct go_struct *inner;
};

struct go_struct {
    struct go_member members[MEMBERS + 1];
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

static const struct go_struct body_struct = {{{"data", GO_STRUCT, false, &event_struct}}};

/*
 * What was read into a struct: the raw slice of each member, absent for Go's zero. The structs have
 * one pointer each at most, so that `inner` is what it points to while its slice is there.
 */
struct go_object {
    struct span values[MEMBERS];
    struct go_object *inner;
};

/*
 * The text of a name as Go compares it, in any case: among what folds to ASCII are the sign of
 * Kelvin and the long s.
 */
static void fold_name(struct buf *out, struct span name)
{
    static const struct {
        struct span character;
        char folded;
    } folds[] = {{{"\xe2\x84\xaa", 3}, 'k'}, {{"\xc5\xbf", 2}, 's'}};
    struct buf plain = {0};
    json_unquote(&plain, name);
    struct span rest = buf_span(&plain);
    while (rest.size > 0) {
        size_t size = 1;
        char byte = rest.at[0];
        for (size_t i = 0; i < COUNT_OF(folds); i++)
            if (span_starts(rest, folds[i].character)) {
                size = folds[i].character.size;
                byte = folds[i].folded;
            }
        buf_add_byte(out, byte);
        rest = span_slice(rest, size, rest.size);
    }
    buf_clear(&plain);
}

/* The number of the member of that raw name; MEMBERS where the struct has none. */
static size_t find_member(const struct go_struct *type, struct span name)
{
    enum { LONGEST = 6 * sizeof "delivery_attempts" };
    size_t i = 0;
    if (name.size > LONGEST) /* even if all of it is escaped */
        return MEMBERS;
    char room[LONGEST + 1];
    struct buf folded = BUF_OVER(room);
    fold_name(&folded, name);
    while (type->members[i].name &&
           !span_equal_nocase(buf_span(&folded), span_of(type->members[i].name)))
        i++;
    return type->members[i].name ? i : MEMBERS;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether Go reads a number as its int: no fraction, no exponent, 64 bits. */
static bool is_int(struct span value)
{
    char room[sizeof "-9223372036854775808"];
    struct buf text = BUF_OVER(room);
    char *end;
    buf_add(&text, value);
    if (text.full || !(value.at[0] == '-' || is_digit(value.at[0])))
        return false;
    errno = 0;
    strtoll(text.at, &end, 10);
    return errno == 0 && *end == '\0';
}

/* A time in its parts: up to the seconds, the digits of the fraction, Z or an offset. */
struct go_time {
    struct span whole, fraction, zone;
};

static bool split_time(struct span value, struct go_time *time)
{
    const size_t point = sizeof "2021-07-22T11:24:15" - 1;
    if (value.at[0] != '"' || value.size <= point + 2)
        return false;
    struct span text = span_slice(value, 1, value.size - 1);
    struct span rest = span_slice(text, point, text.size);
    size_t digits = 0;
    while (rest.at[0] == '.' && digits + 1 < rest.size && is_digit(rest.at[digits + 1]))
        digits++;
    time->whole = span_slice(text, 0, point);
    time->fraction = span_slice(rest, 1, 1 + digits);
    time->zone = span_slice(rest, digits ? 1 + digits : 0, rest.size);
    return true;
}

/* A year as long as that one which clock_read_rfc3339() knows; NULL where the text has none. */
static const char *like_year(struct span text)
{
    int year = 0;
    for (size_t i = 0; i < sizeof "2021" - 1; i++) {
        if (!is_digit(text.at[i]))
            return NULL;
        year = year * 10 + (text.at[i] - '0');
    }
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? "2000" : "2001";
}

/* Go knows all years of four digits, but neither small letters nor leap seconds. */
static bool is_time(const struct go_time *time)
{
    char room[sizeof "2000-07-22T11:24:15+05:00"];
    struct buf known = BUF_OVER(room);
    const char *year = like_year(time->whole);
    int64_t moment;
    if (!year || time->whole.at[sizeof "2021-07-22" - 1] != 'T' || span_is(time->zone, "z") ||
        span_ends(time->whole, SPAN(":60")))
        return false;
    buf_add_text(&known, year);
    buf_add(&known, span_slice(time->whole, strlen(year), time->whole.size));
    buf_add(&known, time->zone);
    return !known.full && clock_read_rfc3339(buf_span(&known), &moment);
}

/* Of the fraction nine digits stay, without trailing zeros; +00:00 becomes Z. */
static void add_time(struct buf *out, struct span value)
{
    struct go_time time;
    if (!value.at || !split_time(value, &time)) {
        buf_add_text(out, "\"" ZERO_TIME "\"");
        return;
    }
    bool utc = span_is(time.zone, "+00:00") || span_is(time.zone, "-00:00");
    size_t digits = time.fraction.size < 9 ? time.fraction.size : 9;
    while (digits > 0 && time.fraction.at[digits - 1] == '0')
        digits--;
    buf_add_byte(out, '"');
    buf_add(out, time.whole);
    if (digits > 0)
        buf_add_byte(out, '.');
    buf_add(out, span_slice(time.fraction, 0, digits));
    buf_add(out, utc ? SPAN("Z") : time.zone);
    buf_add_byte(out, '"');
}

/* Whether a value that is not null is of that kind; `why` says what is there. */
static bool is_of_kind(enum go_kind kind, struct span value, const char **why)
{
    struct go_time time;
    switch (kind) {
    case GO_STRING:
        *why = "its struct has a string here";
        return value.at[0] == '"';
    case GO_INTEGER:
        *why = "its struct has an integer here";
        return is_int(value);
    case GO_TIME:
        *why = "it can't read this as a time";
        return split_time(value, &time) && is_time(&time);
    case GO_STRUCT:
        *why = "its struct has an object here";
        return value.at[0] == '{';
    case GO_RAW:
    case GO_UNKNOWN:
        break;
    }
    return true;
}

static bool read_object(const struct go_struct *type, struct go_object *into, struct span object,
                        struct go_fault *fault);

/*
 * Puts a value where it goes. Go reads a further object into the struct that is there already; null
 * sets pointers and raw JSON, all else keeps what it had.
 */
static bool read_value(const struct go_struct *type, size_t number, struct go_object *into,
                       struct span value, struct go_fault *fault)
{
    const struct go_member *member = &type->members[number];
    struct span *place = &into->values[number];
    const char *why;
    bool null = span_is(value, "null");
    if (!null && !is_of_kind(member->kind, value, &why)) {
        *fault = (struct go_fault){value, why};
        return false;
    }
    if (!null || member->kind == GO_RAW)
        *place = value;
    if (member->kind != GO_STRUCT)
        return true;
    if (!null)
        return read_object(member->inner, into->inner, value, fault);
    struct go_object *inner = into->inner->inner;
    *place = (struct span){0};
    *into->inner = (struct go_object){.inner = inner};
    if (inner)
        *inner = (struct go_object){0};
    return true;
}

/* No deeper than the structs are, whatever the JSON. */
static bool read_object(const struct go_struct *type, struct go_object *into, struct span object,
                        struct go_fault *fault)
{
    struct json_walk walk;
    struct span name, value;
    bool done = true, container = json_walk_open(&walk, object);
    while (done && container && json_walk_next(&walk, &name, &value)) {
        size_t number = find_member(type, name);
        if (number < MEMBERS)
            done = read_value(type, number, into, value, fault);
    }
    json_walk_close(&walk);
    return done;
}

/* Bytes that are no UTF-8 become U+FFFD on reading, one each. */
static void add_string(struct buf *out, struct span value)
{
    struct buf plain = {0}, clean = {0};
    if (value.at)
        json_unquote(&plain, value);
    struct span rest = buf_span(&plain);
    bool whole = text_is_utf8(rest);
    while (!whole && rest.size > 0) {
        uint32_t point;
        size_t size = text_decode(rest, &point);
        buf_add(&clean, size ? span_slice(rest, 0, size) : SPAN("\xef\xbf\xbd"));
        rest = span_slice(rest, size ? size : 1, rest.size);
    }
    json_quote(out, buf_span(whole ? &plain : &clean), JSON_GO);
    buf_clear(&plain);
    buf_clear(&clean);
}

static bool is_empty(struct span value)
{
    return !value.at || span_is(value, "\"\"") || span_is(value, "0") || span_is(value, "-0");
}

static void add_object(struct buf *out, const struct go_struct *type,
                       const struct go_object *object);

/* Adds a value; an absent one is Go's zero. */
static void add_value(struct buf *out, const struct go_member *member, struct span value,
                      const struct go_object *inner)
{
    switch (member->kind) {
    case GO_STRING:
        add_string(out, value);
        break;
    case GO_TIME:
        add_time(out, value);
        break;
    case GO_RAW:
        json_compact(out, value, JSON_GO);
        break;
    case GO_STRUCT:
        add_object(out, member->inner, inner);
        break;
    case GO_INTEGER:
    case GO_UNKNOWN:
        buf_add(out, value);
        break;
    }
}

static void add_object(struct buf *out, const struct go_struct *type,
                       const struct go_object *object)
{
    char before = '{';
    for (size_t i = 0; type->members[i].name; i++) {
        const struct go_member *member = &type->members[i];
        bool empty = member->kind == GO_RAW ? !object->values[i].at : is_empty(object->values[i]);
        if (member->omitempty && empty)
            continue;
        buf_printf(out, "%c\"%s\":", before, member->name);
        before = ',';
        add_value(out, member, object->values[i], object->inner);
    }
    buf_add_byte(out, '}');
}

/* Whether it is JSON no deeper than Go's scanner goes. */
static bool is_readable(struct span text, size_t deepest, struct go_fault *fault)
{
    struct json_reader reader;
    enum json_token kind;
    json_open(&reader, text);
    while ((kind = json_next(&reader)) > JSON_END && reader.depth <= deepest)
        ;
    *fault = (struct go_fault){.why = kind == JSON_FAULT ? "it is no JSON"
                                                         : "it reads nothing nested so deep"};
    json_close(&reader);
    return kind == JSON_END;
}

bool go_marshal_event(struct buf *out, struct span event, struct go_fault *fault)
{
    struct go_object inner = {0}, object = {.inner = &inner};
    const char *why;
    if (!is_readable(event, DEEPEST - 1, fault))
        return false;
    event = span_skip_space(event);
    if (!is_of_kind(GO_STRUCT, event, &why)) {
        *fault = (struct go_fault){event, why};
        return false;
    }
    if (!read_object(&event_struct, &object, event, fault))
        return false;
    add_object(out, &event_struct, &object);
    return true;
}

bool go_marshal_body(struct buf *out, struct span body, struct go_fault *fault)
{
    struct go_object notified = {0}, event = {.inner = &notified}, whole = {.inner = &event};
    const char *why;
    if (!is_readable(body, DEEPEST, fault))
        return false;
    body = span_skip_space(body);
    if (!span_starts(body, SPAN("null")) && !is_of_kind(GO_STRUCT, body, &why)) {
        *fault = (struct go_fault){body, why};
        return false;
    }
    if (!read_object(&body_struct, &whole, body, fault))
        return false;
    if (whole.values[0].at)
        add_object(out, &event_struct, &event);
    else
        buf_add_text(out, "null");
    return true;
}

enum go_kind go_kind_at(struct span path)
{
    const struct go_struct *type = &event_struct;
    enum go_kind kind = GO_STRUCT;
    struct span step;
    while (kind == GO_STRUCT && path.size > 0 && span_split(&path, '.', &step)) {
        const struct go_member *member = type->members;
        while (member->name && !span_is(step, member->name))
            member++;
        kind = member->kind; /* that of what ends the list is 0 */
        type = member->inner;
    }
    return kind == GO_RAW || path.size == 0 ? kind : GO_UNKNOWN;
}
