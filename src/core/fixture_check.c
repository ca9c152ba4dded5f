#include "fixture.h"

#include "json.h"
#include "placeholder.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_HEADERS = 100 };

/* A fault on its way: what stands at `at` is wrong. */
struct note {
    struct note *older;
    const char *at;
    const char *why, *hint;
};

/* One file being read. */
struct checking {
    struct arena *arena;
    struct span text;
    const struct schemes *schemes;
    struct fixture *fixture;
    struct note *newest;
    size_t count;
};

/* Takes what `err` says as a fault of what stands at `at`; always returns false. */
static bool note(struct checking *checking, const char *at, const struct error *err)
{
    struct note *fresh = arena_new(checking->arena, sizeof *fresh);
    *fresh = (struct note){checking->newest, at, span_keep(checking->arena, span_of(err->text)).at,
                           err->hint[0] ? span_keep(checking->arena, span_of(err->hint)).at : NULL};
    checking->newest = fresh;
    checking->count++;
    return false;
}

/* The text of a name, escapes undone. */
static struct span plain_name(struct arena *arena, struct span quoted)
{
    struct span inner = span_slice(quoted, 1, quoted.size - 1);
    return memchr(inner.at, '\\', inner.size) ? json_text(arena, quoted) : inner;
}

/* A member's name, and the object that it stands in. */
struct member_name {
    size_t object;
    struct span text;
    const char *at;
};

static int by_object_and_name(const void *a, const void *b)
{
    const struct member_name *one = a, *other = b;
    if (one->object != other->object)
        return one->object < other->object ? -1 : 1;
    size_t shorter = one->text.size < other->text.size ? one->text.size : other->text.size;
    int order = shorter ? memcmp(one->text.at, other->text.at, shorter) : 0;
    if (order == 0 && one->text.size != other->text.size)
        order = one->text.size < other->text.size ? -1 : 1;
    if (order == 0)
        order = one->at < other->at ? -1 : 1;
    return order;
}

/* An object or array that is open, and the one around it. */
struct scope {
    struct scope *outer;
    size_t number;
};

/* Lists all names of a text that is known to be JSON. */
static void list_names(struct arena *arena, struct span text, struct member_name *names)
{
    struct json_reader reader;
    struct scope outermost = {&outermost, 0}, *scope = &outermost;
    size_t count = 0, opened = 0;
    enum json_token kind;
    json_open(&reader, text);
    while ((kind = json_next(&reader)) > JSON_END) {
        if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
            struct scope *inner = arena_new(arena, sizeof *inner);
            *inner = (struct scope){scope, ++opened};
            scope = inner;
        } else if (kind == JSON_OBJECT_END || kind == JSON_ARRAY_END) {
            scope = scope->outer;
        } else if (kind == JSON_NAME) {
            names[count++] = (struct member_name){scope->number, plain_name(arena, reader.slice),
                                                  reader.slice.at};
        }
    }
    json_close(&reader);
}

/* Of members with one name most readers take the last, some the first. */
static void check_duplicates(struct checking *checking, struct span document, size_t count)
{
    struct arena arena = {0};
    struct member_name *names = arena_new(&arena, (count + 1) * sizeof *names);
    struct error err;
    list_names(&arena, document, names);
    qsort(names, count, sizeof *names, by_object_and_name);
    for (size_t i = 1; i < count; i++) {
        if (names[i].object != names[i - 1].object || !span_equal(names[i].text, names[i - 1].text))
            continue;
        error_set(&err, ERROR_INPUT, "the member \"%.*s\" is given twice", SPAN_ARG(names[i].text));
        note(checking, names[i].at, &err);
    }
    arena_clear(&arena);
}

/* Cuts the one value out of the text, and counts the names in it. */
static bool read_document(struct checking *checking, struct span *document, size_t *names)
{
    struct json_reader reader;
    enum json_token kind;
    *names = 0;
    json_open(&reader, checking->text);
    while ((kind = json_next(&reader)) > JSON_END)
        *names += kind == JSON_NAME;
    size_t at = reader.at;
    const char *fault = reader.fault;
    json_close(&reader);
    struct span rest = span_skip_space(span_slice(checking->text, at, checking->text.size));
    *document = span_skip_space(span_slice(checking->text, 0, at));
    if (!fault && rest.size > 0) {
        fault = "text behind the value";
        at = (size_t)(rest.at - checking->text.at);
    }
    if (!fault)
        return true;
    struct error err;
    error_set(&err, ERROR_INPUT, "not JSON: %s", fault);
    return note(checking, checking->text.at + at, &err);
}

