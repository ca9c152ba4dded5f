#include "commands.h"

#include "announce.h"
#include "clock.h"
#include "console.h"
#include "event_list.h"
#include "files.h"
#include "jsonw.h"
#include "listening.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const formats[] = {"pretty", "compact", "json", NULL};
static const char *const sync_choices[] = {"always", "batch", "none", NULL};

static const struct opt rows[] = {
    OPT(struct listen_opts, port, .name = "port", .letter = 'p', .value = "PORT",
        .help = "port to listen on (default 4242; 0: any that is free)", .most = 65535),
    OPT(struct listen_opts, host, .name = "host", .value = "ADDRESS",
        .help = "address to listen on (default 127.0.0.1)", .complete = OPT_COMPLETE_ADDRESS),
    OPT(struct listen_opts, path, .name = "path", .value = "PATH",
        .help = "path of the endpoint (default /; * for any)"),
    OPT(struct listen_opts, format, .name = "format", .value = "FORM",
        .help = "how deliveries are printed: pretty, compact or json", .choices = formats),
    OPT(struct listen_opts, events, .name = "events", .letter = 'e', .value = "LIST",
        .help = "show and forward these events only, such as 'payment.*,!*.failed'; the others "
                "are answered and counted all the same",
        .complete = OPT_COMPLETE_EVENT),
    OPT(struct listen_opts, count, .name = "count", .value = "N",
        .help = "end after N deliveries, valid or not", .least = 1, .most = INT64_MAX),
    OPT(struct listen_opts, until, .name = "until", .value = "EXPR",
        .help = "end once a delivery meets this, see above; repeatable: each by some delivery",
        .complete = OPT_COMPLETE_CONDITION),
    OPT(struct listen_opts, timeout, .name = "timeout", .value = "SECONDS",
        .help = "end after this time: with 0, or with 1 where --count or --until is not met (0: "
                "never)",
        .unit = CLOCK_SECOND),
    OPT(struct listen_opts, ready_file, .name = "ready-file", .value = "FILE",
        .help = "write the URL here once listening; removed at the end",
        .complete = OPT_COMPLETE_FILE),
    OPT(struct listen_opts, sync, .name = "sync", .value = "WHEN",
        .help = "records are safe from a loss of power: always (before the answer), batch (50 ms "
                "later), none",
        .choices = sync_choices),
    OPT(struct listen_opts, accept_invalid, .name = "accept-invalid",
        .help = "answer 200 to invalid signatures too, marked", .only_trusted = true),
    OPT(struct listen_opts, no_verify, .name = "no-verify", .help = "check no signatures",
        .only_trusted = true),
    OPT(struct listen_opts, allow_browser, .name = "allow-browser",
        .help = "let in requests from web pages"),
    OPT(struct listen_opts, max_body, .name = "max-body", .value = "SIZE",
        .help = "largest body that is taken (default 1M)", .least = 1, .most = INT64_C(1) << 30,
        .bytes = true),
    OPT(struct listen_opts, max_connections, .name = "max-connections", .value = "N",
        .help = "connections at one time (default 1024)", .least = 1, .most = 65536),
    OPT(struct listen_opts, print_secret, .name = "print-secret", .only_typed = true,
        .help = "show the secret itself at the start"),
};

/* The timer goes last, since it also ends the wait for standard output. */
void listening_rest(struct listening *listening)
{
    if (!listening->stopped || outlet_is_busy(listening->outlet) || !listening->drain ||
        !suspicions_are_over(listening->suspicions))
        return;
    loop_timer_free(listening->timeout);
    loop_timer_free(listening->drain);
    listening->drain = NULL;
}

static void on_stopped(void *context)
{
    struct listening *listening = context;
    listening->stopped = true;
    listening_rest(listening);
}

static void on_printed(void *context)
{
    struct listening *listening = context;
    if (listening->failure.code == ERROR_NONE &&
        outlet_failed(listening->outlet, &listening->failure))
        listening_stop(listening);
    arrival_release(listening);
    listening_rest(listening);
}

static void on_delivery(void *context, struct exchange *exchange)
{
    arrival_begin(context, exchange);
}

