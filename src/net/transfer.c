#include "transfer.h"

#include "clock.h"
#include "curl_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MAX_HEAD = 256 << 10, MAX_BODY = 1 << 20 };

/*
 * Seconds that a connection is kept unused. Servers close theirs after 2 (gunicorn) or 5 (Node):
 * what is sent at that moment is lost.
 */
#define KEPT_UNUSED 1L

/*
 * One line of the answer's head. An interim answer (1xx) is followed by another head, which counts
 * instead; what comes after the body (trailers) doesn't.
 */
static size_t on_header(char *at, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct span line = {at, size * count}, name, value = line;
    transfer->head += line.size;
    if (transfer->head > MAX_HEAD)
        return 0; /* ends the transfer */
    if (span_starts(line, SPAN("HTTP/"))) {
        transfer->answer->headers = (struct headers){0};
        transfer->head_done = false;
        return line.size;
    }
    while (value.size > 0 && strchr("\r\n", value.at[value.size - 1]))
        value.size--;
    if (value.size == 0)
        transfer->head_done = true;
    else if (!transfer->head_done && span_split(&value, ':', &name) && value.at)
        headers_add(&transfer->answer->headers, transfer->arena, span_keep(transfer->arena, name),
                    span_keep(transfer->arena, span_trim(value)));
    return line.size;
}

static size_t on_body(char *at, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct span bytes = {at, size * count};
    struct span kept = span_slice(bytes, 0, MAX_BODY - transfer->body.size);
    buf_add(&transfer->body, kept);
    transfer->too_long = kept.size < bytes.size;
    return kept.size; /* less than came ends the transfer */
}

/*
 * The headers as curl takes them: an empty value is written with a semicolon, and what it would add
 * is taken out. So is its own Host, which curl puts first and spells in its way, where we have one:
 * the first Host it sees says that there is to be none, ours then goes like any other.
 */
static struct curl_slist *make_headers(const struct curl_api *api, const struct headers *headers)
{
    struct curl_slist *list = NULL;
    struct buf line = {0};
    if (headers_find(headers, SPAN("Host"), NULL))
        list = api->curl_slist_append(list, "Host:");
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

#if LIBCURL_VERSION_NUM >= 0x075000
/*
 * Where a kept connection ends without an answer libcurl sends the request once more, over another
 * one. The application may have got the first, and failed on it: there is no second. Nor is there
 * after an answer (417). Over HTTP/2 and new connections it is left to libcurl: there it may be
 * that the endpoint says that it took no notice of the first.
 */
static int on_send(void *context, char *address, char *own_address, int port, int own_port)
{
    struct transfer *transfer = context;
    (void)address, (void)own_address, (void)port, (void)own_port;
    if (transfer->sent)
        return transfer->head_done || (transfer->kept && !*transfer->refusable)
                   ? CURL_PREREQFUNC_ABORT
                   : CURL_PREREQFUNC_OK;
    long connections = 0;
    transfer->api->curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
    transfer->kept = connections == 0;
    transfer->sent = true;
    return CURL_PREREQFUNC_OK;
}

static bool send_once(struct transfer *transfer)
{
    const struct curl_api *api = transfer->api;
    api->curl_easy_setopt(transfer->easy, CURLOPT_PREREQDATA, transfer);
    return api->curl_easy_setopt(transfer->easy, CURLOPT_PREREQFUNCTION, on_send) == CURLE_OK;
}
#else
static bool send_once(struct transfer *transfer)
{
    (void)transfer;
    return false;
}
#endif

/* Without the means to send once on a kept connection there is none. */
static void set_connection(struct transfer *transfer, const struct transfer_order *order)
{
    const struct curl_api *api = transfer->api;
    long fresh = !send_once(transfer) || order->fresh;
    api->curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, fresh);
    api->curl_easy_setopt(transfer->easy, CURLOPT_FORBID_REUSE, fresh);
    api->curl_easy_setopt(transfer->easy, CURLOPT_MAXAGE_CONN, KEPT_UNUSED);
    if (order->loopback)
        api->curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");
}

