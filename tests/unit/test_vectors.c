#include "clock.h"
#include "encode.h"
#include "json.h"
#include "signing.h"

/*
 * The vectors were made by the vendors' own code. `verdict` is the member that holds what our rule
 * says; `rows` and `signed_rows` count all rows and those that signing gives back.
 */
static const struct {
    const char *file, *verdict;
    int rows, signed_rows;
} files[] = {
    {"sfpy.jsonl", "raw_data_valid", 118, 76},
    {"sfpy_bytes.jsonl", "raw_data_valid", 5, 2},
    {"safepay_v1.jsonl", "raw_data_valid", 13, 9},
    {"safepay_v2.jsonl", "raw_body_valid", 9, 5},
    {"safepay_raast.jsonl", "valid", 24, 10},
    {"standardwebhooks.jsonl", "valid", 14, 5},
    {"standardwebhooks_v1a.jsonl", "valid", 5, 0},
    {"svix.jsonl", "valid", 21, 9},
    {"stripe.jsonl", "valid", 13, 4},
    {"github.jsonl", "valid", 7, 2},
    {"shopify.jsonl", "valid", 8, 2},
    {"slack.jsonl", "valid", 7, 3},
    {"coinbase.jsonl", "valid", 5, 2},
    {"btcpay.jsonl", "valid", 6, 1},
    {"paystack.jsonl", "valid", 5, 1},
    {"square.jsonl", "valid", 7, 3},
};

struct vector {
    const char *file;
    const struct scheme *scheme;
    struct span name, secret, url, body;
    struct headers headers;
    int64_t now, tolerance;
    bool valid;
};

/* All headers of a row or, where it doesn't list them, the one that holds the signature. */
static void read_headers(struct arena *arena, struct span line, struct headers *headers)
{
    struct span list = {0}, name, value;
    if (json_member(line, SPAN("headers"), &list) != JSON_FOUND) {
        headers_add(headers, arena, json_text_at(arena, line, "header"),
                    json_text_at(arena, line, "signature"));
        return;
    }
    struct json_walk walk;
    bool object = json_walk_open(&walk, list);
    while (object && json_walk_next(&walk, &name, &value))
        headers_add(headers, arena, json_text(arena, name), json_text(arena, value));
    CHECK(json_walk_close(&walk));
}

static struct span read_body(struct arena *arena, struct span line)
{
    struct span base64 = json_text_at(arena, line, "body_base64");
    if (!base64.at)
        return json_text_at(arena, line, "body");
    struct buf bytes = {0};
    CHECK(decode_base64(&bytes, base64));
    return buf_keep(arena, &bytes);
}

static void read_times(struct arena *arena, struct span line, struct vector *vector)
{
    struct span raw;
    vector->tolerance = TOLERANCE_OF_SCHEME;
    if (json_member(line, SPAN("tolerance_s"), &raw) == JSON_FOUND)
        CHECK(clock_read_duration(raw, CLOCK_SECOND, &vector->tolerance));
    if (json_member(line, SPAN("now"), &raw) != JSON_FOUND)
        return;
    struct span text = json_text(arena, raw);
    CHECK(clock_read_moment(text.at ? text : raw, 0, &vector->now));
}

static struct vector read_vector(struct arena *arena, struct span line, size_t file)
{
    struct span valid = {0};
    struct vector vector = {
        .file = files[file].file,
        .scheme = builtin_scheme(json_text_at(arena, line, "scheme").at),
        .name = json_text_at(arena, line, "name"),
        .secret = json_text_at(arena, line, "secret"),
        .url = json_text_at(arena, line, "url"),
        .body = read_body(arena, line),
    };
    check_row("%s: %.*s", vector.file, SPAN_ARG(vector.name));
    CHECK_NUMBER(json_member(line, span_of(files[file].verdict), &valid), JSON_FOUND);
    vector.valid = span_is(valid, "true");
    read_headers(arena, line, &vector.headers);
    read_times(arena, line, &vector);
    return vector;
}

