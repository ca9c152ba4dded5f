#include "adopt.h"

#include "clock.h"
#include "text.h"
#include "url.h"

#include <openssl/sha.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

static bool check_request(const struct message *request, struct error *err)
{
    if (!header_is_sound(request->method, SPAN("")))
        return error_set(err, ERROR_INPUT, "its method is malformed");
    if (!text_is_printable(request->version))
        return error_set(err, ERROR_INPUT, "its version is malformed");
    for (size_t i = 0; i < request->headers.count; i++) {
        const struct header *header = &request->headers.at[i];
        if (!header_is_sound(header->name, header->value))
            return error_set(err, ERROR_INPUT, "its header '%.*s' is one that can't be sent",
                             SPAN_ARG(header->name));
    }
    return true;
}

/* A saved request has no URL; its Host says which, and http is what is left to assume. */
static struct span make_url(struct arena *arena, const struct message *request)
{
    const struct header *host = headers_find(&request->headers, SPAN("Host"), NULL);
    struct span authority = host && host->value.size ? host->value : SPAN("localhost");
    struct buf text = {0};
    if (http_scheme_size(request->target))
        buf_add(&text, request->target);
    else
        buf_printf(&text, "http://%.*s%.*s", SPAN_ARG(authority),
                   SPAN_ARG(span_is(request->target, "*") ? SPAN("/") : request->target));
    return buf_keep(arena, &text);
}

static bool set_url(struct delivery *delivery, struct arena *arena, struct error *err)
{
    struct url url;
    struct message *request = &delivery->request;
    struct span text =
        delivery->url.at ? span_keep(arena, delivery->url) : make_url(arena, request);
    if (!http_scheme_size(text) || !url_read(arena, text.at, &url, err)) {
        error_set(err, ERROR_INPUT, "its URL is no http or https URL that can be sent to");
        err->hint[0] = 0; /* it is about what our own options take */
        return false;
    }
    delivery->url = url.text;
    if (!request->target.size || !text_is_printable(request->target))
        request->target = url.target;
    return true;
}

/*
 * What was signed with it is nearer to when it came than the guess, unless it lies long behind
 * that: then the sender's clock was wrong.
 */
static int64_t choose_time(const struct delivery *delivery, const struct scheme *scheme,
                           const struct adopted_time *when)
{
    const int64_t day = 86400 * CLOCK_SECOND;
    struct claim claim;
    if (when->known || !scheme)
        return when->known ? when->time : when->guess;
    bool claimed = claim_read(&claim, scheme, &delivery->request.headers) == REASON_NONE &&
                   claim.timestamp.size > 0 && claim.time > 0 && claim.time - day <= when->guess;
    int64_t time = claimed ? claim.time : when->guess;
    claim_clear(&claim);
    return time;
}

static void add_part(struct buf *out, struct span part)
{
    buf_printf(out, "%zu:", part.size);
    buf_add(out, part);
}

/* A digest of all that a request is, and of whether its time is known. */
static void digest_request(const struct delivery *delivery, bool timed,
                           unsigned char digest[SHA256_DIGEST_LENGTH])
{
    const struct message *request = &delivery->request;
    struct buf parts = {0};
    add_part(&parts, request->method);
    add_part(&parts, delivery->url);
    add_part(&parts, request->target);
    for (size_t i = 0; i < request->headers.count; i++) {
        add_part(&parts, request->headers.at[i].name);
        add_part(&parts, request->headers.at[i].value);
    }
    const struct span body = request->body;
    SHA256((const unsigned char *)(body.at ? body.at : ""), body.size, digest);
    buf_add(&parts, (struct span){(const char *)digest, SHA256_DIGEST_LENGTH});
    if (!timed)
        buf_add_byte(&parts, '?');
    SHA256((const unsigned char *)parts.at, parts.size, digest);
    buf_clear(&parts);
}

/* What is alike in one file, by the id of the first. */
struct kind {
    char id[ULID_SIZE + 1];
    uint64_t count;
};

static int compare_kinds(const void *a, const void *b)
{
    const struct kind *first = a, *second = b;
    return strcmp(first->id, second->id);
}

/* Counts one; returns how many there were before. */
static uint64_t count_kind(struct adopted *adopted, const unsigned char *digest, int64_t time)
{
    struct kind *kind = mem_new(1, sizeof *kind);
    struct buf id = BUF_OVER(kind->id);
    ident_write_ulid_of(&id, digest, time);
    struct kind **found = tsearch(kind, &adopted->kinds, compare_kinds);
    if (!found)
        mem_none();
    if (*found != kind)
        free(kind);
    return (*found)->count++;
}

static void set_id(struct delivery *delivery, bool timed, struct adopted *before)
{
    struct {
        unsigned char digest[SHA256_DIGEST_LENGTH];
        uint64_t count;
    } parts;
    struct buf id = BUF_OVER(delivery->id);
    digest_request(delivery, timed, parts.digest);
    parts.count = count_kind(before, parts.digest, timed ? delivery->time : 0);
    if (parts.count > 0)
        SHA256((const unsigned char *)&parts, sizeof parts, parts.digest);
    ident_write_ulid_of(&id, parts.digest, delivery->time);
}

bool adopt(struct delivery *delivery, struct arena *arena, const struct schemes *schemes,
           const struct adopted_time *when, struct adopted *before, struct error *err)
{
    const struct message *request = &delivery->request;
    const struct scheme_traits traits = {.headers = &request->headers, .body = request->body};
    const struct scheme *scheme = scheme_detect(schemes, &traits);
    if (!delivery->request.version.size)
        delivery->request.version = SPAN("1.1");
    if (!check_request(request, err) || !set_url(delivery, arena, err))
        return false;
    delivery->judged = scheme_has_any_header(schemes, &request->headers);
    delivery->verdict = (struct verdict){.scheme = scheme};
    delivery->event = event_label(arena, scheme, request->body);
    delivery->time = choose_time(delivery, delivery->judged ? scheme : NULL, when);
    set_id(delivery, when->known, before);
    return true;
}

void adopted_clear(struct adopted *adopted)
{
    tdestroy(adopted->kinds, free);
    adopted->kinds = NULL;
}
