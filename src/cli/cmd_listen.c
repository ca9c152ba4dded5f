#include "commands.h"

#include "announce.h"
#include "clock.h"
#include "files.h"
#include "jsonw.h"
#include "listening.h"
#include "text.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DRAIN_SECONDS = 5 };

static const char *const formats[] = {"pretty", "compact", "json", NULL};

static const struct opt rows[] = {
    OPT(struct listen_opts, port, .name = "port", .letter = 'p', .value = "PORT",
        .help = "port to listen on (default 4242; 0: any that is free)", .most = 65535),
    OPT(struct listen_opts, host, .name = "host", .value = "ADDRESS",
        .help = "address to listen on (default 127.0.0.1)"),
    OPT(struct listen_opts, path, .name = "path", .value = "PATH",
        .help = "path of the endpoint (default /; * for any)"),
    OPT(struct listen_opts, format, .name = "format", .value = "FORM",
        .help = "how deliveries are printed: pretty, compact or json", .choices = formats),
    OPT(struct listen_opts, count, .name = "count", .value = "N",
        .help = "end after N deliveries, valid or not", .least = 1, .most = INT64_MAX),
    OPT(struct listen_opts, timeout, .name = "timeout", .value = "SECONDS",
        .help = "end after this time: with 0, or with 1 where --count is not reached (0: never)",
        .unit = CLOCK_SECOND),
    OPT(struct listen_opts, ready_file, .name = "ready-file", .value = "FILE",
        .help = "write the URL here once listening; removed at the end",
        .complete = OPT_COMPLETE_FILE),
    OPT(struct listen_opts, accept_invalid, .name = "accept-invalid",
        .help = "answer 200 to invalid signatures too, marked", .only_trusted = true),
    OPT(struct listen_opts, no_verify, .name = "no-verify", .help = "check no signatures",
        .only_trusted = true),
    OPT(struct listen_opts, allow_browser, .name = "allow-browser",
        .help = "let in requests from web pages"),
    OPT(struct listen_opts, max_body, .name = "max-body", .value = "BYTES",
        .help = "largest body that is taken (default 1048576)", .least = 1,
        .most = INT64_C(1) << 30),
    OPT(struct listen_opts, max_connections, .name = "max-connections", .value = "N",
        .help = "connections at one time (default 1024)", .least = 1, .most = 65536),
    OPT(struct listen_opts, print_secret, .name = "print-secret", .only_typed = true,
        .help = "show the secret itself at the start"),
};

void listening_stop(struct listening *listening)
{
    if (listening->stopping)
        return;
    listening->stopping = true;
    loop_timer_set(listening->drain, DRAIN_SECONDS * CLOCK_SECOND);
    server_stop(listening->server);
}

/*
 * Cuts what still goes on. Where standard output isn't read a write in the thread pool can't be
 * waited for: then this is the end of the program, with the status of the error or signal.
 */
static void cut(struct listening *listening, int status)
{
    server_abort(listening->server);
    arrival_drop(listening);
    if (!outlet_is_busy(listening->outlet))
        return;
    struct error err;
    error_set(&err, ERROR_SYSTEM, "it is not read");
    error_context(&err, "cannot write to standard output");
    ui_trouble(listening->ui, &err);
    if (listening->opts->ready_file)
        file_remove(listening->opts->ready_file);
    _exit(status);
}

static void on_drain_over(void *context)
{
    cut(context, ERROR_SYSTEM);
}

/* The timer goes last, since it also ends the wait for standard output. */
static void let_timers_go(struct listening *listening)
{
    if (!listening->stopped || outlet_is_busy(listening->outlet) || !listening->drain)
        return;
    loop_timer_free(listening->timeout);
    loop_timer_free(listening->drain);
    listening->drain = NULL;
}

static void on_stopped(void *context)
{
    struct listening *listening = context;
    listening->stopped = true;
    let_timers_go(listening);
}

static void on_printed(void *context)
{
    struct listening *listening = context;
    if (listening->failure.code == ERROR_NONE &&
        outlet_failed(listening->outlet, &listening->failure))
        listening_stop(listening);
    arrival_release(listening);
    let_timers_go(listening);
}

static void on_delivery(void *context, struct exchange *exchange)
{
    arrival_begin(context, exchange);
}

bool listening_is_met(const struct listening *listening)
{
    return listening->opts->count == 0 || listening->received >= (size_t)listening->opts->count;
}

static void set_unmet(struct listening *listening, enum error_code code, const char *ended)
{
    if (listening_is_met(listening) || listening->failure.code != ERROR_NONE)
        return;
    error_set(&listening->failure, code, "%zu of %" PRId64 " deliveries came", listening->received,
              listening->opts->count);
    error_context(&listening->failure, "%s", ended);
}

static void on_timeout(void *context)
{
    struct listening *listening = context;
    set_unmet(listening, ERROR_CHECK, "time is up");
    listening_stop(listening);
}

