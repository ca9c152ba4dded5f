#include "reply.h"

#include <stdio.h>

static const struct row {
    int status;
    const char *phrase, *reason;
} rows[] = {
    {200, "OK", NULL},
    {201, "Created", NULL},
    {202, "Accepted", NULL},
    {203, "Non-Authoritative Information", NULL},
    {204, "No Content", NULL},
    {205, "Reset Content", NULL},
    {206, "Partial Content", NULL},
    {300, "Multiple Choices", NULL},
    {301, "Moved Permanently", NULL},
    {302, "Found", NULL},
    {303, "See Other", NULL},
    {304, "Not Modified", NULL},
    {307, "Temporary Redirect", NULL},
    {308, "Permanent Redirect", NULL},
    {400, "Bad Request", "bad-request"},
    {401, "Unauthorized", NULL},
    {402, "Payment Required", NULL},
    {403, "Forbidden", "from-a-browser"},
    {404, "Not Found", "not-found"},
    {405, "Method Not Allowed", "method-not-allowed"},
    {406, "Not Acceptable", NULL},
    {407, "Proxy Authentication Required", NULL},
    {408, "Request Timeout", "request-timeout"},
    {409, "Conflict", NULL},
    {410, "Gone", NULL},
    {411, "Length Required", NULL},
    {412, "Precondition Failed", NULL},
    {413, "Content Too Large", "body-too-large"},
    {414, "URI Too Long", NULL},
    {415, "Unsupported Media Type", NULL},
    {416, "Range Not Satisfiable", NULL},
    {417, "Expectation Failed", NULL},
    {418, "I'm a teapot", NULL},
    {421, "Misdirected Request", NULL},
    {422, "Unprocessable Content", NULL},
    {423, "Locked", NULL},
    {424, "Failed Dependency", NULL},
    {425, "Too Early", NULL},
    {426, "Upgrade Required", NULL},
    {428, "Precondition Required", NULL},
    {429, "Too Many Requests", NULL},
    {431, "Request Header Fields Too Large", "head-too-large"},
    {451, "Unavailable For Legal Reasons", NULL},
    {500, "Internal Server Error", NULL},
    {501, "Not Implemented", NULL},
    {502, "Bad Gateway", NULL},
    {503, "Service Unavailable", "too-many-connections"},
    {504, "Gateway Timeout", NULL},
    {505, "HTTP Version Not Supported", NULL},
    {507, "Insufficient Storage", NULL},
    {508, "Loop Detected", NULL},
    {511, "Network Authentication Required", NULL},
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
    for (size_t i = 0; own && i < own->count; i++)
        headers_add(&headers, arena, own->at[i].name, own->at[i].value);
    if (!own)
        headers_add(&headers, arena, SPAN("Content-Type"), SPAN("application/json"));
    if (status_has_body(status))
        headers_set_length(&headers, arena, size);
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
