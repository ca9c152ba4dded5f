/*
 * Signing schemes as rows of data. Nothing else in the program knows a scheme by its name.
 */
#ifndef SFPY_SCHEME_H
#define SFPY_SCHEME_H

#include "buf.h"
#include "errors.h"
#include "message.h"

enum { SCHEME_HEADERS = 2, SCHEME_MARKS = 2 };

struct scheme {
    const char *name;
    const char *summary;
    const char *headers[SCHEME_HEADERS]; /* all are sent, those that came must match */
    const char *signed_bytes;            /* literal text with the placeholders {data} and {body} */
    const char *hash;                    /* of the HMAC, by OpenSSL's name */
    bool any_case;                       /* upper-case hex is accepted too */
    const char *event_path;          /* where in the body the event stands; "" is the body itself */
    const char *marks[SCHEME_MARKS]; /* paths that tell bodies of this scheme; none: the fallback */
    bool shares_rule; /* signs by the rule of the fallback, so a bare signature can't tell it */
};

/* All schemes, the default one first; `count` gets how many. */
const struct scheme *scheme_all(size_t *count);

/* The scheme of that name, or NULL with code USAGE and the nearest name as hint. */
const struct scheme *scheme_find(const char *name, struct error *err);

/*
 * The scheme that a body and its headers speak of; the default one where nothing tells. NULL for
 * `headers` stands for a signature of which the header isn't known: then only a scheme with a rule
 * of its own is told from the default.
 */
const struct scheme *scheme_detect(const struct headers *headers, struct span body);

/*
 * Adds the headers in which a signature is sent: all that the scheme names or, where it is not
 * NULL, `only` this one.
 */
void scheme_add_headers(const struct scheme *scheme, const char *only, struct span signature,
                        struct headers *headers, struct arena *arena);

/* The raw slice of the event in a body; absent where there is none. */
struct span scheme_event(const struct scheme *scheme, struct span body);

#endif
