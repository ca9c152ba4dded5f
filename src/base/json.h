/*
 * JSON without loss: a reader that hands out the slices of its tokens as they stand in the text,
 * and what is built on it. Nothing here makes a tree, rounds a number or rewrites a byte that it
 * isn't asked to.
 *
 * The syntax is RFC 8259's, depth unlimited; that strings are UTF-8 and surrogates come in pairs is
 * not checked, since no verifier in the field checks it either.
 */
#ifndef SFPY_JSON_H
#define SFPY_JSON_H

#include "buf.h"
#include "errors.h"

enum json_token {
    JSON_FAULT, /* not JSON: `fault` says why, `at` where */
    JSON_END,   /* the value is whole; what stands behind it was not looked at */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_NAME, /* a member's name with its quotes; its value follows */
    JSON_STRING,
    JSON_NUMBER,
    JSON_LITERAL, /* true, false, null */
};

struct json_reader {
    struct span text;
    size_t at;         /* behind the last token */
    struct span slice; /* the last token as it stands in the text */
    size_t depth;      /* open objects and arrays */
    const char *fault;
    unsigned expect;
    char shallow[64];
    struct buf deep;
};

/* Reads the first value of `text`, which is borrowed. */
void json_open(struct json_reader *reader, struct span text);

/* The next token. After JSON_END or JSON_FAULT the same again. */
enum json_token json_next(struct json_reader *reader);

/* Lets go of what a deep nesting took. */
void json_close(struct json_reader *reader);

/* Line and column (from 1, columns in bytes) of an offset. */
void json_position(struct span text, size_t offset, size_t *line, size_t *column);

/*
 * Cuts the first value out of `text`, spaces around it excluded. False with code INPUT, line,
 * column and reason where there is none.
 */
MUST_USE bool json_value(struct span text, struct span *value, struct error *err);

/* As json_value(), but nothing except white space may follow: for files that hold one value. */
MUST_USE bool json_document(struct span text, struct span *value, struct error *err);

/*
 * Goes through the children of an object or array, in one pass over the text:
 *
 *     bool container = json_walk_open(&walk, text);
 *     while (container && json_walk_next(&walk, &name, &value)) …
 *     bool whole = json_walk_close(&walk);
 */
struct json_walk {
    struct json_reader reader;
    bool array;
    size_t index; /* children seen */
};

/* False where the text begins with neither; json_walk_close() is due all the same. */
bool json_walk_open(struct json_walk *walk, struct span text);

/*
 * The next child: the raw slice of its name (absent in arrays) and of its value. False at the end
 * or at a fault.
 */
bool json_walk_next(struct json_walk *walk, struct span *name, struct span *value);

/* Whether all that was read is JSON. */
bool json_walk_close(struct json_walk *walk);

/* Compares a raw name, its escapes undone, with a text. */
bool json_name_is(struct span quoted, struct span name);

/*
 * Finds the members of the object in `text` that `names` lists: `values` gets their raw slices, of
 * several with one name the last, and stays where there is none. False where it is not JSON or no
 * object; bytes after it are ignored.
 */
bool json_members(struct span text, const char *const *names, size_t count, struct span *values);

/* The same of a text that holds the object alone: false where more than white space is beside it.
 */
bool json_members_alone(struct span text, const char *const *names, size_t count,
                        struct span *values);

enum json_found { JSON_FOUND, JSON_ABSENT, JSON_INVALID };

/*
 * The raw slice of the last member of the object in `text` whose name, unescaped, is `name`. The
 * whole value is read: JSON_INVALID where it is not JSON or no object; bytes after it are ignored.
 */
enum json_found json_member(struct span text, struct span name, struct span *value);

/*
 * The raw slice at a dotted path: member names and array indexes, a name with dots in double quotes
 * (`data.items.0."a.b"`). With JSON_ABSENT, `value` is the deepest value that was found on the way
 * and `missing` the step it lacks; `missing` may be NULL.
 */
enum json_found json_at_path(struct span text, struct span path, struct span *value,
                             struct span *missing);

/*
 * The text of a string slice, its quotes and escapes undone, added to `out`. A lone surrogate
 * becomes U+FFFD; returns whether there was none.
 */
bool json_unquote(struct buf *out, struct span string);

/* What a raw value is, in words: "an object", "a string", "true". */
const char *json_kind(struct span value);

/* The text of a raw value, in the arena; absent where it is absent or no string. */
struct span json_text(struct arena *arena, struct span value);

/* The text of the string at a path, in the arena; absent where there is none or it is no string. */
struct span json_text_at(struct arena *arena, struct span text, const char *path);

/*
 * JSON_PLAIN escapes what RFC 8259 demands and what could steer a terminal; JSON_GO just what Go's
 * encoding/json does: control characters, & < > U+2028 U+2029.
 */
enum json_style { JSON_PLAIN, JSON_GO };

/* Adds `text` as a JSON string with its quotes; bytes that are no UTF-8 become \ufffd, as in Go. */
void json_quote(struct buf *out, struct span text, enum json_style style);

/*
 * Adds a value without the white space between its tokens. Every token keeps its bytes, except
 * that JSON_GO escapes the characters named above, as Go's json.Compact does for raw messages.
 */
void json_compact(struct buf *out, struct span value, enum json_style style);

/*
 * What surrounds the tokens of a re-indented value, such as colours; all empty strings for plain
 * text.
 */
struct json_paint {
    const char *name, *string, *number, *literal, *end;
};

/*
 * Adds a value re-indented by two spaces, each line but the first behind `margin` spaces; every
 * token keeps its bytes, except that characters which could steer a terminal come as \uXXXX. What
 * is nested deeper than 32 levels stays on one line. No line end at the end.
 */
void json_indent(struct buf *out, struct span value, size_t margin, const struct json_paint *paint);

#endif
