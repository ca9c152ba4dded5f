/* Changes to JSON at a dotted path. Every byte that is no part of the change stays as it is. */
#ifndef SFPY_JSON_EDIT_H
#define SFPY_JSON_EDIT_H

#include "json.h"

/*
 * Adds `document` to `out` with `value`, which is JSON, in the place of the value at `path`; of
 * several members with one name it is the last. With `add`, what isn't there yet is appended: a
 * member to its object, written like the member before it, what is missing on the way made as
 * objects, whatever a step looks like; an element to its array, where the index is the array's
 * length. False, with nothing added, with code INPUT where the document is no JSON, else USAGE and
 * a hint at what there is.
 */
MUST_USE bool json_set(struct buf *out, struct span document, struct span path, struct span value,
                       bool add, struct error *err);

/*
 * The same without what is at `path`: an element, or all members of that name, each with its comma.
 * What is emptied by that is written without white space inside.
 */
MUST_USE bool json_unset(struct buf *out, struct span document, struct span path,
                         struct error *err);

#endif
