/* A recorded delivery becomes a source of requests again, maybe edited. */
#ifndef SFPY_REWORK_H
#define SFPY_REWORK_H

#include "request.h"

/* Changes to an event as options give them. */
struct edits {
    struct opt_list sets, unsets;
    bool add; /* --set makes what isn't there */
};

/* Whether they change nothing. */
bool edits_are_none(const struct edits *edits);

/*
 * The source of a recorded delivery, to be signed anew by the scheme that the options name, or else
 * by its own. The delivery is borrowed. False with code USAGE where there is no such scheme.
 */
MUST_USE bool source_of_record(const struct common_opts *common, const struct delivery *delivery,
                               struct source *source, struct error *err);

/* Chooses the scheme: the one that the options name, else `own`. False with code USAGE. */
MUST_USE bool source_set_scheme(const struct common_opts *common, struct source *source,
                                const char *own, struct error *err);

/* Where the event of a source stands; absent where none is known. */
struct span *source_event(struct source *source);

/*
 * Applies edits to the event of a source, which is then in the arena. False with code USAGE where
 * there is no event, or one of them can't be applied.
 */
MUST_USE bool source_edit(struct source *source, const struct edits *edits, struct arena *arena,
                          struct error *err);

#endif
