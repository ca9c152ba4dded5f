/*
 * Memory that is never missing: what these return is never NULL, the program ends with exit status
 * 5 when the system has none left. A size that a peer controls is bounded by the limit of a `struct
 * buf` before it gets here.
 */
#ifndef SFPY_MEM_H
#define SFPY_MEM_H

#include "base.h"

/*
 * `count` zeroed objects of `size` bytes; free() them. Ends the program where the product
 * overflows.
 */
void *mem_new(size_t count, size_t size);

/* Like realloc() for `count` objects of `size` bytes; the added bytes are not set. */
void *mem_resize(void *old, size_t count, size_t size);

/*
 * Says that there is no memory and ends the program: for what libraries could not get, where
 * nothing of a peer's choosing was asked for.
 */
_Noreturn void mem_none(void);

/* A copy of a C string; free() it. NULL gives NULL. */
char *mem_text(const char *text);

/*
 * Memory that is let go all at once: objects that live and die together need no free of their own.
 * A zeroed arena is an empty one.
 */
struct arena {
    struct arena_block *newest;
};

/* `size` zeroed bytes aligned for any type, valid until arena_clear(). */
void *arena_new(struct arena *arena, size_t size);

/* How many bytes came from it, each piece rounded up. */
size_t arena_size(const struct arena *arena);

/* Frees all that came from the arena and leaves it empty. Accepts NULL and a zeroed arena. */
void arena_clear(struct arena *arena);

/* As arena_clear(), the bytes overwritten first. */
void arena_wipe(struct arena *arena);

#endif
