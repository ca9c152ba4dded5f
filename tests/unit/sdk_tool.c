/*
 * For each line of standard input, a body, a line with the SDKs that would refuse it: to hold
 * core/sdk against the programs that these run in.
 */
#include "sdk.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    struct error err;
    const struct scheme *scheme = scheme_find(scheme_builtin(), "sfpy", &err);
    while (scheme && (size = getline(&line, &room, stdin)) > 0) {
        struct arena arena = {0};
        struct sdk_objection list[SDK_COUNT];
        size_t count = sdk_objections(&arena, scheme, (struct span){line, (size_t)size}, list);
        for (size_t i = 0; i < count; i++)
            printf("%s ", list[i].sdk);
        printf("\n");
        arena_clear(&arena);
    }
    free(line);
    return !scheme || ferror(stdin) || fflush(stdout) ? 1 : 0;
}
