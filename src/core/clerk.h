/*
 * What Clerk's `webhooks listen --json` prints: a line of JSON a delivery, and others about the
 * relay that they come by.
 */
#ifndef SFPY_CLERK_H
#define SFPY_CLERK_H

#include "delivery.h"

/* What the lines that are no delivery say of the ones behind them; its texts live in the arena. */
struct clerk_relay {
    struct arena arena;
    struct span url, forward; /* where they come in, and go to; absent: not known */
};

/* Whether a line is one of those that begin, or are, a delivery. */
bool clerk_looks(struct span line);

enum clerk_result { CLERK_DELIVERY, CLERK_OTHER, CLERK_DAMAGED };

/*
 * Reads a line into a delivery, its texts in the arena: headers and body as they came, the answer
 * and the forward where there was one; time and id are not in it. CLERK_OTHER is a line about the
 * relay, which is noted. CLERK_DAMAGED with code INPUT.
 */
enum clerk_result clerk_read(struct clerk_relay *relay, struct arena *arena, struct span line,
                             struct delivery *delivery, struct error *err);

/* Accepts a zeroed one. */
void clerk_clear(struct clerk_relay *relay);

#endif
