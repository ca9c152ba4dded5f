/* Dotted paths into JSON: how they are written, and how far they lead. */
#ifndef SFPY_JSON_PATH_H
#define SFPY_JSON_PATH_H

#include "json.h"

/* The last place that a path leads to or misses. */
struct json_place {
    struct span holder; /* the value in which the last step is looked for */
    struct span step;   /* that step, without its quotes */
    struct span value;  /* what it leads to; only where it was found */
    struct span rest;   /* the path behind that step; absent at its end */
};

/*
 * Follows a path as json_at_path() does, and says where it ends. A path without a step is
 * JSON_FOUND with the whole text as `value` and no `holder`.
 */
enum json_found json_follow(struct span text, struct span path, struct json_place *place);

/*
 * Takes the first step off a path, its quotes undone; false at the end. `path` is absent behind the
 * last one.
 */
bool json_take_step(struct span *path, struct span *step);

/* The index that a step means; SIZE_MAX, which no array reaches, where it means none. */
size_t json_step_index(struct span step);

/*
 * Whether a path is well written: at least one step, none empty unless it stands as "", quotes only
 * around a whole step. False with code USAGE.
 */
MUST_USE bool json_path_check(struct span path, struct error *err);

/* How many bytes stand before the first `end` that is in no quoted step; all where there is none.
 */
size_t json_path_size(struct span text, char end);

/*
 * Adds a member's name as the step that leads to it, in quotes where it needs them. False, and
 * nothing is added, where no step does: a name that holds a double quote or a NUL.
 */
bool json_step_write(struct buf *out, struct span name);

#endif
