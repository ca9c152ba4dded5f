#include "conn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { BACKLOG = 1024 };

static void on_connection(uv_stream_t *listener, int status)
{
    struct server *server = listener->data;
    if (status == 0)
        conn_accept(server);
}

/* As many descriptors as the system allows, so that --max-connections is the limit that counts. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
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

static char *make_url(struct server *server, const char *host)
{
    struct sockaddr_storage bound = {0};
    int size = sizeof bound;
    uv_tcp_getsockname(&server->listener, (struct sockaddr *)&bound, &size);
    /* The port stands at the same place in both families. */
    int port = ntohs(((struct sockaddr_in *)&bound)->sin_port);
    bool any = span_is(server->settings.path, "*"), six = strchr(host, ':') != NULL;
    struct span path = any ? SPAN("/") : server->settings.path;
    struct buf url = {0};
    buf_printf(&url, "http://%s%s%s:%d%.*s", six ? "[" : "", host, six ? "]" : "", port,
               SPAN_ARG(path));
    return url.at;
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;
    server->listening = false;
    if (server->conn_count == 0 && server->stopping)
        server->handler.stopped(server->handler.context);
}

struct server *server_open(struct loop *loop, const struct server_settings *settings,
                           const struct server_handler *handler, struct error *err)
{
    struct sockaddr_storage address = {0};
    if (!read_address(settings->host, settings->port, &address, err))
        return NULL;
    raise_descriptor_limit();
    struct server *server = mem_new(1, sizeof *server);
    server->settings = *settings;
    server->handler = *handler;
    server->loop = loop_uv(loop);
    conn_parsing_init(&server->parsing);
    uv_tcp_init(server->loop, &server->listener);
    server->listener.data = server;
    server->listening = true;
    int failure = uv_tcp_bind(&server->listener, (struct sockaddr *)&address, 0);
    if (!failure)
        failure = uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_connection);
    if (!failure) {
        server->url = make_url(server, settings->host);
        return server;
    }
    error_set(err, ERROR_NETWORK, "%s", uv_strerror(failure));
    error_context(err, "cannot listen on %s port %d", settings->host, settings->port);
    if (failure == UV_EADDRINUSE)
        error_hint(
            err,
            "another program has this port; choose one with --port, or any free one with --port 0");
    uv_close((uv_handle_t *)&server->listener, on_listener_closed);
    uv_run(server->loop, UV_RUN_DEFAULT);
    free(server);
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
    uv_close((uv_handle_t *)&server->listener, on_listener_closed);
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
    free(server->url);
    free(server);
}
