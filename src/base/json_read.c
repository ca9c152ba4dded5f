#include "json.h"

#include "text.h"

#include <string.h>

/* What may come next. */
enum {
    EXPECT_VALUE,         /* a value */
    EXPECT_FIRST_ELEMENT, /* a value or ] */
    EXPECT_FIRST_NAME,    /* a name or } */
    EXPECT_NAME,          /* a name */
    EXPECT_COLON,         /* a colon, then a value */
    EXPECT_MORE,          /* a comma or the closing bracket */
    EXPECT_NOTHING,       /* the value is whole */
    EXPECT_FAULT,         /* it was found not to be JSON */
};

void json_open(struct json_reader *reader, struct span text)
{
    reader->text = text;
    reader->at = 0;
    reader->slice = (struct span){0};
    reader->depth = 0;
    reader->fault = NULL;
    reader->expect = EXPECT_VALUE;
    reader->deep = (struct buf){0};
}

void json_close(struct json_reader *reader)
{
    buf_clear(&reader->deep);
}

static enum json_token fail(struct json_reader *reader, size_t at, const char *why)
{
    reader->at = at;
    reader->fault = at >= reader->text.size ? "the text ends too early" : why;
    reader->expect = EXPECT_FAULT;
    return JSON_FAULT;
}

static void push(struct json_reader *reader, char bracket)
{
    if (reader->depth < sizeof reader->shallow)
        reader->shallow[reader->depth] = bracket;
    else
        buf_add_byte(&reader->deep, bracket);
    reader->depth++;
}

static char top(const struct json_reader *reader)
{
    size_t last = reader->depth - 1;
    return last < sizeof reader->shallow ? reader->shallow[last]
                                         : reader->deep.at[last - sizeof reader->shallow];
}

static void pop(struct json_reader *reader)
{
    reader->depth--;
    if (reader->depth >= sizeof reader->shallow)
        reader->deep.size--;
}

static enum json_token token(struct json_reader *reader, enum json_token kind, size_t from,
                             size_t to)
{
    reader->slice = span_slice(reader->text, from, to);
    reader->at = to;
    if (kind == JSON_NAME)
        reader->expect = EXPECT_COLON;
    else
        reader->expect = reader->depth == 0 ? EXPECT_NOTHING : EXPECT_MORE;
    return kind;
}

static size_t skip_space(struct span text, size_t at)
{
    while (at < text.size && is_white_space(text.at[at]))
        at++;
    return at;
}

/*
 * The offset of the next byte that is a quote, a backslash or a control character, eight bytes at a
 * time: a byte of `word - 0x20…` borrows exactly where it was under 0x20, and x ^ 0x22… is zero
 * where x is a quote. A false alarm (possible above a true one, never below) only costs the
 * byte-wise look.
 */
static size_t skip_plain(struct span text, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    for (; at + 8 <= text.size; at += 8) {
        uint64_t word;
        memcpy(&word, text.at + at, 8);
        uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';
        uint64_t alarm =
            ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
        if (alarm & highs)
            break;
    }
    while (at < text.size) {
        unsigned char c = (unsigned char)text.at[at];
        if (c == '"' || c == '\\' || c < 0x20)
            break;
        at++;
    }
    return at;
}

/* The bytes an escape at `at` (its backslash) takes; 0 where it is none. */
static size_t escape_size(struct span text, size_t at)
{
    if (at + 1 >= text.size)
        return 0;
    char kind = text.at[at + 1];
    if (kind != 'u')
        return strchr("\"\\/bfnrt", kind) && kind ? 2 : 0;
    for (size_t i = 2; i < 6; i++)
        if (at + i >= text.size || text_hex_value(text.at[at + i]) < 0)
            return 0;
    return 6;
}

static enum json_token read_string(struct json_reader *reader, size_t from, enum json_token kind)
{
    struct span text = reader->text;
    size_t at = from + 1;
    for (;;) {
        at = skip_plain(text, at);
        if (at >= text.size)
            return fail(reader, at, "");
        if (text.at[at] == '"')
            return token(reader, kind, from, at + 1);
        if (text.at[at] != '\\')
            return fail(reader, at, "a control character in a string");
        size_t size = escape_size(text, at);
        if (size == 0)
            return fail(reader, text.size - at < 6 ? text.size : at,
                        "an unknown escape in a string");
        at += size;
    }
}