static void on_refused(void *context, const struct refusal *refusal)
{
    struct listening *listening = context;
    struct buf line = {0};
    listening->refused++;
    clock_write_time_of_day(&line, clock_now());
    buf_printf(&line, "  refused %.*s", SPAN_ARG(refusal->peer));
    if (refusal->method.size > 0) {
        buf_add_byte(&line, ' ');
        text_escape(&line, span_slice(refusal->method, 0, 40));
        buf_add_byte(&line, ' ');
        text_escape(&line, span_slice(refusal->target, 0, 200));
    }
    if (refusal->status)
        buf_printf(&line, " → %d: %s", refusal->status, refusal->why);
    else
        buf_printf(&line, " → closed: %s", refusal->why);
    ui_note(listening->ui, "%s", line.at);
    console_refresh(listening->console);
    buf_clear(&line);
}

static bool announce(const struct listening *listening, struct error *err)
{
    const struct announcement announcement = {.url = server_url(listening->server),
                                              .socket = listening->opts->endpoint.unix_socket,
                                              .cacert = listening->endpoint.cacert,
                                              .scheme = listening->scheme,
                                              .secrets = &listening->keyring.in_use,
                                              .json = listening_prints_json(listening),
                                              .unchecked = listening->opts->no_verify,
                                              .print_secret = listening->opts->print_secret};
    return announce_ready(listening->ui, &announcement, err);
}

static bool write_ready_file(const struct listening *listening, struct error *err)
{
    if (!listening->opts->ready_file)
        return true;
    struct buf line = {0};
    buf_printf(&line, "%s\n", server_url(listening->server));
    bool written = file_write(listening->opts->ready_file, buf_span(&line), false, err);
    buf_clear(&line);
    return written;
}

static bool say_totals(const struct listening *listening, struct error *err)
{
    if (!listening_prints_json(listening)) {
        ui_note(listening->ui, "%zu received: %zu valid, %zu invalid; %zu refused",
                listening->received, listening->valid, listening->invalid, listening->refused);
        if (listening->forwarding)
            ui_note(listening->ui, "%zu forwarded, %zu of them failed", listening->forwarded,
                    listening->failed);
        return true;
    }
    struct buf line = {0};
    const struct {
        const char *name;
        size_t value;
    } counts[] = {{"received", listening->received}, {"valid", listening->valid},
                  {"invalid", listening->invalid},   {"forwarded", listening->forwarded},
                  {"failed", listening->failed},     {"refused", listening->refused}};
    jsonw_object(&line, NULL);
    jsonw_text(&line, "kind", SPAN("summary"));
    jsonw_text(&line, "command", SPAN("listen"));
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        jsonw_integer(&line, counts[i].name, (int64_t)counts[i].value);
    jsonw_end_object(&line);
    buf_add_byte(&line, '\n');
    bool said = ui_data(listening->ui, buf_span(&line), err);
    buf_clear(&line);
    return said;
}

static bool check_path(const char *path, struct error *err)
{
    bool any = strcmp(path, "*") == 0;
    bool plain = text_is_printable(span_of(path)) && !strpbrk(path, "?#");
    if (any || (path[0] == '/' && plain))
        return true;
    error_set(err, ERROR_USAGE, "a path begins with a slash and holds no ?, # or space, not '%s'",
              path);
    error_context(err, "option '--path'");
    return error_hint(err, "such as --path /webhooks, or --path '*' for any");
}

/* Who can reach an application through us must have been verified, and has its answer. */
static bool check_forwarding(const struct listen_opts *opts, struct error *err)
{
    bool local = opts->endpoint.unix_socket || url_host_is_loopback(span_of(opts->host));
    const char *answer = answers_given(&opts->answers);
    if (opts->forward.to.count == 0)
        return true;
    if (answer) {
        error_set(err, ERROR_USAGE, "the sender gets the application's answer");
        error_context(err, "'%s' and '--forward-to' don't go together", answer);
        return error_hint(
            err, "leave %s out, or forward to a second 'sfpy-hook listen' that answers so", answer);
    }
    if (!opts->no_verify || local)
        return true;
    error_set(err, ERROR_USAGE, "anybody who reaches %s could call the application unverified",
              opts->host);
    error_context(err, "'--no-verify' and '--forward-to' together need a '--host' of this machine");
    return error_hint(err, "leave --no-verify out, or listen on 127.0.0.1");
}

static bool read_conditions(struct listening *listening, struct arena *arena, struct error *err)
{
    const struct listen_opts *opts = listening->opts;
    listening->conditions.wanted = (size_t)opts->count;
    if (opts->events && !event_list_check(opts->events, err))
        return error_context(err, "option '--events'");
    return conditions_read(&listening->conditions, &opts->until, arena, err) ||
           error_context(err, "option '--until'");
}

