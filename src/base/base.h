/* What every file may use: attributes, and nothing that needs a library. */
#ifndef SFPY_BASE_H
#define SFPY_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The caller has to look at the result. */
#define MUST_USE __attribute__((warn_unused_result))

/* The argument at place `text` is a printf format, whose own arguments begin at place `first`. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* How many elements an array (not a pointer) has. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The structure of type `type` whose member `member` is at `pointer`. */
#define CONTAINER_OF(pointer, type, member)                                                        \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
