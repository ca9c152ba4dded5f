/*
 * Output that a slow reader must not stop the loop with: it is written in the thread pool, in
 * order.
 *
 * Happy path: outlet_write() queues bytes; when no write is under way one starts with all that is
 * queued; when it is done `wrote` is called. What can fail: the write (the reader went away, the
 * disk is full): then all that is queued is dropped, and outlet_failed() tells. A reader that
 * stands still keeps a write under way for as long as it does.
 */
#ifndef SFPY_OUTLET_H
#define SFPY_OUTLET_H

#include "buf.h"
#include "loop.h"

struct outlet;

/* `file` is borrowed; `wrote` is called after each write, done or failed. */
struct outlet *outlet_new(struct loop *loop, int file, void (*wrote)(void *context), void *context);

/* Queues bytes, which are copied. */
void outlet_write(struct outlet *outlet, struct span bytes);

/* Whether so much waits (4 MiB) that who can wait should. */
bool outlet_is_full(const struct outlet *outlet);

/* Whether a write is under way. */
bool outlet_is_busy(const struct outlet *outlet);

/* Whether a write has failed, and how. */
bool outlet_failed(const struct outlet *outlet, struct error *err);

/* Frees it; not while it is busy. Accepts NULL. */
void outlet_free(struct outlet *outlet);

#endif
