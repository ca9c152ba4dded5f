#include "signature.h"

#include "clock.h"
#include "encode.h"
#include "json.h"

#include <openssl/sha.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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
    for (size_t i = 0; i < SCHEME_NAMES && verdict->headers[i]; i++)
        buf_printf(out, "%s%s", i ? ", " : "", verdict->headers[i]);
}

/* A secret and its key. */
struct keyed {
    struct key *key; /* NULL: the scheme can't decode the secret */
    struct error fault;
    char fingerprint[FINGERPRINT_SIZE];
    const char *origin;
    int64_t until;
};

struct signer {
    const struct scheme *scheme;
    size_t count;
    struct keyed keys[];
};

struct signer *signer_new(const struct scheme *scheme, const struct secret *secrets, size_t count,
                          struct error *err)
{
    struct signer *signer = mem_new(1, sizeof *signer + count * sizeof signer->keys[0]);
    signer->scheme = scheme;
    signer->count = count;
    for (size_t i = 0; i < count; i++) {
        struct keyed *keyed = &signer->keys[i];
        memcpy(keyed->fingerprint, secrets[i].fingerprint, sizeof keyed->fingerprint);
        keyed->origin = secrets[i].origin;
        keyed->until = secrets[i].until;
        keyed->key = key_new(scheme, secrets[i].text, &keyed->fault);
        if (keyed->key || keyed->fault.code != ERROR_SYSTEM)
            continue;
        *err = keyed->fault;
        signer_free(signer);
        return NULL;
    }
    return signer;
}

void signer_free(struct signer *signer)
{
    if (!signer)
        return;
    for (size_t i = 0; i < signer->count; i++)
        key_free(signer->keys[i].key);
    free(signer);
}

bool signer_check(const struct signer *signer, bool to_sign, struct error *err)
{
    for (size_t i = 0; i < signer->count; i++) {
        const struct keyed *keyed = &signer->keys[i];
        const char *origin = keyed->origin ? keyed->origin : "the caller";
        if (!keyed->key) {
            *err = keyed->fault;
            return error_context(err, "the secret %s from %s", keyed->fingerprint, origin);
        }
        if (!to_sign || i > 0 || key_can_sign(keyed->key))
            continue;
        error_set(err, ERROR_USAGE, "it is a public key, which can't sign");
        error_hint(err, "sign with the private key (whsk_…) of the pair");
        return error_context(err, "the secret %s from %s", keyed->fingerprint, origin);
    }
    return true;
}

bool signature_lacks_url(const struct scheme *scheme, struct error *err)
{
    error_set(err, ERROR_USAGE, "scheme %s signs the endpoint's URL too", scheme->name);
    return error_hint(err, "give it by --notification-url, to the letter as it is registered");
}

