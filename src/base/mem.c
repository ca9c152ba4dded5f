#include "mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 4096, ARENA_ALIGN = 16 };

struct arena_block {
    struct arena_block *older;
    size_t used;
    size_t room;
    _Alignas(ARENA_ALIGN) char bytes[];
};

_Noreturn void mem_none(void)
{
    /*
     * One of two places below the command line that print and end (the other is without
     * randomness): nothing else can be done.
     */
    fputs("sfpy-hook: out of memory\n", stderr);
    exit(5);
}

static size_t product(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        mem_none();
    return bytes;
}

void *mem_new(size_t count, size_t size)
{
    void *fresh = calloc(1, product(count, size) + (count == 0 || size == 0));
    if (!fresh)
        mem_none();
    return fresh;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    void *moved = realloc(old, product(count, size) + (count == 0 || size == 0));
    if (!moved)
        mem_none();
    return moved;
}

char *mem_text(const char *text)
{
    if (!text)
        return NULL;
    char *copy = strdup(text);
    if (!copy)
        mem_none();
    return copy;
}

static struct arena_block *arena_grow(struct arena *arena, size_t size)
{
    size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;
    struct arena_block *block = mem_new(1, sizeof *block + room);
    block->room = room;
    block->older = arena->newest;
    arena->newest = block;
    return block;
}

void *arena_new(struct arena *arena, size_t size)
{
    size_t rounded = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (rounded < size)
        mem_none();
    struct arena_block *block = arena->newest;
    if (!block || block->room - block->used < rounded)
        block = arena_grow(arena, rounded);
    void *fresh = block->bytes + block->used;
    block->used += rounded;
    return fresh;
}

size_t arena_size(const struct arena *arena)
{
    size_t size = 0;
    for (const struct arena_block *block = arena->newest; block; block = block->older)
        size += block->used;
    return size;
}

void arena_clear(struct arena *arena)
{
    if (!arena)
        return;
    while (arena->newest) {
        struct arena_block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
}

void arena_wipe(struct arena *arena)
{
    for (struct arena_block *block = arena->newest; block; block = block->older)
        explicit_bzero(block->bytes, block->used);
    arena_clear(arena);
}
