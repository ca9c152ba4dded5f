#include "mend.h"

#include "clock.h"
#include "text.h"
#include "words.h"

#include <inttypes.h>

/*
 * A row for each kind of failure; the first that fits counts. `first` to `last` are statuses, 0
 * where it is the trouble that matters. In the words, {host} is the target's host and port, {path}
 * its path, {short} how {to} names it without the path, {why} libcurl's or the system's words,
 * {status} and {location} are the answer's, {type} and {size} the delivery's content type and
 * bytes, {secret} is a fingerprint, {seconds} the time that was waited; {to} and {spoilt} are
 * options, {wait} and {retry} say what other options do, {one} where else to get an endpoint from,
 * {tls} what to do if the port speaks TLS.
 */
static const struct row {
    enum trouble trouble;
    int first, last;
    const char *cause, *mend;
} rows[] = {
    {TROUBLE_REFUSED, 0, 0, "nothing listens on {host}: connection refused",
     "start the app, or name its port: {to} PORT{path}; in a container, publish the port and "
     "listen on 0.0.0.0{one}"},
    {TROUBLE_NO_ROUTE, 0, 0, "no connection to {host}: {why}",
     "check host and port; from inside a container, 127.0.0.1 is the container itself"},
    {TROUBLE_NAME, 0, 0, "the name in {host} is not known",
     "check its spelling, or name an address: {to} http://127.0.0.1:PORT{path}"},
    {TROUBLE_UNTRUSTED, 0, 0, "the certificate of {host} is not trusted: {why}",
     "--cacert FILE names who issued it; --insecure trusts any certificate"},
    {TROUBLE_HOST, 0, 0, "the certificate of {host} is for another name: {why}",
     "name a host that stands in the certificate, or trust any by --insecure"},
    {TROUBLE_TLS, 0, 0, "the TLS handshake with {host} failed: {why}",
     "does this port speak TLS? the plain one is {to} http://{host}{path}"},
    {TROUBLE_LATE, 0, 0, "no answer within {seconds}",
     "the app hangs or stands at a breakpoint{wait}"},
    {TROUBLE_STALLED, 0, 0, "its answer was not whole within {seconds}",
     "the handler has to end its answer, such as by res.end(); who announces a Content-Length has "
     "to send as much{wait}"},
    {TROUBLE_BROKEN, 0, 0, "the app closed the connection before its answer was whole",
     "its log says whether it crashed{tls}"},
    {TROUBLE_NOT_HTTP, 0, 0, "what listens on {host} speaks no HTTP/1.1: {why}",
     "is this the port of the app's web server? {to} PORT{path} names another"},
    {TROUBLE_PROXY, 0, 0, "the name of the proxy is not known: {why}",
     "check http_proxy, https_proxy and all_proxy; no_proxy={host} goes past it"},
    {TROUBLE_CREDENTIALS, 0, 0, "the certificate to show {host} can't be used: {why}",
     "--cert takes a PEM file with the certificate, --key one with its key, without a passphrase"},
    {TROUBLE_OTHER, 0, 0, "sending failed: {why}", "check the URL and the options"},
    {TROUBLE_NONE, 300, 399, "redirected to {location}; following would turn the POST into a GET",
     "name the final URL: {to} {location}"},
    {TROUBLE_NONE, 400, 400, "the app could not read the request",
     "its answer or log says why; the route needs the raw body, before any JSON parser"},
    {TROUBLE_NONE, 401, 401,
     "the app refused it: it verifies by another secret, or a login stands before the route",
     "give the app the secret {secret} ('sfpy-hook secret --env' where it is the development one), "
     "and let {path} pass without a login; compare the app's: printf %s \"$SECRET\" | sha256sum"},
    {TROUBLE_NONE, 403, 403,
     "forbidden: CSRF protection or a list of allowed hosts stands before the route",
     "exempt {path} (Django: @csrf_exempt; Rails: skip_forgery_protection; Laravel: "
     "validateCsrfTokens(except: …)), or does the app use the secret {secret}?"},
    {TROUBLE_NONE, 404, 404, "the app has no route for POST {path}",
     "name the path of its webhook route: {to} {short}/path"},
    {TROUBLE_NONE, 405, 405, "the app has a route {path}, but not for POST",
     "register the route for POST, or name another path: {to} {short}/path"},
    {TROUBLE_NONE, 413, 413, "the app takes no body of {size} bytes",
     "raise the limit of its body parser (Express: express.raw({ type: '*/*', limit: '2mb' }); "
     "nginx: client_max_body_size)"},
    {TROUBLE_NONE, 415, 415, "the app's body parser takes no content type {type}",
     "let the route take it (Express: express.raw({ type: '*/*' })), or send another by -H "
     "'Content-Type: …'"},
    {TROUBLE_NONE, 419, 419, "CSRF protection refused it: it wants a token of a form of the app",
     "exempt {path}: in Laravel, validateCsrfTokens(except: ['…']) in bootstrap/app.php"},
    {TROUBLE_NONE, 422, 422, "the app read the event and found it invalid",
     "its answer says which member; 'sfpy-hook fixtures show' shows the events as SFPY sends them"},
    {TROUBLE_NONE, 429, 429, "the app limits how many requests it takes",
     "exempt {path} from the limit, or send more slowly"},
    {TROUBLE_NONE, 503, 503, "the app, or what stands before it, is not ready to take it",
     "wait until it is up{retry}"},
    {TROUBLE_NONE, 502, 504,
     "{host} answered {status}: what it passes requests on to is down or slow",
     "start the app behind it, or send to the app itself"},
    {TROUBLE_NONE, 500, 599, "the app failed while handling it", "its log says where{retry}"},
    {TROUBLE_NONE, 0, 999, "the app refused it with {status}", "its answer or log says why"},
};

