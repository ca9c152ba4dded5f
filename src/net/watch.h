/*
 * Whether something listens where requests are to go: a connection and, for https, a TLS handshake,
 * tried at the begin and then again and again while it fails. Never keeps the loop running.
 *
 * Happy path: watch_add() begins to connect; when connected the connection ends and nothing more
 * happens. What can fail: the connection, or TLS over it; who watches is told.
 */
#ifndef SFPY_WATCH_H
#define SFPY_WATCH_H

#include "loop.h"
#include "reach.h"
#include "trouble.h"

struct watch;
struct watched_target;

struct watch_settings {
    struct reach reach; /* borrowed */
    int64_t timeout;    /* of a try, nanoseconds */
    int64_t pause;      /* from the end of a try that failed to the next */
    bool each;          /* each try is told, not only what it changes */
};

/* What a try says of a target. */
struct watch_result {
    bool connected;       /* also where TLS, or the way through a proxy, failed after that */
    enum trouble trouble; /* TROUBLE_NONE: it is there */
    const char *why;      /* the trouble in words */
};

/* NULL with code SYSTEM where libcurl is missing. */
struct watch *watch_open(struct loop *loop, const struct watch_settings *settings,
                         struct error *err);

/*
 * Begins to watch; the URL is borrowed. `told` is called when the target is first found not to
 * answer and when it does again; with `each` after every try. It may close the watch.
 */
struct watched_target *watch_add(struct watch *watch, const char *url, bool loopback,
                                 void (*told)(void *context, const struct watch_result *result),
                                 void *context);

/*
 * Tells what was seen elsewhere: that the target failed, of which `told` isn't called since it is
 * known, or that it answered.
 */
void watch_saw(struct watched_target *target, bool alive);

/* Closes all; freed once the loop has let go. Accepts NULL. */
void watch_close(struct watch *watch);

#endif
