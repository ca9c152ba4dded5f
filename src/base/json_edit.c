#include "json_edit.h"

#include "json_path.h"
#include "text.h"

/* What there is in an object, for who asked for something else. */
struct offer {
    struct arena arena;
    struct nearest nearest;
    char room[160];
    struct buf list; /* the names as steps, as many as fit */
    size_t members;
};

static void offer_name(struct offer *offer, struct span quoted)
{
    struct buf plain = {0}, typed = {0}, entry = {0};
    json_unquote(&plain, quoted);
    offer->members++;
    if (json_step_write(&typed, buf_span(&plain))) {
        nearest_offer(&offer->nearest, span_keep(&offer->arena, buf_span(&plain)).at);
        buf_add_text(&entry, offer->list.size > 0 ? ", " : "");
        text_escape(&entry, buf_span(&typed));
        if (!offer->list.full)
            buf_add(&offer->list, buf_span(&entry));
    }
    buf_clear(&plain);
    buf_clear(&typed);
    buf_clear(&entry);
}

static bool hint_nearest(const char *name, struct error *err)
{
    struct buf typed = {0}, shown = {0};
    json_step_write(&typed, span_of(name));
    text_escape(&shown, buf_span(&typed));
    error_hint(err, "did you mean '%s'?", shown.at);
    buf_clear(&typed);
    buf_clear(&shown);
    return false;
}

static bool hint_members(const struct json_place *place, struct error *err)
{
    struct offer offer = {.nearest = nearest_to(place->step)};
    offer.list = (struct buf)BUF_OVER(offer.room);
    struct json_walk walk;
    struct span name, value;
    bool object = json_walk_open(&walk, place->holder);
    while (object && json_walk_next(&walk, &name, &value))
        offer_name(&offer, name);
    json_walk_close(&walk);
    const char *best = nearest_found(&offer.nearest);
    if (best)
        hint_nearest(best, err);
    else if (offer.members == 0)
        error_hint(err, "the object at this place is empty");
    else if (offer.list.size > 0)
        error_hint(err, "the members there are: %s%s", offer.list.at, offer.list.full ? ", …" : "");
    else
        error_hint(err, "members there are: %zu", offer.members);
    arena_clear(&offer.arena);
    return false;
}

static bool hint_elements(size_t count, bool add, struct error *err)
{
    char next[48] = "";
    struct buf more = BUF_OVER(next);
    if (add)
        buf_printf(&more, "; the next one would be %zu", count);
    if (count == 0)
        return error_hint(err, "the array at this place is empty%s", next);
    if (count == 1)
        return error_hint(err, "the array at this place has one element, 0%s", next);
    return error_hint(err, "the array at this place has %zu elements, 0 to %zu%s", count, count - 1,
                      next);
}

/* The last child of an object or array, and how many there are. */
struct last_child {
    struct span name, value;
    size_t count;
};

static struct last_child last_child_of(struct span holder)
{
    struct last_child last = {.count = 0};
    struct json_walk walk;
    struct span name, value;
    bool container = json_walk_open(&walk, holder);
    while (container && json_walk_next(&walk, &name, &value))
        last = (struct last_child){name, value, walk.index};
    json_walk_close(&walk);
    return last;
}

/* The bracket that an object or array begins with. */
static char bracket_of(struct span holder)
{
    return holder.at && (holder.at[0] == '{' || holder.at[0] == '[') ? holder.at[0] : 0;
}

static bool refuse_step(const struct json_place *place, bool add, struct error *err)
{
    struct span step = place->step;
    switch (bracket_of(place->holder)) {
    case '{':
        error_set(err, ERROR_USAGE, "there is no '%.*s' at this place", SPAN_ARG(step));
        return hint_members(place, err);
    case '[':
        if (json_step_index(step) == SIZE_MAX)
            error_set(err, ERROR_USAGE, "'%.*s' is no index of an array", SPAN_ARG(step));
        else
            error_set(err, ERROR_USAGE, "there is no element %.*s at this place", SPAN_ARG(step));
        return hint_elements(last_child_of(place->holder).count, add, err);
    default:
        error_set(err, ERROR_USAGE, "there is no '%.*s' in %s", SPAN_ARG(step),
                  json_kind(place->holder));
        return error_hint(err, "only an object or an array has something inside");
    }
}

static bool path_context(struct span path, struct error *err)
{
    return error_context(err, "path '%.*s'", SPAN_ARG(path));
}

/* Goes along a path through a whole text; `found` says whether all of it leads somewhere. */
static bool look(struct span document, struct span path, struct json_place *place, bool *found,
                 struct error *err)
{
    struct span whole;
    if (!json_path_check(path, err))
        return path_context(path, err);
    if (!json_document(document, &whole, err))
        return error_context(err, "the text to change");
    *found = json_follow(whole, path, place) == JSON_FOUND;
    return true;
}

