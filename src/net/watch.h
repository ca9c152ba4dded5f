/*
 * Whether something listens where requests are to go: a TCP connection and, for https, a TLS
 * handshake within 3 s, tried at the begin and then every 3 s while it fails. Never keeps the loop
 * running.
 *
 * Happy path: watch_add() begins to connect; when connected the connection ends and nothing more
 * happens. What can fail: the connection; then `changed` is called, and again when one succeeds.
 */
#ifndef SFPY_WATCH_H
#define SFPY_WATCH_H

#include "loop.h"
#include "reach.h"
#include "trouble.h"

struct watch;
struct watched_target;

/* NULL with code SYSTEM where libcurl is missing. */
struct watch *watch_open(struct loop *loop, const struct reach *reach, struct error *err);

/*
 * Begins to watch; the URL is borrowed. `changed` is called with a trouble when the target is first
 * found not to answer, `why` in words, and with TROUBLE_NONE when it does again.
 */
struct watched_target *watch_add(struct watch *watch, const char *url, bool loopback,
                                 void (*changed)(void *context, enum trouble trouble,
                                                 const char *why),
                                 void *context);

/*
 * Tells what was seen elsewhere: that the target failed, of which `changed` isn't called since it
 * is known, or that it answered.
 */
void watch_saw(struct watched_target *target, bool alive);

/* Closes all; freed once the loop has let go. Accepts NULL. */
void watch_close(struct watch *watch);

#endif
