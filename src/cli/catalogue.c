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

static void add_entry(struct catalogue *catalogue, const struct place *place,
                      const struct delivery *delivery)
{
    struct entry entry = {.place = *place, .time = delivery->time};
    memcpy(entry.id, delivery->id, sizeof entry.id);
    catalogue_add(catalogue, &entry);
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
        ui_note(catalogue->ui, "%zu more lines are damaged", catalogue->damaged - MOST_TOLD);
}

/* Looks at the next line from the end. */
static void look(struct catalogue *catalogue, const struct selection *selection, struct span line,
                 const struct place *place)
{
    struct arena arena = {0};
    struct delivery delivery;
    struct error fault = {0};
    bool read = delivery_read(&arena, catalogue->schemes, line, DELIVERY_FRAME, &delivery, &fault);
    if (read && selection_fits(selection, &delivery))
        add_entry(catalogue, place, &delivery);
    if (!read)
        catalogue_tell_damage(catalogue, place, &fault);
    arena_clear(&arena);
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

bool catalogue_choose(struct catalogue *catalogue, const struct selection *selection, size_t most,
                      struct error *err)
{
    struct span line;
    struct place place;
    enum line_result result = LINE_END;
    size_t slack = SLACK;
    while (!catalogue->empty && slack > 0 &&
           (result = history_previous(&catalogue->history, &line, &place, err)) == LINE_READ) {
        look(catalogue, selection, line, &place);
        if (catalogue->count >= most)
            slack -= line.size < slack ? line.size : slack;
    }
    entries_sort(catalogue->at, catalogue->count);
    if (catalogue->count > most)
        catalogue->count = most;
    tell_rest(catalogue);
    return result != LINE_FAILED;
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
