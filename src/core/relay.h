/*
 * What of a message a proxy passes on (RFC 9110, sections 7.6 and 9.3; RFC 9112, section 9.6): the
 * body byte for byte and the end-to-end headers, duplicates and order kept.
 */
#ifndef SFPY_RELAY_H
#define SFPY_RELAY_H

#include "target.h"

/*
 * The headers without those of one hop: Connection and what it names, Keep-Alive, Proxy-Connection,
 * TE, Trailer, Transfer-Encoding, Upgrade; and without those that can't stand in one line. The
 * array lives in the arena, the texts are borrowed.
 */
struct headers relay_end_to_end(struct arena *arena, const struct headers *headers);

/* How a request changes on its way to a target. */
struct relay {
    const struct headers *added; /* replace those of their name; an empty value removes it */
    bool forwarded;              /* X-Forwarded-For, -Host and -Proto tell where it came from */
    struct span peer;            /* address:port of the sender */
    const char *proto;           /* by which it came: http or https */
};

/*
 * Reads the headers that options give, for `added`. False with code USAGE where one is malformed or
 * says how the body is framed.
 */
MUST_USE bool relay_read_headers(struct arena *arena, const char *const *given, size_t count,
                                 struct headers *added, struct error *err);

/* Sets Authorization to user and password of a URL, as a browser sends them (RFC 7617). */
void relay_authorize(struct headers *headers, struct arena *arena, struct span user);

/*
 * The request to send for one that was received: Host is the target's and comes first (RFC 9110,
 * section 7.2), Content-Length is the body's, Expect is gone, Authorization holds user and password
 * of the target's URL. Method, target and body are borrowed, the rest lives in the arena.
 */
struct message relay_request(struct arena *arena, const struct relay *relay,
                             const struct target *target, const struct message *received);

/*
 * The headers of a request to send it once more as it was: the end-to-end ones in their order, but
 * Host (first where there was none) and Content-Length (also where the body came in chunks), in
 * their places, are those of the new endpoint and body; Expect is gone.
 */
struct headers relay_again(struct arena *arena, const struct headers *theirs, struct span host,
                           size_t size);

/*
 * The headers of an answer that go back to the sender: end-to-end ones without Content-Length,
 * which follows from the body anew.
 */
struct headers relay_answer_headers(struct arena *arena, const struct headers *headers);

#endif
