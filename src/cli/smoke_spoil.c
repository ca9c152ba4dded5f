#include "smoke_spoil.h"

#include <string.h>

static struct message *request_of(struct smoke_sending *sending)
{
    return &sending->shot.delivery.request;
}

static struct arena *arena_of(struct smoke_sending *sending)
{
    return &sending->shot.arena;
}

static bool is_signature(const struct smoke_sending *sending, const struct header *header)
{
    const struct smoke_run *run = sending->at->run;
    return request_is_signature(&run->rules, run->scheme, header->name);
}

/* Whether a header is one that the scheme sends: signature, id or time. */
static bool is_of_scheme(const struct smoke_sending *sending, const struct header *header)
{
    const struct scheme *scheme = sending->at->run->scheme;
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        const char *const each[] = {scheme->names[i].timestamp, scheme->names[i].id};
        for (size_t j = 0; j < COUNT_OF(each); j++)
            if (each[j] && span_equal_nocase(header->name, span_of(each[j])))
                return true;
    }
    return is_signature(sending, header);
}

/* Names, letters of one case. */
static bool spell(struct smoke_sending *sending, char from, char to)
{
    struct headers *headers = &request_of(sending)->headers;
    for (size_t i = 0; i < headers->count; i++) {
        struct header *header = &headers->at[i];
        if (!is_of_scheme(sending, header))
            continue;
        char *name = arena_new(arena_of(sending), header->name.size + 1);
        for (size_t j = 0; j < header->name.size; j++) {
            char c = header->name.at[j];
            name[j] = (char)(c >= from && c < from + 26 ? c - from + to : c);
        }
        header->name.at = name;
    }
    return true;
}

bool smoke_lower_case(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return spell(sending, 'A', 'a');
}

bool smoke_upper_case(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return spell(sending, 'a', 'A');
}

/*
 * Where in a header's value the digits of the signature stand: behind the last prefix, as every
 * scheme writes it at the end.
 */
static size_t digits_begin(const struct scheme *scheme, struct span value)
{
    struct span prefix = span_of(scheme->prefix ? scheme->prefix : "");
    for (size_t at = value.size; prefix.size > 0 && at > 0; at--)
        if (span_starts(span_slice(value, at - 1, value.size), prefix))
            return at - 1 + prefix.size;
    return 0;
}

/* One digit in the middle becomes another, which hex and base64 have. */
static struct span change(struct smoke_sending *sending, struct span value)
{
    size_t from = digits_begin(sending->at->run->scheme, value);
    char *changed = arena_new(arena_of(sending), value.size + 1);
    memcpy(changed, value.at, value.size);
    char *digit = &changed[from + (value.size - from) / 2];
    *digit = *digit == '0' ? '1' : '0';
    return (struct span){changed, value.size};
}

static struct span halve(struct smoke_sending *sending, struct span value)
{
    size_t from = digits_begin(sending->at->run->scheme, value);
    return span_slice(value, 0, from + (value.size - from) / 2);
}

static struct span empty(struct smoke_sending *sending, struct span value)
{
    (void)sending;
    return span_slice(value, 0, 0);
}

static bool each_signature(struct smoke_sending *sending,
                           struct span (*make)(struct smoke_sending *, struct span value))
{
    struct headers *headers = &request_of(sending)->headers;
    for (size_t i = 0; i < headers->count; i++)
        if (is_signature(sending, &headers->at[i]))
            headers->at[i].value = make(sending, headers->at[i].value);
    return true;
}

bool smoke_drop_signature(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    struct headers *headers = &request_of(sending)->headers;
    size_t kept = 0;
    for (size_t i = 0; i < headers->count; i++)
        if (!is_signature(sending, &headers->at[i]))
            headers->at[kept++] = headers->at[i];
    headers->count = kept;
    return true;
}

bool smoke_empty_signature(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return each_signature(sending, empty);
}

bool smoke_change_digit(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return each_signature(sending, change);
}

bool smoke_halve_signature(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return each_signature(sending, halve);
}

