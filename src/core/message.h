/*
 * HTTP messages as bytes: where a request's head ends, whether it is well-formed, and what its
 * parts are. All parts are slices of the text they came from.
 */
#ifndef SFPY_MESSAGE_H
#define SFPY_MESSAGE_H

#include "buf.h"
#include "errors.h"

struct header {
    struct span name, value;
};

/* Headers in their order, duplicates kept. */
struct headers {
    struct header *at;
    size_t count;
};

struct message {
    struct span method, target, version; /* version as in "1.1" */
    struct headers headers;
    struct span body;
};

/* Adds a header, whose spans are borrowed; the array lives in the arena. */
void headers_add(struct headers *headers, struct arena *arena, struct span name, struct span value);

/*
 * The first header of that name (in any case), or NULL; `count` gets how many there are and may be
 * NULL.
 */
const struct header *headers_find(const struct headers *headers, struct span name, size_t *count);

/* Removes all headers of that name. */
void headers_remove(struct headers *headers, struct span name);

/*
 * Puts a value where the first header of that name stands, whose spelling stays; the others go. At
 * the end where there is none.
 */
void headers_set(struct headers *headers, struct arena *arena, struct span name, struct span value);

/* Sets Content-Length to `size` bytes, by the rule of headers_set(). */
void headers_set_length(struct headers *headers, struct arena *arena, size_t size);

/*
 * Puts given headers at the end instead of those that have their names, as options change a
 * request; an empty value only removes. Host keeps its place.
 */
void headers_override(struct headers *headers, struct arena *arena, const struct headers *given);

/*
 * Splits 'Name: value', as options give headers, into trimmed slices. An empty value is allowed.
 * False with code USAGE where the name is missing or no token of RFC 9110, or a line end stands in
 * it.
 */
MUST_USE bool header_read(struct span text, struct header *header, struct error *err);

/* Whether a byte may stand in a token of RFC 9110 (section 5.6.2), such as a header's name. */
bool is_token_byte(char c);

/* Whether the name is a token of RFC 9110 and the value could stand in one line. */
bool header_is_sound(struct span name, struct span value);

/* Whether a header holds what lets in, such as Cookie: it is not shown unless asked for. */
bool header_is_credential(struct span name);

enum head_state { HEAD_MORE, HEAD_WHOLE, HEAD_BAD };

/*
 * Looks for the end of a head in the bytes that came so far, going on at `*scanned` (0 at first).
 * With HEAD_WHOLE `*scanned` is the size of the head, blank line included. HEAD_BAD at once where
 * it can't become a head: a bare line feed, or a first byte that begins no method (TLS spoken to a
 * plain port).
 */
enum head_state head_scan(struct span bytes, size_t *scanned);

/*
 * Checks the head of a request and cuts it up. Stricter than the HTTP parser behind it, whose
 * versions differ: lines end in CRLF, nothing is folded, single spaces, token names without a space
 * before the colon, HTTP/1.0 or 1.1, exactly one Host in 1.1, no transfer coding in 1.0 and none
 * but "chunked", never two lengths, and a length of 1 to 19 digits (RFC 9112, sections 2.2, 3, 5,
 * 6). Returns NULL, or what is wrong with it.
 */
const char *head_parse(struct arena *arena, struct span head, struct message *message);

/* The size of `http://` or `https://` at the begin of a text, in any case; 0: there is none. */
size_t http_scheme_size(struct span text);

/*
 * The path of a request target: what precedes `?`, an absolute-form target reduced to its path
 * first.
 */
struct span target_path(struct span target);

/* Reads a status of three digits; false, and 0, where it is none. */
bool status_read(struct span text, int *status);

/* Whether an answer of this status, to a POST, has a body (RFC 9110, sections 15.3.5, 15.4.5). */
bool status_has_body(int status);

/* Copies in the arena, which outlive what they were borrowed from. */
struct headers headers_keep(struct arena *arena, const struct headers *headers);
struct message message_keep(struct arena *arena, const struct message *message);

/* Adds headers as HTTP/1.1 sends them, the blank line behind them included. */
void headers_write(struct buf *out, const struct headers *headers);

/* Adds a request as HTTP/1.1 sends it. */
void message_write(struct buf *out, const struct message *message);

#endif
