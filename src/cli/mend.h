/* What a failed forward means, and what to do about it. */
#ifndef SFPY_MEND_H
#define SFPY_MEND_H

#include "forward.h"
#include "target.h"

/* What is known of a forward that failed. */
struct mishap {
    const struct target *target;
    const struct forward *forward;
    const char *fingerprint; /* of the secret that the delivery was verified by */
    int64_t timeout;         /* nanoseconds */
};

/* Whether an application took it: a whole answer of 2xx. */
bool mishap_is_none(const struct forward *forward);

/* Adds the cause, one line without its end, and how to mend it, likewise. Foreign text is escaped.
 */
void mishap_write_cause(struct buf *out, const struct mishap *mishap);
void mishap_write_mend(struct buf *out, const struct mishap *mishap);

#endif
