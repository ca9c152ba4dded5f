/* What the server says: statuses with their phrases and reasons, and answers as bytes. */
#ifndef SFPY_REPLY_H
#define SFPY_REPLY_H

#include "message.h"

/* The reason in the body of an answer to what is no delivery, such as "not-found"; NULL for other
 * statuses. */
const char *reply_reason(int status);

/* As exchange_headers(). */
struct headers reply_headers(struct arena *arena, const struct message *request, int status,
                             const struct headers *own, size_t size, bool keep_alive);

/* Adds an answer as HTTP/1.1 sends it; the body only where the status has one. */
void reply_write(struct buf *out, int status, const struct headers *headers, struct span body);

#endif
