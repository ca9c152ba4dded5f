/* Requests as people and tools save them: start line, headers, blank line, body. */
#ifndef SFPY_SAVED_H
#define SFPY_SAVED_H

#include "errors.h"
#include "message.h"

/* Whether a text begins like a saved request. */
bool saved_looks(struct span text);

/*
 * Reads a request whose lines end in CRLF or LF. The body is all that follows the blank line; where
 * that is chunks from begin to end, and the headers say so, it is what they hold, in the arena.
 * False with code INPUT, naming the line.
 */
MUST_USE bool saved_read(struct arena *arena, struct span text, struct message *message,
                         struct error *err);

/*
 * Takes the first of several saved requests off `rest`: it has a Content-Length or is chunks, and
 * behind its body the next request line begins, blank lines in between passed over. Where that
 * isn't so it is all there is.
 */
struct span saved_take(struct span *rest);

/*
 * Cuts off the line end that an editor put behind the body of a request, by its Content-Length.
 * False with code INPUT where the body is shorter than that.
 */
MUST_USE bool saved_trim(struct message *message, struct error *err);

#endif
