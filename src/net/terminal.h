/*
 * The terminal at both ends of the program, read key by key. What is changed of its mode is put
 * back at every end: by terminal_close(), exit(), a signal that ends the program, a sanitizer's
 * report, and while the program is stopped or in the background.
 *
 * Happy path: terminal_open(); terminal_is_ours() before something is drawn; `read` gets what is
 * typed. What can fail: there is no terminal, or not one and the same at both ends (NULL); the
 * program is in the background (not ours: nothing is read or changed until it is in front again);
 * the terminal goes away (nothing is read any more; SIGHUP tells).
 */
#ifndef SFPY_TERMINAL_H
#define SFPY_TERMINAL_H

#include "buf.h"
#include "loop.h"

struct terminal_handler {
    void *context;
    void (*read)(void *context, struct span bytes);
    void (*changed)(void *context); /* another size, or the program goes on after a stop */
    const char *farewell; /* written to the terminal when it is given back; at most 31 bytes */
};

struct terminal;

/*
 * NULL where standard input and output are not the terminal that this process is controlled from,
 * or where that is `dumb` by TERM. It doesn't keep the loop running.
 */
struct terminal *terminal_open(struct loop *loop, const struct terminal_handler *handler);

/* Whether the program is in front; if so the terminal's mode is set, where it wasn't. */
bool terminal_is_ours(struct terminal *terminal);

/* How many columns a terminal has, by its descriptor; 80 where it doesn't say. */
unsigned terminal_columns(int file);

/* The same; 0 where it doesn't say, or there is no terminal. */
unsigned terminal_said_columns(int file);

/* As terminal_columns(), of one that is open. */
size_t terminal_width(const struct terminal *terminal);

/*
 * Puts the terminal's mode back, from anywhere, also for a moment; does nothing where no terminal
 * is ours. Never blocks. Before _exit(2) it has to be called.
 */
void terminal_restore(void);

/* The same for good; freed when the loop has let go. Accepts NULL. */
void terminal_close(struct terminal *terminal);

#endif
