/* Made-up reports of smoke tests, for the tests of the forms that they are written in. */
#ifndef SMOKING_H
#define SMOKING_H

#include "smoke_report.h"

/* What a made-up report is about. */
enum smoking {
    SMOKING_USUAL,     /* passed, failed, both severities, skipped */
    SMOKING_FINE,      /* all passed */
    SMOKING_PREFLIGHT, /* the first failed, all others skipped for it */
    SMOKING_LIST,
    SMOKING_HOSTILE, /* texts that try to break out of each form */
    SMOKING_LARGE,   /* texts of 1 MiB */
    SMOKING_RANDOM,  /* random bytes, of which many mean something somewhere */
    SMOKING_COUNT,
};

/* "usual", … */
extern const char *const smoking_names[SMOKING_COUNT];

/* Makes it, valid until arena_clear(); `seed` is for SMOKING_RANDOM. */
struct smoke_report *smoking_make(struct arena *arena, enum smoking which, uint64_t seed);

/* Adds what a form writes of it from begin to end. */
void smoking_write(struct buf *out, const struct smoke_form *form,
                   const struct smoke_report *report, const struct palette *palette);

#endif
