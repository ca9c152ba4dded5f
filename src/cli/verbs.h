/* Subcommands: the first operand of commands that have several things to do. */
#ifndef SFPY_VERBS_H
#define SFPY_VERBS_H

#include "opt.h"

/* A subcommand, how many arguments it takes, and how that is said; shells complete it. */
struct verb {
    const char *name;
    size_t least, most;
    const char *takes, *hint;
    bool (*act)(void *run, struct error *err);
    const char *summary; /* what it does, a line; NULL: nobody is told of it */
    enum opt_completion
        operands[2]; /* what its first argument names, and what those behind it do */
};

struct verbs {
    const char *command;
    const struct verb *at; /* the first is meant where there is no operand */
    size_t count;
    const char *otherwise; /* the hint for an unknown one that is near to none */
    const char *noun;      /* NULL: "subcommand" */
};

/*
 * The subcommand that the operands begin with; the arguments behind it go to `args`. NULL with code
 * USAGE where there is none of that name, where it takes another number of arguments, or where an
 * option was typed that it does not heed.
 */
const struct verb *verb_find(const struct verbs *verbs, const struct opt_filling *filling,
                             const struct opt_list *operands, struct opt_list *args,
                             struct error *err);

#endif
