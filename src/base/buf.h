/*
 * Bytes: a `struct span` borrows them, a `struct buf` owns them.
 *
 * A zeroed buf is empty and grows without limit; buf_limited() gives one that stops at a size, for
 * what a peer sends. What does not fit is dropped whole and `full` stays set, so that a run of
 * additions is checked once, at its end. `at` always points to NUL-terminated bytes once anything
 * was added.
 */
#ifndef SFPY_BUF_H
#define SFPY_BUF_H

#include "base.h"
#include "mem.h"

#include <stdarg.h>

struct span {
    const char *at;
    size_t size;
};

struct buf {
    char *at;
    size_t size;
    size_t room;
    size_t limit; /* 0: none */
    bool full;
};

/* A buf in a char array, which it never outgrows: for short texts without an allocation. */
#define BUF_OVER(array)                                                                            \
    {                                                                                              \
        (array), 0, sizeof(array), sizeof(array) - 1, false                                        \
    }

/* A span of a string literal. */
#define SPAN(literal) ((struct span){"" literal, sizeof(literal) - 1})

/* The two arguments of printf's "%.*s". */
#define SPAN_ARG(span) (int)(span).size, (span).at

/* Borrows a C string; NULL gives the span whose `at` is NULL, which stands for 'absent'. */
struct span span_of(const char *text);

/* The bytes from `from` up to `to`; positions past the end are taken as the end. */
struct span span_slice(struct span span, size_t from, size_t to);

/* Byte for byte. */
bool span_equal(struct span a, struct span b);

/* Compares with a C string. */
bool span_is(struct span span, const char *text);

/* Negative, 0 or positive, as the bytes of the first come before, with or behind the second's. */
int span_compare(struct span a, struct span b);

/* Equal but for the case of ASCII letters, as header names are compared (RFC 9110, section 5.1). */
bool span_equal_nocase(struct span a, struct span b);

/* Whether the bytes of the second stand at the begin, at the end, or anywhere, in the first. */
bool span_starts(struct span span, struct span prefix);
bool span_ends(struct span span, struct span suffix);
bool span_contains(struct span span, struct span part);

/* Without the spaces and tabs at both ends. */
struct span span_trim(struct span span);

/* Whether a byte is white space as JSON has it: a blank, a tab, or of a line end. */
static inline bool is_white_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Without such white space at the begin, or at both ends. */
struct span span_skip_space(struct span span);
struct span span_strip(struct span span);

/*
 * Takes what stands before the first `separator` off `rest`; all of it when there is none. False
 * once `rest` is used up. Both may be the same variable: then the part stays.
 */
bool span_split(struct span *rest, char separator, struct span *part);

/* A copy in the arena, NUL-terminated; an absent span stays absent. */
struct span span_keep(struct arena *arena, struct span span);

/* An empty buf that never holds more than `limit` bytes. */
struct buf buf_limited(size_t limit);

/* Each adds at the end, whole or, past the limit, not at all. */
void buf_add(struct buf *buf, struct span bytes);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_byte(struct buf *buf, char byte);
void buf_add_repeated(struct buf *buf, char byte, size_t count);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *buf, const char *format, va_list args) PRINTF_LIKE(2, 0);

/*
 * Makes space for `more` bytes behind the end and returns where they go, or NULL past the limit;
 * buf_grew() adds them.
 */
char *buf_space(struct buf *buf, size_t more);
void buf_grew(struct buf *buf, size_t more);

/* Takes the first `count` bytes away; the rest moves to the front. */
void buf_drop(struct buf *buf, size_t count);

/* Borrows the content until the next change of the buf. */
struct span buf_span(const struct buf *buf);

/* Empties it and keeps the memory. */
void buf_reset(struct buf *buf);

/* Lets the memory go where it is more than `room`, and the content with it. */
void buf_shrink(struct buf *buf, size_t room);

/* Frees the content. Accepts NULL and a zeroed buf. */
void buf_clear(struct buf *buf);

/*
 * Moves the content into the arena, NUL-terminated, and frees the buffer; absent where nothing was
 * ever written to it.
 */
struct span buf_keep(struct arena *arena, struct buf *buf);

/* As buf_clear(), the bytes overwritten first: for what held a secret. */
void buf_wipe(struct buf *buf);

#endif
