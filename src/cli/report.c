#include "report.h"

#include "bars.h"
#include "clock.h"
#include "figures.h"
#include "json.h"
#include "jsonw.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char other[] = "other";

static struct tally_reason *find_reason(struct tally *tally, const char *text)
{
    for (size_t i = 0; i < tally->reasons; i++) {
        if (strcmp(tally->by_reason[i].text, text) == 0)
            return &tally->by_reason[i];
    }
    return NULL;
}

static void add_reason(struct tally *tally, const char *text)
{
    struct tally_reason *reason = find_reason(tally, text);
    if (!reason && tally->reasons >= REPORT_REASONS) {
        text = other;
        reason = find_reason(tally, text);
    }
    if (!reason) {
        reason = &tally->by_reason[tally->reasons++];
        reason->text = mem_text(text);
    }
    reason->count++;
}

void tally_add(struct tally *tally, int status, int64_t duration, const char *trouble, bool fits)
{
    tally->sent++;
    tally->ok += fits;
    if (!status) {
        add_reason(tally, trouble ? trouble : "no answer");
        return;
    }
    status %= REPORT_STATUSES;
    tally->answered++;
    histogram_add(&tally->durations, duration);
    tally->by_status[status]++;
    tally->unexpected[status] |= !fits;
}

/* Nothing takes less than no time, and no rate is known then. */
static int64_t elapsed(const struct tally *tally)
{
    return tally->ended > tally->started ? tally->ended - tally->started : 0;
}

static double per_second(const struct tally *tally)
{
    double seconds = (double)elapsed(tally) / (double)CLOCK_SECOND;
    return seconds > 0 ? (double)tally->sent / seconds : 0;
}

static const struct {
    const char *name;
    unsigned per_mille;
} percentiles[] = {{"p50", 500}, {"p90", 900}, {"p99", 990}, {"max", 1000}};

static void write_percentiles(struct buf *out, const struct tally *tally)
{
    jsonw_object(out, "ms");
    for (size_t i = 0; i < COUNT_OF(percentiles); i++) {
        const char *name = percentiles[i].name;
        if (tally->answered)
            jsonw_ms(out, name, histogram_percentile(&tally->durations, percentiles[i].per_mille));
        else
            jsonw_null(out, name);
    }
    jsonw_end_object(out);
}

static void write_by_status(struct buf *out, const struct tally *tally)
{
    jsonw_object(out, "by_status");
    for (int status = 0; status < REPORT_STATUSES; status++) {
        char name[8];
        snprintf(name, sizeof name, "%d", status);
        if (tally->by_status[status])
            jsonw_integer(out, name, (int64_t)tally->by_status[status]);
    }
    jsonw_end_object(out);
}

/* The texts may be foreign: as names they are quoted like any other, but the quotes are jsonw's. */
static void write_by_error(struct buf *out, const struct tally *tally)
{
    struct buf name = {0};
    jsonw_object(out, "by_error");
    for (size_t i = 0; i < tally->reasons; i++) {
        buf_reset(&name);
        json_quote(&name, span_of(tally->by_reason[i].text), JSON_PLAIN);
        name.at[name.size - 1] = '\0';
        jsonw_integer(out, name.at + 1, (int64_t)tally->by_reason[i].count);
    }
    jsonw_end_object(out);
    buf_clear(&name);
}

void tally_write(struct buf *out, const struct tally *tally, const char *command)
{
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("summary"));
    jsonw_text(out, "command", span_of(command));
    jsonw_integer(out, "sent", (int64_t)tally->sent);
    jsonw_integer(out, "ok", (int64_t)tally->ok);
    jsonw_integer(out, "failed", (int64_t)(tally->sent - tally->ok));
    if (tally->compared)
        jsonw_integer(out, "differing", (int64_t)tally->differing);
    write_by_status(out, tally);
    write_by_error(out, tally);
    /* A thousandth of it in milliseconds is the whole in seconds. */
    jsonw_ms(out, "seconds", elapsed(tally) / 1000);
    jsonw_real(out, "per_second", per_second(tally));
    write_percentiles(out, tally);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

static void render_counts(struct buf *out, const struct tally *tally, const struct palette *palette)
{
    size_t failed = tally->sent - tally->ok;
    figures_count(out, tally->sent);
    buf_printf(out, " sent, %s", failed ? "" : palette->good);
    figures_count(out, tally->ok);
    buf_printf(out, " as expected%s, %s", failed ? "" : palette->end, failed ? palette->bad : "");
    figures_count(out, failed);
    buf_add_text(out, " not");
    if (tally->differing > 0) {
        buf_add_text(out, " (");
        figures_count(out, tally->differing);
        buf_add_text(out, " differ)");
    }
    buf_add_text(out, failed ? palette->end : "");
    if (elapsed(tally) > 0) {
        buf_add_text(out, "    ");
        figures_duration(out, elapsed(tally));
        buf_add_text(out, "   ");
        figures_real(out, per_second(tally));
        buf_add_text(out, "/s");
    }
    buf_add_byte(out, '\n');
}

