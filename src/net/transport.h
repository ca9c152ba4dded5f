/*
 * What a connection talks over: a TCP or unix socket, plain or under TLS. For this layer only.
 *
 * Happy path: accepted; with TLS, the handshake is gone through while bytes are read, then `ready`;
 * `read` for what came, in plain text; transport_write(), then `wrote`; transport_shutdown(), then
 * the peer's `ended`; transport_close(), then `closed`.
 *
 * What can fail: the peer goes away (`ended`, not in order), a write (`wrote`, not well), TLS
 * (`failed`: what remains is to shut down, so that the peer gets the alert), or the peer speaks
 * HTTP where TLS is due (`plain`: what is written from here on is plain text too).
 */
#ifndef SFPY_TRANSPORT_H
#define SFPY_TRANSPORT_H

#include "tls.h"

#include <uv.h>

struct transport;

struct transport_events {
    void (*ready)(struct transport *transport);
    void (*read)(struct transport *transport, struct span bytes);
    void (*ended)(struct transport *transport, bool in_order);
    void (*failed)(struct transport *transport, const char *why);
    void (*plain)(struct transport *transport);
    void (*wrote)(struct transport *transport, bool well);
    void (*closed)(struct transport *transport);
};

/* What all transports of a loop read into; consumed before the next read. */
struct transport_scratch {
    char chunk[65536];
    struct buf plain; /* what a chunk was under TLS */
};

struct transport {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } uv;
    const struct transport_events *events;
    struct transport_scratch *scratch;
    struct tls *tls;           /* NULL: plain */
    bool begun;                /* a byte has come */
    bool reading;              /* asked for */
    bool ended;                /* nothing more comes, even where that wasn't told yet */
    bool awaited;              /* `wrote` is due once all is written */
    bool shutting, closing;    /* asked for */
    bool finished;             /* our side of the stream is shut */
    struct buf queued, flying; /* to be written, being written */
    uv_write_t write;
    uv_shutdown_t shutdown;
};

/*
 * Takes the connection that waits at the listener, into a zeroed transport with `events` and
 * `scratch` set. False where there is none any more; transport_close() is due all the same.
 */
bool transport_accept(struct transport *transport, uv_stream_t *listener,
                      const struct tls_context *tls);

/*
 * Whether bytes are taken; off at first. Where TLS ended in order while it was off, `ended` is set
 * and no event comes.
 */
void transport_set_reading(struct transport *transport, bool reading);

/* Writes bytes, which are copied; `wrote` follows. One at a time, and only when it is ready. */
void transport_write(struct transport *transport, struct span bytes);

/* The same without an event. */
void transport_say(struct transport *transport, struct span bytes);

/*
 * Ends our side once all is written; what still comes is dropped until the peer's `ended`. Not
 * `polite`: without TLS's close_notify, as if cut.
 */
void transport_shutdown(struct transport *transport, bool polite);

/* Closes now, what is not written yet is lost. Twice is once. */
void transport_close(struct transport *transport);

/* The same by a reset, where it is TCP. */
void transport_reset(struct transport *transport);

/* Writes the peer's address and port, "unix" for a unix socket, or "unknown". */
void transport_name_peer(const struct transport *transport, char name[64]);

#endif
