/*
 * The secrets that `verify` and `listen` work with: those in use, by which a signature is judged,
 * and all that the user has, among which the cause of a refusal is looked for and which no foreign
 * text may show.
 */
#ifndef SFPY_KEYRING_H
#define SFPY_KEYRING_H

#include "diagnose.h"
#include "secrets.h"

struct keyring {
    const struct schemes *schemes; /* among which another one may have been used */
    struct secrets in_use;
    struct secrets known; /* those in use first, then the others */
};

/*
 * Finds them; what is found lives in the arena. False with code USAGE or SYSTEM as
 * secrets_resolve().
 */
MUST_USE bool keyring_open(struct keyring *keyring, const struct common_opts *opts,
                           struct arena *arena, struct error *err);

/* What diagnose() works with where evidence was refused; the keyring must live as long. */
struct diagnosis_case keyring_case(const struct keyring *keyring, const struct verdict *verdict,
                                   const struct evidence *evidence);

/* The secret that a verdict speaks of; the first in use where it names none. */
const struct secret *keyring_find(const struct keyring *keyring, const struct verdict *verdict);

#endif
