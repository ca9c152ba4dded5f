/* Files of the source tree that the build puts into the binary. */
#ifndef SFPY_EMBEDDED_H
#define SFPY_EMBEDDED_H

#include "buf.h"

struct embedded {
    const char *name;
    struct span text;
};

/* All files, sorted by name; `count` gets how many. The array is made by cmake/Embed.cmake. */
const struct embedded *embedded_all(size_t *count);

/* The text of the file of that name; absent where there is none. */
struct span embedded_file(const char *name);

#endif
