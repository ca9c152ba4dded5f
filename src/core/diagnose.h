/*
 * Why a signature is refused: all that is known to go wrong is tried, one suspect after the other
 * and then in pairs, until one reproduces the signature that was given. Nothing is guessed: what is
 * named was computed.
 */
#ifndef SFPY_DIAGNOSE_H
#define SFPY_DIAGNOSE_H

#include "advice.h"
#include "signature.h"

/* What diagnosis works with. */
struct diagnosis_case {
    const struct scheme *scheme;
    const struct schemes *schemes; /* among which another one may have been used */
    const struct secret *secrets;
    size_t secret_count;
    const struct secret *others; /* known, but not in use */
    size_t other_count;
    struct evidence evidence;
    size_t work; /* as many bytes hashed, or what takes as long; 0: about half a second's */
};

struct diagnosis {
    struct span cause; /* such as "whole-body+trailing-newline"; absent where nothing fits */
    struct span was;   /* what was done, a sentence */
    struct span mend;  /* what to do instead, a sentence */
    enum advice advice;
    bool differs;             /* the signed bytes are other ones than they should be: */
    size_t offset;            /* where they first differ */
    struct span should, were; /* both sides around it */
    size_t should_from;       /* the offset at which either excerpt begins */
    struct span tried;        /* the causes that were ruled out, by comma; absent: none */
    size_t work;              /* what it took, as in the case */
    bool given_up;            /* not all was tried: the body is large */
    struct arena arena;       /* of the texts */
};

/* Whether a verdict of this reason has causes to look for. */
bool diagnosis_is_due(enum reason reason);

/* Looks for the cause. The diagnosis must be cleared. */
void diagnose(struct diagnosis *diagnosis, const struct diagnosis_case *input);

/* Accepts a zeroed one; what it held of secrets is wiped. */
void diagnosis_clear(struct diagnosis *diagnosis);

#endif
