/* The certificate for this machine that `listen --tls` serves with. */
#ifndef SFPY_DEVCERT_H
#define SFPY_DEVCERT_H

#include "buf.h"
#include "errors.h"

struct devcert {
    struct span certificate, key; /* PEM */
    const char *path;             /* of the certificate: what clients are to trust */
};

/*
 * Reads tls-cert.pem and tls-key.pem in the state folder, into the arena; made with mode 0600 where
 * they are missing, damaged or about to expire. One at a time, by flock(2), so that two first uses
 * agree. False with code SYSTEM.
 */
MUST_USE bool devcert_load(struct arena *arena, struct devcert *devcert, struct error *err);

#endif
