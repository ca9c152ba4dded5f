/* What the subcommands of `config` share. */
#ifndef SFPY_CONFIGURING_H
#define SFPY_CONFIGURING_H

#include "config.h"
#include "ui.h"

struct config_opts {
    struct common_opts common;
    bool all, user, force;
};

/* One run of the command. */
struct configuring {
    const struct config_opts *opts;
    struct ui *ui;
    struct arena *arena;
    struct opt_list args; /* behind the subcommand */
};

/*
 * `config list [WHAT]...`: the settings of commands, or single ones, and where they come from. Says
 * at the end what is wrong with them; code INPUT, or USAGE for a variable or an unknown WHAT.
 */
bool config_list(void *configuring, struct error *err);

/* `config init [FILE]`: writes a file that has all settings as comments. */
bool config_init(void *configuring, struct error *err);

#endif
