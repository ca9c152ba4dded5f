/*
 * Tables for src/cli/completion.zsh: what _arguments and _describe read, where `:`, `[` and `]`
 * have a meaning unless behind a backslash.
 */
#include "completion.h"

#include "offer.h"

#include <string.h>

/* Adds a text with a backslash in front of what would mean something, and of backslashes. */
static void add_escaped(struct buf *out, struct span text, const char *special)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '\\' || strchr(special, text.at[i]))
            buf_add_byte(out, '\\');
        buf_add_byte(out, text.at[i]);
    }
}

static void add_clause(struct buf *out, const char *help, const char *special)
{
    struct buf clause = {0};
    completion_clause(&clause, help);
    add_escaped(out, buf_span(&clause), special);
    buf_clear(&clause);
}

static void add_quoted(struct buf *out, const struct buf *text)
{
    buf_add_text(out, "            ");
    completion_quote(out, buf_span(text));
    buf_add_byte(out, '\n');
}

/* Adds `:NAME:ACTION`; the quotes that a help puts around a value are not of its name. */
static void add_action(struct buf *out, const struct opt *row)
{
    struct buf name = {0};
    for (const char *at = row->value; *at; at++)
        if (*at != '\'')
            buf_add_byte(&name, *at);
    buf_add_byte(out, ':');
    add_escaped(out, buf_span(&name), ":");
    buf_clear(&name);
    if (row->type == OPT_CHOICE) {
        buf_add_text(out, ":(");
        for (size_t i = 0; row->choices[i]; i++)
            buf_printf(out, "%s%s", i ? " " : "", row->choices[i]);
        buf_add_byte(out, ')');
    } else if (row->complete == OPT_COMPLETE_NOTHING) {
        buf_add_text(out, ": ");
    } else {
        buf_printf(out, ": _sfpy_hook_value %s", offer_kind(row->complete));
    }
}

/*
 * A row as it is written in one way, such as --port=; of a list it may come again. In front stand,
 * between @, the subcommands that heed it where not all do.
 */
static void write_way(struct buf *out, const struct opt_ref *ref, const char *way,
                      const char *behind)
{
    const struct opt *row = ref->row;
    struct buf spec = {0};
    buf_add_text(&spec, opt_verbs(ref).at ? "@" : "");
    completion_heeding(&spec, ref, ',');
    buf_add_text(&spec, opt_verbs(ref).at ? "@" : "");
    bool help = strcmp(row->name, "help") == 0;
    if (row->type == OPT_LIST)
        buf_add_byte(&spec, '*');
    else if (help)
        buf_add_text(&spec, "(- *)");
    else if (row->letter)
        buf_printf(&spec, "(-%c --%s)", row->letter, row->name);
    buf_printf(&spec, "%s%s[", way, behind);
    add_clause(&spec, row->help, "[]");
    buf_add_byte(&spec, ']');
    if (row->type != OPT_FLAG)
        add_action(&spec, row);
    add_quoted(out, &spec);
    buf_clear(&spec);
}

static void write_options(struct buf *out, const struct opt_command *command)
{
    for (struct opt_ref ref = {0}; opt_next(command, &ref);) {
        const struct opt *row = ref.row;
        struct buf name = {0};
        buf_printf(&name, "--%s", row->name);
        write_way(out, &ref, name.at, row->type == OPT_FLAG ? "" : "=");
        if (row->letter) {
            const char letter[] = {'-', row->letter, 0};
            write_way(out, &ref, letter, row->type == OPT_FLAG ? "" : "+");
        }
        buf_clear(&name);
    }
}

/* A line for _describe. */
static void write_described(struct buf *out, const char *name, const char *summary)
{
    struct buf line = {0};
    buf_printf(&line, "%s:", name);
    add_escaped(&line, span_of(summary), "");
    add_quoted(out, &line);
    buf_clear(&line);
}

static void write_commands(struct buf *out, const struct command *(*at)(size_t place))
{
    const struct command *command;
    for (size_t i = 0; (command = at(i)); i++)
        write_described(out, command->options.name, command->options.summary);
}

/* Adds which kind the first operand is of, and those behind it, where they are of any. */
static void add_kinds(struct buf *out, const char *verb, const enum opt_completion operands[2])
{
    for (size_t i = 0; i < 2; i++)
        if (operands[i] != OPT_COMPLETE_NOTHING)
            buf_printf(out, " '%s,%zu' %s", verb, i + 1, offer_kind(operands[i]));
}

static void write_operands(struct buf *out, const struct command *command)
{
    const struct verbs *verbs = command->verbs;
    buf_add_text(out, "        verbs=(\n");
    for (size_t i = 0; verbs && i < verbs->count; i++)
        if (verbs->at[i].summary)
            write_described(out, verbs->at[i].name, verbs->at[i].summary);
    buf_add_text(out, "        )\n        kinds=(");
    add_kinds(out, "", command->options.operands);
    for (size_t i = 0; verbs && i < verbs->count; i++)
        add_kinds(out, verbs->at[i].name, verbs->at[i].operands);
    buf_printf(out, " ) runs=%s\n        ;;\n", command->options.takes_command ? "yes" : "");
}

static void write_rows(struct buf *out, const struct command *(*at)(size_t place))
{
    const struct command *command;
    for (size_t i = 0; (command = at(i)); i++) {
        buf_printf(out, "    %s)\n        specs=(\n", command->options.name);
        write_options(out, &command->options);
        buf_add_text(out, "        )\n");
        write_operands(out, command);
    }
}

const struct completion_shell completion_zsh = {
    .name = "zsh",
    .template = "completion.zsh",
    .parts = {{"commands", write_commands}, {"rows", write_rows}},
};
