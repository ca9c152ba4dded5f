/* Which secrets a command works with, and where they come from. */
#ifndef SFPY_SECRETS_H
#define SFPY_SECRETS_H

#include "settings.h"
#include "signature.h"

struct config_file;

struct secrets {
    struct secret *at;
    size_t count; /* at least one once resolved */
};

/*
 * The first source that is present wins whole: --secret with --secret-file, SFPY_HOOK_SECRET,
 * SFPY_HOOK_SECRET_FILE, SFPY_WEBHOOK_SECRET, the project's configuration file, the user's, the
 * development secret, which is made at first use. False with code USAGE where a secret is empty,
 * naming its source.
 */
MUST_USE bool secrets_resolve(const struct common_opts *opts, struct arena *arena,
                              struct secrets *secrets, struct error *err);

/* Adds one more; false with code USAGE, naming the origin, where it is empty. */
MUST_USE bool secrets_add(struct secrets *secrets, struct arena *arena, struct span text,
                          const char *origin, struct error *err);

/* The same without the development secret: none where nothing else is there. */
MUST_USE bool secrets_given(const struct common_opts *opts, struct arena *arena,
                            struct secrets *secrets, struct error *err);

struct secret_source {
    enum {
        SECRETS_TYPED,
        SECRETS_BY_VARIABLE,
        SECRETS_BY_FILE,
        SECRETS_OF_DEVELOPMENT,
    } kind;
    const char *variable;           /* else NULL */
    const struct config_file *file; /* else NULL */
    const char *path;               /* of a file of secrets; NULL: none is named */
};

/* The source that secrets_resolve() takes them from, without reading it. */
struct secret_source secrets_source(const struct common_opts *opts);

/*
 * All secrets that the user has: those in use, then what the other sources above have beside them,
 * and the development secrets there are, replaced ones too. A source that can't be read is passed
 * over; nothing is made.
 */
struct secrets secrets_known(const struct common_opts *opts, struct arena *arena,
                             const struct secrets *in_use);

/* The one with this fingerprint; the first where there is none, or NULL is given. */
const struct secret *secrets_find(const struct secrets *secrets, const char *fingerprint);

/* Whether they come from no source that the user gave. */
bool secrets_are_development(const struct secrets *secrets);

/* Adds the fingerprints, separated by commas. */
void secrets_write_fingerprints(struct buf *out, const struct secrets *secrets);

/* Replaces each secret of 4 bytes or more that stands in a text by its fingerprint. */
void secrets_mask(const struct secrets *secrets, struct buf *text);

/*
 * The same in a text that was cut out of a longer one: 4 bytes or more of a secret that was cut
 * through are masked too.
 */
void secrets_mask_excerpt(const struct secrets *secrets, struct buf *text);

#endif
