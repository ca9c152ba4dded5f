/*
 * Configuration files: JSON with comments, whose members are long names of options, at top level
 * for all commands or in an object under a command's name for that one, which wins; and `schemes`.
 * The project's file is .sfpy-hook.json in the working folder or the nearest one above; the user's
 * is sfpy-hook/config.json in the folder for settings.
 */
#ifndef SFPY_CONFIG_H
#define SFPY_CONFIG_H

#include "settings.h"

struct config_file {
    const char *name;    /* as it is opened and as messages show it */
    struct span text;    /* comments blanked, so that offsets are those of the file */
    struct span schemes; /* the object of that name as it stands in `text`; absent without one */
    bool trusted;        /* the user chose it: not a project's, which comes with a clone */
    size_t
        secret_line; /* where it gives secrets or a file of them, maybe empty, in `own`; else 0 */
    struct common_opts own; /* of rows whose variable is read by who resolves them; else zero */
};

/* All of it lives in the arena of the command's options. */
struct config {
    struct config_file files[2]; /* the first that sets something wins: the project's, the user's */
    size_t count;
    const char *project, *user; /* the names of those that were looked for; NULL: there is none */
    struct schemes schemes;     /* the user's own and the built-in ones */
    const char *note;           /* about a file that is not taken; NULL: nothing is to be said */
    struct error fault;         /* why the settings can't be used; code NONE where they can */
};

/*
 * Reads the file `given` or, where that is NULL, the ones that are found, and fills in what neither
 * command line nor environment gave. What is wrong is left in `fault`, with code INPUT.
 */
void config_read(struct config *config, const char *given, struct opt_filling *filling);

/*
 * Fills in what is still open of a command's options struct, with files that were read; `own` of
 * each is that command's after this. False with code INPUT for the first mistake; what is right is
 * filled in all the same.
 */
MUST_USE bool config_apply(struct config *config, struct opt_filling *filling, struct error *err);

/*
 * Puts "FILE: line L, column C" in front of the reason, for what stands at `at`, a place in the
 * text of the file, and makes the code INPUT. Always returns false.
 */
bool config_context(const struct config_file *file, const char *at, struct error *err);

#endif
