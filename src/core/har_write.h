/* HTTP archives (HAR 1.2) of deliveries, written entry by entry; core/har reads them back whole. */
#ifndef SFPY_HAR_WRITE_H
#define SFPY_HAR_WRITE_H

#include "delivery.h"

struct har_writer {
    bool credentials; /* headers such as Cookie are written as they came, not as *** */
    size_t entries;   /* written so far */
};

/* Adds what stands in front of the entries. */
void har_write_begin(struct buf *out);

/*
 * Adds one entry. A request body that is no UTF-8 is base64, `postData._encoding` says so; a header
 * value that is none shows what can be shown, its bytes are base64 in `_base64`. What the format
 * has no place for is the member `_delivery`, the record without headers and bodies. No answer has
 * the status 0.
 */
void har_write_entry(struct har_writer *writer, struct buf *out, const struct delivery *delivery);

/* Adds what stands behind them. */
void har_write_end(struct buf *out);

#endif
