#include "conn.h"

#include "unix_socket.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static void on_connection(uv_stream_t *listener, int status)
{
    struct server *server = listener->data;
    if (status == 0)
        conn_accept(server);
}

static bool read_address(const char *host, int port, struct sockaddr_storage *address,
                         struct error *err)
{
    if (strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (uv_ip4_addr(host, port, (struct sockaddr_in *)address) == 0 ||
        uv_ip6_addr(host, port, (struct sockaddr_in6 *)address) == 0)
        return true;
    error_set(err, ERROR_USAGE, "'%s' is no address to listen on", host);
    return error_hint(err,
                      "--host takes an IPv4 or IPv6 address such as 127.0.0.1, 0.0.0.0 or ::1");
}

/* Adds host and port, as they stand in a URL. */
static void write_authority(struct buf *url, const struct server *server)
{
    struct sockaddr_storage bound = {0};
    int size = sizeof bound;
    const char *host = server->settings.host;
    bool six = strchr(host, ':') != NULL;
    if (server->socket) {
        buf_add_text(url, "localhost");
        return;
    }
    uv_tcp_getsockname(&server->listener.tcp, (struct sockaddr *)&bound, &size);
    /* The port stands at the same place in both families. */
    int port = ntohs(((struct sockaddr_in *)&bound)->sin_port);
    buf_printf(url, "%s%s%s:%d", six ? "[" : "", host, six ? "]" : "", port);
}

static char *make_url(const struct server *server)
{
    bool any = span_is(server->settings.path, "*");
    struct buf url = {0};
    buf_add_text(&url, server->settings.tls ? "https://" : "http://");
    write_authority(&url, server);
    buf_add(&url, any ? SPAN("/") : server->settings.path);
    return url.at;
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;
    server->listening = false;
    if (server->conn_count == 0 && server->stopping)
        server->handler.stopped(server->handler.context);
}

static bool listen_tcp(struct server *server, struct error *err)
{
    const struct server_settings *settings = &server->settings;
    struct sockaddr_storage address = {0};
    uv_tcp_init(server->loop, &server->listener.tcp);
    if (!read_address(settings->host, settings->port, &address, err))
        return false;
    int failure = uv_tcp_bind(&server->listener.tcp, (struct sockaddr *)&address, 0);
    if (!failure)
        failure = uv_listen(&server->listener.stream, BACKLOG, on_connection);
    if (!failure)
        return true;
    error_set(err, ERROR_NETWORK, "%s", uv_strerror(failure));
    error_context(err, "cannot listen on %s port %d", settings->host, settings->port);
    if (failure == UV_EADDRINUSE)
        error_hint(
            err,
            "another program has this port; choose one with --port, or any free one with --port 0");
    return false;
}

static bool listen_unix(struct server *server, struct error *err)
{
    int file;
    uv_pipe_init(server->loop, &server->listener.pipe, 0);
    server->socket = unix_socket_listen(server->settings.socket, BACKLOG, &file, err);
    if (!server->socket)
        return false;
    int failure = uv_pipe_open(&server->listener.pipe, file);
    if (failure)
        close(file);
    else
        failure = uv_listen(&server->listener.stream, BACKLOG, on_connection);
    if (!failure)
        return true;
    error_set(err, ERROR_NETWORK, "%s", uv_strerror(failure));
    return error_context(err, "cannot listen at %s", server->settings.socket);
}

static void close_listener(struct server *server)
{
    uv_close(&server->listener.handle, on_listener_closed);
    unix_socket_remove(server->socket);
    server->socket = NULL;
}

struct server *server_open(struct loop *loop, const struct server_settings *settings,
                           const struct server_handler *handler, struct error *err)
{
    struct server *server = mem_new(1, sizeof *server);
    server->settings = *settings;
    server->handler = *handler;
    server->loop = loop_uv(loop);
    conn_parsing_init(&server->parsing);
    bool listens = settings->socket ? listen_unix(server, err) : listen_tcp(server, err);
    server->listener.handle.data = server;
    server->listening = true;
    if (listens) {
        server->url = make_url(server);
        return server;
    }
    close_listener(server);
    uv_run(server->loop, UV_RUN_DEFAULT);
    server_free(server);
    return NULL;
}

const char *server_url(const struct server *server)
{
    return server->url;
}

void server_stop(struct server *server)
{
    if (server->stopping)
        return;
    server->stopping = true;
    close_listener(server);
    for (struct conn *conn = server->conns, *next; conn; conn = next) {
        next = conn->next;
        if (conn_is_idle(conn))
            conn_close(conn);
    }
}

void server_abort(struct server *server)
{
    for (struct conn *conn = server->conns; conn; conn = conn->next)
        conn_close(conn);
}

void server_free(struct server *server)
{
    if (!server)
        return;
    buf_clear(&server->scratch.plain);
    free(server->url);
    free(server);
}
