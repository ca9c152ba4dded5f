#include "commands.h"

#include "clock.h"
#include "curl_command.h"
#include "edit.h"
#include "encode.h"
#include "expect.h"
#include "fixture.h"
#include "journal.h"
#include "report.h"
#include "secrets.h"
#include "sender.h"

#include <string.h>
#include <unistd.h>

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
        .help = "the endpoint (default http://127.0.0.1:4242/); a bare port means this machine",
        .complete = OPT_COMPLETE_URL),
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
    struct tally tally;
};

/* One event on its way. */
struct shot {
    const struct fixture *fixture;
    const struct scheme *scheme;
    struct delivery delivery;
    struct arena arena;
};

static bool find_scheme(const struct triggering *run, const struct fixture *fixture,
                        struct shot *shot, struct error *err)
{
    const char *given = run->opts->common.scheme;
    shot->fixture = fixture;
    shot->scheme = scheme_find(run->opts->common.schemes, given ? given : fixture->scheme.at, err);
    return shot->scheme != NULL;
}

static bool build_event(const struct triggering *run, struct shot *shot, struct buf *body,
                        struct error *err)
{
    struct fixture_values values = {.now = shot->delivery.time, .url = run->url.text};
    struct buf event = {0};
    bool built = fixture_render(shot->fixture, &values, &event, err);
    for (size_t i = 0; built && i < run->opts->sets.count; i++) {
        built = edit_set(&event, run->opts->sets.at[i], false, err);
        if (!built && !err->hint[0])
            error_hint(err, "'sfpy-hook fixtures show %.*s' shows the members there are",
                       SPAN_ARG(shot->fixture->name));
        if (!built)
            error_context(err, "option '--set'");
    }
    if (built)
        fixture_wrap(body, shot->scheme, buf_span(&event));
    buf_clear(&event);
    return built;
}

static bool add_signature(const struct triggering *run, struct shot *shot, struct error *err)
{
    struct signer *signer = signer_new(shot->scheme, run->secrets.at, run->secrets.count, err);
    struct message *request = &shot->delivery.request;
    const char *url = run->opts->common.notification_url;
    const struct stamp stamp = {.time = shot->delivery.time,
                                .id = ident_message(&shot->arena, NULL, shot->delivery.time),
                                .url = url ? span_of(url) : run->url.text};
    bool made = signer && signer_sign(signer, request->body, &stamp, run->opts->signature_header,
                                      &shot->arena, &request->headers, err);
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
    /* A message has one length: a body sent in chunks says its own. */
    if (headers_find(&own, SPAN("Transfer-Encoding"), NULL) &&
        !headers_find(&own, SPAN("Content-Length"), NULL))
        headers_remove(headers, SPAN("Content-Length"));
    return true;
}

