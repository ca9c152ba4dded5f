/* Text that people read: UTF-8, foreign text made harmless, and the nearest of several names. */
#ifndef SFPY_TEXT_H
#define SFPY_TEXT_H

#include "buf.h"
#include "errors.h"

/*
 * Decodes the first UTF-8 character (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF)
 * into `point`. Returns the bytes it takes, 1 to 4, or 0 where the bytes are no UTF-8 or `bytes` is
 * empty.
 */
size_t text_decode(struct span bytes, uint32_t *point);

/* Adds a character, at most U+10FFFF, in UTF-8. */
void text_encode(struct buf *out, uint32_t point);

/* 0 to f. */
extern const char text_hex_digits[];

/* What a hex digit stands for, in any case; -1: it is none. */
static inline int text_hex_value(char c)
{
    char low = (char)(c | 0x20);
    if (c >= '0' && c <= '9')
        return c - '0';
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Whether all of it is UTF-8. */
bool text_is_utf8(struct span bytes);

/* Whether all of it is visible ASCII: no space, no control character. */
bool text_is_printable(struct span bytes);

/*
 * Adds foreign text so that it can't steer a terminal or look like ours: control characters, DEL,
 * C1, bidirectional overrides and isolates, line separators, what is never seen (zero-width spaces,
 * tags, joiners that join no letters) and bytes that are no UTF-8 come as \n, \x1b, \u{202e}.
 */
void text_escape(struct buf *out, struct span foreign);

/*
 * The same, line by line, each behind `prefix`; line ends are real, a final one is always written.
 */
void text_escape_lines(struct buf *out, struct span foreign, const char *prefix);

/*
 * True where the character at the begin of `bytes` would be escaped by text_escape(), which depends
 * on what is behind it; `size` gets its bytes.
 */
bool text_is_unsafe(struct span bytes, size_t *size);

/* Adds what text_escape() writes for the one unsafe character of `size` bytes. */
void text_escape_one(struct buf *out, struct span character);

/*
 * The bytes of the first character, 0 where there is none; `cells` gets the terminal cells it
 * takes: none (a combining mark), two (East Asian wide ones, emoji) or one, as does a byte that is
 * no UTF-8. A whole escape sequence of colours counts as a character that takes none.
 */
size_t text_step(struct span text, size_t *cells);

/* How many terminal cells a UTF-8 text takes. */
size_t text_cells(struct span text);

/*
 * Adds as much of one line as fits `cells` terminal cells, up to its line end; escape sequences of
 * colours take none and all come along, so that what was begun is ended.
 */
void text_cut(struct buf *out, struct span line, size_t cells);

/*
 * Adds one line's words, of which the first comes at cell `column`; where one would reach past
 * `width` cells, a new line is begun with `indent` spaces. A word is never cut; a `width` of 0
 * wraps nothing. Returns the cell behind the last word.
 */
size_t text_wrap(struct buf *out, struct span line, size_t column, size_t indent, size_t width);

/* The same of a line's parts, which stand behind a gap such as two spaces. */
void text_fold(struct buf *out, struct span line, struct span gap, size_t indent, size_t width);

/* The search for the name most like a given one: offer all candidates, then ask. */
struct nearest {
    struct span given;
    const char *best;
    size_t distance;
    const char *prefix; /* how names are written, such as "--"; NULL: as they are */
};

/* Begins the search, and looks at one candidate, a text that must live until the end of it. */
struct nearest nearest_to(struct span given);
void nearest_offer(struct nearest *nearest, const char *candidate);

/* The best candidate, or NULL where none is near enough to be what was meant. */
const char *nearest_found(const struct nearest *nearest);

/*
 * Hints at the best candidate or, where none is near enough, says `otherwise` (NULL: nothing).
 * Always returns false.
 */
bool nearest_hint(const struct nearest *nearest, const char *otherwise, struct error *err);

/*
 * Sets code USAGE, "unknown WHAT 'GIVEN'", with nearest_hint(). Always returns false.
 */
bool nearest_unknown(const struct nearest *nearest, const char *what, const char *otherwise,
                     struct error *err);

#endif
