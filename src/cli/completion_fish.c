/* The lines behind src/cli/completion.fish: a `complete` for each option, subcommand and operand.
 */
#include "completion.h"

#include "offer.h"

/* Adds a text in single quotes, in which fish reads \' and \\. */
static void add_quoted(struct buf *out, const char *text)
{
    buf_add_byte(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            buf_add_byte(out, '\\');
        buf_add_byte(out, *text);
    }
    buf_add_byte(out, '\'');
}

static void add_clause(struct buf *out, const char *help)
{
    struct buf clause = {0};
    completion_clause(&clause, help);
    buf_add_text(out, " -d ");
    add_quoted(out, clause.at);
    buf_clear(&clause);
}

/* Adds where values of a kind come from. */
static void add_values(struct buf *out, enum opt_completion kind)
{
    if (kind == OPT_COMPLETE_FILE)
        buf_add_text(out, " -F");
    else
        buf_printf(out, " -k -a '(__sfpy_hook_values %s)'", offer_kind(kind));
}

/* Adds that a value must follow, and which. */
static void add_value(struct buf *out, const struct opt *row)
{
    buf_add_text(out, " -r");
    if (row->type == OPT_CHOICE) {
        buf_add_text(out, " -f -a '");
        for (size_t i = 0; row->choices[i]; i++)
            buf_printf(out, "%s%s", i ? " " : "", row->choices[i]);
        buf_add_byte(out, '\'');
        return;
    }
    if (row->complete != OPT_COMPLETE_FILE)
        buf_add_text(out, " -f");
    if (row->complete != OPT_COMPLETE_NOTHING)
        add_values(out, row->complete);
}

static void write_option(struct buf *out, const char *command, const struct opt_ref *ref)
{
    const struct opt *row = ref->row;
    buf_printf(out, "complete -c sfpy-hook -n '__sfpy_hook_%s %s",
               opt_verbs(ref).at ? "heeds" : "is", command);
    buf_add_text(out, opt_verbs(ref).at ? " " : "");
    completion_heeding(out, ref, ' ');
    buf_printf(out, "' -l %s", row->name);
    if (row->letter)
        buf_printf(out, " -s %c", row->letter);
    if (row->type != OPT_FLAG)
        add_value(out, row);
    add_clause(out, row->help);
    buf_add_byte(out, '\n');
}

/* The first operand, and those behind it, of a command or of its subcommand. */
static void write_operands(struct buf *out, const char *command, const char *verb,
                           const enum opt_completion operands[2])
{
    static const char *const places[] = {"first", "rest"};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (operands[i] == OPT_COMPLETE_NOTHING)
            continue;
        buf_printf(out, "complete -c sfpy-hook -n '__sfpy_hook_operand %s %s \"%s\"'", places[i],
                   command, verb);
        add_values(out, operands[i]);
        buf_add_byte(out, '\n');
    }
}

static void write_verbs(struct buf *out, const char *command, const struct verbs *verbs)
{
    for (size_t i = 0; verbs && i < verbs->count; i++) {
        const struct verb *verb = &verbs->at[i];
        if (!verb->summary)
            continue;
        buf_printf(out, "complete -c sfpy-hook -n '__sfpy_hook_operand first %s \"\"' -a %s -d ",
                   command, verb->name);
        add_quoted(out, verb->summary);
        buf_add_byte(out, '\n');
        write_operands(out, command, verb->name, verb->operands);
    }
}

static void write_command(struct buf *out, const struct command *command)
{
    const struct opt_command *options = &command->options;
    for (struct opt_ref ref = {0}; opt_next(options, &ref);)
        write_option(out, options->name, &ref);
    write_operands(out, options->name, "", options->operands);
    write_verbs(out, options->name, command->verbs);
    if (options->takes_command)
        buf_printf(out, "complete -c sfpy-hook -n '__sfpy_hook_runs %s' -a '%s'\n", options->name,
                   "(__sfpy_hook_command)");
}

static void write_rows(struct buf *out, const struct command *(*at)(size_t place))
{
    const struct command *command;
    for (size_t i = 0; (command = at(i)); i++) {
        buf_printf(out, "complete -c sfpy-hook -n '__sfpy_hook_is \"\"' -a %s -d ",
                   command->options.name);
        add_quoted(out, command->options.summary);
        buf_add_byte(out, '\n');
    }
    for (size_t i = 0; (command = at(i)); i++)
        write_command(out, command);
}

/* The options whose value is the next word. */
static void write_takes(struct buf *out, const struct command *(*at)(size_t place))
{
    const struct command *command;
    for (size_t i = 0; (command = at(i)); i++) {
        buf_printf(out, "        case %s\n            set takes", command->options.name);
        for (struct opt_ref ref = {0}; opt_next(&command->options, &ref);) {
            if (ref.row->type == OPT_FLAG)
                continue;
            buf_printf(out, " --%s", ref.row->name);
            if (ref.row->letter)
                buf_printf(out, " -%c", ref.row->letter);
        }
        buf_add_byte(out, '\n');
    }
}

const struct completion_shell completion_fish = {
    .name = "fish",
    .template = "completion.fish",
    .parts = {{"takes", write_takes}, {"rows", write_rows}},
};
