/*
 * Keys made ready: HMAC (RFC 2104) with any hash that OpenSSL has, or Ed25519 (RFC 8032). A key
 * serves any number of messages, one at a time.
 */
#ifndef SFPY_KEY_H
#define SFPY_KEY_H

#include "scheme.h"

enum { KEY_SIGNATURE_MOST = 64 };

/* The bytes of a signature, before any encoding. */
struct raw_signature {
    unsigned char at[KEY_SIGNATURE_MOST];
    size_t size;
};

struct key;

/* An HMAC key of any bytes; NULL with code SYSTEM where OpenSSL lacks the hash. */
struct key *key_hmac(const char *hash, struct span bytes, struct error *err);

/*
 * An Ed25519 key from a secret's text: `whsk_` and the base64 of the 32-byte seed (a public key
 * behind it is ignored), or `whpk_` and that of the public key, which verifies only. Without such a
 * prefix 64 bytes are seed and public key; 32 sign as a seed, and verify as a public key. NULL
 * where it is none of these.
 */
struct key *key_ed25519(const struct scheme *scheme, struct span secret);

/* The key that a secret is under a scheme; NULL with code USAGE where its text is no such secret.
 */
struct key *key_new(const struct scheme *scheme, struct span secret, struct error *err);

/* Wipes and frees; accepts NULL. */
void key_free(struct key *key);

/* Whether the key can sign, and not only verify. */
bool key_can_sign(const struct key *key);

/*
 * Signs the pieces. Of an Ed25519 key that only verifies, `signature` gets size 0. False where
 * OpenSSL fails.
 */
MUST_USE bool key_sign(struct key *key, const struct scheme_pieces *pieces,
                       struct raw_signature *signature);

/*
 * Whether `given` is a signature of the pieces, compared in constant time; `own` is what key_sign()
 * gave for them.
 */
bool key_accepts(struct key *key, const struct scheme_pieces *pieces,
                 const struct raw_signature *own, const struct raw_signature *given);

#endif
