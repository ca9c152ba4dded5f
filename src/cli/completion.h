/*
 * The completion scripts of shells, made from the tables of commands and options. Each has a
 * template, src/cli/completion.SHELL, in which a line `#= PART` stands for what is written of the
 * tables.
 */
#ifndef SFPY_COMPLETION_H
#define SFPY_COMPLETION_H

#include "commands.h"

/* What takes the place of a line `#= NAME`. */
struct completion_part {
    const char *name;
    void (*write)(struct buf *out, const struct command *(*at)(size_t place));
};

struct completion_shell {
    const char *name;
    const char *template; /* the name of the embedded file */
    struct completion_part parts[3];
};

extern const struct completion_shell completion_bash, completion_zsh, completion_fish;

/* Adds the script that completes the commands which `at` has, as command_at() does. */
void completion_write(struct buf *out, const struct completion_shell *shell,
                      const struct command *(*at)(size_t place));

/* Adds a text in single quotes, as POSIX shells and zsh read it. */
void completion_quote(struct buf *out, struct span text);

/* Adds what a help text says first, in at most 60 cells. */
void completion_clause(struct buf *out, const char *help);

/* Adds the subcommands that heed an option, with this between them; nothing where all do. */
void completion_heeding(struct buf *out, const struct opt_ref *ref, char between);

/* Adds how a script calls what a row takes: "flag", "choice:a,b", or the kind of its value. */
void completion_row_kind(struct buf *out, const struct opt *row);

#endif
