/* Sending requests, by libcurl. */
#ifndef SFPY_SENDER_H
#define SFPY_SENDER_H

#include "delivery.h"
#include "url.h"

struct sender;

/* NULL with code SYSTEM where libcurl is missing. */
struct sender *sender_new(struct error *err);

/* Accepts NULL. */
void sender_free(struct sender *sender);

/*
 * Sends a request with just the headers it has and waits at most `timeout` nanoseconds for the
 * answer, whose texts go to the arena; of its body at most 1 MiB is kept. Redirects are not
 * followed; loopback hosts use no proxy. False with code NETWORK where no answer came;
 * `answer->duration` is set all the same.
 */
MUST_USE bool sender_send(struct sender *sender, const struct url *url,
                          const struct message *request, int64_t timeout, struct arena *arena,
                          struct answer *answer, struct error *err);

#endif
