#include "handover.h"

#include <string.h>
#include <unistd.h>

static bool is_kept(const char *variable)
{
    static const char *const replaced[] = {"SFPY_HOOK_SECRET",
                                           "SFPY_HOOK_URL=", "SFPY_WEBHOOK_SECRET="};
    for (size_t i = 0; i < COUNT_OF(replaced); i++)
        if (span_starts(span_of(variable), span_of(replaced[i])))
            return false;
    return true;
}

static char *variable(const char *name, struct span value, struct arena *arena)
{
    size_t size = strlen(name);
    char *whole = arena_new(arena, size + value.size + 1);
    struct buf text = {.at = whole, .room = size + value.size + 1, .limit = size + value.size};
    buf_add_text(&text, name);
    buf_add(&text, value);
    return whole;
}

char *const *handover(const char *url, const struct secret *secret, struct arena *arena,
                      struct error *err)
{
    if (memchr(secret->text.at, 0, secret->text.size)) {
        error_set(err, ERROR_USAGE, "the secret from %s holds a NUL byte", secret->origin);
        error_hint(err, "a command gets the secret as a variable, which can't hold it");
        return NULL;
    }
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **all = arena_new(arena, (count + 3) * sizeof *all);
    for (size_t i = 0; i < count; i++)
        if (is_kept(environ[i]))
            all[kept++] = environ[i];
    all[kept++] = variable("SFPY_HOOK_URL=", span_of(url), arena);
    all[kept++] = variable("SFPY_WEBHOOK_SECRET=", secret->text, arena);
    return all;
}
