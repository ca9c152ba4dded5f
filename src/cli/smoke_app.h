/*
 * The application under test, where `smoke` starts it itself: --spawn.
 *
 * Happy path: smoke_app_start() runs the command, smoke_app_end() ends it and all that it started.
 * What can fail: the start; the application, which ends too early: then `ended` is called. Of what
 * it writes the last 20 lines are kept, of each 4 KiB; what is handed out of them is escaped, known
 * secrets masked.
 */
#ifndef SFPY_SMOKE_APP_H
#define SFPY_SMOKE_APP_H

#include "loop.h"
#include "secrets.h"
#include "ui.h"

struct smoke_app_settings {
    const char *command;         /* a line for sh */
    const char *url;             /* of the endpoint, handed over as SFPY_HOOK_URL */
    const struct secret *secret; /* handed over as SFPY_WEBHOOK_SECRET */
    const struct ui *ui; /* knows what is masked; verbose: gets what it writes, line by line */
};

struct smoke_app_handler {
    void *context;
    /* It ended by itself; all that it wrote is known. Not called once smoke_app_end() was. */
    void (*ended)(void *context);
};

struct smoke_app;

/*
 * Starts it; of the settings `ui` is borrowed, the rest needed until this returns. NULL with code
 * USAGE where the secret can't be handed over, SYSTEM or that of child_start() where nothing can be
 * run.
 */
struct smoke_app *smoke_app_start(struct loop *loop, const struct smoke_app_settings *settings,
                                  const struct smoke_app_handler *handler, struct error *err);

/* False for NULL. */
bool smoke_app_is_running(const struct smoke_app *app);

/* Adds "ended with status 139, as by SIGSEGV"; only when it doesn't run. */
void smoke_app_write_status(const struct smoke_app *app, struct buf *out);

/* How many bytes it has written by now, for smoke_app_write_since(). 0 for NULL. */
uint64_t smoke_app_mark(struct smoke_app *app);

/*
 * Adds the lines, the last 10 of them, that it has written since a mark, up to now; a line that was
 * begun before counts where it grew. Each has its line end. Accepts NULL.
 */
void smoke_app_write_since(struct smoke_app *app, uint64_t mark, struct buf *out);

/* Adds the last 20 lines of what it has written by now, each behind "| ". Accepts NULL. */
void smoke_app_write_tail(struct smoke_app *app, struct buf *out);

/*
 * Sends SIGTERM to all of its process group and, to what is there after 5 s, SIGKILL. Due also when
 * it has ended: before it no loop that has an application ends. Only the first call counts. Accepts
 * NULL.
 */
void smoke_app_end(struct smoke_app *app);

/* Sends SIGKILL at once; smoke_app_end() is due all the same. Accepts NULL. */
void smoke_app_kill(struct smoke_app *app);

/* Frees it once the loop has run out. Accepts NULL. */
void smoke_app_free(struct smoke_app *app);

#endif