/* Whether what begins a value is of the wanted kind. */
static bool is_kind(struct checking *checking, const char *name, struct span value, char begin,
                    const char *wanted)
{
    struct error err;
    if (value.at[0] == begin)
        return true;
    error_set(&err, ERROR_INPUT, "\"%s\": %s is wanted, not %s", name, wanted, json_kind(value));
    return note(checking, value.at, &err);
}

static bool wrong_text(struct checking *checking, const char *name, struct span value,
                       const char *why)
{
    struct error err;
    error_set(&err, ERROR_INPUT, "\"%s\": %s", name, why);
    return note(checking, value.at, &err);
}

static bool read_text(struct checking *checking, const char *name, struct span value,
                      struct span *into)
{
    if (!is_kind(checking, name, value, '"', "a text"))
        return false;
    *into = json_text(checking->arena, value);
    if (into->size == 0)
        return wrong_text(checking, name, value, "it is empty");
    return !memchr(into->at, 0, into->size) ||
           wrong_text(checking, name, value, "a text without NUL characters is wanted");
}

static void read_plain(struct checking *checking, const char *name, struct span value, void *into)
{
    (void)read_text(checking, name, value, into);
}

/* The name is also that of the file that is copied out. */
static void read_name(struct checking *checking, const char *name, struct span value, void *into)
{
    struct span *text = into;
    if (read_text(checking, name, value, text) && memchr(text->at, '/', text->size))
        wrong_text(checking, name, value, "a name without / is wanted");
}

static void read_scheme(struct checking *checking, const char *name, struct span value, void *into)
{
    struct span *text = into;
    struct error err;
    if (!read_text(checking, name, value, text) || scheme_find(checking->schemes, text->at, &err))
        return;
    note(checking, value.at, &err);
}

static void check_placeholders(struct checking *checking, struct span string)
{
    struct placeholder placeholder;
    struct error err;
    enum placeholder_found found;
    size_t at = 0;
    while ((found = placeholder_next(string, at, &placeholder, &err)) != PLACEHOLDER_NONE) {
        if (found == PLACEHOLDER_FAULT)
            note(checking, placeholder.text.at, &err);
        at = (size_t)(placeholder.text.at - string.at) + placeholder.text.size;
    }
}

static void read_header(struct checking *checking, struct span quoted, struct span value)
{
    struct headers *headers = &checking->fixture->headers;
    struct span name = json_text(checking->arena, quoted);
    struct error err;
    const struct header *same = headers_find(headers, name, NULL);
    if (!header_is_sound(name, SPAN(""))) {
        error_set(&err, ERROR_INPUT, "\"headers\": '%.*s' is no header name", SPAN_ARG(name));
        note(checking, quoted.at, &err);
    } else if (same && !span_equal(same->name, name)) {
        error_set(&err, ERROR_INPUT, "\"headers\": '%.*s' is '%.*s' in another case",
                  SPAN_ARG(name), SPAN_ARG(same->name));
        note(checking, quoted.at, &err);
    }
    if (!is_kind(checking, "headers", value, '"', "a text"))
        return;
    if (!header_is_sound(SPAN("a"), json_text(checking->arena, value)))
        wrong_text(checking, "headers", value, "a value is one line without control characters");
    check_placeholders(checking, value);
    headers_add(headers, checking->arena, name, span_slice(value, 1, value.size - 1));
}

static void read_headers(struct checking *checking, const char *name, struct span value, void *into)
{
    struct json_walk walk;
    struct span quoted, child;
    (void)into;
    checking->fixture->headers = (struct headers){0};
    if (!is_kind(checking, name, value, '{', "an object"))
        return;
    bool container = json_walk_open(&walk, value);
    while (container && walk.index <= MOST_HEADERS && json_walk_next(&walk, &quoted, &child))
        read_header(checking, quoted, child);
    if (walk.index > MOST_HEADERS)
        wrong_text(checking, name, value, "there are more than 100");
    json_walk_close(&walk);
}

static void read_event(struct checking *checking, const char *name, struct span value, void *into)
{
    struct json_reader reader;
    enum json_token kind;
    struct buf compact = {0};
    if (!is_kind(checking, name, value, '{', "an object"))
        return;
    json_open(&reader, value);
    while ((kind = json_next(&reader)) > JSON_END)
        if (kind == JSON_NAME || kind == JSON_STRING)
            check_placeholders(checking, reader.slice);
    json_close(&reader);
    json_compact(&compact, value, JSON_GO);
    *(struct span *)into = buf_keep(checking->arena, &compact);
}

