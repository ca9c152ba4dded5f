/*
 * Stack traces in the answers of servers, which show who asks where the code lies and how it is
 * made: as text, in HTML, or in the strings of JSON, by the forms in which languages and the debug
 * pages of frameworks write them.
 */
#ifndef SFPY_TRACE_H
#define SFPY_TRACE_H

#include "buf.h"

/*
 * What kind of stack trace stands first in a text, in words such as "a Node.js stack trace"; NULL:
 * none does. `where` gets the line in which it shows, a slice of the text as it came and of some
 * 200 bytes at most; it may be NULL. Takes time linear in the text, and as much memory.
 */
const char *trace_find(struct span text, struct span *where);

#endif
