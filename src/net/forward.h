/*
 * Requests handed on to applications while the loop goes on, at most 64 at one time.
 *
 * Happy path: forward_start() sends the request at once, or queues it while 64 are in flight; when
 * the answer is whole `done` is called. What can fail: no connection, no or a broken answer, a
 * status of 5xx (tried again as often as the settings say, after 0.5, 1, 2, 4 s …, in its place
 * among the 64), no answer in time; the end of the program (forwarder_cut()).
 */
#ifndef SFPY_FORWARD_H
#define SFPY_FORWARD_H

#include "delivery.h"
#include "loop.h"
#include "trouble.h"

enum { FORWARDS_IN_FLIGHT = 64 };

/* Whom to trust, for https. */
struct forward_trust {
    bool insecure;       /* any certificate is good */
    const char *ca_file; /* authorities beside the system's; NULL: none */
};

struct forward_settings {
    struct forward_trust trust;
    int64_t timeout; /* of an attempt, nanoseconds; 0: none */
    unsigned retries;
};

struct forwarder;

/* One request on its way; it must not move or go until `done` was called. */
struct forward {
    /* For who starts it to set; borrowed. */
    const char *url; /* without user and password */
    bool loopback;
    struct message request;
    void (*done)(struct forward *forward);
    void *context;
    /* What came of it, valid until forward_clear(). */
    struct answer answer; /* status 0: none came; with a trouble: it broke off */
    enum trouble trouble;
    char why[256]; /* the trouble in words */
    unsigned attempts;
    /* For the forwarder. */
    struct forwarder *forwarder;
    struct forward *next, **link; /* among the queued or the running ones */
    struct attempt *attempt;
    struct loop_timer *pause;
    struct arena arena;
};

/* NULL with code SYSTEM where libcurl is missing. */
struct forwarder *forwarder_open(struct loop *loop, const struct forward_settings *settings,
                                 struct error *err);

/* Begins; `done` may be called before this returns, after forwarder_cut(). */
void forward_start(struct forwarder *forwarder, struct forward *forward);

/* Whether who can wait with a further request should. */
bool forwarder_is_full(const struct forwarder *forwarder);

/* Whether any forward is not done. */
bool forwarder_is_busy(const struct forwarder *forwarder);

/* Ends all that are not done, and those still to come, with TROUBLE_CUT. */
void forwarder_cut(struct forwarder *forwarder);

/* Lets go of the answer's texts. Accepts a zeroed forward. */
void forward_clear(struct forward *forward);

/* Closes it; only when nothing is in flight. Freed once the loop has let go. Accepts NULL. */
void forwarder_close(struct forwarder *forwarder);

#endif
