/*
 * HTTP archives (HAR 1.2), as browsers and proxies save them: the requests in them, their bodies
 * byte for byte.
 */
#ifndef SFPY_HAR_H
#define SFPY_HAR_H

#include "json.h"
#include "message.h"

/* Goes through the entries in their order, in one pass. */
struct har_reader {
    struct json_walk walk;
    size_t number; /* of the last entry, from 1 */
};

/* A request, its parts in the arena. */
struct har_entry {
    struct message request; /* headers as they are, but for the pseudo headers of HTTP/2 */
    struct span url;
    bool timed; /* whether `time`, when it began, is known */
    int64_t time;
};

/* Whether a text is an object that has an array log.entries, as far as it is JSON. */
bool har_looks(struct span text);

/*
 * Begins with the first entry of `text`, which is borrowed. False with code INPUT, line and column
 * where it is no JSON, and where it has no array log.entries; har_close() is due all the same.
 */
MUST_USE bool har_open(struct har_reader *reader, struct span text, struct error *err);

/* How many entries there are in it, as far as none was read yet; stops counting at `most`. */
size_t har_count(const struct har_reader *reader, size_t most);

enum har_result {
    HAR_READ,
    HAR_END,
    HAR_DAMAGED, /* the entry is malformed */
    HAR_BODILESS /* all of it was read but its body, whose bytes are not in the file */
};

/*
 * The next entry. HAR_DAMAGED and HAR_BODILESS with code INPUT, its number in front; the ones after
 * it can be read all the same. A body is postData.text, base64 undone where `encoding` (HAR 1.3) or
 * `_encoding` says so; form parameters alone don't tell how they were written.
 */
enum har_result har_next(struct har_reader *reader, struct arena *arena, struct har_entry *entry,
                         struct error *err);

/* Accepts a zeroed reader. */
void har_close(struct har_reader *reader);

#endif
