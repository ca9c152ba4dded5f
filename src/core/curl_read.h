/* Requests out of curl commands, as people and browsers write them. */
#ifndef SFPY_CURL_READ_H
#define SFPY_CURL_READ_H

#include "curl_data.h"
#include "message.h"

/* Whether a text begins with the word curl, behind white space and a prompt `$ `. */
bool curl_looks(struct span text);

/*
 * Reads the request that a command would send, as curl 7.88 makes it, into the arena: method,
 * target, headers, body, and the URL without user and password. Of what curl adds by itself it has
 * Host and the Content-Type of a body. False with code INPUT where the command can't be read or
 * does not hold the whole request.
 */
MUST_USE bool curl_read(struct arena *arena, struct span text, const struct curl_files *files,
                        struct message *message, struct span *url, struct error *err);

#endif
