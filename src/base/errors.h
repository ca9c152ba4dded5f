/*
 * The one error model: `bool f(…, struct error *err)`, false meaning that `err` says what went
 * wrong. It is left untouched on success. The layer that fails sets the reason; each layer above
 * that knows more puts its context in front, once; the command line prints the whole as one line.
 */
#ifndef SFPY_ERRORS_H
#define SFPY_ERRORS_H

#include "base.h"

/* X(name, exit status, what the status means): error codes are the exit statuses of the program. */
#define ERROR_CODES(X)                                                                             \
    X(NONE, 0, "done, and what was checked holds")                                                 \
    X(CHECK, 1, "the check failed: an invalid signature, an unexpected answer, a condition unmet") \
    X(USAGE, 2, "usage: an unknown name, a malformed value, an empty secret")                      \
    X(INPUT, 3, "input: a file that can't be read or parsed")                                      \
    X(NETWORK, 4, "network: could not connect, timed out, address in use")                         \
    X(SYSTEM, 5, "the system: out of memory or disk, a failed write, a library missing")           \
    X(INTERRUPTED, 130, "ended by SIGINT before what was asked was done")                          \
    X(TERMINATED, 143, "ended by SIGTERM before what was asked was done")

enum error_code {
#define ERROR_ENUM(name, status, meaning) ERROR_##name = (status),
    ERROR_CODES(ERROR_ENUM)
#undef ERROR_ENUM
};

struct error {
    enum error_code code;
    size_t why; /* where in `text` the reason begins, behind the contexts; 0: there is no context */
    char text[256];
    char hint[256]; /* how to mend it; empty where nothing helps */
};

/*
 * Says what went wrong; what does not fit is cut. Always returns false, so that `return
 * error_set(…);` reads well.
 */
bool error_set(struct error *err, enum error_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/*
 * As error_set(), with the system's text for `number` (an errno value) as the reason and the format
 * as context.
 */
bool error_errno(struct error *err, enum error_code code, int number, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* Puts "context: " in front of the reason. Always returns false. */
bool error_context(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds how to mend it. Always returns false. */
bool error_hint(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
