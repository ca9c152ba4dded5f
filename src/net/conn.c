#include "conn.h"

#include "admission.h"
#include "clock.h"
#include "reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HEAD = 64 * 1024, MOST_KEPT = 16 * 1024, REQUEST_SECONDS = 30, DRAIN_SECONDS = 1 };

static void conn_step(struct conn *conn);
static void step_body(struct conn *conn, struct span bytes);
static void begin_request(struct conn *conn);

static void conn_release(struct conn *conn)
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

static void on_handle_closed(uv_handle_t *handle)
{
    struct conn *conn = handle->data;
    conn->handles--;
    conn_release(conn);
}

void conn_close(struct conn *conn)
{
    if (conn->closing)
        return;
    conn->closing = true;
    uv_close((uv_handle_t *)&conn->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&conn->timer, on_handle_closed);
}

bool conn_is_idle(const struct conn *conn)
{
    return conn->state == CONN_HEAD && !conn->begun;
}

/* Says no; the connection ends once the peer could read it. */
static void refuse(struct conn *conn, int status, const char *why);

static void on_timer(uv_timer_t *timer)
{
    struct conn *conn = timer->data;
    bool reading = conn->state == CONN_HEAD || conn->state == CONN_BODY;
    if (reading && conn->begun)
        refuse(conn, 408, "not finished within 30 s");
    else
        conn_close(conn);
}

/* The one setter of the one timer; 0 stops it. */
static void set_timer(struct conn *conn, int seconds)
{
    if (seconds)
        uv_timer_start(&conn->timer, on_timer, (uint64_t)seconds * 1000, 0);
    else
        uv_timer_stop(&conn->timer);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *chunk)
{
    (void)suggested;
    struct conn *conn = handle->data;
    *chunk = uv_buf_init(conn->server->chunk, sizeof conn->server->chunk);
}

/*
 * The peer has nothing more to send. An idle connection ends without a word; a request cut short
 * is refused, which a peer that has only shut its own side down can still read.
 */
static void on_end(struct conn *conn, bool in_order)
{
    bool reading = conn->state == CONN_HEAD || conn->state == CONN_BODY;
    if (in_order && reading && conn->begun)
        refuse(conn, 400, "the request was cut short");
    else
        conn_close(conn);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *chunk)
{
    struct conn *conn = stream->data;
    if (size < 0) {
        on_end(conn, size == UV_EOF);
        return;
    }
    if (conn->state != CONN_HEAD && conn->state != CONN_BODY)
        return; /* draining */
    if (size > 0 && !conn->begun) {
        conn->begun = true;
        set_timer(conn, REQUEST_SECONDS);
    }
    struct span fresh = {chunk->base, (size_t)size};
    if (conn->state == CONN_BODY) {
        step_body(conn, fresh);
    } else {
        buf_add(&conn->input, fresh);
        conn_step(conn);
    }
}

static void set_reading(struct conn *conn, bool reading)
{
    if (conn->reading == reading || conn->closing)
        return;
    conn->reading = reading;
    if (reading)
        uv_read_start((uv_stream_t *)&conn->tcp, on_alloc, on_read);
    else
        uv_read_stop((uv_stream_t *)&conn->tcp);
}

static void on_shutdown(uv_shutdown_t *request, int status)
{
    struct conn *conn = request->data;
    if (status != 0)
        conn_close(conn);
}

/*
 * Reads and forgets until the peer closes, since closing with bytes unread would reset the
 * connection.
 */
static void drain(struct conn *conn)
{
    conn->state = CONN_DRAINING;
    conn->shutdown.data = conn;
    if (uv_shutdown(&conn->shutdown, (uv_stream_t *)&conn->tcp, on_shutdown) != 0) {
        conn_close(conn);
        return;
    }
    set_timer(conn, DRAIN_SECONDS);
    set_reading(conn, true);
}

static void on_written(uv_write_t *write, int status)
{
    struct conn *conn = write->data;
    if (conn->closing)
        return;
    if (status != 0)
        conn_close(conn);
    else if (!conn->keep_alive)
        drain(conn);
    else
        begin_request(conn);
}

