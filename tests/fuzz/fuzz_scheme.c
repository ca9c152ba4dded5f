/* A JSON object as a user's schemes, and what stands behind it as a body: what is refused is
 * refused at a place in it; by what is accepted, what signing gives is valid, also once it went
 * over a wire, and not for another body. */
#include "fuzz.h"

#include "clock.h"
#include "json.h"
#include "scheme_read.h"
#include "signature.h"

#include <string.h>

enum { MOST_TRIED = 8 }; /* rows of one input */

static const struct stamp stamp = {
    .time = INT64_C(1767225600123456789), .id = {"msg_1", 5}, .url = {"http://a/", 9}};

static struct secret secret_for(const struct scheme *scheme)
{
#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define BASE64 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    if (!scheme->hash)
        return secret_of(scheme->key == KEY_HEX ? SPAN("whsk_" HEX) : SPAN("whsk_" BASE64));
    return secret_of(scheme->key == KEY_HEX ? SPAN(HEX) : SPAN(BASE64));
}

static enum validity validity_of(struct signer *signer, const struct headers *headers,
                                 struct span body)
{
    const struct evidence evidence = {.headers = headers,
                                      .body = body,
                                      .url = stamp.url,
                                      .now = stamp.time,
                                      .tolerance = TOLERANCE_OF_SCHEME};
    return signer_verify(signer, &evidence).validity;
}

/* A body that differs in all that can be signed of it. */
static void check_other(struct signer *signer, const struct headers *headers, struct span body)
{
    struct buf other = {0};
    buf_add_text(&other, "{\"data\":0.125}");
    if (!span_equal(body, buf_span(&other)))
        MUST_HOLD(validity_of(signer, headers, buf_span(&other)) == VALIDITY_INVALID);
    buf_clear(&other);
}

static void check_sent(const struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        struct span name = headers->at[i].name, value = headers->at[i].value;
        MUST_HOLD(header_is_sound(name, value) && span_equal(span_trim(value), value));
        size_t same;
        headers_find(headers, name, &same);
        MUST_HOLD(same == 1);
    }
}

/* Where a key's prefix is the begin of a secret of ours, that is none of the scheme's. */
static bool is_its_secret(const struct scheme *scheme)
{
    struct buf key = {0};
    struct secret secret = secret_for(scheme);
    struct span text = span_slice(secret.text, scheme->hash ? 0 : strlen("whsk_"), SIZE_MAX);
    bool whole = scheme_decode_key(scheme, text, &key) && (scheme->hash || key.size == 32);
    buf_clear(&key);
    return whole;
}

static void check_row(const struct schemes *all, const struct scheme *scheme, struct span body)
{
    struct arena arena = {0};
    struct headers headers = {0};
    struct error err = {0};
    struct secret secret = secret_for(scheme);
    struct signer *signer = signer_new(scheme, &secret, 1, &err);
    MUST_HOLD(signer);
    if (!is_its_secret(scheme)) {
        MUST_HOLD(!signer_sign(signer, body, &stamp, NULL, &arena, &headers, &err));
    } else if (signer_sign(signer, body, &stamp, NULL, &arena, &headers, &err)) {
        check_sent(&headers);
        MUST_HOLD(validity_of(signer, &headers, body) == VALIDITY_VALID);
        const struct scheme_traits traits = {.headers = &headers, .body = body};
        const struct scheme *found = scheme_detect(all, &traits);
        MUST_HOLD(found >= all->at && found < all->at + all->count);
        MUST_HOLD(scheme_has_header(found, &headers));
        check_other(signer, &headers, body);
    } else {
        MUST_HOLD(scheme_signs(scheme, "{data}") && err.code == ERROR_INPUT);
    }
    signer_free(signer);
    arena_clear(&arena);
}

static void check_expanded(const struct scheme *scheme, struct span body)
{
    const struct scheme_parts parts = {body, body, SPAN("1"), SPAN("2"), SPAN("3")};
    struct scheme_pieces pieces = scheme_expand(scheme->signed_bytes, &parts);
    bool whole = false;
    MUST_HOLD(pieces.count > 0 && scheme_template_fits(scheme->signed_bytes));
    for (size_t i = 0; i < pieces.count; i++)
        whole = whole || span_equal(pieces.at[i], body);
    MUST_HOLD(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = fuzz_input(data, size), object;
    struct arena arena = {0};
    struct error err = {0};
    struct schemes own;
    const char *at = NULL;
    if (!json_value(input, &object, &err) || object.at[0] != '{')
        return 0;
    struct span body = span_slice(input, (size_t)(object.at - input.at) + object.size, size);
    err.code = ERROR_NONE;
    if (scheme_read(&arena, object, &own, &at, &err)) {
        struct schemes all = scheme_join(&arena, &own, 1);
        MUST_HOLD(all.own == own.count && all.count == own.count + scheme_builtin()->count);
        for (size_t i = 0; i < own.count && i < MOST_TRIED; i++) {
            check_expanded(&all.at[i], body);
            check_row(&all, &all.at[i], body);
        }
    } else {
        MUST_HOLD(err.code == ERROR_INPUT && *err.text);
        MUST_HOLD(at >= object.at && at < object.at + object.size);
    }
    arena_clear(&arena);
    return 0;
}
