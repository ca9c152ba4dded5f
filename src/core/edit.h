/* Changes to an event, as options write them. */
#ifndef SFPY_EDIT_H
#define SFPY_EDIT_H

#include "buf.h"
#include "errors.h"

/*
 * Applies `PATH=TEXT` (a text, quoted as a Go sender would) or `PATH:=JSON` (a value whose digits
 * stay as typed) to the event in `event`. False with code USAGE where it is neither, the JSON is
 * none, or the path names nothing.
 */
MUST_USE bool edit_set(struct buf *event, const char *assignment, struct error *err);

#endif
