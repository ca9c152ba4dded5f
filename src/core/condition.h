/* What `listen` waits for before it ends: deliveries of some number, and of some content. */
#ifndef SFPY_CONDITION_H
#define SFPY_CONDITION_H

#include "delivery.h"
#include "opt.h"

struct condition;

/* A zeroed one holds no condition. */
struct conditions {
    struct condition *at;
    size_t count;
    size_t wanted; /* deliveries, whatever they are; 0: their number doesn't matter */
    size_t came;
};

/*
 * Reads conditions, each `LEFT=TEXT`, `LEFT!=TEXT` or `LEFT~REGEX`, into the arena; their texts are
 * borrowed. LEFT is
 *
 * - `type`: the wire type and the friendly name;
 * - `verdict`: valid, invalid or unchecked, and of an invalid one the reason too;
 * - `header.NAME`: the values of that header;
 * - or a path into the event as json_at_path() takes it, a first step in quotes being always that:
 *   a string's text, of any other value the JSON as it came.
 *   A regular expression sees its first PATTERN_TEXT bytes.
 *
 * What is not there meets nothing, not even `!=`; of several texts, one that is equal or fits is
 * enough, and for `!=` none may be equal. False with code USAGE for the first that is wrong.
 * conditions_clear() is due all the same.
 */
MUST_USE bool conditions_read(struct conditions *conditions, const struct opt_list *texts,
                              struct arena *arena, struct error *err);

/*
 * Counts a delivery and holds it against each condition that is not met yet. An invalid one meets
 * only those that name `verdict`.
 */
void conditions_see(struct conditions *conditions, const struct delivery *delivery);

/* Whether there is any; whether all are met, as none at all are. */
bool conditions_exist(const struct conditions *conditions);
bool conditions_met(const struct conditions *conditions);

/*
 * Adds what is not met, in some 160 bytes: "unmet: type=payment.confirmed; 1 of 3 deliveries came".
 * Adds nothing where all is.
 */
void conditions_write_unmet(struct buf *out, const struct conditions *conditions);

/* Accepts NULL and a zeroed one. */
void conditions_clear(struct conditions *conditions);

#endif
