/* Why a signature is refused. */
#ifndef SFPY_REASON_H
#define SFPY_REASON_H

#include "buf.h"

/*
 * X(name, as it is written, what it means, how to mend it), in the order of the tests.
 */
#define REASONS(X)                                                                                 \
    X(MISSING_SIGNATURE, "missing-signature", "no signature header came with it",                  \
      "a proxy or framework may have dropped it; 'sfpy-hook help schemes' shows its name")         \
    X(MISSING_ID, "missing-id", "the header with the id, which is signed too, is missing",         \
      "a proxy or framework may have dropped it; 'sfpy-hook help schemes' shows its name")         \
    X(MALFORMED_SECRET, "malformed-secret", "the secret is not of the form that the scheme wants", \
      "take it as the vendor shows it, whole, without quotes or spaces around it")                 \
    X(MALFORMED_SIGNATURE, "malformed-signature", "the signature is no hex and no base64 text",    \
      "take the header's value as it came; a header sent twice is refused too")                    \
    X(TIMESTAMP_MISSING, "timestamp-missing", "the timestamp, which is signed too, is missing",    \
      "a proxy or framework may have dropped it; 'sfpy-hook help schemes' shows where it stands")  \
    X(TIMESTAMP_MALFORMED, "timestamp-malformed", "the timestamp is not of the form it should be", \
      "the sender has to write unix seconds in digits, or RFC 3339 where the scheme says so")      \
    X(NOT_JSON, "not-json", "the body does not begin with a whole JSON object",                    \
      "look at its first bytes: a byte order mark, a form, or a body cut short?")                  \
    X(NO_DATA, "no-data", "the body has no member data, whose bytes are what is signed",           \
      "SFPY wraps each event: {\"data\":EVENT}")                                                   \
    X(MISMATCH, "mismatch", "the signature was made with another secret or over other bytes",      \
      "compare the secrets by their fingerprints, and hash the bytes as they came")                \
    X(TIMESTAMP_TOO_OLD, "timestamp-too-old", "the signature is right, but too old",               \
      "a delivery that was saved is verified as of then by --at; --tolerance 0 checks no age")     \
    X(TIMESTAMP_IN_FUTURE, "timestamp-in-future", "the signature is right, but from the future",   \
      "compare the clocks of sender and receiver; --at gives another time, --tolerance 0 checks "  \
      "no age")

enum reason {
    REASON_NONE,
#define REASON_ENUM(name, text, meaning, mend) REASON_##name,
    REASONS(REASON_ENUM)
#undef REASON_ENUM
};

/* The name users and JSON see, such as "mismatch"; NULL for REASON_NONE. */
const char *reason_name(enum reason reason);
const char *reason_meaning(enum reason reason);
const char *reason_mend(enum reason reason);

/* The reason of that name; REASON_NONE where there is none. */
enum reason reason_named(struct span name);

#endif