static bool read_options(struct listening *listening, struct arena *arena, struct error *err)
{
    const struct listen_opts *opts = listening->opts;
    renewal_begin(&listening->renewal, arena);
    listening->scheme = settings_scheme(&opts->common, "sfpy", err);
    return listening->scheme && read_conditions(listening, arena, err) &&
           check_path(opts->path, err) && check_forwarding(opts, err) &&
           settings_url(&opts->common, err) &&
           answers_open(&opts->answers, arena, &listening->answers, err) &&
           keyring_open(&listening->keyring, &opts->common, arena, err) &&
           endpoint_open(&opts->endpoint, arena, &listening->endpoint, err);
}

static bool open_signer(struct listening *listening, struct arena *arena, struct error *err)
{
    const struct secrets *secrets = &listening->keyring.in_use;
    ui_mask(listening->ui, arena, secrets);
    listening->signer = signer_new(listening->scheme, secrets->at, secrets->count, err);
    return listening->signer &&
           (listening->opts->no_verify || signer_check(listening->signer, false, err));
}

static bool open_forwarding(struct listening *listening, struct arena *arena, struct error *err)
{
    const struct forwarding_settings settings = {.opts = &listening->opts->forward,
                                                 .ui = listening->ui,
                                                 .secrets = &listening->keyring.in_use,
                                                 .json = listening_prints_json(listening)};
    return forwarding_open(listening->loop, &settings, arena, &listening->forwarding, err);
}

/* Where nothing is recorded there is nothing to open. */
static bool open_journal(struct listening *listening, struct arena *arena, struct error *err)
{
    const struct listen_opts *opts = listening->opts;
    const char *journal = settings_journal(&opts->common, arena, err);
    if (journal)
        listening->commit = commit_open(listening->loop, journal, opts->common.journal_max,
                                        (enum commit_sync)opts->sync, err);
    return err->code == ERROR_NONE;
}

static bool open_server(struct listening *listening, struct error *err)
{
    const struct listen_opts *opts = listening->opts;
    const struct server_settings settings = {.host = opts->host,
                                             .port = (int)opts->port,
                                             .socket = opts->endpoint.unix_socket,
                                             .tls = listening->endpoint.tls,
                                             .path = span_of(opts->path),
                                             .max_body = (size_t)opts->max_body,
                                             .max_connections = (size_t)opts->max_connections,
                                             .allow_browser = opts->allow_browser};
    const struct server_handler handler = {listening, on_delivery, on_refused, on_stopped};
    listening->server = server_open(listening->loop, &settings, &handler, err);
    if (!listening->server && err->code == ERROR_USAGE)
        settings_context(&opts->common, "host", err);
    return listening->server != NULL;
}

/* All that can fail before the first request. */
static bool open_all(struct listening *listening, struct arena *arena, struct error *err)
{
    if (!read_options(listening, arena, err) || !open_signer(listening, arena, err))
        return false;
    listening->loop = loop_new(err);
    if (!listening->loop || !loop_on_signal(listening->loop, listening_on_signal, listening, err))
        return false;
    listening->outlet = outlet_new(listening->loop, STDOUT_FILENO, on_printed, listening);
    listening->suspicions = suspicions_new(listening->loop);
    return open_forwarding(listening, arena, err) && open_journal(listening, arena, err) &&
           open_server(listening, err);
}

