#include "commands.h"

#include "diff_view.h"
#include "dry.h"
#include "figures.h"
#include "json_path.h"
#include "replaying.h"

#include <string.h>

enum { MOST_AT_ONCE = 1000, AT_ONCE_BY_TIME = 100 };

static const char *const orders[] = {"asc", "desc", "shuffle", NULL};

static const struct opt which_rows[] = {
    OPT(struct replay_opts, last, .name = "last", .value = "N",
        .help = "the newest N of those that fit", .least = 1, .most = INT32_MAX),
    SELECTING_ROWS(struct replay_opts),
};

static const struct opt change_rows[] = {
    OPT(struct replay_opts, resign, .name = "resign",
        .help = "sign anew: with the time that it is, by the secret in use"),
    OPT(struct replay_opts, edits.sets, .name = "set", .value = "PATH=TEXT",
        .help = "change a member of each event, and sign anew; PATH:=JSON for what is no text; "
                "repeatable"),
    OPT(struct replay_opts, edits.unsets, .name = "unset", .value = "PATH",
        .help = "take a member of each event away, and sign anew; repeatable"),
    OPT(struct replay_opts, edits.add, .name = "add",
        .help = "--set makes members that aren't there"),
};

static const struct opt pace_rows[] = {
    OPT(struct replay_opts, speed, .name = "speed", .value = "X",
        .help = "keep the recorded gaps, X times as fast; times then count from when each was due"),
    OPT(struct replay_opts, rate, .name = "rate", .value = "N/s",
        .help = "so many a second (or /m, /h), whether answers come or not"),
    OPT(struct replay_opts, at_once, .name = "concurrency", .letter = 'c', .value = "N",
        .help = "how many are in flight at most (default 1, with --speed or --rate 100)",
        .least = 1, .most = MOST_AT_ONCE),
    OPT(struct replay_opts, order, .name = "order", .value = "ORDER",
        .help = "asc (oldest first, the default), desc or shuffle", .choices = orders),
    OPT(struct replay_opts, times, .name = "times", .value = "N",
        .help = "send the whole sequence so often (default 1)", .least = 1, .most = 1000000),
    OPT(struct replay_opts, seed, .name = "seed", .value = "N",
        .help = "of --order shuffle: the same number gives the same order", .most = INT64_MAX),
};

static const struct opt diff_rows[] = {
    OPT(struct replay_opts, diff, .name = "diff",
        .help = "compare each answer with the recorded one, status and body, and fail where they "
                "differ; any status is as expected, unless --expect says which"),
    OPT(struct replay_opts, diff_headers, .name = "diff-header", .value = "NAME",
        .help = "compare this header of the answers, too; repeatable",
        .complete = OPT_COMPLETE_HEADER_NAME),
    OPT(struct replay_opts, diff_ignored, .name = "diff-ignore", .value = "PATH",
        .help = "leave out what changes each time, such as order.id or items.*.created, in the "
                "JSON of answers; repeatable"),
};

static const struct opt dry_rows[] = {
    OPT(struct replay_opts, dry_run, .name = "dry-run",
        .help = "print the requests and send nothing"),
    OPT(struct replay_opts, format, .name = "format", .value = "FORM",
        .help = "of --dry-run: http, curl, body or json", .choices = dry_formats),
};

static bool mistake(struct error *err, const char *what, const char *hint)
{
    error_set(err, ERROR_USAGE, "%s", what);
    error_hint(err, "%s", hint);
    return false;
}

static bool check_diff(const struct replay_opts *opts, struct error *err)
{
    static const char *const details[] = {"diff-header", "diff-ignore"};
    const struct common_opts *common = &opts->outbound.common;
    for (size_t i = 0; i < COUNT_OF(details); i++)
        if (settings_typed(common, details[i]) && !opts->diff) {
            error_set(err, ERROR_USAGE, "option '--%s' needs '--diff'", details[i]);
            return error_hint(err, "--diff compares answers with the recorded ones");
        }
    if (settings_typed(common, "diff") && opts->dry_run)
        return mistake(err, "'--diff' and '--dry-run' don't go together",
                       "--diff is about answers, and --dry-run gets none");
    for (size_t i = 0; i < opts->diff_headers.count; i++)
        if (!header_is_sound(span_of(opts->diff_headers.at[i]), SPAN(""))) {
            error_set(err, ERROR_USAGE, "'%s' is no header name", opts->diff_headers.at[i]);
            return error_context(err, "option '--diff-header'");
        }
    for (size_t i = 0; i < opts->diff_ignored.count; i++)
        if (!json_path_check(span_of(opts->diff_ignored.at[i]), err)) {
            error_context(err, "path '%s'", opts->diff_ignored.at[i]);
            return error_context(err, "option '--diff-ignore'");
        }
    return true;
}

