/* A self-signed certificate for this machine. */
#ifndef SFPY_CERTIFICATE_H
#define SFPY_CERTIFICATE_H

#include "buf.h"
#include "errors.h"

/*
 * Adds a certificate for localhost, 127.0.0.1 and ::1, good for 825 days (the longest that Apple's
 * systems take) from an hour before `now`, and its key (EC P-256), both PEM. It can sign no other
 * certificates. False with code SYSTEM.
 */
MUST_USE bool certificate_make(int64_t now, struct buf *certificate, struct buf *key,
                               struct error *err);

/* Whether both are PEM, belong together and are good at `now` and for a day more. */
bool certificate_is_good(struct span certificate, struct span key, int64_t now);

#endif
