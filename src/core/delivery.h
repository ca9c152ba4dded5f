/*
 * The delivery record: what `listen` and `trigger` write and all other commands read. One line of
 * JSON each, bodies and headers byte-exact both ways.
 */
#ifndef SFPY_DELIVERY_H
#define SFPY_DELIVERY_H

#include "events.h"
#include "ident.h"
#include "message.h"
#include "signature.h"

/* The version of the record's form, raised only where what knows the old one would misread it. */
enum { DELIVERY_SCHEMA = 1 };

enum direction { DIRECTION_RECEIVED, DIRECTION_SENT };

struct answer {
    int status; /* 0: there was none */
    struct headers headers;
    struct span body;
    int64_t duration;  /* nanoseconds */
    const char *fault; /* what went wrong on purpose, such as "reset"; NULL: nothing */
};

/* What came of handing a delivery on to one target. */
struct forwarded {
    struct span url;   /* user and password masked */
    int status;        /* of its answer; 0: there was none */
    int64_t duration;  /* nanoseconds, of the last attempt */
    unsigned attempts; /* at least 1 */
    struct span error; /* why there was no whole answer; absent where there was one */
};

/* All spans are borrowed; absent ones are null in the record. */
struct delivery {
    char id[ULID_SIZE + 1];
    enum direction direction;
    int64_t time;
    struct span peer; /* address:port */
    struct span url;  /* absolute, user and password masked */
    struct message request;
    bool judged; /* whether `verdict` means anything: sent deliveries have none */
    struct verdict verdict;
    struct event_label event;
    struct answer answer;
    const struct forwarded *forwards;
    size_t forward_count;
    struct span replay_of;
    /* Of sent ones. */
    struct span expected; /* the statuses that were wanted; absent: 2xx */
    struct span error;    /* why there was no whole answer; absent where there was one */
};

/* Gives a delivery its time and an id that sorts by it. */
void delivery_stamp(struct delivery *delivery, int64_t time);

/*
 * Adds the member `headers`: an array of [name, value]. A value that is no UTF-8 shows what can be
 * shown, and its bytes follow as base64 in a third place.
 */
void delivery_write_headers(struct buf *out, const struct headers *headers);

/* Adds the record as one line of JSON, line end included. */
void delivery_write(struct buf *out, const struct delivery *delivery);

/*
 * Adds, as a member `name`, the record without headers and bodies, which stand somewhere else;
 * delivery_read() takes it as a frame.
 */
void delivery_write_frame(struct buf *out, const char *name, const struct delivery *delivery);

/* What of a record is read: all but headers and bodies, which a filter doesn't ask for, or all. */
enum delivery_parts { DELIVERY_FRAME, DELIVERY_WHOLE };

/*
 * Reads a record into the arena; what it lacks beside the request is absent, what is unknown in it
 * is passed over. A scheme that `schemes` lacks is NULL, a reason of which this version doesn't
 * know REASON_NONE; a password in a URL, which others may have recorded, is masked. False with code
 * INPUT, naming the member at fault.
 */
MUST_USE bool delivery_read(struct arena *arena, const struct schemes *schemes, struct span line,
                            enum delivery_parts parts, struct delivery *delivery,
                            struct error *err);

/*
 * The id of the record in a line, a ULID; false where there is none. Quick for what
 * delivery_write() writes, of which it reads the begin only: that the rest is there is not said.
 */
bool delivery_line_id(struct span line, struct span *id);

/* Whether a line begins like a record. */
bool delivery_looks_recorded(struct span line);

#endif
