/* Changes to an event, as options write them. */
#ifndef SFPY_EDIT_H
#define SFPY_EDIT_H

#include "buf.h"
#include "errors.h"

/*
 * Applies `PATH=TEXT` (a text, quoted as a Go sender would) or `PATH:=JSON` (a value whose digits
 * stay as typed) to the event in `event`; the path ends at the first = that is in no double quotes.
 * With `add`, what isn't there yet is appended, as json_set() does. False, and the event as it was,
 * with code USAGE where it is neither, the JSON is none, or the path names nothing; with INPUT
 * where the event is no JSON.
 */
MUST_USE bool edit_set(struct buf *event, const char *assignment, bool add, struct error *err);

/*
 * Takes the member (all of that name) or element at a path out of the event. False, and the event
 * as it was, with code USAGE where there is none, INPUT where the event is no JSON.
 */
MUST_USE bool edit_unset(struct buf *event, const char *path, struct error *err);

#endif
