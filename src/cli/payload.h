/* Saved payloads: raw bodies, saved HTTP requests, and records. */
#ifndef SFPY_PAYLOAD_H
#define SFPY_PAYLOAD_H

#include "delivery.h"

enum payload_form { PAYLOAD_GUESS, PAYLOAD_BODY, PAYLOAD_HTTP, PAYLOAD_JOURNAL };

/* The values of --input, in the order of the enum. */
extern const char *const payload_forms[];

struct payload {
    struct message message; /* for a raw body all but the body is empty */
    bool bare;              /* a raw body: it came without headers */
    struct span id;         /* of a record; absent else */
};

/* Goes through the payloads of one file. */
struct payload_reader {
    enum payload_form form;
    struct span rest;
    size_t line;
    struct buf content;
    struct arena arena; /* of the current payload */
};

/* Reads a file (`-`: standard input) and finds out what it holds. False with code INPUT. */
MUST_USE bool payload_open(struct payload_reader *reader, const char *file, enum payload_form form,
                           struct error *err);

/* Whether there is more than one payload in it, as far as nothing was read yet. */
bool payload_has_several(const struct payload_reader *reader);

enum payload_result { PAYLOAD_READ, PAYLOAD_END, PAYLOAD_DAMAGED };

/*
 * The next payload, valid until the next call. PAYLOAD_DAMAGED with code INPUT where it can't be
 * parsed; the one after it can be read all the same.
 */
enum payload_result payload_next(struct payload_reader *reader, struct payload *payload,
                                 struct error *err);

/* Accepts a zeroed reader. */
void payload_close(struct payload_reader *reader);

#endif