/* User and password of the URL, as a browser sends them (RFC 7617). */
static void add_authorization(const struct triggering *run, struct shot *shot)
{
    struct buf user = {0}, value = {0};
    decode_percent(&user, run->url.user);
    buf_add_text(&value, "Basic ");
    encode_base64(&value, buf_span(&user));
    headers_add(&shot->delivery.request.headers, &shot->arena, SPAN("Authorization"),
                span_keep(&shot->arena, buf_span(&value)));
    buf_wipe(&user);
    buf_wipe(&value);
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
    if (run->url.user.at)
        add_authorization(run, shot);
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
        curl_write(&out, request, &run->url);
        break;
    case DRY_BODY:
        buf_add(&out, request->body);
        break;
    case DRY_JSON:
        delivery_write(&out, &shot->delivery);
        break;
    }
    if (isatty(STDOUT_FILENO) && out.size > 0 && out.at[out.size - 1] != '\n')
        buf_add_byte(&out, '\n');
    bool written = ui_data(run->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static bool record(struct triggering *run, const struct shot *shot, struct error *err)
{
    if (!run->recording)
        return true;
    struct buf line = {0};
    delivery_write(&line, &shot->delivery);
    bool written = journal_append(&run->journal, buf_span(&line), false, NULL, err);
    buf_clear(&line);
    return written;
}

/* `failure` says what was not as it should be; its code is NONE where all was. */
static bool print_sent(struct triggering *run, struct shot *shot, const struct error *failure,
                       struct error *err)
{
    struct buf out = {0};
    const struct answer *answer = &shot->delivery.answer;
    bool failed = failure->code != ERROR_NONE;
    if (run->ui->json) {
        report_sent(&out, &shot->delivery, "new", answer->status ? NULL : failure);
    } else if (answer->status && (!run->ui->quiet || failed)) {
        render_line(&out, &shot->delivery, run->ui->out);
        if (run->ui->verbose)
            render_headers(&out, &answer->headers, run->ui->out);
        if (failed || run->ui->verbose)
            render_answer_body(&out, answer->body, run->ui->out);
    }
    bool written = ui_text(run->ui, &out, err);
    buf_clear(&out);
    return written;
}

static bool send_one(struct triggering *run, struct shot *shot, struct error *failure,
                     struct error *err)
{
    struct answer *answer = &shot->delivery.answer;
    bool fits = sender_send(run->sender, &run->url, &shot->delivery.request, run->opts->timeout,
                            &shot->arena, answer, failure);
    if (fits && !expect_fits(run->opts->expect, answer->status)) {
        report_unexpected(failure, answer->status, run->opts->expect, &run->secrets.at[0]);
        fits = false;
    }
    tally_add(&run->tally, answer, fits);
    return record(run, shot, err) && print_sent(run, shot, failure, err);
}

/*
 * Builds, signs and sends one event. `failure` tells what the endpoint made of it; false, with
 * `err`, is for what ends the command.
 */
static bool trigger_one(struct triggering *run, const struct fixture *fixture,
                        struct error *failure, struct error *err)
{
    struct shot shot = {.delivery = {.direction = DIRECTION_SENT, .url = run->url.text}};
    if (!find_scheme(run, fixture, &shot, err))
        return false;
    delivery_stamp(&shot.delivery, clock_now());
    bool done =
        build_request(run, &shot, err) &&
        (run->opts->dry_run ? print_dry(run, &shot, err) : send_one(run, &shot, failure, err));
    arena_clear(&shot.arena);
    return done;
}

/* What can't be built must be known before the first event goes out. */
static bool can_build(const struct triggering *run, const struct fixture *fixture,
                      struct error *err)
{
    struct shot shot = {0};
    struct buf body = {0};
    bool can = find_scheme(run, fixture, &shot, err) && build_event(run, &shot, &body, err);
    buf_clear(&body);
    return can;
}

static const struct fixture **find_fixtures(const struct triggering *run,
                                            const struct opt_list *names, struct arena *arena,
                                            struct error *err)
{
    const struct fixture **found = arena_new(arena, names->count * sizeof(const struct fixture *));
    for (size_t i = 0; i < names->count; i++) {
        found[i] = fixture_find(&run->fixtures, names->at[i], err);
        if (!found[i] || !can_build(run, found[i], err))
            return NULL;
    }
    return found;
}

/* What is wrong with the command line, before anything is made or said. */
static const struct fixture **plan(struct triggering *run, const struct opt_list *names,
                                   struct arena *arena, struct error *err)
{
    const struct trigger_opts *opts = run->opts;
    if (!expect_check(opts->expect, err)) {
        error_context(err, "option '--expect'");
        return NULL;
    }
    bool planned =
        settings_url(&opts->common, err) && settings_header_name(opts->signature_header, err) &&
        url_read(arena, opts->to, &run->url, err) &&
        fixture_load(arena, opts->common.fixtures, opts->common.schemes, &run->fixtures, err);
    return planned ? find_fixtures(run, names, arena, err) : NULL;
}

static bool prepare(struct triggering *run, struct arena *arena, struct error *err)
{
    const struct trigger_opts *opts = run->opts;
    if (!secrets_resolve(&opts->common, arena, &run->secrets, err))
        return false;
    ui_mask(run->ui, arena, &run->secrets);
    if (opts->dry_run)
        return true;
    const char *path = settings_journal(&opts->common, arena, err);
    run->recording = path != NULL;
    if (err->code != ERROR_NONE || (path && !journal_open(&run->journal, path, err)))
        return false;
    run->sender = sender_new(err);
    return run->sender != NULL;
}

static bool print_summary(struct triggering *run, struct error *err)
{
    struct tally *tally = &run->tally;
    if (!run->ui->json) {
        ui_note(run->ui, "%zu sent, %zu as expected, %zu not", tally->sent, tally->ok,
                tally->sent - tally->ok);
        return true;
    }
    struct buf out = {0};
    tally_write(&out, tally, "trigger");
    bool written = ui_data(run->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

/* Ends at the first thing that makes going on senseless; what endpoints refuse is no such thing. */
static void trigger_all(struct triggering *run, const struct fixture **fixtures, size_t count,
                        struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct error failure = {0};
        if (!trigger_one(run, fixtures[i], &failure, err))
            return;
        if (count == 1)
            *err = failure;
        else if (failure.code != ERROR_NONE)
            ui_trouble(run->ui, &failure);
    }
    const struct tally *tally = &run->tally;
    if (tally->sent < 2 || !print_summary(run, err))
        return;
    if (tally->ok < tally->sent)
        error_set(err, tally->answered ? ERROR_CHECK : ERROR_NETWORK,
                  "%zu of %zu events were not answered as expected", tally->sent - tally->ok,
                  tally->sent);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct triggering run = {.opts = options, .ui = ui, .tally = {.started = clock_ticks()}};
    const struct fixture **fixtures = plan(&run, operands, arena, err);
    if (fixtures && prepare(&run, arena, err)) {
        if (secrets_are_development(&run.secrets))
            ui_note(ui, "signed with the development secret %s", run.secrets.at[0].fingerprint);
        trigger_all(&run, fixtures, operands->count, err);
    }
    tally_clear(&run.tally);
    sender_free(run.sender);
    journal_close(&run.journal);
    return err->code;
}

static const struct trigger_opts defaults = {COMMON_DEFAULTS, .to = SETTINGS_ENDPOINT,
                                             .expect = "2xx", .timeout = 10 * CLOCK_SECOND};
static const struct opt_group own_group = {"Options", rows, COUNT_OF(rows), false};
static const struct opt_group *const groups[] = {&own_group,     &fixture_group, &signing_group,
                                                 &journal_group, &output_group,  NULL};

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
