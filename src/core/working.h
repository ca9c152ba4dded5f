/* The working behind a verdict, step by step, for people who want to see it. */
#ifndef SFPY_WORKING_H
#define SFPY_WORKING_H

#include "signature.h"

struct working {
    struct claim claim;      /* what the headers say */
    size_t signed_size;      /* bytes that are signed */
    struct span first, last; /* of them, 40 bytes each; last: absent where first is all */
    size_t key_size;         /* bytes of an HMAC's key; 0: Ed25519 */
    struct span expected;    /* the signature's text; absent where only a private key makes it */
    struct arena arena;
};

/*
 * Works out what a secret signs. False where there is nothing to sign: the headers or the body lack
 * a part, or the secret is none of the scheme's. It must be cleared in either case.
 */
bool working_out(struct working *working, const struct scheme *scheme, const struct secret *secret,
                 const struct evidence *evidence);

/* Wipes; accepts a zeroed one. */
void working_clear(struct working *working);

#endif
