#include "embedded.h"

#include <string.h>

struct span embedded_file(const char *name)
{
    size_t count;
    const struct embedded *files = embedded_all(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].name, name) == 0)
            return files[i].text;
    return (struct span){0};
}
