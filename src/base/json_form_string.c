#include "json_form.h"

#include "json_escape.h"
#include "text.h"

#include <string.h>

enum { DEL = 0x7F };

static bool is_ascii_escaped(const struct json_form *form)
{
    return form->unicode == JSON_UNICODE_LOWER || form->unicode == JSON_UNICODE_UPPER;
}

static bool needs_escape(uint32_t point, const struct json_form *form)
{
    return point < 0x20 || json_escape_is_surrogate(point) ||
           (point > DEL && is_ascii_escaped(form)) ||
           (point == DEL && form->del == JSON_DEL_ESCAPED) ||
           (form->html == JSON_HTML_ESCAPED && json_escape_is_html(point));
}

/* Adds a character of a string's text. */
static void add_character(struct buf *out, uint32_t point, const struct json_form *form)
{
    static const char *const short_forms[] = {
        ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r",
        ['\t'] = "\\t", ['"'] = "\\\"", ['/'] = "\\/",  ['\\'] = "\\\\"};
    bool has_short = point < COUNT_OF(short_forms) && short_forms[point] &&
                     (point != '/' || form->slash == JSON_SLASH_ESCAPED);
    bool upper = form->unicode == JSON_UNICODE_UPPER;
    if (has_short)
        buf_add_text(out, short_forms[point]);
    else if (needs_escape(point, form))
        json_escape_add(out, point, upper ? "0123456789ABCDEF" : text_hex_digits);
    else
        text_encode(out, point);
}

static bool is_undone(uint32_t point, const struct json_form *form)
{
    if (point == DEL && form->del)
        return true;
    if (json_escape_is_html(point) && form->html != JSON_HTML_ESCAPED)
        return form->html == JSON_HTML_PLAIN;
    return form->unicode == JSON_UNICODE_PLAIN || (is_ascii_escaped(form) && point != DEL);
}

/* Adds the escape at the begin of `text`; returns its bytes. */
static size_t add_escape(struct buf *out, struct span text, const struct json_form *form)
{
    size_t size = 2;
    uint32_t point = (unsigned char)text.at[1];
    bool undone = point == '/' && form->slash == JSON_SLASH_PLAIN;
    if (point == 'u') {
        size = json_escape_read(text, &point);
        undone = is_undone(point, form);
    }
    if (undone)
        add_character(out, point, form);
    else
        buf_add(out, span_slice(text, 0, size));
    return size;
}

/* Adds the character at the begin of `text`; returns its bytes. */
static size_t add_raw(struct buf *out, struct span text, const struct json_form *form)
{
    uint32_t point;
    size_t size = text_decode(text, &point);
    if (size > 0)
        add_character(out, point, form);
    else
        buf_add_byte(out, text.at[0]);
    return size ? size : 1;
}

/* Whether a byte inside of a string stands for itself in every form. */
static bool is_plain(unsigned char c)
{
    return c < DEL && c != '\\' && c != '/' && c != '&' && c != '<' && c != '>';
}

void json_form_string(struct buf *out, struct span string, const struct json_form *form)
{
    if (!form->html && !form->slash && !form->unicode && !form->del) {
        buf_add(out, string);
        return;
    }
    buf_add_byte(out, '"');
    struct span text = span_slice(string, 1, string.size - 1);
    while (text.size > 0) {
        size_t plain = 0;
        while (plain < text.size && is_plain((unsigned char)text.at[plain]))
            plain++;
        buf_add(out, span_slice(text, 0, plain));
        text = span_slice(text, plain, text.size);
        if (text.size == 0)
            break;
        size_t used = text.at[0] == '\\' ? add_escape(out, text, form) : add_raw(out, text, form);
        text = span_slice(text, used, text.size);
    }
    buf_add_byte(out, '"');
}

/* Where half of a pair is, it stays escaped, behind a byte that no text begins with. */
struct span json_identify(struct arena *arena, struct span string)
{
    static const struct json_form plain = {
        .html = JSON_HTML_PLAIN, .slash = JSON_SLASH_PLAIN, .unicode = JSON_UNICODE_PLAIN};
    if (!memchr(string.at, '\\', string.size))
        return span_slice(string, 1, string.size - 1);
    struct buf text = {0};
    if (!json_unquote(&text, string)) {
        buf_reset(&text);
        buf_add_byte(&text, '\xff');
        json_form_string(&text, string, &plain);
    }
    return buf_keep(arena, &text);
}