/* Options that don't go together. */
static bool check(const struct replay_opts *opts, const struct opt_list *ids, struct error *err)
{
    const struct common_opts *common = &opts->outbound.common;
    if (opts->speed && opts->rate &&
        settings_typed(common, "speed") == settings_typed(common, "rate"))
        return mistake(err, "'--speed' and '--rate' don't go together",
                       "--speed keeps the recorded gaps, --rate makes even ones");
    if (opts->speed && opts->order != REPLAY_OLDEST_FIRST)
        return mistake(err, "'--speed' and '--order' don't go together",
                       "the recorded gaps are those of the recorded order");
    if (settings_typed(common, "last") && ids->count > 0)
        return mistake(err, "option '--last' goes without an ID",
                       "an ID says itself which delivery it is");
    if (opts->edits.add && opts->edits.sets.count == 0)
        return mistake(err, "option '--add' needs '--set'", "--set PATH=TEXT is what it adds");
    if (settings_typed(common, "format") && !opts->dry_run)
        return mistake(err, "option '--format' needs '--dry-run'",
                       "it is about what --dry-run prints");
    return check_diff(opts, err);
}

/* Such as 2, 0.5 or 10x. */
static bool read_speed(const char *text, double *speed, struct error *err)
{
    struct span number = span_of(text);
    if (!text)
        return true;
    if (span_ends(number, SPAN("x")))
        number.size--;
    if (!memchr(number.at, '/', number.size) && pace_read_rate(number, speed))
        return true;
    error_set(err, ERROR_USAGE, "'%s' is no speed", text);
    error_context(err, "option '--speed'");
    error_hint(
        err,
        "such as 1, 10 or 0.5, at most a million; without the option they are sent one after the "
        "other");
    return false;
}

static bool plan(struct replaying *run, const struct opt_list *ids, struct pace *pace,
                 struct arena *arena, struct error *err)
{
    const struct replay_opts *opts = run->opts;
    const bool by_rate = opts->rate && !settings_typed(&opts->outbound.common, "speed");
    const bool by_speed = opts->speed && !by_rate;
    if (!check(opts, ids, err) || !selecting_read(&opts->selecting, &run->selection, err) ||
        !read_speed(by_speed ? opts->speed : NULL, &run->speed, err) ||
        !outbound_rate(by_rate ? opts->rate : NULL, pace, err) ||
        !settings_url(&opts->outbound.common, err) ||
        !outbound_open(&opts->outbound, arena, &run->outbound, err))
        return false;
    run->to = opts->outbound.to;
    if (run->to && !outbound_url(&run->outbound, run->to, arena, &run->given, err))
        return false;
    bool timed = by_speed || by_rate;
    pace->at_once = (unsigned)(opts->at_once ? opts->at_once : timed ? AT_ONCE_BY_TIME : 1);
    run->edits = opts->edits;
    run->exact = !opts->resign && edits_are_none(&run->edits);
    run->rules = (struct request_rules){.added = &run->outbound.headers,
                                        .notification_url = opts->outbound.common.notification_url,
                                        .seed = (uint64_t)opts->seed};
    if (opts->seed == REPLAY_NO_SEED)
        dice_roll(NULL, (unsigned char *)&run->rules.seed, sizeof run->rules.seed);
    size_t schemes = opts->outbound.common.schemes->count;
    run->signers = arena_new(arena, schemes * sizeof(struct signer *));
    run->aged = arena_new(arena, schemes * sizeof *run->aged);
    return true;
}

/* What stays as it was needs no secret; those that the user has are masked all the same. */
static bool get_secrets(struct replaying *run, struct arena *arena, struct error *err)
{
    const struct common_opts *common = &run->opts->outbound.common;
    struct secrets *shown = arena_new(arena, sizeof *shown);
    if (run->exact ? !secrets_given(common, arena, &run->secrets, err)
                   : !secrets_resolve(common, arena, &run->secrets, err))
        return false;
    *shown = secrets_known(common, arena, &run->secrets);
    ui_mask(run->ui, arena, shown);
    return true;
}

/* Who gives a secret means that it signs. */
static void tell_unused(const struct replaying *run)
{
    static const char *const names[] = {"secret", "secret-file", "scheme"};
    for (size_t i = 0; run->exact && i < COUNT_OF(names); i++)
        if (settings_typed(&run->opts->outbound.common, names[i]))
            ui_note(run->ui,
                    "option '--%s' is not used: an exact replay keeps the signature it has; "
                    "--resign signs anew",
                    names[i]);
}

