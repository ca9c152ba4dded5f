/* Records as a journal has them, of times to choose. */
#ifndef RECORDING_H
#define RECORDING_H

#include "clock.h"
#include "delivery.h"

#include <string.h>

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