static const struct head_member {
    const char *name;
    bool optional;
    void (*read)(struct checking *checking, const char *name, struct span value, void *into);
    size_t into; /* offset in struct fixture */
} members[] = {
    {"name", false, read_name, offsetof(struct fixture, name)},
    {"type", false, read_plain, offsetof(struct fixture, type)},
    {"scheme", false, read_scheme, offsetof(struct fixture, scheme)},
    {"summary", false, read_plain, offsetof(struct fixture, summary)},
    {"headers", true, read_headers, offsetof(struct fixture, headers)},
    {"event", false, read_event, offsetof(struct fixture, event)},
};

/* The place of a member in the table; behind its end, with a fault, where it is none. */
static size_t find_member(struct checking *checking, struct span quoted)
{
    struct nearest nearest = nearest_to(plain_name(checking->arena, quoted));
    struct error err;
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (span_is(nearest.given, members[i].name))
            return i;
        nearest_offer(&nearest, members[i].name);
    }
    nearest_unknown(&nearest, "member",
                    "there are name, type, scheme, summary, headers and event; what is sent stands "
                    "in event",
                    &err);
    note(checking, quoted.at, &err);
    return COUNT_OF(members);
}

static void check_members(struct checking *checking, struct span document)
{
    struct span values[COUNT_OF(members) + 1] = {{0}};
    struct json_walk walk;
    struct span name, value;
    struct error err;
    bool container = json_walk_open(&walk, document);
    while (container && json_walk_next(&walk, &name, &value))
        values[find_member(checking, name)] = value;
    json_walk_close(&walk);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        void *into = (char *)checking->fixture + members[i].into;
        if (values[i].at) {
            members[i].read(checking, members[i].name, values[i], into);
        } else if (!members[i].optional) {
            error_set(&err, ERROR_INPUT, "the member \"%s\" is missing", members[i].name);
            note(checking, document.at + document.size - 1, &err);
        }
    }
    struct span event = values[COUNT_OF(members) - 1], type;
    struct span wanted = checking->fixture->type;
    if (!wanted.at || !event.at || json_member(event, SPAN("type"), &type) != JSON_FOUND ||
        type.at[0] != '"' || span_equal(json_text(checking->arena, type), wanted))
        return;
    error_set(&err, ERROR_INPUT, "the event's \"type\" is not '%.*s', as the fixture's is",
              SPAN_ARG(wanted));
    note(checking, type.at, &err);
}

static int by_place(const void *a, const void *b)
{
    const struct note *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return 0;
}

/* The faults in the order of the file, lines and columns counted in one pass over it. */
static struct fixture_faults gather(const struct checking *checking)
{
    struct arena *arena = checking->arena;
    size_t count = checking->count, line = 1;
    const char *at = checking->text.at, *line_begin = at;
    struct note *notes = arena_new(arena, (count + 1) * sizeof *notes);
    struct fixture_faults faults = {arena_new(arena, (count + 1) * sizeof *faults.at), count};
    for (const struct note *each = checking->newest; each; each = each->older)
        notes[--count] = *each;
    qsort(notes, faults.count, sizeof *notes, by_place);
    for (size_t i = 0; i < faults.count; i++) {
        for (; at < notes[i].at; at++) {
            bool ends = *at == '\n';
            line += ends;
            line_begin = ends ? at + 1 : line_begin;
        }
        faults.at[i] = (struct fixture_fault){line, (size_t)(at - line_begin) + 1, notes[i].why,
                                              notes[i].hint};
    }
    return faults;
}

bool fixture_check(struct arena *arena, struct span text, const struct schemes *schemes,
                   struct fixture *fixture, struct fixture_faults *faults)
{
    struct checking checking = {arena, text.at ? text : SPAN(""), schemes, fixture, NULL, 0};
    struct span document;
    struct error err;
    size_t names;
    *fixture = (struct fixture){.text = checking.text};
    if (read_document(&checking, &document, &names)) {
        check_duplicates(&checking, document, names);
        if (document.at[0] == '{') {
            check_members(&checking, document);
        } else {
            error_set(&err, ERROR_INPUT, "an object is wanted, not %s", json_kind(document));
            note(&checking, document.at, &err);
        }
    }
    *faults = gather(&checking);
    return faults->count == 0;
}
