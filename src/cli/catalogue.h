/* The records of a journal that a command is about, by filters or by the ids that people type. */
#ifndef SFPY_CATALOGUE_H
#define SFPY_CATALOGUE_H

#include "history.h"
#include "selection.h"
#include "settings.h"
#include "ui.h"

/* Where a record is; it is read when it is needed. */
struct entry {
    struct place place;
    int64_t time;
    int64_t newer; /* bytes that stand behind it */
    char id[ULID_SIZE + 1];
};

/* Newest first; of one time, what was appended last. */
void entries_sort(struct entry *entries, size_t count);

struct catalogue {
    const char *journal;
    struct history history;
    bool empty; /* nothing was recorded yet: there is no history */
    const struct schemes *schemes;
    const struct ui *ui; /* is told of damaged lines */
    struct entry *at;    /* newest first */
    size_t count;
    struct buf entries;
    struct buf waiting; /* entries until none that is newer can come: a heap, the newest on top */
    int64_t passed;     /* bytes that were read from the end */
    size_t damaged;
};

/*
 * Opens the journal that the options name, its path in the arena. The default one, where nothing
 * was recorded yet, counts as empty. False with code INPUT where it can't be read;
 * catalogue_close() is due all the same.
 */
MUST_USE bool catalogue_open(struct catalogue *catalogue, const struct common_opts *opts,
                             const struct ui *ui, struct arena *arena, struct error *err);

/* Adds an entry behind those that were chosen; a copy of it is kept. */
void catalogue_add(struct catalogue *catalogue, const struct entry *entry);

/*
 * Visits the newest `most` records that a selection means (SIZE_MAX: all), the newest first, while
 * reading from the end as far as it takes. False where a visit is, or with code INPUT where reading
 * fails.
 */
MUST_USE bool catalogue_visit(struct catalogue *catalogue, const struct selection *selection,
                              size_t most,
                              bool (*visit)(void *context, const struct entry *entry,
                                            struct error *err),
                              void *context, struct error *err);

/* Chooses these, wherever each stands. False with code INPUT where reading fails. */
MUST_USE bool catalogue_choose(struct catalogue *catalogue, const struct selection *selection,
                               size_t most, struct error *err);

/*
 * Chooses by ids, in their order: a whole one, a prefix that no other record has, in any case, or
 * `@1` for the newest of the selection, `@2` for the one before. False with code USAGE where none
 * or several fit.
 */
MUST_USE bool catalogue_find(struct catalogue *catalogue, const struct selection *selection,
                             const struct opt_list *ids, struct error *err);

/*
 * Reads the record of an entry; its texts live in the arena, as does `line`, which may be NULL.
 * False with code INPUT.
 */
MUST_USE bool catalogue_read(const struct catalogue *catalogue, const struct entry *entry,
                             enum delivery_parts parts, struct arena *arena,
                             struct delivery *delivery, struct span *line, struct error *err);

/* Puts file and line in front of what is wrong with a record. Always returns false. */
bool catalogue_name_damage(struct catalogue *catalogue, const struct place *place,
                           struct error *fault);

/*
 * Names a line that is no whole record, of many the first ones; it stays in the file, and what is
 * asked for goes on. The fault gets context.
 */
void catalogue_tell_damage(struct catalogue *catalogue, const struct place *place,
                           struct error *fault);

/* Accepts a zeroed catalogue. */
void catalogue_close(struct catalogue *catalogue);

/* A single record by its id, as catalogue_find() does, of all there are. */
MUST_USE bool catalogue_single(const struct common_opts *opts, const char *id, const struct ui *ui,
                               struct arena *arena, struct delivery *delivery, struct error *err);

#endif