void smoke_take_headers(struct smoke_sending *sending, const struct headers *others)
{
    struct headers *headers = &request_of(sending)->headers;
    for (size_t i = 0; i < others->count; i++)
        if (is_of_scheme(sending, &others->at[i]))
            headers_set(headers, arena_of(sending), others->at[i].name,
                        span_keep(arena_of(sending), others->at[i].value));
}

bool smoke_swap_signature(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    smoke_take_headers(sending, &sending->at->run->accepted);
    return true;
}

bool smoke_sign_nothing(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    bool data = scheme_signs(sending->at->run->scheme, "{data}");
    smoke_sign(sending, data ? SPAN("{\"data\":{}}") : SPAN("{}"));
    return true;
}

static bool double_signature(struct smoke_sending *sending, bool right_first)
{
    struct headers *headers = &request_of(sending)->headers, doubled = {0};
    struct arena *arena = arena_of(sending);
    for (size_t i = 0; i < headers->count; i++) {
        const struct header header = headers->at[i];
        if (!is_signature(sending, &header)) {
            headers_add(&doubled, arena, header.name, header.value);
            continue;
        }
        struct span wrong = change(sending, header.value);
        headers_add(&doubled, arena, header.name, right_first ? header.value : wrong);
        headers_add(&doubled, arena, header.name, right_first ? wrong : header.value);
    }
    *headers = doubled;
    return true;
}

bool smoke_double_signature_first(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return double_signature(sending, true);
}

bool smoke_double_signature_last(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return double_signature(sending, false);
}

static bool set_body(struct smoke_sending *sending, struct span body)
{
    struct message *request = request_of(sending);
    request->body = body;
    headers_set_length(&request->headers, arena_of(sending), body.size);
    smoke_sign(sending, body);
    return true;
}

bool smoke_malform(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    struct span body = request_of(sending)->body;
    struct buf out = {0};
    buf_add(&out, span_slice(body, 0, body.size ? body.size - 1 : 0));
    buf_add_text(&out, ",}");
    struct span malformed = buf_keep(arena_of(sending), &out);
    return set_body(sending, malformed);
}

bool smoke_cut_body(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    struct span body = request_of(sending)->body;
    return set_body(sending, span_slice(body, 0, body.size / 2));
}

bool smoke_empty_body(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return set_body(sending, SPAN(""));
}

bool smoke_retype(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    headers_set(&request_of(sending)->headers, arena_of(sending), SPAN("Content-Type"),
                SPAN("text/plain"));
    return true;
}

bool smoke_null_data(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    return set_body(sending, SPAN("{\"data\":null}"));
}

bool smoke_spoil_utf8(struct smoke_sending *sending, struct error *err)
{
    struct span body = request_of(sending)->body;
    const struct span mark = span_of(sending->at->check->member + 1); /* behind its quote */
    size_t at = 0;
    while (at < body.size && !span_starts(span_slice(body, at, body.size), mark))
        at++;
    if (at == body.size)
        return error_set(err, ERROR_INPUT, "the event has no place for it");
    struct buf out = {0};
    buf_add(&out, span_slice(body, 0, at));
    buf_add_text(&out, "\xff\xfe");
    buf_add(&out, span_slice(body, at + 2, body.size));
    struct span spoilt = buf_keep(arena_of(sending), &out);
    return set_body(sending, spoilt);
}

bool smoke_send_chunked(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    struct headers *headers = &request_of(sending)->headers;
    headers_remove(headers, SPAN("Content-Length"));
    headers_set(headers, arena_of(sending), SPAN("Transfer-Encoding"), SPAN("chunked"));
    return true;
}

bool smoke_expect(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    headers_set(&request_of(sending)->headers, arena_of(sending), SPAN("Expect"),
                SPAN("100-continue"));
    return true;
}

bool smoke_get(struct smoke_sending *sending, struct error *err)
{
    (void)err;
    struct message *request = request_of(sending);
    size_t kept = 0;
    for (size_t i = 0; i < request->headers.count; i++)
        if (!is_of_scheme(sending, &request->headers.at[i]))
            request->headers.at[kept++] = request->headers.at[i];
    request->headers.count = kept;
    headers_remove(&request->headers, SPAN("Content-Type"));
    headers_remove(&request->headers, SPAN("Content-Length"));
    request->method = SPAN("GET");
    request->body = SPAN("");
    return true;
}
