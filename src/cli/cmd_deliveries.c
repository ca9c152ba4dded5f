#include "commands.h"

#include "deliveries.h"
#include "secrets.h"
#include "verbs.h"

#include <string.h>

static const char *const formats[] = {"pretty", "http",  "body", "curl",
                                      "json",   "jsonl", "har",  NULL};

static const char *const directions[] = {"both", "received", "sent", NULL};

static const struct opt choice_rows[] = {
    SELECTING_ROWS(struct deliveries_opts),
    OPT(struct deliveries_opts, invalid, .name = "invalid",
        .help = "received with a signature that is missing or wrong"),
    OPT(struct deliveries_opts, direction, .name = "direction", .value = "WAY",
        .help = "both, received or sent", .choices = directions),
};

static const struct opt rows[] = {
    OPT(struct deliveries_opts, limit, .name = "limit", .value = "N", .of = "list",
        .help = "so many at most, 0: all (default: 20 on a terminal, else all)",
        .most = 1000000000),
    OPT(struct deliveries_opts, follow, .name = "follow", .of = "list",
        .help = "go on with what is recorded from now on"),
    OPT(struct deliveries_opts, format, .name = "format", .value = "FORM", .of = "show export",
        .help =
            "in which form; show has pretty, http, body, curl and json, export jsonl, har, http "
            "and curl",
        .choices = formats),
    OPT(struct deliveries_opts, show_credentials, .name = "show-credentials", .of = "show export",
        .help = "Authorization, Cookie and the like as they came"),
    OPT(struct deliveries_opts, keep, .name = "keep", .value = "N", .of = "prune",
        .help = "the newest N records stay", .least = 1, .most = 1000000000, .only_typed = true),
    OPT(struct deliveries_opts, older_than, .name = "older-than", .value = "TIME", .of = "prune",
        .help = "what is older goes: 7d, 12h, 2026-01-02T15:04:05Z", .complete = OPT_COMPLETE_TIME,
        .only_typed = true),
    OPT(struct deliveries_opts, dry_run, .name = "dry-run", .of = "prune",
        .help = "say what would go, and change nothing"),
};

static const struct verb verbs[] = {
    {"list",
     0,
     0,
     "no argument",
     "'sfpy-hook deliveries show ID' shows one",
     deliveries_list,
     "what was received and sent, newest first",
     {0}},
    {"show",
     0,
     SIZE_MAX,
     "IDs",
     "'sfpy-hook deliveries' lists them",
     deliveries_show,
     "all there is to know of one",
     {OPT_COMPLETE_DELIVERY, OPT_COMPLETE_DELIVERY}},
    {"export",
     0,
     SIZE_MAX,
     "IDs",
     "to standard output: 'deliveries export > FILE'",
     deliveries_export,
     "to standard output, oldest first",
     {OPT_COMPLETE_DELIVERY, OPT_COMPLETE_DELIVERY}},
    {"import",
     1,
     SIZE_MAX,
     "FILEs",
     "'-' is standard input",
     deliveries_import,
     "add records from files",
     {OPT_COMPLETE_FILE, OPT_COMPLETE_FILE}},
    {"diff",
     2,
     2,
     "two IDs",
     "'deliveries diff @2 @1' compares the newest two",
     deliveries_compare,
     "how two differ",
     {OPT_COMPLETE_DELIVERY, OPT_COMPLETE_DELIVERY}},
    {"prune",
     0,
     0,
     "no argument",
     "--keep N or --older-than TIME says what goes",
     deliveries_prune,
     "remove what --keep or --older-than say",
     {0}},
};

static const struct verbs all_verbs = {
    .command = "deliveries",
    .at = verbs,
    .count = COUNT_OF(verbs),
    .otherwise = "'deliveries list', 'show ID', 'export', 'import FILE', 'diff ID ID' or 'prune'"};

/* Which forms a subcommand can write. */
static const struct {
    const char *verb;
    unsigned formats;
    const char *takes;
} writers[] = {
    {"show",
     1U << FORMAT_PRETTY | 1U << FORMAT_HTTP | 1U << FORMAT_BODY | 1U << FORMAT_CURL |
         1U << FORMAT_JSON,
     "pretty, http, body, curl or json"},
    {"export", 1U << FORMAT_JSONL | 1U << FORMAT_HAR | 1U << FORMAT_HTTP | 1U << FORMAT_CURL,
     "jsonl, har, http or curl"},
};

