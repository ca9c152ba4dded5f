#include "commands.h"

#include "dry.h"
#include "triggering.h"

enum { MOST_AT_ONCE = 1000, AT_ONCE_BY_RATE = 100 };

static const struct opt event_rows[] = {
    OPT(struct trigger_opts, payload, .name = "payload", .value = "FILE",
        .help = "send the bytes of a file as they are, signed; - is standard input",
        .complete = OPT_COMPLETE_FILE),
    OPT(struct trigger_opts, like, .name = "like", .value = "ID",
        .help = "send the event of a recorded delivery, with its headers, signed anew; @1 is the "
                "newest",
        .complete = OPT_COMPLETE_DELIVERY),
    OPT(struct trigger_opts, sets, .name = "set", .value = "PATH=TEXT",
        .help = "change a member of the event; PATH:=JSON for what is no text; repeatable, also "
                "without --set"),
    OPT(struct trigger_opts, unsets, .name = "unset", .value = "PATH",
        .help = "take a member of the event away; repeatable"),
    OPT(struct trigger_opts, add, .name = "add", .help = "--set makes members that aren't there"),
    OPT(struct trigger_opts, edit, .name = "edit",
        .help = "open the event in $VISUAL or $EDITOR first", .only_trusted = true),
    OPT(struct trigger_opts, at, .name = "at", .value = "TIME",
        .help = "the time of the event and of the signature (default now)",
        .complete = OPT_COMPLETE_TIME),
    OPT(struct trigger_opts, seed, .name = "seed", .value = "N",
        .help = "make what is random from this number: with --at the bytes are always the same",
        .most = INT64_MAX),
};

static const struct opt signature_rows[] = {
    OPT(struct trigger_opts, signature, .name = "signature", .value = "VALUE",
        .help = "send this as the signature"),
    OPT(struct trigger_opts, no_signature, .name = "no-signature", .help = "send no signature"),
    OPT(struct trigger_opts, signature_header, .name = "signature-header", .value = "NAME",
        .help = "send the signature under this name only", .complete = OPT_COMPLETE_HEADER_NAME),
    OPT(struct trigger_opts, tamper, .name = "tamper",
        .help = "change one byte of the body after it was signed"),
};

static const struct opt load_rows[] = {
    OPT(struct trigger_opts, count, .name = "count", .letter = 'n', .value = "N",
        .help = "how many events in all (default: the sum of the weights)", .least = 1,
        .most = 1000000000),
    OPT(struct trigger_opts, duration, .name = "duration", .value = "SECONDS",
        .help = "send for so long", .unit = CLOCK_SECOND),
    OPT(struct trigger_opts, at_once, .name = "concurrency", .letter = 'c', .value = "N",
        .help = "how many are in flight at most (default 1, with --rate 100)", .least = 1,
        .most = MOST_AT_ONCE),
    OPT(struct trigger_opts, rate, .name = "rate", .value = "N/s",
        .help = "so many a second (or /m, /h), whether answers come or not; times then count from "
                "when each was due"),
    OPT(struct trigger_opts, ramp, .name = "ramp", .value = "SECONDS",
        .help = "begin with few, and reach the rate or concurrency after so long",
        .unit = CLOCK_SECOND),
    OPT(struct trigger_opts, duplicate, .name = "duplicate",
        .help = "send each event twice, the same bytes"),
    OPT(struct trigger_opts, reorder, .name = "reorder",
        .help = "send events in another order than they happened"),
};

static const struct opt dry_rows[] = {
    OPT(struct trigger_opts, dry_run, .name = "dry-run",
        .help = "print the request and send nothing"),
    OPT(struct trigger_opts, format, .name = "format", .value = "FORM",
        .help = "of --dry-run: http, curl, body or json", .choices = dry_formats),
};

/* Two options that say different things of one signature. */
static bool check_signature(const struct trigger_opts *opts, struct error *err)
{
    if (opts->signature && opts->no_signature)
        return error_set(err, ERROR_USAGE, "'--signature' and '--no-signature' don't go together");
    if (opts->signature && !header_is_sound(SPAN("x"), span_of(opts->signature))) {
        error_set(err, ERROR_USAGE, "a line end can't stand in a header");
        return error_context(err, "option '--signature'");
    }
    return settings_header_name(opts->signature_header, err);
}

/* The option that has the endpoint refuse what is sent. */
static const char *spoilt(const struct trigger_opts *opts)
{
    return opts->no_signature ? "--no-signature"
           : opts->signature  ? "--signature"
           : opts->tamper     ? "--tamper"
                              : NULL;
}

static uint64_t count_of(const struct triggering *run)
{
    const struct trigger_opts *opts = run->opts;
    uint64_t sum = 0;
    if (opts->count)
        return (uint64_t)opts->count;
    if (opts->duration)
        return UINT64_MAX;
    for (size_t i = 0; i < run->sources.count; i++)
        sum += run->sources.weights[i];
    return sum;
}

static void set_rules(struct triggering *run)
{
    const struct trigger_opts *opts = run->opts;
    run->rules = (struct request_rules){.added = &run->outbound.headers,
                                        .notification_url = opts->outbound.common.notification_url,
                                        .signature = opts->signature,
                                        .signature_header = opts->signature_header,
                                        .no_signature = opts->no_signature,
                                        .tamper = opts->tamper,
                                        .seed = (uint64_t)opts->seed,
                                        .timed = opts->at != NULL,
                                        .time = run->rules.time};
    if (opts->seed == NO_SEED)
        dice_roll(NULL, (unsigned char *)&run->rules.seed, sizeof run->rules.seed);
}

