/*
 * How an attempt to reproduce a signature makes its key and signs; for core/diagnose and
 * core/probe alone.
 */
#ifndef SFPY_ATTEMPT_H
#define SFPY_ATTEMPT_H

#include "key.h"
#include "suspect.h"

/*
 * Adds the bytes of the key that an attempt makes of a secret's text; what its steps make lives in
 * the arena. False where one of them changes nothing, or where there is no such key.
 */
bool attempt_key(const struct attempt *attempt, struct span secret, struct arena *arena,
                 struct buf *key);

/* A hash that endpoints use, and what it takes in bytes. */
struct attempt_hash {
    const char *name; /* OpenSSL's */
    size_t size;
};

/* All of them; `count` gets how many. */
const struct attempt_hash *attempt_hashes(size_t *count);

/* Signs by HMAC, or by the plain hash that the attempt wants; false where OpenSSL fails. */
bool attempt_sign(const struct attempt *attempt, const char *hash, struct span key,
                  const struct scheme_pieces *pieces, struct raw_signature *signature);

#endif
