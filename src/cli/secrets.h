/* Which secrets a command works with, and where they come from. */
#ifndef SFPY_SECRETS_H
#define SFPY_SECRETS_H

#include "settings.h"
#include "signature.h"

struct secrets {
    struct secret *at;
    size_t count;       /* at least one */
    const char *origin; /* such as "development" or "SFPY_WEBHOOK_SECRET" */
};

/*
 * The first source that is present wins whole: --secret with --secret-file, SFPY_HOOK_SECRET,
 * SFPY_HOOK_SECRET_FILE, SFPY_WEBHOOK_SECRET, the development secret, which is made at first use.
 * False with code USAGE where a secret is empty, naming its source.
 */
MUST_USE bool secrets_resolve(const struct common_opts *opts, struct arena *arena,
                              struct secrets *secrets, struct error *err);

/*
 * The development secret, made where there is none yet, then the rotated one while it is still
 * accepted.
 */
MUST_USE bool secrets_development(struct arena *arena, struct secrets *secrets, struct error *err);

/* Stores a fresh development secret; the old one stays accepted for `overlap` nanoseconds. */
MUST_USE bool secrets_rotate(struct arena *arena, int64_t overlap, struct error *err);

/* A fresh secret: 64 random hex digits, in the arena. */
struct span secrets_fresh(struct arena *arena);

/* Adds the fingerprints, separated by commas. */
void secrets_write_fingerprints(struct buf *out, const struct secrets *secrets);

/* Replaces each secret of 8 bytes or more that stands in a text by its fingerprint. */
void secrets_mask(const struct secrets *secrets, struct buf *text);

#endif
