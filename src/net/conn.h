/*
 * One connection of the server, for this layer only.
 *
 * Happy path: the head is gathered until its blank line, checked by our own rules, then fed to
 * llhttp, which knows the methods and what the length and the connection are to be; when the body
 * is whole reading stops and the handler gets the delivery; its answer is written, and the
 * connection begins anew with what was read beyond the message.
 *
 *     HEAD -> BODY -> ANSWERING [-> DELAYING] -> WRITING -> HEAD …
 *        \______\____________________________/ \-> DRAINING -> closed
 *
 * What can fail: the head or body is malformed, too large or too slow (refused, written, drained
 * for a second so that no reset eats the answer); TLS fails (its alert is written, then drained);
 * the peer goes away (closed without a word); the write fails (closed); the server stops (idle
 * connections close, the others after their answer). A fault that is asked for ends it by a reset,
 * in the middle of an answer, or HANGING until one side closes.
 */
#ifndef SFPY_CONN_H
#define SFPY_CONN_H

#include "chunked.h"
#include "server.h"
#include "transport.h"

#include <llhttp.h>

/* Milliseconds of the one timer. */
enum { CONN_REQUEST_TIME = 30 * 1000, CONN_DRAIN_TIME = 1000 };

enum conn_state {
    CONN_HEAD,
    CONN_BODY,
    CONN_ANSWERING,
    CONN_DELAYING,
    CONN_WRITING,
    CONN_DRAINING,
    CONN_HANGING
};

struct conn {
    struct server *server;
    struct conn *next, **link; /* in the server's list */
    struct transport transport;
    uv_timer_t timer;
    enum conn_state state;
    bool keep_alive, closing;
    bool surplus; /* one too many, refused once TLS is there to say so */
    bool begun;   /* a byte of the current request has come */
    int handles;  /* open ones */
    char peer_text[64];
    struct buf input; /* read, not yet consumed */
    size_t scanned;
    llhttp_t parser;
    struct arena arena; /* of the current request */
    struct buf body;
    struct chunked chunked;
    struct buf output; /* the answer, while it is delayed */
    enum fault fault;
    struct exchange exchange;
};

struct server {
    struct server_settings settings;
    struct server_handler handler;
    uv_loop_t *loop;
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } listener;
    llhttp_settings_t parsing;
    struct conn *conns;
    size_t conn_count;
    bool stopping, listening;
    struct unix_socket *socket; /* NULL: TCP */
    char *url;
    struct transport_scratch scratch;
};

/* Takes the connection that waits at the listener; refuses it with 503 where there are too many. */
void conn_accept(struct server *server);

/* Closes now, or resets; frees once its handles and its exchange are gone. */
void conn_close(struct conn *conn);
void conn_reset(struct conn *conn);

/* Frees a connection of which nothing is open any more. */
void conn_release(struct conn *conn);

/* Whether nothing of a request has come yet, or nothing more will happen by itself. */
bool conn_is_idle(const struct conn *conn);

/* Waits for the next request, and goes through what has come of it. */
void conn_begin(struct conn *conn);

/* The one setter of the one timer; 0 stops it. */
void conn_set_timer(struct conn *conn, int64_t milliseconds);

/*
 * Says no to the peer, and why to the handler; the connection ends once the peer could read it. The
 * answer names `reason`, or the status' own. Status 0: nothing but the end is to be sent.
 */
void conn_refuse(struct conn *conn, int status, const char *why);
void conn_refuse_as(struct conn *conn, int status, const char *reason, const char *why);

/* What follows a written answer, or one whose delay is over. */
void conn_wrote(struct conn *conn, bool well);
void conn_delay_over(struct conn *conn);

/*
 * Ends our side, then reads and forgets until the peer closes, since closing with bytes unread
 * would reset the connection. Not `polite`: without TLS's own end.
 */
void conn_drain(struct conn *conn, bool polite);

/* Sets up the callback by which llhttp tells that the head is done. */
void conn_parsing_init(llhttp_settings_t *parsing);

#endif
