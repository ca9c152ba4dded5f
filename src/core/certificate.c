#include "certificate.h"

#include "clock.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <time.h>

enum { DAY = 24 * 60 * 60, DAYS = 825, HOUR = 60 * 60, SERIAL_BITS = 127 };

static const struct {
    int nid;
    const char *value;
} extensions[] = {
    {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"},
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_key_identifier, "hash"},
};

static bool add_extensions(X509 *certificate)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(extensions); i++) {
        X509_EXTENSION *extension =
            X509V3_EXT_conf_nid(NULL, &context, extensions[i].nid, extensions[i].value);
        bool added = extension && X509_add_ext(certificate, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        if (!added)
            return false;
    }
    return true;
}

static bool set_serial(X509 *certificate)
{
    BIGNUM *number = BN_new();
    bool set = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
               BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return set;
}

static bool fill(X509 *certificate, EVP_PKEY *key, int64_t now)
{
    static const unsigned char name[] = "localhost";
    const time_t begin = (time_t)(now / CLOCK_SECOND) - HOUR;
    const time_t end = begin + (time_t)DAYS * DAY;
    X509_NAME *subject = X509_get_subject_name(certificate);
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           ASN1_TIME_set(X509_getm_notBefore(certificate), begin) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), end) &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1 &&
           X509_set_pubkey(certificate, key) == 1 && add_extensions(certificate) &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

static void add_content(struct buf *out, BIO *bio)
{
    char *bytes;
    long size = BIO_get_mem_data(bio, &bytes);
    buf_add(out, (struct span){bytes, size > 0 ? (size_t)size : 0});
}

static bool write_both(X509 *certificate, EVP_PKEY *key, struct buf *certificate_pem,
                       struct buf *key_pem)
{
    BIO *certificate_bio = BIO_new(BIO_s_mem()), *key_bio = BIO_new(BIO_s_secmem());
    bool written = certificate_bio && key_bio &&
                   PEM_write_bio_X509(certificate_bio, certificate) == 1 &&
                   PEM_write_bio_PrivateKey(key_bio, key, NULL, NULL, 0, NULL, NULL) == 1;
    if (written) {
        add_content(certificate_pem, certificate_bio);
        add_content(key_pem, key_bio);
    }
    BIO_free(certificate_bio);
    BIO_free(key_bio);
    return written;
}

bool certificate_make(int64_t now, struct buf *certificate_pem, struct buf *key_pem,
                      struct error *err)
{
    ERR_clear_error();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    bool made = key && certificate && fill(certificate, key, now) &&
                write_both(certificate, key, certificate_pem, key_pem);
    X509_free(certificate);
    EVP_PKEY_free(key);
    if (made)
        return true;
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return error_set(err, ERROR_SYSTEM, "cannot make a certificate: %s",
                     reason ? reason : "OpenSSL gives no reason");
}

bool certificate_is_good(struct span certificate_pem, struct span key_pem, int64_t now)
{
    time_t begin = (time_t)(now / CLOCK_SECOND), end = begin + DAY;
    BIO *certificate_bio = BIO_new_mem_buf(certificate_pem.at, (int)certificate_pem.size);
    BIO *key_bio = BIO_new_mem_buf(key_pem.at, (int)key_pem.size);
    char passphrase[] = ""; /* so that none is asked for */
    X509 *certificate = PEM_read_bio_X509(certificate_bio, NULL, NULL, passphrase);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(key_bio, NULL, NULL, passphrase);
    bool good = certificate && key && X509_check_private_key(certificate, key) == 1 &&
                X509_cmp_time(X509_get0_notBefore(certificate), &begin) < 0 &&
                X509_cmp_time(X509_get0_notAfter(certificate), &end) > 0;
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(certificate_bio);
    BIO_free(key_bio);
    ERR_clear_error();
    return good;
}
