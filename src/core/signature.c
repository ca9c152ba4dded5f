#include "signature.h"

#include "encode.h"
#include "json.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *meaning, *mend;
} reasons[] = {{NULL, "", ""},
#define REASON_ROW(name, text, meaning, mend) {text, meaning, mend},
               REASONS(REASON_ROW)
#undef REASON_ROW
};

const char *reason_name(enum reason reason)
{
    return reasons[reason].name;
}

const char *reason_meaning(enum reason reason)
{
    return reasons[reason].meaning;
}

const char *reason_mend(enum reason reason)
{
    return reasons[reason].mend;
}

struct secret secret_of(struct span text)
{
    struct secret secret = {.text = text};
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)text.at, text.size, digest);
    struct buf out = BUF_OVER(secret.fingerprint);
    buf_add_byte(&out, '#');
    encode_hex(&out, digest, 4);
    return secret;
}

void verdict_write_header(struct buf *out, const struct verdict *verdict)
{
    for (size_t i = 0; i < SCHEME_HEADERS && verdict->headers[i]; i++)
        buf_printf(out, "%s%s", i ? ", " : "", verdict->headers[i]);
}

struct key {
    EVP_MAC_CTX *mac;
    char fingerprint[FINGERPRINT_SIZE];
    const char *origin;
};

struct signer {
    const struct scheme *scheme;
    EVP_MAC *algorithm;
    size_t count;
    struct key keys[];
};

static bool key_open(struct key *key, EVP_MAC *algorithm, const struct secret *secret,
                     const char *hash)
{
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", (char *)hash, 0),
                           OSSL_PARAM_construct_end()};
    memcpy(key->fingerprint, secret->fingerprint, sizeof key->fingerprint);
    key->origin = secret->origin;
    key->mac = EVP_MAC_CTX_new(algorithm);
    return key->mac && EVP_MAC_init(key->mac, (const unsigned char *)secret->text.at,
                                    secret->text.size, params) == 1;
}

struct signer *signer_new(const struct scheme *scheme, const struct secret *secrets, size_t count,
                          struct error *err)
{
    struct signer *signer = mem_new(1, sizeof *signer + count * sizeof signer->keys[0]);
    signer->scheme = scheme;
    signer->algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    bool made = signer->algorithm != NULL;
    for (size_t i = 0; made && i < count; i++) {
        signer->count = i + 1;
        made = key_open(&signer->keys[i], signer->algorithm, &secrets[i], scheme->hash);
    }
    if (made)
        return signer;
    error_set(err, ERROR_SYSTEM, "OpenSSL offers no HMAC with %s", scheme->hash);
    signer_free(signer);
    return NULL;
}

void signer_free(struct signer *signer)
{
    if (!signer)
        return;
    for (size_t i = 0; i < signer->count; i++)
        EVP_MAC_CTX_free(signer->keys[i].mac);
    EVP_MAC_free(signer->algorithm);
    free(signer);
}

/* The parts of a body that a scheme's template can name. */
struct parts {
    struct span body, data;
};

static enum reason find_parts(const struct scheme *scheme, struct span body, struct parts *parts)
{
    *parts = (struct parts){.body = body};
    if (!strstr(scheme->signed_bytes, "{data}"))
        return REASON_NONE;
    switch (json_member(body, SPAN("data"), &parts->data)) {
    case JSON_FOUND:
        return REASON_NONE;
    case JSON_ABSENT:
        return REASON_NO_DATA;
    case JSON_INVALID:
        break;
    }
    return REASON_NOT_JSON;
}

static bool feed(EVP_MAC_CTX *mac, struct span bytes)
{
    return EVP_MAC_update(mac, (const unsigned char *)bytes.at, bytes.size) == 1;
}

/* Hashes the template: each placeholder stands for a part, all else for itself. */
static bool feed_template(EVP_MAC_CTX *mac, const char *template, const struct parts *parts)
{
    const struct {
        struct span placeholder, part;
    } rows[] = {{SPAN("{data}"), parts->data}, {SPAN("{body}"), parts->body}};
    struct span rest = span_of(template);
    while (rest.size > 0) {
        struct span piece = span_slice(rest, 0, 1);
        size_t used = 1;
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            if (span_starts(rest, rows[i].placeholder)) {
                piece = rows[i].part;
                used = rows[i].placeholder.size;
            }
        if (!feed(mac, piece))
            return false;
        rest = span_slice(rest, used, rest.size);
    }
    return true;
}

static bool compute(const struct signer *signer, size_t number, const struct parts *parts,
                    unsigned char *mac, size_t *size)
{
    EVP_MAC_CTX *context = signer->keys[number].mac;
    /* NULL as the key restarts with the one the context has. */
    return EVP_MAC_init(context, NULL, 0, NULL) == 1 &&
           feed_template(context, signer->scheme->signed_bytes, parts) &&
           EVP_MAC_final(context, mac, size, EVP_MAX_MD_SIZE) == 1;
}

