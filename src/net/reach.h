/* How an endpoint is reached, beside what its URL says. */
#ifndef SFPY_REACH_H
#define SFPY_REACH_H

#include "base.h"

/* All is borrowed; zeroed it is as usual. */
struct reach {
    bool insecure;                  /* any certificate is good */
    bool http2;                     /* over TLS, where the endpoint has it */
    const char *ca_file;            /* authorities beside the system's; NULL: none */
    const char *cert_file;          /* our own certificate, PEM; NULL: none */
    const char *key_file;           /* its key, PEM; NULL: it stands in the same file */
    const char *unix_socket;        /* instead of host and port; NULL: none */
    const char *const *resolutions; /* `HOST:PORT:ADDRESS`, NULL-terminated; NULL: none */
};

#endif
