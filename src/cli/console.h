/*
 * `listen` on a terminal: deliveries scroll by as ever, below them stands a status line, and keys
 * do things with what has arrived. Where no keys are read there is no console: all but
 * console_print() accept NULL then.
 */
#ifndef SFPY_CONSOLE_H
#define SFPY_CONSOLE_H

#include "listening.h"

/*
 * Sets `listening->console` where both ends are a terminal, text is printed there, and no command
 * shares it.
 */
void console_open(struct listening *listening);

/* Prints text above the status line, and that anew. */
void console_print(struct console *console, struct span text);

/* Draws the status line anew: something that it tells has changed. */
void console_refresh(struct console *console);

/* Copies a delivery that is shown, for who chooses it later. */
void console_keep(struct console *console, const struct delivery *delivery);

/* Gives the terminal back; after the loop has run out. */
void console_close(struct listening *listening);

#endif
