#include "shell_printf.h"

#include <string.h>

/* Up to three octal digits; returns how many there are. */
static size_t add_octal(struct buf *out, struct span digits)
{
    unsigned value = 0;
    size_t count = 0;
    for (; count < 3 && count < digits.size; count++) {
        char c = digits.at[count];
        if (c < '0' || c > '7')
            break;
        value = value * 8 + (unsigned)(c - '0');
    }
    if (count > 0)
        buf_add_byte(out, (char)(value & 0xFF));
    return count;
}

/* The escape that begins with the backslash at the begin of `rest`; returns its bytes, 0: unknown.
 */
static size_t add_escape(struct buf *out, struct span rest)
{
    static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
    struct span behind = span_slice(rest, 1, rest.size);
    size_t digits = add_octal(out, behind);
    if (digits > 0)
        return digits + 1;
    const char *known = behind.size && behind.at[0] ? strchr(from, behind.at[0]) : NULL;
    if (known)
        buf_add_byte(out, to[known - from]);
    return known ? 2 : 0;
}

/* The directive at the begin of `rest`: %% or, where a word is left for it, %s. */
static size_t add_directive(struct buf *out, struct span rest, const struct shell_words *words,
                            size_t *next)
{
    char kind = rest.size > 1 ? rest.at[1] : 0;
    if (kind == '%')
        buf_add_byte(out, '%');
    if (kind != 's' || *next >= words->count)
        return kind == '%' ? 2 : 0;
    buf_add(out, words->at[(*next)++]);
    return 2;
}

bool shell_printf(struct buf *out, const struct shell_words *words, struct error *err)
{
    if (words->count < 2 || !span_is(words->at[0], "printf"))
        return error_set(err, ERROR_INPUT, "what '%.*s' prints for another command is not known",
                         SPAN_ARG(words->at[0]));
    struct span format = words->at[1];
    size_t next = 2, taken = 1;
    if (span_starts(format, SPAN("-")))
        taken = 0;
    for (size_t at = 0; at < format.size && taken > 0; at += taken) {
        struct span rest = span_slice(format, at, format.size);
        taken = 1;
        if (rest.at[0] == '\\')
            taken = add_escape(out, rest);
        else if (rest.at[0] == '%')
            taken = add_directive(out, rest, words, &next);
        else
            buf_add_byte(out, rest.at[0]);
    }
    return (taken > 0 && next == words->count) ||
           error_set(err, ERROR_INPUT, "what printf pipes to curl can't be known");
}
