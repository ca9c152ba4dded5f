#include "reason.h"

static const struct {
    const char *name, *meaning, *mend;
} reasons[] = {{NULL, "", ""},
#define REASON_ROW(name, text, meaning, mend) {text, meaning, mend},
               REASONS(REASON_ROW)
#undef REASON_ROW
};

const char *reason_name(enum reason reason)
{
    return reasons[reason].name;
}

const char *reason_meaning(enum reason reason)
{
    return reasons[reason].meaning;
}

const char *reason_mend(enum reason reason)
{
    return reasons[reason].mend;
}

enum reason reason_named(struct span name)
{
    for (size_t i = 1; i < COUNT_OF(reasons); i++)
        if (span_is(name, reasons[i].name))
            return (enum reason)i;
    return REASON_NONE;
}
