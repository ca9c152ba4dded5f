#include "catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_TOLD = 10 };

/*
 * Records are appended when they are done and go by the time when they came, so some stand a little
 * before or behind their place: so much more is read before what was found counts as the newest.
 */
enum { SLACK = 1 << 16 };

bool catalogue_open(struct catalogue *catalogue, const struct common_opts *opts,
                    const struct ui *ui, struct arena *arena, struct error *err)
{
    *catalogue = (struct catalogue){
        .journal = settings_recorded(opts, arena, err), .schemes = opts->schemes, .ui = ui};
    struct error failure = {0};
    if (!catalogue->journal || history_open(&catalogue->history, catalogue->journal, &failure))
        return catalogue->journal;
    catalogue->empty = !opts->journal && access(catalogue->journal, F_OK) != 0 && errno == ENOENT;
    if (!catalogue->empty)
        *err = failure;
    return catalogue->empty;
}

void catalogue_add(struct catalogue *catalogue, const struct entry *entry)
{
    buf_add(&catalogue->entries, (struct span){(const char *)entry, sizeof *entry});
    catalogue->at = (struct entry *)(void *)catalogue->entries.at;
    catalogue->count++;
}

bool catalogue_name_damage(struct catalogue *catalogue, const struct place *place,
                           struct error *fault)
{
    return error_context(fault, "%s: line %zu is damaged", history_path(&catalogue->history, place),
                         history_line(&catalogue->history, place));
}

void catalogue_tell_damage(struct catalogue *catalogue, const struct place *place,
                           struct error *fault)
{
    if (catalogue->damaged++ >= MOST_TOLD)
        return;
    catalogue_name_damage(catalogue, place, fault);
    ui_trouble(catalogue->ui, fault);
}

static void tell_rest(const struct catalogue *catalogue)
{
    if (catalogue->damaged > MOST_TOLD)
        ui_note(catalogue->ui, "more damaged lines: %zu", catalogue->damaged - MOST_TOLD);
}

/* Newest first; of one time, what was appended last. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *one = a, *other = b;
    if (one->time != other->time)
        return one->time < other->time ? 1 : -1;
    if (one->place.file != other->place.file)
        return one->place.file < other->place.file ? -1 : 1; /* 0 is the newer one */
    return one->place.at < other->place.at ? 1 : one->place.at > other->place.at ? -1 : 0;
}

void entries_sort(struct entry *entries, size_t count)
{
    if (count > 0)
        qsort(entries, count, sizeof *entries, compare_entries);
}

static struct entry *waiting(const struct catalogue *catalogue, size_t *count)
{
    *count = catalogue->waiting.size / sizeof(struct entry);
    return (struct entry *)(void *)catalogue->waiting.at;
}

static void await(struct catalogue *catalogue, const struct entry *entry)
{
    size_t count;
    buf_add(&catalogue->waiting, (struct span){(const char *)entry, sizeof *entry});
    struct entry *heap = waiting(catalogue, &count);
    size_t at = count - 1;
    for (; at > 0 && compare_entries(entry, &heap[(at - 1) / 2]) < 0; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = *entry;
}

/* Takes the newest of those that wait. */
static struct entry take_newest(struct catalogue *catalogue)
{
    size_t count;
    struct entry *heap = waiting(catalogue, &count);
    struct entry newest = heap[0], last = heap[--count];
    catalogue->waiting.size -= sizeof last;
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && compare_entries(&heap[child + 1], &heap[child]) < 0;
        if (compare_entries(&last, &heap[child]) <= 0)
            break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return newest;
}

/* Whether what is read from here on is older than the newest of those that wait. */
static bool is_settled(const struct catalogue *catalogue)
{
    size_t count;
    const struct entry *heap = waiting(catalogue, &count);
    return count > 0 && catalogue->passed - heap[0].newer >= SLACK;
}

/* Looks at the next line from the end. */
static void look(struct catalogue *catalogue, const struct selection *selection, struct span line,
                 const struct place *place)
{
    struct arena arena = {0};
    struct delivery delivery;
    struct error fault = {0};
    bool read = delivery_read(&arena, catalogue->schemes, line, DELIVERY_FRAME, &delivery, &fault);
    if (read && selection_fits(selection, &delivery)) {
        struct entry entry = {.place = *place, .time = delivery.time, .newer = catalogue->passed};
        memcpy(entry.id, delivery.id, sizeof entry.id);
        await(catalogue, &entry);
    }
    if (!read)
        catalogue_tell_damage(catalogue, place, &fault);
    catalogue->passed += (int64_t)line.size;
    arena_clear(&arena);
}

static enum line_result next_newest(struct catalogue *catalogue, const struct selection *selection,
                                    struct entry *entry, struct error *err)
{
    enum line_result result = LINE_READ;
    struct span line;
    struct place place;
    while (!is_settled(catalogue) &&
           (result = history_previous(&catalogue->history, &line, &place, err)) == LINE_READ)
        look(catalogue, selection, line, &place);
    if (result == LINE_FAILED || catalogue->waiting.size == 0)
        return result;
    *entry = take_newest(catalogue);
    return LINE_READ;
}

bool catalogue_visit(struct catalogue *catalogue, const struct selection *selection, size_t most,
                     bool (*visit)(void *context, const struct entry *entry, struct error *err),
                     void *context, struct error *err)
{
    enum line_result result = catalogue->empty ? LINE_END : LINE_READ;
    struct entry entry;
    bool done = true;
    for (size_t i = 0; done && i < most && result == LINE_READ; i++) {
        result = next_newest(catalogue, selection, &entry, err);
        if (result == LINE_READ)
            done = visit(context, &entry, err);
    }
    tell_rest(catalogue);
    return done && result != LINE_FAILED;
}

static bool choose(void *catalogue, const struct entry *entry, struct error *err)
{
    (void)err;
    catalogue_add(catalogue, entry);
    return true;
}

bool catalogue_choose(struct catalogue *catalogue, const struct selection *selection, size_t most,
                      struct error *err)
{
    if (!catalogue_visit(catalogue, selection, most, choose, catalogue, err))
        return false;
    entries_sort(catalogue->at, catalogue->count);
    return true;
}

bool catalogue_read(const struct catalogue *catalogue, const struct entry *entry,
                    enum delivery_parts parts, struct arena *arena, struct delivery *delivery,
                    struct span *line, struct error *err)
{
    struct buf text = {0};
    bool read = history_read(&catalogue->history, &entry->place, &text, err);
    struct span kept = buf_keep(arena, &text);
    if (line)
        *line = kept;
    return read && delivery_read(arena, catalogue->schemes, kept, parts, delivery, err);
}

void catalogue_close(struct catalogue *catalogue)
{
    history_close(&catalogue->history);
    buf_clear(&catalogue->entries);
    buf_clear(&catalogue->waiting);
}

bool catalogue_single(const struct common_opts *opts, const char *id, const struct ui *ui,
                      struct arena *arena, struct delivery *delivery, struct error *err)
{
    static const struct selection all;
    struct catalogue catalogue;
    bool done =
        catalogue_open(&catalogue, opts, ui, arena, err) &&
        catalogue_find(&catalogue, &all, &(struct opt_list){&id, 1}, err) &&
        catalogue_read(&catalogue, catalogue.at, DELIVERY_WHOLE, arena, delivery, NULL, err);
    catalogue_close(&catalogue);
    return done;
}
