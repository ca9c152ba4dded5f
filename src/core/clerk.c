#include "clerk.h"

#include "clock.h"
#include "encode.h"
#include "json.h"
#include "url.h"

enum {
    LINE_TYPE,
    LINE_HEADERS,
    LINE_BODY,
    LINE_STATUS,
    LINE_MS,
    LINE_RELAY,
    LINE_FORWARD,
    LINE_COUNT
};

static const char *const names[LINE_COUNT] = {
    "type", "headers", "body_b64", "forward_status", "latency_ms", "relay_url", "forward_to"};

static bool type_is(struct span type, const char *name)
{
    return type.at && json_name_is(type, span_of(name));
}

bool clerk_looks(struct span line)
{
    struct span raw[LINE_COUNT] = {{0}};
    span_split(&line, '\n', &line);
    if (!json_members(line, names, LINE_COUNT, raw))
        return false;
    return (type_is(raw[LINE_TYPE], "event") && raw[LINE_HEADERS].at && raw[LINE_BODY].at) ||
           (type_is(raw[LINE_TYPE], "ready") && raw[LINE_RELAY].at);
}

static bool lacks(struct error *err, size_t member)
{
    return error_set(err, ERROR_INPUT, "its member \"%s\" is missing or malformed", names[member]);
}

static bool read_headers(struct arena *arena, struct span object, struct headers *headers)
{
    struct json_walk walk;
    struct span name, value;
    bool whole = json_walk_open(&walk, object) && !walk.array;
    while (whole && json_walk_next(&walk, &name, &value)) {
        struct span texts[] = {json_text(arena, name), json_text(arena, value)};
        whole = texts[0].at && texts[1].at;
        if (whole)
            headers_add(headers, arena, texts[0], texts[1]);
    }
    json_walk_close(&walk);
    return whole;
}

/* Only how the forward ended is said of the answer; of none it is null. */
static bool read_outcome(const struct clerk_relay *relay, struct arena *arena, struct span status,
                         struct span ms, struct delivery *delivery)
{
    struct forwarded *forward = arena_new(arena, sizeof *forward);
    struct answer *answer = &delivery->answer;
    answer->body = SPAN("");
    if (!status.at || span_is(status, "null"))
        return true;
    if (!status_read(status, &answer->status))
        return false;
    if (!clock_read_duration(ms, CLOCK_MS, &answer->duration))
        answer->duration = 0;
    *forward = (struct forwarded){.url = span_keep(arena, relay->forward),
                                  .status = answer->status,
                                  .duration = answer->duration,
                                  .attempts = 1};
    delivery->forwards = forward;
    delivery->forward_count = relay->forward.at ? 1 : 0;
    return true;
}

/* Where the relay takes deliveries; a name for it, where it is not known. */
static bool read_url(const struct clerk_relay *relay, struct arena *arena,
                     struct delivery *delivery, struct error *err)
{
    struct url url;
    const char *text = relay->url.at ? relay->url.at : "http://localhost/";
    if (!url_read(arena, text, &url, err)) {
        err->code = ERROR_INPUT;
        return error_context(err, "relay_url");
    }
    delivery->url = url.text;
    delivery->request.method = SPAN("POST");
    delivery->request.target = url.target;
    delivery->request.version = SPAN("1.1");
    return true;
}

enum clerk_result clerk_read(struct clerk_relay *relay, struct arena *arena, struct span line,
                             struct delivery *delivery, struct error *err)
{
    struct span raw[LINE_COUNT] = {{0}};
    *delivery = (struct delivery){0};
    if (!json_members(line, names, LINE_COUNT, raw)) {
        error_set(err, ERROR_INPUT, "it is no whole JSON object");
        return CLERK_DAMAGED;
    }
    if (type_is(raw[LINE_TYPE], "ready")) {
        clerk_clear(relay);
        relay->url = json_text(&relay->arena, raw[LINE_RELAY]);
        relay->forward = url_masked(&relay->arena, json_text(&relay->arena, raw[LINE_FORWARD]));
    }
    if (!type_is(raw[LINE_TYPE], "event"))
        return CLERK_OTHER;
    struct message *request = &delivery->request;
    bool read =
        read_url(relay, arena, delivery, err) &&
        (read_headers(arena, raw[LINE_HEADERS], &request->headers) || lacks(err, LINE_HEADERS)) &&
        (decode_base64_kept(arena, json_text(arena, raw[LINE_BODY]), &request->body) ||
         lacks(err, LINE_BODY)) &&
        (read_outcome(relay, arena, raw[LINE_STATUS], raw[LINE_MS], delivery) ||
         lacks(err, LINE_STATUS));
    return read ? CLERK_DELIVERY : CLERK_DAMAGED;
}

void clerk_clear(struct clerk_relay *relay)
{
    arena_clear(&relay->arena);
    *relay = (struct clerk_relay){0};
}
