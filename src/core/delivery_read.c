/* The delivery record as it is read back. */
#include "clock.h"
#include "delivery.h"
#include "encode.h"
#include "json.h"
#include "text.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

/* The members of a record and, from RAW_STATUS on, of what stands in it. */
enum {
    RAW_KIND,
    RAW_SCHEMA,
    RAW_ID,
    RAW_DIRECTION,
    RAW_TIME,
    RAW_PEER,
    RAW_METHOD,
    RAW_URL,
    RAW_TARGET,
    RAW_VERSION,
    RAW_HEADERS,
    RAW_BODY,
    RAW_BASE64,
    RAW_VERDICT,
    RAW_EVENT,
    RAW_ANSWER,
    RAW_FAULT,
    RAW_EXPECTED,
    RAW_ERROR,
    RAW_FORWARDS,
    RAW_REPLAY_OF,
    RAW_COUNT
};

static const char *const raw_names[RAW_COUNT] = {
    "kind",  "schema", "id",      "direction", "time",  "peer",        "method",
    "url",   "target", "version", "headers",   "body",  "body_base64", "verdict",
    "event", "answer", "fault",   "expected",  "error", "forwards",    "replay_of"};

/* A record on its way from its line. */
struct reading {
    struct arena *arena;
    const struct schemes *schemes;
    enum delivery_parts parts;
    struct span raw[RAW_COUNT];
    struct delivery *delivery;
};

static bool is_null(struct span value)
{
    return !value.at || span_is(value, "null");
}

/* A text or nothing; false where it is anything else. */
static bool read_text(struct arena *arena, struct span value, struct span *text)
{
    *text = json_text(arena, value);
    return text->at || is_null(value);
}

static bool read_body(struct arena *arena, struct span text, struct span base64, struct span *body)
{
    *body = json_text(arena, text);
    return body->at || decode_base64_kept(arena, json_text(arena, base64), body);
}

static bool read_pair(struct arena *arena, struct span pair, struct headers *headers)
{
    struct json_walk walk;
    struct span name, value, texts[3] = {{0}};
    bool container = json_walk_open(&walk, pair);
    while (container && json_walk_next(&walk, &name, &value))
        if (walk.index <= COUNT_OF(texts))
            texts[walk.index - 1] = json_text(arena, value);
    json_walk_close(&walk);
    if (!texts[0].at || !texts[1].at ||
        (texts[2].at && !decode_base64_kept(arena, texts[2], &texts[1])))
        return false;
    headers_add(headers, arena, texts[0], texts[1]);
    return true;
}

/* What could not have come in one line of its own would not be sent as it was. */
static bool are_sound(const struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++)
        if (!header_is_sound(headers->at[i].name, headers->at[i].value))
            return false;
    return true;
}

static bool read_headers(struct arena *arena, struct span array, struct headers *headers)
{
    struct json_walk walk;
    struct span name, pair;
    bool whole = json_walk_open(&walk, array) && walk.array;
    while (whole && json_walk_next(&walk, &name, &pair))
        whole = read_pair(arena, pair, headers);
    json_walk_close(&walk);
    return whole;
}

/* Null is none. */
static bool read_status(struct span value, int *status)
{
    *status = 0;
    return is_null(value) || status_read(value, status);
}

static bool read_ms(struct span value, int64_t *duration)
{
    return is_null(value) || clock_read_duration(value, CLOCK_MS, duration);
}

static bool read_count(struct span value, unsigned *count)
{
    enum { MOST_DIGITS = 9 };
    *count = 0;
    for (size_t i = 0; i < value.size; i++) {
        if (i >= MOST_DIGITS || value.at[i] < '0' || value.at[i] > '9')
            return false;
        *count = *count * 10 + (unsigned)(value.at[i] - '0');
    }
    return true;
}

/* As it stands, without escapes: delivery_line_id() takes no others. */
static bool read_kind(const struct reading *reading)
{
    struct span kind;
    return read_text(reading->arena, reading->raw[RAW_KIND], &kind) &&
           (!kind.at || span_is(kind, "delivery"));
}

static bool read_id(const struct reading *reading)
{
    struct span raw = reading->raw[RAW_ID];
    struct span id = span_slice(raw, 1, raw.size ? raw.size - 1 : 0);
    if (!span_starts(raw, SPAN("\"")) || !ident_is_ulid(id))
        return false;
    memcpy(reading->delivery->id, id.at, ULID_SIZE);
    return true;
}

