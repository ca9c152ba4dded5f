/* Settings as `config list` shows them: rows of a table, or lines of JSON. */
#ifndef SFPY_CONFIG_SHOW_H
#define SFPY_CONFIG_SHOW_H

#include "configuring.h"
#include "secrets.h"
#include "table.h"

struct command;

/* The settings as one command sees them. */
struct config_view {
    const struct command *command;
    const struct common_opts *opts; /* the command's options struct */
    const struct opt_filling *filling;
};

struct config_show {
    const struct configuring *run;
    struct config_view common; /* as the command `config` sees them */
    struct table table;
    struct buf out;       /* lines of JSON */
    struct secrets known; /* masked wherever they stand */
    struct error fault;   /* the first thing that is wrong; code NONE where nothing is */
};

/* Fills in the settings of a command; it lives in the arena. What is wrong is noted as fault. */
struct config_view config_view_of(struct config_show *show, const struct command *command);

/*
 * Adds a row's value and where it comes from, to the table or, with --json, to `out`. `prefix` is
 * the command that its name begins with; NULL: it is common to all.
 */
void config_show_row(struct config_show *show, const struct config_view *view,
                     const struct opt_ref *ref, const char *prefix);

#endif
