#include "verbs.h"

#include "text.h"

#include <string.h>

static bool check_count(const struct verbs *verbs, const struct verb *verb, size_t count,
                        struct error *err)
{
    if (count >= verb->least && count <= verb->most)
        return true;
    error_set(err, ERROR_USAGE, "'%s %s' takes %s", verbs->command, verb->name, verb->takes);
    error_hint(err, "%s", verb->hint);
    return false;
}

const struct verb *verb_find(const struct verbs *verbs, const struct opt_filling *filling,
                             const struct opt_list *operands, struct opt_list *args,
                             struct error *err)
{
    const char *name = operands->count ? operands->at[0] : verbs->at[0].name;
    struct nearest nearest = nearest_to(span_of(name));
    *args = (struct opt_list){0};
    if (operands->count)
        *args = (struct opt_list){operands->at + 1, operands->count - 1};
    for (size_t i = 0; i < verbs->count; i++) {
        const struct verb *verb = &verbs->at[i];
        if (verb->summary)
            nearest_offer(&nearest, verb->name);
        if (strcmp(name, verb->name) == 0)
            return check_count(verbs, verb, args->count, err) &&
                           opt_check_verb(filling, verb->name, err)
                       ? verb
                       : NULL;
    }
    nearest_unknown(&nearest, verbs->noun ? verbs->noun : "subcommand", verbs->otherwise, err);
    return NULL;
}