static void render_times(struct buf *out, const struct tally *tally, const struct palette *palette)
{
    if (!tally->answered)
        return;
    buf_printf(out, "%sms%s ", palette->dim, palette->end);
    for (size_t i = 0; i < COUNT_OF(percentiles); i++) {
        buf_printf(out, "   %s%s%s ", palette->dim, percentiles[i].name, palette->end);
        figures_ms(out, histogram_percentile(&tally->durations, percentiles[i].per_mille));
    }
    if (tally->corrected)
        buf_printf(out, "   %sfrom when each was due%s", palette->dim, palette->end);
    buf_add_byte(out, '\n');
}

/* How wide the lines' two columns are. */
struct columns {
    size_t label, count;
};

static void add_label(struct buf *out, const struct tally_reason *reason)
{
    enum { MOST_CELLS = 60 };
    struct buf whole = {0};
    text_escape(&whole, span_of(reason->text));
    text_cut(out, buf_span(&whole), MOST_CELLS);
    buf_clear(&whole);
}

static void fit(struct columns *columns, size_t label, size_t count)
{
    char digits[32];
    struct buf text = BUF_OVER(digits);
    figures_count(&text, count);
    if (columns->label < label)
        columns->label = label;
    if (columns->count < text.size)
        columns->count = text.size;
}

static struct columns columns_of(const struct tally *tally)
{
    struct columns columns = {0, 0};
    struct buf label = {0};
    for (size_t status = 0; status < REPORT_STATUSES; status++) {
        if (tally->by_status[status])
            fit(&columns, 3, tally->by_status[status]);
    }
    for (size_t i = 0; i < tally->reasons; i++) {
        buf_reset(&label);
        add_label(&label, &tally->by_reason[i]);
        fit(&columns, text_cells(buf_span(&label)), tally->by_reason[i].count);
    }
    buf_clear(&label);
    return columns;
}

static void add_line(struct buf *out, struct span label, size_t count, struct columns columns,
                     const char *paint, const char *end)
{
    char digits[32];
    struct buf text = BUF_OVER(digits);
    figures_count(&text, count);
    buf_printf(out, "%s%.*s%s", paint, SPAN_ARG(label), end);
    buf_add_repeated(out, ' ', columns.label - text_cells(label) + 3 + columns.count - text.size);
    buf_add(out, buf_span(&text));
    buf_add_byte(out, '\n');
}

static bool is_uniform(const struct tally *tally)
{
    size_t statuses = 0;
    for (size_t status = 0; status < REPORT_STATUSES; status++)
        statuses += tally->by_status[status] > 0;
    return statuses + tally->reasons <= 1 && tally->ok == tally->sent;
}

static void render_outcomes(struct buf *out, const struct tally *tally,
                            const struct palette *palette)
{
    struct columns columns = columns_of(tally);
    struct buf label = {0};
    for (size_t status = 0; status < REPORT_STATUSES; status++) {
        buf_reset(&label);
        buf_printf(&label, "%03zu", status);
        if (tally->by_status[status])
            add_line(out, buf_span(&label), tally->by_status[status], columns,
                     tally->unexpected[status] ? palette->bad : palette->good, palette->end);
    }
    for (size_t i = 0; i < tally->reasons; i++) {
        buf_reset(&label);
        add_label(&label, &tally->by_reason[i]);
        add_line(out, buf_span(&label), tally->by_reason[i].count, columns, palette->bad,
                 palette->end);
    }
    buf_clear(&label);
}

void tally_render(struct buf *out, const struct tally *tally, const struct palette *palette)
{
    render_counts(out, tally, palette);
    render_times(out, tally, palette);
    bars_render(out, &tally->durations, palette);
    if (!is_uniform(tally))
        render_outcomes(out, tally, palette);
}

void tally_clear(struct tally *tally)
{
    histogram_clear(&tally->durations);
    for (size_t i = 0; i < tally->reasons; i++)
        free(tally->by_reason[i].text);
    *tally = (struct tally){0};
}

void report_sent(struct buf *out, const struct delivery *delivery, const char *mode,
                 unsigned attempts, const struct error *failure)
{
    const struct event_label *event = &delivery->event;
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("sent"));
    jsonw_text(out, "id", span_of(delivery->id));
    jsonw_text(out, "event", event->name);
    jsonw_text(out, "type", event->type);
    jsonw_text(out, "token", event->token);
    jsonw_text(out, "url", delivery->url);
    jsonw_text(out, "mode", span_of(mode));
    if (delivery->answer.status)
        jsonw_integer(out, "status", delivery->answer.status);
    else
        jsonw_null(out, "status");
    jsonw_ms(out, "ms", delivery->answer.duration);
    jsonw_integer(out, "attempts", attempts);
    if (delivery->replay_of.at)
        jsonw_text(out, "replay_of", delivery->replay_of);
    jsonw_text(out, "error", failure ? span_of(failure->text) : (struct span){0});
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}
