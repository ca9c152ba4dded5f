/* What `listen` answers deliveries with: the usual, or as --respond, --delay and --fault say. */
#ifndef SFPY_ANSWERS_H
#define SFPY_ANSWERS_H

#include "delivery.h"
#include "opt.h"
#include "script.h"
#include "server.h"

struct answer_opts {
    const char *respond, *respond_body, *fault;
    struct opt_list respond_headers;
    int64_t delay;
};

struct answers {
    struct script statuses, faults;
    struct headers headers; /* of an accepted delivery's answer */
    struct span body;       /* absent: the usual one */
    int64_t delay;
};

extern const struct opt_group answer_group;

/* The first of the options that was given, such as "--respond"; NULL: none of them. */
const char *answers_given(const struct answer_opts *opts);

/* Reads the options, into the arena. False with code USAGE, or INPUT for the body's file. */
MUST_USE bool answers_open(const struct answer_opts *opts, struct arena *arena,
                           struct answers *answers, struct error *err);

/*
 * The answer to the next delivery, in the arena. An accepted one takes its status from --respond
 * unless a fault leaves it without an answer; one with a `reason` gets 401. A fault takes any.
 */
struct reply answers_next(struct answers *answers, struct arena *arena,
                          const struct exchange *exchange, const char *reason);

/* What an application answered, handed back: its status, end-to-end headers and body. */
struct reply answers_mirror(struct arena *arena, const struct exchange *exchange,
                            const struct answer *theirs);

/* An answer of ours with a body of JSON, in the arena. */
struct reply answers_plain(struct arena *arena, const struct exchange *exchange, int status,
                           const char *body);

/*
 * Notes what is really sent of an answer: nothing with a reset or no answer, half of the body where
 * it is truncated.
 */
void answers_note(const struct reply *reply, struct answer *answer);

#endif