static bool print_all(struct replaying *run, const struct shot_maker *maker, uint64_t count,
                      struct error *err)
{
    const struct dry_plan dry = {.outbound = &run->outbound,
                                 .ui = run->ui,
                                 .maker = *maker,
                                 .count = count,
                                 .format = run->opts->format,
                                 .seed = run->rules.seed};
    return dry_run(&dry, err);
}

/* Hours between two deliveries are hours without a sign of life. */
static void tell_length(struct replaying *run, uint64_t count)
{
    int64_t length = run->speed > 0 ? replaying_due(run, count - 1) : 0;
    if (length < 60 * CLOCK_SECOND)
        return;
    struct buf line = {0};
    figures_duration(&line, length);
    ui_note(run->ui, "the recorded gaps take %s at this speed; a higher --speed shortens them",
            line.at);
    buf_clear(&line);
}

static const char *const as_signed_then = "that signed it then, or sign anew by --resign";

static bool send_all(struct replaying *run, const struct pace *pace, struct arena *arena,
                     struct error *err)
{
    const struct replay_opts *opts = run->opts;
    const uint64_t count = (uint64_t)run->count * (uint64_t)(opts->times ? opts->times : 1);
    const struct shot_maker maker = {.choose = replaying_choose,
                                     .make = replaying_make,
                                     .context = run,
                                     .due = run->speed > 0 ? replaying_due : NULL,
                                     .differs = opts->diff ? replaying_differs : NULL};
    if (opts->dry_run)
        return print_all(run, &maker, count, err);
    const struct volley_settings settings = {
        .command = "replay",
        .outbound = &run->outbound,
        .ui = run->ui,
        .fingerprint = run->exact ? as_signed_then : run->secrets.at[0].fingerprint,
        .journal = settings_journal(&opts->outbound.common, arena, err),
        .pace = *pace,
        .count = count,
        .shows_each = true,
        .any_status = opts->diff && !opts->outbound.expect,
        .maker = maker,
    };
    if (err->code != ERROR_NONE)
        return false;
    tell_length(run, count);
    return volley_run(&settings, err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct replaying run = {.opts = options, .ui = ui};
    struct pace pace = {0};
    if (plan(&run, operands, &pace, arena, err) && get_secrets(&run, arena, err) &&
        replaying_select(&run, operands, arena, err)) {
        tell_unused(&run);
        if (!run.exact && secrets_are_development(&run.secrets))
            ui_note(ui, "signed with the development secret %s", run.secrets.at[0].fingerprint);
        if (send_all(&run, &pace, arena, err))
            err->code = ERROR_NONE;
    }
    replaying_close(&run);
    return err->code;
}

static const struct replay_opts defaults = {
    .outbound = {OUTBOUND_DEFAULTS}, .seed = REPLAY_NO_SEED, .format = DRY_NO_FORMAT};
static const struct opt_group which_group = OPT_GROUP("Which", which_rows);
static const struct opt_group change_group = OPT_GROUP("Changes", change_rows);
static const struct opt_group pace_group = OPT_GROUP("Pace and order", pace_rows);
static const struct opt_group diff_group = OPT_GROUP("Comparing", diff_rows);
static const struct opt_group dry_group = OPT_GROUP("Without sending", dry_rows);
static const struct opt_group *const groups[] = {
    &which_group, &change_group,       &outbound_again_group, &pace_group,    &diff_group,
    &dry_group,   &outbound_tls_group, &signing_group,        &journal_group, &output_group,
    NULL};

const struct command command_replay = {
    .options =
        {
            .name = "replay",
            .synopsis = "[OPTION]... [ID]...",
            .summary = "send recorded deliveries again, byte for byte or re-signed",
            .about =
                "Send recorded deliveries once more: the same bytes with the same headers and\n"
                "signature, or signed anew, or edited. ID is that of a record, the begin of one,\n"
                "or @1 for the newest received one; without an ID received ones are chosen by\n"
                "the options, without any the newest is. Each goes where it went before: to the\n"
                "first application that it was forwarded to, or the URL that it was sent to,\n"
                "else to http://127.0.0.1:4242/. With more than one there is a summary.\n",
            .examples = "  sfpy-hook replay                       # the newest, as it came\n"
                        "  sfpy-hook replay --failed --since today --to 3000/webhooks\n"
                        "  sfpy-hook replay @1 --set data.notification.state=PAID\n"
                        "  sfpy-hook replay --last 100 --diff     # is it answered as it was?\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
            .operands = {OPT_COMPLETE_DELIVERY, OPT_COMPLETE_DELIVERY},
        },
    .opts_size = sizeof(struct replay_opts),
    .defaults = &defaults,
    .run = run,
};
