/*
 * TLS by OpenSSL, without a socket: bytes of the peer go in, bytes for the peer come out, so that
 * the loop never waits. Versions 1.2 and 1.3, ALPN http/1.1, no renegotiation, no compression.
 */
#ifndef SFPY_TLS_H
#define SFPY_TLS_H

#include "buf.h"
#include "errors.h"

struct tls_context;
struct tls;

/*
 * What all sessions share: a server's certificate, with the rest of its chain behind it, and its
 * key, both PEM. NULL with code INPUT and OpenSSL's reason where they are no pair to serve with.
 */
struct tls_context *tls_context_new(struct span certificates, struct span key, struct error *err);

/* Accepts NULL. The sessions must be gone. */
void tls_context_free(struct tls_context *context);

/* A session that waits for the peer's first bytes. */
struct tls *tls_new(const struct tls_context *context);

/* Accepts NULL. */
void tls_free(struct tls *tls);

enum tls_state { TLS_SHAKING, TLS_READY, TLS_ENDED, TLS_FAILED };

/*
 * Takes bytes of the peer and adds what they hold in plain text to `plain`. TLS_ENDED: the peer has
 * said that nothing more comes. TLS_FAILED: `why` says what is wrong, a static text, and the
 * session is only good for tls_output(), which may hold an alert.
 */
enum tls_state tls_take(struct tls *tls, struct span sealed, struct buf *plain, const char **why);

/* Whether the handshake is done. */
bool tls_is_ready(const struct tls *tls);

/* Adds bytes for the peer, sealed, to `out`; the handshake must be done. False where that fails. */
MUST_USE bool tls_seal(struct tls *tls, struct span plain, struct buf *out);

/* Tells the peer that nothing more comes (close_notify). */
void tls_end(struct tls *tls);

/* Adds what is to be sent to the peer now. */
void tls_output(struct tls *tls, struct buf *out);

#endif
