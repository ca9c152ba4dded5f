/* Records by the ids that people type. */
#include "catalogue.h"
#include "json.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What one id was found to mean. */
struct wanted {
    const char *id;
    size_t ordinal; /* of `@N`; 0: it is none */
    size_t size;
    bool found;
    char other[ULID_SIZE + 1]; /* another id that fits as well; empty: there is none */
    struct entry entry;
};

struct finding {
    struct catalogue *catalogue;
    struct wanted *at;
    size_t count;
};

/* The place that `@N` means, from 1; 0: it is none. */
static size_t ordinal_of(const char *id)
{
    char *end;
    if (id[0] != '@' || id[1] < '1' || id[1] > '9')
        return 0;
    unsigned long ordinal = strtoul(id + 1, &end, 10);
    return *end ? 0 : ordinal;
}

/* Looks for the id that was meant among those of the newest records. */
static void offer_newest(struct catalogue *catalogue, struct nearest *nearest, struct arena *arena)
{
    enum { MOST_LINES = 1000 };
    struct span line, id, whole;
    struct place place;
    struct error ignored;
    history_rewind(&catalogue->history);
    for (size_t i = 0; i < MOST_LINES; i++) {
        if (history_previous(&catalogue->history, &line, &place, &ignored) != LINE_READ)
            return;
        if (delivery_line_id(line, &id) && json_document(line, &whole, &ignored))
            nearest_offer(nearest, span_keep(arena, id).at);
    }
}

static bool not_found(struct catalogue *catalogue, const struct selection *selection,
                      const struct wanted *wanted, struct error *err)
{
    /* A third of an id may be wrong; shorter ones would be like many that have nothing to do. */
    enum { LEAST_SIZE = 20 };
    struct arena arena = {0};
    struct nearest nearest = nearest_to(span_of(wanted->id));
    if (wanted->other[0]) {
        error_set(err, ERROR_USAGE, "several deliveries have an id that begins with '%s'",
                  wanted->id);
        return error_hint(err, "give more of it, such as %s or %s, or @1 for the newest",
                          wanted->entry.id, wanted->other);
    }
    if (wanted->size >= LEAST_SIZE && !catalogue->empty)
        offer_newest(catalogue, &nearest, &arena);
    error_set(err, ERROR_USAGE, "no delivery '%s' in %s", wanted->id, catalogue->journal);
    if (wanted->ordinal && catalogue->count > 0)
        error_hint(err, "the newest is @1, the oldest @%zu", catalogue->count);
    else if (wanted->ordinal && selection_filters(selection))
        error_hint(err, "nothing that is recorded fits the options");
    else if (wanted->ordinal || catalogue->empty)
        error_hint(err, "'sfpy-hook listen' records what it receives");
    else
        nearest_hint(&nearest,
                     "an id or the begin of one, as 'sfpy-hook deliveries' lists them, or @1 for "
                     "the newest",
                     err);
    arena_clear(&arena);
    return false;
}

/* A record may be there twice; the newest line counts. */
static void meet(struct wanted *wanted, const struct place *place, const char *id)
{
    if (wanted->found) {
        if (!wanted->other[0] && strcmp(wanted->entry.id, id) != 0)
            memcpy(wanted->other, id, sizeof wanted->other);
        return;
    }
    wanted->found = true;
    wanted->entry.place = *place;
    memcpy(wanted->entry.id, id, sizeof wanted->entry.id);
}

/* Holds a line's id against all prefixes. */
static void look(struct finding *finding, struct span line, const struct place *place)
{
    struct span text, whole;
    struct error ignored;
    char id[ULID_SIZE + 1] = "";
    if (!delivery_line_id(line, &text))
        return;
    memcpy(id, text.at, ULID_SIZE);
    for (size_t i = 0; i < finding->count; i++) {
        struct wanted *wanted = &finding->at[i];
        bool begins = !wanted->ordinal && wanted->size < ULID_SIZE && wanted->size > 0 &&
                      strncasecmp(id, wanted->id, wanted->size) == 0;
        if (begins && json_document(line, &whole, &ignored))
            meet(wanted, place, id);
    }
}

