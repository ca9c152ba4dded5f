/* What the server says: statuses with their phrases and reasons, and answers as bytes. */
#ifndef SFPY_REPLY_H
#define SFPY_REPLY_H

#include "message.h"

/* The reason in the body of an answer to what is no delivery, such as "not-found"; NULL for other
 * statuses. */
const char *reply_reason(int status);

/* The headers of an answer with a JSON body of `size` bytes to a request; the texts live in the
 * arena. */
struct headers reply_headers(struct arena *arena, const struct message *request, size_t size,
                             bool keep_alive);

/* Adds an answer as HTTP/1.1 sends it. */
void reply_write(struct buf *out, int status, const struct headers *headers, struct span body);

#endif
