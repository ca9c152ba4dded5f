/* What every fuzz target shares: its entry, and an assertion that stays in optimised builds. */
#ifndef FUZZ_H
#define FUZZ_H

#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

/* What must hold for every input; libFuzzer keeps the input for which it doesn't. */
#define MUST_HOLD(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a span. */
static inline struct span fuzz_input(const uint8_t *data, size_t size)
{
    return (struct span){(const char *)data, size};
}

#endif
