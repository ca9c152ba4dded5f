#include "json_path.h"

#include <string.h>

size_t json_step_index(struct span step)
{
    size_t index = 0;
    bool plain = step.size == 1 || (step.size > 1 && step.size < 19 && step.at[0] != '0');
    for (size_t i = 0; plain && i < step.size; i++) {
        plain = step.at[i] >= '0' && step.at[i] <= '9';
        index = index * 10 + (size_t)(step.at[i] - '0');
    }
    return plain ? index : SIZE_MAX;
}

static enum json_found find_child(struct span text, struct span step, bool arrays,
                                  struct span *value)
{
    struct json_walk walk;
    struct span name, child, found = {0};
    size_t index = json_step_index(step);
    bool container = json_walk_open(&walk, text) && (arrays || !walk.array);
    while (container && json_walk_next(&walk, &name, &child))
        if (walk.array ? walk.index - 1 == index : json_name_is(name, step))
            found = child;
    if (!json_walk_close(&walk) || !container)
        return JSON_INVALID;
    if (found.at)
        *value = found;
    return found.at ? JSON_FOUND : JSON_ABSENT;
}

enum json_found json_member(struct span text, struct span name, struct span *value)
{
    return find_child(text, name, false, value);
}

/*
 * The bytes a step in double quotes takes, the quotes included: it may hold dots. 0 where the path
 * begins with none, or with one that neither a dot nor the end follows.
 */
static size_t quoted_step(struct span path)
{
    if (path.size < 2 || path.at[0] != '"')
        return 0;
    const char *end = memchr(path.at + 1, '"', path.size - 1);
    size_t size = end ? (size_t)(end - path.at) + 1 : 0;
    return size == path.size || (size && path.at[size] == '.') ? size : 0;
}

bool json_take_step(struct span *path, struct span *step)
{
    size_t quoted = quoted_step(*path);
    if (!quoted)
        return span_split(path, '.', step);
    *step = span_slice(*path, 1, quoted - 1);
    *path = quoted < path->size ? span_slice(*path, quoted + 1, path->size) : (struct span){0};
    return true;
}

bool json_path_is_in(struct span path, struct span above)
{
    struct span step, wanted;
    while (json_take_step(&above, &wanted))
        if (!json_take_step(&path, &step) || !(span_is(wanted, "*") || span_equal(step, wanted)))
            return false;
    return true;
}

enum json_found json_follow(struct span text, struct span path, struct json_place *place)
{
    *place = (struct json_place){.value = text, .rest = path};
    while (json_take_step(&place->rest, &place->step)) {
        place->holder = place->value;
        enum json_found found = find_child(place->holder, place->step, true, &place->value);
        /*
         * Below the top everything was read as part of the whole: what is no container just lacks
         * the step.
         */
        if (found != JSON_FOUND)
            return place->holder.at == text.at && place->holder.size == text.size ? found
                                                                                  : JSON_ABSENT;
    }
    return JSON_FOUND;
}

enum json_found json_at_path(struct span text, struct span path, struct span *value,
                             struct span *missing)
{
    struct json_place place;
    enum json_found found = json_follow(text, path, &place);
    *value = place.value;
    if (missing)
        *missing = place.step;
    return found;
}

size_t json_path_size(struct span text, char end)
{
    bool begins = true, quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        if (byte == end && !quoted)
            return i;
        if (byte == '"')
            quoted = begins;
        begins = byte == '.' && !quoted;
    }
    return text.size;
}

/* Why a path is none; NULL where it is one. */
static const char *path_fault(struct span path)
{
    if (path.size == 0)
        return "the path is empty";
    while (path.at) {
        bool opened = path.size > 0 && path.at[0] == '"';
        struct span step, whole = path;
        if (opened && !memchr(path.at + 1, '"', path.size - 1))
            return "a double quote is not closed";
        bool quoted = quoted_step(path) > 0;
        json_take_step(&path, &step);
        if (!quoted && step.size == 0)
            return whole.size > 0 ? "a step is empty" : "no step stands behind the last dot";
        if (!quoted && span_contains(step, SPAN("\"")))
            return "a double quote stands inside a step";
    }
    return NULL;
}

bool json_path_check(struct span path, struct error *err)
{
    const char *fault = path_fault(path);
    if (!fault)
        return true;
    error_set(err, ERROR_USAGE, "%s", fault);
    return error_hint(err, "steps are parted by dots, a name with dots stands in double quotes: "
                           "data.\"a.b\".0");
}

/* Whether a name has to stand in quotes: else a step or an assignment would end inside it. */
static bool needs_quotes(struct span name)
{
    return name.size == 0 || span_ends(name, SPAN(":")) || span_contains(name, SPAN(".")) ||
           span_contains(name, SPAN("="));
}

bool json_step_write(struct buf *out, struct span name)
{
    if (span_contains(name, SPAN("\"")) || span_contains(name, SPAN("\0")))
        return false;
    const char *quote = needs_quotes(name) ? "\"" : "";
    buf_add_text(out, quote);
    buf_add(out, name);
    buf_add_text(out, quote);
    return true;
}

void json_step_show(struct buf *out, struct span quoted)
{
    struct buf plain = {0};
    json_unquote(&plain, quoted);
    if (!json_step_write(out, buf_span(&plain)))
        buf_add(out, buf_span(&plain));
    buf_clear(&plain);
}
