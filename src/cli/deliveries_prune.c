/* `deliveries prune`: old records go. */
#include "clock.h"
#include "deliveries.h"
#include "journal_files.h"
#include "journal_rewrite.h"
#include "jsonw.h"

#include <stdlib.h>
#include <unistd.h>

/* What goes: all but the newest, or what of the selection is older. */
struct pruning {
    const struct selection *selection;
    size_t newest; /* 0: it goes by time */
    int64_t before;
};

static bool goes(const struct pruning *pruning, const struct delivery *delivery, size_t newer)
{
    if (pruning->newest)
        return newer >= pruning->newest;
    return delivery->time < pruning->before && selection_fits(pruning->selection, delivery);
}

static bool stays(void *context, const struct journal_record *record)
{
    return !goes(context, record->delivery, record->newer);
}

static bool plan(const struct deliveries *run, struct pruning *pruning, struct error *err)
{
    const struct deliveries_opts *opts = run->opts;
    *pruning = (struct pruning){.selection = &run->selection, .newest = (size_t)opts->keep};
    if (!opts->keep == !opts->older_than) {
        error_set(err, ERROR_USAGE, "'deliveries prune' takes either --keep or --older-than");
        error_hint(err, "--keep 1000 leaves the newest thousand, --older-than 7d those of a week");
        return false;
    }
    if (opts->keep && selection_filters(&run->selection)) {
        error_set(err, ERROR_USAGE, "'deliveries prune --keep' counts all records");
        error_hint(err, "--older-than goes together with --events and the like");
        return false;
    }
    return settings_time("--older-than", opts->older_than, &pruning->before, err);
}

/* Counts what would go, and changes nothing. */
static bool count(const struct deliveries *run, const struct pruning *pruning,
                  struct journal_changes *changes, struct error *err)
{
    static const struct selection all;
    struct catalogue catalogue;
    bool done =
        deliveries_open(run, &catalogue, err) && catalogue_choose(&catalogue, &all, SIZE_MAX, err);
    for (size_t i = 0; done && i < catalogue.count; i++) {
        struct arena arena = {0};
        struct delivery delivery;
        done = catalogue_read(&catalogue, &catalogue.at[i], DELIVERY_FRAME, &arena, &delivery, NULL,
                              err);
        size_t *counter = done && goes(pruning, &delivery, i) ? &changes->dropped : &changes->kept;
        *counter += 1;
        arena_clear(&arena);
    }
    changes->damaged = catalogue.damaged;
    catalogue_close(&catalogue);
    return done;
}

/* Where nothing was recorded yet no journal is made. */
static bool is_empty(const struct deliveries *run)
{
    char *old = journal_old_path(run->journal);
    bool empty = !run->journal_given && access(run->journal, F_OK) != 0 && access(old, F_OK) != 0;
    free(old);
    return empty;
}

static void write_json(struct buf *out, const struct journal_changes *changes)
{
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("summary"));
    jsonw_text(out, "command", SPAN("deliveries"));
    jsonw_integer(out, "kept", (int64_t)changes->kept);
    jsonw_integer(out, "removed", (int64_t)changes->dropped);
    jsonw_integer(out, "damaged", (int64_t)changes->damaged);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

static bool print(const struct deliveries *run, const struct journal_changes *changes,
                  struct error *err)
{
    struct buf out = {0};
    if (run->ui->json)
        write_json(&out, changes);
    else if (!run->ui->quiet)
        buf_printf(&out, "%zu %s, %zu kept\n", changes->dropped,
                   run->opts->dry_run ? "would be removed" : "removed", changes->kept);
    bool printed = ui_text(run->ui, &out, err);
    buf_clear(&out);
    if (changes->damaged > 0)
        ui_note(run->ui, "%zu damaged lines stay", changes->damaged);
    return printed;
}

bool deliveries_prune(void *context, struct error *err)
{
    const struct deliveries *run = context;
    struct pruning pruning;
    struct journal_changes changes = {0};
    const struct journal_edit edit = {.keep = stays, .context = &pruning};
    if (!plan(run, &pruning, err))
        return false;
    bool done = run->opts->dry_run ? count(run, &pruning, &changes, err)
                : is_empty(run)    ? true
                                   : journal_rewrite(run->journal, &edit, &changes, err);
    return done && print(run, &changes, err);
}
