#include "outbound.h"

#include "expect.h"
#include "text.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/un.h>

/* What --to and --retry mean differs a little. */
#define ENDPOINT_ROWS(to_help, retry_help)                                                         \
    OPT(struct outbound_opts, to, .name = "to", .value = "URL", .help = to_help,                   \
        .complete = OPT_COMPLETE_URL),                                                             \
        OPT(struct outbound_opts, headers, .name = "header", .letter = 'H',                        \
            .value = "'NAME: VALUE'",                                                              \
            .help = "add or replace a header; an empty value removes it; repeatable",              \
            .complete = OPT_COMPLETE_HEADER),                                                      \
        OPT(struct outbound_opts, expect, .name = "expect", .value = "LIST",                       \
            .help = "statuses that count as success, such as 2xx or 200,404 (default 2xx)",        \
            .complete = OPT_COMPLETE_STATUS),                                                      \
        OPT(struct outbound_opts, timeout, .name = "timeout", .value = "SECONDS",                  \
            .help = "how long to wait for an answer (default 10; 0: for ever)",                    \
            .unit = CLOCK_SECOND),                                                                 \
        OPT(struct outbound_opts, retries, .name = "retry", .value = "N", .help = retry_help,      \
            .most = 1000),                                                                         \
        OPT(struct outbound_opts, retry_plan, .name = "retry-plan", .value = "LIST",               \
            .help = "try again after these times, such as 1s,5s,1m"),                              \
        OPT(struct outbound_opts, unix_socket, .name = "unix-socket", .value = "PATH",             \
            .help = "connect to this socket instead of the URL's host and port",                   \
            .complete = OPT_COMPLETE_FILE)

static const struct opt rows[] = {
    ENDPOINT_ROWS("the endpoint (default http://127.0.0.1:4242/); a bare port means this machine",
                  "try again, signed anew, after 1, 2, 4, 8, 16 s … where no answer came, or 408, "
                  "429 or 5xx (default 0)")};

static const struct opt again_rows[] = {
    ENDPOINT_ROWS("the endpoint (default: where it went before); a bare port means this machine",
                  "try again after 1, 2, 4, 8, 16 s … where no answer came, or 408, 429 or 5xx "
                  "(default 0)")};

static const struct opt tls_rows[] = {
    OPT(struct outbound_opts, insecure, .name = "insecure", .letter = 'k',
        .help = "trust any certificate of the endpoint", .only_trusted = true),
    OPT(struct outbound_opts, ca_file, .name = "cacert", .value = "FILE",
        .help = "trust certificates that this one has signed, too", .complete = OPT_COMPLETE_FILE),
    OPT(struct outbound_opts, cert_file, .name = "cert", .value = "FILE",
        .help = "the certificate to show to the endpoint (PEM)", .complete = OPT_COMPLETE_FILE),
    OPT(struct outbound_opts, key_file, .name = "key", .value = "FILE",
        .help = "its key (PEM, without a passphrase), where it is not in the same file",
        .complete = OPT_COMPLETE_FILE),
    OPT(struct outbound_opts, resolve, .name = "resolve", .value = "HOST:PORT:ADDRESS",
        .help = "connect to this address for that host and port; repeatable", .only_trusted = true),
};

const struct opt_group outbound_group = {"Endpoint", rows, COUNT_OF(rows), false};
const struct opt_group outbound_again_group = {"Endpoint", again_rows, COUNT_OF(again_rows), false};
const struct opt_group outbound_tls_group = {"Connection", tls_rows, COUNT_OF(tls_rows), false};

enum { MOST_PAUSES = 100 };

/* What a vendor's plan looks like that doubles: the last goes on for ever. */
static const int64_t usual_pauses[] = {1 * CLOCK_SECOND,  2 * CLOCK_SECOND,   4 * CLOCK_SECOND,
                                       8 * CLOCK_SECOND,  16 * CLOCK_SECOND,  32 * CLOCK_SECOND,
                                       64 * CLOCK_SECOND, 128 * CLOCK_SECOND, 256 * CLOCK_SECOND,
                                       512 * CLOCK_SECOND};

