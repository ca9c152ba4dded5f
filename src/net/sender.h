/*
 * Requests sent while the loop goes on, so many at one time.
 *
 * Happy path: sending_start() sends the request at once, or queues it while as many as the settings
 * say are in flight; when the answer is whole `done` is called. What can fail: no connection, no or
 * a broken answer, no answer in time; the end of the program (sender_cut()). After each attempt who
 * started it is asked whether there is `again` one, in its place among those in flight.
 */
#ifndef SFPY_SENDER_H
#define SFPY_SENDER_H

#include "delivery.h"
#include "loop.h"
#include "reach.h"
#include "trouble.h"

struct sender_settings {
    struct reach reach; /* borrowed */
    int64_t timeout;    /* of an attempt, nanoseconds; 0: none */
    size_t most;        /* in flight, at least 1 */
};

struct sender;

/* One request on its way; it must not move or go until `done` was called. */
struct sending {
    /* For who starts it to set; borrowed. */
    const char *url; /* without user and password */
    bool loopback;
    struct message request;
    bool fresh; /* over a connection of its own, which what came before can't have upset */
    /*
     * Called after each attempt that was not cut: true where another is due, `*pause` nanoseconds
     * later. NULL: never.
     */
    bool (*again)(struct sending *sending, int64_t *pause);
    /* Called before that one: sets `request` anew; false where it can't. NULL: it stays. */
    bool (*renew)(struct sending *sending);
    void (*done)(struct sending *sending);
    void *context;
    /* What came of the last attempt, valid until the next or sending_clear(). */
    struct answer answer; /* status 0: none came; with a trouble: it broke off */
    enum trouble trouble;
    char why[256]; /* the trouble in words */
    bool http2;    /* how the answer came */
    bool reused;   /* an answer came, over a connection that an earlier request had opened */
    bool cut;      /* of the body only the begin was taken: it is too long */
    unsigned attempts;
    /* For the sender. */
    struct sender *sender;
    struct sending *next, **link; /* among the queued or the running ones */
    struct attempt *attempt;
    struct loop_timer *pause;
    struct arena arena;
};

/* NULL with code SYSTEM where libcurl is missing. */
struct sender *sender_open(struct loop *loop, const struct sender_settings *settings,
                           struct error *err);

/* Begins; `done` may be called before this returns, after sender_cut(). */
void sending_start(struct sender *sender, struct sending *sending);

/* Whether who can wait with a further request should. */
bool sender_is_full(const struct sender *sender);

/* Whether any sending is not done. */
bool sender_is_busy(const struct sender *sender);

/*
 * Whether the failure of an attempt is one that time may mend: no connection, no whole answer,
 * 408, 429 or 5xx.
 */
bool sending_may_recover(const struct sending *sending);

/*
 * Ends all that are not done, and those still to come, with TROUBLE_CUT; `why`, which must live on,
 * says in words what cut them.
 */
void sender_cut(struct sender *sender, const char *why);

/* Lets go of the answer's texts. Accepts a zeroed sending. */
void sending_clear(struct sending *sending);

/* Closes it; only when nothing is in flight, not in `done`. Freed once the loop has let go. Accepts
 * NULL. */
void sender_close(struct sender *sender);

#endif
