#include "tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <stdlib.h>

/* OpenSSL keeps the memory of the most that went through at once, for each session. */
enum { STEP = 16 * 1024, SEALED_STEP = 4 * 1024 };

struct tls_context {
    SSL_CTX *ssl;
};

struct tls {
    SSL *ssl;
    BIO *in, *out; /* the session owns them */
    enum tls_state state;
};

/* What people can do something about, in words; the rest has OpenSSL's. */
static const struct {
    int reason;
    const char *why;
} reasons[] = {
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the client does not trust the certificate (unknown CA)"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the client does not trust the certificate"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "the client does not trust the certificate"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "the client finds the certificate expired"},
    {SSL_R_UNSUPPORTED_PROTOCOL, "the client offers neither TLS 1.2 nor 1.3"},
    {SSL_R_NO_APPLICATION_PROTOCOL, "the client speaks no HTTP/1.1 (ALPN)"},
    {SSL_R_WRONG_VERSION_NUMBER, "this is no TLS"},
};

static const char *last_reason(void)
{
    unsigned long code = ERR_peek_last_error();
    const char *text = ERR_reason_error_string(code);
    for (size_t i = 0; ERR_GET_LIB(code) == ERR_LIB_SSL && i < COUNT_OF(reasons); i++)
        if (ERR_GET_REASON(code) == reasons[i].reason)
            text = reasons[i].why;
    ERR_clear_error();
    return text ? text : "the TLS session broke";
}

static int choose_protocol(SSL *ssl, const unsigned char **chosen, unsigned char *size,
                           const unsigned char *offered, unsigned offered_size, void *context)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *found;
    (void)ssl;
    (void)context;
    if (SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

/* In place of OpenSSL's own, which asks on the terminal. */
static int no_passphrase(char *into, int size, int writing, void *context)
{
    (void)into;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static bool use_certificates(SSL_CTX *ssl, struct span pem)
{
    BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.size);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
    bool used = certificate && SSL_CTX_use_certificate(ssl, certificate) == 1;
    X509_free(certificate);
    while (used && (certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL))) {
        used = SSL_CTX_add0_chain_cert(ssl, certificate) == 1;
        if (!used)
            X509_free(certificate);
    }
    BIO_free(bio);
    /* The search behind the last certificate ends with an error that is none. */
    if (used && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
        ERR_clear_error();
    return used && ERR_peek_last_error() == 0;
}

static bool use_key(SSL_CTX *ssl, struct span pem)
{
    BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.size);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    bool used = key && SSL_CTX_use_PrivateKey(ssl, key) == 1 && SSL_CTX_check_private_key(ssl) == 1;
    EVP_PKEY_free(key);
    BIO_free(bio);
    return used;
}

static void set_rules(SSL_CTX *ssl)
{
    SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ssl, TLS1_3_VERSION);
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, NULL);
}

struct tls_context *tls_context_new(struct span certificates, struct span key, struct error *err)
{
    SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
    if (!ssl)
        mem_none();
    set_rules(ssl);
    ERR_clear_error();
    const char *fault = NULL;
    if (!use_certificates(ssl, certificates))
        fault = "the certificate";
    else if (!use_key(ssl, key))
        fault = "the key";
    if (fault) {
        error_set(err, ERROR_INPUT, "%s", last_reason());
        error_context(err, "%s", fault);
        SSL_CTX_free(ssl);
        return NULL;
    }
    struct tls_context *context = mem_new(1, sizeof *context);
    context->ssl = ssl;
    return context;
}

void tls_context_free(struct tls_context *context)
{
    if (!context)
        return;
    SSL_CTX_free(context->ssl);
    free(context);
}

struct tls *tls_new(const struct tls_context *context)
{
    struct tls *tls = mem_new(1, sizeof *tls);
    tls->ssl = SSL_new(context->ssl);
    tls->in = BIO_new(BIO_s_mem());
    tls->out = BIO_new(BIO_s_mem());
    if (!tls->ssl || !tls->in || !tls->out)
        mem_none();
    SSL_set_bio(tls->ssl, tls->in, tls->out);
    SSL_set_accept_state(tls->ssl);
    return tls;
}

void tls_free(struct tls *tls)
{
    if (!tls)
        return;
    SSL_free(tls->ssl);
    free(tls);
}

/* What a step that gave nothing means. */
static void judge(struct tls *tls, int result, const char **why)
{
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        break;
    case SSL_ERROR_ZERO_RETURN:
        tls->state = TLS_ENDED;
        break;
    default:
        *why = last_reason();
        tls->state = TLS_FAILED;
    }
}

static void shake(struct tls *tls, const char **why)
{
    int result = SSL_do_handshake(tls->ssl);
    if (result == 1)
        tls->state = TLS_READY;
    else
        judge(tls, result, why);
}

static void open_all(struct tls *tls, struct buf *plain, const char **why)
{
    int result;
    do {
        size_t size = 0;
        result = SSL_read_ex(tls->ssl, buf_space(plain, STEP), STEP, &size);
        buf_grew(plain, size);
    } while (result == 1);
    judge(tls, result, why);
}

static void take_some(struct tls *tls, struct span sealed, struct buf *plain, const char **why)
{
    if (BIO_write(tls->in, sealed.at, (int)sealed.size) != (int)sealed.size)
        mem_none();
    if (tls->state == TLS_SHAKING)
        shake(tls, why);
    if (tls->state == TLS_READY)
        open_all(tls, plain, why);
}

enum tls_state tls_take(struct tls *tls, struct span sealed, struct buf *plain, const char **why)
{
    ERR_clear_error();
    for (size_t at = 0; at < sealed.size && tls->state <= TLS_READY; at += SEALED_STEP)
        take_some(tls, span_slice(sealed, at, at + SEALED_STEP), plain, why);
    return tls->state;
}

bool tls_is_ready(const struct tls *tls)
{
    return tls->state == TLS_READY || tls->state == TLS_ENDED;
}

bool tls_seal(struct tls *tls, struct span plain, struct buf *out)
{
    bool sealed = true;
    ERR_clear_error();
    for (size_t at = 0; at < plain.size && sealed; at += STEP) {
        struct span part = span_slice(plain, at, at + STEP);
        size_t written = 0;
        sealed = SSL_write_ex(tls->ssl, part.at, part.size, &written) == 1 && written == part.size;
        tls_output(tls, out);
    }
    return sealed;
}

void tls_end(struct tls *tls)
{
    ERR_clear_error();
    if (tls->state == TLS_READY || tls->state == TLS_ENDED)
        SSL_shutdown(tls->ssl);
    ERR_clear_error();
}

void tls_output(struct tls *tls, struct buf *out)
{
    char *bytes;
    long size = BIO_get_mem_data(tls->out, &bytes);
    if (size > 0)
        buf_add(out, (struct span){bytes, (size_t)size});
    (void)BIO_reset(tls->out);
}
