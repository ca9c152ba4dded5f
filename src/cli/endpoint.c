#include "endpoint.h"

#include "devcert.h"
#include "files.h"
#include "listening.h"
#include "tls.h"

enum { MOST_PEM = 1 << 20 };

static const struct opt rows[] = {
    OPT(struct listen_opts, endpoint.tls, .name = "tls",
        .help = "speak https, with a certificate for this machine that is made at first use"),
    OPT(struct listen_opts, endpoint.tls_cert, .name = "tls-cert", .value = "FILE",
        .help = "speak https with this certificate (PEM, the chain behind it)",
        .complete = OPT_COMPLETE_FILE),
    OPT(struct listen_opts, endpoint.tls_key, .name = "tls-key", .value = "FILE",
        .help = "the key of --tls-cert (PEM, without a passphrase)", .complete = OPT_COMPLETE_FILE),
    OPT(struct listen_opts, endpoint.unix_socket, .name = "unix-socket", .value = "PATH",
        .help = "listen on a unix socket, made here with mode 0600, instead of a port",
        .complete = OPT_COMPLETE_FILE),
};

const struct opt_group endpoint_group = OPT_GROUP("TLS and socket", rows);

static bool read_pem(const char *path, struct arena *arena, struct span *pem, struct error *err)
{
    struct buf text = buf_limited(MOST_PEM);
    bool read = file_read(&text, path, err);
    if (read)
        *pem = span_keep(arena, buf_span(&text));
    buf_wipe(&text);
    return read;
}

static bool open_given(const struct endpoint_opts *opts, struct arena *arena,
                       struct endpoint *endpoint, struct error *err)
{
    struct span certificate, key;
    if (!opts->tls_cert || !opts->tls_key) {
        error_set(err, ERROR_USAGE, "option '%s' needs '%s'",
                  opts->tls_cert ? "--tls-cert" : "--tls-key",
                  opts->tls_cert ? "--tls-key" : "--tls-cert");
        return error_hint(err, "or --tls alone, which makes a certificate for this machine");
    }
    if (!read_pem(opts->tls_cert, arena, &certificate, err) ||
        !read_pem(opts->tls_key, arena, &key, err))
        return false;
    endpoint->tls = tls_context_new(certificate, key, err);
    return endpoint->tls ||
           error_context(err, "cannot serve with %s and %s", opts->tls_cert, opts->tls_key);
}

static bool open_own(struct arena *arena, struct endpoint *endpoint, struct error *err)
{
    struct devcert devcert;
    if (!devcert_load(arena, &devcert, err))
        return false;
    endpoint->cacert = devcert.path;
    endpoint->tls = tls_context_new(devcert.certificate, devcert.key, err);
    return endpoint->tls != NULL;
}

bool endpoint_open(const struct endpoint_opts *opts, struct arena *arena, struct endpoint *endpoint,
                   struct error *err)
{
    if (opts->tls_cert || opts->tls_key)
        return open_given(opts, arena, endpoint, err);
    return !opts->tls || open_own(arena, endpoint, err);
}

void endpoint_close(struct endpoint *endpoint)
{
    tls_context_free(endpoint->tls);
    endpoint->tls = NULL;
}
