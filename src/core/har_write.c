#include "har_write.h"

#include "encode.h"
#include "jsonw.h"
#include "text.h"
#include "url.h"

/* The member `text`, and behind it, where it is base64, the one that says so. */
static void write_body(struct buf *out, struct span body, const char *encoding)
{
    if (text_is_utf8(body)) {
        jsonw_text(out, "text", body);
        return;
    }
    jsonw_base64(out, "text", body);
    jsonw_text(out, encoding, SPAN("base64"));
}

static void write_headers(const struct har_writer *writer, struct buf *out,
                          const struct headers *headers)
{
    jsonw_array(out, "headers");
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->at[i];
        bool masked = !writer->credentials && header_is_credential(header->name);
        jsonw_object(out, NULL);
        jsonw_text(out, "name", header->name);
        jsonw_text(out, "value", masked ? SPAN("***") : header->value);
        if (!masked && !text_is_utf8(header->value))
            jsonw_base64(out, "_base64", header->value);
        jsonw_end_object(out);
    }
    jsonw_end_array(out);
}

static struct span value_of(const struct headers *headers, struct span name)
{
    const struct header *header = headers_find(headers, name, NULL);
    return header ? header->value : SPAN("");
}

/* A part of a query, as forms encode it. */
static void write_decoded(struct buf *out, const char *name, struct span part)
{
    struct buf spaced = {0}, decoded = {0};
    for (size_t i = 0; i < part.size; i++)
        buf_add_byte(&spaced, (char)(part.at[i] == '+' ? ' ' : part.at[i]));
    decode_percent(&decoded, buf_span(&spaced));
    jsonw_text(out, name, decoded.size ? buf_span(&decoded) : SPAN(""));
    buf_clear(&spaced);
    buf_clear(&decoded);
}

static void write_query(struct buf *out, struct span target)
{
    struct span path, pair, name;
    span_split(&target, '?', &path);
    jsonw_array(out, "queryString");
    while (span_split(&target, '&', &pair)) {
        if (pair.size == 0)
            continue;
        span_split(&pair, '=', &name);
        jsonw_object(out, NULL);
        write_decoded(out, "name", name);
        write_decoded(out, "value", pair);
        jsonw_end_object(out);
    }
    jsonw_end_array(out);
}

static void write_empty(struct buf *out, const char *name)
{
    jsonw_array(out, name);
    jsonw_end_array(out);
}

static void write_version(struct buf *out, struct span version)
{
    struct buf text = {0};
    buf_printf(&text, "HTTP/%.*s", SPAN_ARG(version));
    jsonw_text(out, "httpVersion", buf_span(&text));
    buf_clear(&text);
}

/* How many bytes the head took on its way is not known. */
static void write_sizes(struct buf *out, struct span body)
{
    jsonw_integer(out, "headersSize", -1);
    jsonw_integer(out, "bodySize", (int64_t)body.size);
}

static void write_request(const struct har_writer *writer, struct buf *out,
                          const struct delivery *delivery)
{
    const struct message *request = &delivery->request;
    struct arena arena = {0};
    struct url url;
    struct error ignored;
    bool known = url_of_request(&arena, delivery->url, request->target, &url, &ignored);
    jsonw_object(out, "request");
    jsonw_text(out, "method", request->method);
    jsonw_text(out, "url", known ? url.plain : delivery->url);
    write_version(out, request->version);
    write_empty(out, "cookies");
    write_headers(writer, out, &request->headers);
    write_query(out, request->target);
    if (request->body.size > 0) {
        jsonw_object(out, "postData");
        jsonw_text(out, "mimeType", value_of(&request->headers, SPAN("Content-Type")));
        write_body(out, request->body, "_encoding");
        jsonw_end_object(out);
    }
    write_sizes(out, request->body);
    jsonw_end_object(out);
    arena_clear(&arena);
}

static void write_response(const struct har_writer *writer, struct buf *out,
                           const struct delivery *delivery)
{
    const struct answer *answer = &delivery->answer;
    jsonw_object(out, "response");
    jsonw_integer(out, "status", answer->status);
    jsonw_text(out, "statusText", SPAN(""));
    write_version(out, SPAN("1.1"));
    write_empty(out, "cookies");
    write_headers(writer, out, &answer->headers);
    jsonw_object(out, "content");
    jsonw_integer(out, "size", (int64_t)answer->body.size);
    jsonw_text(out, "mimeType", value_of(&answer->headers, SPAN("Content-Type")));
    if (answer->body.size > 0)
        write_body(out, answer->body, "encoding");
    jsonw_end_object(out);
    jsonw_text(out, "redirectURL", value_of(&answer->headers, SPAN("Location")));
    write_sizes(out, answer->body);
    jsonw_end_object(out);
}

static void write_timings(struct buf *out, const struct delivery *delivery)
{
    jsonw_object(out, "cache");
    jsonw_end_object(out);
    jsonw_object(out, "timings");
    jsonw_integer(out, "send", 0);
    jsonw_ms(out, "wait", delivery->answer.duration);
    jsonw_integer(out, "receive", 0);
    jsonw_end_object(out);
}

void har_write_begin(struct buf *out)
{
    jsonw_object(out, NULL);
    jsonw_object(out, "log");
    jsonw_text(out, "version", SPAN("1.2"));
    jsonw_object(out, "creator");
    jsonw_text(out, "name", SPAN("sfpy-hook"));
    jsonw_text(out, "version", SPAN(SFPY_HOOK_VERSION));
    jsonw_end_object(out);
    write_empty(out, "pages");
    jsonw_array(out, "entries");
}

void har_write_entry(struct har_writer *writer, struct buf *out, const struct delivery *delivery)
{
    buf_add_text(out, writer->entries++ ? ",\n" : "\n");
    jsonw_object(out, NULL);
    jsonw_time(out, "startedDateTime", delivery->time);
    jsonw_ms(out, "time", delivery->answer.duration);
    write_request(writer, out, delivery);
    write_response(writer, out, delivery);
    write_timings(out, delivery);
    delivery_write_frame(out, "_delivery", delivery);
    jsonw_end_object(out);
}

void har_write_end(struct buf *out)
{
    buf_add_text(out, "\n]}}\n");
}
