#include "fixture.h"

#include "embedded.h"
#include "files.h"
#include "json.h"
#include "placeholder.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool fixture_read(struct arena *arena, struct span text, const char *file,
                  const struct schemes *schemes, struct fixture *fixture, struct error *err)
{
    struct fixture_faults faults;
    bool sound = fixture_check(arena, text, schemes, fixture, &faults);
    fixture->file = file;
    if (sound)
        return true;
    const struct fixture_fault *first = &faults.at[0];
    error_set(err, ERROR_INPUT, "%s", first->why);
    if (first->hint)
        error_hint(err, "%s", first->hint);
    else if (faults.count > 1)
        error_hint(err, "'sfpy-hook fixtures check FILE' names all %zu faults", faults.count);
    return error_context(err, "%s: line %zu, column %zu", file, first->line, first->column);
}

enum { FIXTURE_MOST = 16 << 20 };

bool fixture_read_file(struct arena *arena, const char *path, const struct schemes *schemes,
                       struct fixture *fixture, struct error *err)
{
    struct buf text = buf_limited(FIXTURE_MOST);
    bool read = file_read(&text, path, err);
    struct span kept = buf_keep(arena, &text);
    return read && fixture_read(arena, kept, path, schemes, fixture, err);
}

/* Of one name the first counts: an own fixture hides the built-in one. */
static void add(struct fixture_list *list, const struct fixture *fixture)
{
    for (size_t i = 0; i < list->count; i++)
        if (span_equal(list->at[i].name, fixture->name))
            return;
    list->at[list->count++] = *fixture;
}

static int is_fixture_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && span_ends(span_of(entry->d_name), SPAN(".json"));
}

static bool add_own(struct arena *arena, const char *folder, struct dirent **entries, size_t count,
                    const struct schemes *schemes, struct fixture_list *list, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct buf path = {0};
        struct fixture fixture;
        bool slash = span_ends(span_of(folder), SPAN("/"));
        buf_printf(&path, "%s%s%s", folder, slash ? "" : "/", entries[i]->d_name);
        const char *kept = buf_keep(arena, &path).at;
        if (!fixture_read_file(arena, kept, schemes, &fixture, err))
            return false;
        add(list, &fixture);
    }
    return true;
}

static bool add_builtin(struct arena *arena, const struct embedded *files, size_t count,
                        const struct schemes *schemes, struct fixture_list *list, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture fixture;
        if (!span_ends(span_of(files[i].name), SPAN(".json")))
            continue;
        if (!fixture_read(arena, files[i].text, files[i].name, schemes, &fixture, err))
            return false;
        fixture.file = NULL;
        add(list, &fixture);
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    const struct fixture *one = a, *other = b;
    return strcmp(one->name.at, other->name.at);
}

bool fixture_load(struct arena *arena, const char *folder, const struct schemes *schemes,
                  struct fixture_list *list, struct error *err)
{
    struct dirent **entries = NULL;
    int found = folder ? scandir(folder, &entries, is_fixture_file, alphasort) : 0;
    if (found < 0)
        return error_errno(err, ERROR_INPUT, errno, "cannot read the folder %s", folder);
    size_t own = (size_t)found, embedded;
    const struct embedded *files = embedded_all(&embedded);
    *list = (struct fixture_list){arena_new(arena, (own + embedded) * sizeof *list->at), 0};
    bool loaded = add_own(arena, folder, entries, own, schemes, list, err);
    size_t first = list->count;
    loaded = loaded && add_builtin(arena, files, embedded, schemes, list, err);
    qsort(list->at + first, list->count - first, sizeof *list->at, by_name);
    for (size_t i = 0; i < own; i++)
        free(entries[i]);
    free(entries);
    return loaded;
}

static bool is_own(const struct fixture *fixture)
{
    return fixture->file != NULL;
}

static bool is_default(const struct fixture *fixture)
{
    return span_is(fixture->scheme, "sfpy");
}

static bool is_any(const struct fixture *fixture)
{
    (void)fixture;
    return true;
}

/* Whose turn it is among the fixtures of one wire type. */
static bool (*const turns[])(const struct fixture *) = {is_own, is_default, is_any};

const struct fixture *fixture_find(const struct fixture_list *list, const char *name,
                                   struct error *err)
{
    struct nearest nearest = nearest_to(span_of(name));
    for (size_t i = 0; i < list->count; i++) {
        if (span_is(list->at[i].name, name))
            return &list->at[i];
        nearest_offer(&nearest, list->at[i].name.at);
    }
    for (size_t turn = 0; turn < COUNT_OF(turns); turn++)
        for (size_t i = 0; i < list->count; i++)
            if (span_is(list->at[i].type, name) && turns[turn](&list->at[i]))
                return &list->at[i];
    for (size_t i = 0; i < list->count; i++)
        nearest_offer(&nearest, list->at[i].type.at);
    nearest_unknown(&nearest, "event", "'sfpy-hook fixtures list' shows the events there are", err);
    return NULL;
}

const struct fixture *fixture_choose(struct arena *arena, const struct fixture_list *list,
                                     const char *name, const struct schemes *schemes,
                                     struct error *err)
{
    struct error unknown;
    const struct fixture *found = fixture_find(list, name, &unknown);
    if (found)
        return found;
    if (!strchr(name, '/') && !span_ends(span_of(name), SPAN(".json"))) {
        *err = unknown;
        return NULL;
    }
    struct fixture *fixture = arena_new(arena, sizeof *fixture);
    return fixture_read_file(arena, name, schemes, fixture, err) ? fixture : NULL;
}

bool fixture_render(const struct fixture *fixture, const struct fixture_values *values,
                    struct buf *event, struct error *err)
{
    return placeholder_fill(fixture->event, values, event, err) ||
           error_context(err, "fixture %.*s", SPAN_ARG(fixture->name));
}

/* Adds what the inside of a JSON string stands for, its placeholders filled in first. */
static bool fill_text(struct span inner, const struct fixture_values *values, struct buf *out,
                      struct error *err)
{
    struct buf quoted = {0};
    buf_add_byte(&quoted, '"');
    bool filled = placeholder_fill(inner, values, &quoted, err);
    buf_add_byte(&quoted, '"');
    if (filled)
        json_unquote(out, buf_span(&quoted));
    buf_clear(&quoted);
    return filled;
}

bool fixture_headers(const struct fixture *fixture, const struct fixture_values *values,
                     struct arena *arena, struct headers *headers, struct error *err)
{
    struct fixture_refs own = {0};
    struct fixture_values shared = *values;
    bool filled = true;
    shared.refs = values->refs ? values->refs : &own;
    for (size_t i = 0; filled && i < fixture->headers.count; i++) {
        const struct header *header = &fixture->headers.at[i];
        struct buf value = {0};
        filled = fill_text(header->value, &shared, &value, err) ||
                 error_context(err, "fixture %.*s: header %.*s", SPAN_ARG(fixture->name),
                               SPAN_ARG(header->name));
        headers_add(headers, arena, header->name, buf_keep(arena, &value));
    }
    fixture_refs_clear(&own);
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
