/*
 * What to write into an endpoint, a line of code in each of the languages that SFPY's merchants
 * use, made from a scheme's row.
 */
#ifndef SFPY_ADVICE_H
#define SFPY_ADVICE_H

#include "scheme.h"

enum advice {
    ADVICE_NONE,
    ADVICE_BYTES,  /* which bytes to hash, as they came */
    ADVICE_SIGNED, /* how the signed bytes are put together */
    ADVICE_SECRET, /* where the secret comes from */
    ADVICE_KEY,    /* how the secret becomes the key */
    ADVICE_DIGEST, /* hash and encoding */
};

enum { ADVICE_LANGUAGES = 4 };

/* "Express", "Go", "PHP", "Python". */
const char *advice_language(size_t number);

/*
 * Adds the line of code for an advice under a scheme; false, adding nothing, where there is none.
 */
bool advice_write(struct buf *out, enum advice advice, const struct scheme *scheme,
                  size_t language);

#endif
