/*
 * `listen --forward-to`: which deliveries go where, what becomes of them, and what people are told
 * of it.
 */
#ifndef SFPY_FORWARDING_H
#define SFPY_FORWARDING_H

#include "mend.h"
#include "relay.h"
#include "secrets.h"
#include "server.h"
#include "ui.h"

struct forward_opts {
    struct opt_list to, headers;
    int64_t timeout, retries;
    const char *ca_file;
    bool insecure, forwarded;
};

#define FORWARD_DEFAULTS                                                                           \
    {                                                                                              \
        .timeout = 30 * CLOCK_SECOND                                                               \
    }

/* The rows of the options above, for a struct listen_opts. */
extern const struct opt_group forwarding_group;

struct forwarding;

/* What forwards of all deliveries have in common; borrowed. */
struct forwarding_settings {
    const struct forward_opts *opts;
    const struct ui *ui;
    const struct secrets *secrets;
    bool json; /* what failed is told on standard error */
};

/*
 * Reads the targets. False with code USAGE where one is malformed, INPUT where --cacert can't be
 * read, SYSTEM where libcurl is missing. Without targets `*forwarding` becomes NULL, which all of
 * the following accept.
 */
MUST_USE bool forwarding_open(struct loop *loop, const struct forwarding_settings *settings,
                              struct arena *arena, struct forwarding **forwarding,
                              struct error *err);

/* Tries the targets, tells of those that don't answer, and again when they do. */
void forwarding_watch(struct forwarding *forwarding);

/* Whether new deliveries should wait. */
bool forwarding_is_full(const struct forwarding *forwarding);

/* The forwards of one delivery; zeroed there are none. */
struct forwards {
    struct sending *at;
    const struct target **targets;
    struct forwarded *outcomes; /* for the record */
    struct span *urls;          /* what is shown */
    bool *hinted;               /* whether people are told what to do about it */
    size_t count, waiting;
    struct forwarding *forwarding;
    void (*done)(struct forwards *forwards);
};

/*
 * Forwards a delivery, which is borrowed until the end, to all targets it fits, at once; what it
 * takes lives in the arena. False where it fits none. `done` is called when all have ended, maybe
 * before this returns.
 */
bool forwarding_begin(struct forwarding *forwarding, struct forwards *forwards,
                      const struct delivery *delivery, struct arena *arena,
                      void (*done)(struct forwards *forwards));

/* Whether every target took it. */
bool forwards_are_good(const struct forwards *forwards);

/* The answer for the sender: the first target's, or 502 or 504 where it gave none. */
struct reply forwards_reply(const struct forwards *forwards, struct arena *arena,
                            const struct exchange *exchange);

/*
 * Adds what became of each, where there is more to say than the answer's status: several targets,
 * or a failure with the answer's body, cause and mend.
 */
void forwards_render(struct buf *out, const struct forwards *forwards,
                     const struct palette *palette);

/* Accepts zeroed ones. */
void forwards_clear(struct forwards *forwards);

/* Ends what is in flight; returns whether anything was. */
bool forwarding_cut(struct forwarding *forwarding);

/* Once nothing is in flight; freed when the loop has let go. Accepts NULL. */
void forwarding_close(struct forwarding *forwarding);

#endif
