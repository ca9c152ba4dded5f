/*
 * The options that commands share. The options struct of every command begins with `struct
 * common_opts`.
 */
#ifndef SFPY_SETTINGS_H
#define SFPY_SETTINGS_H

#include "opt.h"
#include "signature.h"

struct config;

/* Where `listen` listens and `trigger` sends unless told otherwise. */
#define SETTINGS_PORT 4242
#define SETTINGS_ENDPOINT "http://127.0.0.1:4242/"

struct common_opts {
    struct opt_list secrets;
    const char *secret_file;
    const char *scheme; /* NULL: the command's own default */
    int64_t tolerance;  /* nanoseconds, or TOLERANCE_OF_SCHEME */
    const char *notification_url;
    const char *journal;
    int64_t journal_max; /* bytes; 0: any size */
    bool no_record;
    const char *fixtures; /* the folder of the user's own; NULL: none */
    bool json, quiet, verbose;
    int color; /* enum ui_color */
    bool help;
    const struct schemes *schemes;     /* the user's own and the built-in ones */
    const char *config_file;           /* NULL: those that are found */
    const struct config *config;       /* what was read of it; set before a command runs */
    const struct opt_filling *filling; /* where all of it comes from; as `config` */
};

/* What the options struct of a command that signs or verifies begins with. */
#define COMMON_DEFAULTS                                                                            \
    .common = {.tolerance = TOLERANCE_OF_SCHEME, .journal_max = INT64_C(256) << 20}

/* Groups of rows for the commands to choose from. */
extern const struct opt_group signing_group, journal_group, fixture_group, output_group;

/*
 * Whether at most one of --secret-file and the files (none: one) is standard input; code USAGE.
 */
MUST_USE bool settings_one_stdin(const struct common_opts *opts, const struct opt_list *files,
                                 struct error *err);

/* Reads the value of an option that takes a TIME; code USAGE. NULL leaves `time` as it is. */
MUST_USE bool settings_time(const char *option, const char *value, int64_t *time,
                            struct error *err);

/* Adds what --header gives, borrowed, an empty value as such; code USAGE. */
MUST_USE bool settings_headers(const struct opt_list *given, struct arena *arena,
                               struct headers *headers, struct error *err);

/*
 * Whether the file of an option that takes certificates or a key (NULL: not given) can be read and
 * is PEM; code INPUT.
 */
MUST_USE bool settings_pem(const char *option, const char *path, struct error *err);

/* Whether --notification-url, where it is given, is a URL; code USAGE. */
MUST_USE bool settings_url(const struct common_opts *opts, struct error *err);

/* Whether the value of --signature-header (NULL: not given) is a header's name; code USAGE. */
MUST_USE bool settings_header_name(const char *name, struct error *err);

/*
 * Where deliveries are recorded: --journal, else journal.jsonl in the state folder; NULL with
 * --no-record (`err` untouched), with code SYSTEM, or with code USAGE where --journal-max is so
 * small that it can only be a mistake.
 */
const char *settings_journal(const struct common_opts *opts, struct arena *arena,
                             struct error *err);

/* Where they are found, also with --no-record; no folder is made. NULL with code SYSTEM. */
const char *settings_recorded(const struct common_opts *opts, struct arena *arena,
                              struct error *err);

/* The scheme of --scheme, `otherwise` where that is not given; NULL with code USAGE. */
const struct scheme *settings_scheme(const struct common_opts *opts, const char *otherwise,
                                     struct error *err);

/*
 * Names the option in front of an error about its value where that was not typed: what was speaks
 * for itself. Always returns false.
 */
bool settings_context(const struct common_opts *opts, const char *option, struct error *err);

/* Whether an option stood on the command line: what else set it gives way to what did. */
bool settings_typed(const struct common_opts *opts, const char *option);

#endif
