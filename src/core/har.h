/*
 * HTTP archives (HAR 1.2), as browsers, proxies and har_write save them: requests and answers, the
 * bodies byte for byte.
 */
#ifndef SFPY_HAR_H
#define SFPY_HAR_H

#include "delivery.h"
#include "json.h"

/* Goes through the entries in their order, in one pass. */
struct har_reader {
    struct json_walk walk;
    size_t number; /* of the last entry, from 1 */
};

/* A request and what was answered, their parts in the arena. */
struct har_entry {
    struct message request; /* headers as they are, but for the pseudo headers of HTTP/2 */
    struct span url;
    bool timed; /* whether `time`, when it began, is known */
    int64_t time;
    struct answer answer; /* status 0: none is known */
    struct span frame;    /* of a delivery that har_write wrote: the rest of its record, as JSON */
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

/*
 * The delivery of an entry that was read whole: the one that was written, where it is from us, else
 * request, answer, URL and time, without an id. False with code INPUT, naming the member at fault.
 */
MUST_USE bool har_delivery(struct arena *arena, const struct schemes *schemes,
                           const struct har_entry *entry, struct delivery *delivery,
                           struct error *err);

/* Accepts a zeroed reader. */
void har_close(struct har_reader *reader);

#endif
