/* The words of a command line, as a POSIX shell would pass them on. */
#ifndef SFPY_SHELL_WORDS_H
#define SFPY_SHELL_WORDS_H

#include "buf.h"
#include "errors.h"

/* Texts in the arena, each with a NUL behind it and none in it. */
struct shell_words {
    struct span *at;
    size_t count;
};

/*
 * Splits one command at its white space: '…', "…", $'…' (bash; half surrogates, as browsers write
 * them, are joined), backslashes, lines joined by a backslash at their end (LF or CRLF); quotes are
 * undone (POSIX.1-2017, XCU 2.2). False with code INPUT, line and column, where the text is no
 * single command, or what a shell would put in place of a variable or a command can't be known.
 */
MUST_USE bool shell_split(struct arena *arena, struct span text, struct shell_words *words,
                          struct error *err);

/*
 * The same for one of several commands, each of which ends at its line's end or at a `|`, which
 * makes it `piped`: the next one reads what it prints. Begins at `*at`, comments and blank lines
 * passed over, and moves that behind the command; no words are left at the end of the text. After
 * a failure nothing more can be read: `*at` is the end.
 */
MUST_USE bool shell_next(struct arena *arena, struct span text, size_t *at,
                         struct shell_words *words, bool *piped, struct error *err);

/* Adds a text as one word of a command for a POSIX shell, in quotes. */
void shell_quote(struct buf *out, struct span word);

#endif
