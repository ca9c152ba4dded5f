/*
 * Which writer an endpoint uses that reads the JSON and writes it anew before it hashes: told by
 * which of several rightly signed bodies it accepts, since each writer changes other ones.
 */
#ifndef SFPY_REENCODING_H
#define SFPY_REENCODING_H

#include "buf.h"
#include "scheme.h"

/* What a body has that the event doesn't have of itself. */
enum reencoding_added {
    ADDED_NOTHING,
    ADDED_WITHIN, /* a member of an object in the event */
    ADDED_TO_EVENT,
};

/* A body, rightly signed, and what came of it. */
struct reencoding_sample {
    struct span body;
    bool accepted;
    enum reencoding_added added;
};

enum { REENCODING_WRITERS = 32 };

/*
 * What accepts the samples that were accepted, and no others; where only few samples are there, it
 * may be either of both.
 */
struct reencoding {
    /* Who refuses members unknown to it, whatever they hold: in that place and those above it. */
    enum reencoding_added strict;
    size_t writers[REENCODING_WRITERS], count; /* the SDKs first */
};

/*
 * Tells from the samples. Empty where all or none were accepted, and where nothing known fits. The
 * body as it is sent otherwise should be among them.
 */
struct reencoding reencoding_find(const struct scheme *scheme,
                                  const struct reencoding_sample *samples, size_t count);

/* A writer's name: "@sfpy/node-sdk", "JSON.stringify". */
const char *reencoding_name(const struct scheme *scheme, size_t writer);

/* Adds the names of the first writers: "@sfpy/node-sdk or JSON.stringify". */
void reencoding_write(struct buf *out, const struct scheme *scheme, const struct reencoding *found);

/*
 * Adds how a writer changes a body first, in a few words with foreign text made harmless: "2034.50
 * becomes 2034.5". False, adding nothing, where it keeps it or can't read it.
 */
bool reencoding_describe(struct buf *out, const struct scheme *scheme, size_t writer,
                         struct span body);

#endif
