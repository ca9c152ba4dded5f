/* What a diagnosis found, in words; for core/diagnose alone. */
#ifndef SFPY_FINDING_H
#define SFPY_FINDING_H

#include "diagnose.h"
#include "match.h"
#include "suspect.h"

/* What reproduced the signature. */
struct finding {
    const struct suspect *parts[2]; /* in the order of the rows */
    size_t part_count;
    const struct rewriter *rewriter; /* NULL: none */
    bool newline;                    /* and a newline behind what it writes */
    const struct scheme *other;      /* by whose rule it is signed; NULL: its own */
    const struct secret *secret;
    const char *hash;  /* where it is not the one it should be; else NULL */
    bool disagreement; /* one header is right, the other isn't */
    enum match match;
    const struct match_token *token;
    struct raw_signature signature;
    struct attempt attempt;
};

/* Writes cause, words, advice and the first difference to `base`, what should have been signed. */
void finding_write(struct diagnosis *diagnosis, const struct diagnosis_case *input,
                   const struct attempt *base, const struct finding *finding);

#endif
