#include "delivery.h"

#include "clock.h"
#include "json.h"
#include "jsonw.h"
#include "text.h"

void delivery_stamp(struct delivery *delivery, int64_t time)
{
    struct buf id = BUF_OVER(delivery->id);
    delivery->time = time;
    ident_write_ulid(&id, NULL, time);
}

static void write_body(struct buf *out, struct span body)
{
    if (!body.at)
        body = SPAN("");
    if (text_is_utf8(body))
        jsonw_text(out, "body", body);
    else
        jsonw_base64(out, "body_base64", body);
}

void delivery_write_headers(struct buf *out, const struct headers *headers)
{
    jsonw_array(out, "headers");
    for (size_t i = 0; i < headers->count; i++) {
        jsonw_array(out, NULL);
        jsonw_text(out, NULL, headers->at[i].name);
        jsonw_text(out, NULL, headers->at[i].value);
        if (!text_is_utf8(headers->at[i].value))
            jsonw_base64(out, NULL, headers->at[i].value);
        jsonw_end_array(out);
    }
    jsonw_end_array(out);
}

static void write_verdict(struct buf *out, const struct delivery *delivery)
{
    const struct verdict *verdict = &delivery->verdict;
    if (!delivery->judged) {
        jsonw_null(out, "verdict");
        return;
    }
    jsonw_object(out, "verdict");
    if (verdict->validity == VALIDITY_UNCHECKED)
        jsonw_null(out, "valid");
    else
        jsonw_bool(out, "valid", verdict->validity == VALIDITY_VALID);
    jsonw_text(out, "scheme", span_of(verdict->scheme ? verdict->scheme->name : NULL));
    jsonw_text(out, "reason", span_of(reason_name(verdict->reason)));
    jsonw_text(out, "cause", span_of(verdict->cause));
    jsonw_end_object(out);
}

static void write_content(struct buf *out, const struct headers *headers, struct span body,
                          enum delivery_parts parts)
{
    if (parts == DELIVERY_FRAME)
        return;
    delivery_write_headers(out, headers);
    write_body(out, body);
}

static void write_answer(struct buf *out, const struct answer *answer, enum delivery_parts parts)
{
    if (!answer->status) {
        jsonw_null(out, "answer");
        return;
    }
    jsonw_object(out, "answer");
    jsonw_integer(out, "status", answer->status);
    write_content(out, &answer->headers, answer->body, parts);
    jsonw_ms(out, "ms", answer->duration);
    jsonw_end_object(out);
}

static void write_forwards(struct buf *out, const struct delivery *delivery)
{
    jsonw_array(out, "forwards");
    for (size_t i = 0; i < delivery->forward_count; i++) {
        const struct forwarded *forward = &delivery->forwards[i];
        jsonw_object(out, NULL);
        jsonw_text(out, "url", forward->url);
        if (forward->status)
            jsonw_integer(out, "status", forward->status);
        else
            jsonw_null(out, "status");
        jsonw_ms(out, "ms", forward->duration);
        jsonw_integer(out, "attempts", forward->attempts);
        jsonw_text(out, "error", forward->error);
        jsonw_end_object(out);
    }
    jsonw_end_array(out);
}

static void write_event(struct buf *out, const struct event_label *event)
{
    jsonw_object(out, "event");
    jsonw_text(out, "name", event->name);
    jsonw_text(out, "type", event->type);
    jsonw_text(out, "token", event->token);
    jsonw_end_object(out);
}

static void write_members(struct buf *out, const struct delivery *delivery,
                          enum delivery_parts parts)
{
    const struct message *request = &delivery->request;
    jsonw_text(out, "kind", SPAN("delivery"));
    jsonw_integer(out, "schema", DELIVERY_SCHEMA);
    jsonw_text(out, "id", span_of(delivery->id));
    jsonw_text(out, "direction",
               span_of(delivery->direction == DIRECTION_SENT ? "sent" : "received"));
    jsonw_time(out, "time", delivery->time);
    jsonw_text(out, "peer", delivery->peer);
    jsonw_text(out, "method", request->method);
    jsonw_text(out, "url", delivery->url);
    jsonw_text(out, "target", request->target);
    jsonw_text(out, "version", request->version);
    write_content(out, &request->headers, request->body, parts);
    write_verdict(out, delivery);
    write_event(out, &delivery->event);
    write_answer(out, &delivery->answer, parts);
    if (delivery->answer.fault)
        jsonw_text(out, "fault", span_of(delivery->answer.fault));
    if (delivery->direction == DIRECTION_SENT) {
        jsonw_text(out, "expected", delivery->expected);
        jsonw_text(out, "error", delivery->error);
    }
    write_forwards(out, delivery);
    jsonw_text(out, "replay_of", delivery->replay_of);
}

void delivery_write(struct buf *out, const struct delivery *delivery)
{
    jsonw_object(out, NULL);
    write_members(out, delivery, DELIVERY_WHOLE);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

/* How lines begin that delivery_write() wrote, the older ones last. */
static const char *const line_begins[] = {"{\"kind\":\"delivery\",\"schema\":1,\"id\":\"",
                                          "{\"kind\":\"delivery\",\"id\":\""};

/* The id that a raw value is, which no JSON has to write with escapes. */
static bool is_id(struct span value, struct span *id)
{
    *id = span_slice(value, 1, value.size - 1);
    return value.size == ULID_SIZE + 2 && value.at[value.size - 1] == '"' && ident_is_ulid(*id);
}

bool delivery_line_id(struct span line, struct span *id)
{
    struct span value;
    for (size_t i = 0; i < COUNT_OF(line_begins); i++) {
        struct span begin = span_of(line_begins[i]);
        if (span_starts(line, begin) &&
            is_id(span_slice(line, begin.size - 1, begin.size + ULID_SIZE + 1), id))
            return true;
    }
    return json_member(line, SPAN("id"), &value) == JSON_FOUND && is_id(value, id);
}

void delivery_write_frame(struct buf *out, const char *name, const struct delivery *delivery)
{
    jsonw_object(out, name);
    write_members(out, delivery, DELIVERY_FRAME);
    jsonw_end_object(out);
}

bool delivery_looks_recorded(struct span line)
{
    struct span value;
    span_split(&line, '\n', &line);
    return json_member(line, SPAN("direction"), &value) == JSON_FOUND &&
           json_member(line, SPAN("headers"), &value) == JSON_FOUND;
}
