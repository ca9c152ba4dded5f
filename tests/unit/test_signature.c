#include "clock.h"
#include "signing.h"

#include <string.h>

/* Headers in which the value SIGNATURE stands for the right one. */
#define RIGHT "SIGNATURE"

static struct headers fill(struct header *list, const struct pair *pairs, struct span right)
{
    struct headers headers = headers_of(list, pairs, MOST_HEADERS);
    for (size_t i = 0; i < headers.count; i++)
        if (span_is(list[i].value, RIGHT))
            list[i].value = right;
    return headers;
}

struct row {
    const char *name;
    const char *body;
    struct pair headers[MOST_HEADERS];
    enum reason reason;
    const char *matched; /* of a valid one */
};

#define X "X-SFPY-SIGNATURE"
#define S "SFPY-Signature"
#define WRONG                                                                                      \
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" \
    "000000000000000000000000000000000000"

static const struct row rows[] = {
    {"the first name", BODY, {{X, RIGHT}}, REASON_NONE, X},
    {"the documented name", BODY, {{S, RIGHT}}, REASON_NONE, S},
    {"names in any case", BODY, {{"x-sfpy-signature", RIGHT}}, REASON_NONE, X},
    {"both names", BODY, {{S, RIGHT}, {X, RIGHT}}, REASON_NONE, X ", " S},
    {"bytes behind the body", BODY "\njunk", {{X, RIGHT}}, REASON_NONE, X},
    {"white space around data",
     "{ \"data\" : {\"token\":\"C3SL\"} , \"x\":1}",
     {{X, RIGHT}},
     REASON_NONE,
     X},
    {"the last data", "{\"data\":1,\"data\":{\"token\":\"C3SL\"}}", {{X, RIGHT}}, REASON_NONE, X},
    {"no header", BODY, {{"X-Other", RIGHT}}, REASON_MISSING_SIGNATURE, NULL},
    {"an empty header", BODY, {{X, ""}}, REASON_MISSING_SIGNATURE, NULL},
    {"two empty names", BODY, {{X, ""}, {S, ""}}, REASON_MISSING_SIGNATURE, NULL},
    {"missing before not-json", "", {{0}}, REASON_MISSING_SIGNATURE, NULL},
    {"no encoding", BODY, {{X, "not a signature!"}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"one letter", BODY, {{X, "z"}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"a space in front", BODY, {{X, " " WRONG}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"joined by a proxy", BODY, {{X, WRONG ", " WRONG}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"the same header twice", BODY, {{X, RIGHT}, {X, RIGHT}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"twice, one empty", BODY, {{X, ""}, {X, RIGHT}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"one name malformed", BODY, {{X, RIGHT}, {S, "?"}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"malformed before not-json", "x", {{X, "?"}}, REASON_MALFORMED_SIGNATURE, NULL},
    {"an empty body", "", {{X, WRONG}}, REASON_NOT_JSON, NULL},
    {"a form", "data=1", {{X, WRONG}}, REASON_NOT_JSON, NULL},
    {"an array", "[1]", {{X, WRONG}}, REASON_NOT_JSON, NULL},
    {"a byte order mark", "\xef\xbb\xbf" BODY, {{X, RIGHT}}, REASON_NOT_JSON, NULL},
    {"cut short", "{\"data\":{\"token\":\"C3SL\"}", {{X, RIGHT}}, REASON_NOT_JSON, NULL},
    {"data without a value", "{\"data\":}", {{X, WRONG}}, REASON_NOT_JSON, NULL},
    {"no data", "{}", {{X, WRONG}}, REASON_NO_DATA, NULL},
    {"data further down", "{\"a\":{\"data\":1}}", {{X, WRONG}}, REASON_NO_DATA, NULL},
    {"data in capitals", "{\"DATA\":1}", {{X, WRONG}}, REASON_NO_DATA, NULL},
    {"another signature", BODY, {{X, WRONG}}, REASON_MISMATCH, NULL},
    {"one byte changed", "{\"data\":{\"token\":\"C3SK\"}}", {{X, RIGHT}}, REASON_MISMATCH, NULL},
    {"data reformatted", "{\"data\":{\"token\": \"C3SL\"}}", {{X, RIGHT}}, REASON_MISMATCH, NULL},
    {"both names, one wrong", BODY, {{X, RIGHT}, {S, WRONG}}, REASON_MISMATCH, NULL},
    {"both names, the other wrong", BODY, {{X, WRONG}, {S, RIGHT}}, REASON_MISMATCH, NULL},
    {"too short", BODY, {{X, "00"}}, REASON_MISMATCH, NULL},
    {"too long", BODY, {{X, WRONG "00"}}, REASON_MISMATCH, NULL},
    {"a prefix", BODY, {{X, "sha512=" WRONG}}, REASON_MISMATCH, NULL},
    {"base64", BODY, {{X, "AAAAAAAAAAAAAAAAAAAAAA=="}}, REASON_MISMATCH, NULL},
    {"base64url",
     BODY,
     {{X, "WIeyTnvFut_t6hGwGOwFvkzG5d6knLwA0yyIAbmdKlyj-w"}},
     REASON_MISMATCH,
     NULL},
};

static void check_verdict(struct signer *signer, const struct row *row, struct span right)
{
    struct header list[MOST_HEADERS];
    struct headers headers = fill(list, row->headers, right);
    struct buf matched = {0};
    struct verdict verdict = verify(signer, &headers, span_of(row->body));
    CHECK_TEXT(span_of(reason_name(verdict.reason)), reason_name(row->reason));
    CHECK_NUMBER(verdict.validity, row->reason == REASON_NONE ? VALIDITY_VALID : VALIDITY_INVALID);
    CHECK_TEXT(span_of(verdict.scheme->name), "sfpy");
    verdict_write_header(&matched, &verdict);
    CHECK_TEXT(buf_span(&matched), row->matched ? row->matched : "");
    CHECK_TEXT(span_of(verdict.secret), row->matched ? "#2bb80d53" : NULL);
    CHECK_TEXT(span_of(verdict.origin), row->matched ? "--secret" : NULL);
    buf_clear(&matched);
}

static void gives_reasons_for_sfpy(void)
{
    static const char *const secrets[] = {"secret", NULL};
    struct arena arena = {0};
    struct signer *signer = new_signer(builtin_scheme("sfpy"), secrets);
    struct headers made = sign(builtin_scheme("sfpy"), "secret", SPAN(BODY), &arena);
    char capitals[128 + 1];
    struct buf upper = BUF_OVER(capitals);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s", rows[i].name);
        check_verdict(signer, &rows[i], made.at[0].value);
    }
    CHECK_NUMBER((long long)made.at[0].value.size, 128);
    for (size_t i = 0; i < made.at[0].value.size; i++) {
        char c = made.at[0].value.at[i];
        buf_add_byte(&upper, (char)(c >= 'a' ? c - 'a' + 'A' : c));
    }
    check_row("in capitals");
    check_verdict(signer, &rows[0], buf_span(&upper));
    signer_free(signer);
    arena_clear(&arena);
}

/* Signs all that can be missing: a time, the member data, an id. */
static const struct scheme acme = {
    .name = "acme",
    .names = {{"X-Acme", "X-Acme-Time", "X-Acme-Id"}},
    .signed_bytes = "{id}.{timestamp}.{data}",
    .hash = "SHA256",
    .key = KEY_BASE64,
    .tolerance = 300,
    .future = true,
    .event_path = "",
};

#define GOOD "c2VjcmV0"
#define BAD "no base64!"
#define ACME "X-Acme"
#define TIME "X-Acme-Time"
#define ID "X-Acme-Id"
#define AT "1767225600"

/* Each row lacks what the one before lacks last. */
static const struct {
    const char *secret, *body;
    struct pair headers[MOST_HEADERS];
    int64_t after; /* seconds since the signature */
    enum reason reason;
} steps[] = {
    {BAD, "", {{0}}, 999, REASON_MISSING_SIGNATURE},
    {BAD, "", {{ACME, "?"}}, 999, REASON_MISSING_ID},
    {BAD, "", {{ACME, "?"}, {ID, "msg_1"}}, 999, REASON_MALFORMED_SECRET},
    {GOOD, "", {{ACME, "?"}, {ID, "msg_1"}}, 999, REASON_MALFORMED_SIGNATURE},
    {GOOD, "", {{ACME, "00"}, {ID, "msg_1"}}, 999, REASON_TIMESTAMP_MISSING},
    {GOOD, "", {{ACME, "00"}, {ID, "msg_1"}, {TIME, "x"}}, 999, REASON_TIMESTAMP_MALFORMED},
    {GOOD, "", {{ACME, "00"}, {ID, "msg_1"}, {TIME, AT}}, 999, REASON_NOT_JSON},
    {GOOD, "{}", {{ACME, "00"}, {ID, "msg_1"}, {TIME, AT}}, 999, REASON_NO_DATA},
    {GOOD, BODY, {{ACME, "00"}, {ID, "msg_1"}, {TIME, AT}}, 999, REASON_MISMATCH},
    {GOOD, BODY, {{ACME, RIGHT}, {ID, "msg_1"}, {TIME, AT}}, 301, REASON_TIMESTAMP_TOO_OLD},
    {GOOD, BODY, {{ACME, RIGHT}, {ID, "msg_1"}, {TIME, AT}}, -301, REASON_TIMESTAMP_IN_FUTURE},
    {GOOD, BODY, {{ACME, RIGHT}, {ID, "msg_1"}, {TIME, AT}}, 300, REASON_NONE},
    /* what is signed beside the body */
    {GOOD, BODY, {{ACME, RIGHT}, {ID, "msg_2"}, {TIME, AT}}, 0, REASON_MISMATCH},
    {GOOD, BODY, {{ACME, RIGHT}, {ID, "msg_1"}, {TIME, "01767225600"}}, 0, REASON_MISMATCH},
    {GOOD, BODY, {{ACME, RIGHT}, {ID, "msg_1"}, {TIME, "1767225601"}}, 0, REASON_MISMATCH},
};

static void gives_reasons_in_order(void)
{
    struct arena arena = {0};
    struct headers made = sign(&acme, GOOD, SPAN(BODY), &arena);
    struct span right = headers_find(&made, SPAN(ACME), NULL)->value;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        const char *const secrets[] = {steps[i].secret, NULL};
        struct signer *signer = new_signer(&acme, secrets);
        struct header list[MOST_HEADERS];
        struct headers headers = fill(list, steps[i].headers, right);
        const struct evidence evidence = {.headers = &headers,
                                          .body = span_of(steps[i].body),
                                          .now = NEW_YEAR + steps[i].after * CLOCK_SECOND,
                                          .tolerance = TOLERANCE_OF_SCHEME};
        check_row("row %zu", i);
        struct verdict verdict = signer_verify(signer, &evidence);
        CHECK_TEXT(span_of(reason_name(verdict.reason)), reason_name(steps[i].reason));
        CHECK_NUMBER(verdict.validity,
                     steps[i].reason == REASON_NONE ? VALIDITY_VALID : VALIDITY_INVALID);
        signer_free(signer);
    }
    arena_clear(&arena);
}

static void takes_a_tolerance(void)
{
    static const struct {
        int64_t tolerance, after; /* nanoseconds */
        enum reason reason;
    } tolerances[] = {
        {TOLERANCE_OF_SCHEME, 300 * CLOCK_SECOND, REASON_NONE},
        {TOLERANCE_OF_SCHEME, 301 * CLOCK_SECOND, REASON_TIMESTAMP_TOO_OLD},
        {10 * CLOCK_SECOND, 10 * CLOCK_SECOND, REASON_NONE},
        {10 * CLOCK_SECOND, 11 * CLOCK_SECOND, REASON_TIMESTAMP_TOO_OLD},
        {10 * CLOCK_SECOND, -11 * CLOCK_SECOND, REASON_TIMESTAMP_IN_FUTURE},
        {0, 999999 * CLOCK_SECOND, REASON_NONE},
        {0, -999999 * CLOCK_SECOND, REASON_NONE},
    };
    static const char *const secrets[] = {GOOD, NULL};
    struct arena arena = {0};
    struct headers made = sign(&acme, GOOD, SPAN(BODY), &arena);
    struct signer *signer = new_signer(&acme, secrets);
    for (size_t i = 0; i < COUNT_OF(tolerances); i++) {
        const struct evidence evidence = {.headers = &made,
                                          .body = SPAN(BODY),
                                          .now = NEW_YEAR + tolerances[i].after,
                                          .tolerance = tolerances[i].tolerance};
        check_row("row %zu", i);
        CHECK_TEXT(span_of(reason_name(signer_verify(signer, &evidence).reason)),
                   reason_name(tolerances[i].reason));
    }
    signer_free(signer);
    arena_clear(&arena);
}

static void names_reasons(void)
{
    static const char *const names[] = {
        "missing-signature", "missing-id",          "malformed-secret",   "malformed-signature",
        "timestamp-missing", "timestamp-malformed", "not-json",           "no-data",
        "mismatch",          "timestamp-too-old",   "timestamp-in-future"};
    CHECK(!reason_name(REASON_NONE));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_TEXT(span_of(reason_name((enum reason)(i + 1))), names[i]);
        CHECK(reason_meaning((enum reason)(i + 1))[0] && reason_mend((enum reason)(i + 1))[0]);
    }
}

/* Secrets that verify, and the one that signed; `matched` is its place among them. */
static const struct {
    const char *scheme, *secrets[MOST_SECRETS], *signer;
    enum reason reason;
    int matched;
} rotations[] = {
    {"sfpy", {"new", "old", "older"}, "new", REASON_NONE, 0},
    {"sfpy", {"new", "old", "older"}, "old", REASON_NONE, 1},
    {"sfpy", {"new", "old", "older"}, "older", REASON_NONE, 2},
    {"sfpy", {"new", "old", "older"}, "foreign", REASON_MISMATCH, 0},
    {"standard", {BAD, "whsec_" GOOD}, GOOD, REASON_NONE, 1},
    {"standard", {"whsec_" GOOD, BAD}, GOOD, REASON_NONE, 0},
    {"standard", {BAD, "AAAA"}, GOOD, REASON_MISMATCH, 0},
    {"standard", {BAD, ""}, GOOD, REASON_MALFORMED_SECRET, 0},
    {"safepay-raast", {"AAA", "AAAA"}, "AAAA", REASON_NONE, 1},
};

static void takes_any_of_several_secrets(void)
{
    for (size_t i = 0; i < COUNT_OF(rotations); i++) {
        const struct scheme *scheme = builtin_scheme(rotations[i].scheme);
        const char *matching = rotations[i].secrets[rotations[i].matched];
        struct arena arena = {0};
        struct signer *signer = new_signer(scheme, rotations[i].secrets);
        check_row("row %zu", i);
        struct headers made = sign(scheme, rotations[i].signer, SPAN(BODY), &arena);
        struct verdict verdict = verify(signer, &made, SPAN(BODY));
        bool valid = rotations[i].reason == REASON_NONE;
        CHECK_TEXT(span_of(reason_name(verdict.reason)), reason_name(rotations[i].reason));
        CHECK_TEXT(span_of(verdict.secret),
                   valid ? secret_of(span_of(matching)).fingerprint : NULL);
        CHECK_TEXT(span_of(verdict.origin),
                   valid ? (rotations[i].matched ? "another" : "--secret") : NULL);
        signer_free(signer);
        arena_clear(&arena);
    }
    signer_free(NULL);
}

static void does_not_verify_an_unknown_url(void)
{
    static const char *const secrets[] = {"secret", NULL};
    struct arena arena = {0};
    struct signer *signer = new_signer(builtin_scheme("square"), secrets);
    struct headers made = sign(builtin_scheme("square"), "secret", SPAN(BODY), &arena);
    struct evidence evidence = {.headers = &made, .body = SPAN(BODY), .url = SPAN(URL)};
    CHECK_NUMBER(signer_verify(signer, &evidence).reason, REASON_NONE);
    evidence.url = SPAN(URL "/");
    CHECK_NUMBER(signer_verify(signer, &evidence).reason, REASON_MISMATCH);
    evidence.url = (struct span){0};
    CHECK_NUMBER(signer_verify(signer, &evidence).reason, REASON_MISMATCH);
    signer_free(signer);
    arena_clear(&arena);
}

/* Of a list no more than 16 signatures are tried, but for those of other kinds, which cost nothing.
 */
static void tries_sixteen_signatures(void)
{
    static const struct {
        const char *before; /* each of `count` elements in front of the right one */
        int count;
        enum reason reason;
    } lists[] = {{"v1,AAAA", 0, REASON_NONE},
                 {"v1,AAAA", 15, REASON_NONE},
                 {"v1,AAAA", 16, REASON_MISMATCH},
                 {"v1,AAAA", 9999, REASON_MISMATCH},
                 {"v1a,AAAA", 99, REASON_NONE},
                 {"v1,AAA", 99, REASON_NONE},
                 {"", 99, REASON_NONE}};
    static const char *const secrets[] = {GOOD, NULL};
    const struct scheme *scheme = builtin_scheme("standard");
    struct arena arena = {0};
    struct signer *signer = new_signer(scheme, secrets);
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct buf value = {0};
        struct headers made = sign(scheme, GOOD, SPAN(BODY), &arena);
        for (int j = 0; j < lists[i].count; j++)
            buf_printf(&value, "%s ", lists[i].before);
        buf_add(&value, made.at[2].value);
        made.at[2].value = buf_span(&value);
        check_row("%d times '%s'", lists[i].count, lists[i].before);
        CHECK_NUMBER(verify(signer, &made, SPAN(BODY)).reason, lists[i].reason);
        buf_clear(&value);
    }
    signer_free(signer);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"gives reasons for sfpy", gives_reasons_for_sfpy},
    {"gives reasons in order", gives_reasons_in_order},
    {"takes a tolerance", takes_a_tolerance},
    {"names reasons", names_reasons},
    {"takes any of several secrets", takes_any_of_several_secrets},
    {"does not verify an unknown URL", does_not_verify_an_unknown_url},
    {"tries sixteen signatures", tries_sixteen_signatures},
};

int main(void)
{
    return CHECK_RUN(cases);
}
