/* The event loop with its signals and timers, for who must not know libuv. */
#ifndef SFPY_LOOP_H
#define SFPY_LOOP_H

#include "errors.h"

struct uv_loop_s;
struct loop;
struct loop_timer;

/*
 * NULL with code SYSTEM where the system gives none. SIGPIPE is ignored from here on, and
 * as many files may be open as the system allows.
 */
struct loop *loop_new(struct error *err);

/* Runs until nothing is left to wait for; signals alone don't keep it. */
void loop_run(struct loop *loop);

/*
 * Closes what the loop itself owns and frees it. False where a handle of somebody else was still
 * open: a fault of ours.
 */
bool loop_free(struct loop *loop);

/* For the files of this layer. */
struct uv_loop_s *loop_uv(struct loop *loop);

/*
 * Calls back at each SIGINT, SIGTERM, SIGHUP and SIGQUIT, with the number; the last two stay
 * ignored where they were, as by nohup.
 */
MUST_USE bool loop_on_signal(struct loop *loop, void (*callback)(void *context, int number),
                             void *context, struct error *err);

/* A timer that is not set. It keeps the loop running while it is. */
struct loop_timer *loop_timer_new(struct loop *loop, void (*callback)(void *context),
                                  void *context);

/* Sets or sets anew: `delay` in nanoseconds, rounded up to milliseconds. */
void loop_timer_set(struct loop_timer *timer, int64_t delay);

/* Stops the timer and frees it once the loop has let go. Accepts NULL. */
void loop_timer_free(struct loop_timer *timer);

#endif