/* What is said of some rows; with `why` we differ from the library, on purpose. */
static const struct {
    const char *file, *name; /* no file: in any */
    enum reason reason;
    const char *why;
} answers[] = {
    {"standardwebhooks.jsonl", "timestamp-trailing-text", REASON_TIMESTAMP_MALFORMED,
     "what is signed is the header's text, and it has to be digits; the library takes a number "
     "off its begin"},
    {"svix.jsonl", "timestamp-trailing-text", REASON_TIMESTAMP_MALFORMED, "the same"},
    {"standardwebhooks.jsonl", "timestamp-leading-zero", REASON_MISMATCH,
     "the sender signed the number without the zero, we check the header's text"},
    {"svix.jsonl", "timestamp-leading-zero", REASON_MISMATCH, "the same"},
    {"svix.jsonl", "empty-body", REASON_NONE,
     "the signature is right; the library fails afterwards, reading the body as JSON"},
    {NULL, "empty-signature", REASON_MISSING_SIGNATURE, NULL},
    {NULL, "empty-header", REASON_MISSING_SIGNATURE, NULL},
    {NULL, "missing-id", REASON_MISSING_ID, NULL},
    {NULL, "secret-not-base64", REASON_MALFORMED_SECRET, NULL},
    {NULL, "secret-base64-no-padding", REASON_MALFORMED_SECRET, NULL},
    {NULL, "secret-urlsafe-alphabet", REASON_MALFORMED_SECRET, NULL},
    {NULL, "no-timestamp", REASON_TIMESTAMP_MISSING, NULL},
    {NULL, "timestamp-unix-seconds", REASON_TIMESTAMP_MALFORMED, NULL},
    {NULL, "timestamp-too-old", REASON_TIMESTAMP_TOO_OLD, NULL},
    {NULL, "timestamp-301-old", REASON_TIMESTAMP_TOO_OLD, NULL},
    {NULL, "timestamp-too-new", REASON_TIMESTAMP_IN_FUTURE, NULL},
    {NULL, "timestamp-301-ahead", REASON_TIMESTAMP_IN_FUTURE, NULL},
    {NULL, "timestamp-milliseconds", REASON_TIMESTAMP_IN_FUTURE, NULL},
    {NULL, "tampered-body", REASON_MISMATCH, NULL},
    {NULL, "wrong-secret", REASON_MISMATCH, NULL},
};

static void check_verdict(const struct vector *vector, enum reason reason)
{
    bool valid = vector->valid;
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        bool here = !answers[i].file || span_is(span_of(answers[i].file), vector->file);
        if (!here || !span_is(vector->name, answers[i].name))
            continue;
        CHECK_TEXT(span_of(reason_name(reason)), reason_name(answers[i].reason));
        valid = valid != (answers[i].why != NULL);
    }
    if (!CHECK((reason == REASON_NONE) == valid))
        CHECK_TEXT(span_of(reason_name(reason)), NULL);
}

/* Valid rows that show another scheme than their own. */
static const struct {
    const char *file, *name, *detected;
} likenesses[] = {
    /* Svix's libraries take the headers of Standard Webhooks as well, which has the same rule. */
    {"svix.jsonl", "webhook-headers-accepted", "standard"},
};

static void check_detection(const struct vector *vector)
{
    const struct scheme_traits traits = {.headers = &vector->headers, .body = vector->body};
    const char *expected = vector->scheme->name;
    for (size_t i = 0; i < COUNT_OF(likenesses); i++)
        if (span_is(span_of(likenesses[i].file), vector->file) &&
            span_is(vector->name, likenesses[i].name))
            expected = likenesses[i].detected;
    CHECK_TEXT(span_of(scheme_detect(scheme_builtin(), &traits)->name), expected);
}

/*
 * Whether signing can give these headers: one signature, in front of it the timestamp where the
 * scheme has it there, and a time that nanoseconds can count.
 */
static bool is_plain(const struct scheme *scheme, const struct claim *claim)
{
    struct span value = claim->headers[0].value, element;
    if (claim->time / CLOCK_SECOND == INT64_MAX / CLOCK_SECOND)
        return false;
    if (scheme->timestamp_prefix && !(claim_next(scheme, &value, &element) &&
                                      span_starts(element, span_of(scheme->timestamp_prefix))))
        return false;
    return claim_next(scheme, &value, &element) && !value.at;
}