static size_t skip_digits(struct span text, size_t at)
{
    while (at < text.size && text.at[at] >= '0' && text.at[at] <= '9')
        at++;
    return at;
}

static enum json_token read_number(struct json_reader *reader, size_t from)
{
    struct span text = reader->text;
    size_t at = from + (text.at[from] == '-');
    size_t end = at < text.size && text.at[at] == '0' ? at + 1 : skip_digits(text, at);
    if (end == at)
        return fail(reader, at, "a number without digits");
    if (end < text.size && text.at[end] == '.') {
        at = end + 1;
        end = skip_digits(text, at);
        if (end == at)
            return fail(reader, at, "a point without digits behind it");
    }
    if (end < text.size && (text.at[end] == 'e' || text.at[end] == 'E')) {
        at = end + 1;
        at += at < text.size && (text.at[at] == '+' || text.at[at] == '-');
        end = skip_digits(text, at);
        if (end == at)
            return fail(reader, at, "an exponent without digits");
    }
    return token(reader, JSON_NUMBER, from, end);
}

static enum json_token read_literal(struct json_reader *reader, size_t from)
{
    static const struct span literals[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    struct span rest = span_slice(reader->text, from, reader->text.size);
    for (size_t i = 0; i < COUNT_OF(literals); i++) {
        if (span_starts(rest, literals[i]))
            return token(reader, JSON_LITERAL, from, from + literals[i].size);
        if (rest.size > 0 && span_starts(literals[i], rest))
            return fail(reader, reader->text.size, "");
    }
    return fail(reader, from, "no JSON value begins like this");
}

static enum json_token read_open(struct json_reader *reader, size_t at, char bracket)
{
    push(reader, bracket);
    reader->slice = span_slice(reader->text, at, at + 1);
    reader->at = at + 1;
    reader->expect = bracket == '{' ? EXPECT_FIRST_NAME : EXPECT_FIRST_ELEMENT;
    return bracket == '{' ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_token read_value(struct json_reader *reader, size_t at)
{
    char c = reader->text.at[at];
    if (c == '{' || c == '[')
        return read_open(reader, at, c);
    if (c == '"')
        return read_string(reader, at, JSON_STRING);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(reader, at);
    return read_literal(reader, at);
}

static enum json_token read_close(struct json_reader *reader, size_t at)
{
    bool object = top(reader) == '{';
    if (reader->text.at[at] != (object ? '}' : ']'))
        return fail(reader, at, object ? "a comma or } is missing" : "a comma or ] is missing");
    pop(reader);
    return token(reader, object ? JSON_OBJECT_END : JSON_ARRAY_END, at, at + 1);
}

enum json_token json_next(struct json_reader *reader)
{
    if (reader->expect == EXPECT_FAULT)
        return JSON_FAULT;
    if (reader->expect == EXPECT_NOTHING)
        return JSON_END;
    struct span text = reader->text;
    size_t at = skip_space(text, reader->at);
    if (reader->expect == EXPECT_COLON) {
        if (at >= text.size || text.at[at] != ':')
            return fail(reader, at, "a colon is missing");
        at = skip_space(text, at + 1);
        reader->expect = EXPECT_VALUE;
    } else if (reader->expect == EXPECT_MORE && at < text.size && text.at[at] == ',') {
        at = skip_space(text, at + 1);
        reader->expect = top(reader) == '{' ? EXPECT_NAME : EXPECT_VALUE;
    }
    if (at >= text.size)
        return fail(reader, at, "");
    bool close_allowed = reader->expect == EXPECT_MORE ||
                         (reader->expect == EXPECT_FIRST_NAME && text.at[at] == '}') ||
                         (reader->expect == EXPECT_FIRST_ELEMENT && text.at[at] == ']');
    if (close_allowed)
        return read_close(reader, at);
    if (reader->expect == EXPECT_FIRST_NAME || reader->expect == EXPECT_NAME) {
        if (text.at[at] != '"')
            return fail(reader, at, "a member's name in quotes is missing");
        return read_string(reader, at, JSON_NAME);
    }
    return read_value(reader, at);
}

void json_position(struct span text, size_t offset, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset && i < text.size; i++) {
        bool line_end = text.at[i] == '\n';
        *line += line_end;
        *column = line_end ? 1 : *column + 1;
    }
}

static bool fault_error(const struct json_reader *reader, struct error *err)
{
    size_t line, column;
    json_position(reader->text, reader->at, &line, &column);
    return error_set(err, ERROR_INPUT, "not JSON: %s at line %zu, column %zu", reader->fault, line,
                     column);
}

bool json_value(struct span text, struct span *value, struct error *err)
{
    struct json_reader reader;
    json_open(&reader, text);
    size_t from = skip_space(text, 0);
    enum json_token kind;
    do
        kind = json_next(&reader);
    while (kind != JSON_END && kind != JSON_FAULT);
    if (kind == JSON_END)
        *value = span_slice(text, from, reader.at);
    bool whole = kind == JSON_END || fault_error(&reader, err);
    json_close(&reader);
    return whole;
}

bool json_document(struct span text, struct span *value, struct error *err)
{
    if (!json_value(text, value, err))
        return false;
    size_t end = skip_space(text, (size_t)(value->at - text.at) + value->size);
    if (end == text.size)
        return true;
    size_t line, column;
    json_position(text, end, &line, &column);
    return error_set(err, ERROR_INPUT, "not JSON: text behind the value at line %zu, column %zu",
                     line, column);
}

bool json_name_is(struct span quoted, struct span name)
{
    struct span inner = span_slice(quoted, 1, quoted.size - 1);
    /* An escape is longer than what it stands for. */
    if (inner.size < name.size || (inner.size == name.size && !span_equal(inner, name)))
        return false;
    if (!inner.size || !memchr(inner.at, '\\', inner.size))
        return inner.size == name.size;
    struct buf plain = {0};
    json_unquote(&plain, quoted);
    bool same = span_equal(buf_span(&plain), name);
    buf_clear(&plain);
    return same;
}

bool json_walk_open(struct json_walk *walk, struct span text)
{
    json_open(&walk->reader, text);
    enum json_token kind = json_next(&walk->reader);
    walk->array = kind == JSON_ARRAY;
    walk->index = 0;
    return kind == JSON_OBJECT || kind == JSON_ARRAY;
}

bool json_walk_next(struct json_walk *walk, struct span *name, struct span *value)
{
    struct json_reader *reader = &walk->reader;
    enum json_token kind = json_next(reader);
    *name = (struct span){0};
    if (kind == JSON_NAME) {
        *name = reader->slice;
        kind = json_next(reader);
    }
    size_t start = (size_t)(reader->slice.at - reader->text.at);
    while (kind > JSON_END && reader->depth > 1)
        kind = json_next(reader);
    bool ended = kind == JSON_END || kind == JSON_FAULT || reader->depth == 0;
    if (!ended) {
        *value = span_slice(reader->text, start, reader->at);
        walk->index++;
    }
    return !ended;
}

bool json_walk_close(struct json_walk *walk)
{
    json_close(&walk->reader);
    return !walk->reader.fault;
}

/* Which of the names it is; `count`: none. They are tried from the expected one on. */
static size_t name_among(struct span quoted, const char *const *names, size_t count,
                         size_t expected)
{
    for (size_t i = expected; i < count; i++)
        if (json_name_is(quoted, span_of(names[i])))
            return i;
    for (size_t i = 0; i < expected; i++)
        if (json_name_is(quoted, span_of(names[i])))
            return i;
    return count;
}

/* `end` gets where the object ends. Members mostly come in the order in which they are asked for.
 */
static bool find_members(struct span text, const char *const *names, size_t count,
                         struct span *values, size_t *end)
{
    struct json_walk walk;
    struct span name, value;
    bool object = json_walk_open(&walk, text) && !walk.array;
    size_t expected = 0;
    while (object && json_walk_next(&walk, &name, &value)) {
        size_t place = name_among(name, names, count, expected);
        if (place == count)
            continue;
        values[place] = value;
        expected = place + 1;
    }
    *end = walk.reader.at;
    return json_walk_close(&walk) && object;
}

bool json_members(struct span text, const char *const *names, size_t count, struct span *values)
{
    size_t end;
    return find_members(text, names, count, values, &end);
}

bool json_members_alone(struct span text, const char *const *names, size_t count,
                        struct span *values)
{
    size_t end;
    return find_members(text, names, count, values, &end) &&
           span_strip(span_slice(text, end, text.size)).size == 0;
}
