#include "transport.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_KEPT = 16 * 1024,
    /* Of what TLS answers by itself to a peer that doesn't read. */
    MOST_UNASKED = 256 * 1024
};

static struct transport *of(void *handle)
{
    return ((uv_handle_t *)handle)->data;
}

static void on_closed(uv_handle_t *handle)
{
    struct transport *transport = of(handle);
    tls_free(transport->tls);
    buf_clear(&transport->queued);
    buf_clear(&transport->flying);
    transport->events->closed(transport);
}

static void on_shutdown(uv_shutdown_t *request, int status)
{
    struct transport *transport = request->data;
    if (status != 0 && !transport->closing)
        transport->events->ended(transport, false);
}

static void say_wrote(struct transport *transport, bool well)
{
    bool awaited = transport->awaited;
    transport->awaited = false;
    if (awaited)
        transport->events->wrote(transport, well);
}

static void on_written(uv_write_t *write, int status);

/* Writes what is queued, one write at a time. */
static void fly(struct transport *transport)
{
    struct buf idle = transport->flying;
    transport->flying = transport->queued;
    transport->queued = idle;
    uv_buf_t bytes = uv_buf_init(transport->flying.at, (unsigned)transport->flying.size);
    transport->write.data = transport;
    if (uv_write(&transport->write, &transport->uv.stream, &bytes, 1, on_written) != 0)
        say_wrote(transport, false);
}

static bool is_busy(const struct transport *transport)
{
    return transport->closing || transport->flying.size > 0 || transport->queued.size > 0;
}

static void finish(struct transport *transport)
{
    transport->finished = true;
    transport->shutdown.data = transport;
    if (uv_shutdown(&transport->shutdown, &transport->uv.stream, on_shutdown) != 0)
        transport->events->ended(transport, false);
}

/* Writes on; once all is written comes what was waiting for that. */
static void flush(struct transport *transport)
{
    if (transport->flying.size == 0 && transport->queued.size > 0 && !transport->closing)
        fly(transport);
    if (!is_busy(transport))
        say_wrote(transport, true);
    if (!is_busy(transport) && transport->shutting && !transport->finished)
        finish(transport);
}

static void on_written(uv_write_t *write, int status)
{
    struct transport *transport = write->data;
    buf_shrink(&transport->flying, MOST_KEPT);
    buf_reset(&transport->flying);
    if (transport->closing)
        return;
    if (status == 0)
        flush(transport);
    else
        say_wrote(transport, false);
}

static bool queue(struct transport *transport, struct span bytes)
{
    if (transport->tls)
        return tls_seal(transport->tls, bytes, &transport->queued);
    buf_add(&transport->queued, bytes);
    return true;
}

void transport_say(struct transport *transport, struct span bytes)
{
    if (queue(transport, bytes))
        flush(transport);
}

void transport_write(struct transport *transport, struct span bytes)
{
    transport->awaited = true;
    if (queue(transport, bytes))
        flush(transport);
    else
        say_wrote(transport, false);
}

void transport_shutdown(struct transport *transport, bool polite)
{
    if (transport->shutting || transport->closing)
        return;
    transport->shutting = true;
    if (transport->tls && polite) {
        tls_end(transport->tls);
        tls_output(transport->tls, &transport->queued);
    }
    flush(transport);
}

/* An unexpected byte of a plain text begins a method; a TLS record begins with its type. */
static bool is_plain_text(struct span sealed)
{
    return sealed.at[0] >= 'A' && sealed.at[0] <= 'Z';
}

static void end_reading(struct transport *transport, bool in_order)
{
    transport_set_reading(transport, false);
    transport->ended = true;
    transport->events->ended(transport, in_order);
}

/* What becomes of a session's state once the bytes it held are read. */
static void conclude(struct transport *transport, enum tls_state state, const char *why)
{
    bool told = transport->ended;
    transport->ended = state == TLS_ENDED || state == TLS_FAILED;
    if (state == TLS_FAILED)
        transport->events->failed(transport, why);
    else if (state == TLS_ENDED && !told && transport->reading)
        end_reading(transport, true);
}