bool signer_sign(struct signer *signer, struct span body, struct buf *signature, struct error *err)
{
    struct parts parts;
    enum reason reason = find_parts(signer->scheme, body, &parts);
    if (reason != REASON_NONE) {
        error_set(err, ERROR_INPUT, "%s", reason_meaning(reason));
        error_context(err, "scheme %s can't sign it", signer->scheme->name);
        return error_hint(err, "%s", reason_mend(reason));
    }
    unsigned char mac[EVP_MAX_MD_SIZE];
    size_t size;
    if (!compute(signer, 0, &parts, mac, &size))
        return error_set(err, ERROR_SYSTEM, "OpenSSL failed to compute the HMAC");
    encode_hex(signature, mac, size);
    return true;
}

/*
 * The length of a prefix such as `sha512=` or `v1,`; a doubled header's first value is too long to
 * be one.
 */
static size_t prefix_size(struct span value)
{
    enum { LONGEST_PREFIX = 12 };
    for (size_t i = 0; i < value.size && i <= LONGEST_PREFIX; i++) {
        char c = value.at[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if ((c == '=' || c == ',') && i > 0)
            return i + 1 < value.size && value.at[i + 1] != '=' ? i + 1 : 0;
        if (!word)
            break;
    }
    return 0;
}

/*
 * Whether a value could be the hex or base64 of anything, of whatever length and behind whatever
 * prefix.
 */
static bool looks_encoded(struct span value)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    value = span_slice(value, prefix_size(value), value.size);
    size_t hex = 0;
    struct span digits = value;
    for (int i = 0; i < 2 && digits.size > 0 && digits.at[digits.size - 1] == '='; i++)
        digits.size--;
    for (size_t i = 0; i < digits.size; i++) {
        if (!digits.at[i] || !strchr(alphabet, digits.at[i]))
            return false;
        hex += strchr("0123456789abcdefABCDEF", digits.at[i]) != NULL;
    }
    return digits.size > 0 && (hex == value.size || digits.size % 4 != 1);
}

/* The signatures a delivery carries, by the headers of a scheme. */
struct given {
    struct span values[SCHEME_HEADERS];
    const char *names[SCHEME_HEADERS];
    size_t count;
};

static enum reason find_given(const struct scheme *scheme, const struct headers *headers,
                              struct given *given)
{
    enum reason reason = REASON_NONE;
    *given = (struct given){0};
    for (size_t i = 0; i < SCHEME_HEADERS && scheme->headers[i]; i++) {
        size_t count;
        const struct header *header = headers_find(headers, span_of(scheme->headers[i]), &count);
        if (!header || (count == 1 && header->value.size == 0))
            continue;
        given->names[given->count] = scheme->headers[i];
        given->values[given->count++] = header->value;
        if (count > 1 || !looks_encoded(header->value))
            reason = REASON_MALFORMED_SIGNATURE;
    }
    return given->count == 0 ? REASON_MISSING_SIGNATURE : reason;
}

static bool matches(const struct scheme *scheme, struct span given, const unsigned char *mac,
                    size_t size)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    size_t decoded;
    return decode_hex(given, scheme->any_case, bytes, sizeof bytes, &decoded) && decoded == size &&
           CRYPTO_memcmp(bytes, mac, size) == 0;
}

struct verdict signer_verify(struct signer *signer, const struct headers *headers, struct span body)
{
    struct verdict verdict = {.validity = VALIDITY_INVALID, .scheme = signer->scheme};
    struct given given;
    struct parts parts;
    verdict.reason = find_given(signer->scheme, headers, &given);
    if (verdict.reason == REASON_NONE)
        verdict.reason = find_parts(signer->scheme, body, &parts);
    if (verdict.reason != REASON_NONE)
        return verdict;
    verdict.reason = REASON_MISMATCH;
    for (size_t i = 0; i < signer->count; i++) {
        unsigned char mac[EVP_MAX_MD_SIZE];
        size_t size, matched = 0;
        if (!compute(signer, i, &parts, mac, &size))
            continue;
        for (size_t j = 0; j < given.count; j++)
            matched += matches(signer->scheme, given.values[j], mac, size);
        if (matched < given.count)
            continue;
        verdict.validity = VALIDITY_VALID;
        verdict.reason = REASON_NONE;
        memcpy(verdict.headers, given.names, sizeof verdict.headers);
        verdict.secret = signer->keys[i].fingerprint;
        verdict.origin = signer->keys[i].origin;
        break;
    }
    return verdict;
}
