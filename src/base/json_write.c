#include "json.h"

#include "json_escape.h"
#include "text.h"

#include <string.h>

/*
 * Undoes the \u escape at the begin of `text`, a pair of surrogates as one. Returns the bytes it
 * took; `lone` is set where it is half a pair.
 */
static size_t add_unicode_escape(struct buf *out, struct span text, bool *lone)
{
    uint32_t point;
    size_t used = json_escape_read(text, &point);
    bool half = json_escape_is_surrogate(point);
    *lone = *lone || half;
    text_encode(out, half ? 0xFFFD : point);
    return used;
}

bool json_unquote(struct buf *out, struct span string)
{
    struct span text = span_slice(string, 1, string.size - 1);
    bool lone = false;
    while (text.size > 0) {
        const char *slash = memchr(text.at, '\\', text.size);
        size_t plain = slash ? (size_t)(slash - text.at) : text.size;
        buf_add(out, span_slice(text, 0, plain));
        text = span_slice(text, plain, text.size);
        if (text.size == 0)
            break;
        size_t used = 2;
        if (text.at[1] == 'u') {
            used = add_unicode_escape(out, text, &lone);
        } else {
            static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
            buf_add_byte(out, to[strchr(from, text.at[1]) - from]);
        }
        text = span_slice(text, used, text.size);
    }
    return !lone;
}

const char *json_kind(struct span value)
{
    switch (value.at[0]) {
    case '{':
        return "an object";
    case '[':
        return "an array";
    case '"':
        return "a string";
    case 't':
        return "true";
    case 'f':
        return "false";
    case 'n':
        return "null";
    default:
        return "a number";
    }
}

struct span json_text(struct arena *arena, struct span value)
{
    if (value.size < 2 || value.at[0] != '"')
        return (struct span){0};
    struct buf plain = {0};
    json_unquote(&plain, value);
    return buf_keep(arena, &plain);
}

struct span json_text_at(struct arena *arena, struct span text, const char *path)
{
    struct span value;
    bool found = json_at_path(text, span_of(path), &value, NULL) == JSON_FOUND;
    return found ? json_text(arena, value) : (struct span){0};
}

/* The character at the begin of `text`. */
static void quote_character(struct buf *out, struct span text, uint32_t point,
                            enum json_style style)
{
    static const char *const short_forms[] = {
        ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t", ['"'] = "\\\"", ['\\'] = "\\\\"};
    size_t size;
    bool unsafe = text_is_unsafe(text, &size);
    bool escaped = style == JSON_GO ? point < 0x20 || json_escape_is_html(point) : unsafe;
    if (point < COUNT_OF(short_forms) && short_forms[point])
        buf_add_text(out, short_forms[point]);
    else if (escaped)
        json_escape_add(out, point, text_hex_digits);
    else
        buf_add(out, span_slice(text, 0, size));
}

/* Whether a byte stands for itself in every style. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '&' && c != '<' && c != '>';
}

void json_quote(struct buf *out, struct span text, enum json_style style)
{
    buf_add_byte(out, '"');
    while (text.size > 0) {
        size_t plain = 0;
        while (plain < text.size && is_plain((unsigned char)text.at[plain]))
            plain++;
        buf_add(out, span_slice(text, 0, plain));
        text = span_slice(text, plain, text.size);
        if (text.size == 0)
            break;
        uint32_t point;
        size_t size = text_decode(text, &point);
        if (size == 0)
            buf_add_text(out, "\\ufffd");
        else
            quote_character(out, text, point, style);
        text = span_slice(text, size ? size : 1, text.size);
    }
    buf_add_byte(out, '"');
}

/* Adds a token; in Go's style what that escapes in strings, the only place where it can stand. */
static void add_compact(struct buf *out, struct span token, enum json_style style)
{
    while (style == JSON_GO && token.size > 0) {
        uint32_t point = 0;
        size_t plain = 0, size = 0;
        while (plain < token.size && !json_escape_is_html(point)) {
            plain += size;
            size = text_decode(span_slice(token, plain, token.size), &point);
            size += size == 0;
        }
        buf_add(out, span_slice(token, 0, plain));
        token = span_slice(token, plain, token.size);
        if (token.size > 0) {
            json_escape_add(out, point, text_hex_digits);
            token = span_slice(token, size, token.size);
        }
    }
    buf_add(out, token);
}

void json_compact(struct buf *out, struct span value, enum json_style style)
{
    struct json_reader reader;
    json_open(&reader, value);
    enum json_token kind, last = JSON_OBJECT;
    while ((kind = json_next(&reader)) > JSON_END) {
        bool closing = kind == JSON_OBJECT_END || kind == JSON_ARRAY_END;
        bool first = last == JSON_OBJECT || last == JSON_ARRAY;
        if (last == JSON_NAME)
            buf_add_byte(out, ':');
        else if (!closing && !first)
            buf_add_byte(out, ',');
        add_compact(out, reader.slice, style);
        last = kind;
    }
    json_close(&reader);
}

static const char *colour_of(const struct json_paint *paint, enum json_token kind)
{
    switch (kind) {
    case JSON_NAME:
        return paint->name;
    case JSON_STRING:
        return paint->string;
    case JSON_NUMBER:
        return paint->number;
    case JSON_LITERAL:
        return paint->literal;
    default:
        return "";
    }
}

static void add_token(struct buf *out, struct span token)
{
    while (token.size > 0) {
        size_t size;
        bool unsafe = text_is_unsafe(token, &size);
        struct span character = span_slice(token, 0, size);
        uint32_t point = 0;
        if (unsafe && text_decode(character, &point))
            json_escape_add(out, point, text_hex_digits);
        else if (unsafe)
            text_escape_one(out, character);
        else
            buf_add(out, character);
        token = span_slice(token, size, token.size);
    }
}

enum { DEEPEST_INDENT = 32 };

void json_indent(struct buf *out, struct span value, size_t margin, const struct json_paint *paint)
{
    struct json_reader reader;
    json_open(&reader, value);
    enum json_token kind, last = JSON_OBJECT;
    bool begun = false;
    while ((kind = json_next(&reader)) > JSON_END) {
        bool opening = kind == JSON_OBJECT || kind == JSON_ARRAY;
        bool closing = kind == JSON_OBJECT_END || kind == JSON_ARRAY_END;
        bool empty = closing && (last == JSON_OBJECT || last == JSON_ARRAY);
        size_t level = reader.depth - opening;
        if (last == JSON_NAME) {
            buf_add_text(out, ": ");
        } else if (begun && !empty) {
            if (!closing && last != JSON_OBJECT && last != JSON_ARRAY)
                buf_add_byte(out, ',');
            if (level + closing <= DEEPEST_INDENT) {
                buf_add_byte(out, '\n');
                buf_add_repeated(out, ' ', margin + 2 * level);
            }
        }
        const char *colour = colour_of(paint, kind);
        buf_add_text(out, colour);
        add_token(out, reader.slice);
        if (*colour)
            buf_add_text(out, paint->end);
        last = kind;
        begun = true;
    }
    json_close(&reader);
}
