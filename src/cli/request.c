#include "request.h"

#include "json_edit.h"
#include "relay.h"

/* A sender counts its attempts in the event. */
static bool raise_attempts(struct buf *event, unsigned attempt, struct error *err)
{
    enum { MOST_DIGITS = 9 };
    const struct span path = SPAN("delivery_attempts");
    struct span value;
    unsigned long before = 0;
    if (attempt == 0 || json_member(buf_span(event), path, &value) != JSON_FOUND ||
        value.size > MOST_DIGITS)
        return true;
    for (size_t i = 0; i < value.size; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return true;
        before = before * 10 + (unsigned long)(value.at[i] - '0');
    }
    char digits[16];
    struct buf number = BUF_OVER(digits), raised = {0};
    buf_printf(&number, "%lu", before + attempt);
    bool done = json_set(&raised, buf_span(event), path, buf_span(&number), false, err);
    buf_clear(event);
    *event = raised;
    return done;
}

/* The next digit or letter, so that what it stands in keeps its form. */
static char other(char c)
{
    if (c == '9' || c == 'z' || c == 'Z')
        return (char)(c - 1);
    return (char)(c + 1);
}

static bool is_digit_or_letter(char c)
{
    char low = (char)(c | 0x20);
    return (c >= '0' && c <= '9') || (low >= 'a' && low <= 'z');
}

/* Changes one byte of a signed body: in the last text of the event, so that it stays JSON. */
static bool tamper(struct buf *body, const struct scheme *scheme, struct error *err)
{
    struct span event = scheme_event(scheme, buf_span(body));
    struct json_reader reader;
    enum json_token kind;
    size_t at = body->size;
    if (body->size == 0)
        return error_set(err, ERROR_USAGE, "option '--tamper': the body is empty");
    json_open(&reader, event);
    while (event.at && (kind = json_next(&reader)) > JSON_END) {
        const char *last = reader.slice.at + reader.slice.size - 2;
        if (kind == JSON_STRING && reader.slice.size > 2 && is_digit_or_letter(*last) &&
            !span_contains(reader.slice, SPAN("\\")))
            at = (size_t)(last - body->at);
    }
    json_close(&reader);
    if (at < body->size)
        body->at[at] = other(body->at[at]);
    else
        body->at[body->size / 2] ^= 1;
    return true;
}

/* All that the body and headers of one event are made from. */
struct making {
    const struct request_rules *rules;
    const struct source *source;
    struct shot *shot;
    struct dice dice;
    struct fixture_refs refs;
    struct buf event, body;
};

static bool make_body(struct making *making, struct error *err)
{
    const struct source *source = making->source;
    const struct shot *shot = making->shot;
    const struct fixture_values values = {
        .now = shot->time, .url = shot->url->text, .dice = &making->dice, .refs = &making->refs};
    if (source->fresh) {
        if (!fixture_render(&source->fixture, &values, &making->event, err) ||
            !raise_attempts(&making->event, shot->attempt, err))
            return false;
        fixture_wrap(&making->body, source->scheme, buf_span(&making->event));
        return true;
    }
    buf_add(&making->event, source->event);
    if (source->event.at && !raise_attempts(&making->event, shot->attempt, err))
        return false;
    buf_add(&making->body, source->before);
    buf_add(&making->body, buf_span(&making->event));
    buf_add(&making->body, source->after);
    return true;
}

/* What every request has that nobody made before us. */
static void add_our_headers(struct making *making)
{
    struct shot *shot = making->shot;
    const struct header ours[] = {
        {SPAN("Host"), shot->url->authority},
        {SPAN("User-Agent"), SPAN("sfpy-hook/" SFPY_HOOK_VERSION)},
        {SPAN("Content-Type"), SPAN("application/json")},
    };
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        headers_add(&shot->delivery.request.headers, &shot->arena, ours[i].name, ours[i].value);
    headers_set_length(&shot->delivery.request.headers, &shot->arena, making->body.size);
}

static bool add_headers(struct making *making, struct error *err)
{
    struct shot *shot = making->shot;
    struct message *request = &shot->delivery.request;
    const struct url *url = shot->url;
    const struct message *recorded = making->source->recorded;
    if (recorded)
        request->headers =
            relay_again(&shot->arena, &recorded->headers, url->authority, making->body.size);
    else
        add_our_headers(making);
    if (url->user.at)
        relay_authorize(&request->headers, &shot->arena, url->user);
    const struct fixture_values values = {
        .now = shot->time, .url = url->text, .dice = &making->dice, .refs = &making->refs};
    struct headers own = {0};
    if (making->source->fresh &&
        !fixture_headers(&making->source->fixture, &values, &shot->arena, &own, err))
        return false;
    headers_override(&request->headers, &shot->arena, &own);
    return true;
}

bool request_is_signature(const struct request_rules *rules, const struct scheme *scheme,
                          struct span name)
{
    const char *only = rules->signature_header;
    if (only)
        return span_equal_nocase(name, span_of(only));
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++)
        if (span_equal_nocase(name, span_of(scheme->names[i].signature)))
            return true;
    return false;
}

