#include "relay.h"

#include "encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const of_one_hop[] = {
    "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
};

static int compare_names(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return x->size ? strncasecmp(x->at, y->at, x->size) : 0;
}

static size_t commas(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == ',';
    return count;
}

/* The names that belong to one hop, sorted; a peer can name thousands. */
static struct span *names_of_one_hop(struct arena *arena, const struct headers *headers,
                                     size_t *count)
{
    size_t room = COUNT_OF(of_one_hop);
    for (size_t i = 0; i < headers->count; i++)
        if (span_equal_nocase(headers->at[i].name, SPAN("Connection")))
            room += commas(headers->at[i].value) + 1;
    struct span *names = arena_new(arena, room * sizeof *names), rest, option;
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(of_one_hop); i++)
        names[(*count)++] = span_of(of_one_hop[i]);
    for (size_t i = 0; i < headers->count; i++) {
        rest = headers->at[i].value;
        if (!span_equal_nocase(headers->at[i].name, SPAN("Connection")))
            continue;
        while (span_split(&rest, ',', &option))
            names[(*count)++] = span_trim(option);
    }
    qsort(names, *count, sizeof *names, compare_names);
    return names;
}

struct headers relay_end_to_end(struct arena *arena, const struct headers *headers)
{
    size_t count;
    const struct span *names = names_of_one_hop(arena, headers, &count);
    struct headers kept = {0};
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->at[i];
        if (header_is_sound(header->name, header->value) &&
            !bsearch(&header->name, names, count, sizeof *names, compare_names))
            headers_add(&kept, arena, header->name, header->value);
    }
    return kept;
}

bool relay_read_headers(struct arena *arena, const char *const *given, size_t count,
                        struct headers *added, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct header header;
        if (!header_read(span_of(given[i]), &header, err))
            return false;
        if (span_equal_nocase(header.name, SPAN("Content-Length")) ||
            span_equal_nocase(header.name, SPAN("Transfer-Encoding")))
            return error_set(err, ERROR_USAGE,
                             "%.*s follows from the body, which is forwarded as "
                             "it came",
                             SPAN_ARG(header.name));
        headers_add(added, arena, header.name, header.value);
    }
    return true;
}

/* An address:port without its port, and without the brackets of IPv6. */
static struct span address_of(struct span peer)
{
    const char *colon = peer.size ? memrchr(peer.at, ':', peer.size) : NULL;
    struct span address = colon ? span_slice(peer, 0, (size_t)(colon - peer.at)) : peer;
    bool bracketed = span_starts(address, SPAN("["));
    return bracketed ? span_slice(address, 1, address.size - 1) : address;
}

/* A proxy before us knows better by which host and protocol it all began. */
static void add_origin(struct headers *headers, struct arena *arena, const struct relay *relay,
                       struct span host)
{
    struct span name = SPAN("X-Forwarded-For");
    const struct header *before = headers_find(headers, name, NULL);
    struct buf value = {0};
    if (before && before->value.size > 0)
        buf_printf(&value, "%.*s, ", SPAN_ARG(before->value));
    buf_add(&value, address_of(relay->peer));
    headers_set(headers, arena, name, buf_keep(arena, &value));
    if (host.size > 0 && !headers_find(headers, SPAN("X-Forwarded-Host"), NULL))
        headers_add(headers, arena, SPAN("X-Forwarded-Host"), host);
    if (!headers_find(headers, SPAN("X-Forwarded-Proto"), NULL))
        headers_add(headers, arena, SPAN("X-Forwarded-Proto"), span_of(relay->proto));
}

void relay_authorize(struct headers *headers, struct arena *arena, struct span user)
{
    struct buf plain = {0}, value = {0};
    decode_percent(&plain, user);
    buf_add_text(&value, "Basic ");
    encode_base64(&value, buf_span(&plain));
    headers_set(headers, arena, SPAN("Authorization"), span_keep(arena, buf_span(&value)));
    buf_wipe(&plain);
    buf_wipe(&value);
}

struct message relay_request(struct arena *arena, const struct relay *relay,
                             const struct target *target, const struct message *received)
{
    struct message request = *received;
    const struct header *host = headers_find(&received->headers, SPAN("Host"), NULL);
    request.version = SPAN("1.1");
    struct headers passed = relay_end_to_end(arena, &received->headers);
    request.headers = (struct headers){0};
    headers_add(&request.headers, arena, SPAN("Host"), target->url.authority);
    for (size_t i = 0; i < passed.count; i++)
        if (!span_equal_nocase(passed.at[i].name, SPAN("Host")) &&
            !span_equal_nocase(passed.at[i].name, SPAN("Expect")))
            headers_add(&request.headers, arena, passed.at[i].name, passed.at[i].value);
    headers_set_length(&request.headers, arena, received->body.size);
    if (relay->forwarded)
        add_origin(&request.headers, arena, relay, host ? host->value : (struct span){0});
    if (target->url.user.at)
        relay_authorize(&request.headers, arena, target->url.user);
    headers_override(&request.headers, arena, relay->added);
    return request;
}

/* The length of a body in chunks stands where the coding did. */
static struct headers with_length(struct arena *arena, const struct headers *theirs)
{
    struct headers framed = {0};
    for (size_t i = 0; i < theirs->count; i++) {
        const struct header *header = &theirs->at[i];
        bool coding = span_equal_nocase(header->name, SPAN("Transfer-Encoding"));
        headers_add(&framed, arena, coding ? SPAN("Content-Length") : header->name, header->value);
    }
    return framed;
}

struct headers relay_again(struct arena *arena, const struct headers *theirs, struct span host,
                           size_t size)
{
    const struct header first = {SPAN("Host"), host};
    struct headers framed = with_length(arena, theirs);
    struct headers kept = relay_end_to_end(arena, &framed), whole = {0};
    headers_remove(&kept, SPAN("Expect"));
    if (!headers_find(&kept, SPAN("Host"), NULL))
        headers_add(&whole, arena, first.name, first.value);
    for (size_t i = 0; i < kept.count; i++)
        headers_add(&whole, arena, kept.at[i].name, kept.at[i].value);
    headers_set(&whole, arena, first.name, first.value);
    if (size > 0 || headers_find(&whole, SPAN("Content-Length"), NULL))
        headers_set_length(&whole, arena, size);
    return whole;
}

struct headers relay_answer_headers(struct arena *arena, const struct headers *headers)
{
    struct headers kept = relay_end_to_end(arena, headers);
    headers_remove(&kept, SPAN("Content-Length"));
    return kept;
}