static void take_sealed(struct transport *transport, struct span sealed)
{
    struct buf *plain = &transport->scratch->plain;
    const char *why = NULL;
    bool shaking = !tls_is_ready(transport->tls);
    buf_reset(plain);
    enum tls_state state = tls_take(transport->tls, sealed, plain, &why);
    tls_output(transport->tls, &transport->queued);
    flush(transport);
    if (transport->queued.size > MOST_UNASKED && !transport->awaited) {
        state = TLS_FAILED;
        why = "the client makes TLS answer and doesn't read";
    }
    if (shaking && tls_is_ready(transport->tls))
        transport->events->ready(transport);
    if (plain->size > 0 && !transport->closing)
        transport->events->read(transport, buf_span(plain));
    if (!transport->closing)
        conclude(transport, state, why);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *chunk)
{
    (void)suggested;
    struct transport_scratch *scratch = of(handle)->scratch;
    *chunk = uv_buf_init(scratch->chunk, sizeof scratch->chunk);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *chunk)
{
    struct transport *transport = of(stream);
    if (size < 0) {
        end_reading(transport, size == UV_EOF);
        return;
    }
    if (size == 0 || transport->shutting || transport->ended)
        return;
    struct span bytes = {chunk->base, (size_t)size};
    bool first = !transport->begun;
    transport->begun = true;
    if (first && transport->tls && is_plain_text(bytes)) {
        tls_free(transport->tls);
        transport->tls = NULL;
        transport->events->plain(transport);
    } else if (transport->tls) {
        take_sealed(transport, bytes);
    } else {
        transport->events->read(transport, bytes);
    }
}

void transport_set_reading(struct transport *transport, bool reading)
{
    if (transport->reading == reading || transport->closing)
        return;
    transport->reading = reading;
    if (reading)
        uv_read_start(&transport->uv.stream, on_alloc, on_read);
    else
        uv_read_stop(&transport->uv.stream);
}

static bool open_uv(struct transport *transport, uv_stream_t *listener)
{
    if (listener->type == UV_NAMED_PIPE)
        uv_pipe_init(listener->loop, &transport->uv.pipe, 0);
    else
        uv_tcp_init(listener->loop, &transport->uv.tcp);
    transport->uv.handle.data = transport;
    if (uv_accept(listener, &transport->uv.stream) != 0)
        return false;
    if (listener->type == UV_TCP)
        uv_tcp_nodelay(&transport->uv.tcp, 1);
    return true;
}

bool transport_accept(struct transport *transport, uv_stream_t *listener,
                      const struct tls_context *tls)
{
    if (!open_uv(transport, listener))
        return false;
    if (tls)
        transport->tls = tls_new(tls);
    return true;
}

/* So that the peer sees that nothing was cut; as far as the socket takes it at once. */
static void take_leave(struct transport *transport)
{
    if (!transport->tls || transport->shutting || is_busy(transport))
        return;
    tls_end(transport->tls);
    tls_output(transport->tls, &transport->queued);
    uv_buf_t bytes = uv_buf_init(transport->queued.at, (unsigned)transport->queued.size);
    if (bytes.len > 0)
        uv_try_write(&transport->uv.stream, &bytes, 1);
}

void transport_close(struct transport *transport)
{
    if (transport->closing)
        return;
    take_leave(transport);
    transport->closing = true;
    uv_close(&transport->uv.handle, on_closed);
}

void transport_reset(struct transport *transport)
{
    if (transport->closing)
        return;
    transport->closing = true;
    bool tcp = transport->uv.handle.type == UV_TCP;
    if (!tcp || uv_tcp_close_reset(&transport->uv.tcp, on_closed) != 0)
        uv_close(&transport->uv.handle, on_closed);
}

void transport_name_peer(const struct transport *transport, char name[64])
{
    struct sockaddr_storage peer = {0};
    int size = sizeof peer;
    char address[48];
    bool tcp = transport->uv.handle.type == UV_TCP;
    if (!tcp || uv_tcp_getpeername(&transport->uv.tcp, (struct sockaddr *)&peer, &size) != 0 ||
        uv_ip_name((struct sockaddr *)&peer, address, sizeof address) != 0) {
        snprintf(name, 64, "%s", tcp ? "unknown" : "unix"); /* unknown: it has gone already */
        return;
    }
    bool six = strchr(address, ':') != NULL;
    int port = ntohs(((struct sockaddr_in *)&peer)->sin_port);
    snprintf(name, 64, "%s%s%s:%d", six ? "[" : "", address, six ? "]" : "", port);
}
