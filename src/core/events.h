/*
 * Events in the user's terms: the friendly name of a wire type, and a sentence that says what
 * happened, every digit of an amount exact.
 */
#ifndef SFPY_EVENTS_H
#define SFPY_EVENTS_H

#include "scheme.h"

/* What identifies the event of a delivery; absent where the body doesn't say. */
struct event_label {
    struct span name, type, token;
};

/* The friendly name of a wire type (`payment.confirmed` for `payment:created`), or NULL. */
const char *event_name(struct span type);

/*
 * Reads type and token of the event that a body of this scheme holds; the texts live in the arena.
 */
struct event_label event_label(struct arena *arena, const struct scheme *scheme, struct span body);

/* Whether a name, wire type or friendly, means the event of this label. */
bool event_is(const struct event_label *label, struct span name);

/*
 * Adds a sentence such as "0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GE0,
 * tx 0x88df…4164" for an `sfpy` event (its raw slice). Foreign text comes escaped. Adds nothing
 * where the event holds no amount.
 */
void event_describe(struct buf *out, struct span event);

/*
 * Adds an amount of smallest units in whole ones: 350000000000000000 with 18 decimals is 0.35.
 * False, adding nothing, where the text is no decimal number of at most 100 digits.
 */
bool amount_write(struct buf *out, struct span amount, unsigned decimals);

/*
 * Adds what an amount is worth in dollars and cents, rounded half up: `rate` is the price of one
 * whole token, with a point in dollars, without one in millionths of a dollar. False, adding
 * nothing, where either is anything else.
 */
bool amount_write_dollars(struct buf *out, struct span amount, unsigned decimals, struct span rate);

#endif
