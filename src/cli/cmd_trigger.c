#include "commands.h"

#include "clock.h"
#include "edit.h"
#include "expect.h"
#include "fixture.h"
#include "journal.h"
#include "jsonw.h"
#include "secrets.h"
#include "sender.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Statuses have three digits. */
enum { STATUSES = 1000 };

enum dry_format { DRY_HTTP, DRY_CURL, DRY_BODY, DRY_JSON };

struct trigger_opts {
    struct common_opts common;
    const char *to;
    struct opt_list sets;
    struct opt_list headers;
    const char *signature_header;
    const char *expect;
    int64_t timeout;
    bool dry_run;
    int format;
};

static const char *const dry_formats[] = {"http", "curl", "body", "json", NULL};

static const struct opt rows[] = {
    OPT(struct trigger_opts, to, .name = "to", .value = "URL",
        .help = "the endpoint (default http://127.0.0.1:4242/); a bare port means this machine"),
    OPT(struct trigger_opts, sets, .name = "set", .value = "PATH=TEXT",
        .help = "change a member of the event; PATH:=JSON for what is no text; repeatable"),
    OPT(struct trigger_opts, headers, .name = "header", .letter = 'H', .value = "'NAME: VALUE'",
        .help = "add or replace a header; an empty value removes it; repeatable"),
    OPT(struct trigger_opts, signature_header, .name = "signature-header", .value = "NAME",
        .help = "send the signature under this name only"),
    OPT(struct trigger_opts, expect, .name = "expect", .value = "LIST",
        .help = "statuses that count as success, such as 2xx or 200,404 (default 2xx)"),
    OPT(struct trigger_opts, timeout, .name = "timeout", .value = "SECONDS",
        .help = "how long to wait for the answer (default 10; 0: for ever)", .unit = CLOCK_SECOND),
    OPT(struct trigger_opts, dry_run, .name = "dry-run",
        .help = "print the request and send nothing"),
    OPT(struct trigger_opts, format, .name = "format", .value = "FORM",
        .help = "of --dry-run: http, curl, body or json", .choices = dry_formats),
};

/* One run of the command. */
struct triggering {
    const struct trigger_opts *opts;
    struct ui *ui;
    struct url url;
    struct secrets secrets;
    struct fixture_list fixtures;
    struct sender *sender;
    struct journal journal;
    bool recording;
    size_t sent, ok, unanswered;
    int64_t *durations; /* of the answers that came */
    size_t answered, by_status[STATUSES];
    int64_t started;
};

/* One event on its way. */
struct shot {
    const struct fixture *fixture;
    const struct scheme *scheme;
    struct delivery delivery;
    struct arena arena;
};

static bool build_event(const struct triggering *run, struct shot *shot, struct buf *body,
                        struct error *err)
{
    struct fixture_values values = {.now = shot->delivery.time, .url = run->url.text};
    struct buf event = {0};
    bool built = fixture_render(shot->fixture, &values, &event, err);
    for (size_t i = 0; built && i < run->opts->sets.count; i++)
        built =
            edit_set(&event, run->opts->sets.at[i], err) || error_context(err, "option '--set'");
    if (built)
        fixture_wrap(body, shot->scheme, buf_span(&event));
    buf_clear(&event);
    return built;
}

static bool add_signature(const struct triggering *run, struct shot *shot, struct error *err)
{
    struct signer *signer = signer_new(shot->scheme, run->secrets.at, run->secrets.count, err);
    struct buf signature = {0};
    struct headers *headers = &shot->delivery.request.headers;
    bool made = signer && signer_sign(signer, shot->delivery.request.body, &signature, err);
    struct span value = span_keep(&shot->arena, buf_span(&signature));
    const char *only = run->opts->signature_header;
    if (made && only)
        headers_add(headers, &shot->arena, span_of(only), value);
    for (size_t i = 0; made && !only && i < SCHEME_HEADERS && shot->scheme->headers[i]; i++)
        headers_add(headers, &shot->arena, span_of(shot->scheme->headers[i]), value);
    buf_clear(&signature);
    signer_free(signer);
    return made;
}

