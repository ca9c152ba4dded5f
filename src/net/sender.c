#include "sender.h"

#include "transfer.h"

#include <stdlib.h>

struct sender {
    const struct curl_api *api;
    CURL *easy; /* kept, so that connections are used again */
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

/* What people can do about a transfer that failed. */
static const struct {
    enum trouble trouble;
    const char *hint;
} hints[] = {
    {TROUBLE_REFUSED,
     "is the endpoint running, and is this its port? 'sfpy-hook listen' starts one"},
    {TROUBLE_NO_ROUTE, "is the endpoint running, and are this its host and port?"},
    {TROUBLE_NAME, "check the spelling of the host in the URL"},
    {TROUBLE_LATE, "the endpoint took too long; --timeout SECONDS waits longer"},
    {TROUBLE_BROKEN, "look at the endpoint's log: it may have crashed, or speak TLS on this port"},
    {TROUBLE_UNTRUSTED, "for a development endpoint, send to its plain http:// port"},
    {TROUBLE_HOST, "use the host's name that stands in the certificate"},
    {TROUBLE_TLS, "does this port speak TLS? try http:// instead of https://"},
    {TROUBLE_NOT_HTTP, "is this the port of the endpoint's web server?"},
};

static bool explain(enum trouble trouble, const char *why, const struct url *url, struct error *err)
{
    error_set(err, ERROR_NETWORK, "%s", why);
    error_context(err, "no answer from %.*s", SPAN_ARG(url->text));
    for (size_t i = 0; i < COUNT_OF(hints); i++)
        if (hints[i].trouble == trouble)
            error_hint(err, "%s", hints[i].hint);
    return false;
}

bool sender_send(struct sender *sender, const struct url *url, const struct message *request,
                 int64_t timeout, struct arena *arena, struct answer *answer, struct error *err)
{
    const struct transfer_order order = {.url = url->plain.at,
                                         .loopback = url->loopback,
                                         .request = request,
                                         .timeout = timeout,
                                         .arena = arena};
    struct transfer transfer;
    char why[CURL_ERROR_SIZE];
    sender->api->curl_easy_reset(sender->easy);
    transfer_begin(&transfer, sender->api, sender->easy, &order, answer);
    CURLcode code = sender->api->curl_easy_perform(sender->easy);
    enum trouble trouble = transfer_end(&transfer, code, why, sizeof why);
    /* A status counts even where the body is shorter than it says. */
    return answer->status || explain(trouble, why, url, err);
}
