/*
 * The event as go-sfpy hashes it: read into Go's structs and marshalled again. What they don't hold
 * is lost, what they hold is written in their order and in Go's notation; only the raw member
 * `data.notification` keeps its tokens. As Go 1.19 to 1.21 do it: 1.22 writes \b and \f in place of
 * \u0008 and \u000c. In time and memory it is linear in the body.
 */
#ifndef SFPY_GO_MARSHAL_H
#define SFPY_GO_MARSHAL_H

#include "buf.h"

/* What Go can't read into the structs. */
struct go_fault {
    struct span value; /* a slice of what was to be read; absent where it is no JSON */
    const char *why;   /* in words, such as "its struct has a string here" */
};

/*
 * Adds what go-sfpy hashes for the first JSON value of a body: `null` where that has no `data`.
 * False, with `fault` set, where Go can't read it.
 */
MUST_USE bool go_marshal_body(struct buf *out, struct span body, struct go_fault *fault);

/* The same for an event, the member `data` of a body. */
MUST_USE bool go_marshal_event(struct buf *out, struct span event, struct go_fault *fault);

enum go_kind {
    GO_UNKNOWN, /* no member of the structs */
    GO_STRING,
    GO_INTEGER,
    GO_TIME,   /* time.Time */
    GO_RAW,    /* json.RawMessage */
    GO_STRUCT, /* a pointer to one */
};

/* What a dotted path of an event is in the structs; whatever is in raw JSON is raw JSON. */
enum go_kind go_kind_at(struct span path);

#endif
