/*
 * A user's own signing schemes, as a configuration gives them: an object of names, each with an
 * object of the members that make a row of `struct scheme`. Of members given twice the last counts;
 * an empty text is as good as none.
 */
#ifndef SFPY_SCHEME_READ_H
#define SFPY_SCHEME_READ_H

#include "scheme.h"

enum { SCHEME_READ_MOST = 256, SCHEME_NAME_MOST = 64 };

/*
 * Reads an object that is known to be JSON into rows, which live in the arena. False with code
 * INPUT where one can't be used, its name is not new, or there are more than SCHEME_READ_MOST; then
 * `at` is where in the text of `object` that stands.
 */
MUST_USE bool scheme_read(struct arena *arena, struct span object, struct schemes *own,
                          const char **at, struct error *err);

/*
 * One list of the rows of all: each user's before those of the next, of one name the first, then
 * the built-in ones. The list lives in the arena, names and texts where they are.
 */
struct schemes scheme_join(struct arena *arena, const struct schemes *own, size_t count);

#endif
