#include "commands.h"

#include "configuring.h"
#include "verbs.h"

#include <string.h>

static const struct opt rows[] = {
    OPT(struct config_opts, all, .name = "all", .letter = 'a', .of = "list",
        .help = "the settings of every command, also those that nothing sets"),
    OPT(struct config_opts, user, .name = "user", .of = "init",
        .help = "write the user's file, not the project's", .only_typed = true),
    OPT(struct config_opts, force, .name = "force", .of = "init",
        .help = "replace a file that is there", .only_typed = true),
};

static const struct verb verbs[] = {
    {.name = "list",
     .most = SIZE_MAX,
     .takes = "COMMANDs and settings",
     .hint = "'sfpy-hook config listen', say",
     .act = config_list,
     .summary = "each setting, and where it comes from",
     .operands = {OPT_COMPLETE_TOPIC, OPT_COMPLETE_TOPIC}},
    {.name = "init",
     .most = 1,
     .takes = "one FILE at most",
     .hint = "without FILE it writes .sfpy-hook.json here",
     .act = config_init,
     .summary = "write a file that has each setting as a comment",
     .operands = {OPT_COMPLETE_FILE}},
};

static const struct verbs all_verbs = {.command = "config", .at = verbs, .count = COUNT_OF(verbs)};

/* What names no subcommand names settings that are to be listed. */
static const struct verb *choose(const struct opt_filling *filling, const struct opt_list *operands,
                                 struct opt_list *args, struct error *err)
{
    for (size_t i = 0; operands->count && i < COUNT_OF(verbs); i++)
        if (strcmp(operands->at[0], verbs[i].name) == 0)
            return verb_find(&all_verbs, filling, operands, args, err);
    *args = *operands;
    return opt_check_verb(filling, verbs[0].name, err) ? &verbs[0] : NULL;
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct configuring configuring = {.opts = options, .ui = ui, .arena = arena};
    const struct verb *verb =
        choose(configuring.opts->common.filling, operands, &configuring.args, err);
    return verb && verb->act(&configuring, err) ? ERROR_NONE : err->code;
}

static const struct config_opts defaults = {COMMON_DEFAULTS};
static const struct opt_group own_group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&own_group,     &signing_group, &journal_group,
                                                 &fixture_group, &output_group,  NULL};

const struct command command_config = {
    .options =
        {
            .name = "config",
            .synopsis = "[OPTION]... [list [WHAT]... | init [FILE]]",
            .summary = "show each setting and where it comes from; write a commented file",
            .about =
                "  list [WHAT]...  each common setting, what is set for single commands, and\n"
                "                  where it comes from; WHAT is a COMMAND, for all of its\n"
                "                  settings, or one setting, such as scheme or listen.port\n"
                "  init [FILE]     write a file that has each setting as a comment: the\n"
                "                  project's, .sfpy-hook.json in this folder, or the user's\n"
                "\n"
                "'list' may be left out. The first of these sets an option: the command line,\n"
                "the environment, the project's file (.sfpy-hook.json here or in the nearest\n"
                "folder above, up to the one that holds .git), the user's file\n"
                "(~/.config/sfpy-hook/config.json), the default. Files are JSON; comments, and\n"
                "a comma behind the last member, are taken. Members are long names of options,\n"
                "at top level for all commands or in an object under a command's name for that\n"
                "one. Secrets are shown by their fingerprints. What is wrong is told at the end,\n"
                "with status 3 for a file and 2 for a variable.\n",
            .examples = "  sfpy-hook config\n"
                        "  sfpy-hook config listen\n"
                        "  sfpy-hook config trigger.to --json\n"
                        "  sfpy-hook config init\n"
                        "  sfpy-hook config init --user\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
        },
    .verbs = &all_verbs,
    .opts_size = sizeof(struct config_opts),
    .defaults = &defaults,
    .helps = true,
    .run = run,
};
