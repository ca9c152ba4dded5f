/* Requests as curl commands. */
#ifndef SFPY_CURL_COMMAND_H
#define SFPY_CURL_COMMAND_H

#include "message.h"
#include "url.h"

/* The headers that curl, program and library, adds unless told not to; NULL-terminated. */
extern const char *const curl_own_headers[];

/*
 * Adds a curl command for a POSIX shell that sends the same request to `url`: these headers, no
 * others, and the same bytes. The body must hold no NUL byte. A password in the URL is masked.
 */
void curl_write(struct buf *out, const struct message *message, const struct url *url);

#endif
