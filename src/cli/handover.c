#include "handover.h"

#include <string.h>
#include <unistd.h>

static bool begins_with_any(const char *variable, const char *const *begins)
{
    for (; *begins; begins++)
        if (span_starts(span_of(variable), span_of(*begins)))
            return true;
    return false;
}

/* Our environment without what begins so, with room for `more`; `count` gets how many are kept. */
static char **environment_without(const char *const *begins, size_t more, size_t *count,
                                  struct arena *arena)
{
    size_t all = 0, kept = 0;
    while (environ[all])
        all++;
    char **list = arena_new(arena, (all + more + 1) * sizeof *list);
    for (size_t i = 0; i < all; i++)
        if (!begins_with_any(environ[i], begins))
            list[kept++] = environ[i];
    *count = kept;
    return list;
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
    static const char *const replaced[] = {"SFPY_HOOK_SECRET",
                                           "SFPY_HOOK_URL=", "SFPY_WEBHOOK_SECRET=", NULL};
    size_t count;
    char **all = environment_without(replaced, 2, &count, arena);
    all[count++] = variable("SFPY_HOOK_URL=", span_of(url), arena);
    all[count] = variable("SFPY_WEBHOOK_SECRET=", secret->text, arena);
    return all;
}

char *const *handover_nothing(struct arena *arena)
{
    static const char *const secrets[] = {"SFPY_HOOK_SECRET", "SFPY_WEBHOOK_SECRET", NULL};
    size_t count;
    return environment_without(secrets, 0, &count, arena);
}
