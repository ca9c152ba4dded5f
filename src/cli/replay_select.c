/* `replay`: which records are sent, in what order, and what is wrong with them beforehand. */
#include "replaying.h"

#include "claim.h"
#include "figures.h"

static bool nothing_fits(const struct replaying *run, bool named, struct error *err)
{
    if (run->catalogue.empty) {
        error_set(err, ERROR_CHECK, "nothing was recorded yet");
        return error_hint(err, "'sfpy-hook listen' records what it receives");
    }
    error_set(err, ERROR_CHECK, "no delivery in %s fits", run->catalogue.journal);
    return error_hint(err, named ? "-e, --since, --until and --failed count for ids, too"
                                 : "received ones are meant, unless by their ids, which "
                                   "'sfpy-hook deliveries' lists");
}

static bool choose(struct replaying *run, const struct opt_list *ids, struct arena *arena,
                   struct error *err)
{
    const struct replay_opts *opts = run->opts;
    const struct common_opts *common = &opts->outbound.common;
    const bool filtered = selection_filters(&run->selection);
    size_t most = opts->last ? (size_t)opts->last : filtered ? SIZE_MAX : 1;
    run->selection.direction = SELECT_RECEIVED;
    if (!catalogue_open(&run->catalogue, common, run->ui, arena, err))
        return false;
    return ids->count > 0 ? catalogue_find(&run->catalogue, &run->selection, ids, err)
                          : catalogue_choose(&run->catalogue, &run->selection, most, err);
}

/* How old the time is that a record's signature holds; 0: there is none, or it is new enough. */
static int64_t too_old(const struct scheme *scheme, const struct delivery *record,
                       int64_t tolerance)
{
    struct claim claim;
    int64_t age = 0, now = clock_now();
    if (claim_read(&claim, scheme, &record->request.headers) == REASON_NONE &&
        claim_check_age(&claim, scheme, now, tolerance) == REASON_TIMESTAMP_TOO_OLD &&
        __builtin_sub_overflow(now, claim.time, &age))
        age = INT64_MAX;
    claim_clear(&claim);
    return age;
}

/* Of a scheme it is said once that its exact replay can't pass any more. */
static void tell_age(struct replaying *run, const struct delivery *record,
                     const struct scheme *scheme)
{
    const struct common_opts *common = &run->opts->outbound.common;
    const struct evidence evidence = {.tolerance = common->tolerance};
    bool *told = &run->aged[scheme - common->schemes->at];
    int64_t tolerance = signature_tolerance(scheme, &evidence);
    int64_t age = *told ? 0 : too_old(scheme, record, tolerance);
    if (age <= 0)
        return;
    struct buf line = {0};
    buf_printf(&line, "%s signs a time, and that of %s is ", scheme->name, record->id);
    figures_duration(&line, age);
    buf_add_text(&line, " old: who checks it takes at most ");
    figures_duration(&line, tolerance);
    ui_note(run->ui, "%s; --resign signs anew", line.at);
    buf_clear(&line);
    *told = true;
}

/* No record holds a password: the application will miss it. */
static void tell_mask(struct replaying *run, const struct delivery *record)
{
    if (run->to || run->masked || !span_contains(replaying_url(record), SPAN("***@")))
        return;
    ui_note(run->ui, "%s went to a URL with a password, which no record holds: --to URL gives it",
            record->id);
    run->masked = true;
}

/* What is wrong with a record shows before any is sent. */
static bool try_out(struct replaying *run, struct shot *shot, struct error *err)
{
    struct source source = {0};
    delivery_stamp(&shot->delivery, clock_now());
    shot->time = shot->delivery.time;
    if (!replaying_prepare(run, shot, &source, err))
        return false;
    tell_mask(run, shot->record);
    if (!run->exact)
        return replaying_build(run, shot, &source, err);
    tell_age(run, shot->record, source.spoken);
    return true;
}

/*
 * Keeps nothing of what it reads. False where it is no record to be sent, or fails: one that was
 * `named` can't be left out.
 */
static bool look_at(struct replaying *run, struct entry *entry, bool named, struct error *err)
{
    struct selection any_direction = run->selection;
    struct delivery record = {0};
    struct shot shot = {.record = &record};
    struct error fault = {0};
    any_direction.direction = SELECT_BOTH;
    bool read =
        catalogue_read(&run->catalogue, entry, DELIVERY_WHOLE, &shot.arena, &record, NULL, &fault);
    bool fits = read && selection_fits(&any_direction, &record) && try_out(run, &shot, err);
    if (!read && named) {
        *err = fault;
        catalogue_name_damage(&run->catalogue, &entry->place, err);
    } else if (!read) {
        catalogue_tell_damage(&run->catalogue, &entry->place, &fault);
    }
    entry->time = record.time;
    arena_clear(&shot.arena);
    return fits;
}

static void swap(struct entry *a, struct entry *b)
{
    struct entry kept = *a;
    *a = *b;
    *b = kept;
}

static void turn_round(struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count / 2; i++)
        swap(&entries[i], &entries[count - 1 - i]);
}

/* Oldest first. */
static void put_in_order(struct entry *entries, size_t count)
{
    entries_sort(entries, count);
    turn_round(entries, count);
}

static void put_in_wanted_order(struct replaying *run)
{
    struct entry *entries = run->entries;
    const size_t count = run->count;
    put_in_order(entries, count);
    if (run->opts->order == REPLAY_NEWEST_FIRST)
        turn_round(entries, count);
    struct dice dice = dice_of_seed(run->rules.seed, UINT64_MAX);
    for (size_t i = count; run->opts->order == REPLAY_SHUFFLED && i > 1; i--)
        swap(&entries[i - 1], &entries[dice_below(&dice, (uint32_t)i)]);
}

bool replaying_select(struct replaying *run, const struct opt_list *ids, struct arena *arena,
                      struct error *err)
{
    if (!choose(run, ids, arena, err))
        return false;
    run->entries = run->catalogue.at;
    put_in_order(run->entries, run->catalogue.count); /* so that the oldest is told of first */
    for (size_t i = 0; i < run->catalogue.count; i++) {
        if (look_at(run, &run->catalogue.at[i], ids->count > 0, err))
            run->entries[run->count++] = run->catalogue.at[i];
        if (err->code != ERROR_NONE)
            return false;
    }
    if (run->count == 0)
        return nothing_fits(run, ids->count > 0, err);
    put_in_wanted_order(run);
    return true;
}

void replaying_close(struct replaying *run)
{
    for (size_t i = 0; run->signers && i < run->opts->outbound.common.schemes->count; i++)
        signer_free(run->signers[i]);
    catalogue_close(&run->catalogue);
}
