/* What the parts of `replay` share: its options, the records it is about, and their requests. */
#ifndef SFPY_REPLAYING_H
#define SFPY_REPLAYING_H

#include "catalogue.h"
#include "rework.h"
#include "secrets.h"
#include "selecting.h"

enum replay_order { REPLAY_OLDEST_FIRST, REPLAY_NEWEST_FIRST, REPLAY_SHUFFLED };

enum { REPLAY_NO_SEED = -1 };

struct replay_opts {
    struct outbound_opts outbound;
    struct selecting_opts selecting;
    int64_t last; /* 0: all that fit */
    bool resign;
    struct edits edits;
    const char *speed, *rate;
    int64_t at_once, times; /* 0: the usual */
    int order;              /* enum replay_order */
    int64_t seed;           /* REPLAY_NO_SEED: none is given */
    bool diff;
    struct opt_list diff_headers, diff_ignored;
    bool dry_run;
    int format;
};

/* One run of the command. */
struct replaying {
    const struct replay_opts *opts;
    struct ui *ui;
    struct outbound outbound;
    struct selection selection;
    struct catalogue catalogue;
    struct entry *entries; /* of the catalogue, in the order in which they are sent */
    size_t count;
    size_t chosen;    /* how many were, so far; they come round --times */
    const char *to;   /* NULL: each goes where it went before */
    struct url given; /* the former, read */
    bool exact;
    struct edits edits;
    struct secrets secrets;  /* none while it is exact */
    struct signer **signers; /* by place of the scheme; made at first use */
    struct request_rules rules;
    bool masked;  /* whether it was told of a password that no record holds */
    double speed; /* 0: the recorded gaps are not kept */
    bool *aged;   /* by place of the scheme: whether it was told that its time is too old */
};

/*
 * Chooses the records that operands and options mean, reads each once to see what is wrong with it
 * before anything is sent, and puts them in order. Damaged ones are told and left out. False with
 * code CHECK where none is left, USAGE where an id, an edit or a secret does not fit, INPUT where
 * the journal can't be read.
 */
MUST_USE bool replaying_select(struct replaying *run, const struct opt_list *ids,
                               struct arena *arena, struct error *err);

/* Lets go of what it holds. Accepts a zeroed one. */
void replaying_close(struct replaying *run);

/* The recorded gaps, as a maker says when a delivery is due; the context is the run. */
int64_t replaying_due(void *context, uint64_t number);

/* Choose the next record, and make the request of a shot, as the volley asks for it. */
const void *replaying_choose(void *context);
MUST_USE bool replaying_make(void *context, struct shot *shot, struct error *err);

/*
 * Sets where a shot goes and what its request is made from, for its record, which has been read.
 * False with code USAGE. Where the record says no URL the shot has that fault.
 */
MUST_USE bool replaying_prepare(const struct replaying *run, struct shot *shot,
                                struct source *source, struct error *err);

/*
 * Makes the request of a shot that was prepared. False with code USAGE; where it is the record's
 * bytes that can't be signed the shot has that fault.
 */
MUST_USE bool replaying_build(const struct replaying *run, struct shot *shot,
                              const struct source *source, struct error *err);

/* Where a record went before, any password masked: the first application, or the URL it was sent
 * to; else the endpoint that is the default. */
struct span replaying_url(const struct delivery *record);

/* In what an answer differs from the recorded one. */
bool replaying_differs(void *context, const struct shot *shot, struct buf *out);

#endif
