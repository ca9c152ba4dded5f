/*
 * What the official SDKs would say of a rightly signed event. None of them hashes the bytes that
 * came in: each reads the JSON, writes its member `data` anew and hashes that, so that it refuses
 * an event where its writing changes a byte of it.
 *
 * Nothing is said where it can't be known: of Node.js and Python where JSON is nested deeper than
 * 512 or has over 10,000 numbers that are costly to write (their stacks differ), of Python where
 * bytes that are no UTF-8 stand outside of `data`, which frameworks treat differently. PHP is taken
 * with its default serialize_precision, -1; Go by go_marshal.h.
 */
#ifndef SFPY_SDK_H
#define SFPY_SDK_H

#include "buf.h"
#include "scheme.h"

enum { SDK_COUNT = 4 };

struct sdk_objection {
    const char *sdk;  /* by its package's name: "go-sfpy" */
    struct span path; /* of the first member that it writes in another way, as in PATH of
                         edit_set(); foreign text; absent where it is not about one */
    const char *why;  /* in a few words with `it`: "its struct has no such member" */
};

/*
 * The SDKs that would refuse the body, rightly signed by a scheme that signs {data}, one row each
 * in `out`, which has room for SDK_COUNT. Returns how many; 0 for other schemes and where the body
 * has no `data`. go-sfpy knows SFPY's events alone and is left out where the scheme shares its
 * rule. Paths are in the arena.
 */
size_t sdk_objections(struct arena *arena, const struct scheme *scheme, struct span body,
                      struct sdk_objection *out);

/*
 * The package's name of an SDK, by its number below SDK_COUNT; NULL where it knows nothing of what
 * is signed by the scheme.
 */
const char *sdk_name(size_t number, const struct scheme *scheme);

/* Adds the event of a body as that SDK writes and hashes it; false where it can't read it. */
MUST_USE bool sdk_write(size_t number, struct span body, struct buf *out);

#endif
