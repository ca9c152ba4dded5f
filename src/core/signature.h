/*
 * Signing and verifying by a scheme's row. What is signed is always a slice of the bytes that came
 * in.
 */
#ifndef SFPY_SIGNATURE_H
#define SFPY_SIGNATURE_H

#include "scheme.h"

/*
 * X(name, as it is written, what it means, how to mend it): why a signature is refused, in the
 * order of the tests.
 */
#define REASONS(X)                                                                                 \
    X(MISSING_SIGNATURE, "missing-signature", "no signature header came with it",                  \
      "the header is X-SFPY-SIGNATURE; a proxy or framework may have dropped it")                  \
    X(MALFORMED_SIGNATURE, "malformed-signature", "the signature is no hex and no base64 text",    \
      "take the header's value as it came; a header sent twice is refused too")                    \
    X(NOT_JSON, "not-json", "the body does not begin with a whole JSON object",                    \
      "look at its first bytes: a byte order mark, a form, or a body cut short?")                  \
    X(NO_DATA, "no-data", "the body has no member data, whose bytes are what is signed",           \
      "SFPY wraps each event: {\"data\":EVENT}")                                                   \
    X(MISMATCH, "mismatch", "the signature was made with another secret or over other bytes",      \
      "compare the secrets by their fingerprints, and hash the bytes as they came")

enum reason {
    REASON_NONE,
#define REASON_ENUM(name, text, meaning, mend) REASON_##name,
    REASONS(REASON_ENUM)
#undef REASON_ENUM
};

/* The name users and JSON see, such as "mismatch"; NULL for REASON_NONE. */
const char *reason_name(enum reason reason);
const char *reason_meaning(enum reason reason);
const char *reason_mend(enum reason reason);

enum { FINGERPRINT_SIZE = 10 };

/* A shared secret; `text` is borrowed from who read it. */
struct secret {
    struct span text;
    char fingerprint[FINGERPRINT_SIZE]; /* '#' and the first 8 hex digits of its SHA-256 */
    const char *origin;                 /* where it comes from, such as --secret; may be NULL */
};

/* Makes a secret of a text, which must not be empty. */
struct secret secret_of(struct span text);

enum validity { VALIDITY_UNCHECKED, VALIDITY_VALID, VALIDITY_INVALID };

/* What came out of looking at a delivery's signature. */
struct verdict {
    enum validity validity;
    const struct scheme *scheme;
    enum reason reason;
    const char *headers[SCHEME_HEADERS]; /* of a valid one: where the signature stood */
    const char *secret, *origin; /* of a valid one: fingerprint and origin of what matched; the
                                    first lives as long as the signer */
};

/* Adds the names of the headers that matched, separated by a comma. */
void verdict_write_header(struct buf *out, const struct verdict *verdict);

/* Secrets made ready for one scheme: one keyed context each, restarted for every message. */
struct signer;

/*
 * `secrets` are copied into keyed contexts; NULL with code SYSTEM where OpenSSL lacks the
 * algorithm.
 */
struct signer *signer_new(const struct scheme *scheme, const struct secret *secrets, size_t count,
                          struct error *err);

/* Wipes and frees; accepts NULL. */
void signer_free(struct signer *signer);

/*
 * Adds the signature of a body by the first secret. False with code INPUT where the scheme signs a
 * part that the body doesn't have.
 */
MUST_USE bool signer_sign(struct signer *signer, struct span body, struct buf *signature,
                          struct error *err);

/* Verifies by any of the secrets, in constant time for a given length. */
struct verdict signer_verify(struct signer *signer, const struct headers *headers,
                             struct span body);

#endif
