/*
 * Tables for src/cli/completion.bash: a row is the kind of an option's value, the subcommands that
 * heed it and how it is written, or a subcommand and the kinds of its first and its other
 * arguments.
 */
#include "completion.h"

#include "offer.h"

static void write_commands(struct buf *out, const struct command *(*at)(size_t place))
{
    const struct command *command;
    buf_add_text(out, "_sfpy_hook_commands='");
    for (size_t i = 0; (command = at(i)); i++)
        buf_printf(out, "%s%s", i ? " " : "", command->options.name);
    buf_add_text(out, "'\n");
}

static void write_options(struct buf *out, const struct opt_command *command)
{
    for (struct opt_ref ref = {0}; opt_next(command, &ref);) {
        struct buf row = {0};
        completion_row_kind(&row, ref.row);
        buf_add_text(&row, opt_verbs(&ref).at ? " " : " *");
        completion_heeding(&row, &ref, ',');
        buf_printf(&row, " --%s", ref.row->name);
        if (ref.row->letter)
            buf_printf(&row, " -%c", ref.row->letter);
        buf_add_text(out, "            ");
        completion_quote(out, buf_span(&row));
        buf_add_byte(out, '\n');
        buf_clear(&row);
    }
}

static void write_verbs(struct buf *out, const struct verbs *verbs)
{
    buf_add_text(out, "        verbs=(");
    for (size_t i = 0; verbs && i < verbs->count; i++)
        if (verbs->at[i].summary)
            buf_printf(out, "%s'%s %s %s'", i ? " " : "", verbs->at[i].name,
                       offer_kind(verbs->at[i].operands[0]), offer_kind(verbs->at[i].operands[1]));
    buf_add_text(out, ")\n");
}

static void write_rows(struct buf *out, const struct command *(*at)(size_t place))
{
    const struct command *command;
    for (size_t i = 0; (command = at(i)); i++) {
        const struct opt_command *options = &command->options;
        buf_printf(out, "    %s)\n        options=(\n", options->name);
        write_options(out, options);
        buf_add_text(out, "        )\n");
        write_verbs(out, command->verbs);
        buf_printf(out, "        kinds=(%s %s) runs=%s\n        ;;\n",
                   offer_kind(options->operands[0]), offer_kind(options->operands[1]),
                   options->takes_command ? "yes" : "");
    }
}

const struct completion_shell completion_bash = {
    .name = "bash",
    .template = "completion.bash",
    .parts = {{"commands", write_commands}, {"rows", write_rows}},
};
