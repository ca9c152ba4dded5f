/*
 * The event as go-sfpy signs it: read into Go's structs and marshalled again, so that what a
 * fixture sends can be held against it.
 */
#ifndef GO_MARSHAL_H
#define GO_MARSHAL_H

#include "buf.h"

/* Adds what go-sfpy hashes for a body; false where Go can't read it into the structs. */
MUST_USE bool go_marshal_body(struct buf *out, struct span body);

/* The same for an event, the member `data` of a body. */
MUST_USE bool go_marshal_event(struct buf *out, struct span event);

#endif
