/*
 * One event becomes a request: that of a fixture, a payload or a recorded delivery, signed, or as
 * it was recorded.
 */
#ifndef SFPY_REQUEST_H
#define SFPY_REQUEST_H

#include "fixture.h"
#include "volley.h"

/* Where events come from: a fixture, rendered afresh for each, or bytes that are sent as they are.
 */
struct source {
    struct fixture fixture;           /* its event with the edits in it */
    bool fresh;                       /* whether it is a fixture */
    struct span before, event, after; /* else: the body; `event` is absent where none is known */
    const struct message *recorded;   /* whose method and headers are taken over; NULL: none's */
    const struct scheme *spoken;      /* by which that was signed */
    const struct event_label *label;  /* NULL: what the bytes say of themselves */
    struct span id;                   /* of the message; absent: a new one for each */
    const struct scheme *scheme;
    struct signer *signer; /* NULL: the recorded signature stays */
    const char *mode;      /* exact, re-signed, edited or new, as the report of it says */
};

/* What holds for all requests of a run. All is borrowed. */
struct request_rules {
    const struct headers *added;  /* replace those of their name; an empty value removes it */
    const char *notification_url; /* that is signed; NULL: the endpoint's */
    const char *signature;        /* is sent instead; NULL: the right one */
    const char *signature_header; /* the only one to hold it; NULL: all that the scheme names */
    bool no_signature, tamper;
    uint64_t seed;
    bool timed;
    int64_t time; /* of event and signature, where it is timed */
};

/*
 * Makes the request of a shot, which has its URL already, its texts in the shot's arena. False with
 * code INPUT or USAGE where the source or the scheme does not let it be made.
 */
MUST_USE bool request_make(const struct request_rules *rules, const struct source *source,
                           struct shot *shot, struct error *err);

/* Whether a header is one of those that hold a scheme's signature, or the one that was chosen. */
bool request_is_signature(const struct request_rules *rules, const struct scheme *scheme,
                          struct span name);

#endif
