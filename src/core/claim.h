/*
 * What the headers of a delivery claim: its signatures, the time and the id that were signed with
 * it, by the names and the form that a scheme gives them.
 */
#ifndef SFPY_CLAIM_H
#define SFPY_CLAIM_H

#include "key.h"
#include "reason.h"

/* A signature header that came; its value may hold several signatures. */
struct claim_header {
    const char *name; /* as the scheme writes it */
    struct span value;
};

struct claim {
    struct claim_header headers[SCHEME_NAMES];
    size_t count;
    struct span timestamp, id; /* as they came; absent where the scheme has none */
    int64_t time;              /* what the timestamp says, nanoseconds since 1970 */
    struct arena arena;        /* of values put together */
};

/*
 * Reads the headers by the scheme's names; a header that came more than once is joined by ", ", as
 * servers do. Returns the first thing wrong with them, or REASON_NONE. Values are borrowed; the
 * claim must be cleared in either case.
 */
enum reason claim_read(struct claim *claim, const struct scheme *scheme,
                       const struct headers *headers);

/* Accepts a zeroed claim. */
void claim_clear(struct claim *claim);

/* Takes the next element off a header's value; false at its end. */
bool claim_next(const struct scheme *scheme, struct span *value, struct span *element);

/* Decodes an element by the scheme's rule to the letter; false where it is anything else. */
bool claim_decode(const struct scheme *scheme, struct span element,
                  struct raw_signature *signature);

/*
 * The text of an element behind a prefix such as `sha512=` or `v1,`; the element itself where there
 * is none.
 */
struct span claim_without_prefix(struct span element);

/*
 * TIMESTAMP_TOO_OLD or TIMESTAMP_IN_FUTURE where the time that was signed lies further from `now`
 * than `tolerance` nanoseconds (0: whatever it is, it is fine), to the precision of the timestamp's
 * form; else REASON_NONE.
 */
enum reason claim_check_age(const struct claim *claim, const struct scheme *scheme, int64_t now,
                            int64_t tolerance);

#endif
