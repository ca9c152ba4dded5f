#include "conn.h"

#include "admission.h"
#include "clock.h"

#include <stdlib.h>

enum { MAX_HEAD = 64 * 1024, MOST_KEPT = 16 * 1024, MOST_SURPLUS = 64, SURPLUS_TIME = 5000 };

static const char surplus[] = "over --max-connections";

static struct conn *of(struct transport *transport)
{
    return CONTAINER_OF(transport, struct conn, transport);
}

void conn_release(struct conn *conn)
{
    if (conn->handles > 0 || conn->state == CONN_ANSWERING)
        return;
    struct server *server = conn->server;
    *conn->link = conn->next;
    if (conn->next)
        conn->next->link = conn->link;
    server->conn_count--;
    buf_clear(&conn->input);
    buf_clear(&conn->body);
    buf_clear(&conn->output);
    arena_clear(&conn->arena);
    free(conn);
    if (server->stopping && server->conn_count == 0 && !server->listening)
        server->handler.stopped(server->handler.context);
}

static void on_handle_closed(struct conn *conn)
{
    conn->handles--;
    conn_release(conn);
}

static void on_timer_closed(uv_handle_t *handle)
{
    on_handle_closed(handle->data);
}

static void on_transport_closed(struct transport *transport)
{
    on_handle_closed(of(transport));
}

static void end(struct conn *conn, void (*end_transport)(struct transport *transport))
{
    if (conn->closing)
        return;
    conn->closing = true;
    end_transport(&conn->transport);
    uv_close((uv_handle_t *)&conn->timer, on_timer_closed);
}

void conn_close(struct conn *conn)
{
    end(conn, transport_close);
}

void conn_reset(struct conn *conn)
{
    end(conn, transport_reset);
}

bool conn_is_idle(const struct conn *conn)
{
    return (conn->state == CONN_HEAD && !conn->begun) || conn->state == CONN_HANGING;
}

static bool is_reading(const struct conn *conn)
{
    return conn->state == CONN_HEAD || conn->state == CONN_BODY;
}

static void on_timer(uv_timer_t *timer)
{
    struct conn *conn = timer->data;
    if (conn->state == CONN_DELAYING)
        conn_delay_over(conn);
    else if (is_reading(conn) && conn->begun)
        conn_refuse(conn, 408, "not finished within 30 s");
    else
        conn_close(conn);
}

void conn_set_timer(struct conn *conn, int64_t milliseconds)
{
    uv_update_time(conn->server->loop);
    if (milliseconds)
        uv_timer_start(&conn->timer, on_timer, (uint64_t)milliseconds, 0);
    else
        uv_timer_stop(&conn->timer);
}

/* The parser's work ends here: what frames bodies must be the same with all its versions. */
static int on_headers_complete(llhttp_t *parser)
{
    (void)parser;
    return HPE_PAUSED;
}

void conn_parsing_init(llhttp_settings_t *parsing)
{
    llhttp_settings_init(parsing);
    parsing->on_headers_complete = on_headers_complete;
}

static bool is_chunked(const struct conn *conn)
{
    return conn->parser.flags & F_CHUNKED;
}

/* How much is still to come of a body whose length was told. */
static uint64_t length_left(const struct conn *conn)
{
    return conn->parser.content_length - conn->body.size;
}

static bool is_whole(const struct conn *conn)
{
    return is_chunked(conn) ? conn->chunked.whole : length_left(conn) == 0;
}

static void allow_to_go_on(struct conn *conn)
{
    const struct header *expect =
        headers_find(&conn->exchange.request.headers, SPAN("Expect"), NULL);
    bool asked = expect && span_equal_nocase(expect->value, SPAN("100-continue"));
    if (asked && !is_whole(conn) && conn->input.size == 0 &&
        span_is(conn->exchange.request.version, "1.1"))
        transport_say(&conn->transport, SPAN("HTTP/1.1 100 Continue\r\n\r\n"));
}

/*
 * The head is whole: checks it and hands it to the parser. Its bytes move to the arena, where they
 * stay.
 */
