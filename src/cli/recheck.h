/* A kept delivery verified again, with all that there is to say of it: the key v of `listen`. */
#ifndef SFPY_RECHECK_H
#define SFPY_RECHECK_H

#include "kept.h"
#include "verification.h"

struct listening;

/* Zeroed nothing is under way. */
struct recheck {
    struct listening *listening;
    struct kept *kept; /* what is verified; NULL: nothing is */
    struct evidence evidence;
    struct keyring keyring; /* as it was at the begin */
    struct verdict verdict;
    struct diagnosis diagnosis;
    struct working working;
};

/*
 * Verifies it as of when it came. The cause is looked for in the thread pool, what is found is
 * printed then, under `heading`; the loop runs on until then. False where another one is still
 * under way.
 */
bool recheck_start(struct recheck *recheck, struct listening *listening, struct kept *kept);

#endif
