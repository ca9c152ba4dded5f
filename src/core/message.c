#include "message.h"

#include "text.h"

#include <string.h>

void headers_add(struct headers *headers, struct arena *arena, struct span name, struct span value)
{
    bool full = headers->count == 0 ||
                (headers->count >= 8 && (headers->count & (headers->count - 1)) == 0);
    if (full) {
        size_t room = headers->count ? headers->count * 2 : 8;
        struct header *moved = arena_new(arena, room * sizeof *moved);
        if (headers->count)
            memcpy(moved, headers->at, headers->count * sizeof *moved);
        headers->at = moved;
    }
    headers->at[headers->count++] = (struct header){name, value};
}

const struct header *headers_find(const struct headers *headers, struct span name, size_t *count)
{
    const struct header *first = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < headers->count; i++) {
        if (!span_equal_nocase(headers->at[i].name, name))
            continue;
        if (seen++ == 0)
            first = &headers->at[i];
    }
    if (count)
        *count = seen;
    return first;
}

void headers_remove(struct headers *headers, struct span name)
{
    size_t kept = 0;
    for (size_t i = 0; i < headers->count; i++)
        if (!span_equal_nocase(headers->at[i].name, name))
            headers->at[kept++] = headers->at[i];
    headers->count = kept;
}

void headers_set(struct headers *headers, struct arena *arena, struct span name, struct span value)
{
    size_t kept = 0;
    bool placed = false;
    for (size_t i = 0; i < headers->count; i++) {
        struct header header = headers->at[i];
        if (span_equal_nocase(header.name, name)) {
            if (placed)
                continue;
            placed = true;
            header.value = value;
        }
        headers->at[kept++] = header;
    }
    headers->count = kept;
    if (!placed)
        headers_add(headers, arena, name, value);
}

void headers_set_length(struct headers *headers, struct arena *arena, size_t size)
{
    char room[24];
    struct buf digits = BUF_OVER(room);
    buf_printf(&digits, "%zu", size);
    headers_set(headers, arena, SPAN("Content-Length"), span_keep(arena, buf_span(&digits)));
}

static bool is_new_host(const struct header *header)
{
    return header->value.size > 0 && span_equal_nocase(header->name, SPAN("Host"));
}

void headers_override(struct headers *headers, struct arena *arena, const struct headers *given)
{
    for (size_t i = 0; i < given->count; i++)
        if (!is_new_host(&given->at[i]))
            headers_remove(headers, given->at[i].name);
    for (size_t i = 0; i < given->count; i++)
        if (is_new_host(&given->at[i]))
            headers_set(headers, arena, given->at[i].name, given->at[i].value);
        else if (given->at[i].value.size > 0)
            headers_add(headers, arena, given->at[i].name, given->at[i].value);
}

bool is_token_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_token_byte(text.at[i]))
            return false;
    return text.size > 0;
}

bool header_is_credential(struct span name)
{
    static const char *const names[] = {"Authorization", "Proxy-Authorization", "Cookie",
                                        "Set-Cookie"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (span_equal_nocase(name, span_of(names[i])))
            return true;
    return false;
}

bool header_is_sound(struct span name, struct span value)
{
    return is_token(name) &&
           !(value.size && (memchr(value.at, '\n', value.size) ||
                            memchr(value.at, '\r', value.size) || memchr(value.at, 0, value.size)));
}

bool header_read(struct span text, struct header *header, struct error *err)
{
    struct span value = text, name;
    if (!span_split(&value, ':', &name) || !value.at)
        return error_set(err, ERROR_USAGE, "a header is written 'Name: value', not '%.*s'",
                         SPAN_ARG(text));
    if (!is_token(name))
        return error_set(err, ERROR_USAGE, "'%.*s' is no header name", SPAN_ARG(name));
    while (value.size > 0 && strchr("\r\n", value.at[value.size - 1]))
        value.size--; /* as copied from a file */
    value = span_trim(value);
    if (!header_is_sound(name, value))
        return error_set(err, ERROR_USAGE, "a line end in the value of header '%.*s'",
                         SPAN_ARG(name));
    *header = (struct header){name, value};
    return true;
}

enum head_state head_scan(struct span bytes, size_t *scanned)
{
    if (bytes.size > 0 && !is_token_byte(bytes.at[0]))
        return HEAD_BAD;
    size_t at = *scanned;
    while (at < bytes.size) {
        const char *feed = memchr(bytes.at + at, '\n', bytes.size - at);
        if (!feed)
            break;
        at = (size_t)(feed - bytes.at) + 1;
        if (at < 2 || bytes.at[at - 2] != '\r')
            return HEAD_BAD;
        if (at >= 4 && bytes.at[at - 3] == '\n') {
            *scanned = at;
            return HEAD_WHOLE;
        }
    }
    *scanned = bytes.size;
    return HEAD_MORE;
}

/* Takes one line that ends in CRLF off `rest`. */
static bool take_line(struct span *rest, struct span *line)
{
    return span_split(rest, '\n', line) && line->size > 0 && line->at[--line->size] == '\r';
}

static const char *parse_request_line(struct span line, struct message *message)
{
    struct span version;
    if (!span_split(&line, ' ', &message->method) || !is_token(message->method))
        return "the method is malformed";
    if (!span_split(&line, ' ', &message->target) || message->target.size == 0)
        return "the request line has no target";
    if (!text_is_printable(message->target))
        return "a control character or a byte beyond ASCII in the target";
    if (!span_split(&line, ' ', &version) || line.at)
        return "the request line is not three words with single spaces";
    if (!span_is(version, "HTTP/1.1") && !span_is(version, "HTTP/1.0"))
        return "the version is neither HTTP/1.0 nor HTTP/1.1";
    message->version = span_slice(version, 5, version.size);
    return NULL;
}

static const char *parse_header_line(struct arena *arena, struct span line, struct message *message)
{
    struct span value = line, name;
    if (line.at[0] == ' ' || line.at[0] == '\t')
        return "a folded header line";
    span_split(&value, ':', &name);
    if (!value.at)
        return "a header line without a colon";
    if (!is_token(name))
        return "a malformed header name";
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return "a control character in a header value";
    }
    headers_add(&message->headers, arena, name, span_trim(value));
    return NULL;
}

