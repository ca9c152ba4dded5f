/*
 * The commands. To add one: write cmd_NAME.c with its options struct (which begins with `struct
 * common_opts`), rows and `const struct command command_NAME`, declare it here, and list it in
 * commands.c and CMakeLists.txt. Then the build's target `completions` writes completions/ anew.
 */
#ifndef SFPY_COMMANDS_H
#define SFPY_COMMANDS_H

#include "settings.h"
#include "ui.h"
#include "verbs.h"

struct command {
    struct opt_command options;
    size_t opts_size;
    const void *defaults;      /* an options struct; NULL: all zero */
    const struct verbs *verbs; /* what its first operand may be; NULL: it has no subcommands */
    bool helps; /* runs in spite of a fault in the configuration, which it finds there itself */

    /*
     * Runs with the filled options struct. Returns the exit status; where it set `err`, the caller
     * prints that and ends with its code instead.
     */
    enum error_code (*run)(const void *opts, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err);
};

extern const struct command command_listen, command_trigger, command_sign, command_verify,
    command_replay, command_deliveries, command_smoke, command_fixtures, command_secret,
    command_config, command_completion, command_help;

/*
 * Begins to fill a command's options struct, which holds its defaults; both live in the arena.
 */
struct opt_filling *command_fill(const struct command *command, struct arena *arena);

/* The command of that name, or NULL with code USAGE and the nearest one as hint. */
const struct command *command_find(const char *name, struct error *err);

/* One command after the other, in the order of the help; NULL behind the last. */
const struct command *command_at(size_t place);

/* Adds the program's own help: usage and the list of commands. */
void command_overview(struct buf *out);

#endif