static bool search_prefixes(struct finding *finding, struct error *err)
{
    struct history *history = &finding->catalogue->history;
    struct span line;
    struct place place;
    enum line_result result;
    history_rewind(history);
    while ((result = history_previous(history, &line, &place, err)) == LINE_READ)
        look(finding, line, &place);
    return result == LINE_END;
}

static bool search_whole(struct finding *finding, struct wanted *wanted, struct error *err)
{
    bool found = false;
    struct place place;
    char id[ULID_SIZE + 1] = "";
    for (size_t i = 0; i < ULID_SIZE; i++)
        id[i] = (char)toupper((unsigned char)wanted->id[i]);
    if (!history_find(&finding->catalogue->history, id, &place, &found, err))
        return false;
    if (found)
        meet(wanted, &place, id);
    return true;
}

/* The newest ones of the selection answer all that begin with @. */
static bool search_newest(struct finding *finding, const struct selection *selection, size_t newest,
                          struct error *err)
{
    struct catalogue *catalogue = finding->catalogue;
    if (!catalogue_choose(catalogue, selection, newest, err))
        return false;
    for (size_t i = 0; i < finding->count; i++) {
        struct wanted *wanted = &finding->at[i];
        if (wanted->ordinal && wanted->ordinal <= catalogue->count) {
            wanted->entry = catalogue->at[wanted->ordinal - 1];
            wanted->found = true;
        }
    }
    return true;
}

/* Reads the frame of what was found by its id alone. */
static bool settle(struct catalogue *catalogue, struct wanted *wanted, struct error *err)
{
    struct arena arena = {0};
    struct delivery delivery = {0};
    bool read =
        catalogue_read(catalogue, &wanted->entry, DELIVERY_FRAME, &arena, &delivery, NULL, err);
    wanted->entry.time = delivery.time;
    arena_clear(&arena);
    return read || catalogue_name_damage(catalogue, &wanted->entry.place, err);
}

static bool search(struct finding *finding, const struct selection *selection, struct error *err)
{
    size_t newest = 0;
    bool prefixes = false;
    for (size_t i = 0; i < finding->count; i++) {
        struct wanted *wanted = &finding->at[i];
        newest = wanted->ordinal > newest ? wanted->ordinal : newest;
        bool whole = wanted->size == ULID_SIZE;
        prefixes = prefixes || (!wanted->ordinal && !whole);
        if (whole && !search_whole(finding, wanted, err))
            return false;
    }
    return (newest == 0 || search_newest(finding, selection, newest, err)) &&
           (!prefixes || search_prefixes(finding, err));
}

bool catalogue_find(struct catalogue *catalogue, const struct selection *selection,
                    const struct opt_list *ids, struct error *err)
{
    struct finding finding = {.catalogue = catalogue,
                              .at = mem_new(ids->count, sizeof(struct wanted)),
                              .count = ids->count};
    for (size_t i = 0; i < ids->count; i++)
        finding.at[i] = (struct wanted){
            .id = ids->at[i], .ordinal = ordinal_of(ids->at[i]), .size = strlen(ids->at[i])};
    bool done = catalogue->empty || search(&finding, selection, err);
    for (size_t i = 0; done && i < finding.count; i++)
        done = finding.at[i].found && !finding.at[i].other[0]
                   ? settle(catalogue, &finding.at[i], err)
                   : not_found(catalogue, selection, &finding.at[i], err);
    buf_reset(&catalogue->entries);
    catalogue->count = 0;
    for (size_t i = 0; done && i < finding.count; i++)
        catalogue_add(catalogue, &finding.at[i].entry);
    free(finding.at);
    return done;
}
