/* The development secret, which all commands share when no other is given. */
#ifndef SFPY_DEVSECRET_H
#define SFPY_DEVSECRET_H

#include "secrets.h"

/*
 * Adds the development secret, made in the state folder where there is none yet (by link(2), so
 * that two first uses agree), then the ones it replaced that are still accepted.
 */
MUST_USE bool devsecret_load(struct arena *arena, struct secrets *secrets, struct error *err);

/* Whether there is one already. */
bool devsecret_is_there(struct arena *arena);

/* Adds the development secret and all that it replaced, as far as there are any; makes none. */
void devsecret_known(struct arena *arena, struct secrets *secrets);

/*
 * Stores a fresh one, which `fresh` gets; the old one stays accepted for `overlap` nanoseconds. Two
 * rotations at the same time follow one another.
 */
MUST_USE bool devsecret_rotate(struct arena *arena, int64_t overlap, struct span *fresh,
                               struct error *err);

/* A fresh secret: 64 random hex digits, in the arena; stored nowhere. */
struct span devsecret_fresh(struct arena *arena);

#endif
