/* What a listener is told to do with one delivery after the other: statuses, or a fault. */
#ifndef SFPY_SCRIPT_H
#define SFPY_SCRIPT_H

#include "buf.h"
#include "errors.h"

/* A zeroed script does nothing. */
struct script {
    struct script_step *steps; /* in the arena */
    size_t count;
    size_t at;     /* the step whose turn it is */
    int64_t taken; /* how often it was taken */
};

/*
 * Reads `STATUS[:COUNT],…`, such as `500:2,200`: statuses from 200 to 599, each taken once or COUNT
 * times; the last lasts for ever, whatever its count. False with code USAGE.
 */
MUST_USE bool script_read_statuses(struct arena *arena, const char *text, struct script *script,
                                   struct error *err);

/*
 * Reads `NAME[:COUNT]`; `names`, which end with NULL, stand for 1, 2, … Without COUNT it lasts for
 * ever. False with code USAGE.
 */
MUST_USE bool script_read_fault(struct arena *arena, const char *text, const char *const *names,
                                struct script *script, struct error *err);

/* Takes what comes next; 0 where nothing is left. */
int script_next(struct script *script);

#endif
