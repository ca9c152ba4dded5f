/* Schemes and headers for tests. */
#ifndef SFPY_TEST_SIGNING_H
#define SFPY_TEST_SIGNING_H

#include "check.h"
#include "signature.h"

/* The scheme of that name among those that the program brings along. */
static inline const struct scheme *scheme_named(const char *name)
{
    struct error err = {0};
    const struct scheme *scheme = scheme_find(scheme_builtin(), name, &err);
    CHECK_TEXT(span_of(err.text), "");
    return scheme;
}

/* Name and value of a header; a table of them ends with a NULL name or where it is full. */
struct pair {
    const char *name, *value;
};

/* The headers that a table stands for, in `list`. */
static inline struct headers headers_of(struct header *list, const struct pair *pairs, size_t most)
{
    struct headers headers = {list, 0};
    for (; headers.count < most && pairs[headers.count].name; headers.count++)
        list[headers.count] = (struct header){span_of(pairs[headers.count].name),
                                              span_of(pairs[headers.count].value)};
    return headers;
}

#endif