static bool read_plan(struct outbound *outbound, struct arena *arena, struct error *err)
{
    const struct outbound_opts *opts = outbound->opts;
    struct span rest = span_of(opts->retry_plan), part;
    int64_t *pauses = arena_new(arena, MOST_PAUSES * sizeof *pauses);
    size_t count = 0;
    while (span_split(&rest, ',', &part)) {
        if (count < MOST_PAUSES &&
            clock_read_duration(span_trim(part), CLOCK_SECOND, &pauses[count++]))
            continue;
        error_set(err, ERROR_USAGE, "'%s' is no list of at most %d durations", opts->retry_plan,
                  MOST_PAUSES);
        error_context(err, "option '--retry-plan'");
        return error_hint(err, "such as 1s,5s,30s or 500ms,1m");
    }
    outbound->pauses = count ? pauses : usual_pauses;
    outbound->pause_count = count ? count : COUNT_OF(usual_pauses);
    outbound->retries = opts->retries == RETRIES_OF_PLAN ? count : (size_t)opts->retries;
    return true;
}

static bool check_files(const struct outbound_opts *opts, struct error *err)
{
    if (opts->key_file && !opts->cert_file) {
        error_set(err, ERROR_USAGE, "option '--key' needs '--cert'");
        return error_hint(err, "--cert FILE is the certificate that the key is for");
    }
    return settings_pem("--cacert", opts->ca_file, err) &&
           settings_pem("--cert", opts->cert_file, err) &&
           settings_pem("--key", opts->key_file, err);
}

/* One address or several, separated by commas, IPv6 ones in brackets or not. */
static bool are_addresses(struct span list)
{
    struct span part;
    while (span_split(&list, ',', &part)) {
        char text[INET6_ADDRSTRLEN];
        struct buf address = BUF_OVER(text);
        unsigned char bytes[sizeof(struct in6_addr)];
        if (span_starts(part, SPAN("[")) && span_ends(part, SPAN("]")))
            part = span_slice(part, 1, part.size - 1);
        buf_add(&address, part);
        if (part.size == 0 || address.full ||
            (inet_pton(AF_INET, text, bytes) != 1 && inet_pton(AF_INET6, text, bytes) != 1))
            return false;
    }
    return true;
}

/* As libcurl wants it, but with a mistake said. */
static bool read_resolution(const char *text, struct span *host, struct error *err)
{
    struct span rest = span_of(text), port;
    bool parts = span_split(&rest, ':', host) && host->size > 0 && span_split(&rest, ':', &port) &&
                 port.size > 0 && rest.size > 0;
    for (size_t i = 0; parts && i < port.size; i++)
        parts = port.at[i] >= '0' && port.at[i] <= '9';
    if (parts && text_is_printable(span_of(text)) && are_addresses(rest))
        return true;
    error_set(err, ERROR_USAGE, "'%s' is not HOST:PORT:ADDRESS", text);
    error_context(err, "option '--resolve'");
    return error_hint(err, "such as hooks.example.com:443:127.0.0.1");
}

static bool read_resolutions(struct outbound *outbound, struct arena *arena, struct error *err)
{
    const struct opt_list *given = &outbound->opts->resolve;
    const char **list = arena_new(arena, (given->count + 1) * sizeof *list);
    for (size_t i = 0; i < given->count; i++) {
        struct span host;
        if (!read_resolution(given->at[i], &host, err))
            return false;
        list[i] = given->at[i];
    }
    outbound->reach.resolutions = list;
    return true;
}

static bool check_socket(const char *path, struct error *err)
{
    const size_t most = sizeof((struct sockaddr_un){0}).sun_path - 1;
    if (!path || (*path && strlen(path) <= most))
        return true;
    error_set(err, ERROR_USAGE, "the path of a socket has 1 to %zu bytes, not %zu", most,
              strlen(path));
    return error_context(err, "option '--unix-socket'");
}

bool outbound_open(const struct outbound_opts *opts, struct arena *arena, struct outbound *outbound,
                   struct error *err)
{
    *outbound = (struct outbound){
        .opts = opts,
        .expect = opts->expect ? opts->expect : "2xx",
        .reach = {.insecure = opts->insecure,
                  .http2 = true,
                  .ca_file = opts->ca_file,
                  .cert_file = opts->cert_file,
                  .key_file = opts->key_file,
                  .unix_socket = opts->unix_socket},
    };
    if (!expect_check(outbound->expect, err))
        return error_context(err, "option '--expect'");
    if (!settings_headers(&opts->headers, arena, &outbound->headers, err) ||
        !read_plan(outbound, arena, err) || !check_files(opts, err) ||
        !read_resolutions(outbound, arena, err) || !check_socket(opts->unix_socket, err))
        return false;
    /* HTTP/2 has no transfer codings (RFC 9113, section 8.2.2). */
    if (headers_find(&outbound->headers, SPAN("Transfer-Encoding"), NULL))
        outbound->reach.http2 = false;
    return true;
}

