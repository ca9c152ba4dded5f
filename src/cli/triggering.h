/* What the parts of `trigger` share: its options, where its events come from, and their requests.
 */
#ifndef SFPY_TRIGGERING_H
#define SFPY_TRIGGERING_H

#include "request.h"
#include "secrets.h"

struct trigger_opts {
    struct outbound_opts outbound;
    const char *payload, *like;
    struct opt_list sets, unsets;
    bool add, edit;
    const char *at;
    int64_t seed; /* NO_SEED: none is given */
    const char *signature, *signature_header;
    bool no_signature, tamper;
    int64_t count; /* 0: as many as the weights sum up to, or as time is */
    int64_t at_once;
    int64_t duration, ramp;
    const char *rate;
    bool duplicate, reorder;
    bool dry_run;
    int format;
};

enum { NO_SEED = -1 };

struct sources {
    struct source *at;
    unsigned *weights;
    size_t count;
};

/* One run of the command. */
struct triggering {
    const struct trigger_opts *opts;
    struct ui *ui;
    struct outbound outbound;
    struct url url;
    struct secrets secrets;
    struct sources sources;
    struct mix mix;
    struct request_rules rules;
};

/*
 * Finds what the operands and options name and applies the edits; all lives in the arena. False
 * with code USAGE where something is unknown, INPUT where a file can't be used.
 */
MUST_USE bool sources_open(struct triggering *run, const struct opt_list *operands,
                           struct arena *arena, struct error *err);

/* Gets the keys ready. False with code USAGE where a secret is none of the scheme's. */
MUST_USE bool sources_key(struct triggering *run, struct error *err);

/* Says of each source what an official SDK would refuse of it; builds one of each for that. */
MUST_USE bool sources_try(struct triggering *run, struct error *err);

/* Lets the keys go. */
void sources_close(struct triggering *run);

/*
 * Choose the source of the next event, and make the request of a shot, as the volley asks for it;
 * the context is the run.
 */
const void *sources_choose(void *context);
MUST_USE bool sources_make(void *context, struct shot *shot, struct error *err);

#endif
