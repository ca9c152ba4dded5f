/*
 * Why an endpoint refuses what is rightly signed: the same event is signed in each of the ways that
 * are known to go wrong, until the endpoint accepts one. Then diagnosis, asked why that one is
 * wrong, says what the endpoint does.
 */
#ifndef SFPY_PROBE_H
#define SFPY_PROBE_H

#include "diagnose.h"

enum { PROBES_MOST = 100 };

/* All ways for one event, the likely ones first. */
struct probes {
    struct probe *at;
    size_t count, next;
    struct diagnosis_case input; /* as diagnosis gets it */
    struct scheme scheme;        /* which takes signatures to the letter */
    struct arena arena;
};

/*
 * Signs the body of `input->evidence` by the first of its secrets in each way that differs from the
 * right one and from those before it; what can't be signed is left out. The input's other parts
 * are those of a diagnosis and must live on; of the evidence just the body counts. False as
 * signer_sign(). The probes must be closed in either case.
 */
MUST_USE bool probes_open(struct probes *probes, const struct diagnosis_case *input,
                          const struct stamp *stamp, struct error *err);

/* The headers to send the body with, valid until the end; NULL behind the last. */
const struct headers *probes_next(struct probes *probes);

/*
 * Says what an endpoint does that accepted what probes_next() gave last: a diagnosis whose
 * sentences are about the endpoint. It must be cleared.
 */
void probes_explain(const struct probes *probes, struct diagnosis *diagnosis);

/* Accepts zeroed ones; what they held of secrets is wiped. */
void probes_close(struct probes *probes);

#endif
