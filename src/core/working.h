/* The working behind a verdict, step by step, for people who want to see it. */
#ifndef SFPY_WORKING_H
#define SFPY_WORKING_H

#include "signature.h"

struct working {
    struct claim claim;      /* what the headers say */
    bool whole;              /* all that is to be signed was there; else only the claim counts */
    size_t signed_size;      /* bytes that are signed */
    struct span first, last; /* of them, 40 bytes each; last: absent where first is all */
    size_t key_size;         /* bytes of an HMAC's key; 0: Ed25519 */
    struct span expected;    /* the signature's text; absent where only a private key makes it */
    struct arena arena;
};

/* Works out what a secret signs, as far as the body has it and the secret is one of the scheme's.
 */
void working_out(struct working *working, const struct scheme *scheme, const struct secret *secret,
                 const struct evidence *evidence);

/*
 * Adds how to mend what a reason says; one of time also with when the delivery was signed and how
 * far that is from the check, such as "signed at 2026-01-01T00:00:00Z, 301 s before the time of the
 * check; 300 s are allowed".
 */
void working_write_mend(struct buf *out, enum reason reason, const struct scheme *scheme,
                        const struct evidence *evidence);

/* Wipes; accepts a zeroed one. */
void working_clear(struct working *working);

#endif
