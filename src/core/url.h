/* http and https URLs, cut into what a request needs. */
#ifndef SFPY_URL_H
#define SFPY_URL_H

#include "buf.h"
#include "errors.h"

struct url {
    struct span text;      /* the whole, user and password masked: fit to be shown and recorded */
    struct span plain;     /* the whole without them */
    struct span user;      /* `user:password` as it stands in the URL; absent where there is none */
    struct span authority; /* host and port, as the Host header has it */
    struct span host;      /* without the brackets of an IPv6 address */
    struct span target;    /* path and query, at least "/" */
    bool loopback;
};

/*
 * Reads a URL, its parts in the arena. A bare port (`3000`), `:3000/path` or `/path` is completed
 * to http://127.0.0.1…, `host:3000` to http://host:3000. False with code USAGE where it is no http
 * or https URL, or has control characters or spaces.
 */
MUST_USE bool url_read(struct arena *arena, const char *text, struct url *url, struct error *err);

/* Scheme, host and port of a URL that was read, as in "http://127.0.0.1:3000". */
struct span url_origin(const struct url *url);

/*
 * The URL that a recorded request went to: that of its server, `text`, where any password is masked
 * and counts as none, with the path and query of the request's target. False as url_read().
 */
MUST_USE bool url_of_request(struct arena *arena, struct span text, struct span target,
                             struct url *url, struct error *err);

/*
 * The URL with user and password masked, in the arena; the text itself, borrowed, where it has none
 * or is no http or https URL.
 */
struct span url_masked(struct arena *arena, struct span text);

/* What stands in front of path, query and fragment in a URL whose `http://` is taken off. */
struct span url_authority(struct span text);

/* Whether a host, without brackets, can only be this machine: localhost, 127.0.0.0/8 or ::1. */
bool url_host_is_loopback(struct span host);

#endif