static void serve(struct listening *listening, struct arena *arena)
{
    listening->timeout = loop_timer_new(listening->loop, listening_on_timeout, listening);
    listening->drain = loop_timer_new(listening->loop, listening_on_drain_over, listening);
    if (!write_ready_file(listening, &listening->failure) ||
        !announce(listening, &listening->failure))
        listening_stop(listening);
    else
        listening_run_command(listening, arena);
    if (!listening->stopping)
        forwarding_watch(listening->forwarding);
    console_open(listening);
    if (listening->opts->timeout)
        loop_timer_set(listening->timeout, listening->opts->timeout);
    loop_run(listening->loop);
    console_close(listening);
    if (listening->opts->ready_file)
        file_remove(listening->opts->ready_file);
    struct error err = {0};
    if (!say_totals(listening, &err) && listening->failure.code == ERROR_NONE)
        listening->failure = err;
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct listening listening = {.opts = options, .ui = ui, .command = operands};
    listening.held_end = &listening.held;
    listening.bodies = listening.opts->format == FORMAT_PRETTY;
    if (open_all(&listening, arena, err)) {
        serve(&listening, arena);
        *err = listening.failure;
    }
    forwarding_close(listening.forwarding);
    server_free(listening.server);
    endpoint_close(&listening.endpoint);
    commit_close(listening.commit);
    outlet_free(listening.outlet);
    suspicions_free(listening.suspicions);
    signer_free(listening.signer);
    renewal_end(&listening.renewal);
    conditions_clear(&listening.conditions);
    child_free(listening.child);
    if (!loop_free(listening.loop))
        abort(); /* a handle was left open: a fault of ours that tests must see */
    return err->code;
}

static const struct listen_opts defaults = {
    COMMON_DEFAULTS,     .port = SETTINGS_PORT,   .host = "127.0.0.1",        .path = "/",
    .max_body = 1 << 20, .max_connections = 1024, .forward = FORWARD_DEFAULTS};
static const struct opt_group own_group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {
    &own_group,     &forwarding_group, &answer_group, &endpoint_group,
    &signing_group, &journal_group,    &output_group, NULL};

static const char about[] =
    "Receive deliveries on a local HTTP(S) endpoint. Each is verified, recorded in\n"
    "the journal, answered (200, or 401 where the signature is missing or wrong) and\n"
    "printed. A 2xx answer leaves only when the record is on disk.\n"
    "\n"
    "With --forward-to an application gets each accepted delivery first, and its\n"
    "answer goes back to the sender: 502 where it can't be reached, 504 where it is\n"
    "late. Of several targets the first answers; what goes to none is answered here.\n"
    "\n"
    "With --count or --until it ends with 0 once all of them are met. EXPR is\n"
    "LEFT=TEXT, LEFT!=TEXT or LEFT~REGEX (POSIX extended). LEFT is type (the wire\n"
    "type or the friendly name), verdict (valid, invalid, unchecked, or a reason\n"
    "such as mismatch), header.NAME, or a dotted path into the event, such as\n"
    "data.notification.state; a member called type or verdict stands in quotes. What\n"
    "a delivery doesn't have meets nothing, not even !=. An invalid delivery meets\n"
    "only what names verdict. REGEX sees the first 4096 bytes of a text.\n"
    "\n"
    "COMMAND is run once it listens, with SFPY_HOOK_URL and SFPY_WEBHOOK_SECRET in\n"
    "its environment. Where it fails, listen ends with its status (127: not found,\n"
    "126: not executable, 128+N: ended by signal N). Where it ends with 0 and a\n"
    "condition is unmet, that is waited for until --timeout (5 seconds without one),\n"
    "then the status is 1. Where all is met while it runs, it is waited for. At\n"
    "--timeout it gets SIGTERM, 5 seconds later SIGKILL. Nothing that it left in its\n"
    "process group outlives listen.\n"
    "\n"
    "On a terminal, unless with -q, --json or COMMAND, the last line has the counts,\n"
    "and keys work: the arrows choose among the last 1,000 deliveries, Enter shows\n"
    "one whole, v verifies it again and explains, r resends it to the application, b\n"
    "hides or shows bodies, p pauses answering, c clears, q quits; ? tells them.\n";
static const char examples[] =
    "  sfpy-hook listen\n"
    "  sfpy-hook listen -p 3000 --path /webhooks --secret-file .secret\n"
    "  sfpy-hook listen --forward-to 3000/webhooks\n"
    "  sfpy-hook listen --count 1 --timeout 30 --json\n"
    "  sfpy-hook listen --until type=payment.confirmed --timeout 5 -- ./app-test.sh\n"
    "  sfpy-hook listen --until verdict=mismatch --until header.user-agent~^curl/\n";

const struct command command_listen = {
    .options =
        {
            .name = "listen",
            .synopsis = "[OPTION]... [-- COMMAND [ARG]...]",
            .summary = "receive deliveries: verify, print, record, answer or forward them",
            .about = about,
            .examples = examples,
            .groups = groups,
            .most_operands = SIZE_MAX,
            .takes_command = true,
        },
    .opts_size = sizeof(struct listen_opts),
    .defaults = &defaults,
    .run = run,
};
