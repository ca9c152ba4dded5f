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

/* Whether a path leads to what `above` leads to or to something in it; a step `*` there is any. */
bool json_path_is_in(struct span path, struct span above);

/* How many bytes stand before the first `end` that is in no quoted step; all where there is none.
 */
size_t json_path_size(struct span text, char end);

/*
 * Adds a member's name as the step that leads to it, in quotes where it needs them. False, and
 * nothing is added, where no step does: a name that holds a double quote or a NUL.
 */
bool json_step_write(struct buf *out, struct span name);

/*
 * Adds the step to a member by its raw name, its escapes undone; a name that no step leads to is
 * added as it is.
 */
void json_step_show(struct buf *out, struct span quoted);

/*
 * Adds the dotted path, as json_at_path() reads it, of the token at `offset` of a JSON text or,
 * where none is there, of the next: a name is its member's, a bracket that of what it encloses.
 * Nothing is added for the outermost value. Beyond 32 levels it is the path of what holds the token
 * there. A name with both quotes and dots has no path that can be read back. Names are foreign
 * text.
 */
void json_path_of(struct buf *out, struct span text, size_t offset);

#endif
