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

/*
 * What a value or an operand names: a shell completes it, and a configuration file reads it,
 * accordingly. `cli/offer.c` has a row for each.
 */
enum opt_completion {
    OPT_COMPLETE_NOTHING,
    OPT_COMPLETE_FILE,
    OPT_COMPLETE_FOLDER,
    OPT_COMPLETE_URL,
    OPT_COMPLETE_TARGET, /* a URL, or TYPE=URL */
    OPT_COMPLETE_SCHEME,
    OPT_COMPLETE_EVENT,    /* a list of events, globs among them */
    OPT_COMPLETE_FIXTURES, /* a list of fixtures, globs among them */
    OPT_COMPLETE_FIXTURE,  /* one by name or wire type, or the file of one */
    OPT_COMPLETE_DELIVERY,
    OPT_COMPLETE_CHECK, /* a list of checks of smoke and their groups */
    OPT_COMPLETE_TIME,
    OPT_COMPLETE_STATUS, /* a list of statuses of HTTP */
    OPT_COMPLETE_HEADER, /* NAME: VALUE */
    OPT_COMPLETE_HEADER_NAME,
    OPT_COMPLETE_CONDITION, /* of listen --until */
    OPT_COMPLETE_ADDRESS,   /* to listen on */
    OPT_COMPLETE_FAULT,     /* of listen --fault */
    OPT_COMPLETE_TOPIC,     /* that help knows */
    OPT_COMPLETIONS
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
    bool bytes;                 /* a number may end in K, KiB, M …: times 1024, 1024 * 1024 … */
    const char *const *choices; /* NULL-terminated */
    enum opt_completion complete;
    bool secret;       /* the bytes in argv are overwritten */
    bool own_env;      /* its variable is read by who resolves it */
    bool only_typed;   /* no configuration file may set it */
    bool only_trusted; /* a project's configuration file, which comes with a clone, may not */
    const char *of;    /* the subcommands that heed it, such as "show export"; NULL: all do */
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
    bool common;    /* its variables are SFPY_HOOK_OPTION, not SFPY_HOOK_COMMAND_OPTION */
    const char *of; /* as in its rows, for all of them */
};

/* A group of a command's own options, of those of some subcommands, or of common ones. */
#define OPT_GROUP(title_, rows_) OPT_GROUP_OF(title_, rows_, NULL)
#define OPT_GROUP_OF(title_, rows_, of_)                                                           \
    {                                                                                              \
        .title = title_, .rows = rows_, .count = COUNT_OF(rows_), .of = of_                        \
    }
#define OPT_GROUP_COMMON(title_, rows_)                                                            \
    {                                                                                              \
        .title = title_, .rows = rows_, .count = COUNT_OF(rows_), .common = true                   \
    }

/* All that can be said about one command without running it. */
struct opt_command {
    const char *name;
    const char *synopsis; /* what follows the program's and the command's name */
    const char *summary;  /* one line for the list of commands */
    const char *about;    /* paragraphs for its help, wrapped by hand to 79 columns */
    const char *examples; /* lines, indented by two */
    const struct opt_group *const *groups; /* NULL-terminated */
    size_t least_operands, most_operands;
    enum opt_completion operands[2]; /* what the first one names, and what those behind it do */
    bool takes_command; /* its operands are the words of a command, all of them behind `--` */
};

/* A row as it is found; `number` counts over all groups. */
struct opt_ref {
    const struct opt_group *group;
    const struct opt *row;
    size_t number;
};

/* Goes through the rows of all groups; begins with a zeroed ref. */
bool opt_next(const struct opt_command *command, struct opt_ref *ref);

/* Finds a row by its name, without dashes. */
bool opt_find(const struct opt_command *command, struct span name, struct opt_ref *found);

/* The subcommands that heed a row, such as "show export"; absent: all do. */
struct span opt_verbs(const struct opt_ref *ref);

/* Adds a row's help text, behind the subcommands that it is of where the group's title says none.
 */
void opt_write_help(struct buf *out, const struct opt *row);

/* Whether the value of a row is the name of a file or folder. */
bool opt_names_file(const struct opt *row);

enum opt_source { OPT_BY_DEFAULT, OPT_TYPED, OPT_BY_VARIABLE, OPT_BY_FILE };

/* Where the value of a row comes from. */
struct opt_origin {
    enum opt_source source;
    const char *name; /* of the variable or the file; else NULL */
    size_t line;      /* of the file */
    const char
        *refused; /* what is given there, where that can't be a value; the field is as it was */
};

/* An options struct on its way from its defaults to its values; the first source that gives a row a
 * value wins. */
struct opt_filling {
    const struct opt_command *command;
    void *into;                 /* the options struct, which holds the defaults */
    struct arena *arena;        /* of lists, and of texts that are borrowed from nowhere */
    struct opt_origin *origins; /* by number of the row, in the arena */
};

/* Begins to fill; all is borrowed. */
struct opt_filling opt_fill(const struct opt_command *command, void *into, struct arena *arena);

/*
 * Parses `argv` (without the names of program and command). Operands go to `operands`. Texts are
 * borrowed from argv, but for secrets, which are copied to the arena and overwritten. An option
 * that takes a value takes the next word, whatever it begins with; options and operands mix until
 * `--`. False with code USAGE for the first mistake; what stands behind it is stored all the same.
 */
MUST_USE bool opt_parse(struct opt_filling *filling, int argc, char **argv,
                        struct opt_list *operands, struct error *err);

/*
 * Fills what was not given from the environment. False with code USAGE for the first variable whose
 * value can't be; the others are read all the same.
 */
MUST_USE bool opt_read_environment(struct opt_filling *filling, struct error *err);

/*
 * Whether all that was typed is of this subcommand: what it does not heed would be of no effect,
 * unseen. False with code USAGE.
 */
MUST_USE bool opt_check_verb(const struct opt_filling *filling, const char *verb,
                             struct error *err);

/* Adds how errors name the place that a row's value comes from, such as "variable NAME". */
void opt_write_place(struct buf *out, const struct opt *row, const struct opt_origin *origin);

/*
 * Where an error begins with "option '--NAME'" and that was not typed, the place that its value
 * comes from stands there instead, and of a file USAGE becomes INPUT.
 */
void opt_locate(const struct opt_filling *filling, struct error *err);

/*
 * Stores a value, which is borrowed, in the row's field of the options struct at `into`; adds it to
 * a list. NULL, true and false are for flags. False with code USAGE, what is wanted and what came
 * instead; where it came from is for the caller to add.
 */
MUST_USE bool opt_store(const struct opt *row, const char *value, void *into, struct arena *arena,
                        struct error *err);

/* Adds what a row takes, such as "a number from 1 to 10". */
void opt_write_wanted(struct buf *out, const struct opt *row);

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