/* The first -H of a name replaces ours, further ones add to it. */
static bool apply_headers(const struct opt_list *given, struct shot *shot, struct error *err)
{
    struct headers *headers = &shot->delivery.request.headers, own = {0};
    for (size_t i = 0; i < given->count; i++) {
        struct header header;
        if (!header_read(span_of(given->at[i]), &header, err))
            return error_context(err, "option '--header'");
        headers_remove(headers, header.name);
        if (header.value.size > 0)
            headers_add(&own, &shot->arena, header.name, header.value);
    }
    for (size_t i = 0; i < own.count; i++)
        headers_add(headers, &shot->arena, own.at[i].name, own.at[i].value);
    return true;
}

static bool build_request(const struct triggering *run, struct shot *shot, struct error *err)
{
    struct message *request = &shot->delivery.request;
    struct buf body = {0}, length = {0};
    if (!build_event(run, shot, &body, err)) {
        buf_clear(&body);
        return false;
    }
    buf_printf(&length, "%zu", body.size);
    *request =
        (struct message){.method = SPAN("POST"), .target = run->url.target, .version = SPAN("1.1")};
    request->body = span_keep(&shot->arena, buf_span(&body));
    const struct header ours[] = {
        {SPAN("Host"), run->url.authority},
        {SPAN("User-Agent"), SPAN("sfpy-hook/" SFPY_HOOK_VERSION)},
        {SPAN("Content-Type"), SPAN("application/json")},
        {SPAN("Content-Length"), span_keep(&shot->arena, buf_span(&length))},
    };
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        headers_add(&request->headers, &shot->arena, ours[i].name, ours[i].value);
    buf_clear(&body);
    buf_clear(&length);
    if (!add_signature(run, shot, err) || !apply_headers(&run->opts->headers, shot, err))
        return false;
    shot->delivery.event = event_label(&shot->arena, shot->scheme, request->body);
    return true;
}

