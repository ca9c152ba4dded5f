/*
 * An HTTP/1.1 server for one kind of request: the delivery, a POST to one path, read whole. All
 * else it answers itself, and says so.
 */
#ifndef SFPY_SERVER_H
#define SFPY_SERVER_H

#include "loop.h"
#include "message.h"

struct server_settings {
    const char *host; /* an address to bind */
    int port;         /* 0: any that is free */
    struct span path; /* compared byte for byte; "*" is any */
    size_t max_body;  /* bytes */
    size_t max_connections;
    bool allow_browser; /* requests with Origin or Sec-Fetch-Site are let in */
};

/* A delivery that waits for its answer. */
struct exchange {
    struct message request; /* valid until it is answered */
    struct span peer;       /* address:port, likewise */
    int64_t received;       /* clock_ticks() at the last byte of the body */
};

/* The answer to a delivery; its texts are only borrowed for the call. */
struct reply {
    int status;
    struct headers headers; /* of exchange_headers() */
    struct span body;
};

/* A request that was no delivery. */
struct refusal {
    struct span peer;
    int status;
    const char *why;            /* in words */
    struct span method, target; /* absent where the head wasn't read */
};

struct server_handler {
    void *context;
    void (*delivery)(void *context, struct exchange *exchange); /* answers now or later */
    void (*refused)(void *context, const struct refusal *refusal);
    void (*stopped)(void *context); /* after server_stop(): the last connection is closed */
};

struct server;

/*
 * Binds and listens. NULL with code NETWORK where the address is taken or not ours. The server must
 * be stopped before the loop ends, and is freed by server_free() after the loop has run out.
 */
struct server *server_open(struct loop *loop, const struct server_settings *settings,
                           const struct server_handler *handler, struct error *err);

/* The URL it listens on, such as http://127.0.0.1:4242/; valid as long as the server. */
const char *server_url(const struct server *server);

/* Answers a delivery. Its request is gone after this. */
void exchange_answer(struct exchange *exchange, const struct reply *reply);

/*
 * The headers, in order, of an answer with a body of `size` bytes: `own` (NULL: a Content-Type of
 * JSON), which must have none of the following, then Content-Length, where the status has a body,
 * and Connection, where it must be said. The texts of ours live in the arena.
 */
struct headers exchange_headers(struct arena *arena, const struct exchange *exchange, int status,
                                const struct headers *own, size_t size);

/* Accepts no more, lets what was begun finish, then calls `stopped`. */
void server_stop(struct server *server);

/* Cuts all connections; to be called after server_stop(). */
void server_abort(struct server *server);

/* Frees a server that has stopped. Accepts NULL. */
void server_free(struct server *server);

#endif
