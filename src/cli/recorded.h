/* Single deliveries of the journal, by the ids that people type. */
#ifndef SFPY_RECORDED_H
#define SFPY_RECORDED_H

#include "delivery.h"

/*
 * Finds a delivery by its id, a prefix of it that no other has, in any case, or `@1` for the newest
 * one, `@2` for the one before; its texts live in the arena. Lines without an id are passed over.
 * False with code USAGE where none or several fit, INPUT where the journal can't be read.
 */
MUST_USE bool recorded_find(const char *journal, const char *id, const struct schemes *schemes,
                            struct arena *arena, struct delivery *delivery, struct error *err);

#endif
