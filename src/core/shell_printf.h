/* What a shell's printf prints. */
#ifndef SFPY_SHELL_PRINTF_H
#define SFPY_SHELL_PRINTF_H

#include "shell_words.h"

/*
 * Adds what the command prints, of which `words` are the words: its escapes, %s and %%
 * (POSIX.1-2017, XCU printf and XBD 5). False with code INPUT where it is another command, or has a
 * directive of another kind.
 */
MUST_USE bool shell_printf(struct buf *out, const struct shell_words *words, struct error *err);

#endif
