/* Requests as curl commands. */
#ifndef SFPY_CURL_COMMAND_H
#define SFPY_CURL_COMMAND_H

#include "message.h"
#include "url.h"

/* The headers that curl, program and library, adds unless told not to; NULL-terminated. */
extern const char *const curl_own_headers[];

/*
 * Adds a curl command for a POSIX shell that sends the same request to `url`: these headers, no
 * others, and the same bytes. A body that can't be a word of a command, since it holds a NUL or is
 * too long, comes from printf through a pipe. A password in the URL is masked. `options`, words
 * such as "--cacert" and its file, stand behind curl's others; NULL-terminated, NULL: none.
 */
void curl_write(struct buf *out, const struct message *message, const struct url *url,
                const char *const *options);

#endif
