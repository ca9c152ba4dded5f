/*
 * Looking for the cause of a refused signature beside the work of `listen`: one delivery at a time,
 * in the thread pool, and only as long as it is small.
 */
#ifndef SFPY_SUSPICION_H
#define SFPY_SUSPICION_H

#include "delivery.h"
#include "keyring.h"
#include "loop.h"

struct suspicions;

/* On a loop, which must live as long. */
struct suspicions *suspicions_new(struct loop *loop);

/* Whether none is being looked into. */
bool suspicions_are_over(const struct suspicions *suspicions);

/* Only when they are over. Accepts NULL. */
void suspicions_free(struct suspicions *suspicions);

/* A delivery that is looked into, a member of who waits for it. */
struct suspicion {
    struct suspicions *suspicions;
    struct delivery *delivery;
    struct evidence evidence;
    struct keyring keyring; /* as it was at the begin */
    struct diagnosis diagnosis;
    void (*done)(struct suspicion *suspicion);
};

/*
 * Whether there is a cause to look for, and it takes no long time; where it would, the verdict says
 * that nobody has asked.
 */
bool suspicion_is_due(const struct suspicions *suspicions, struct delivery *delivery);

/*
 * Looks for the cause, and calls `done` when the delivery's verdict has it, or none; the loop runs
 * on until then. Delivery and evidence must live until then, of the keyring what
 * it names. Only when none is being looked into.
 */
void suspicion_begin(struct suspicions *suspicions, struct suspicion *suspicion,
                     struct delivery *delivery, const struct evidence *evidence,
                     const struct keyring *keyring, void (*done)(struct suspicion *suspicion));

/* Lets go of the texts of the verdict. Accepts a zeroed one. */
void suspicion_clear(struct suspicion *suspicion);

#endif
