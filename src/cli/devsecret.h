/* The development secret, which all commands share when no other is given. */
#ifndef SFPY_DEVSECRET_H
#define SFPY_DEVSECRET_H

#include "secrets.h"

/*
 * Adds the development secret, made in the state folder where there is none yet (by link(2), so
 * that two first uses agree), then the ones it replaced that are still accepted, with `until`.
 */
MUST_USE bool devsecret_load(struct arena *arena, struct secrets *secrets, struct error *err);

/* What tells one stored secret from the next; all zero where there is none. */
struct devsecret_version {
    uint64_t device, inode;
    int64_t changed, size; /* nanoseconds since 1970; bytes */
};

/* The version of what is stored at `path`; NULL: there is no such place. */
struct devsecret_version devsecret_version(const char *path);

/* Whether there is one already. */
bool devsecret_is_there(struct arena *arena);

/* Adds the development secret and all that it replaced, as far as there are any; makes none. */
void devsecret_known(struct arena *arena, struct secrets *secrets);

/*
 * Stores a fresh one and loads it with those that it replaced; the old one stays accepted for
 * `overlap` nanoseconds. Two rotations at the same time follow one another.
 */
MUST_USE bool devsecret_rotate(struct arena *arena, int64_t overlap, struct secrets *secrets,
                               struct error *err);

/* A fresh secret: 64 random hex digits, in the arena; stored nowhere. */
struct span devsecret_fresh(struct arena *arena);

#endif