static bool print_dry(const struct triggering *run, const struct shot *shot, struct error *err)
{
    const struct message *request = &shot->delivery.request;
    struct buf out = {0};
    switch (run->opts->common.json ? DRY_JSON : (enum dry_format)run->opts->format) {
    case DRY_HTTP:
        message_write(&out, request);
        break;
    case DRY_CURL:
        message_write_curl(&out, request, run->url.given);
        break;
    case DRY_BODY:
        buf_add(&out, request->body);
        break;
    case DRY_JSON:
        delivery_write(&out, &shot->delivery);
        break;
    }
    if (isatty(STDOUT_FILENO) && out.at[out.size - 1] != '\n')
        buf_add_byte(&out, '\n');
    bool written = ui_data(run->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static void write_sent(struct buf *out, const struct shot *shot, const struct triggering *run,
                       const struct error *failure)
{
    const struct delivery *delivery = &shot->delivery;
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("sent"));
    jsonw_text(out, "id", span_of(delivery->id));
    jsonw_text(out, "event", delivery->event.name.at ? delivery->event.name : shot->fixture->name);
    jsonw_text(out, "type", delivery->event.type);
    jsonw_text(out, "token", delivery->event.token);
    jsonw_text(out, "url", run->url.text);
    jsonw_text(out, "mode", SPAN("new"));
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
    const char *mend;
} mends[] = {
    {401, "the endpoint refused the signature: does it use the secret with this fingerprint"},
    {403, "the endpoint refused the request: does it use the secret with this fingerprint"},
    {404, "is this the path of the webhook endpoint? --to URL names another"},
    {405, "does this path take POST? --to URL names another"},
    {415, "the endpoint does not take application/json; -H 'Content-Type: …' sends another type"},
    {500, "the endpoint failed; its log says where"},
};

static void unexpected(const struct triggering *run, int status, struct error *err)
{
    error_set(err, ERROR_CHECK, "%s was expected", run->opts->expect);
    error_context(err, "the endpoint answered %d", status);
    for (size_t i = 0; i < COUNT_OF(mends); i++)
        if (mends[i].status == status) {
            bool secret = status == 401 || status == 403;
            error_hint(err, "%s%s%s%s", mends[i].mend, secret ? ", " : "",
                       secret ? run->secrets.at[0].fingerprint : "", secret ? "?" : "");
        }
}

static bool record(struct triggering *run, const struct shot *shot, struct error *err)
{
    if (!run->recording)
        return true;
    struct buf line = {0};
    delivery_write(&line, &shot->delivery);
    bool written = journal_append(&run->journal, buf_span(&line), false, err);
    buf_clear(&line);
    return written;
}

static bool print_sent(struct triggering *run, struct shot *shot, bool fits,
                       const struct error *failure, struct error *err)
{
    struct buf out = {0};
    const struct answer *answer = &shot->delivery.answer;
    if (run->ui->json) {
        write_sent(&out, shot, run, failure);
    } else if (answer->status && (!run->ui->quiet || !fits)) {
        render_line(&out, &shot->delivery, run->ui->out);
        if (run->ui->verbose)
            render_headers(&out, &answer->headers, run->ui->out);
        if (!fits || run->ui->verbose)
            text_escape_lines(&out, answer->body, "              | ");
    }
    bool written = ui_text(run->ui, &out, err);
    buf_clear(&out);
    return written;
}

static bool send_one(struct triggering *run, struct shot *shot, struct error *failure,
                     struct error *err)
{
    struct answer *answer = &shot->delivery.answer;
    bool answered = sender_send(run->sender, &run->url, &shot->delivery.request, run->opts->timeout,
                                &shot->arena, answer, failure);
    bool fits = answered && expect_fits(run->opts->expect, answer->status);
    run->sent++;
    run->ok += fits;
    if (!answered) {
        run->unanswered++;
    } else {
        run->durations[run->answered++] = answer->duration;
        run->by_status[answer->status % STATUSES]++;
        if (!fits)
            unexpected(run, answer->status, failure);
    }
    bool done =
        record(run, shot, err) && print_sent(run, shot, fits, answered ? NULL : failure, err);
    return done;
}

/* Builds, signs and sends one event. What failed in between is said; false only where going on
 * makes no sense. */
static bool trigger_one(struct triggering *run, const char *name, bool last, struct error *err)
{
    struct error failure = {0};
    struct shot shot = {.delivery = {.direction = DIRECTION_SENT, .url = run->url.text}};
    shot.fixture = fixture_find(&run->fixtures, name, err);
    if (!shot.fixture)
        return false;
    const char *scheme = run->opts->common.scheme;
    struct span own = shot.fixture->scheme;
    shot.scheme = scheme_find(scheme ? scheme : own.at, err);
    if (!shot.scheme)
        return false;
    delivery_stamp(&shot.delivery, clock_now());
    bool done =
        build_request(run, &shot, err) &&
        (run->opts->dry_run ? print_dry(run, &shot, err) : send_one(run, &shot, &failure, err));
    arena_clear(&shot.arena);
    if (!done || failure.code == ERROR_NONE)
        return done;
    if (last)
        *err = failure; /* the caller prints it as its own */
    else
        ui_error(run->ui, &failure);
    return true;
}

static int compare_durations(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t percentile(const struct triggering *run, size_t percent)
{
    if (run->answered == 0)
        return 0;
    size_t rank = (run->answered * percent + 99) / 100;
    return run->durations[rank ? rank - 1 : 0];
}

static bool print_summary(struct triggering *run, struct error *err)
{
    struct buf out = {0};
    double seconds = (double)(clock_ticks() - run->started) / (double)CLOCK_SECOND;
    size_t failed = run->sent - run->ok;
    qsort(run->durations, run->answered, sizeof *run->durations, compare_durations);
    if (!run->ui->json) {
        ui_note(run->ui, "%zu sent, %zu as expected, %zu not", run->sent, run->ok, failed);
        return true;
    }
    jsonw_object(&out, NULL);
    jsonw_text(&out, "kind", SPAN("summary"));
    jsonw_text(&out, "command", SPAN("trigger"));
    jsonw_integer(&out, "sent", (int64_t)run->sent);
    jsonw_integer(&out, "ok", (int64_t)run->ok);
    jsonw_integer(&out, "failed", (int64_t)failed);
    jsonw_object(&out, "by_status");
    for (int status = 0; status < STATUSES; status++) {
        char name[8];
        snprintf(name, sizeof name, "%d", status);
        if (run->by_status[status])
            jsonw_integer(&out, name, (int64_t)run->by_status[status]);
    }
    jsonw_end_object(&out);
    buf_printf(&out, ",\"per_second\":%.1f", seconds > 0 ? (double)run->sent / seconds : 0);
    jsonw_object(&out, "ms");
    jsonw_ms(&out, "p50", percentile(run, 50));
    jsonw_ms(&out, "p90", percentile(run, 90));
    jsonw_ms(&out, "p99", percentile(run, 99));
    jsonw_ms(&out, "max", percentile(run, 100));
    jsonw_end_object(&out);
    jsonw_end_object(&out);
    buf_add_byte(&out, '\n');
    bool written = ui_data(run->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static bool prepare(struct triggering *run, struct arena *arena, struct error *err)
{
    const struct trigger_opts *opts = run->opts;
    if (!expect_check(opts->expect, err))
        return error_context(err, "option '--expect'");
    if (!url_read(arena, opts->to, &run->url, err) ||
        !fixture_builtin(arena, &run->fixtures, err) ||
        !secrets_resolve(&opts->common, arena, &run->secrets, err))
        return false;
    run->ui->masked = &run->secrets;
    if (strcmp(run->secrets.origin, "development") == 0)
        ui_note(run->ui, "signed with the development secret %s", run->secrets.at[0].fingerprint);
    if (opts->dry_run)
        return true;
    const char *path = settings_journal(&opts->common, arena, err);
    run->recording = path != NULL;
    if (err->code != ERROR_NONE || (path && !journal_open(&run->journal, path, err)))
        return false;
    run->sender = sender_new(err);
    return run->sender != NULL;
}

/* All names are looked up before the first event goes out. */
static bool check_names(const struct triggering *run, const struct opt_list *names,
                        struct error *err)
{
    for (size_t i = 0; i < names->count; i++)
        if (!fixture_find(&run->fixtures, names->at[i], err))
            return false;
    return true;
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct triggering run = {.opts = options, .ui = ui, .started = clock_ticks()};
    run.durations = arena_new(arena, operands->count * sizeof *run.durations);
    bool done = prepare(&run, arena, err) && check_names(&run, operands, err);
    struct error last = {0};
    for (size_t i = 0; done && i < operands->count; i++) {
        bool final = i + 1 == operands->count;
        done = trigger_one(&run, operands->at[i], final, &last);
    }
    if (done && run.sent > 1)
        done = print_summary(&run, &last);
    if (last.code != ERROR_NONE)
        *err = last;
    sender_free(run.sender);
    journal_close(&run.journal);
    ui->masked = NULL;
    if (!done || run.sent == run.ok)
        return err->code;
    bool no_answer = run.unanswered == run.sent;
    if (err->code != ERROR_NONE)
        err->code = no_answer ? ERROR_NETWORK : ERROR_CHECK;
    return no_answer ? ERROR_NETWORK : ERROR_CHECK;
}

static const struct trigger_opts defaults = {
    .to = "http://127.0.0.1:4242/", .expect = "2xx", .timeout = 10 * CLOCK_SECOND};
static const struct opt_group own_group = {"Options", rows, COUNT_OF(rows), false};
static const struct opt_group *const groups[] = {&own_group, &signing_group, &journal_group,
                                                 &output_group, NULL};

const struct command command_trigger = {
    .options =
        {
            .name = "trigger",
            .synopsis = "[OPTION]... EVENT...",
            .summary = "build an event from a fixture, sign it, send it",
            .about =
                "Send a signed event, with fresh tokens, hashes and times, and print the\n"
                "endpoint's answer. EVENT is the name of a fixture (payment.confirmed) or its\n"
                "wire type (payment:created); 'sfpy-hook fixtures list' shows them.\n",
            .examples = "  sfpy-hook trigger payment.confirmed --to 3000/webhooks\n"
                        "  sfpy-hook trigger refund.confirmed --set data.notification.amount=1\n"
                        "  sfpy-hook trigger payment.confirmed --dry-run --format curl\n",
            .groups = groups,
            .least_operands = 1,
            .most_operands = SIZE_MAX,
        },
    .opts_size = sizeof(struct trigger_opts),
    .defaults = &defaults,
    .run = run,
};
