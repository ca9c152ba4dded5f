#include "commands.h"

#include "expect.h"
#include "smoke_stages.h"
#include "terminal.h"

#include <unistd.h>

static const struct opt check_rows[] = {
    OPT(struct smoke_opts, only, .name = "only", .value = "LIST",
        .help = "run these checks or groups alone, such as refuses,bytes.decimals (globs; ! "
                "excludes); the preflight always is",
        .complete = OPT_COMPLETE_CHECK),
    OPT(struct smoke_opts, skip, .name = "skip", .value = "LIST",
        .help = "leave these checks or groups out", .complete = OPT_COMPLETE_CHECK),
    OPT(struct smoke_opts, list, .name = "list", .help = "list the checks and send nothing"),
    OPT(struct smoke_opts, strict, .name = "strict",
        .help = "a failed check that only should pass fails the run, too"),
    OPT(struct smoke_opts, events, .name = "events", .value = "LIST",
        .help = "send these fixtures (default: of each type one that does no harm: chain 1337, "
                "amount 1, ids SM0KE…)",
        .complete = OPT_COMPLETE_FIXTURES),
    OPT(struct smoke_opts, outbound.expect, .name = "accept", .value = "LIST",
        .help = "statuses by which a delivery is accepted (default 2xx)",
        .complete = OPT_COMPLETE_STATUS),
    OPT(struct smoke_opts, reject, .name = "reject", .value = "LIST",
        .help = "statuses by which it is refused (default 4xx)", .complete = OPT_COMPLETE_STATUS),
};

static const struct opt running_rows[] = {
    OPT(struct smoke_opts, spawn, .name = "spawn", .value = "COMMAND",
        .help = "run this by sh first, with SFPY_WEBHOOK_SECRET set, and end it after",
        .only_trusted = true),
    OPT(struct smoke_opts, wait, .name = "wait", .value = "SECONDS",
        .help = "how long until something listens at the URL (default 30 with --spawn, else 0)",
        .unit = CLOCK_SECOND),
    OPT(struct smoke_opts, outbound.timeout, .name = "timeout", .value = "SECONDS",
        .help = "how long to wait for an answer (default 10)", .unit = CLOCK_SECOND),
    OPT(struct smoke_opts, at_once, .name = "concurrency", .letter = 'c', .value = "N",
        .help = "how many of the checks that don't disturb each other run at once (default 8)",
        .least = 1, .most = 100),
    OPT(struct smoke_opts, outbound.headers, .name = "header", .letter = 'H',
        .value = "'NAME: VALUE'",
        .help = "add or replace a header; an empty value removes it; repeatable",
        .complete = OPT_COMPLETE_HEADER),
    OPT(struct smoke_opts, signature_header, .name = "signature-header", .value = "NAME",
        .help = "send the signature under this name only", .complete = OPT_COMPLETE_HEADER_NAME),
    OPT(struct smoke_opts, outbound.unix_socket, .name = "unix-socket", .value = "PATH",
        .help = "connect to this socket instead of the URL's host and port",
        .complete = OPT_COMPLETE_FILE),
};

static const struct opt report_rows[] = {
    OPT(struct smoke_opts, tap, .name = "tap", .help = "print TAP, version 14"),
    OPT(struct smoke_opts, junit, .name = "junit", .value = "FILE",
        .help = "write the report as JUnit XML, too", .complete = OPT_COMPLETE_FILE),
    OPT(struct smoke_opts, summary, .name = "summary", .value = "FILE",
        .help = "add the report to a file as Markdown, such as \"$GITHUB_STEP_SUMMARY\"",
        .complete = OPT_COMPLETE_FILE),
};

static bool mistake(struct error *err, const char *what, const char *hint)
{
    error_set(err, ERROR_USAGE, "%s", what);
    error_hint(err, "%s", hint);
    return false;
}

static bool check(const struct smoke_run *run, const struct opt_list *operands, struct error *err)
{
    const struct smoke_opts *opts = run->opts;
    if (opts->tap && run->ui->json)
        return mistake(err, "'--tap' and '--json' don't go together",
                       "standard output holds one of them; --junit and --summary write files");
    if (operands->count == 0 && !opts->list)
        return mistake(err, "there is no URL to test", "such as sfpy-hook smoke 3000/webhooks");
    if (opts->outbound.timeout == 0)
        return mistake(err, "option '--timeout': 0 would wait for ever",
                       "an endpoint that hangs is what is looked for");
    if (opts->outbound.expect && !expect_check(opts->outbound.expect, err))
        return error_context(err, "option '--accept'");
    return expect_check(run->reject, err) || error_context(err, "option '--reject'");
}

static bool plan(struct smoke_run *run, const struct opt_list *operands, struct error *err)
{
    const struct smoke_opts *opts = run->opts;
    const struct common_opts *common = &opts->outbound.common;
    run->reject = opts->reject ? opts->reject : "4xx";
    if (!check(run, operands, err) || !settings_url(common, err) ||
        !settings_header_name(opts->signature_header, err) ||
        !outbound_open(&opts->outbound, run->arena, &run->outbound, err))
        return false;
    run->outbound.reach.http2 = false; /* which has neither chunks nor names in upper case */
    run->rules = (struct request_rules){.added = &run->outbound.headers,
                                        .notification_url = common->notification_url,
                                        .signature_header = opts->signature_header};
    dice_roll(NULL, (unsigned char *)&run->rules.seed, sizeof run->rules.seed);
    return operands->count == 0 ||
           outbound_url(&run->outbound, operands->at[0], run->arena, &run->url, err);
}

