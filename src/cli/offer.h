/*
 * What a shell may offer for a value or an operand that is being typed: lines of a value, a tab and
 * words about it. Kinds that shells know by themselves, such as files, are left to them.
 */
#ifndef SFPY_OFFER_H
#define SFPY_OFFER_H

#include "commands.h"

/* One question of a shell. */
struct offering {
    const struct command *command;    /* that is being typed */
    const struct common_opts *common; /* of it, as far as it is typed, and all that is configured */
    struct opt_list operands;
    struct arena *arena;
    struct span lead;          /* of what is typed: it stays in front of each value, */
    struct span typed;         /* and values begin with this */
    struct buf exact, anycase; /* the lines; those that begin so but for their case */
};

/* How scripts call a kind of value, such as "delivery". */
const char *offer_kind(enum opt_completion kind);

/*
 * Adds what can be offered for a kind of that name. `line` is what is typed, each word behind the
 * program's name with a NUL behind it, the last one being the value so far. What can't be read is
 * passed over: nothing is made, locked, waited for or told. False with code USAGE where there is no
 * such kind.
 */
MUST_USE bool offer_values(struct buf *out, const char *kind, struct span line, struct arena *arena,
                           struct error *err);

/* Adds a value where it begins as is typed; both are escaped or, if that would change it, left out.
 */
void offer(struct offering *at, struct span value, struct span about);

/* Lets values begin behind the last such character of what is typed. */
void offer_behind(struct offering *at, char separator);

/* What there is of each kind. */
void offer_urls(struct offering *at);
void offer_targets(struct offering *at);
void offer_schemes(struct offering *at);
void offer_events(struct offering *at);
void offer_fixture_list(struct offering *at);
void offer_fixtures(struct offering *at);
void offer_deliveries(struct offering *at);
void offer_checks(struct offering *at);
void offer_headers(struct offering *at);
void offer_header_names(struct offering *at);
void offer_conditions(struct offering *at);
void offer_topics(struct offering *at);

#endif