static bool read_direction(const struct reading *reading)
{
    struct span direction;
    if (!read_text(reading->arena, reading->raw[RAW_DIRECTION], &direction))
        return false;
    bool sent = span_is(direction, "sent");
    reading->delivery->direction = sent ? DIRECTION_SENT : DIRECTION_RECEIVED;
    return sent || !direction.at || span_is(direction, "received");
}

static bool read_verdict(const struct reading *reading)
{
    static const char *const names[] = {"valid", "scheme", "reason", "cause"};
    struct verdict *verdict = &reading->delivery->verdict;
    struct span raw[COUNT_OF(names)] = {{0}}, texts[COUNT_OF(names)] = {{0}};
    if (is_null(reading->raw[RAW_VERDICT]))
        return true;
    if (!json_members(reading->raw[RAW_VERDICT], names, COUNT_OF(names), raw))
        return false;
    for (size_t i = 1; i < COUNT_OF(names); i++)
        if (!read_text(reading->arena, raw[i], &texts[i]))
            return false;
    reading->delivery->judged = true;
    verdict->validity = span_is(raw[0], "true")    ? VALIDITY_VALID
                        : span_is(raw[0], "false") ? VALIDITY_INVALID
                                                   : VALIDITY_UNCHECKED;
    verdict->scheme = texts[1].at ? scheme_lookup(reading->schemes, texts[1]) : NULL;
    verdict->reason = reason_named(texts[2]);
    verdict->cause = texts[3].at;
    return verdict->validity != VALIDITY_UNCHECKED || is_null(raw[0]);
}

static bool read_event(const struct reading *reading)
{
    static const char *const names[] = {"name", "type", "token"};
    struct event_label *event = &reading->delivery->event;
    struct span raw[COUNT_OF(names)] = {{0}};
    if (is_null(reading->raw[RAW_EVENT]))
        return true;
    return json_members(reading->raw[RAW_EVENT], names, COUNT_OF(names), raw) &&
           read_text(reading->arena, raw[0], &event->name) &&
           read_text(reading->arena, raw[1], &event->type) &&
           read_text(reading->arena, raw[2], &event->token);
}

static bool read_answer(const struct reading *reading)
{
    static const char *const names[] = {"status", "headers", "body", "body_base64", "ms"};
    struct answer *answer = &reading->delivery->answer;
    struct span raw[COUNT_OF(names)] = {{0}};
    if (is_null(reading->raw[RAW_ANSWER]))
        return true;
    if (!json_members(reading->raw[RAW_ANSWER], names, COUNT_OF(names), raw) || is_null(raw[0]) ||
        !read_status(raw[0], &answer->status) || !read_ms(raw[4], &answer->duration))
        return false;
    return reading->parts == DELIVERY_FRAME ||
           (read_headers(reading->arena, raw[1], &answer->headers) &&
            read_body(reading->arena, raw[2], raw[3], &answer->body));
}

static bool read_fault(const struct reading *reading)
{
    struct span fault;
    bool read = read_text(reading->arena, reading->raw[RAW_FAULT], &fault);
    reading->delivery->answer.fault = fault.at;
    return read;
}

static bool read_forward(const struct reading *reading, struct span value,
                         struct forwarded *forward)
{
    static const char *const names[] = {"url", "status", "ms", "attempts", "error"};
    struct span raw[COUNT_OF(names)] = {{0}}, url;
    if (!json_members(value, names, COUNT_OF(names), raw) ||
        !read_text(reading->arena, raw[0], &url))
        return false;
    forward->url = url_masked(reading->arena, url);
    return read_status(raw[1], &forward->status) && read_ms(raw[2], &forward->duration) &&
           read_count(raw[3], &forward->attempts) &&
           read_text(reading->arena, raw[4], &forward->error);
}

static size_t count_children(struct span array)
{
    struct json_walk walk;
    struct span name, value;
    bool container = json_walk_open(&walk, array);
    while (container && json_walk_next(&walk, &name, &value))
        continue;
    json_walk_close(&walk);
    return walk.index;
}

static bool read_forwards(const struct reading *reading)
{
    struct json_walk walk;
    struct span name, value, array = reading->raw[RAW_FORWARDS];
    if (is_null(array))
        return true;
    size_t count = count_children(array);
    struct forwarded *forwards = arena_new(reading->arena, (count + 1) * sizeof *forwards);
    bool whole = json_walk_open(&walk, array) && walk.array;
    while (whole && json_walk_next(&walk, &name, &value))
        whole = read_forward(reading, value, &forwards[walk.index - 1]);
    json_walk_close(&walk);
    reading->delivery->forwards = forwards;
    reading->delivery->forward_count = count;
    return whole;
}