bool outbound_rate(const char *rate, struct pace *pace, struct error *err)
{
    if (!rate || pace_read_rate(span_of(rate), &pace->rate))
        return true;
    error_set(err, ERROR_USAGE, "'%s' is no rate", rate);
    error_context(err, "option '--rate'");
    error_hint(err, "such as 50/s, 0.5/s or 100/m; at most a million a second");
    return false;
}

bool outbound_url(const struct outbound *outbound, const char *text, struct arena *arena,
                  struct url *url, struct error *err)
{
    if (!url_read(arena, text, url, err))
        return false;
    if (outbound->opts->unix_socket)
        url->loopback = true;
    /* Who says which machine it is wants no proxy to be asked. */
    for (const char *const *at = outbound->reach.resolutions; *at; at++) {
        struct span rest = span_of(*at), host;
        if (span_split(&rest, ':', &host) && span_equal_nocase(host, url->host))
            url->loopback = true;
    }
    return true;
}

const char *const *outbound_curl_options(const struct outbound *outbound, const struct url *url,
                                         struct arena *arena)
{
    const struct outbound_opts *opts = outbound->opts;
    struct opt_list words = {0};
    const struct {
        const char *option, *value;
    } files[] = {{"--unix-socket", opts->unix_socket},
                 {"--cacert", opts->ca_file},
                 {"--cert", opts->cert_file},
                 {"--key", opts->key_file}};
    if (opts->insecure)
        opt_list_add(&words, arena, "-k");
    if (url->loopback && !opts->unix_socket) {
        opt_list_add(&words, arena, "--noproxy");
        opt_list_add(&words, arena, "*");
    }
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (files[i].value) {
            opt_list_add(&words, arena, files[i].option);
            opt_list_add(&words, arena, files[i].value);
        }
    for (size_t i = 0; i < opts->resolve.count; i++) {
        opt_list_add(&words, arena, "--resolve");
        opt_list_add(&words, arena, opts->resolve.at[i]);
    }
    opt_list_add(&words, arena, NULL);
    return words.at;
}

bool outbound_accepts(const struct outbound *outbound, const struct sending *sending)
{
    return sending->trouble == TROUBLE_NONE &&
           expect_fits(outbound->expect, sending->answer.status);
}

bool outbound_explain(const struct outbound *outbound, const struct url *url,
                      const struct sending *sending, const char *fingerprint, struct error *err)
{
    static const struct mend_options options = {
        "--to", "--timeout", "--retry", "; 'sfpy-hook listen' is an endpoint to try it with"};
    const struct mishap mishap = {.url = url,
                                  .sending = sending,
                                  .fingerprint = fingerprint,
                                  .timeout = outbound->opts->timeout,
                                  .unix_socket = outbound->opts->unix_socket,
                                  .spoilt = outbound->spoilt,
                                  .options = &options};
    struct buf cause = {0}, mend = {0};
    mishap_write_cause(&cause, &mishap);
    mishap_write_mend(&mend, &mishap);
    int status = sending->answer.status;
    if (!status) {
        error_set(err, ERROR_NETWORK, "%s", sending->why);
        error_context(err, "no answer from %.*s", SPAN_ARG(url->text));
        if (mend.size > 0)
            error_hint(err, "%s", mend.at);
    } else if (mishap_is_none(sending)) {
        error_set(err, ERROR_CHECK, "%s was expected", outbound->expect);
        error_context(err, "the endpoint answered %d", status);
    } else {
        bool broken = sending->trouble != TROUBLE_NONE;
        error_set(err, ERROR_CHECK, "%s", cause.at);
        error_context(err, "the endpoint answered %d, %s %s", status, broken ? "but" : "not",
                      broken ? "not to the end" : outbound->expect);
        error_hint(err, "%s", mend.at);
    }
    buf_clear(&cause);
    buf_clear(&mend);
    return false;
}