static void read_head(struct conn *conn, size_t size)
{
    struct span head = span_keep(&conn->arena, span_slice(buf_span(&conn->input), 0, size));
    buf_drop(&conn->input, size);
    const char *why = head_parse(&conn->arena, head, &conn->exchange.request);
    if (why) {
        conn_refuse(conn, 400, why);
        return;
    }
    llhttp_init(&conn->parser, HTTP_REQUEST, &conn->server->parsing);
    if (llhttp_execute(&conn->parser, head.at, head.size) != HPE_PAUSED) {
        conn_refuse(conn, 400, llhttp_get_error_reason(&conn->parser));
        return;
    }
    uint64_t length = is_chunked(conn) ? 0 : conn->parser.content_length;
    int status = admission_refuse(&conn->server->settings, &conn->exchange.request, length, &why);
    if (status) {
        conn_refuse(conn, status, why);
        return;
    }
    conn->state = CONN_BODY;
    allow_to_go_on(conn);
}

static void deliver(struct conn *conn)
{
    conn->keep_alive = llhttp_should_keep_alive(&conn->parser);
    conn->state = CONN_ANSWERING;
    conn->exchange.request.body = buf_span(&conn->body);
    conn->exchange.received = clock_ticks();
    conn_set_timer(conn, 0);
    transport_set_reading(&conn->transport, false);
    conn->server->handler.delivery(conn->server->handler.context, &conn->exchange);
}

/*
 * Empty lines before a request are ignored (RFC 9112, section 2.2). False while what came is not
 * more than the first half of one.
 */
static bool skip_empty_lines(struct conn *conn)
{
    struct span input = buf_span(&conn->input);
    size_t empty = 0;
    while (span_starts(span_slice(input, empty, input.size), SPAN("\r\n")))
        empty += 2;
    buf_drop(&conn->input, empty);
    return conn->input.size > 0 && !span_is(buf_span(&conn->input), "\r");
}

static const char *why_no_head(const struct conn *conn)
{
    enum { TLS_HANDSHAKE = 0x16 };
    return conn->input.at[0] == TLS_HANDSHAKE
               ? "this is TLS, which this port does not speak (--tls)"
               : "this is no HTTP/1.1 request; lines end in CRLF";
}

static void step_head(struct conn *conn)
{
    if (conn->scanned == 0 && !skip_empty_lines(conn))
        return;
    enum head_state state = head_scan(buf_span(&conn->input), &conn->scanned);
    bool too_large = (state == HEAD_WHOLE ? conn->scanned : conn->input.size) > MAX_HEAD;
    if (state == HEAD_BAD)
        conn_refuse(conn, 400, why_no_head(conn));
    else if (too_large)
        conn_refuse(conn, 431, "the head is over 64 KiB");
    else if (state == HEAD_WHOLE)
        read_head(conn, conn->scanned);
}

static int take_body(struct conn *conn, struct span bytes, size_t *used, const char **why)
{
    if (is_chunked(conn))
        return chunked_take(&conn->chunked, bytes, &conn->body, used, why);
    uint64_t left = length_left(conn);
    *used = bytes.size < left ? bytes.size : (size_t)left;
    buf_add(&conn->body, span_slice(bytes, 0, *used));
    return 0;
}

/*
 * Takes what belongs to the body; what lies beyond waits in `input`, which holds nothing else by
 * now.
 */
static void step_body(struct conn *conn, struct span bytes)
{
    size_t used;
    const char *why;
    int status = take_body(conn, bytes, &used, &why);
    if (status) {
        conn_refuse(conn, status, why);
        return;
    }
    if (bytes.at == conn->input.at)
        buf_drop(&conn->input, used);
    else
        buf_add(&conn->input, span_slice(bytes, used, bytes.size));
    if (is_whole(conn))
        deliver(conn);
}

/* Goes as far as the bytes in `input` reach; callbacks only store what happened and call this. */
static void conn_step(struct conn *conn)
{
    if (conn->state == CONN_HEAD && conn->input.size > 0)
        step_head(conn);
    if (conn->state == CONN_BODY)
        step_body(conn, buf_span(&conn->input));
}

/*
 * The peer has nothing more to send. An idle connection ends without a word; a request cut short
 * is refused, which a peer that has only shut its own side down can still read.
 */
