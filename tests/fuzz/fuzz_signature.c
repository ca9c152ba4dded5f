/* Header values and a body, separated by line feeds: a verdict is given whatever they are, and what
 * signing gives is valid. */
#include "fuzz.h"

#include "signature.h"

/* The body's own signature is accepted wherever there is one. */
static void check_signed(struct signer *signer, const struct scheme *scheme, struct span body)
{
    struct buf signature = {0};
    struct error err;
    if (signer_sign(signer, body, &signature, &err)) {
        struct header header = {span_of(scheme->headers[0]), buf_span(&signature)};
        struct headers headers = {&header, 1};
        MUST_HOLD(signer_verify(signer, &headers, body).validity == VALIDITY_VALID);
        signature.at[7] ^= 1;
        struct verdict verdict = signer_verify(signer, &headers, body);
        MUST_HOLD(verdict.validity == VALIDITY_INVALID);
    }
    buf_clear(&signature);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"X-SFPY-SIGNATURE", "SFPY-Signature", "x-sfpy-signature"};
    struct header list[COUNT_OF(names)];
    struct headers headers = {list, 0};
    struct span body = fuzz_input(data, size), line;
    while (headers.count < COUNT_OF(names) && span_split(&body, '\n', &line)) {
        if (span_is(line, "-")) /* a header less */
            break;
        list[headers.count] = (struct header){span_of(names[headers.count]), line};
        headers.count++;
    }
    size_t count;
    struct error err;
    const struct scheme *all = scheme_all(&count), *detected = scheme_detect(&headers, body);
    MUST_HOLD(detected >= all && detected < all + count);
    struct secret secrets[] = {secret_of(SPAN("first")), secret_of(SPAN("second"))};
    for (size_t i = 0; i < count; i++) {
        struct signer *signer = signer_new(&all[i], secrets, COUNT_OF(secrets), &err);
        MUST_HOLD(signer);
        struct verdict verdict = signer_verify(signer, &headers, body);
        MUST_HOLD((verdict.validity == VALIDITY_VALID) == (verdict.reason == REASON_NONE));
        MUST_HOLD(headers.count > 0 || verdict.reason == REASON_MISSING_SIGNATURE);
        check_signed(signer, &all[i], body);
        signer_free(signer);
    }
    return 0;
}
