#include "key.h"

#include "encode.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdlib.h>
#include <string.h>

enum { ED25519_SIZE = 32 };

struct key {
    EVP_MAC_CTX *mac;              /* NULL: Ed25519 */
    EVP_PKEY *signing, *verifying; /* either may be NULL */
};

struct key *key_hmac(const char *hash, struct span bytes, struct error *err)
{
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", (char *)hash, 0),
                           OSSL_PARAM_construct_end()};
    struct key *key = mem_new(1, sizeof *key);
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    key->mac = algorithm ? EVP_MAC_CTX_new(algorithm) : NULL;
    EVP_MAC_free(algorithm);
    const unsigned char *at = (const unsigned char *)(bytes.at ? bytes.at : "");
    if (key->mac && EVP_MAC_init(key->mac, at, bytes.size, params) == 1)
        return key;
    error_set(err, ERROR_SYSTEM, "OpenSSL offers no HMAC with %s", hash);
    key_free(key);
    return NULL;
}

static EVP_PKEY *public_of(EVP_PKEY *private)
{
    unsigned char bytes[ED25519_SIZE];
    size_t size = sizeof bytes;
    if (!private || EVP_PKEY_get_raw_public_key(private, bytes, &size) != 1)
        return NULL;
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, size);
}

/* A key that signs holds its seed, with the public key behind it or not. */
static struct key *ed25519_of(struct span bytes, bool may_sign, bool may_be_public)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    bool pair = may_sign && bytes.size == 2 * ED25519_SIZE;
    if (bytes.size != ED25519_SIZE && !pair)
        return NULL;
    struct key *key = mem_new(1, sizeof *key);
    if (may_sign)
        key->signing = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, at, ED25519_SIZE);
    if (may_be_public && !pair)
        key->verifying = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, at, ED25519_SIZE);
    else
        key->verifying = public_of(key->signing);
    if (key->verifying)
        return key;
    key_free(key);
    return NULL;
}

struct key *key_ed25519(const struct scheme *scheme, struct span secret)
{
    static const struct {
        struct span prefix;
        bool may_sign, may_be_public;
    } kinds[] = {{{"whsk_", 5}, true, false}, {{"whpk_", 5}, false, true}, {{"", 0}, true, true}};
    size_t kind = 0;
    while (!span_starts(secret, kinds[kind].prefix))
        kind++;
    secret = span_slice(secret, kinds[kind].prefix.size, secret.size);
    struct buf bytes = {0};
    struct key *key = NULL;
    if (scheme_decode_key(scheme, secret, &bytes))
        key = ed25519_of(buf_span(&bytes), kinds[kind].may_sign, kinds[kind].may_be_public);
    buf_wipe(&bytes);
    return key;
}

struct key *key_new(const struct scheme *scheme, struct span secret, struct error *err)
{
    static const char *const forms[] = {
        [KEY_TEXT] = "text", [KEY_HEX] = "hex", [KEY_BASE64] = "base64 (standard, padded)"};
    struct key *key = NULL;
    if (!scheme->hash) {
        key = key_ed25519(scheme, secret);
        if (!key) {
            error_set(err, ERROR_USAGE, "scheme %s wants an Ed25519 key, which this is not",
                      scheme->name);
            error_hint(err,
                       "whsk_ and the %s of the 32-byte seed, or, to verify, whpk_ and that of the "
                       "public key",
                       scheme->key == KEY_HEX ? "hex" : "base64");
        }
        return key;
    }
    struct buf bytes = {0};
    if (scheme_decode_key(scheme, secret, &bytes)) {
        key = key_hmac(scheme->hash, buf_span(&bytes), err);
    } else {
        error_set(err, ERROR_USAGE, "scheme %s wants a secret in %s, which this is not",
                  scheme->name, forms[scheme->key]);
        error_hint(err,
                   "take it as the vendor shows it, %s%s included; 'openssl rand -%s 32' "
                   "makes one for tests",
                   scheme->key_prefix ? scheme->key_prefix : "all characters",
                   scheme->key_prefix ? " if it has that" : "",
                   scheme->key == KEY_HEX ? "hex" : "base64");
    }
    buf_wipe(&bytes);
    return key;
}

void key_free(struct key *key)
{
    if (!key)
        return;
    EVP_MAC_CTX_free(key->mac);
    EVP_PKEY_free(key->signing);
    EVP_PKEY_free(key->verifying);
    free(key);
}

bool key_can_sign(const struct key *key)
{
    return key->mac || key->signing;
}

static bool hmac(EVP_MAC_CTX *mac, const struct scheme_pieces *pieces,
                 struct raw_signature *signature)
{
    /* NULL as the key restarts with the one the context has. */
    bool done = EVP_MAC_init(mac, NULL, 0, NULL) == 1;
    for (size_t i = 0; done && i < pieces->count; i++)
        done =
            pieces->at[i].size == 0 ||
            EVP_MAC_update(mac, (const unsigned char *)pieces->at[i].at, pieces->at[i].size) == 1;
    return done && EVP_MAC_final(mac, signature->at, &signature->size, sizeof signature->at) == 1;
}

/* Ed25519 hashes the message twice, so it must lie in one place. */
static void join(const struct scheme_pieces *pieces, struct buf *message)
{
    for (size_t i = 0; i < pieces->count; i++)
        if (pieces->at[i].size > 0)
            buf_add(message, pieces->at[i]);
}

static bool sign_once(EVP_PKEY *pkey, const struct scheme_pieces *pieces,
                      struct raw_signature *signature)
{
    struct buf message = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    join(pieces, &message);
    signature->size = sizeof signature->at;
    bool done = context && EVP_DigestSignInit(context, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestSign(context, signature->at, &signature->size,
                               (const unsigned char *)message.at, message.size) == 1;
    EVP_MD_CTX_free(context);
    buf_clear(&message);
    return done;
}

bool key_sign(struct key *key, const struct scheme_pieces *pieces, struct raw_signature *signature)
{
    signature->size = 0;
    if (key->mac)
        return hmac(key->mac, pieces, signature);
    return !key->signing || sign_once(key->signing, pieces, signature);
}

static bool verify_once(EVP_PKEY *pkey, const struct scheme_pieces *pieces,
                        const struct raw_signature *given)
{
    struct buf message = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    join(pieces, &message);
    bool fits = context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestVerify(context, given->at, given->size, (const unsigned char *)message.at,
                                 message.size) == 1;
    EVP_MD_CTX_free(context);
    buf_clear(&message);
    return fits;
}

bool key_accepts(struct key *key, const struct scheme_pieces *pieces,
                 const struct raw_signature *own, const struct raw_signature *given)
{
    if (!key->mac)
        return verify_once(key->verifying, pieces, given);
    return given->size == own->size && CRYPTO_memcmp(given->at, own->at, own->size) == 0;
}
