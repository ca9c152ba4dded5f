/* `deliveries show`: all there is to know of one; `deliveries diff`: in what two differ. */
#include "deliveries.h"
#include "diff_view.h"

enum { MOST_UNPACKED = 1 << 20 };

/* As --format says; `line` is the record's. */
static bool write_one(struct buf *out, const struct deliveries *run, struct arena *arena,
                      const struct delivery *delivery, struct span line, struct error *err)
{
    unsigned parts = RENDER_HEADERS | RENDER_BODY;
    if (run->opts->show_credentials)
        parts |= RENDER_CREDENTIALS;
    switch (run->ui->json ? FORMAT_JSON : run->format) {
    case FORMAT_HTTP:
        message_write(out, &delivery->request);
        return true;
    case FORMAT_BODY:
        buf_add(out, delivery->request.body);
        return true;
    case FORMAT_CURL:
        return deliveries_write_curl(out, arena, delivery, err);
    case FORMAT_JSON:
        buf_add(out, line);
        buf_add_byte(out, '\n');
        return true;
    default:
        render_whole(out, delivery, parts, MOST_UNPACKED, run->ui->out);
        return true;
    }
}

static bool is_pretty(const struct deliveries *run)
{
    return !run->ui->json && (run->format == FORMAT_PRETTY || run->format == FORMAT_OF_VERB);
}

static bool read_one(struct catalogue *catalogue, const struct entry *entry, struct arena *arena,
                     struct delivery *delivery, struct span *line, struct error *err)
{
    return catalogue_read(catalogue, entry, DELIVERY_WHOLE, arena, delivery, line, err) ||
           catalogue_name_damage(catalogue, &entry->place, err);
}

static bool show_one(const struct deliveries *run, struct catalogue *catalogue,
                     const struct entry *entry, struct error *err)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct delivery delivery;
    struct span line;
    bool done =
        read_one(catalogue, entry, &arena, &delivery, &line, err) &&
        write_one(&out, run, &arena, &delivery, line, err) &&
        (is_pretty(run) ? ui_text(run->ui, &out, err) : ui_raw(run->ui, buf_span(&out), err));
    buf_clear(&out);
    arena_clear(&arena);
    return done;
}

static bool nothing_to_show(const struct deliveries *run, struct error *err)
{
    if (selection_filters(&run->selection))
        return error_set(err, ERROR_CHECK, "no delivery in %s fits", run->journal);
    error_set(err, ERROR_CHECK, "nothing is recorded in %s", run->journal);
    return error_hint(err, "'sfpy-hook listen' records what it receives");
}

/* By ids, or the newest that the options choose. */
static bool choose(const struct deliveries *run, struct catalogue *catalogue, struct error *err)
{
    if (run->args.count)
        return catalogue_find(catalogue, &run->selection, &run->args, err);
    return catalogue_choose(catalogue, &run->selection, 1, err) &&
           (catalogue->count > 0 || nothing_to_show(run, err));
}

bool deliveries_show(void *context, struct error *err)
{
    const struct deliveries *run = context;
    struct catalogue catalogue;
    bool done = deliveries_open(run, &catalogue, err) && choose(run, &catalogue, err);
    for (size_t i = 0; done && i < catalogue.count; i++)
        done = show_one(run, &catalogue, &catalogue.at[i], err);
    catalogue_close(&catalogue);
    return done;
}

bool deliveries_compare(void *context, struct error *err)
{
    struct deliveries *run = context;
    struct catalogue catalogue;
    struct delivery before, after;
    bool differ = false;
    bool done = deliveries_open(run, &catalogue, err) &&
                catalogue_find(&catalogue, &run->selection, &run->args, err) &&
                read_one(&catalogue, &catalogue.at[0], run->arena, &before, NULL, err) &&
                read_one(&catalogue, &catalogue.at[1], run->arena, &after, NULL, err) &&
                diff_deliveries(run->ui, &before, &after, &differ, err);
    catalogue_close(&catalogue);
    run->code = differ ? ERROR_CHECK : ERROR_NONE;
    return done;
}
