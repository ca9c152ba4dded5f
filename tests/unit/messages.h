/* Messages for tests. */
#ifndef SFPY_TEST_MESSAGES_H
#define SFPY_TEST_MESSAGES_H

#include "message.h"

/* A request to /a with one header, which is borrowed. */
static inline struct message message_of(struct header *header, const char *method, const char *body)
{
    return (struct message){.method = span_of(method),
                            .target = SPAN("/a"),
                            .version = SPAN("1.1"),
                            .headers = {header, 1},
                            .body = span_of(body)};
}

#endif
