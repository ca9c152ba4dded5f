/* Requests out of curl commands, as people and browsers write them. */
#ifndef SFPY_CURL_READ_H
#define SFPY_CURL_READ_H

#include "curl_data.h"
#include "message.h"

/*
 * Whether a text begins with the word curl, behind white space and a prompt `$ `, or with a printf
 * that may pipe a body to it.
 */
bool curl_looks(struct span text);

/*
 * Reads the request that a command would send, as curl 7.88 makes it, into the arena: method,
 * target, headers, body, and the URL without user and password. Of what curl adds by itself it has
 * Host and the Content-Type of a body. False with code INPUT where the command can't be read or
 * does not hold the whole request.
 */
MUST_USE bool curl_read(struct arena *arena, struct span text, const struct curl_files *files,
                        struct message *message, struct span *url, struct error *err);

enum curl_result { CURL_READ, CURL_END, CURL_DAMAGED };

/*
 * The same for the next of several commands, as a script has them, each on lines of its own: begins
 * at `*at` and moves that behind it. What printf pipes to curl is its standard input. After
 * CURL_DAMAGED, with code INPUT, the next one can be read all the same, if where it begins is
 * known.
 */
enum curl_result curl_next(struct arena *arena, struct span text, size_t *at,
                           const struct curl_files *files, struct message *message,
                           struct span *url, struct error *err);

#endif
