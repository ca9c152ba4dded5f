/* Deliveries that were sent, on their way to the journal. */
#ifndef SFPY_RECORDER_H
#define SFPY_RECORDER_H

#include "commit.h"
#include "sender.h"

struct recorder {
    struct commit *commit;                                  /* NULL: nothing is recorded */
    void (*failed)(void *context, const struct error *err); /* a record could not be written */
    void *context;
};

/*
 * Opens the journal at `path` (NULL: nothing is recorded), of at most `most` bytes. False with code
 * SYSTEM.
 */
MUST_USE bool recorder_open(struct recorder *recorder, struct loop *loop, const char *path,
                            int64_t most, struct error *err);

/*
 * Takes what came of an attempt into a delivery, and records it; its texts are copied, the
 * recorder must live on until the loop has run out.
 */
void recorder_add(struct recorder *recorder, struct delivery *delivery,
                  const struct sending *sending);

/* Closes the journal; only when the loop has run out. */
void recorder_close(struct recorder *recorder);

#endif
