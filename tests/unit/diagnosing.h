/* Signed requests that are put together by hand, and what diagnosis says of them. */
#ifndef DIAGNOSING_H
#define DIAGNOSING_H

#include "check.h"
#include "diagnose.h"

#define SECRET "topsecret"
#define DATA "{\"token\":\"C3SL\"}"
#define BODY "{\"data\":" DATA "}"
#define HEX_SECRET "00112233445566778899aabbccddeeff"
#define HEX_BYTES "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff"
#define UNIX_TIME "1767225600"
#define MESSAGE_ID "msg_1"
#define BOM "\xef\xbb\xbf"

/* A request and how it was signed; what is absent is that of the scheme `sfpy`, rightly signed. */
struct signing {
    const char *cause;
    const char *scheme;    /* NULL: sfpy */
    struct span body;      /* absent: BODY */
    struct span bytes;     /* that were signed */
    const char *secret;    /* of the one who verifies; NULL: SECRET */
    struct span key;       /* of the one who signed; absent: SECRET */
    const char *hash;      /* NULL: the scheme's */
    const char *before;    /* what stands before the signature; NULL: the scheme's prefix */
    const char *timestamp; /* NULL: UNIX_TIME */
    const char *url;
    enum { IN_HMAC, IN_PLAIN_HASH } made;
    enum { AS_SCHEME, AS_HEX, AS_UPPER_HEX, AS_BASE64, AS_URL_BASE64 } form;
    size_t cut;         /* characters of the text that were sent; 0: all */
    const char *behind; /* what stands behind it; NULL: nothing */
};

/* A request as diagnosis gets it. */
struct request {
    struct arena arena;
    struct headers headers;
    struct secret secrets[2], others[2];
    struct diagnosis_case input;
};

/* The scheme of that name: a built-in one, or one of those below. */
const struct scheme *scheme_of(const char *name);

/*
 * Schemes that no vendor has: `hexed`, whose secret is hex; `timed`, which signs
 * "{timestamp}.{body}" by a text as key.
 */
extern const struct scheme own_schemes[2];

/* Adds a signature's text as a row has it. */
void sign_as(struct buf *out, const struct signing *signing);

/* Makes the request, with the headers of the scheme's first names. */
void request_make(struct request *request, const struct signing *signing);

/* Replaces all headers by one. */
void request_set_header(struct request *request, const char *name, struct span value);

void request_clear(struct request *request);

/* Checks that diagnosis finds the row's cause, and that it is whole; it must be cleared. */
void diagnose_row(struct diagnosis *diagnosis, const struct signing *signing);

/* Checks what holds of any diagnosis. */
void check_diagnosis(const struct diagnosis *diagnosis);

/* Adds the bytes as gzip has them. */
void add_gzip(struct buf *out, struct span bytes);

#endif