/* Sends what stands in `output`, then goes on or ends as `keep_alive` says. */
static void write_output(struct conn *conn)
{
    conn->state = CONN_WRITING;
    conn->write.data = conn;
    uv_buf_t bytes = uv_buf_init(conn->output.at, (unsigned)conn->output.size);
    set_timer(conn, REQUEST_SECONDS);
    if (uv_write(&conn->write, (uv_stream_t *)&conn->tcp, &bytes, 1, on_written) != 0)
        conn_close(conn);
}

struct headers exchange_headers(struct arena *arena, const struct exchange *exchange, int status,
                                const struct headers *own, size_t size)
{
    const struct conn *conn = CONTAINER_OF(exchange, struct conn, exchange);
    bool keep_alive = conn->keep_alive && !conn->server->stopping;
    return reply_headers(arena, &exchange->request, status, own, size, keep_alive);
}

static void write_answer(struct conn *conn, const struct reply *reply)
{
    bool head = span_is(conn->exchange.request.method, "HEAD");
    buf_reset(&conn->output);
    reply_write(&conn->output, reply->status, &reply->headers, head ? SPAN("") : reply->body);
    if (conn->server->stopping)
        conn->keep_alive = false;
    write_output(conn);
}

static void refuse(struct conn *conn, int status, const char *why)
{
    struct server *server = conn->server;
    struct refusal refusal = {conn->exchange.peer, status, why, conn->exchange.request.method,
                              conn->exchange.request.target};
    char body[64];
    int size = snprintf(body, sizeof body, "{\"error\":\"%s\"}", reply_reason(status));
    set_reading(conn, false);
    conn->keep_alive = false;
    server->handler.refused(server->handler.context, &refusal);
    struct reply reply = {.status = status, .body = {body, (size_t)size}};
    reply.headers = exchange_headers(&conn->arena, &conn->exchange, status, NULL, reply.body.size);
    if (status == 405)
        headers_add(&reply.headers, &conn->arena, SPAN("Allow"), SPAN("POST"));
    write_answer(conn, &reply);
}

void exchange_answer(struct exchange *exchange, const struct reply *reply)
{
    struct conn *conn = CONTAINER_OF(exchange, struct conn, exchange);
    conn->state = CONN_WRITING;
    if (conn->closing)
        conn_release(conn);
    else
        write_answer(conn, reply);
}

static int on_headers_complete(llhttp_t *parser)
{
    /* An upgrade that is asked for is not granted, so what follows is HTTP/1.1. */
    parser->upgrade = 0;
    return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t size)
{
    struct conn *conn = parser->data;
    buf_add(&conn->body, (struct span){at, size});
    return conn->body.full ? HPE_USER : HPE_OK;
}

static int on_message_complete(llhttp_t *parser)
{
    struct conn *conn = parser->data;
    conn->whole = true;
    return HPE_PAUSED;
}

void conn_parsing_init(llhttp_settings_t *parsing)
{
    llhttp_settings_init(parsing);
    parsing->on_headers_complete = on_headers_complete;
    parsing->on_body = on_body;
    parsing->on_message_complete = on_message_complete;
}

/*
 * Feeds the parser; `used` gets how much it took. False where the bytes are no message, or too much
 * of one.
 */
static bool feed(struct conn *conn, struct span bytes, size_t *used)
{
    llhttp_errno_t result = llhttp_execute(&conn->parser, bytes.at, bytes.size);
    const char *stop = llhttp_get_error_pos(&conn->parser);
    *used = result == HPE_OK || !stop ? bytes.size : (size_t)(stop - bytes.at);
    return result == HPE_OK || (result == HPE_PAUSED && conn->whole);
}

