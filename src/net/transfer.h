/*
 * One request by libcurl, whoever drives it: just the headers it has, the body's bytes, and what
 * came back. For this layer only.
 */
#ifndef SFPY_TRANSFER_H
#define SFPY_TRANSFER_H

#include "curl_api.h"
#include "delivery.h"
#include "reach.h"
#include "trouble.h"

/* All is borrowed until transfer_end(). */
struct transfer_order {
    const char *url;       /* without user and password */
    bool loopback;         /* no proxy is used */
    bool fresh;            /* over a connection of its own */
    const bool *refusable; /* whether an answer came over HTTP/2 */
    const struct message *request;
    const struct reach *reach;
    int64_t timeout;     /* nanoseconds; 0: none */
    struct arena *arena; /* of the answer's texts */
};

/* A transfer under way; it must not move. */
struct transfer {
    const struct curl_api *api;
    CURL *easy; /* lent */
    struct curl_slist *headers, *resolutions;
    struct arena *arena;
    struct answer *answer;
    const bool *refusable;
    struct buf body;
    size_t head;     /* bytes of the answer's head */
    bool sent, kept; /* the request was, first over a connection that was there before */
    bool head_done, too_long, http2, reused;
    int64_t begun;
    char words[CURL_ERROR_SIZE]; /* libcurl's own */
};

/*
 * Sets up an easy handle, which must be fresh or reset. Redirects are not followed, nothing is
 * added to the request, its headers go out in their order and spelling; of the answer's body at
 * most 1 MiB is kept, its head may have 256 KiB.
 */
void transfer_begin(struct transfer *transfer, const struct curl_api *api, CURL *easy,
                    const struct transfer_order *order, struct answer *answer);

/*
 * Takes what came, once libcurl is through with it: `answer->duration`, and the answer where there
 * is one. Returns what kept it from coming, TROUBLE_NONE where nothing did; `answer->status` is
 * also set where the answer broke off. `why` (of `size` bytes) gets libcurl's or the system's words
 * for a trouble.
 */
enum trouble transfer_end(struct transfer *transfer, CURLcode code, char *why, size_t size);

/*
 * Says how an easy handle reaches its endpoint. Returns what it needs as long as its transfer
 * lasts, for curl_slist_free_all() then; NULL: nothing.
 */
MUST_USE struct curl_slist *transfer_reach(const struct curl_api *api, CURL *easy,
                                           const struct reach *reach);

/*
 * What a failed transfer means; `why` (of `size` bytes) gets it in words, `words` being those that
 * libcurl put into its error buffer.
 */
enum trouble transfer_trouble(const struct curl_api *api, CURL *easy, CURLcode code,
                              const char *words, char *why, size_t size);

#endif
