#include "saved.h"

#include "chunked.h"

#include <string.h>

bool saved_looks(struct span text)
{
    struct span line, method, target;
    if (!span_split(&text, '\n', &line) || !span_split(&line, ' ', &method) ||
        !span_split(&line, ' ', &target))
        return false;
    return header_is_sound(method, SPAN("")) && span_starts(line, SPAN("HTTP/"));
}

/* Takes a line that ends in LF or CRLF off `rest`. */
static bool take_line(struct span *rest, struct span *line)
{
    if (!span_split(rest, '\n', line))
        return false;
    if (line->size > 0 && line->at[line->size - 1] == '\r')
        line->size--;
    return true;
}

/* The head; `rest` gets what follows the blank line. */
static bool read_head(struct arena *arena, struct span *rest, struct message *message,
                      struct error *err)
{
    struct span line, name;
    *message = (struct message){.body = SPAN("")};
    if (!saved_looks(*rest))
        return error_set(err, ERROR_INPUT, "line 1 is no request line such as 'POST / HTTP/1.1'");
    if (!take_line(rest, &line))
        return false;
    span_split(&line, ' ', &message->method);
    span_split(&line, ' ', &message->target);
    message->version = span_slice(line, strlen("HTTP/"), line.size);
    for (size_t number = 2; take_line(rest, &line); number++) {
        if (line.size == 0 && rest->at)
            return true;
        if (line.size == 0)
            break; /* not a line, but the end of the text */
        struct span value = line;
        span_split(&value, ':', &name);
        if (!value.at || !header_is_sound(name, SPAN("")))
            return error_set(err, ERROR_INPUT, "line %zu is no header 'Name: value'", number);
        headers_add(&message->headers, arena, name, span_trim(value));
    }
    return error_set(err, ERROR_INPUT, "the blank line behind the headers is missing");
}

static bool is_chunked(const struct message *message)
{
    const struct header *coding = headers_find(&message->headers, SPAN("Transfer-Encoding"), NULL);
    return coding && span_equal_nocase(coding->value, SPAN("chunked"));
}

/* How many bytes of a text are chunks, the last one included; 0 where they have no end. */
static size_t take_chunks(struct span text, struct buf *body)
{
    struct chunked chunked = {0};
    const char *why;
    size_t used;
    return chunked_take(&chunked, text, body, &used, &why) == 0 && chunked.whole ? used : 0;
}

bool saved_read(struct arena *arena, struct span text, struct message *message, struct error *err)
{
    if (!read_head(arena, &text, message, err))
        return false;
    struct buf body = {0};
    message->body = text;
    if (is_chunked(message) && text.size > 0 && take_chunks(text, &body) == text.size)
        message->body = span_keep(arena, body.at ? buf_span(&body) : SPAN(""));
    buf_clear(&body);
    return true;
}

/* The Content-Length of a request; false where it has none that could be one. */
static bool read_length(const struct message *message, size_t *length)
{
    enum { MOST_DIGITS = 19 };
    const struct header *header = headers_find(&message->headers, SPAN("Content-Length"), NULL);
    struct span digits = header ? header->value : SPAN("");
    *length = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return false;
        *length = *length * 10 + (size_t)(digits.at[i] - '0');
    }
    return digits.size > 0 && digits.size <= MOST_DIGITS;
}

/* How much of what follows its head the body of a request takes; all where it doesn't say. */
static size_t body_size(const struct message *message, struct span text)
{
    struct buf ignored = {0};
    size_t size;
    if (read_length(message, &size))
        return size;
    size = is_chunked(message) ? take_chunks(text, &ignored) : 0;
    buf_clear(&ignored);
    return size > 0 ? size : text.size;
}

static struct span skip_line_ends(struct span text)
{
    size_t size = 0;
    while (size < text.size && (text.at[size] == '\r' || text.at[size] == '\n'))
        size++;
    return span_slice(text, size, text.size);
}

struct span saved_take(struct span *rest)
{
    struct arena arena = {0};
    struct message message;
    struct error ignored;
    struct span whole = *rest, text = whole;
    bool parsed = read_head(&arena, &text, &message, &ignored);
    size_t size = parsed ? body_size(&message, text) : text.size;
    struct span next = skip_line_ends(span_slice(text, size, text.size));
    bool more = next.size > 0 && saved_looks(next);
    size_t end = more ? (size_t)(text.at - whole.at) + size : whole.size;
    arena_clear(&arena);
    *rest = more ? next : (struct span){0};
    return span_slice(whole, 0, end);
}

bool saved_trim(struct message *message, struct error *err)
{
    size_t length, size = message->body.size;
    if (!read_length(message, &length))
        return true;
    if (size < length) {
        error_set(err, ERROR_INPUT, "its body is cut short: it has %zu bytes, of %zu", size,
                  length);
        return error_hint(err, "if that is all of it, mend its Content-Length or take it out");
    }
    struct span excess = span_slice(message->body, length, size);
    if (span_is(excess, "\n") || span_is(excess, "\r\n"))
        message->body = span_slice(message->body, 0, length);
    return true;
}
