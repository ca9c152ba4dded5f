#include "sender.h"

#include "clock.h"
#include "curl_api.h"
#include "curl_command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ANSWER = 1 << 20 };

struct sender {
    const struct curl_api *api;
    CURL *easy; /* kept, so that connections are used again */
};

/* What is gathered while an answer comes in. */
struct incoming {
    struct arena *arena;
    struct answer *answer;
    struct buf body;
};

struct sender *sender_new(struct error *err)
{
    const struct curl_api *api = curl_api(err);
    CURL *easy = api ? api->curl_easy_init() : NULL;
    if (!easy) {
        if (api)
            error_set(err, ERROR_SYSTEM, "libcurl can't be initialised");
        return NULL;
    }
    struct sender *sender = mem_new(1, sizeof *sender);
    *sender = (struct sender){api, easy};
    return sender;
}

void sender_free(struct sender *sender)
{
    if (!sender)
        return;
    sender->api->curl_easy_cleanup(sender->easy);
    free(sender);
}

/*
 * One line of the answer's head. An interim answer (1xx) is followed by another head, which counts
 * instead.
 */
static size_t on_header(char *at, size_t size, size_t count, void *context)
{
    struct incoming *incoming = context;
    struct span line = {at, size * count}, name, value = line;
    if (span_starts(line, SPAN("HTTP/"))) {
        incoming->answer->headers = (struct headers){0};
        return line.size;
    }
    while (value.size > 0 && strchr("\r\n", value.at[value.size - 1]))
        value.size--;
    if (span_split(&value, ':', &name) && value.at)
        headers_add(&incoming->answer->headers, incoming->arena, span_keep(incoming->arena, name),
                    span_keep(incoming->arena, span_trim(value)));
    return line.size;
}

static size_t on_body(char *at, size_t size, size_t count, void *context)
{
    struct incoming *incoming = context;
    struct span bytes = {at, size * count};
    struct span kept = span_slice(bytes, 0, MAX_ANSWER - incoming->body.size);
    buf_add(&incoming->body, kept);
    return kept.size; /* less than came ends the transfer */
}

/*
 * The headers as curl takes them: an empty value is written with a semicolon, and what it would add
 * is taken out.
 */
static struct curl_slist *make_headers(const struct curl_api *api, const struct headers *headers)
{
    struct curl_slist *list = NULL;
    struct buf line = {0};
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->at[i];
        buf_reset(&line);
        buf_add(&line, header->name);
        buf_add_text(&line, header->value.size ? ": " : ";");
        buf_add(&line, header->value);
        list = api->curl_slist_append(list, line.at);
    }
    for (size_t i = 0; curl_own_headers[i]; i++) {
        if (headers_find(headers, span_of(curl_own_headers[i]), NULL))
            continue;
        buf_reset(&line);
        buf_printf(&line, "%s:", curl_own_headers[i]);
        list = api->curl_slist_append(list, line.at);
    }
    buf_clear(&line);
    return list;
}

static void set_options(struct sender *sender, const struct url *url, const struct message *request,
                        int64_t timeout, struct curl_slist *headers, struct incoming *incoming)
{
    const struct curl_api *api = sender->api;
    CURL *easy = sender->easy;
    api->curl_easy_reset(easy);
    api->curl_easy_setopt(easy, CURLOPT_URL, url->plain.at);
    api->curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    api->curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    api->curl_easy_setopt(easy, CURLOPT_POST, 1L);
    api->curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
    api->curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.at);
    api->curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    api->curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)((timeout + CLOCK_MS - 1) / CLOCK_MS));
    api->curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (url->loopback)
        api->curl_easy_setopt(easy, CURLOPT_PROXY, "");
    api->curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    api->curl_easy_setopt(easy, CURLOPT_HEADERDATA, incoming);
    api->curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    api->curl_easy_setopt(easy, CURLOPT_WRITEDATA, incoming);
}

/* What people can do about a transfer that failed. */
static const struct {
    CURLcode code;
    const char *what, *hint;
} failures[] = {
    {CURLE_COULDNT_CONNECT, NULL,
     "is the endpoint running, and is this its port? 'sfpy-hook listen' starts one"},
    {CURLE_COULDNT_RESOLVE_HOST, "the host's name is not known",
     "check the spelling of the host in the URL"},
    {CURLE_OPERATION_TIMEDOUT, "timed out",
     "the endpoint took too long; --timeout SECONDS waits longer"},
    {CURLE_GOT_NOTHING, "the endpoint closed the connection without an answer",
     "look at its log: it may have crashed, or speak TLS on this port"},
    {CURLE_RECV_ERROR, "the connection broke before the answer was whole",
     "look at the endpoint's log"},
    {CURLE_SEND_ERROR, "the connection broke while sending", "look at the endpoint's log"},
    {CURLE_PEER_FAILED_VERIFICATION, "the endpoint's certificate is not trusted",
     "for a development endpoint, send to its plain http:// port"},
    {CURLE_SSL_CONNECT_ERROR, "the TLS handshake failed",
     "does this port speak TLS? try http:// instead of https://"},
    {CURLE_UNSUPPORTED_PROTOCOL, "what came back is no HTTP/1",
     "is this the port of the endpoint's web server?"},
    {CURLE_WEIRD_SERVER_REPLY, "what came back is no HTTP",
     "is this the port of the endpoint's web server?"},
};

static bool explain(const struct sender *sender, CURLcode code, const struct url *url,
                    struct error *err)
{
    const char *what = sender->api->curl_easy_strerror(code), *hint = NULL;
    for (size_t i = 0; i < COUNT_OF(failures); i++)
        if (failures[i].code == code) {
            what = failures[i].what ? failures[i].what : what;
            hint = failures[i].hint;
        }
    long number = 0;
    sender->api->curl_easy_getinfo(sender->easy, CURLINFO_OS_ERRNO, &number);
    if (code == CURLE_COULDNT_CONNECT && number == ECONNREFUSED)
        what = "connection refused";
    else if (code == CURLE_COULDNT_CONNECT && number)
        what = strerror((int)number);
    error_set(err, ERROR_NETWORK, "%s", what);
    error_context(err, "no answer from %.*s", SPAN_ARG(url->text));
    return hint ? error_hint(err, "%s", hint) : false;
}

bool sender_send(struct sender *sender, const struct url *url, const struct message *request,
                 int64_t timeout, struct arena *arena, struct answer *answer, struct error *err)
{
    struct incoming incoming = {.arena = arena, .answer = answer, .body = buf_limited(MAX_ANSWER)};
    struct curl_slist *headers = make_headers(sender->api, &request->headers);
    set_options(sender, url, request, timeout, headers, &incoming);
    int64_t start = clock_ticks();
    CURLcode code = sender->api->curl_easy_perform(sender->easy);
    answer->duration = clock_ticks() - start;
    long status = 0;
    sender->api->curl_easy_getinfo(sender->easy, CURLINFO_RESPONSE_CODE, &status);
    /* Its status counts even where its body is too long for us, or shorter than it says. */
    bool cut = code == CURLE_PARTIAL_FILE ||
               (code == CURLE_WRITE_ERROR && incoming.body.size == MAX_ANSWER);
    bool answered = (code == CURLE_OK || cut) && status >= 100;
    if (answered) {
        answer->status = (int)status;
        answer->body = span_keep(arena, buf_span(&incoming.body));
    }
    buf_clear(&incoming.body);
    sender->api->curl_slist_free_all(headers);
    return answered || explain(sender, code, url, err);
}
