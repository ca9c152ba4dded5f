/*
 * The options that commands share. The options struct of every command begins with `struct
 * common_opts`.
 */
#ifndef SFPY_SETTINGS_H
#define SFPY_SETTINGS_H

#include "opt.h"

struct config;

/* Where `listen` listens and `trigger` sends unless told otherwise. */
#define SETTINGS_PORT 4242
#define SETTINGS_ENDPOINT "http://127.0.0.1:4242/"

struct common_opts {
    struct opt_list secrets;
    const char *secret_file;
    const char *scheme; /* NULL: the command's own default */
    const char *journal;
    bool no_record;
    bool json, quiet, verbose;
    int color; /* enum ui_color */
    bool help;
    const char *config_file;     /* NULL: those that are found */
    const struct config *config; /* what was read of it; set before a command runs */
};

/* Groups of rows for the commands to choose from. */
extern const struct opt_group signing_group, journal_group, output_group;

/*
 * Whether at most one of --secret-file and the files (none: one) is standard input; code USAGE.
 */
MUST_USE bool settings_one_stdin(const struct common_opts *opts, const struct opt_list *files,
                                 struct error *err);

/* Whether the value of --signature-header (NULL: not given) is a header's name; code USAGE. */
MUST_USE bool settings_header_name(const char *name, struct error *err);

/*
 * Where deliveries are recorded: --journal, else journal.jsonl in the state folder; NULL with
 * --no-record (`err` untouched) or with code SYSTEM.
 */
const char *settings_journal(const struct common_opts *opts, struct arena *arena,
                             struct error *err);

#endif