static void set_heading(struct smoke_run *run)
{
    const bool terminal = isatty(STDOUT_FILENO);
    const struct secret *secret = run->keyring.in_use.count ? &run->keyring.in_use.at[0] : NULL;
    run->results = arena_new(run->arena, (run->count + 1) * sizeof *run->results);
    run->begun = clock_ticks();
    run->shows_progress = ui_may_draw(run->ui) && !run->opts->list;
    run->report.heading =
        (struct smoke_heading){.url = run->url.text,
                               .scheme = run->scheme,
                               .fingerprint = secret ? secret->fingerprint : NULL,
                               .origin = secret ? secret->origin : NULL,
                               .planned = run->count,
                               .width = terminal ? terminal_columns(STDOUT_FILENO) : 0,
                               .listing = run->opts->list,
                               .strict = run->opts->strict,
                               .begun = clock_now()};
}

/* What will happen to an endpoint that others may use. */
static void warn(const struct smoke_run *run)
{
    size_t requests = 0;
    for (size_t i = 0; i < run->count; i++)
        requests += run->cases[i].result.reason.at ? 0 : run->cases[i].requests;
    if (run->url.loopback)
        return;
    ui_note(run->ui,
            "sending %zu requests to %.*s: %s, wrong signatures, and bodies that are broken",
            requests, SPAN_ARG(run->url.text),
            run->opts->events ? "the events named by --events"
                              : "test events (chain 1337, amount 1, ids SM0KE…)");
}

static bool list(struct smoke_run *run, struct error *err)
{
    if (!smoke_plan(run, err))
        return false;
    set_heading(run);
    run->stage = SMOKE_OVER;
    for (size_t i = 0; i < run->count; i++)
        run->cases[i].over = true;
    smoke_tell(run);
    return smoke_report_end(run, err);
}

/* Which checks failed, as far as they count. */
static bool judge(const struct smoke_run *run, struct error *err)
{
    const struct smoke_totals *totals = &run->report.totals;
    if (totals->counted == 0)
        return true;
    return error_set(err, ERROR_CHECK, "%zu of %zu checks failed", totals->counted,
                     totals->passed + totals->failed);
}

static bool test(struct smoke_run *run, struct error *err)
{
    const struct common_opts *common = &run->opts->outbound.common;
    struct error report = {0};
    if (!smoke_report_check(run, err) || !keyring_open(&run->keyring, common, run->arena, err) ||
        !smoke_plan(run, err) || !smoke_key(run, err))
        return false;
    ui_mask(run->ui, run->arena, &run->keyring.known);
    set_heading(run);
    warn(run);
    bool sent = smoke_send(run, err);
    if (run->stage == SMOKE_OVER && !smoke_report_end(run, &report))
        *err = report;
    return sent && report.code == ERROR_NONE && judge(run, err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct smoke_run run = {.opts = options, .ui = ui, .arena = arena};
    if (plan(&run, operands, err) && (run.opts->list ? list(&run, err) : test(&run, err)))
        err->code = ERROR_NONE;
    for (size_t i = 0; i < SMOKE_SIGNINGS; i++)
        signer_free(run.signers[i]);
    histogram_clear(&run.seen.accepted);
    return err->code;
}

static const struct smoke_opts defaults = {.outbound = {OUTBOUND_DEFAULTS}, .wait = SMOKE_NO_WAIT};
static const struct opt_group check_group = OPT_GROUP("Checks", check_rows);
static const struct opt_group running_group = OPT_GROUP("Running", running_rows);
static const struct opt_group report_group = OPT_GROUP("Reports", report_rows);
static const struct opt_group *const groups[] = {
    &check_group,        &running_group, &report_group,
    &outbound_tls_group, &fixture_group, &signing_group,
    &journal_group,      &output_group,  NULL};

const struct command command_smoke = {
    .options =
        {
            .name = "smoke",
            .synopsis = "[OPTION]... URL",
            .summary = "test an endpoint's behaviour for CI, with a report",
            .about =
                "Send an endpoint the good, the bad and the ugly, and report like a test runner:\n"
                "whether it accepts rightly signed events however they are written, refuses\n"
                "forged ones, survives broken bodies, and handles what is sent twice, late or\n"
                "all at once. Each failure comes with what it means in the endpoint's code, how\n"
                "to mend it, and a command that sends the same again. The run fails where a\n"
                "check that must pass doesn't.\n",
            .examples = "  sfpy-hook smoke 3000/webhooks\n"
                        "  sfpy-hook smoke 3000/webhooks --spawn 'npm start' --junit report.xml\n"
                        "  sfpy-hook smoke 3000/webhooks --only refuses,bytes --strict\n"
                        "  sfpy-hook smoke --list\n",
            .groups = groups,
            .most_operands = 1,
            .operands = {OPT_COMPLETE_URL},
        },
    .opts_size = sizeof(struct smoke_opts),
    .defaults = &defaults,
    .run = run,
};
