/*
 * One connection of the server, for this layer only.
 *
 * Happy path: the head is gathered until its blank line, checked by our own rules, then fed to
 * llhttp, which frames the body; when the message is whole reading stops and the handler gets the
 * delivery; its answer is written, and the connection begins anew with what was read beyond the
 * message.
 *
 *     HEAD -> BODY -> ANSWERING -> WRITING -> HEAD …
 *        \______\__________________/  \-> DRAINING -> closed
 *
 * What can fail: the head or body is malformed, too large or too slow (refused, written, drained
 * for a second so that no reset eats the answer); the peer goes away (closed without a word); the
 * write fails (closed); the server stops (idle connections close, the others after their answer).
 */
#ifndef SFPY_CONN_H
#define SFPY_CONN_H

#include "server.h"

#include <llhttp.h>
#include <uv.h>

enum conn_state { CONN_HEAD, CONN_BODY, CONN_ANSWERING, CONN_WRITING, CONN_DRAINING };

struct conn {
    struct server *server;
    struct conn *next, **link; /* in the server's list */
    uv_tcp_t tcp;
    uv_timer_t timer;
    enum conn_state state;
    bool reading, keep_alive, closing;
    bool begun;  /* a byte of the current request has come */
    bool whole;  /* the parser has seen the end of the message */
    int handles; /* open ones */
    char peer_text[64];
    struct buf input; /* read, not yet consumed */
    size_t scanned;
    llhttp_t parser;
    struct arena arena; /* of the current request */
    struct buf body;
    struct buf output;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct exchange exchange;
};

struct server {
    struct server_settings settings;
    struct server_handler handler;
    uv_loop_t *loop;
    uv_tcp_t listener;
    llhttp_settings_t parsing;
    struct conn *conns;
    size_t conn_count;
    bool stopping, listening;
    char *url;
    char chunk[65536]; /* what libuv reads into; consumed before the next read */
};

/* Takes the connection that waits at the listener; refuses it with 503 where there are too many. */
void conn_accept(struct server *server);

/* Closes now; frees once its handles and its exchange are gone. */
void conn_close(struct conn *conn);

/* Whether nothing of a request has come yet. */
bool conn_is_idle(const struct conn *conn);

/* Sets up the callbacks by which llhttp frames bodies. */
void conn_parsing_init(llhttp_settings_t *parsing);

#endif