static void on_ended(struct transport *transport, bool in_order)
{
    struct conn *conn = of(transport);
    const struct tls *tls = transport->tls;
    bool shaking = tls && transport->begun && !tls_is_ready(tls);
    if (in_order && is_reading(conn) && conn->begun)
        conn_refuse(conn, 400, "the request was cut short");
    else if (in_order && is_reading(conn) && shaking)
        conn_refuse(conn, 0, "the TLS handshake was cut short");
    else
        conn_close(conn);
}

void conn_begin(struct conn *conn)
{
    if (conn->server->stopping && conn->input.size == 0) {
        conn_close(conn);
        return;
    }
    conn->state = CONN_HEAD;
    conn->scanned = 0;
    conn->begun = conn->input.size > 0;
    conn->keep_alive = false;
    arena_clear(&conn->arena);
    buf_shrink(&conn->body, MOST_KEPT);
    buf_reset(&conn->body);
    if (conn->input.size == 0)
        buf_shrink(&conn->input, MOST_KEPT);
    conn->chunked = (struct chunked){0};
    conn->exchange.request = (struct message){0};
    conn_set_timer(conn, CONN_REQUEST_TIME);
    transport_set_reading(&conn->transport, true);
    conn_step(conn);
    if (is_reading(conn) && conn->transport.ended)
        on_ended(&conn->transport, true);
}

static void on_ready(struct transport *transport)
{
    struct conn *conn = of(transport);
    if (conn->surplus)
        conn_refuse(conn, 503, surplus);
}

static void on_read(struct transport *transport, struct span bytes)
{
    struct conn *conn = of(transport);
    if (is_reading(conn) && !conn->begun) {
        conn->begun = true;
        conn_set_timer(conn, CONN_REQUEST_TIME);
    }
    if (conn->state == CONN_BODY) {
        step_body(conn, bytes);
    } else if (conn->state == CONN_HEAD) {
        buf_add(&conn->input, bytes);
        conn_step(conn);
    }
}

static void on_failed(struct transport *transport, const char *why)
{
    struct conn *conn = of(transport);
    if (is_reading(conn))
        conn_refuse(conn, 0, why);
    else
        conn_close(conn);
}

static void on_plain(struct transport *transport)
{
    conn_refuse_as(of(transport), 400, "tls-required",
                   "this port speaks TLS: the URL begins with https://");
}

static void on_wrote(struct transport *transport, bool well)
{
    conn_wrote(of(transport), well);
}

static const struct transport_events events = {
    .ready = on_ready,
    .read = on_read,
    .ended = on_ended,
    .failed = on_failed,
    .plain = on_plain,
    .wrote = on_wrote,
    .closed = on_transport_closed,
};

static struct conn *add_conn(struct server *server)
{
    struct conn *conn = mem_new(1, sizeof *conn);
    conn->server = server;
    conn->body = buf_limited(server->settings.max_body);
    conn->next = server->conns;
    conn->link = &server->conns;
    if (conn->next)
        conn->next->link = &conn->next;
    server->conns = conn;
    server->conn_count++;
    uv_timer_init(server->loop, &conn->timer);
    conn->timer.data = conn;
    conn->transport.events = &events;
    conn->transport.scratch = &server->scratch;
    conn->handles = 2;
    return conn;
}

/* Under TLS a refusal needs the handshake, for which there is less time and room. */
static void refuse_surplus(struct conn *conn)
{
    if (!conn->transport.tls) {
        conn_refuse(conn, 503, surplus);
    } else if (conn->server->conn_count > conn->server->settings.max_connections + MOST_SURPLUS) {
        conn_close(conn);
    } else {
        conn->surplus = true;
        transport_set_reading(&conn->transport, true);
        conn_set_timer(conn, SURPLUS_TIME);
    }
}

void conn_accept(struct server *server)
{
    struct conn *conn = add_conn(server);
    if (!transport_accept(&conn->transport, &server->listener.stream, server->settings.tls)) {
        conn_close(conn);
        return;
    }
    transport_name_peer(&conn->transport, conn->peer_text);
    conn->exchange.peer = span_of(conn->peer_text);
    if (server->conn_count > server->settings.max_connections)
        refuse_surplus(conn);
    else
        conn_begin(conn);
}
