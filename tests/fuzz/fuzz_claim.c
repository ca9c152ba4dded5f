/* Lines, the first a template, the second a secret, the third a time, the rest one header's value:
 * what is taken apart can be put together again, under every scheme. */
#include "fuzz.h"

#include "claim.h"
#include "clock.h"

#define NOW (INT64_C(1767225600) * CLOCK_SECOND)

/* Where each placeholder stands for itself, a template is what becomes of it. */
static void check_template(struct span text)
{
    const struct scheme_parts parts = {.body = SPAN("{body}"),
                                       .data = SPAN("{data}"),
                                       .timestamp = SPAN("{timestamp}"),
                                       .id = SPAN("{id}"),
                                       .url = SPAN("{url}")};
    struct buf template = {0}, joined = {0};
    for (size_t i = 0; i < text.size && text.at[i]; i++)
        buf_add_byte(&template, text.at[i]);
    struct span whole = buf_span(&template);
    struct scheme_pieces pieces = scheme_expand(whole.at, &parts);
    for (size_t i = 0; i < pieces.count; i++) {
        MUST_HOLD(pieces.at[i].size > 0);
        buf_add(&joined, pieces.at[i]);
    }
    MUST_HOLD(scheme_template_fits(whole.at) == span_equal(buf_span(&joined), whole));
    MUST_HOLD(span_starts(whole, buf_span(&joined)));
    buf_clear(&template);
    buf_clear(&joined);
}

static void check_secret(const struct scheme *scheme, struct span text)
{
    struct error err = {0};
    struct key *key = key_new(scheme, text, &err);
    MUST_HOLD(key ? err.code == ERROR_NONE : err.code == ERROR_USAGE && err.hint[0]);
    struct scheme_pieces pieces = {.count = 1};
    struct raw_signature own;
    pieces.at[0] = text;
    if (key) {
        MUST_HOLD(key_sign(key, &pieces, &own) && (own.size > 0) == key_can_sign(key));
        MUST_HOLD(scheme->hash == NULL || key_accepts(key, &pieces, &own, &own));
    }
    key_free(key);
}

/* A moment is read whole or not at all, and an RFC 3339 time as that. */
static void check_moment(struct span text)
{
    int64_t time = 1, read = 2, moment = 3;
    if (clock_read_moment(text, NOW, &time))
        MUST_HOLD(clock_read_moment(text, NOW, &read) && read == time);
    else
        MUST_HOLD(time == 1);
    if (clock_read_rfc3339(text, &moment))
        MUST_HOLD(moment == time);
    else
        MUST_HOLD(moment == 3);
}

/* What decodes is what these bytes are written as. */
static void check_element(const struct scheme *scheme, struct span element)
{
    struct raw_signature signature;
    struct buf again = {0};
    struct span bare = claim_without_prefix(element);
    MUST_HOLD(bare.size <= element.size && bare.at + bare.size == element.at + element.size);
    if (claim_decode(scheme, element, &signature)) {
        scheme_encode(scheme, (struct span){(const char *)signature.at, signature.size}, &again);
        MUST_HOLD(scheme->any_case ? span_equal_nocase(buf_span(&again), element)
                                   : span_equal(buf_span(&again), element));
    }
    buf_clear(&again);
}

static void check_claim(const struct scheme *scheme, struct span timestamp, struct span value)
{
    static const int64_t extremes[] = {INT64_MIN, -1, 0, 1, NOW, INT64_MAX};
    const struct scheme_names *names = &scheme->names[0];
    struct header list[] = {{span_of(names->signature), value},
                            {span_of(names->timestamp), timestamp},
                            {span_of(names->id), SPAN("msg_1")}};
    struct headers headers = {list, COUNT_OF(list)};
    struct claim claim;
    enum reason reason = claim_read(&claim, scheme, &headers);
    MUST_HOLD((reason == REASON_MISSING_SIGNATURE) == (value.size == 0));
    MUST_HOLD(reason <= REASON_TIMESTAMP_MALFORMED && reason != REASON_MISSING_ID &&
              reason != REASON_MALFORMED_SECRET);
    for (size_t i = 0; reason == REASON_NONE && i < COUNT_OF(extremes); i++) {
        MUST_HOLD(claim_check_age(&claim, scheme, extremes[i], 0) == REASON_NONE);
        MUST_HOLD(claim_check_age(&claim, scheme, claim.time, 1) == REASON_NONE);
        claim_check_age(&claim, scheme, extremes[i], scheme->tolerance * CLOCK_SECOND);
    }
    claim_clear(&claim);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span value = fuzz_input(data, size), lines[3] = {0}, element;
    const struct schemes *all = scheme_builtin();
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        span_split(&value, '\n', &lines[i]);
    check_template(lines[0]);
    check_moment(lines[2]);
    for (size_t i = 0; i < all->count; i++) {
        struct span rest = value;
        check_secret(&all->at[i], lines[1]);
        check_claim(&all->at[i], lines[2], value);
        while (claim_next(&all->at[i], &rest, &element))
            check_element(&all->at[i], element);
    }
    return 0;
}
