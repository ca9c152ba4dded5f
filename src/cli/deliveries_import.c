/* `deliveries import`: records out of files, into the journal. */
#include "deliveries.h"
#include "import.h"
#include "journal_rewrite.h"
#include "jsonw.h"

enum { MOST_TOLD = 10 };

/* What was read, until it goes into the journal all at once. */
struct importing {
    struct deliveries *run;
    struct arena arena;
    struct buf records; /* struct journal_record */
    size_t skipped, bodiless, damaged;
};

static void tell_damage(struct importing *importing, const struct error *fault)
{
    struct deliveries *run = importing->run;
    if (importing->damaged++ < MOST_TOLD)
        ui_trouble(run->ui, fault);
    if (run->damage.code == ERROR_NONE)
        run->damage = *fault;
}

static void read_file(struct importing *importing, const char *file)
{
    const struct deliveries *run = importing->run;
    struct import_reader reader;
    enum import_result result = IMPORT_END;
    struct error fault = {0};
    struct journal_record record;
    ui_note_waiting(run->ui, file);
    if (!import_open(&reader, file, run->opts->common.schemes, &fault))
        tell_damage(importing, &fault);
    else
        result = import_next(&reader, &record, &fault);
    for (; result != IMPORT_END; result = import_next(&reader, &record, &fault)) {
        if (result == IMPORT_DAMAGED) {
            tell_damage(importing, &fault);
            continue;
        }
        record.line = span_keep(&importing->arena, record.line);
        buf_add(&importing->records, (struct span){(const char *)&record, sizeof record});
    }
    importing->skipped += reader.skipped;
    importing->bodiless += reader.bodiless;
    import_close(&reader);
}

static void write_json(struct buf *out, const struct importing *importing,
                       const struct journal_changes *changes)
{
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("summary"));
    jsonw_text(out, "command", SPAN("deliveries"));
    jsonw_integer(out, "imported", (int64_t)changes->added);
    jsonw_integer(out, "known", (int64_t)changes->known);
    jsonw_integer(out, "skipped", (int64_t)(importing->skipped + importing->bodiless));
    jsonw_integer(out, "damaged", (int64_t)importing->damaged);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

static void write_text(struct buf *out, const struct importing *importing,
                       const struct journal_changes *changes)
{
    buf_printf(out, "imported %zu", changes->added);
    if (changes->known)
        buf_printf(out, ", %zu %s there already", changes->known,
                   changes->known == 1 ? "was" : "were");
    if (importing->skipped)
        buf_printf(out, ", %zu skipped (no POST)", importing->skipped);
    if (importing->bodiless)
        buf_printf(out, ", %zu skipped (without a body)", importing->bodiless);
    if (importing->damaged)
        buf_printf(out, ", %zu damaged", importing->damaged);
    buf_add_byte(out, '\n');
}

static bool report(const struct importing *importing, const struct journal_changes *changes,
                   struct error *err)
{
    const struct ui *ui = importing->run->ui;
    struct buf out = {0};
    if (importing->damaged > MOST_TOLD)
        ui_note(ui, "more that are damaged: %zu", importing->damaged - MOST_TOLD);
    if (ui->json)
        write_json(&out, importing, changes);
    else if (!ui->quiet)
        write_text(&out, importing, changes);
    bool written = out.size == 0 || ui_data(ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static bool put_in(const struct importing *importing, struct journal_changes *changes,
                   struct error *err)
{
    struct common_opts common = importing->run->opts->common;
    common.no_record = false; /* it was asked for */
    const struct journal_edit edit = {
        .added = (const struct journal_record *)(const void *)importing->records.at,
        .added_count = importing->records.size / sizeof(struct journal_record),
    };
    if (edit.added_count == 0)
        return true;
    const char *journal = settings_journal(&common, importing->run->arena, err);
    return journal && journal_rewrite(journal, &edit, changes, err);
}

bool deliveries_import(void *context, struct error *err)
{
    struct importing importing = {.run = context};
    struct journal_changes changes = {0};
    const struct opt_list *files = &importing.run->args;
    for (size_t i = 0; i < files->count; i++)
        read_file(&importing, files->at[i]);
    bool done = put_in(&importing, &changes, err) && report(&importing, &changes, err);
    buf_clear(&importing.records);
    arena_clear(&importing.arena);
    return done;
}
