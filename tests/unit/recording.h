/* Lines as a journal has them, with ids of times to choose. */
#ifndef RECORDING_H
#define RECORDING_H

#include "clock.h"
#include "ident.h"

/* Adds a line with an id of `ms` milliseconds since 1970 and `padding` bytes of text. */
static inline void add_record(struct buf *out, int64_t ms, size_t padding)
{
    buf_add_text(out, "{\"kind\":\"delivery\",\"id\":\"");
    ident_write_ulid(out, NULL, ms * CLOCK_MS);
    buf_add_text(out, "\",\"text\":\"");
    buf_add_repeated(out, 'x', padding);
    buf_add_text(out, "\"}\n");
}

/* Where the id begins in such a line. */
enum { RECORD_ID_AT = sizeof "{\"kind\":\"delivery\",\"id\":\"" - 1 };

#endif