enum reason signature_parts(const struct scheme *scheme, struct span body,
                            struct scheme_parts *parts)
{
    parts->body = body;
    if (!scheme_signs(scheme, "{data}"))
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

static void write_timestamp(const struct scheme *scheme, int64_t time, struct buf *out)
{
    if (scheme->timestamp == TIMESTAMP_RFC3339)
        clock_write_rfc3339(out, time, 9);
    else
        buf_printf(out, "%" PRId64, time / CLOCK_SECOND);
}

/* Whether the stamp holds what the scheme signs with a body. */
static bool check_stamp(const struct scheme *scheme, const struct stamp *stamp, struct error *err)
{
    bool counts = scheme_signs(scheme, "{timestamp}") && scheme->timestamp == TIMESTAMP_UNIX;
    const struct {
        bool lacks;
        const char *what, *mend;
    } rules[] = {
        {scheme->names[0].id && stamp->id.size == 0, "signs an id too", "give it by --id"},
        {counts && stamp->time < 0, "counts the seconds since 1970", "give a later time by --at"},
    };
    if (scheme_signs(scheme, "{url}") && stamp->url.size == 0)
        return signature_lacks_url(scheme, err);
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (rules[i].lacks) {
            error_set(err, ERROR_USAGE, "scheme %s %s", scheme->name, rules[i].what);
            return error_hint(err, "%s", rules[i].mend);
        }
    return true;
}

bool signature_stamp(const struct scheme *scheme, struct span body, const struct stamp *stamp,
                     struct arena *arena, struct scheme_parts *parts, struct error *err)
{
    struct buf timestamp = {0};
    if (!check_stamp(scheme, stamp, err))
        return false;
    write_timestamp(scheme, stamp->time, &timestamp);
    *parts = (struct scheme_parts){
        .timestamp = span_keep(arena, buf_span(&timestamp)), .id = stamp->id, .url = stamp->url};
    buf_clear(&timestamp);
    enum reason reason = signature_parts(scheme, body, parts);
    if (reason == REASON_NONE)
        return true;
    error_set(err, ERROR_INPUT, "%s", reason_meaning(reason));
    error_context(err, "scheme %s can't sign it", scheme->name);
    return error_hint(err, "%s", reason_mend(reason));
}

/* The value of a signature header. */
static struct span write_value(const struct scheme *scheme, struct span text, struct span timestamp,
                               struct arena *arena)
{
    struct buf value = {0};
    if (scheme->timestamp_prefix)
        buf_printf(&value, "%s%.*s%s", scheme->timestamp_prefix, SPAN_ARG(timestamp),
                   scheme->separator);
    buf_add(&value, text);
    return buf_keep(arena, &value);
}

void signature_add_headers(const struct scheme *scheme, const struct scheme_parts *parts,
                           struct span text, const char *only, struct arena *arena,
                           struct headers *headers)
{
    struct span value = write_value(scheme, text, parts->timestamp, arena);
    size_t sets = scheme->every_name && !only ? SCHEME_NAMES : 1;
    for (size_t i = 0; i < sets && scheme->names[i].signature; i++) {
        const struct scheme_names *names = &scheme->names[i];
        if (names->id)
            headers_add(headers, arena, span_of(names->id), parts->id);
        if (names->timestamp)
            headers_add(headers, arena, span_of(names->timestamp), parts->timestamp);
        headers_add(headers, arena, span_of(only ? only : names->signature), value);
    }
}

bool signer_sign(struct signer *signer, struct span body, const struct stamp *stamp,
                 const char *only, struct arena *arena, struct headers *headers, struct error *err)
{
    const struct scheme *scheme = signer->scheme;
    struct scheme_parts parts;
    struct raw_signature signature;
    if (!signer_check(signer, true, err) ||
        !signature_stamp(scheme, body, stamp, arena, &parts, err))
        return false;
    struct scheme_pieces pieces = scheme_expand(scheme->signed_bytes, &parts);
    if (!key_sign(signer->keys[0].key, &pieces, &signature))
        return error_set(err, ERROR_SYSTEM, "OpenSSL makes no signature");
    struct buf text = {0};
    scheme_encode(scheme, (struct span){(const char *)signature.at, signature.size}, &text);
    signature_add_headers(scheme, &parts, buf_span(&text), only, arena, headers);
    buf_clear(&text);
    return true;
}

/* Whether one of a header's elements is a right signature. */
static bool header_fits(const struct scheme *scheme, struct span value, struct key *key,
                        const struct scheme_pieces *pieces, const struct raw_signature *own)
{
    enum { MOST_TRIED = 16 }; /* each may cost a hash of the body */
    struct span element;
    struct raw_signature given;
    size_t tried = 0;
    bool fits = false;
    while (tried < MOST_TRIED && claim_next(scheme, &value, &element))
        if (claim_decode(scheme, element, &given)) {
            tried++;
            fits = key_accepts(key, pieces, own, &given) || fits;
        }
    return fits;
}

/* Whether all signatures that came are right by one key; then the verdict says so. */
static bool key_fits(const struct claim *claim, const struct keyed *keyed,
                     const struct scheme_pieces *pieces, struct verdict *verdict)
{
    struct raw_signature own;
    if (!keyed->key || !key_sign(keyed->key, pieces, &own))
        return false;
    for (size_t i = 0; i < claim->count; i++)
        if (!header_fits(verdict->scheme, claim->headers[i].value, keyed->key, pieces, &own))
            return false;
    for (size_t i = 0; i < claim->count; i++)
        verdict->headers[i] = claim->headers[i].name;
    verdict->secret = keyed->fingerprint;
    verdict->origin = keyed->origin;
    return true;
}

/* Secrets are looked at before all that is wrong with the signature itself. */
static enum reason check_secrets(const struct signer *signer, enum reason reason)
{
    for (size_t i = 0; i < signer->count; i++)
        if (signer->keys[i].key)
            return reason;
    bool earlier = reason != REASON_NONE && reason < REASON_MALFORMED_SECRET;
    return earlier ? reason : REASON_MALFORMED_SECRET;
}

int64_t signature_tolerance(const struct scheme *scheme, const struct evidence *evidence)
{
    return evidence->tolerance == TOLERANCE_OF_SCHEME ? scheme->tolerance * CLOCK_SECOND
                                                      : evidence->tolerance;
}

/* One that was replaced counts for some time only. */
static bool is_accepted(const struct keyed *keyed, const struct evidence *evidence)
{
    return !keyed->until || evidence->now < keyed->until;
}

static enum reason judge(const struct signer *signer, const struct evidence *evidence,
                         const struct claim *claim, struct verdict *verdict)
{
    const struct scheme *scheme = signer->scheme;
    struct scheme_parts parts = {
        .timestamp = claim->timestamp, .id = claim->id, .url = evidence->url};
    enum reason reason = signature_parts(scheme, evidence->body, &parts);
    if (reason != REASON_NONE)
        return reason;
    struct scheme_pieces pieces = scheme_expand(scheme->signed_bytes, &parts);
    for (size_t i = 0; i < signer->count; i++)
        if (is_accepted(&signer->keys[i], evidence) &&
            key_fits(claim, &signer->keys[i], &pieces, verdict))
            return claim_check_age(claim, scheme, evidence->now,
                                   signature_tolerance(scheme, evidence));
    return REASON_MISMATCH;
}

struct verdict signer_verify(struct signer *signer, const struct evidence *evidence)
{
    struct verdict verdict = {.scheme = signer->scheme};
    struct claim claim;
    verdict.reason = check_secrets(signer, claim_read(&claim, signer->scheme, evidence->headers));
    if (verdict.reason == REASON_NONE)
        verdict.reason = judge(signer, evidence, &claim, &verdict);
    verdict.validity = verdict.reason == REASON_NONE ? VALIDITY_VALID : VALIDITY_INVALID;
    claim_clear(&claim);
    return verdict;
}