/* Digits only, and not so many that they overflow 64 bits. */
static bool is_length(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.size > 0 && text.size < 20;
}

static const char *check_framing(const struct message *message)
{
    size_t hosts, lengths, codings;
    bool old = span_is(message->version, "1.0");
    headers_find(&message->headers, SPAN("Host"), &hosts);
    const struct header *length = headers_find(&message->headers, SPAN("Content-Length"), &lengths);
    const struct header *coding =
        headers_find(&message->headers, SPAN("Transfer-Encoding"), &codings);
    if (hosts > 1 || (hosts == 0 && !old))
        return "not exactly one Host header";
    if (lengths > 1)
        return "two Content-Length headers";
    if (length && !is_length(length->value))
        return "a Content-Length that is no number";
    if (!coding)
        return NULL;
    if (old)
        return "a transfer coding in HTTP/1.0";
    if (lengths > 0)
        return "both Content-Length and Transfer-Encoding";
    if (codings > 1 || !span_equal_nocase(coding->value, SPAN("chunked")))
        return "a transfer coding other than chunked";
    return NULL;
}

const char *head_parse(struct arena *arena, struct span head, struct message *message)
{
    struct span line;
    *message = (struct message){0};
    if (!take_line(&head, &line))
        return "a line that does not end in CRLF";
    const char *fault = parse_request_line(line, message);
    while (!fault) {
        if (!take_line(&head, &line))
            return "a line that does not end in CRLF";
        if (line.size == 0)
            break;
        fault = parse_header_line(arena, line, message);
    }
    return fault ? fault : check_framing(message);
}

size_t http_scheme_size(struct span text)
{
    static const struct span schemes[] = {{"http://", 7}, {"https://", 8}};
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (span_equal_nocase(span_slice(text, 0, schemes[i].size), schemes[i]))
            return schemes[i].size;
    return 0;
}

struct span target_path(struct span target)
{
    struct span path = target;
    size_t scheme = http_scheme_size(target);
    if (scheme) {
        path = span_slice(target, scheme, target.size);
        size_t host = 0;
        while (host < path.size && path.at[host] != '/' && path.at[host] != '?')
            host++;
        path = span_slice(path, host, path.size);
    }
    span_split(&path, '?', &target);
    return scheme && target.size == 0 ? SPAN("/") : target;
}

bool status_read(struct span text, int *status)
{
    int read = 0;
    bool digits = text.size == 3 && text.at[0] != '0';
    for (size_t i = 0; digits && i < text.size; i++) {
        digits = text.at[i] >= '0' && text.at[i] <= '9';
        read = read * 10 + (text.at[i] - '0');
    }
    *status = digits ? read : 0;
    return digits;
}

bool status_has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

struct headers headers_keep(struct arena *arena, const struct headers *headers)
{
    struct headers kept = {0};
    for (size_t i = 0; i < headers->count; i++)
        headers_add(&kept, arena, span_keep(arena, headers->at[i].name),
                    span_keep(arena, headers->at[i].value));
    return kept;
}

struct message message_keep(struct arena *arena, const struct message *message)
{
    return (struct message){.method = span_keep(arena, message->method),
                            .target = span_keep(arena, message->target),
                            .version = span_keep(arena, message->version),
                            .headers = headers_keep(arena, &message->headers),
                            .body = span_keep(arena, message->body)};
}

void headers_write(struct buf *out, const struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        buf_add(out, headers->at[i].name);
        buf_add_text(out, ": ");
        buf_add(out, headers->at[i].value);
        buf_add_text(out, "\r\n");
    }
    buf_add_text(out, "\r\n");
}

void message_write(struct buf *out, const struct message *message)
{
    buf_printf(out, "%.*s %.*s HTTP/%.*s\r\n", SPAN_ARG(message->method), SPAN_ARG(message->target),
               SPAN_ARG(message->version));
    headers_write(out, &message->headers);
    buf_add(out, message->body);
}