/* One that the environment or a configuration file has is for the subcommand that can write it. */
static bool choose_format(struct deliveries *run, const char *verb, struct error *err)
{
    int format = run->opts->format;
    run->format = FORMAT_OF_VERB;
    for (size_t i = 0; i < COUNT_OF(writers); i++) {
        if (format == FORMAT_OF_VERB || strcmp(writers[i].verb, verb) != 0)
            continue;
        if (writers[i].formats >> format & 1)
            run->format = (enum deliveries_format)format;
        else if (settings_typed(&run->opts->common, "format"))
            return error_set(err, ERROR_USAGE, "'deliveries %s --format' takes %s, not '%s'", verb,
                             writers[i].takes, formats[format]);
    }
    return true;
}

bool deliveries_open(const struct deliveries *run, struct catalogue *catalogue, struct error *err)
{
    return catalogue_open(catalogue, &run->opts->common, run->ui, run->arena, err);
}

bool deliveries_none(const struct deliveries *run, struct error *err)
{
    if (selection_filters(&run->selection))
        return error_set(err, ERROR_CHECK, "no delivery in %s fits", run->journal);
    ui_note(run->ui, "nothing is recorded in %s; 'sfpy-hook listen' records what it receives",
            run->journal);
    return true;
}

static bool prepare(struct deliveries *run, struct error *err)
{
    static const struct secrets none;
    struct secrets known;
    const struct deliveries_opts *opts = run->opts;
    run->journal = settings_recorded(&opts->common, run->arena, err);
    run->selection.invalid = opts->invalid;
    run->selection.direction = (enum selected_direction)opts->direction;
    known = secrets_known(&opts->common, run->arena, &none);
    ui_mask(run->ui, run->arena, &known);
    return run->journal && selecting_read(&opts->selecting, &run->selection, err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct deliveries work = {.opts = options, .ui = ui, .arena = arena};
    const struct verb *verb =
        verb_find(&all_verbs, work.opts->common.filling, operands, &work.args, err);
    bool done = verb && choose_format(&work, verb->name, err) && prepare(&work, err) &&
                verb->act(&work, err);
    if (!done)
        return err->code;
    if (work.damage.code != ERROR_NONE) {
        ui_error_line(ui, &work.damage);
        return work.damage.code;
    }
    return work.code;
}

static const struct deliveries_opts defaults = {COMMON_DEFAULTS, .limit = LIMIT_OF_OUTPUT,
                                                .format = FORMAT_OF_VERB};
static const struct opt_group choice_group =
    OPT_GROUP_OF("Which", choice_rows, "list show export diff prune");
static const struct opt_group own_group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&choice_group, &own_group, &journal_group,
                                                 &output_group, NULL};

const struct command command_deliveries = {
    .options =
        {
            .name = "deliveries",
            .synopsis = "[OPTION]... [SUBCOMMAND] [WHAT]...",
            .summary = "list, show, export, import, compare, prune what was recorded",
            .about =
                "  list                what was received and sent, newest first\n"
                "  show [ID]...        all there is to know of one (default: the newest)\n"
                "  export [ID]...      to standard output, oldest first: --format jsonl, har,\n"
                "                      http or curl\n"
                "  import FILE...      records from such a file, or one that gosmee or Clerk's\n"
                "                      command line have saved\n"
                "  diff ID ID          how two differ; ends with 1 where they do\n"
                "  prune               remove what --keep or --older-than say\n"
                "\n"
                "ID is an id, the begin of one, or @1 for the newest of what the options choose,\n"
                "@2 for the one before. A damaged line of the journal is named, and stays.\n",
            .examples = "  sfpy-hook deliveries --failed --since today\n"
                        "  sfpy-hook deliveries show @1\n"
                        "  sfpy-hook deliveries export --format har > deliveries.har\n"
                        "  sfpy-hook deliveries diff @2 @1\n"
                        "  sfpy-hook deliveries prune --older-than 7d\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
        },
    .opts_size = sizeof(struct deliveries_opts),
    .defaults = &defaults,
    .verbs = &all_verbs,
    .run = run,
};
