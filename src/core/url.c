#include "url.h"

#include "message.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static bool all_digits(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.size > 0;
}

/* The bytes before the first one of `any_of`. */
static struct span until_any(struct span text, const char *any_of)
{
    size_t size = 0;
    while (size < text.size && !(text.at[size] && strchr(any_of, text.at[size])))
        size++;
    return span_slice(text, 0, size);
}

/* Completes what developers type for an address on their own machine. */
static struct span complete(struct arena *arena, struct span text)
{
    struct span port = text;
    span_split(&port, '/', &port);
    struct span host = until_any(port, ":@");
    bool host_and_port = host.size > 0 && all_digits(span_slice(port, host.size + 1, port.size));
    const char *front = all_digits(port) ? "http://127.0.0.1:" : host_and_port ? "http://" : NULL;
    if (span_starts(text, SPAN(":")) || span_starts(text, SPAN("/")))
        front = "http://127.0.0.1";
    if (!front)
        return text;
    struct buf whole = {0};
    buf_add_text(&whole, front);
    buf_add(&whole, text);
    return buf_keep(arena, &whole);
}

struct span url_authority(struct span text)
{
    return until_any(text, "/?#");
}

bool url_host_is_loopback(struct span host)
{
    struct span numbers = host, number;
    bool numeric = host.size > 0;
    while (span_split(&numbers, '.', &number))
        numeric = numeric && all_digits(number);
    return span_equal_nocase(host, SPAN("localhost")) || span_is(host, "::1") ||
           (numeric && span_starts(host, SPAN("127.")));
}

static bool is_port(struct span text)
{
    return all_digits(text) && text.size <= 5 && strtoul(text.at, NULL, 10) <= 65535;
}

static bool read_authority(struct span authority, struct url *url)
{
    struct span rest;
    if (span_starts(authority, SPAN("["))) {
        url->host = until_any(span_slice(authority, 1, authority.size), "]");
        rest = span_slice(authority, url->host.size + 2, authority.size);
        if (url->host.size + 2 > authority.size)
            return false;
    } else {
        url->host = until_any(authority, ":");
        rest = span_slice(authority, url->host.size, authority.size);
    }
    bool port = rest.size > 0 && rest.at[0] == ':' && is_port(span_slice(rest, 1, rest.size));
    return url->host.size > 0 && (rest.size == 0 || port);
}

/* Joins the parts of a URL in the arena. */
static struct span join(struct arena *arena, struct span scheme, const char *user,
                        struct span authority, struct span target)
{
    struct buf made = {0};
    buf_add(&made, scheme);
    buf_add_text(&made, user);
    buf_add(&made, authority);
    buf_add(&made, target);
    return buf_keep(arena, &made);
}

struct span url_masked(struct arena *arena, struct span text)
{
    struct span scheme = span_slice(text, 0, http_scheme_size(text));
    struct span authority = url_authority(span_slice(text, scheme.size, text.size));
    const char *at = authority.size ? memrchr(authority.at, '@', authority.size) : NULL;
    if (!scheme.size || !at)
        return text;
    return join(arena, scheme, "***", span_slice(text, (size_t)(at - text.at), text.size),
                (struct span){0});
}

/* Says what is wrong with a URL, all of it that could be a password left out. */
static bool refuse(struct error *err, const char *what, struct span whole)
{
    const char *at = whole.size ? memrchr(whole.at, '@', whole.size) : NULL;
    struct span shown = at ? span_slice(whole, (size_t)(at - whole.at), whole.size) : whole;
    return error_set(err, ERROR_USAGE, "%s: '%s%.*s'", what, at ? "***" : "", SPAN_ARG(shown));
}

bool url_read(struct arena *arena, const char *text, struct url *url, struct error *err)
{
    struct span whole = complete(arena, span_of(text));
    struct span scheme = span_slice(whole, 0, http_scheme_size(whole));
    struct span authority = url_authority(span_slice(whole, scheme.size, whole.size));
    struct span target =
        until_any(span_slice(whole, scheme.size + authority.size, whole.size), "#");
    const char *at = authority.size ? memrchr(authority.at, '@', authority.size) : NULL;
    *url = (struct url){0};
    if (at) {
        size_t size = (size_t)(at - authority.at);
        url->user = span_keep(arena, span_slice(authority, 0, size));
        authority = span_slice(authority, size + 1, authority.size);
    }
    url->authority = authority;
    if (!scheme.size) {
        refuse(err, "no http or https URL", whole);
        return error_hint(err,
                          "such as http://127.0.0.1:3000/webhooks; 3000/webhooks means the same");
    }
    if (!text_is_printable(whole))
        return refuse(err, "a space, control character or byte beyond ASCII in the URL", whole);
    if (!read_authority(authority, url))
        return refuse(err, "the host or port is malformed in the URL", whole);
    url->target = join(arena, (struct span){0}, span_starts(target, SPAN("/")) ? "" : "/",
                       (struct span){0}, target);
    url->text = join(arena, scheme, at ? "***@" : "", authority, url->target);
    url->plain = join(arena, scheme, "", authority, url->target);
    url->loopback = url_host_is_loopback(url->host);
    return true;
}

struct span url_origin(const struct url *url)
{
    return span_slice(url->plain, 0, url->plain.size - url->target.size);
}

bool url_of_request(struct arena *arena, struct span text, struct span target, struct url *url,
                    struct error *err)
{
    struct url server;
    if (http_scheme_size(target) > 0) {
        if (!url_read(arena, span_keep(arena, target).at, url, err))
            return false;
        url->user = (struct span){0};
        url->text = url->plain;
        return true;
    }
    if (!url_read(arena, span_keep(arena, text).at, &server, err))
        return false;
    bool path = span_starts(target, SPAN("/"));
    struct span whole =
        join(arena, url_origin(&server), "", (struct span){0}, path ? target : SPAN("/"));
    return url_read(arena, whole.at, url, err);
}
