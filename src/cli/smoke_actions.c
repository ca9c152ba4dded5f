#include "smoke_parts.h"
#include "text.h"

#include <string.h>

/* What .NET, and with it the runner, takes for white space at the begin of a line. */
static bool is_blank(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } blanks[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                  {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                  {0x205F, 0x205F}, {0x3000, 0x3000}};
    for (size_t i = 0; i < COUNT_OF(blanks); i++)
        if (point >= blanks[i].first && point <= blanks[i].last)
            return true;
    return false;
}

/* Adds a text with each `##[` broken up by what stands in place of its second byte. */
static void add_broken(struct buf *out, struct span text, const char *second)
{
    static const char command[] = "##[";
    const char *found;
    while (text.size > 0 && (found = memmem(text.at, text.size, command, strlen(command)))) {
        size_t size = (size_t)(found - text.at);
        buf_add(out, span_slice(text, 0, size + 1));
        buf_add_text(out, second);
        text = span_slice(text, size + 2, text.size);
    }
    buf_add(out, text);
}

/* How many bytes of white space, line ends too, a text begins with. */
static size_t leading_blanks(struct span text)
{
    size_t size = 0;
    uint32_t point;
    for (size_t step; (step = text_decode(span_slice(text, size, text.size), &point)) > 0;
         size += step)
        if (!is_blank(point))
            break;
    return size;
}

/* The size of a line with its end, which is LF, CR or that of the text. */
static size_t line_size(struct span text)
{
    size_t size = 0;
    while (size < text.size && text.at[size] != '\n' && text.at[size] != '\r')
        size++;
    return size < text.size ? size + 1 : size;
}

/* Adds lines, a `::` that begins one as `: :`. */
static void add_lines(struct buf *out, struct span text)
{
    while (text.size > 0) {
        size_t blanks = leading_blanks(text);
        buf_add(out, span_slice(text, 0, blanks));
        text = span_slice(text, blanks, text.size);
        if (span_starts(text, SPAN("::"))) {
            buf_add_text(out, ": ");
            text = span_slice(text, 1, text.size);
        }
        size_t size = line_size(text);
        buf_add(out, span_slice(text, 0, size));
        text = span_slice(text, size, text.size);
    }
}

void smoke_disarm(struct buf *text, bool json)
{
    struct buf broken = {0}, lines = {0};
    add_broken(&broken, buf_span(text), json ? "\\u0023" : " #");
    if (!json)
        add_lines(&lines, buf_span(&broken));
    struct span safe = json ? buf_span(&broken) : buf_span(&lines);
    buf_reset(text);
    buf_add(text, safe);
    buf_clear(&broken);
    buf_clear(&lines);
}

/* As @actions/core encodes what stands in a command; a property ends at a colon or comma. */
static void add_encoded(struct buf *out, struct span text, bool property)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool special = strchr("%\r\n", c) || (property && strchr(":,", c));
        if (special && c)
            buf_printf(out, "%%%02X", (unsigned)c);
        else
            buf_add_byte(out, c);
    }
}

static void add_member(struct buf *message, const char *label, struct span text)
{
    enum { MOST_CELLS = 1000 };
    if (text.size == 0)
        return;
    buf_printf(message, "\n%s: ", label);
    smoke_escape_cut(message, text, MOST_CELLS);
}

void smoke_annotation_write(struct buf *out, const struct smoke_heading *heading,
                            const struct smoke_result *result)
{
    enum { MOST_AGAIN = 1000 };
    struct buf message = {0}, title = {0}, safe_message = {0}, safe_title = {0};
    struct span again = smoke_trim_lines(result->again);
    if (result->status != SMOKE_FAIL)
        return;
    buf_add_text(&title, "sfpy-hook smoke: ");
    text_escape(&title, span_of(result->id));
    add_broken(&safe_title, buf_span(&title), " #");
    smoke_escape_cut(&message, result->title, MOST_AGAIN);
    for (size_t i = 0; i < SMOKE_FIELDS; i++) {
        struct smoke_field field = smoke_field_at(result, i);
        add_member(&message, field.name, field.text);
    }
    if (again.size > 0 && again.size <= MOST_AGAIN) {
        buf_add_text(&message, "\nagain:\n");
        text_escape_lines(&message, again, "");
    }
    add_broken(&safe_message, smoke_trim_lines(buf_span(&message)), " #");
    buf_add_text(out, smoke_counts(heading, result) ? "::error title=" : "::warning title=");
    add_encoded(out, buf_span(&safe_title), true);
    buf_add_text(out, "::");
    add_encoded(out, buf_span(&safe_message), false);
    buf_add_byte(out, '\n');
    buf_clear(&title);
    buf_clear(&message);
    buf_clear(&safe_title);
    buf_clear(&safe_message);
}
