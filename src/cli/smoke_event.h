/* Events as `smoke` sends them: templates of fixtures, changed. */
#ifndef SFPY_SMOKE_EVENT_H
#define SFPY_SMOKE_EVENT_H

#include "buf.h"
#include "errors.h"

/*
 * Adds a fixture's template such that its events do no harm: chain 1337, amount 1, and ids that
 * begin with SM0KE where they have the form of SFPY's tokens.
 */
void smoke_event_tame(struct buf *out, struct span event);

/*
 * Adds a member "smoke" with a value, which is JSON, to what the event tells: its notification, or
 * the event itself. False with code INPUT where the event is no object.
 */
MUST_USE bool smoke_event_add(struct buf *event, const char *value, struct error *err);

/* Whether that is within the event, and not the event itself. */
bool smoke_event_is_nested(struct span event);

/* Changes to a template, as rows of checks name them. False as above. */
MUST_USE bool smoke_event_reverse(struct buf *event, struct error *err);
MUST_USE bool smoke_event_extend(struct buf *event, struct error *err);
MUST_USE bool smoke_event_retype(struct buf *event, struct error *err);
MUST_USE bool smoke_event_inflate(struct buf *event, struct error *err);
MUST_USE bool smoke_event_nest(struct buf *event, struct error *err);

#endif
