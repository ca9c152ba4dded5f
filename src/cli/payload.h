/*
 * Saved payloads: raw bodies, saved HTTP requests, records, HTTP archives, curl commands, and what
 * other tools for webhooks save.
 */
#ifndef SFPY_PAYLOAD_H
#define SFPY_PAYLOAD_H

#include "clerk.h"
#include "har.h"
#include "lines.h"

enum payload_form {
    PAYLOAD_GUESS,
    PAYLOAD_BODY,
    PAYLOAD_HTTP,
    PAYLOAD_JOURNAL,
    PAYLOAD_HAR,
    PAYLOAD_CURL,
    PAYLOAD_GOSMEE,
    PAYLOAD_CLERK
};

/* The values of --input, in the order of the enum. */
extern const char *const payload_forms[];

struct payload {
    struct delivery delivery; /* of a raw body only the body; of a record, or what was exported as
                                 an archive, all; of other forms what they have, no id */
    bool bare;                /* a raw body: it came without headers */
    bool timed;       /* whether the delivery's time, when it was sent or came in, is known */
    bool foreign;     /* of an archive, which holds other requests too: it is no delivery */
    bool lost;        /* nobody signed it, and the bytes of its body are not in the archive */
    struct span line; /* of a record, as it stands in the file; absent else */
    struct span name; /* what tells it from the others of its file; absent where it is alone */
};

/* Goes through the payloads of one file, of which only lines are not held whole. */
struct payload_reader {
    enum payload_form form;
    const char *file;
    const struct schemes *schemes;
    bool posts; /* of an archive, what was posted is a delivery, signed or not */
    bool several;
    struct line_reader lines;
    struct har_reader archive;
    struct clerk_relay relay;
    struct span text;   /* of the forms that are no lines */
    size_t at;          /* what of it was handed out */
    size_t number;      /* of the last payload in it; of lines, 1 once no more can be read */
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

enum payload_result {
    PAYLOAD_READ,
    PAYLOAD_END,
    PAYLOAD_DAMAGED,
    PAYLOAD_OTHER /* a line that is none; payload_next() passes over it */
};

/*
 * The next payload, valid until the next call. PAYLOAD_DAMAGED with code INPUT where it can't be
 * parsed; the one after it can be read all the same. Where the file itself can't be read any
 * further, that is told once, and PAYLOAD_END follows.
 */
enum payload_result payload_next(struct payload_reader *reader, struct payload *payload,
                                 struct error *err);

/* Accepts a zeroed reader. */
void payload_close(struct payload_reader *reader);

#endif
