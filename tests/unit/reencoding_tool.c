/*
 * For each scheme that is an argument, who accepts and refuses as the lines of standard input say
 * it: '+' or '-', a digit for what was added (enum reencoding_added), a space, a body. Then, of
 * each body that is refused, how the first of them writes it. To hold core/reencoding against the
 * programs that are named.
 */
#include "reencoding.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST = 64, HEAD = 3 };

static size_t read_samples(struct arena *arena, struct reencoding_sample *samples)
{
    char *line = NULL;
    size_t room = 0, count = 0;
    ssize_t size;
    while (count < MOST && (size = getline(&line, &room, stdin)) > HEAD) {
        const struct span body = {line + HEAD, (size_t)size - HEAD - 1};
        samples[count++] =
            (struct reencoding_sample){.body = span_keep(arena, body),
                                       .accepted = line[0] == '+',
                                       .added = (enum reencoding_added)(line[1] - '0')};
    }
    free(line);
    return count;
}

int main(int count, char **arguments)
{
    struct error err;
    struct arena arena = {0};
    struct reencoding_sample samples[MOST];
    const struct scheme *scheme =
        count == 2 ? scheme_find(scheme_builtin(), arguments[1], &err) : NULL;
    size_t sample_count = read_samples(&arena, samples);
    if (!scheme)
        return 2;
    struct buf out = {0};
    struct reencoding found = reencoding_find(scheme, samples, sample_count);
    reencoding_write(&out, scheme, &found);
    buf_printf(&out, "%s\n", found.strict ? "strict" : "");
    for (size_t i = 0; i < sample_count && found.count > 0; i++)
        if (!samples[i].accepted &&
            reencoding_describe(&out, scheme, found.writers[0], samples[i].body))
            buf_add_byte(&out, '\n');
    printf("%s", out.at);
    buf_clear(&out);
    arena_clear(&arena);
    return fflush(stdout) ? 1 : 0;
}
