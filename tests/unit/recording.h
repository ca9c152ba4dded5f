/* A journal of a test's own, and records as one has them, of times to choose. */
#ifndef RECORDING_H
#define RECORDING_H

#include "clock.h"
#include "delivery.h"

#include <stdio.h>
#include <string.h>

static char folder[64];
static char path[96], old_path[104];

/* Each case has the path to itself; no file is there yet. */
static inline void begin(void)
{
    snprintf(path, sizeof path, "%s/journal.jsonl", folder);
    snprintf(old_path, sizeof old_path, "%s.1", path);
    remove(path);
    remove(old_path);
}

/*
 * Adds a record of `ms` milliseconds since 1970 with a body of `size` bytes; `id`, which may be
 * NULL, gets its id.
 */
static inline void add_record(struct buf *out, int64_t ms, size_t size, char *id)
{
    struct buf body = {0};
    struct delivery delivery = {
        .url = SPAN("http://localhost/"),
        .request = {.method = SPAN("POST"), .target = SPAN("/"), .version = SPAN("1.1")}};
    buf_add_repeated(&body, 'x', size);
    delivery.request.body = buf_span(&body);
    delivery_stamp(&delivery, ms * CLOCK_MS);
    delivery_write(out, &delivery);
    if (id)
        memcpy(id, delivery.id, sizeof delivery.id);
    buf_clear(&body);
}

#endif