static bool read_request_headers(const struct reading *reading)
{
    return reading->parts == DELIVERY_FRAME ||
           (read_headers(reading->arena, reading->raw[RAW_HEADERS],
                         &reading->delivery->request.headers) &&
            are_sound(&reading->delivery->request.headers));
}

static bool read_request_body(const struct reading *reading)
{
    return reading->parts == DELIVERY_FRAME ||
           read_body(reading->arena, reading->raw[RAW_BODY], reading->raw[RAW_BASE64],
                     &reading->delivery->request.body);
}

static bool read_time(const struct reading *reading)
{
    return clock_read_rfc3339(json_text(reading->arena, reading->raw[RAW_TIME]),
                              &reading->delivery->time);
}

static bool malformed(struct error *err, size_t member)
{
    return error_set(err, ERROR_INPUT, "the record's member \"%s\" is missing or malformed",
                     raw_names[member]);
}

/* Texts of visible characters, without which there is no request. */
static bool read_request_line(const struct reading *reading, struct error *err)
{
    struct message *request = &reading->delivery->request;
    const struct {
        size_t member;
        struct span *into;
    } texts[] = {{RAW_URL, &reading->delivery->url},
                 {RAW_METHOD, &request->method},
                 {RAW_TARGET, &request->target},
                 {RAW_VERSION, &request->version}};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i].into = json_text(reading->arena, reading->raw[texts[i].member]);
        if (!texts[i].into->at || !text_is_printable(*texts[i].into))
            return malformed(err, texts[i].member);
    }
    reading->delivery->url = url_masked(reading->arena, reading->delivery->url);
    return true;
}

static bool read_texts(const struct reading *reading, struct error *err)
{
    struct delivery *delivery = reading->delivery;
    const struct {
        size_t member;
        struct span *into;
    } texts[] = {{RAW_PEER, &delivery->peer},
                 {RAW_EXPECTED, &delivery->expected},
                 {RAW_ERROR, &delivery->error},
                 {RAW_REPLAY_OF, &delivery->replay_of}};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (!read_text(reading->arena, reading->raw[texts[i].member], texts[i].into))
            return malformed(err, texts[i].member);
    return true;
}

static bool read_parts(const struct reading *reading, struct error *err)
{
    static const struct {
        size_t member;
        bool (*read)(const struct reading *reading);
    } readers[] = {
        {RAW_KIND, read_kind},
        {RAW_ID, read_id},
        {RAW_DIRECTION, read_direction},
        {RAW_TIME, read_time},
        {RAW_HEADERS, read_request_headers},
        {RAW_BODY, read_request_body},
        {RAW_VERDICT, read_verdict},
        {RAW_EVENT, read_event},
        {RAW_ANSWER, read_answer},
        {RAW_FAULT, read_fault},
        {RAW_FORWARDS, read_forwards},
    };
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        if (!readers[i].read(reading))
            return malformed(err, readers[i].member);
    return true;
}

/* What a later version wrote in a form of its own would be misread. */
static bool knows_schema(struct span schema, struct error *err)
{
    unsigned number = DELIVERY_SCHEMA;
    if (schema.at && !read_count(schema, &number))
        return malformed(err, RAW_SCHEMA);
    if (number <= DELIVERY_SCHEMA)
        return true;
    error_set(err, ERROR_INPUT, "the record is of schema %u, and this version reads up to %d",
              number, DELIVERY_SCHEMA);
    error_hint(err, "a later sfpy-hook has written it: read it with that");
    return false;
}

bool delivery_read(struct arena *arena, const struct schemes *schemes, struct span line,
                   enum delivery_parts parts, struct delivery *delivery, struct error *err)
{
    struct reading reading = {
        .arena = arena, .schemes = schemes, .parts = parts, .delivery = delivery};
    *delivery = (struct delivery){0};
    if (!text_is_utf8(line))
        return error_set(err, ERROR_INPUT, "the record is no UTF-8");
    if (!json_members_alone(line, raw_names, RAW_COUNT, reading.raw))
        return error_set(err, ERROR_INPUT, "the record is no whole JSON object");
    return knows_schema(reading.raw[RAW_SCHEMA], err) && read_parts(&reading, err) &&
           read_request_line(&reading, err) && read_texts(&reading, err);
}