static void on_signal(void *context, int number)
{
    struct listening *listening = context;
    if (listening->stopping) {
        cut(listening, 128 + number);
        return;
    }
    bool interrupt = number == SIGINT;
    set_unmet(listening, interrupt ? ERROR_INTERRUPTED : ERROR_TERMINATED,
              interrupt ? "ended by SIGINT" : "ended by SIGTERM");
    listening_stop(listening);
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
    buf_clear(&line);
}

static bool announce(const struct listening *listening, struct error *err)
{
    const struct announcement announcement = {.url = server_url(listening->server),
                                              .socket = listening->opts->endpoint.unix_socket,
                                              .cacert = listening->endpoint.cacert,
                                              .scheme = listening->scheme,
                                              .secrets = &listening->secrets,
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
        return true;
    }
    struct buf line = {0};
    const struct {
        const char *name;
        size_t value;
    } counts[] = {{"received", listening->received},
                  {"valid", listening->valid},
                  {"invalid", listening->invalid},
                  {"forwarded", 0},
                  {"failed", 0},
                  {"refused", listening->refused}};
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

/* All that can fail before the first request. */
static bool open_all(struct listening *listening, struct arena *arena, struct error *err)
{
    const struct listen_opts *opts = listening->opts;
    const char *scheme = opts->common.scheme ? opts->common.scheme : "sfpy";
    listening->scheme = scheme_find(opts->common.schemes, scheme, err);
    if (!listening->scheme || !check_path(opts->path, err) || !settings_url(&opts->common, err) ||
        !answers_open(&opts->answers, arena, &listening->answers, err) ||
        !secrets_resolve(&opts->common, arena, &listening->secrets, err) ||
        !endpoint_open(&opts->endpoint, arena, &listening->endpoint, err))
        return false;
    ui_mask(listening->ui, arena, &listening->secrets);
    listening->signer =
        signer_new(listening->scheme, listening->secrets.at, listening->secrets.count, err);
    bool sound =
        listening->signer && (opts->no_verify || signer_check(listening->signer, false, err));
    listening->loop = sound ? loop_new(err) : NULL;
    if (!listening->loop || !loop_on_signal(listening->loop, on_signal, listening, err))
        return false;
    listening->outlet = outlet_new(listening->loop, STDOUT_FILENO, on_printed, listening);
    const char *journal = settings_journal(&opts->common, arena, err);
    if (journal)
        listening->commit = commit_open(listening->loop, journal, err);
    if (err->code != ERROR_NONE)
        return false;
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
    return listening->server != NULL;
}

static void serve(struct listening *listening)
{
    listening->timeout = loop_timer_new(listening->loop, on_timeout, listening);
    listening->drain = loop_timer_new(listening->loop, on_drain_over, listening);
    if (!write_ready_file(listening, &listening->failure) ||
        !announce(listening, &listening->failure))
        listening_stop(listening);
    else if (listening->opts->timeout)
        loop_timer_set(listening->timeout, listening->opts->timeout);
    loop_run(listening->loop);
    if (listening->opts->ready_file)
        file_remove(listening->opts->ready_file);
    struct error err = {0};
    if (!say_totals(listening, &err) && listening->failure.code == ERROR_NONE)
        listening->failure = err;
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    (void)operands;
    struct listening listening = {.opts = options, .ui = ui};
    listening.held_end = &listening.held;
    if (open_all(&listening, arena, err)) {
        serve(&listening);
        *err = listening.failure;
    }
    server_free(listening.server);
    endpoint_close(&listening.endpoint);
    commit_close(listening.commit);
    outlet_free(listening.outlet);
    signer_free(listening.signer);
    if (!loop_free(listening.loop))
        abort(); /* a handle was left open: a fault of ours that tests must see */
    return err->code;
}

static const struct listen_opts defaults = {COMMON_DEFAULTS,     .port = SETTINGS_PORT,
                                            .host = "127.0.0.1", .path = "/",
                                            .max_body = 1 << 20, .max_connections = 1024};
static const struct opt_group own_group = {"Options", rows, COUNT_OF(rows), false};
static const struct opt_group *const groups[] = {
    &own_group,    &answer_group, &endpoint_group, &signing_group, &journal_group,
    &output_group, NULL};

const struct command command_listen = {
    .options =
        {
            .name = "listen",
            .synopsis = "[OPTION]...",
            .summary = "receive deliveries: verify, print, record and answer them",
            .about =
                "Receive deliveries on a local endpoint, HTTP or HTTPS. Each is verified,\n"
                "recorded in the journal, answered (200, or 401 where the signature is missing\n"
                "or wrong) and printed. A 2xx answer leaves only when the record is on disk.\n",
            .examples = "  sfpy-hook listen\n"
                        "  sfpy-hook listen -p 3000 --path /webhooks --secret-file .secret\n"
                        "  sfpy-hook listen --count 1 --timeout 30 --json\n"
                        "  sfpy-hook listen --tls --respond 500:2,200\n",
            .groups = groups,
        },
    .opts_size = sizeof(struct listen_opts),
    .defaults = &defaults,
    .run = run,
};
