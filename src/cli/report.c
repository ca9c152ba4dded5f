#include "report.h"

#include "clock.h"
#include "jsonw.h"

#include <stdio.h>
#include <stdlib.h>

void tally_add(struct tally *tally, const struct answer *answer, bool fits)
{
    tally->sent++;
    tally->ok += fits;
    if (!answer->status)
        return;
    if (tally->answered == tally->room) {
        tally->room = tally->room ? 2 * tally->room : 16;
        tally->durations = mem_resize(tally->durations, tally->room, sizeof *tally->durations);
    }
    tally->durations[tally->answered++] = answer->duration;
    tally->by_status[answer->status % REPORT_STATUSES]++;
}

static int compare_durations(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The nearest rank: the smallest duration that at least so many per cent do not exceed. */
static void write_percentile(struct buf *out, const struct tally *tally, const char *name,
                             size_t percent)
{
    size_t rank = (tally->answered * percent + 99) / 100;
    if (rank)
        jsonw_ms(out, name, tally->durations[rank - 1]);
    else
        jsonw_null(out, name);
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

void tally_write(struct buf *out, struct tally *tally, const char *command)
{
    double seconds = (double)(clock_ticks() - tally->started) / (double)CLOCK_SECOND;
    if (tally->answered)
        qsort(tally->durations, tally->answered, sizeof *tally->durations, compare_durations);
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("summary"));
    jsonw_text(out, "command", span_of(command));
    jsonw_integer(out, "sent", (int64_t)tally->sent);
    jsonw_integer(out, "ok", (int64_t)tally->ok);
    jsonw_integer(out, "failed", (int64_t)(tally->sent - tally->ok));
    write_by_status(out, tally);
    jsonw_real(out, "per_second", seconds > 0 ? (double)tally->sent / seconds : 0);
    jsonw_object(out, "ms");
    write_percentile(out, tally, "p50", 50);
    write_percentile(out, tally, "p90", 90);
    write_percentile(out, tally, "p99", 99);
    write_percentile(out, tally, "max", 100);
    jsonw_end_object(out);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

void tally_clear(struct tally *tally)
{
    free(tally->durations);
    *tally = (struct tally){0};
}

void report_sent(struct buf *out, const struct delivery *delivery, const char *mode,
                 const struct error *failure)
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
    jsonw_integer(out, "attempts", 1);
    jsonw_text(out, "error", failure ? span_of(failure->text) : (struct span){0});
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

/* What an endpoint's refusal usually means. */
static const struct {
    int status;
    bool names_secret;
    const char *meaning;
} meanings[] = {
    {401, true, "the endpoint refused the signature: does it use the secret"},
    {403, true, "the endpoint refused the request: does it use the secret"},
    {404, false, "is this the path of the webhook endpoint? --to URL names another"},
    {405, false, "does this path take POST? --to URL names another"},
    {415, false, "the endpoint takes no application/json; -H 'Content-Type: …' sends another type"},
    {500, false, "the endpoint failed while handling it; its log says where"},
};

void report_unexpected(struct error *err, int status, const char *expected,
                       const struct secret *secret)
{
    error_set(err, ERROR_CHECK, "%s was expected", expected);
    error_context(err, "the endpoint answered %d", status);
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        if (meanings[i].status != status)
            continue;
        if (meanings[i].names_secret)
            error_hint(err, "%s %s?", meanings[i].meaning, secret->fingerprint);
        else
            error_hint(err, "%s", meanings[i].meaning);
    }
}
