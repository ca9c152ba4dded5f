#include "url.h"

#include <string.h>
#include <strings.h>

static bool all_digits(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.size > 0;
}

/* Completes what developers type for an address on their own machine. */
static struct span complete(struct arena *arena, struct span text)
{
    struct span port = text;
    span_split(&port, '/', &port);
    const char *front = all_digits(port) ? "http://127.0.0.1:" : NULL;
    if (span_starts(text, SPAN(":")) || span_starts(text, SPAN("/")))
        front = "http://127.0.0.1";
    if (!front)
        return text;
    struct buf whole = {0};
    buf_add_text(&whole, front);
    buf_add(&whole, text);
    struct span kept = span_keep(arena, buf_span(&whole));
    buf_clear(&whole);
    return kept;
}

/* The bytes before the first one of `any_of`. */
static struct span until_any(struct span text, const char *any_of)
{
    size_t size = 0;
    while (size < text.size && !(text.at[size] && strchr(any_of, text.at[size])))
        size++;
    return span_slice(text, 0, size);
}

static bool is_loopback(struct span host)
{
    return span_equal_nocase(host, SPAN("localhost")) || span_is(host, "::1") ||
           (span_starts(host, SPAN("127.")) &&
            until_any(host, "abcdefghijklmnopqrstuvwxyz-").size == host.size);
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
    bool port = rest.size > 1 && rest.size <= 6 && rest.at[0] == ':' &&
                all_digits(span_slice(rest, 1, rest.size));
    return url->host.size > 0 && (rest.size == 0 || port);
}

bool url_read(struct arena *arena, const char *text, struct url *url, struct error *err)
{
    struct span whole = complete(arena, span_of(text));
    size_t scheme = span_starts(whole, SPAN("http://"))    ? 7
                    : span_starts(whole, SPAN("https://")) ? 8
                                                           : 0;
    if (!scheme) {
        error_set(err, ERROR_USAGE, "'%s' is no http or https URL", text);
        return error_hint(err,
                          "such as http://127.0.0.1:3000/webhooks; 3000/webhooks means the same");
    }
    for (size_t i = 0; i < whole.size; i++)
        if (whole.at[i] <= ' ' || whole.at[i] == 0x7F)
            return error_set(err, ERROR_USAGE,
                             "a space, control character or byte beyond ASCII in URL '%s'", text);
    struct span authority = until_any(span_slice(whole, scheme, whole.size), "/?#");
    struct span target = until_any(span_slice(whole, scheme + authority.size, whole.size), "#");
    const char *at = authority.size ? memrchr(authority.at, '@', authority.size) : NULL;
    if (at)
        authority = span_slice(authority, (size_t)(at - authority.at) + 1, authority.size);
    *url = (struct url){.given = whole, .authority = authority};
    if (!read_authority(authority, url))
        return error_set(err, ERROR_USAGE, "the host or port is malformed in URL '%s'", text);
    url->loopback = is_loopback(url->host);
    struct buf made = {0};
    buf_printf(&made, "%s%.*s", span_starts(target, SPAN("/")) ? "" : "/", SPAN_ARG(target));
    url->target = span_keep(arena, buf_span(&made));
    buf_reset(&made);
    buf_printf(&made, "%.*s%s%.*s%.*s", (int)scheme, whole.at, at ? "***@" : "",
               SPAN_ARG(authority), SPAN_ARG(url->target));
    url->text = span_keep(arena, buf_span(&made));
    buf_clear(&made);
    return true;
}