/* --signature, --no-signature: what else the scheme sends, such as a time, is sent all the same. */
static void replace_signature(const struct making *making, struct headers *signature)
{
    const struct request_rules *rules = making->rules;
    size_t kept = 0;
    for (size_t i = 0; i < signature->count; i++) {
        struct header header = signature->at[i];
        if (request_is_signature(rules, making->source->scheme, header.name)) {
            if (rules->no_signature)
                continue;
            header.value = span_of(rules->signature);
        }
        signature->at[kept++] = header;
    }
    signature->count = kept;
}

/* What was sent under one scheme may be signed by another. */
static void remove_names(struct headers *headers, const struct scheme *scheme,
                         const struct headers *but)
{
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        const struct scheme_names *names = &scheme->names[i];
        const char *const each[] = {names->signature, names->timestamp, names->id};
        for (size_t j = 0; j < COUNT_OF(each); j++)
            if (each[j] && !headers_find(but, span_of(each[j]), NULL))
                headers_remove(headers, span_of(each[j]));
    }
}

/* A recorded signature gives its place to the new one. */
static void place_signature(const struct making *making, const struct headers *signature)
{
    const struct source *source = making->source;
    struct headers *headers = &making->shot->delivery.request.headers;
    struct arena *arena = &making->shot->arena;
    if (source->recorded) {
        remove_names(headers, source->spoken, signature);
        remove_names(headers, source->scheme, signature);
    }
    for (size_t i = 0; i < signature->count; i++)
        if (source->recorded)
            headers_set(headers, arena, signature->at[i].name, signature->at[i].value);
        else
            headers_add(headers, arena, signature->at[i].name, signature->at[i].value);
}

static bool add_signature(struct making *making, struct error *err)
{
    const struct request_rules *rules = making->rules;
    const struct source *source = making->source;
    struct shot *shot = making->shot;
    const char *url = rules->notification_url;
    if (!source->signer)
        return true;
    const struct stamp stamp = {
        .time = rules->timed ? rules->time : shot->delivery.time,
        .id = source->id.at ? source->id : ident_message(&shot->arena, &making->dice, shot->time),
        .url = url ? span_of(url) : shot->url->text,
    };
    bool replaced = rules->signature || rules->no_signature;
    struct headers signature = {0};
    /* Where the signature doesn't matter the body needs no part that could be signed. */
    struct span body = replaced ? SPAN("{\"data\":0}") : buf_span(&making->body);
    if (!signer_sign(source->signer, body, &stamp, rules->signature_header, &shot->arena,
                     &signature, err))
        return false;
    if (replaced)
        replace_signature(making, &signature);
    place_signature(making, &signature);
    return true;
}

/* A message has one length: a body sent in chunks says its own. */
static void override_headers(const struct making *making)
{
    struct headers *headers = &making->shot->delivery.request.headers;
    const struct headers *given = making->rules->added;
    headers_override(headers, &making->shot->arena, given);
    if (headers_find(given, SPAN("Transfer-Encoding"), NULL) &&
        !headers_find(given, SPAN("Content-Length"), NULL))
        headers_remove(headers, SPAN("Content-Length"));
}

/* An event goes by its fixture's name; other bytes say themselves what they are. */
static struct event_label label_of(const struct making *making)
{
    const struct source *source = making->source;
    if (source->label)
        return *source->label;
    struct event_label label =
        event_label(&making->shot->arena, source->scheme, making->shot->delivery.request.body);
    if (source->fresh) {
        label.name = source->fixture.name;
        label.type = source->fixture.type;
    }
    return label;
}

static bool make(struct making *making, struct error *err)
{
    const struct source *source = making->source;
    struct shot *shot = making->shot;
    struct message *request = &shot->delivery.request;
    shot->delivery.url = shot->url->text;
    *request =
        (struct message){.method = source->recorded ? source->recorded->method : SPAN("POST"),
                         .target = shot->url->target,
                         .version = SPAN("1.1")};
    shot->delivery.event = (struct event_label){0};
    if (!make_body(making, err) || !add_headers(making, err) || !add_signature(making, err) ||
        (making->rules->tamper && !tamper(&making->body, source->scheme, err)))
        return false;
    request->body = span_keep(&shot->arena, buf_span(&making->body));
    override_headers(making);
    shot->delivery.event = label_of(making);
    return true;
}

bool request_make(const struct request_rules *rules, const struct source *source, struct shot *shot,
                  struct error *err)
{
    struct making making = {.rules = rules,
                            .source = source,
                            .shot = shot,
                            .dice = dice_of_seed(rules->seed, shot->number)};
    if (rules->timed)
        shot->time = rules->time;
    shot->mode = source->mode;
    bool made = make(&making, err);
    buf_clear(&making.event);
    buf_clear(&making.body);
    fixture_refs_clear(&making.refs);
    return made;
}
