#include "text.h"

#include "width_table.h"

#include <string.h>

const char text_hex_digits[] = "0123456789abcdef";

static bool continues(struct span bytes, size_t at)
{
    return at < bytes.size && ((unsigned char)bytes.at[at] & 0xC0) == 0x80;
}

size_t text_decode(struct span bytes, uint32_t *point)
{
    if (bytes.size == 0)
        return 0;
    unsigned char first = (unsigned char)bytes.at[0];
    *point = first;
    if (first < 0x80)
        return 1;
    size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    uint32_t value = first & (0xFFU >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if (!continues(bytes, i))
            return 0;
        value = value << 6 | ((unsigned char)bytes.at[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return size;
}

void text_encode(struct buf *out, uint32_t point)
{
    if (point < 0x80) {
        buf_add_byte(out, (char)point);
        return;
    }
    int more = point >= 0x10000 ? 3 : point >= 0x800 ? 2 : 1;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    buf_add_byte(out, (char)(first[more] | point >> (6 * more)));
    while (more-- > 0)
        buf_add_byte(out, (char)(0x80 | ((point >> (6 * more)) & 0x3F)));
}

/* Passes over ASCII, many bytes at once: a journal of a million records is looked through so. */
static struct span skip_ascii(struct span bytes)
{
    uint64_t step[4];
    size_t at = 0;
    for (; bytes.size - at >= sizeof step; at += sizeof step) {
        memcpy(step, bytes.at + at, sizeof step);
        if ((step[0] | step[1] | step[2] | step[3]) & 0x8080808080808080U)
            break;
    }
    return span_slice(bytes, at, bytes.size);
}

bool text_is_utf8(struct span bytes)
{
    while ((bytes = skip_ascii(bytes)).size > 0) {
        uint32_t point;
        size_t size = text_decode(bytes, &point);
        if (size == 0)
            return false;
        bytes = span_slice(bytes, size, bytes.size);
    }
    return true;
}

bool text_is_printable(struct span bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.at[i] <= ' ' || bytes.at[i] >= 0x7F)
            return false;
    return true;
}

/* Ranges are in order. */
static bool is_in(uint32_t point, const struct width_range *ranges, size_t count)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (point > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && point >= ranges[low].first;
}

static bool point_is_unsafe(uint32_t point)
{
    static const struct width_range unsafe[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
        {0x180E, 0x180E}, {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E},
        {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
    };
    return is_in(point, unsafe, COUNT_OF(unsafe));
}

/* Persian, Urdu, the scripts of India and emoji need them in front of a letter; else they hide. */
static bool is_joiner(uint32_t point)
{
    enum { NON_JOINER = 0x200C, JOINER = 0x200D };
    return point == NON_JOINER || point == JOINER;
}

static bool joins(struct span behind)
{
    uint32_t next;
    return text_decode(behind, &next) > 1 && !is_joiner(next) && !point_is_unsafe(next);
}

bool text_is_unsafe(struct span bytes, size_t *size)
{
    uint32_t point;
    *size = text_decode(bytes, &point);
    if (*size == 0) {
        *size = bytes.size > 0;
        return bytes.size > 0;
    }
    return point_is_unsafe(point) ||
           (is_joiner(point) && !joins(span_slice(bytes, *size, bytes.size)));
}

void text_escape_one(struct buf *out, struct span character)
{
    static const char *const short_forms[] = {['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"};
    uint32_t point;
    size_t size = text_decode(character, &point);
    if (size == 0 || point < 0x80) {
        unsigned char byte = (unsigned char)character.at[0];
        if (byte < COUNT_OF(short_forms) && short_forms[byte])
            buf_add_text(out, short_forms[byte]);
        else
            buf_add(out, (struct span){(char[]){'\\', 'x', text_hex_digits[byte >> 4],
                                                text_hex_digits[byte & 15]},
                                       4});
        return;
    }
    buf_printf(out, "\\u{%x}", (unsigned)point);
}

void text_escape(struct buf *out, struct span foreign)
{
    while (foreign.size > 0) {
        size_t size;
        bool unsafe = text_is_unsafe(foreign, &size);
        struct span character = span_slice(foreign, 0, size);
        if (unsafe)
            text_escape_one(out, character);
        else
            buf_add(out, character);
        foreign = span_slice(foreign, size, foreign.size);
    }
}

void text_escape_lines(struct buf *out, struct span foreign, const char *prefix)
{
    struct span line;
    while (foreign.size > 0 && span_split(&foreign, '\n', &line)) {
        buf_add_text(out, prefix);
        if (line.size > 0 && line.at[line.size - 1] == '\r')
            line.size--;
        text_escape(out, line);
        buf_add_byte(out, '\n');
    }
}

static size_t width_of(uint32_t point)
{
    if (point < width_none[0].first)
        return 1;
    if (is_in(point, width_none, width_none_count))
        return 0;
    return is_in(point, width_double, width_double_count) ? 2 : 1;
}

/* The size of the escape sequence, ESC [ … m, at the begin of a text; 0: there is none. */
static size_t colour_size(struct span text)
{
    size_t size = 2;
    if (!span_starts(text, SPAN("\x1b[")))
        return 0;
    while (size < text.size && text.at[size] != 'm')
        size++;
    return size < text.size ? size + 1 : size;
}

size_t text_step(struct span text, size_t *cells)
{
    uint32_t point = 0;
    size_t size = colour_size(text);
    *cells = 0;
    if (size > 0 || text.size == 0)
        return size;
    size = text_decode(text, &point);
    *cells = width_of(point);
    return size > 0 ? size : 1;
}

size_t text_cells(struct span text)
{
    size_t sum = 0, cells;
    for (size_t at = 0; at < text.size; sum += cells)
        at += text_step(span_slice(text, at, text.size), &cells);
    return sum;
}

void text_cut(struct buf *out, struct span line, size_t cells)
{
    bool full = false; /* then nothing narrower either, nor a mark on what isn't there */
    while (line.size > 0 && line.at[0] != '\n') {
        size_t width, size = text_step(line, &width);
        bool colour = line.at[0] == '\x1b';
        full = full || width > cells;
        if (colour || !full) {
            buf_add(out, span_slice(line, 0, size));
            cells -= width;
        }
        line = span_slice(line, size, line.size);
    }
}

/* Takes what is in front of the gap, or all where there is none. */
static bool split_at(struct span *rest, struct span gap, struct span *part)
{
    if (!rest->at)
        return false;
    const char *found = rest->size ? memmem(rest->at, rest->size, gap.at, gap.size) : NULL;
    size_t size = found ? (size_t)(found - rest->at) : rest->size;
    *part = span_slice(*rest, 0, size);
    *rest = found ? span_slice(*rest, size + gap.size, rest->size) : (struct span){0};
    return true;
}

/* As text_wrap(), of parts that stand behind any gap. */
static size_t wrap(struct buf *out, struct span line, struct span gap, size_t column, size_t indent,
                   size_t width)
{
    struct span part;
    bool first = true;
    while (split_at(&line, gap, &part)) {
        size_t cells = text_cells(part);
        bool gains = column + gap.size > indent;
        if (!first && gains && width && column + gap.size + cells > width) {
            buf_add_byte(out, '\n');
            buf_add_repeated(out, ' ', indent);
            column = indent;
        } else if (!first) {
            buf_add(out, gap);
            column += gap.size;
        }
        buf_add(out, part);
        column += cells;
        first = false;
    }
    return column;
}

size_t text_wrap(struct buf *out, struct span line, size_t column, size_t indent, size_t width)
{
    return wrap(out, line, SPAN(" "), column, indent, width);
}

void text_fold(struct buf *out, struct span line, struct span gap, size_t indent, size_t width)
{
    wrap(out, line, gap, 0, indent, width);
}

static bool are_alike(char a, char b)
{
    return a == b || ((a ^ b) == 0x20 && (a | 0x20) >= 'a' && (a | 0x20) <= 'z');
}

/*
 * Edits between two names where a swap of neighbours counts as one (optimal string alignment), and
 * another case as none.
 */
static size_t edits_between(struct span a, struct span b)
{
    enum { LONGEST = 63 };
    size_t rows[3][LONGEST + 1];
    if (a.size > LONGEST || b.size > LONGEST)
        return SIZE_MAX;
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.size; j++)
        last[j] = j;
    memset(before, 0, sizeof rows[0]);
    for (size_t i = 1; i <= a.size; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t best = last[j - 1] + !are_alike(a.at[i - 1], b.at[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && are_alike(a.at[i - 1], b.at[j - 2]) &&
                           are_alike(a.at[i - 2], b.at[j - 1]);
            if (swapped && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[b.size];
}

struct nearest nearest_to(struct span given)
{
    return (struct nearest){.given = given};
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
    struct span name = span_of(candidate);
    size_t distance = edits_between(nearest->given, name);
    /*
     * What was begun or left out at an end is as near as one slip: `payment` for
     * `payment.confirmed`.
     */
    bool begun = nearest->given.size >= 3 && span_starts(name, nearest->given);
    if (begun && distance > 1)
        distance = 1;
    if (!nearest->best || distance < nearest->distance) {
        nearest->best = candidate;
        nearest->distance = distance;
    }
}

const char *nearest_found(const struct nearest *nearest)
{
    size_t allowed = nearest->given.size < 4 ? 1 : nearest->given.size / 3;
    return nearest->best && nearest->distance <= allowed ? nearest->best : NULL;
}

static const char *prefix_of(const struct nearest *nearest)
{
    return nearest->prefix ? nearest->prefix : "";
}

bool nearest_hint(const struct nearest *nearest, const char *otherwise, struct error *err)
{
    const char *best = nearest_found(nearest);
    if (best)
        return error_hint(err, "did you mean '%s%s'?", prefix_of(nearest), best);
    return otherwise ? error_hint(err, "%s", otherwise) : false;
}

bool nearest_unknown(const struct nearest *nearest, const char *what, const char *otherwise,
                     struct error *err)
{
    error_set(err, ERROR_USAGE, "unknown %s '%s%.*s'", what, prefix_of(nearest),
              SPAN_ARG(nearest->given));
    return nearest_hint(nearest, otherwise, err);
}
