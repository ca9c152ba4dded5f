/* The options of curl: what a request takes from each. */
#ifndef SFPY_CURL_OPTIONS_H
#define SFPY_CURL_OPTIONS_H

#include "curl_data.h"
#include "message.h"

/* What the options of one command say. Absent spans: nothing. */
struct curl_request {
    struct arena *arena;
    const struct curl_files *files;
    struct headers lines; /* of -H; an absent value takes the header out that curl would make */
    struct span method, url, target, user, bearer, agent, referer;
    struct buf cookie; /* of all -b */
    size_t urls;
    struct curl_data data;
    bool head, old, literal_url, other_login; /* `old`: HTTP/1.0 */
};

struct curl_option {
    const char *name;
    char letter; /* 0: there is none */
    bool valued;
    /* Takes it into the request; NULL: it changes nothing of it. */
    bool (*apply)(struct curl_request *request, const struct curl_option *option, struct span value,
                  struct error *err);
    size_t detail;   /* for `apply`: where in the request it goes, or the kind of data */
    const char *why; /* of one that is refused */
};

/* The option of that name or letter, or NULL. */
const struct curl_option *curl_option_named(struct span name);
const struct curl_option *curl_option_lettered(char letter);

/*
 * Sets code INPUT, an unknown option as it was written, with the nearest name as hint. Always
 * returns false.
 */
bool curl_option_unknown(struct span written, struct error *err);

/* Counts one more URL; the first is kept. */
bool curl_url_add(struct curl_request *request, const struct curl_option *option, struct span value,
                  struct error *err);

#endif
