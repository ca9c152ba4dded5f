/*
 * The development secret of a `listen` that runs: read again where it was rotated meanwhile, or one
 * that it replaced is accepted no more.
 */
#ifndef SFPY_RENEWAL_H
#define SFPY_RENEWAL_H

#include "devsecret.h"
#include "keyring.h"

struct listening;

struct renewal {
    const char *path; /* of the secret; NULL: it is not the one in use */
    struct devsecret_version version;
    struct retired *retired; /* signers that verdicts may still speak of */
    struct arena *arena;
};

/* Before the secrets are read, so that no rotation is missed. The arena must live as long. */
void renewal_begin(struct renewal *renewal, struct arena *arena);

/*
 * Where there is something new, the listening gets keyring and signer of it; what can't be read is
 * said, and those that it has stay. Costs one look at the file where there is not.
 */
void renewal_check(struct renewal *renewal, struct listening *listening);

/* Frees the signers that were replaced. Accepts a zeroed one. */
void renewal_end(struct renewal *renewal);

#endif