/* Whether each header that signing gives came with the row; capitals count where they do. */
static bool came_with_row(const struct vector *vector, const struct headers *made)
{
    bool all = true;
    for (size_t i = 0; i < made->count; i++) {
        const struct header *came = headers_find(&vector->headers, made->at[i].name, NULL);
        if (!came) /* the other name of the same signature */
            continue;
        all = all && (vector->scheme->any_case ? span_equal_nocase(came->value, made->at[i].value)
                                               : span_equal(came->value, made->at[i].value));
    }
    return all;
}

/* What is right but for its age is what signing gives, and nothing else is. True: it was given. */
static bool check_signing(const struct vector *vector, struct signer *signer,
                          const struct claim *claim, enum reason reason)
{
    struct arena arena = {0};
    struct error err = {0};
    struct headers made = {0};
    const struct stamp stamp = {.time = claim->time, .id = claim->id, .url = vector->url};
    bool right = reason == REASON_NONE || reason >= REASON_TIMESTAMP_TOO_OLD;
    bool given = signer_sign(signer, vector->body, &stamp, NULL, &arena, &made, &err) &&
                 came_with_row(vector, &made);
    CHECK(given == right);
    arena_clear(&arena);
    return given;
}

/* The same for rows that signing could give; others have several signatures, or a public key. */
static bool check_plain_signing(const struct vector *vector, struct signer *signer,
                                enum reason reason)
{
    struct claim claim;
    struct error err;
    bool given = claim_read(&claim, vector->scheme, &vector->headers) == REASON_NONE &&
                 is_plain(vector->scheme, &claim) && signer_check(signer, true, &err) &&
                 check_signing(vector, signer, &claim, reason);
    claim_clear(&claim);
    return given;
}

static bool check_vector(const struct vector *vector)
{
    struct error err = {0};
    struct secret secret = secret_of(vector->secret);
    struct signer *signer = signer_new(vector->scheme, &secret, 1, &err);
    const struct evidence evidence = {.headers = &vector->headers,
                                      .body = vector->body,
                                      .url = vector->url,
                                      .now = vector->now,
                                      .tolerance = vector->tolerance};
    struct verdict verdict = signer_verify(signer, &evidence);
    bool valid = verdict.reason == REASON_NONE;
    CHECK_NUMBER(verdict.validity, valid ? VALIDITY_VALID : VALIDITY_INVALID);
    check_verdict(vector, verdict.reason);
    if (valid)
        check_detection(vector);
    bool given = check_plain_signing(vector, signer, verdict.reason);
    signer_free(signer);
    return given;
}

static void agrees_with_each_row(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena arena = {0};
        struct span rest = check_data(&arena, files[i].file), line;
        int rows = 0, signed_rows = 0;
        while (span_split(&rest, '\n', &line)) {
            if (line.size == 0)
                continue;
            struct vector vector = read_vector(&arena, line, i);
            signed_rows += check_vector(&vector);
            rows++;
        }
        check_row("%s", files[i].file);
        CHECK_NUMBER(rows, files[i].rows);
        CHECK_NUMBER(signed_rows, files[i].signed_rows);
        arena_clear(&arena);
    }
}

/* These are data for schemes to come. */
static void refuses_schemes_it_does_not_have(void)
{
    static const char *const others[] = {"nowpayments.jsonl", "opennode.jsonl"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct arena arena = {0};
        struct error err = {0};
        struct span line = check_data(&arena, others[i]);
        struct span name = json_text_at(&arena, line, "scheme");
        check_row("%s", others[i]);
        CHECK(name.size > 0 && !scheme_find(scheme_builtin(), name.at, &err));
        CHECK_NUMBER(err.code, ERROR_USAGE);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"agrees with each row", agrees_with_each_row},
    {"refuses schemes it does not have", refuses_schemes_it_does_not_have},
};

int main(void)
{
    return CHECK_RUN(cases);
}
