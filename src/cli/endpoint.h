/* How `listen` is reached besides its port: TLS, a unix socket. */
#ifndef SFPY_ENDPOINT_H
#define SFPY_ENDPOINT_H

#include "opt.h"

struct listen_opts;
struct tls_context;

struct endpoint_opts {
    bool tls;
    const char *tls_cert, *tls_key;
    const char *unix_socket;
};

struct endpoint {
    struct tls_context *tls; /* NULL: plain */
    const char *cacert;      /* the file that clients are to trust; NULL: not ours to say */
};

extern const struct opt_group endpoint_group;

/*
 * Gets ready what the options ask for. False with code USAGE where they don't fit together, INPUT
 * where the files can't be served with.
 */
MUST_USE bool endpoint_open(const struct endpoint_opts *opts, struct arena *arena,
                            struct endpoint *endpoint, struct error *err);

/* Accepts a zeroed one; only after the server is gone. */
void endpoint_close(struct endpoint *endpoint);

#endif