/* What is wrong with the command line, before anything is made or said. */
static bool plan(struct triggering *run, const struct opt_list *operands, struct pace *pace,
                 struct arena *arena, struct error *err)
{
    const struct trigger_opts *opts = run->opts;
    if (!settings_time("--at", opts->at, &run->rules.time, err) || !check_signature(opts, err) ||
        !outbound_rate(opts->rate, pace, err) || !settings_url(&opts->outbound.common, err) ||
        !outbound_open(&opts->outbound, arena, &run->outbound, err) ||
        !outbound_url(&run->outbound, opts->outbound.to, arena, &run->url, err) ||
        !sources_open(run, operands, arena, err))
        return false;
    run->outbound.spoilt = spoilt(opts);
    pace->ramp = opts->ramp;
    if (opts->ramp && pace->rate <= 0 && opts->at_once < 2) {
        error_set(err, ERROR_USAGE, "option '--ramp' needs '--rate' or '--concurrency'");
        return error_hint(err, "it says how long these take to be reached");
    }
    if (opts->format != DRY_NO_FORMAT && !opts->dry_run) {
        error_set(err, ERROR_USAGE, "option '--format' needs '--dry-run'");
        return error_hint(err, "it is about what --dry-run prints");
    }
    pace->at_once = (unsigned)(opts->at_once    ? opts->at_once
                               : pace->rate > 0 ? AT_ONCE_BY_RATE
                                                : 1);
    if (opts->dry_run && count_of(run) == UINT64_MAX) {
        error_set(err, ERROR_USAGE, "'--duration' and '--dry-run' don't go together");
        return error_hint(err, "--dry-run sends nothing; --count prints several");
    }
    set_rules(run);
    return true;
}

static bool send_all(struct triggering *run, const struct pace *pace, struct arena *arena,
                     struct error *err)
{
    const struct trigger_opts *opts = run->opts;
    struct dice dice = dice_of_seed(run->rules.seed, UINT64_MAX);
    struct volley_settings settings = {
        .command = "trigger",
        .outbound = &run->outbound,
        .ui = run->ui,
        .fingerprint = run->secrets.at[0].fingerprint,
        .journal = settings_journal(&opts->outbound.common, arena, err),
        .pace = *pace,
        .count = count_of(run),
        .duration = opts->duration,
        .duplicate = opts->duplicate,
        .reorder = opts->reorder,
        .dice = &dice,
        .maker = {sources_choose, sources_make, run},
    };
    return err->code == ERROR_NONE && volley_run(&settings, err);
}

static bool print_all(struct triggering *run, struct error *err)
{
    const struct dry_plan dry = {.outbound = &run->outbound,
                                 .ui = run->ui,
                                 .maker = {sources_choose, sources_make, run},
                                 .count = count_of(run),
                                 .format = run->opts->format,
                                 .seed = run->rules.seed,
                                 .timed = run->rules.timed,
                                 .time = run->rules.time};
    return dry_run(&dry, err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct triggering run = {.opts = options, .ui = ui};
    struct pace pace = {0};
    if (plan(&run, operands, &pace, arena, err) &&
        secrets_resolve(&run.opts->outbound.common, arena, &run.secrets, err)) {
        ui_mask(ui, arena, &run.secrets);
        bool ready = sources_key(&run, err) && sources_try(&run, err);
        if (ready && secrets_are_development(&run.secrets))
            ui_note(ui, "signed with the development secret %s", run.secrets.at[0].fingerprint);
        if (ready && (run.opts->dry_run ? print_all(&run, err) : send_all(&run, &pace, arena, err)))
            err->code = ERROR_NONE;
    }
    sources_close(&run);
    return err->code;
}

static const struct trigger_opts defaults = {
    .outbound = {OUTBOUND_DEFAULTS, .to = SETTINGS_ENDPOINT},
    .seed = NO_SEED,
    .format = DRY_NO_FORMAT};
static const struct opt_group event_group = OPT_GROUP("Event", event_rows);
static const struct opt_group signature_group = OPT_GROUP("Signature", signature_rows);
static const struct opt_group load_group = OPT_GROUP("Many", load_rows);
static const struct opt_group dry_group = OPT_GROUP("Without sending", dry_rows);
static const struct opt_group *const groups[] = {
    &event_group,        &fixture_group, &outbound_group, &signature_group, &load_group, &dry_group,
    &outbound_tls_group, &signing_group, &journal_group,  &output_group,    NULL};

const struct command command_trigger = {
    .options =
        {
            .name = "trigger",
            .synopsis = "[OPTION]... EVENT[:WEIGHT]...",
            .summary = "build an event from a fixture, sign it, send it",
            .about =
                "Send signed events, with fresh tokens, hashes and times, and print the\n"
                "endpoint's answers. EVENT is the name of a fixture (payment.confirmed), its\n"
                "wire type (payment:created), the path of a fixture file of your own, or - for\n"
                "a payload on standard input; 'sfpy-hook fixtures list' shows the built-in\n"
                "ones. Of several, each has its WEIGHT's share of --count. With more than one\n"
                "to send there is a summary; Ctrl-C ends early, and gives it too.\n",
            .examples =
                "  sfpy-hook trigger payment.confirmed --to 3000/webhooks\n"
                "  sfpy-hook trigger refund.confirmed data.notification.amount=1\n"
                "  sfpy-hook trigger payment.confirmed --dry-run --format curl\n"
                "  sfpy-hook trigger payment.confirmed:8 refund.confirmed:2 -n 1000 -c 20\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
            .operands = {OPT_COMPLETE_FIXTURE, OPT_COMPLETE_FIXTURE},
        },
    .opts_size = sizeof(struct trigger_opts),
    .defaults = &defaults,
    .run = run,
};
