/* `deliveries prune`: old records go. */
#include "clock.h"
#include "deliveries.h"
#include "journal_rewrite.h"
#include "jsonw.h"

/* What goes: what of the selection is older. */
struct pruning {
    const struct selection *selection;
    int64_t before;
};

static bool goes(const struct pruning *pruning, const struct delivery *delivery)
{
    return delivery->time < pruning->before && selection_fits(pruning->selection, delivery);
}

static bool stays(void *context, const struct delivery *delivery)
{
    return !goes(context, delivery);
}

static bool check(const struct deliveries *run, struct error *err)
{
    const struct deliveries_opts *opts = run->opts;
    if (!opts->keep == !opts->older_than) {
        error_set(err, ERROR_USAGE, "'deliveries prune' takes either '--keep' or '--older-than'");
        error_hint(err, "--keep 1000 leaves the newest thousand, --older-than 7d those of a week");
        return false;
    }
    if (opts->keep && selection_filters(&run->selection)) {
        error_set(err, ERROR_USAGE, "'deliveries prune --keep' counts all records");
        error_hint(err, "--older-than goes together with --events and the like");
        return false;
    }
    return true;
}

/* Reads all there is: of the newest that stay the oldest says what goes. */
static bool plan(const struct deliveries *run, struct catalogue *catalogue, struct pruning *pruning,
                 struct error *err)
{
    static const struct selection all;
    const size_t keep = (size_t)run->opts->keep;
    *pruning = (struct pruning){.selection = &run->selection, .before = INT64_MIN};
    if (!settings_time("--older-than", run->opts->older_than, &pruning->before, err) ||
        !deliveries_open(run, catalogue, err) || !catalogue_choose(catalogue, &all, SIZE_MAX, err))
        return false;
    if (keep && keep <= catalogue->count)
        pruning->before = catalogue->at[keep - 1].time;
    return true;
}

/* Whether a record goes; it is read only where its time does not say it. */
static bool judge(const struct catalogue *catalogue, const struct entry *entry,
                  const struct pruning *pruning, bool *gone, struct error *err)
{
    struct arena arena = {0};
    struct delivery delivery;
    *gone = entry->time < pruning->before;
    if (!*gone || !selection_filters(pruning->selection))
        return true;
    bool read = catalogue_read(catalogue, entry, DELIVERY_FRAME, &arena, &delivery, NULL, err);
    *gone = read && goes(pruning, &delivery);
    arena_clear(&arena);
    return read;
}

/* Counts what would go, and changes nothing. */
static bool count(const struct catalogue *catalogue, const struct pruning *pruning,
                  struct journal_changes *changes, struct error *err)
{
    bool done = true, gone;
    for (size_t i = 0; done && i < catalogue->count; i++) {
        done = judge(catalogue, &catalogue->at[i], pruning, &gone, err);
        changes->dropped += gone;
        changes->kept += !gone;
    }
    changes->damaged = catalogue->damaged;
    return done;
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
        ui_note(run->ui, "damaged lines, which stay: %zu", changes->damaged);
    return printed;
}

bool deliveries_prune(void *context, struct error *err)
{
    const struct deliveries *run = context;
    struct pruning pruning;
    struct catalogue catalogue = {0};
    struct journal_changes changes = {0};
    const struct journal_edit edit = {.keep = stays, .context = &pruning};
    bool done = check(run, err) && plan(run, &catalogue, &pruning, err);
    if (done && !catalogue.empty)
        done = run->opts->dry_run ? count(&catalogue, &pruning, &changes, err)
                                  : journal_rewrite(run->journal, &edit, &changes, err);
    catalogue_close(&catalogue);
    return done && print(run, &changes, err);
}
