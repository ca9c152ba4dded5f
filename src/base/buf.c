#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct span span_of(const char *text)
{
    return (struct span){text, text ? strlen(text) : 0};
}

struct span span_slice(struct span span, size_t from, size_t to)
{
    if (!span.at)
        return span;
    if (to > span.size)
        to = span.size;
    if (from > to)
        from = to;
    return (struct span){span.at + from, to - from};
}

bool span_equal(struct span a, struct span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

int span_compare(struct span a, struct span b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.at, b.at, size) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool span_is(struct span span, const char *text)
{
    return span_equal(span, span_of(text));
}

bool span_equal_nocase(struct span a, struct span b)
{
    return a.size == b.size && (a.size == 0 || strncasecmp(a.at, b.at, a.size) == 0);
}

bool span_starts(struct span span, struct span prefix)
{
    return span.size >= prefix.size && span_equal(span_slice(span, 0, prefix.size), prefix);
}

bool span_ends(struct span span, struct span suffix)
{
    return span.size >= suffix.size &&
           span_equal(span_slice(span, span.size - suffix.size, span.size), suffix);
}

bool span_contains(struct span span, struct span part)
{
    return part.size == 0 || (span.size > 0 && memmem(span.at, span.size, part.at, part.size));
}

struct span span_trim(struct span span)
{
    while (span.size > 0 && (span.at[0] == ' ' || span.at[0] == '\t')) {
        span.at++;
        span.size--;
    }
    while (span.size > 0 && (span.at[span.size - 1] == ' ' || span.at[span.size - 1] == '\t'))
        span.size--;
    return span;
}

struct span span_skip_space(struct span span)
{
    size_t at = 0;
    while (at < span.size && is_white_space(span.at[at]))
        at++;
    return span_slice(span, at, span.size);
}

struct span span_strip(struct span span)
{
    span = span_skip_space(span);
    while (span.size > 0 && is_white_space(span.at[span.size - 1]))
        span.size--;
    return span;
}

bool span_split(struct span *rest, char separator, struct span *part)
{
    if (!rest->at)
        return false;
    const char *end = rest->size ? memchr(rest->at, separator, rest->size) : NULL;
    struct span whole = *rest;
    size_t size = end ? (size_t)(end - whole.at) : whole.size;
    *rest = end ? span_slice(whole, size + 1, whole.size) : (struct span){0};
    *part = span_slice(whole, 0, size); /* last, since both may be one variable */
    return true;
}

struct span span_keep(struct arena *arena, struct span span)
{
    if (!span.at)
        return span;
    char *copy = arena_new(arena, span.size + 1);
    memcpy(copy, span.at, span.size);
    return (struct span){copy, span.size};
}

struct buf buf_limited(size_t limit)
{
    return (struct buf){.limit = limit};
}

char *buf_space(struct buf *buf, size_t more)
{
    size_t needed;
    if (__builtin_add_overflow(buf->size, more, &needed) || (buf->limit && needed > buf->limit)) {
        buf->full = true;
        return NULL;
    }
    if (needed + 1 > buf->room) {
        size_t room = buf->room < 64 ? 64 : buf->room * 2;
        if (room < needed + 1)
            room = needed + 1;
        buf->at = mem_resize(buf->at, room, 1);
        buf->room = room;
        buf->at[buf->size] = 0;
    }
    return buf->at + buf->size;
}

void buf_grew(struct buf *buf, size_t more)
{
    buf->size += more;
    buf->at[buf->size] = 0;
}

void buf_add(struct buf *buf, struct span bytes)
{
    char *space = buf_space(buf, bytes.size);
    if (!space)
        return;
    if (bytes.size)
        memcpy(space, bytes.at, bytes.size);
    buf_grew(buf, bytes.size);
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, span_of(text));
}

void buf_add_byte(struct buf *buf, char byte)
{
    buf_add(buf, (struct span){&byte, 1});
}

void buf_add_repeated(struct buf *buf, char byte, size_t count)
{
    char *space = buf_space(buf, count);
    if (!space)
        return;
    memset(space, byte, count);
    buf_grew(buf, count);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *space = size < 0 ? NULL : buf_space(buf, (size_t)size);
    if (space) {
        vsnprintf(space, (size_t)size + 1, format, again);
        buf_grew(buf, (size_t)size);
    }
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

void buf_drop(struct buf *buf, size_t count)
{
    if (count >= buf->size) {
        buf_reset(buf);
        return;
    }
    memmove(buf->at, buf->at + count, buf->size - count);
    buf->size -= count;
    buf->at[buf->size] = 0;
}

struct span buf_span(const struct buf *buf)
{
    return (struct span){buf->at ? buf->at : "", buf->size};
}

void buf_reset(struct buf *buf)
{
    buf->size = 0;
    buf->full = false;
    if (buf->at)
        buf->at[0] = 0;
}

void buf_shrink(struct buf *buf, size_t room)
{
    if (buf->room > room)
        buf_clear(buf);
}

void buf_clear(struct buf *buf)
{
    if (!buf)
        return;
    free(buf->at);
    *buf = buf_limited(buf->limit);
}

struct span buf_keep(struct arena *arena, struct buf *buf)
{
    struct span kept = span_keep(arena, buf_span(buf));
    buf_clear(buf);
    return kept;
}

void buf_wipe(struct buf *buf)
{
    if (!buf)
        return;
    if (buf->at)
        explicit_bzero(buf->at, buf->room);
    buf_clear(buf);
}
