/* Saved payloads: raw bodies, saved HTTP requests, records, HTTP archives and curl commands. */
#ifndef SFPY_PAYLOAD_H
#define SFPY_PAYLOAD_H

#include "delivery.h"
#include "har.h"
#include "lines.h"

enum payload_form {
    PAYLOAD_GUESS,
    PAYLOAD_BODY,
    PAYLOAD_HTTP,
    PAYLOAD_JOURNAL,
    PAYLOAD_HAR,
    PAYLOAD_CURL
};

/* The values of --input, in the order of the enum. */
extern const char *const payload_forms[];

struct payload {
    struct message message; /* for a raw body all but the body is empty */
    bool bare;              /* a raw body: it came without headers */
    bool timed;             /* whether `time`, when it was sent or came in, is known */
    bool foreign; /* of an archive, which holds other requests too: no scheme knows its headers */
    int64_t time; /* nanoseconds since 1970 */
    struct span url;  /* absolute; absent where it is not known */
    struct span id;   /* of a record; absent else */
    struct span name; /* what tells it from the others of its file; absent where it is alone */
};

/* Goes through the payloads of one file, of which only a journal is not held whole. */
struct payload_reader {
    enum payload_form form;
    const struct schemes *schemes;
    struct line_reader lines;
    struct har_reader archive;
    struct span text;   /* of the other forms, until it was handed out; absent else */
    struct arena arena; /* of the current payload */
};

/*
 * Opens a file (`-`: standard input) and finds out what it holds, by its first MiB or line.
 * `schemes` tell deliveries in an archive from what else is in it. False with code INPUT where it
 * can't be read, or is to be an HTTP archive and is none.
 */
MUST_USE bool payload_open(struct payload_reader *reader, const char *file, enum payload_form form,
                           const struct schemes *schemes, struct error *err);

/* Whether more than one payload is in it, as far as nothing was read yet; reads ahead for that. */
bool payload_has_several(struct payload_reader *reader);

enum payload_result { PAYLOAD_READ, PAYLOAD_END, PAYLOAD_DAMAGED };

/*
 * The next payload, valid until the next call. PAYLOAD_DAMAGED with code INPUT where it can't be
 * parsed; the one after it can be read all the same. What is foreign may have an empty body where
 * the file does not hold its bytes.
 */
enum payload_result payload_next(struct payload_reader *reader, struct payload *payload,
                                 struct error *err);

/* Accepts a zeroed reader. */
void payload_close(struct payload_reader *reader);

#endif