static void set_options(struct transfer *transfer, const struct transfer_order *order)
{
    const struct curl_api *api = transfer->api;
    const struct span body = order->request->body, method = order->request->method;
    CURL *easy = transfer->easy;
    api->curl_easy_setopt(easy, CURLOPT_URL, order->url);
    api->curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    api->curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    api->curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    api->curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (!span_is(method, "POST"))
        api->curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, span_keep(order->arena, method).at);
    api->curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    api->curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.at ? body.at : "");
    if (span_is(method, "HEAD")) /* its answer has no body to be waited for */
        api->curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    api->curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    api->curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                          (long)((order->timeout + CLOCK_MS - 1) / CLOCK_MS));
    api->curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    set_connection(transfer, order);
    api->curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    api->curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    api->curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    api->curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    api->curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->words);
}

void transfer_begin(struct transfer *transfer, const struct curl_api *api, CURL *easy,
                    const struct transfer_order *order, struct answer *answer)
{
    *transfer = (struct transfer){.api = api,
                                  .easy = easy,
                                  .headers = make_headers(api, &order->request->headers),
                                  .arena = order->arena,
                                  .answer = answer,
                                  .refusable = order->refusable,
                                  .body = buf_limited(MAX_BODY),
                                  .begun = clock_ticks()};
    *answer = (struct answer){0};
    set_options(transfer, order);
    transfer->resolutions = transfer_reach(api, easy, order->reach);
}

static const struct {
    CURLcode code;
    enum trouble trouble;
} troubles[] = {
    {CURLE_COULDNT_CONNECT, TROUBLE_NO_ROUTE},
    {CURLE_COULDNT_RESOLVE_HOST, TROUBLE_NAME},
    {CURLE_OPERATION_TIMEDOUT, TROUBLE_LATE},
    {CURLE_GOT_NOTHING, TROUBLE_BROKEN},
    {CURLE_RECV_ERROR, TROUBLE_BROKEN},
    {CURLE_SEND_ERROR, TROUBLE_BROKEN},
    {CURLE_PARTIAL_FILE, TROUBLE_BROKEN},
    {CURLE_PEER_FAILED_VERIFICATION, TROUBLE_UNTRUSTED},
    {CURLE_SSL_CONNECT_ERROR, TROUBLE_TLS},
    {CURLE_UNSUPPORTED_PROTOCOL, TROUBLE_NOT_HTTP},
    {CURLE_WEIRD_SERVER_REPLY, TROUBLE_NOT_HTTP},
    {CURLE_COULDNT_RESOLVE_PROXY, TROUBLE_PROXY},
    {CURLE_SSL_CERTPROBLEM, TROUBLE_CREDENTIALS},
    {CURLE_HTTP2, TROUBLE_BROKEN},
    {CURLE_HTTP2_STREAM, TROUBLE_BROKEN},
};

static enum trouble trouble_of(const struct curl_api *api, CURL *easy, CURLcode code, long number)
{
    enum trouble trouble = TROUBLE_OTHER;
    long result = 0;
    for (size_t i = 0; i < COUNT_OF(troubles); i++)
        if (troubles[i].code == code)
            trouble = troubles[i].trouble;
    if (trouble == TROUBLE_NO_ROUTE && number == ECONNREFUSED)
        return TROUBLE_REFUSED;
    if (trouble != TROUBLE_UNTRUSTED)
        return trouble;
    /* A chain that isn't good has a result; without one (0, or libcurl's 1 before any) it is the
     * name. */
    api->curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    return result <= 1 ? TROUBLE_HOST : TROUBLE_UNTRUSTED;
}

enum trouble transfer_trouble(const struct curl_api *api, CURL *easy, CURLcode code,
                              const char *words, char *why, size_t size)
{
    long number = 0;
    api->curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
    enum trouble trouble = trouble_of(api, easy, code, number);
    const char *text = trouble_text(trouble);
    if (!text && trouble == TROUBLE_NO_ROUTE && number)
        text = strerror((int)number);
    if (!text && words[0])
        text = words;
    snprintf(why, size, "%s", text ? text : api->curl_easy_strerror(code));
    return trouble;
}