static void allow_to_go_on(struct conn *conn)
{
    const struct header *expect =
        headers_find(&conn->exchange.request.headers, SPAN("Expect"), NULL);
    bool asked = expect && span_equal_nocase(expect->value, SPAN("100-continue"));
    if (!asked || conn->whole || conn->input.size > 0 ||
        !span_is(conn->exchange.request.version, "1.1"))
        return;
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    uv_buf_t bytes = uv_buf_init((char *)line, sizeof line - 1);
    uv_try_write((uv_stream_t *)&conn->tcp, &bytes, 1);
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
        refuse(conn, 400, why);
        return;
    }
    size_t used;
    llhttp_init(&conn->parser, HTTP_REQUEST, &conn->server->parsing);
    conn->parser.data = conn;
    conn->whole = false;
    if (!feed(conn, head, &used)) {
        refuse(conn, 400, llhttp_get_error_reason(&conn->parser));
        return;
    }
    bool sized = !(conn->parser.flags & F_CHUNKED);
    int status = admission_refuse(&conn->server->settings, &conn->exchange.request,
                                  sized ? conn->parser.content_length : 0, &why);
    if (status) {
        refuse(conn, status, why);
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
    set_timer(conn, 0);
    set_reading(conn, false);
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

static void step_head(struct conn *conn)
{
    if (conn->scanned == 0 && !skip_empty_lines(conn))
        return;
    enum head_state state = head_scan(buf_span(&conn->input), &conn->scanned);
    bool too_large = (state == HEAD_WHOLE ? conn->scanned : conn->input.size) > MAX_HEAD;
    if (state == HEAD_BAD)
        refuse(conn, 400,
               "this is no HTTP/1.1 request; lines end in CRLF, and TLS is not spoken here");
    else if (too_large)
        refuse(conn, 431, "the head is over 64 KiB");
    else if (state == HEAD_WHOLE)
        read_head(conn, conn->scanned);
}

/*
 * Takes what belongs to the body; what lies beyond waits in `input`, which holds nothing else by
 * now.
 */
static void step_body(struct conn *conn, struct span bytes)
{
    size_t used = 0;
    if (!conn->whole && !feed(conn, bytes, &used)) {
        if (conn->body.full)
            refuse(conn, 413, "the body is over --max-body");
        else
            refuse(conn, 400, llhttp_get_error_reason(&conn->parser));
        return;
    }
    if (bytes.at == conn->input.at)
        buf_drop(&conn->input, used);
    else
        buf_add(&conn->input, span_slice(bytes, used, bytes.size));
    if (conn->whole)
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

static void begin_request(struct conn *conn)
{
    if (conn->server->stopping && conn->input.size == 0) {
        conn_close(conn);
        return;
    }
    conn->state = CONN_HEAD;
    conn->scanned = 0;
    conn->begun = conn->input.size > 0;
    arena_clear(&conn->arena);
    buf_shrink(&conn->body, MOST_KEPT);
    buf_reset(&conn->body);
    conn->exchange.request = (struct message){0};
    set_timer(conn, REQUEST_SECONDS);
    set_reading(conn, true);
    conn_step(conn);
}

static void name_peer(struct conn *conn)
{
    struct sockaddr_storage peer = {0};
    int size = sizeof peer;
    char name[48];
    conn->exchange.peer = SPAN("unknown"); /* where it has gone already */
    if (uv_tcp_getpeername(&conn->tcp, (struct sockaddr *)&peer, &size) != 0 ||
        uv_ip_name((struct sockaddr *)&peer, name, sizeof name) != 0)
        return;
    bool six = strchr(name, ':') != NULL;
    int port = ntohs(((struct sockaddr_in *)&peer)->sin_port);
    snprintf(conn->peer_text, sizeof conn->peer_text, "%s%s%s:%d", six ? "[" : "", name,
             six ? "]" : "", port);
    conn->exchange.peer = span_of(conn->peer_text);
}

void conn_accept(struct server *server)
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
    uv_tcp_init(server->loop, &conn->tcp);
    uv_timer_init(server->loop, &conn->timer);
    conn->tcp.data = conn;
    conn->timer.data = conn;
    conn->handles = 2;
    if (uv_accept((uv_stream_t *)&server->listener, (uv_stream_t *)&conn->tcp) != 0) {
        conn_close(conn);
        return;
    }
    uv_tcp_nodelay(&conn->tcp, 1);
    name_peer(conn);
    if (server->conn_count > server->settings.max_connections)
        refuse(conn, 503, "over --max-connections");
    else
        begin_request(conn);
}
