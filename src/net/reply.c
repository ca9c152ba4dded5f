#include "reply.h"

#include <stdio.h>

static const struct row {
    int status;
    const char *phrase, *reason;
} rows[] = {
    {200, "OK", NULL},
    {400, "Bad Request", "bad-request"},
    {401, "Unauthorized", NULL},
    {403, "Forbidden", "from-a-browser"},
    {404, "Not Found", "not-found"},
    {405, "Method Not Allowed", "method-not-allowed"},
    {408, "Request Timeout", "request-timeout"},
    {413, "Content Too Large", "body-too-large"},
    {431, "Request Header Fields Too Large", "head-too-large"},
    {503, "Service Unavailable", "too-many-connections"},
};

static const struct row *row_of(int status)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].status == status)
            return &rows[i];
    return NULL;
}

const char *reply_reason(int status)
{
    const struct row *row = row_of(status);
    return row ? row->reason : NULL;
}

struct headers reply_headers(struct arena *arena, const struct message *request, int status,
                             const struct headers *own, size_t size, bool keep_alive)
{
    struct headers headers = {0};
    char length[24];
    snprintf(length, sizeof length, "%zu", size);
    for (size_t i = 0; own && i < own->count; i++)
        headers_add(&headers, arena, own->at[i].name, own->at[i].value);
    if (!own)
        headers_add(&headers, arena, SPAN("Content-Type"), SPAN("application/json"));
    if (status_has_body(status))
        headers_add(&headers, arena, SPAN("Content-Length"), span_keep(arena, span_of(length)));
    if (!keep_alive)
        headers_add(&headers, arena, SPAN("Connection"), SPAN("close"));
    else if (span_is(request->version, "1.0"))
        headers_add(&headers, arena, SPAN("Connection"), SPAN("keep-alive"));
    return headers;
}

void reply_write(struct buf *out, int status, const struct headers *headers, struct span body)
{
    const struct row *row = row_of(status);
    buf_printf(out, "HTTP/1.1 %d %s\r\n", status, row ? row->phrase : "");
    headers_write(out, headers);
    if (status_has_body(status))
        buf_add(out, body);
}
