/* What it means that an application did not take a delivery, and what to do about it. */
#ifndef SFPY_MEND_H
#define SFPY_MEND_H

#include "sender.h"
#include "url.h"

/*
 * How a command names what the user can change, such as "--forward-to"; the second and third are
 * NULL where it has no such option. `one` adds where to get an endpoint from, or nothing.
 */
struct mend_options {
    const char *to, *timeout, *retries, *one;
};

/* What is known of a delivery that failed. All is borrowed. */
struct mishap {
    const struct url *url;
    const struct sending *sending;
    const char *fingerprint; /* of the secret that it was signed by */
    int64_t timeout;         /* nanoseconds */
    const char *unix_socket; /* that it went to instead of the URL's host; NULL: none */
    const char *spoilt;      /* the option by which it was signed wrongly; NULL: it was not */
    const struct mend_options *options;
};

/* Whether an application took it: a whole answer of 2xx. */
bool mishap_is_none(const struct sending *sending);

/* Adds the cause, one line without its end, and how to mend it, likewise. Foreign text is escaped.
 */
void mishap_write_cause(struct buf *out, const struct mishap *mishap);
void mishap_write_mend(struct buf *out, const struct mishap *mishap);

#endif
