/*
 * Signing and verifying by a scheme's row. What is signed is always a slice of the bytes that came
 * in.
 */
#ifndef SFPY_SIGNATURE_H
#define SFPY_SIGNATURE_H

#include "claim.h"

enum { FINGERPRINT_SIZE = 10 };

/* A shared secret; `text` is borrowed from who read it. */
struct secret {
    struct span text;
    char fingerprint[FINGERPRINT_SIZE]; /* '#' and the first 8 hex digits of its SHA-256 */
    const char *origin;                 /* where it comes from, such as --secret; may be NULL */
    int64_t until;                      /* verifies what is judged before this time; 0: any */
};

/* Makes a secret of a text, which must not be empty. */
struct secret secret_of(struct span text);

enum validity { VALIDITY_UNCHECKED, VALIDITY_VALID, VALIDITY_INVALID };

/* What came out of looking at a delivery's signature. */
struct verdict {
    enum validity validity;
    const struct scheme *scheme;
    enum reason reason;
    const char *cause; /* what diagnosis found, such as "whole-body"; NULL: nothing, or not asked */
    const char *was;   /* what was done then, a sentence; NULL as `cause` */
    bool unasked;      /* there may be a cause, but it was not looked for */
    const char *headers[SCHEME_NAMES]; /* of a right signature: where it stood */
    const char *secret, *origin; /* of a right signature: fingerprint and origin of what matched;
                                    the first lives as long as the signer */
};

/* Adds the names of the headers that matched, separated by a comma. */
void verdict_write_header(struct buf *out, const struct verdict *verdict);

/* Secrets made ready for one scheme: one keyed context each, restarted for every message. */
struct signer;

/*
 * Takes the secrets, which need not live on. NULL with code SYSTEM where OpenSSL lacks the
 * algorithm. A secret that the scheme can't decode is no failure: see signer_check().
 */
struct signer *signer_new(const struct scheme *scheme, const struct secret *secrets, size_t count,
                          struct error *err);

/* Wipes and frees; accepts NULL. */
void signer_free(struct signer *signer);

/*
 * Whether every secret is of the scheme's form and, to sign, the first can; code USAGE, naming the
 * secret's origin.
 */
MUST_USE bool signer_check(const struct signer *signer, bool to_sign, struct error *err);

/* What is signed with a body, where the scheme signs it. */
struct stamp {
    int64_t time;        /* nanoseconds since 1970 */
    struct span id, url; /* absent: not known */
};

/*
 * Signs a body by the first secret and adds the headers in which that is sent, their texts in the
 * arena: all that the scheme names or, where `only` is not NULL, the signature under this name
 * alone. False with code INPUT where the scheme signs a part that the body doesn't have, USAGE
 * where it is the stamp that lacks it.
 */
MUST_USE bool signer_sign(struct signer *signer, struct span body, const struct stamp *stamp,
                          const char *only, struct arena *arena, struct headers *headers,
                          struct error *err);

/*
 * What a scheme's template makes signed of a body and a stamp, the timestamp's text in the arena.
 * False as signer_sign() where one of them lacks a part.
 */
MUST_USE bool signature_stamp(const struct scheme *scheme, struct span body,
                              const struct stamp *stamp, struct arena *arena,
                              struct scheme_parts *parts, struct error *err);

/*
 * Adds the headers in which a signature is sent whose text, prefix included, is given; `only` as in
 * signer_sign().
 */
void signature_add_headers(const struct scheme *scheme, const struct scheme_parts *parts,
                           struct span text, const char *only, struct arena *arena,
                           struct headers *headers);

enum { TOLERANCE_OF_SCHEME = -1 };

/* What a delivery is judged by. */
struct evidence {
    const struct headers *headers;
    struct span body;
    struct span url;   /* of the endpoint, for schemes that sign it; absent: unknown */
    int64_t now;       /* as of when, nanoseconds since 1970 */
    int64_t tolerance; /* nanoseconds; 0: no age is checked; TOLERANCE_OF_SCHEME */
};

/* The tolerance that counts, in nanoseconds: the evidence's or the scheme's own. */
int64_t signature_tolerance(const struct scheme *scheme, const struct evidence *evidence);

/* Verifies by any of the secrets, in constant time for a given length. */
struct verdict signer_verify(struct signer *signer, const struct evidence *evidence);

/* Says that the URL is missing which the scheme signs, code USAGE. Always returns false. */
bool signature_lacks_url(const struct scheme *scheme, struct error *err);

/* The parts of a body that a scheme's template can name; NOT_JSON or NO_DATA where one is missing.
 */
enum reason signature_parts(const struct scheme *scheme, struct span body,
                            struct scheme_parts *parts);

#endif