/* A socket has neither host nor port. */
static const struct row socket_row = {TROUBLE_REFUSED, 0, 0, "no connection to {host}: {why}",
                                      "is this the path of the app's socket, and does it listen? "
                                      "--unix-socket PATH names another"};

/* What asked for it is refused rightly. */
static const struct row spoilt_row = {TROUBLE_NONE, 400, 403,
                                      "the app refused it, as it should: {spoilt} was given",
                                      "'--expect 4xx' counts that as success"};

static bool fits(const struct row *row, const struct sending *sending)
{
    return row->trouble == sending->trouble &&
           (sending->trouble != TROUBLE_NONE ||
            (sending->answer.status >= row->first && sending->answer.status <= row->last));
}

static const struct row *row_of(const struct mishap *mishap)
{
    const struct sending *sending = mishap->sending;
    if (mishap->spoilt && fits(&spoilt_row, sending))
        return &spoilt_row;
    if (mishap->unix_socket &&
        (sending->trouble == TROUBLE_REFUSED || sending->trouble == TROUBLE_NO_ROUTE))
        return &socket_row;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (fits(&rows[i], sending))
            return &rows[i];
    return NULL;
}

bool mishap_is_none(const struct sending *sending)
{
    return sending->trouble == TROUBLE_NONE && sending->answer.status / 100 == 2;
}

/* The value of a header; in a URL user and password are masked. */
static void add_header(struct buf *out, const struct headers *headers, struct span name)
{
    const struct header *header = headers_find(headers, name, NULL);
    bool said = header && header->value.size > 0;
    struct arena arena = {0};
    struct span value = said ? url_masked(&arena, header->value) : SPAN("(none)");
    text_escape(out, span_slice(value, 0, 300));
    arena_clear(&arena);
}

static void add_host(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    bool socket = mishap->unix_socket != NULL;
    text_escape(out, socket ? span_of(mishap->unix_socket) : mishap->url->authority);
}

static void add_path(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    text_escape(out, target_path(mishap->url->target));
}

static void add_short(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    const struct url *url = mishap->url;
    struct span local = SPAN("127.0.0.1:");
    if (!span_starts(url->text, SPAN("http://")) || url->user.at ||
        !span_starts(url->authority, local)) {
        buf_add(out, span_slice(url->text, 0, url->text.size - url->target.size));
        return;
    }
    buf_add(out, span_slice(url->authority, local.size, url->authority.size));
}

static void add_why(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    text_escape(out, span_of(mishap->sending->why));
}

static void add_status(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    buf_printf(out, "%d", mishap->sending->answer.status);
}

/* A path alone is one of the same server. */
static void add_location(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    const struct headers *headers = &mishap->sending->answer.headers;
    const struct header *location = headers_find(headers, SPAN("Location"), NULL);
    if (location && span_starts(location->value, SPAN("/")) &&
        !span_starts(location->value, SPAN("//")))
        buf_add(out, url_origin(mishap->url));
    add_header(out, headers, SPAN("Location"));
}

static void add_type(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    add_header(out, &mishap->sending->request.headers, SPAN("Content-Type"));
}

static void add_size(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    buf_printf(out, "%zu", mishap->sending->request.body.size);
}

static void add_secret(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    buf_add_text(out, mishap->fingerprint);
}

static void add_spoilt(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    buf_add_text(out, mishap->spoilt);
}

static void add_seconds(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    if (mishap->timeout % CLOCK_SECOND == 0)
        buf_printf(out, "%" PRId64 " s", mishap->timeout / CLOCK_SECOND);
    else
        buf_printf(out, "%" PRId64 " ms", mishap->timeout / CLOCK_MS);
}

static void add_to(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    buf_add_text(out, mishap->options->to);
}

static void add_wait(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    if (mishap->options->timeout)
        buf_printf(out, "; %s 0 waits for ever", mishap->options->timeout);
}

static void add_retry(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    if (mishap->options->retries)
        buf_printf(out, "; %s N tries again", mishap->options->retries);
}

static void add_tls(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    if (!span_starts(mishap->url->plain, SPAN("http:")))
        return;
    buf_printf(out, "; a port that speaks TLS needs %s https://", mishap->options->to);
    add_host(out, mishap);
    add_path(out, mishap);
}

static void add_one(struct buf *out, const void *context)
{
    const struct mishap *mishap = context;
    buf_add_text(out, mishap->options->one);
}

static const struct word_place places[] = {
    {"{host}", add_host},       {"{path}", add_path},     {"{short}", add_short},
    {"{why}", add_why},         {"{status}", add_status}, {"{location}", add_location},
    {"{type}", add_type},       {"{size}", add_size},     {"{secret}", add_secret},
    {"{seconds}", add_seconds}, {"{to}", add_to},         {"{wait}", add_wait},
    {"{spoilt}", add_spoilt},   {"{retry}", add_retry},   {"{one}", add_one},
    {"{tls}", add_tls},
};

static void fill(struct buf *out, const char *words, const struct mishap *mishap)
{
    words_fill(out, words, places, COUNT_OF(places), mishap);
}

void mishap_write_cause(struct buf *out, const struct mishap *mishap)
{
    const struct row *row = row_of(mishap);
    fill(out, row ? row->cause : "{why}", mishap);
}

void mishap_write_mend(struct buf *out, const struct mishap *mishap)
{
    const struct row *row = row_of(mishap);
    if (row)
        fill(out, row->mend, mishap);
}
