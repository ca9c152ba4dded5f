#include "script.h"

#include "text.h"

#include <string.h>

enum { MOST_DIGITS = 18 };

struct script_step {
    int what;
    int64_t count;
};

static bool read_number(struct span text, int64_t *number)
{
    *number = 0;
    if (text.size == 0 || text.size > MOST_DIGITS)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (text.at[i] - '0');
    }
    return true;
}

/* Cuts `WHAT[:COUNT]`; `count` stays as it is where there is none. */
static bool read_step(struct span entry, struct span *what, int64_t *count)
{
    span_split(&entry, ':', what);
    return !entry.at || (read_number(entry, count) && *count > 0);
}

static bool bad_statuses(const char *text, struct error *err)
{
    error_set(err, ERROR_USAGE, "'%s' is no list of statuses, STATUS[:COUNT],…", text);
    return error_hint(err, "such as 500:2,200: two answers 500, then 200 for ever; statuses are "
                           "200 to 599");
}

bool script_read_statuses(struct arena *arena, const char *text, struct script *script,
                          struct error *err)
{
    struct span rest = span_of(text), entry, what;
    size_t most = 1;
    for (const char *at = text; (at = strchr(at, ',')); at++)
        most++;
    *script = (struct script){.steps = arena_new(arena, most * sizeof *script->steps)};
    while (span_split(&rest, ',', &entry)) {
        int64_t status, count = 1;
        if (!read_step(entry, &what, &count) || what.size != 3 || !read_number(what, &status) ||
            status < 200 || status > 599)
            return bad_statuses(text, err);
        script->steps[script->count++] = (struct script_step){(int)status, count};
    }
    script->steps[script->count - 1].count = INT64_MAX;
    return true;
}

bool script_read_fault(struct arena *arena, const char *text, const char *const *names,
                       struct script *script, struct error *err)
{
    struct span what;
    int64_t count = INT64_MAX;
    struct nearest nearest;
    *script = (struct script){.steps = arena_new(arena, sizeof *script->steps), .count = 1};
    bool counted = read_step(span_of(text), &what, &count);
    nearest = nearest_to(what);
    for (int i = 0; names[i] && counted; i++) {
        *script->steps = (struct script_step){i + 1, count};
        if (span_is(what, names[i]))
            return true;
        nearest_offer(&nearest, names[i]);
    }
    if (!counted)
        return error_set(err, ERROR_USAGE, "'%s' is no fault, NAME[:COUNT]", text);
    return nearest_unknown(&nearest, "fault", "reset, hang or truncate", err);
}

int script_next(struct script *script)
{
    if (script->at == script->count)
        return 0;
    const struct script_step *step = &script->steps[script->at];
    if (++script->taken >= step->count) {
        script->taken = 0;
        script->at++;
    }
    return step->what;
}
