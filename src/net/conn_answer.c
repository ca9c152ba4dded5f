/* How a connection answers: deliveries as the handler says, faults included, and refusals. */
#include "conn.h"

#include "clock.h"
#include "reply.h"

#include <stdio.h>

void conn_drain(struct conn *conn, bool polite)
{
    conn->state = CONN_DRAINING;
    conn_set_timer(conn, CONN_DRAIN_TIME);
    transport_set_reading(&conn->transport, true);
    transport_shutdown(&conn->transport, polite);
}

void conn_wrote(struct conn *conn, bool well)
{
    if (!well)
        conn_close(conn);
    else if (!conn->keep_alive)
        conn_drain(conn, conn->fault == FAULT_NONE);
    else
        conn_begin(conn);
}

/* Sends what stands in `output`, then goes on or ends as `keep_alive` says. */
static void write_output(struct conn *conn)
{
    conn->state = CONN_WRITING;
    conn_set_timer(conn, CONN_REQUEST_TIME);
    transport_write(&conn->transport, buf_span(&conn->output));
    buf_shrink(&conn->output, 0);
}

/* Answers so that something goes wrong, or not at all. */
static void go_wrong(struct conn *conn)
{
    switch (conn->fault) {
    case FAULT_RESET:
        conn_reset(conn);
        break;
    case FAULT_HANG:
        conn->state = CONN_HANGING;
        transport_set_reading(&conn->transport, true); /* so that the peer's end is seen */
        break;
    default:
        write_output(conn);
    }
}

void conn_delay_over(struct conn *conn)
{
    if (conn->fault == FAULT_HANG && conn->server->stopping)
        conn_close(conn);
    else
        go_wrong(conn);
}

struct headers exchange_headers(struct arena *arena, const struct exchange *exchange, int status,
                                const struct headers *own, size_t size)
{
    const struct conn *conn = CONTAINER_OF(exchange, struct conn, exchange);
    bool keep_alive = conn->keep_alive && !conn->server->stopping;
    return reply_headers(arena, &exchange->request, status, own, size, keep_alive);
}

static void write_refusal(struct conn *conn, int status, const char *reason)
{
    char text[64];
    int size = snprintf(text, sizeof text, "{\"error\":\"%s\"}", reason);
    struct span body = {text, (size_t)size};
    struct headers headers =
        exchange_headers(&conn->arena, &conn->exchange, status, NULL, body.size);
    if (status == 405)
        headers_add(&headers, &conn->arena, SPAN("Allow"), SPAN("POST"));
    if (span_is(conn->exchange.request.method, "HEAD"))
        body = SPAN("");
    reply_write(&conn->output, status, &headers, body);
    write_output(conn);
}

static void say_refused(struct conn *conn, int status, const char *why)
{
    struct server *server = conn->server;
    struct refusal refusal = {conn->exchange.peer, status, why, conn->exchange.request.method,
                              conn->exchange.request.target};
    server->handler.refused(server->handler.context, &refusal);
}

void conn_refuse_as(struct conn *conn, int status, const char *reason, const char *why)
{
    transport_set_reading(&conn->transport, false);
    conn->keep_alive = false;
    say_refused(conn, status, why);
    if (status)
        write_refusal(conn, status, reason);
    else
        conn_drain(conn, false);
}

void conn_refuse(struct conn *conn, int status, const char *why)
{
    conn_refuse_as(conn, status, reply_reason(status), why);
}

/* The headers as they are recorded, but for a connection that ends since the server stops. */
static struct headers headers_now(struct conn *conn, const struct headers *recorded)
{
    struct headers headers = {0};
    if (!conn->server->stopping)
        return *recorded;
    for (size_t i = 0; i < recorded->count; i++)
        headers_add(&headers, &conn->arena, recorded->at[i].name, recorded->at[i].value);
    headers_remove(&headers, SPAN("Connection"));
    headers_add(&headers, &conn->arena, SPAN("Connection"), SPAN("close"));
    return headers;
}

struct span exchange_truncated(struct span body)
{
    return span_slice(body, 0, body.size / 2);
}

/* Of an answer without a body the head is cut. */
static void cut_short(struct buf *output, struct span body)
{
    output->size -= body.size ? body.size - exchange_truncated(body).size : 2;
}

void exchange_answer(struct exchange *exchange, const struct reply *reply)
{
    struct conn *conn = CONTAINER_OF(exchange, struct conn, exchange);
    conn->state = CONN_DELAYING;
    if (conn->closing) {
        conn_release(conn);
        return;
    }
    struct headers headers = headers_now(conn, &reply->headers);
    conn->fault = reply->fault;
    if (conn->server->stopping || conn->fault != FAULT_NONE)
        conn->keep_alive = false;
    reply_write(&conn->output, reply->status, &headers, reply->body);
    if (conn->fault == FAULT_TRUNCATE)
        cut_short(&conn->output, reply->body);
    if (reply->delay > 0)
        conn_set_timer(conn, (reply->delay + CLOCK_MS - 1) / CLOCK_MS);
    else
        conn_delay_over(conn);
}
