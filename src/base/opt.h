/*
 * Options, declared once: a row says how an option is written, what it takes, where its value goes
 * and what it means. The parser, the environment and --help all read the same rows.
 */
#ifndef SFPY_OPT_H
#define SFPY_OPT_H

#include "buf.h"
#include "errors.h"

/* Values of a repeatable option, or operands, in the order given. */
struct opt_list {
    const char **at;
    size_t count;
};

enum opt_type {
    OPT_FLAG,   /* bool */
    OPT_TEXT,   /* const char *, NULL when not given */
    OPT_NUMBER, /* int64_t, with `unit` a duration in nanoseconds */
    OPT_CHOICE, /* int: the index in `choices` */
    OPT_LIST,   /* struct opt_list */
};

/* What a shell can complete the value with. */
enum opt_completion {
    OPT_COMPLETE_NOTHING,
    OPT_COMPLETE_FILE,
    OPT_COMPLETE_SCHEME,
    OPT_COMPLETE_EVENT
};

struct opt {
    const char *name; /* without its dashes */
    char letter;      /* 0: none */
    enum opt_type type;
    size_t at;         /* offset of the field in the options struct of the command */
    const char *value; /* how the help names the value; NULL for flags */
    const char *help;
    int64_t least, most;        /* of a number, in the unit that is written */
    int64_t unit;               /* nanoseconds of a bare number; 0: it is no duration */
    const char *const *choices; /* NULL-terminated */
    enum opt_completion complete;
    bool secret;  /* the bytes in argv are overwritten */
    bool own_env; /* its variable is read by who resolves it, not by opt_parse() */
};

/* A row for `field` of `struct_type`; its type follows from the field's. */
#define OPT(struct_type, field, ...)                                                                 \
    {                                                                                                \
        .at = offsetof(struct_type, field),                                                        \
        .type = _Generic(((struct_type *)0)->field, bool                                           \
                         : OPT_FLAG, const char *                                                  \
                         : OPT_TEXT, int64_t                                                       \
                         : OPT_NUMBER, int                                                         \
                         : OPT_CHOICE, struct opt_list                                             \
                         : OPT_LIST),                                                              \
        __VA_ARGS__ \
    }

struct opt_group {
    const char *title;
    const struct opt *rows;
    size_t count;
    bool common; /* its variables are SFPY_HOOK_OPTION, not SFPY_HOOK_COMMAND_OPTION */
};

/* All that can be said about one command without running it. */
struct opt_command {
    const char *name;
    const char *synopsis; /* what follows the program's and the command's name */
    const char *summary;  /* one line for the list of commands */
    const char *about;    /* paragraphs for its help, wrapped by hand to 79 columns */
    const char *examples; /* lines, indented by two */
    const struct opt_group *const *groups; /* NULL-terminated */
    size_t least_operands, most_operands;
};

/*
 * Parses `argv` (without the names of program and command) into the options struct at `into`, which
 * holds the defaults, then fills what was not given from the environment. Operands go to
 * `operands`. Lists live in `arena`; other texts are borrowed from argv, but for secrets, which are
 * copied to the arena and overwritten. An option that takes a value takes the next word, whatever
 * it begins with; options and operands mix until `--`. False with code USAGE for the first mistake;
 * what stands behind it is stored all the same.
 */
MUST_USE bool opt_parse(const struct opt_command *command, int argc, char **argv, void *into,
                        struct opt_list *operands, struct arena *arena, struct error *err);

/* Adds one more value. */
void opt_list_add(struct opt_list *list, struct arena *arena, const char *value);

/* The name of the environment variable of a row, such as SFPY_HOOK_LISTEN_PORT, in the arena. */
const char *opt_env_name(const struct opt_command *command, const struct opt_group *group,
                         const struct opt *row, struct arena *arena);

/*
 * Adds the help text of a command: usage, options, environment, examples; no line over 80 columns.
 */
void opt_help(struct buf *out, const struct opt_command *command);

#endif
