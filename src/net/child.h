/*
 * A command that runs beside the loop, in a process group of its own.
 *
 * Happy path: child_start() runs it, `said` gets what it writes, `ended` is called when it ends;
 * child_end() ends what it left behind in its group. What can fail: the start (nothing runs then);
 * a process that doesn't heed its signal (it gets SIGKILL after 5 s); one that left the group (it
 * is not ours any more, nor is what it writes once the group has ended).
 */
#ifndef SFPY_CHILD_H
#define SFPY_CHILD_H

#include "buf.h"
#include "loop.h"

struct child_settings {
    const char *const *words; /* name and arguments, NULL-terminated; the name is looked for in PATH
                               */
    char *const *environment; /* NAME=VALUE, NULL-terminated */
    bool output_to_errors;    /* its standard output goes to our standard error, unless heard */
};

struct child_handler {
    void *context;
    void (*ended)(void *context, int status); /* the command itself; 128 + N by signal N */
    /*
     * Hears both output streams of all in its group, bytes in the order in which they were written:
     * before `ended` all that the command wrote, after it what others write. NULL: the streams are
     * ours, which nobody hears.
     */
    void (*said)(void *context, struct span bytes);
};

enum { CHILD_NOT_EXECUTABLE = 126, CHILD_NOT_FOUND = 127 };

struct child;

/*
 * Starts it, its standard input empty; settings are needed until this returns. NULL where it can't
 * be run, with one of the codes above or, where the system has no process left, SYSTEM.
 */
struct child *child_start(struct loop *loop, const struct child_settings *settings,
                          const struct child_handler *handler, struct error *err);

/* Whether the command itself runs; false for NULL. */
bool child_is_running(const struct child *child);

/* Lets `said` have at once what has been written by now. Accepts NULL. */
void child_hear(struct child *child);

/* Adds "ended with status 139, as by SIGSEGV" for what `ended` gets. */
void child_write_status(struct buf *out, int status);

/*
 * Sends a signal to all in its group and, to what is there after 5 s, SIGKILL. Due also when the
 * command has ended: before it no loop that has a child ends. Only the first call counts. Accepts
 * NULL.
 */
void child_end(struct child *child, int number);

/* Sends SIGKILL to all in its group at once; child_end() is due all the same. Accepts NULL. */
void child_kill(struct child *child);

/* Frees it once the loop has run out. Accepts NULL. */
void child_free(struct child *child);

#endif
