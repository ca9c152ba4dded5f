/* What commands that send have in common: where to, how it is reached, and what counts as good. */
#ifndef SFPY_OUTBOUND_H
#define SFPY_OUTBOUND_H

#include "clock.h"
#include "mend.h"
#include "pace.h"
#include "settings.h"

/* The options struct of a command that sends begins with this. */
struct outbound_opts {
    struct common_opts common;
    const char *to;
    struct opt_list headers;
    const char *expect; /* NULL: 2xx */
    int64_t timeout;
    int64_t retries; /* RETRIES_OF_PLAN: as many as the plan has pauses, none without a plan */
    const char *retry_plan;
    bool insecure;
    const char *ca_file, *cert_file, *key_file, *unix_socket;
    struct opt_list resolve;
};

enum { RETRIES_OF_PLAN = -1 };

#define OUTBOUND_DEFAULTS COMMON_DEFAULTS, .timeout = 10 * CLOCK_SECOND, .retries = RETRIES_OF_PLAN

/* Groups of rows of the options above; the second is the first for what went somewhere before. */
extern const struct opt_group outbound_group, outbound_again_group, outbound_tls_group;

/* The options made ready. */
struct outbound {
    const struct outbound_opts *opts;
    const char *expect; /* statuses that count as success */
    struct reach reach;
    const char *spoilt;     /* the option that asked for a wrong signature; NULL: none did */
    struct headers headers; /* of -H; an empty value removes */
    const int64_t *pauses;  /* before each retry, nanoseconds; the last one lasts */
    size_t pause_count, retries;
};

/*
 * Reads the options, into the arena. False with code USAGE where one is malformed, INPUT where a
 * file of certificates can't be read.
 */
MUST_USE bool outbound_open(const struct outbound_opts *opts, struct arena *arena,
                            struct outbound *outbound, struct error *err);

/* Reads what --rate gives (NULL: nothing) into a pace. False with code USAGE where it is no rate.
 */
MUST_USE bool outbound_rate(const char *rate, struct pace *pace, struct error *err);

/*
 * Reads the URL of an endpoint, as --to gives it, its parts in the arena; it is `loopback` also
 * where its host was resolved by the options, or stands for a unix socket. False with code USAGE.
 */
MUST_USE bool outbound_url(const struct outbound *outbound, const char *text, struct arena *arena,
                           struct url *url, struct error *err);

/* The words that let curl reach an endpoint as we do, for curl_write(); in the arena. */
const char *const *outbound_curl_options(const struct outbound *outbound, const struct url *url,
                                         struct arena *arena);

/* Whether an answer is one that was wanted. */
bool outbound_accepts(const struct outbound *outbound, const struct sending *sending);

/*
 * Says why what came from a URL is not what was wanted, with a hint at how to mend it: code CHECK
 * for an answer, NETWORK where none came. `fingerprint` is the
 * secret's. Always returns false.
 */
bool outbound_explain(const struct outbound *outbound, const struct url *url,
                      const struct sending *sending, const char *fingerprint, struct error *err);

#endif