static size_t offset_in(struct span document, const char *at)
{
    return (size_t)(at - document.at);
}

static size_t end_in(struct span document, struct span part)
{
    return offset_in(document, part.at) + part.size;
}

/* Where what is missing goes, and what is written around it. */
struct gap {
    size_t at;         /* in the document */
    struct span comma; /* whether there is one */
    struct span space; /* before what is appended, as before the last child */
    struct span colon; /* between a name and its value, as in the last child */
};

static struct gap gap_of(struct span document, const struct json_place *place)
{
    struct last_child last = last_child_of(place->holder);
    struct gap gap = {.at = offset_in(document, place->holder.at) + 1, .colon = SPAN(":")};
    if (last.count == 0)
        return gap;
    size_t start = offset_in(document, last.name.at ? last.name.at : last.value.at), space = start;
    while (is_white_space(document.at[space - 1]))
        space--;
    gap.at = end_in(document, last.value);
    gap.comma = SPAN(",");
    gap.space = span_slice(document, space, start);
    if (last.name.at)
        gap.colon =
            span_slice(document, end_in(document, last.name), offset_in(document, last.value.at));
    return gap;
}

/* Whether something can be appended for the step that is missing. */
static bool can_append(const struct json_place *place, struct error *err)
{
    char bracket = bracket_of(place->holder);
    bool next =
        bracket == '[' && json_step_index(place->step) == last_child_of(place->holder).count;
    struct span rest = place->rest, step = place->step;
    if (bracket != '{' && !next)
        return refuse_step(place, true, err);
    do {
        if (!text_is_utf8(step))
            return error_set(err, ERROR_USAGE, "the name of a new member has to be UTF-8");
    } while (json_take_step(&rest, &step));
    return true;
}

static void append(struct buf *out, struct span document, const struct json_place *place,
                   struct span value)
{
    struct gap gap = gap_of(document, place);
    struct span rest = place->rest, step = place->step;
    size_t made = 0;
    buf_add(out, span_slice(document, 0, gap.at));
    buf_add(out, gap.comma);
    buf_add(out, gap.space);
    for (bool named = bracket_of(place->holder) == '{', more = true; more; named = true) {
        if (named) {
            json_quote(out, step, JSON_GO);
            buf_add(out, gap.colon);
        }
        more = json_take_step(&rest, &step);
        if (more)
            buf_add_byte(out, '{');
        made += more;
    }
    buf_add(out, value);
    buf_add_repeated(out, '}', made);
    buf_add(out, span_slice(document, gap.at, document.size));
}

bool json_set(struct buf *out, struct span document, struct span path, struct span value, bool add,
              struct error *err)
{
    struct json_place place = {.rest = path};
    bool found = false;
    if (!look(document, path, &place, &found, err))
        return false;
    if (!found && !(add ? can_append(&place, err) : refuse_step(&place, false, err)))
        return path_context(path, err);
    if (!found) {
        append(out, document, &place, value);
        return true;
    }
    buf_add(out, span_slice(document, 0, offset_in(document, place.value.at)));
    buf_add(out, value);
    buf_add(out, span_slice(document, end_in(document, place.value), document.size));
    return true;
}

/*
 * Adds an object or array without what a step leads to. What stands between two children goes with
 * the one behind it, and what stands before all of them with the first that is kept.
 */
static void add_without(struct buf *out, struct span holder, struct span step)
{
    struct json_walk walk;
    struct span name, value;
    size_t index = json_step_index(step), kept = 0, last = 1;
    struct span inside = span_slice(holder, 1, holder.size);
    size_t first = offset_in(holder, span_skip_space(inside).at);
    buf_add_byte(out, holder.at[0]);
    json_walk_open(&walk, holder);
    while (json_walk_next(&walk, &name, &value)) {
        size_t start = offset_in(holder, name.at ? name.at : value.at);
        size_t end = end_in(holder, value);
        bool goes = walk.array ? walk.index - 1 == index : json_name_is(name, step);
        if (!goes) {
            buf_add(out, kept > 0 ? span_slice(holder, last, start) : span_slice(holder, 1, first));
            buf_add(out, span_slice(holder, start, end));
            kept++;
        }
        last = end;
    }
    json_walk_close(&walk);
    buf_add(out, span_slice(holder, kept > 0 ? last : holder.size - 1, holder.size));
}

bool json_unset(struct buf *out, struct span document, struct span path, struct error *err)
{
    struct json_place place = {.rest = path};
    bool found = false;
    if (!look(document, path, &place, &found, err))
        return false;
    if (!found) {
        refuse_step(&place, false, err);
        return path_context(path, err);
    }
    buf_add(out, span_slice(document, 0, offset_in(document, place.holder.at)));
    add_without(out, place.holder, place.step);
    buf_add(out, span_slice(document, end_in(document, place.holder), document.size));
    return true;
}
