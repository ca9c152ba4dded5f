#include "working.h"

#include "clock.h"

#include <inttypes.h>

enum { SHOWN = 40 };

static void join_pieces(const struct scheme_pieces *pieces, struct buf *out)
{
    for (size_t i = 0; i < pieces->count; i++)
        if (pieces->at[i].size > 0)
            buf_add(out, pieces->at[i]);
}

static void take_ends(struct working *working, struct span bytes)
{
    working->signed_size = bytes.size;
    bool short_enough = bytes.size <= 2 * SHOWN;
    working->first = span_keep(&working->arena, short_enough ? bytes : span_slice(bytes, 0, SHOWN));
    if (!short_enough)
        working->last =
            span_keep(&working->arena, span_slice(bytes, bytes.size - SHOWN, bytes.size));
}

static bool sign(struct working *working, const struct scheme *scheme, const struct secret *secret,
                 const struct scheme_pieces *pieces)
{
    struct raw_signature signature;
    struct buf text = {0}, bytes = {0};
    struct error err;
    struct key *key = key_new(scheme, secret->text, &err);
    bool done = key && key_sign(key, pieces, &signature);
    if (done && signature.size > 0) {
        scheme_encode(scheme, (struct span){(const char *)signature.at, signature.size}, &text);
        working->expected = span_keep(&working->arena, buf_span(&text));
    }
    if (done && scheme->hash && scheme_decode_key(scheme, secret->text, &bytes))
        working->key_size = bytes.size;
    key_free(key);
    buf_wipe(&bytes);
    buf_clear(&text);
    return done;
}

void working_out(struct working *working, const struct scheme *scheme, const struct secret *secret,
                 const struct evidence *evidence)
{
    *working = (struct working){.signed_size = 0};
    claim_read(&working->claim, scheme, evidence->headers);
    struct scheme_parts parts = {
        .timestamp = working->claim.timestamp, .id = working->claim.id, .url = evidence->url};
    if (signature_parts(scheme, evidence->body, &parts) != REASON_NONE)
        return;
    struct scheme_pieces pieces = scheme_expand(scheme->signed_bytes, &parts);
    struct buf bytes = {0};
    join_pieces(&pieces, &bytes);
    take_ends(working, bytes.at ? buf_span(&bytes) : SPAN(""));
    buf_clear(&bytes);
    working->whole = sign(working, scheme, secret, &pieces);
}

static void write_age(struct buf *out, const struct scheme *scheme, const struct evidence *evidence)
{
    struct claim claim;
    int64_t age;
    if (claim_read(&claim, scheme, evidence->headers) == REASON_NONE &&
        !__builtin_sub_overflow(evidence->now, claim.time, &age)) {
        buf_add_text(out, "signed at ");
        clock_write_rfc3339(out, claim.time, 9);
        buf_printf(out, ", %" PRId64 " s %s the time of the check; %" PRId64 " s are allowed",
                   (age < 0 ? -age : age) / CLOCK_SECOND, age < 0 ? "after" : "before",
                   signature_tolerance(scheme, evidence) / CLOCK_SECOND);
    }
    claim_clear(&claim);
}

void working_write_mend(struct buf *out, enum reason reason, const struct scheme *scheme,
                        const struct evidence *evidence)
{
    buf_add_text(out, reason_mend(reason));
    if (reason != REASON_TIMESTAMP_TOO_OLD && reason != REASON_TIMESTAMP_IN_FUTURE)
        return;
    buf_add_text(out, "; ");
    write_age(out, scheme, evidence);
}

void working_clear(struct working *working)
{
    claim_clear(&working->claim);
    arena_wipe(&working->arena);
}
