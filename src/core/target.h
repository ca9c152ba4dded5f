/* Where deliveries are forwarded to: URLs, each for all events or for one type. */
#ifndef SFPY_TARGET_H
#define SFPY_TARGET_H

#include "events.h"
#include "url.h"

struct target {
    struct span type; /* wire type or friendly name; absent: all events */
    struct url url;
};

/*
 * Reads `URL` or `TYPE=URL`, its parts in the arena: what precedes the first `=` is a type where it
 * has none of `/ ? #`. URLs are completed as url_read() does. False with code USAGE.
 */
MUST_USE bool target_read(struct arena *arena, const char *text, struct target *target,
                          struct error *err);

/* Whether an event of this label goes there. */
bool target_fits(const struct target *target, const struct event_label *event);

/* The URL of one forward. */
struct target_url {
    struct span plain; /* to be requested, without user and password */
    struct span shown; /* user and password masked */
};

/*
 * The target's URL with the query of the delivery's request target joined to its own by `&`; its
 * path is the target's. The texts live in the arena, NUL-terminated.
 */
struct target_url target_url(struct arena *arena, const struct target *target,
                             struct span request_target);

#endif
