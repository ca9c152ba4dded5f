/*
 * Signing schemes as rows of data. Nothing else in the program knows a scheme by its name; a user's
 * own rows (core/scheme_read) are of the same form.
 */
#ifndef SFPY_SCHEME_H
#define SFPY_SCHEME_H

#include "buf.h"
#include "errors.h"
#include "message.h"

enum { SCHEME_NAMES = 2, SCHEME_MARKS = 2, SCHEME_PIECES = 16 };

enum scheme_key { KEY_TEXT, KEY_HEX, KEY_BASE64 };
enum scheme_encoding { ENCODING_HEX, ENCODING_BASE64 };
enum scheme_timestamp { TIMESTAMP_UNIX, TIMESTAMP_RFC3339 };

/* The headers of one signature; the last two are NULL where the scheme has no such header. */
struct scheme_names {
    const char *signature, *timestamp, *id;
};

struct scheme {
    const char *name;
    const char *alias; /* another spelling that --scheme takes; NULL: none */
    const char *summary;
    struct scheme_names names[SCHEME_NAMES];
    bool every_name; /* all names are sent, and each that came must match; else the first set is
                        sent, and the first that came counts */
    const char *signed_bytes; /* literal text with {body} {data} {timestamp} {id} {url} */
    const char *hash;         /* of the HMAC, by OpenSSL's name; NULL: Ed25519 */
    enum scheme_key key;      /* how the secret's text becomes the key */
    const char *key_prefix;   /* in front of the secret's text, not part of it; may be missing */
    enum scheme_encoding encoding;
    bool any_case;         /* upper-case hex is accepted too */
    const char *prefix;    /* in front of the encoded signature; NULL: none */
    const char *separator; /* between the elements of a header with several; NULL: one only */
    const char *timestamp_prefix; /* of the element that holds the timestamp; NULL: none does */
    enum scheme_timestamp timestamp;
    int64_t tolerance;               /* seconds; 0: the age is not checked */
    bool future;                     /* what lies beyond the tolerance ahead is refused too */
    const char *event_path;          /* where in the body the event stands; "" is the body itself */
    const char *marks[SCHEME_MARKS]; /* paths that tell bodies of this scheme; none: the fallback */
    bool shares_rule; /* signs by the rule of the fallback, so a bare signature can't tell it */
};

struct schemes {
    const struct scheme *at;
    size_t count;
    size_t own; /* a user's rows, which come first; the default scheme is the one behind them */
};

/* The schemes that the program brings along. */
const struct schemes *scheme_builtin(void);

/* The row of that name or alias, or NULL; of rows with one name the first counts. */
const struct scheme *scheme_lookup(const struct schemes *schemes, struct span name);

/* The same; where there is none, with code USAGE and the nearest name as hint. */
const struct scheme *scheme_find(const struct schemes *schemes, const char *name,
                                 struct error *err);

/* How a delivery presents itself to scheme_detect(). */
struct scheme_traits {
    const struct headers *headers;
    struct span body;
    bool bare_signature; /* a signature is known, but not the header it came in */
};

/*
 * The scheme that a delivery speaks of: by its headers first, then by the body; the default one
 * where nothing tells.
 */
const struct scheme *scheme_detect(const struct schemes *schemes,
                                   const struct scheme_traits *traits);

/* Whether a header that can hold this scheme's signature is among these. */
bool scheme_has_header(const struct scheme *scheme, const struct headers *headers);

/* Whether one of them can hold a signature of any scheme. */
bool scheme_has_any_header(const struct schemes *schemes, const struct headers *headers);

/* The raw slice of the event in a body; absent where there is none. */
struct span scheme_event(const struct scheme *scheme, struct span body);

/* Whether the scheme signs such a part, named as in its template: "{timestamp}". */
bool scheme_signs(const struct scheme *scheme, const char *placeholder);

/* One placeholder after the other, such as "{body}"; NULL behind the last. */
const char *scheme_placeholder(size_t number);

/* What the placeholders of a template stand for. */
struct scheme_parts {
    struct span body, data, timestamp, id, url;
};

/* The signed bytes as slices, in their order. */
struct scheme_pieces {
    struct span at[SCHEME_PIECES];
    size_t count;
};

/*
 * What a template makes of the parts; pieces borrow from both. What would be more than
 * SCHEME_PIECES is left out (scheme_template_fits() tells).
 */
struct scheme_pieces scheme_expand(const char *template, const struct scheme_parts *parts);

/* Whether a template has no more than SCHEME_PIECES pieces. */
bool scheme_template_fits(const char *template);

/*
 * Adds the bytes of the key that a secret's text stands for; false where the text is not of the
 * form that the scheme's secrets have.
 */
bool scheme_decode_key(const struct scheme *scheme, struct span secret, struct buf *key);

/* Adds a signature's text, prefix included, for its bytes. */
void scheme_encode(const struct scheme *scheme, struct span signature, struct buf *out);

#endif
