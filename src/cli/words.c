#include "words.h"

#include <string.h>

void words_fill(struct buf *out, const char *words, const struct word_place *places, size_t count,
                const void *context)
{
    struct span rest = span_of(words);
    while (rest.size > 0) {
        size_t used = 1, i = 0;
        while (i < count && !span_starts(rest, span_of(places[i].name)))
            i++;
        if (i < count) {
            used = strlen(places[i].name);
            places[i].add(out, context);
        } else {
            buf_add_byte(out, rest.at[0]);
        }
        rest = span_slice(rest, used, rest.size);
    }
}