/* Whom it trusts, and who we are, for https. */
static void set_trust(const struct curl_api *api, CURL *easy, const struct reach *reach)
{
    if (reach->ca_file)
        api->curl_easy_setopt(easy, CURLOPT_CAINFO, reach->ca_file);
    if (reach->cert_file)
        api->curl_easy_setopt(easy, CURLOPT_SSLCERT, reach->cert_file);
    if (reach->cert_file)
        api->curl_easy_setopt(easy, CURLOPT_SSLKEY,
                              reach->key_file ? reach->key_file : reach->cert_file);
    if (!reach->insecure)
        return;
    api->curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    api->curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

struct curl_slist *transfer_reach(const struct curl_api *api, CURL *easy, const struct reach *reach)
{
    struct curl_slist *resolutions = NULL;
    set_trust(api, easy, reach);
    for (size_t i = 0; reach->resolutions && reach->resolutions[i]; i++)
        resolutions = api->curl_slist_append(resolutions, reach->resolutions[i]);
    if (resolutions)
        api->curl_easy_setopt(easy, CURLOPT_RESOLVE, resolutions);
    if (reach->unix_socket)
        api->curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, reach->unix_socket);
    if (reach->http2)
        api->curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    return resolutions;
}

/* No second request goes out, and what kept its connection from being made tells nothing. */
static bool was_to_be_sent_again(const struct transfer *transfer, CURLcode code)
{
    return transfer->sent && (code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_COULDNT_CONNECT);
}

enum trouble transfer_end(struct transfer *transfer, CURLcode code, char *why, size_t size)
{
    struct answer *answer = transfer->answer;
    long status = 0, version = 0, connections = 1;
    answer->duration = clock_ticks() - transfer->begun;
    transfer->api->curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    transfer->api->curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_VERSION, &version);
    transfer->api->curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
    transfer->http2 = version == CURL_HTTP_VERSION_2_0;
    transfer->reused = status > 0 && connections == 0;
    enum trouble trouble = TROUBLE_NONE;
    if (code == CURLE_WRITE_ERROR && transfer->too_long)
        code = CURLE_OK; /* the status counts even where the body is too long for us */
    if (was_to_be_sent_again(transfer, code)) /* with a head it is 417 that made libcurl want it */
        code = transfer->head_done ? CURLE_OK : CURLE_GOT_NOTHING;
    if (code == CURLE_OK && !transfer->head_done)
        code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OK && status < 200)
        code = CURLE_WEIRD_SERVER_REPLY;
    if (code == CURLE_OUT_OF_MEMORY) /* what libcurl calls a line of over 100 KiB */
        snprintf(transfer->words, sizeof transfer->words, "a header of the answer is too long");
    if (transfer->head > MAX_HEAD)
        snprintf(transfer->words, sizeof transfer->words, "the head of the answer is over 256 KiB");
    if (code != CURLE_OK)
        trouble = transfer_trouble(transfer->api, transfer->easy, code, transfer->words, why, size);
    bool has_head = transfer->head_done && status >= 200;
    if (trouble == TROUBLE_LATE && has_head) {
        trouble = TROUBLE_STALLED;
        snprintf(why, size, "%s", trouble_text(trouble));
    }
    if (trouble == TROUBLE_NONE ||
        (has_head && (trouble == TROUBLE_STALLED || trouble == TROUBLE_BROKEN))) {
        answer->status = (int)status;
        answer->body = span_keep(transfer->arena, buf_span(&transfer->body));
    }
    buf_clear(&transfer->body);
    transfer->api->curl_slist_free_all(transfer->headers);
    transfer->api->curl_slist_free_all(transfer->resolutions);
    transfer->headers = transfer->resolutions = NULL;
    return trouble;
}
