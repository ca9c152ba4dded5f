/* What `verify` says of one payload: as text, or as a line of JSON. */
#ifndef SFPY_VERIFICATION_H
#define SFPY_VERIFICATION_H

#include "keyring.h"
#include "ui.h"
#include "working.h"

struct verification {
    const struct verdict *verdict;
    const struct diagnosis *diagnosis; /* NULL: no cause was looked for */
    const struct working *working;     /* NULL: it is not asked for, or there is none */
    const struct keyring *keyring;
    struct span hint; /* how to mend what is invalid, where no cause says it */
    const char *file;
    struct span name; /* among several of a file; absent else */
    struct span id;   /* of a record; absent else */
    bool many;        /* one line is all there is room for */
};

/* Adds the `verification` line of machine output. */
void verification_write_json(struct buf *out, const struct verification *verification);

/* Adds the text: the verdict, then, unless there are many, the cause, the mend and the working. */
void verification_write_text(struct buf *out, const struct verification *verification,
                             const struct palette *palette);

#endif
