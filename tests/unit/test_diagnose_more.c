/* Diagnosis beyond the suspects' rows: hashes, forms, other schemes, where bytes differ, limits. */
#include "diagnosing.h"

#include "encode.h"

#include <string.h>

/* A cause, and what is said of it. */
struct told {
    struct signing signing;
    const char *was;
};

#define SHOPIFY .scheme = "shopify", .bytes = BYTES(BODY)
#define GITHUB .scheme = "github", .bytes = BYTES(BODY)
#define SFPY .bytes = BYTES(DATA)

static const struct told told[] = {
    {{.cause = "hash", SFPY, .hash = "SHA256"}, "SHA256 was used, not SHA512"},
    {{.cause = "hash", SFPY, .hash = "SHA1"}, "SHA1 was used, not SHA512"},
    {{.cause = "hash", SFPY, .hash = "SHA384"}, "SHA384 was used, not SHA512"},
    {{.cause = "hash", SFPY, .hash = "MD5"}, "MD5 was used, not SHA512"},
    {{.cause = "hash", SFPY, .hash = "SHA512-256"}, "SHA512-256 was used, not SHA512"},
    {{.cause = "hash", SHOPIFY, .hash = "SHA512"}, "SHA512 was used, not SHA256"},
    {{.cause = "hash", GITHUB, .hash = "SHA1"}, "SHA1 was used, not SHA256"},
    {{.cause = "hash+encoding", SFPY, .hash = "SHA256", .form = AS_BASE64}, "in base64, not hex"},
    {{.cause = "whole-body+hash", .bytes = BYTES(BODY), .hash = "SHA256"}, "SHA256 was used"},
    {{.cause = "encoding", SFPY, .form = AS_BASE64}, "in base64, not hex"},
    {{.cause = "encoding", SFPY, .form = AS_URL_BASE64}, "in base64, not hex"},
    {{.cause = "encoding", SFPY, .before = "sha512="}, "behind sha512=, which does not belong"},
    {{.cause = "encoding", SFPY, .before = "0x"}, "behind 0x, which does not belong there"},
    {{.cause = "encoding", SFPY, .before = "\"", .behind = "\""},
     "with quotes or spaces around it"},
    {{.cause = "encoding", SFPY, .behind = ", other"},
     "more than once, or with more in the header"},
    {{.cause = "encoding", GITHUB, .form = AS_UPPER_HEX}, "written in upper case"},
    {{.cause = "encoding", GITHUB, .before = ""}, "without the prefix sha256="},
    {{.cause = "encoding", GITHUB, .before = "sha1="}, "without the prefix sha256=, behind sha1=,"},
    {{.cause = "encoding", GITHUB, .form = AS_BASE64}, "in base64, not hex"},
    {{.cause = "encoding", SHOPIFY, .form = AS_HEX}, "in hex, not base64"},
    {{.cause = "encoding", SHOPIFY, .form = AS_UPPER_HEX}, "in hex, not base64"},
    {{.cause = "encoding", SHOPIFY, .form = AS_BASE64, .cut = 43}, "without its padding"},
    {{.cause = "encoding", SHOPIFY, .form = AS_BASE64, .behind = "="}, "in a form of its own"},
    {{.cause = "encoding", SHOPIFY, .key = BYTES("k6"), .secret = "k6", .form = AS_URL_BASE64},
     "in the URL-safe alphabet"},
    {{.cause = "whole-body+encoding", .bytes = BYTES(BODY), .form = AS_BASE64}, "in base64"},
    {{.cause = "truncated", SFPY, .cut = 127}, "cut short to 127 of 128 characters"},
    {{.cause = "truncated", SFPY, .cut = 64}, "cut short to 64 of 128 characters"},
    {{.cause = "truncated", SFPY, .cut = 16}, "cut short to 16 of 128 characters"},
    {{.cause = "truncated", SFPY, .form = AS_BASE64, .cut = 85}, "to 85 of 88 characters; it is"},
    {{.cause = "truncated", SHOPIFY, .cut = 42}, "cut short to 42 of 44 characters"},
    {{.cause = "truncated", SHOPIFY, .cut = 11}, "cut short to 11 of 44 characters"},
    {{.cause = "truncated", SHOPIFY, .form = AS_HEX, .cut = 63}, "to 63 of 64 characters; it is"},
};

static void names_what_was_done_to_the_signature(void)
{
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &told[i].signing);
        check_row("row %zu: %.*s", i, SPAN_ARG(diagnosis.was));
        CHECK(span_contains(diagnosis.was, span_of(told[i].was)));
        CHECK(!span_starts(told[i].signing.bytes, SPAN(DATA)) || !diagnosis.differs);
        diagnosis_clear(&diagnosis);
    }
}

/* What has fewer than 64 bits proves nothing. */
static void takes_nothing_too_short(void)
{
    static const struct signing rows[] = {
        {.cause = NULL, SFPY, .cut = 15},
        {.cause = NULL, SFPY, .cut = 1},
        {.cause = NULL, SHOPIFY, .cut = 10},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request;
        struct diagnosis diagnosis;
        check_row("row %zu", i);
        request_make(&request, &rows[i]);
        diagnose(&diagnosis, &request.input);
        CHECK(!diagnosis.cause.at);
        check_diagnosis(&diagnosis);
        diagnosis_clear(&diagnosis);
        request_clear(&request);
    }
}

static void add_hex_header(struct request *request, const char *name, const struct signing *signing)
{
    struct buf value = {0};
    sign_as(&value, signing);
    headers_add(&request->headers, &request->arena, span_of(name),
                span_keep(&request->arena, buf_span(&value)));
    buf_clear(&value);
}

/* Two headers: of the second, what it says. */
static void reads_both_headers(void)
{
    static const struct {
        struct signing first, second;
    } rows[] = {
        {{.cause = "headers-disagree", SFPY}, {.bytes = BYTES("other")}},
        {{.cause = "headers-disagree", .bytes = BYTES("other")}, {.bytes = BYTES(DATA)}},
        {{.cause = "headers-disagree", SFPY}, {.bytes = BYTES(BODY)}},
        {{.cause = "truncated", SFPY}, {.bytes = BYTES(DATA), .cut = 100}},
        {{.cause = "encoding", SFPY, .form = AS_BASE64}, {.bytes = BYTES(DATA)}},
        {{.cause = "whole-body", .bytes = BYTES(BODY)}, {.bytes = BYTES(BODY)}},
        {{.cause = NULL, .bytes = BYTES(BODY)}, {.bytes = BYTES("other")}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request;
        struct diagnosis diagnosis;
        check_row("row %zu", i);
        request_make(&request, &rows[i].first);
        add_hex_header(&request, "SFPY-Signature", &rows[i].second);
        diagnose(&diagnosis, &request.input);
        CHECK_TEXT(diagnosis.cause, rows[i].first.cause);
        check_diagnosis(&diagnosis);
        diagnosis_clear(&diagnosis);
        request_clear(&request);
    }
}

/* What a header of another scheme says, by whose rule it is signed. */
static void names_other_schemes(void)
{
    static const struct {
        struct signing signing;
        const char *header, *value, *was;
    } rows[] = {
        {{.cause = "other-scheme", .hash = "SHA256", .before = "sha256=", .bytes = BYTES(BODY)},
         "X-Other",
         "",
         "by the rule of scheme github"},
        {{.cause = "other-scheme",
          .hash = "SHA256",
          .before = "sha256=",
          .secret = "c2VjcmV0",
          .key = BYTES("secret"),
          .bytes = BYTES("2026-01-01T00:00:00Z." BODY)},
         "X-SFPY-TIMESTAMP",
         "2026-01-01T00:00:00Z",
         "by the rule of scheme safepay-raast"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request;
        struct diagnosis diagnosis;
        check_row("row %zu", i);
        request_make(&request, &rows[i].signing);
        headers_add(&request.headers, &request.arena, span_of(rows[i].header),
                    span_of(rows[i].value));
        diagnose(&diagnosis, &request.input);
        CHECK_TEXT(diagnosis.cause, "other-scheme");
        CHECK(span_contains(diagnosis.was, span_of(rows[i].was)));
        diagnosis_clear(&diagnosis);
        request_clear(&request);
    }
}

/* RFC 8032, section 7.1, the first key. */
#define SEED                                                                                       \
    "\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69" \
    "\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60"
#define PUBLIC                                                                                     \
    "\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a\x0e\xe1\x72\xf3\xda\xa6\x23" \
    "\x25\xaf\x02\x1a\x68\xf7\x07\x51\x1a"
#define ID_AND_TIME MESSAGE_ID "." UNIX_TIME "."

static void add_key(struct buf *out, const char *prefix, struct span bytes)
{
    buf_add_text(out, prefix);
    encode_base64(out, bytes);
    buf_add_byte(out, 0);
}

static void sign_by_seed(struct raw_signature *signature, struct span bytes)
{
    struct buf secret = {0};
    struct error err;
    add_key(&secret, "whsk_", SPAN(SEED));
    struct key *key = key_new(scheme_of("standard-v1a"), span_of(secret.at), &err);
    const struct scheme_pieces pieces = {.at = {bytes}, .count = 1};
    CHECK(key && key_sign(key, &pieces, signature) && signature->size == 64);
    key_free(key);
    buf_clear(&secret);
}

/* Only the public key is there: nothing can be signed, all is verified. */
static void verifies_by_a_public_key(void)
{
    static const struct {
        const char *cause;
        struct span body, bytes;
        const char *before;
        bool hex;
    } rows[] = {
        {"trailing-newline", BYTES(BODY), BYTES(ID_AND_TIME BODY "\n"), "v1a,", false},
        {"data-only", BYTES(BODY), BYTES(ID_AND_TIME DATA), "v1a,", false},
        {"reformatted", BYTES("{\"a\": 1}"), BYTES(ID_AND_TIME "{\"a\":1}"), "v1a,", false},
        {"no-id", BYTES(BODY), BYTES(UNIX_TIME "." BODY), "v1a,", false},
        {"no-timestamp+no-id", BYTES(BODY), BYTES(BODY), "v1a,", false},
        {"trailing-newline+bom", BYTES(BOM BODY), BYTES(ID_AND_TIME BODY "\n"), "v1a,", false},
        {"encoding", BYTES(BODY), BYTES(ID_AND_TIME BODY), "", false},
        {"encoding", BYTES(BODY), BYTES(ID_AND_TIME BODY), "v1a,", true},
        {NULL, BYTES(BODY), BYTES("other"), "v1a,", false},
    };
    struct buf secret = {0};
    add_key(&secret, "whpk_", SPAN(PUBLIC));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct signing signing = {
            .scheme = "standard-v1a", .secret = secret.at, .hash = "SHA256", .body = rows[i].body};
        struct request request;
        struct diagnosis diagnosis;
        struct raw_signature signature = {.size = 0};
        struct buf value = {0};
        check_row("row %zu", i);
        sign_by_seed(&signature, rows[i].bytes);
        buf_add_text(&value, rows[i].before);
        if (rows[i].hex)
            encode_hex(&value, signature.at, signature.size);
        else
            encode_base64(&value, (struct span){(const char *)signature.at, signature.size});
        request_make(&request, &signing);
        request.headers.at[0].value = buf_span(&value);
        for (size_t j = 0; j < request.headers.count; j++)
            if (span_is(request.headers.at[j].name, "webhook-signature"))
                request.headers.at[j].value = buf_span(&value);
        diagnose(&diagnosis, &request.input);
        CHECK_TEXT(diagnosis.cause, rows[i].cause);
        check_diagnosis(&diagnosis);
        CHECK(!diagnosis.tried.at || !span_contains(diagnosis.tried, SPAN("secret")));
        CHECK(!diagnosis.tried.at || !span_contains(diagnosis.tried, SPAN("truncated")));
        buf_clear(&value);
        diagnosis_clear(&diagnosis);
        request_clear(&request);
    }
    buf_clear(&secret);
}

/* Bodies of which the scheme can sign nothing. */
static void looks_behind_what_is_no_envelope(void)
{
    static const struct signing rows[] = {
        {.cause = "whole-body", .body = BYTES(DATA), .bytes = BYTES(DATA)},
        {.cause = "whole-body",
         .body = BYTES("event=paid&id=7"),
         .bytes = BYTES("event=paid&id=7")},
        {.cause = "whole-body+trailing-newline",
         .body = BYTES("event=paid"),
         .bytes = BYTES("event=paid\n")},
        {.cause = "bom", .body = BYTES(BOM BODY), .bytes = BYTES(DATA)},
        {.cause = "whole-body", .body = BYTES(BOM BODY), .bytes = BYTES(BOM BODY)},
        {.cause = "whole-body+reformatted",
         .body = BYTES("{\"a\": 1}"),
         .bytes = BYTES("{\"a\":1}")},
        {.cause = "whole-body", .body = BYTES(""), .bytes = BYTES("")},
        {.cause = "not-hmac", .body = BYTES(BODY), .bytes = BYTES(DATA), .made = IN_PLAIN_HASH},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &rows[i]);
        diagnosis_clear(&diagnosis);
    }
}

/* What was ruled out is what was computed. */
static void lists_what_was_tried(void)
{
#define SECRETS "secret-space, secret-quoted, secret-base64, secret-prefix, no-secret"
    static const struct {
        struct signing signing;
        const char *tried;
    } rows[] = {
        {{.bytes = BYTES("x")},
         "whole-body, trailing-newline, bom, surrounding-space, reformatted, " SECRETS
         ", not-hmac, encoding, truncated"},
        {{.bytes = BYTES("x"), .scheme = "safepay-v2", .body = BYTES("")},
         "trailing-newline, bom, surrounding-space, " SECRETS ", not-hmac, encoding, truncated"},
        {{.bytes = BYTES("x"), .body = BYTES("no JSON\r\n")}, "whole-body"},
        {{.bytes = BYTES("x"), .scheme = "safepay-v2", .body = BYTES("no JSON\r\n")},
         "trailing-newline, crlf, bom, surrounding-space, " SECRETS
         ", not-hmac, encoding, truncated"},
        {{.bytes = BYTES("x"), .hash = "SHA256", .before = "sha256="},
         "whole-body, trailing-newline, bom, surrounding-space, reformatted, " SECRETS
         ", not-hmac, hash, encoding, truncated, other-scheme"},
        {{.bytes = BYTES("x"),
          .body = BYTES("{\"data\":[\n{},1.0,\"\xc3\xa9/&\"]}"),
          .secret = "00"},
         "whole-body, trailing-newline, crlf, bom, surrounding-space, reformatted, keys-sorted, "
         "go-escapes, slash-escapes, unicode-escapes, numbers-rewritten, empty-object-as-array, "
         "secret-space, secret-quoted, secret-hex, secret-base64, secret-prefix, no-secret, "
         "not-hmac, encoding, truncated"},
        {{.bytes = BYTES("x"), .scheme = "square", .body = BYTES("1"), .url = "http://a/"},
         "trailing-newline, bom, surrounding-space, " SECRETS
         ", no-url, url, not-hmac, hash, encoding, truncated"},
    };
#undef SECRETS
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request;
        struct diagnosis diagnosis;
        check_row("row %zu", i);
        request_make(&request, &rows[i].signing);
        diagnose(&diagnosis, &request.input);
        CHECK(!diagnosis.cause.at && !diagnosis.given_up && diagnosis.work > 0);
        CHECK_TEXT(diagnosis.tried, rows[i].tried);
        check_diagnosis(&diagnosis);
        diagnosis_clear(&diagnosis);
        request_clear(&request);
    }
}

/* However much may be done, no more is than that and what one attempt takes. */
static void ends_at_its_limit(void)
{
    const struct signing signing = {.bytes = SPAN("x"), .body = SPAN("{\"data\":[1.0, \"a/b\"]}")};
    enum { ONE_ATTEMPT = 16 << 10 };
    struct request request;
    struct diagnosis whole, part;
    request_make(&request, &signing);
    diagnose(&whole, &request.input);
    CHECK(!whole.given_up);
    size_t tried = 0;
    for (size_t work = 1; work < whole.work; work *= 2) {
        check_row("%zu bytes of work", work);
        request.input.work = work;
        diagnose(&part, &request.input);
        CHECK(part.given_up && !part.cause.at);
        CHECK(part.work > work && part.work < work + ONE_ATTEMPT);
        CHECK(part.tried.size >= tried);
        tried = part.tried.size;
        check_diagnosis(&part);
        diagnosis_clear(&part);
    }
    CHECK(tried == whole.tried.size);
    request.input.work = whole.work;
    diagnose(&part, &request.input);
    CHECK(!part.given_up);
    diagnosis_clear(&part);
    diagnosis_clear(&whole);
    request_clear(&request);
}

/* 60 bytes of a text with a number in each ten. */
#define SIXTY "0 begins..1 begins..2 begins..3 begins..4 begins..5 begins.."

static const struct difference {
    const char *cause;
    struct span body, bytes;
    long long offset, from;
    struct span should, were;
} differences[] = {
    {"bom", BYTES(SIXTY), BYTES(BOM SIXTY), 0, 0, BYTES("0 begins..1 begins..2 begins..3 "),
     BYTES(BOM "0 begins..1 begins..2 begins.")},
    {"bom", BYTES(BOM "x"), BYTES("x"), 0, 0, BYTES(BOM "x"), BYTES("x")},
    {"trailing-newline", BYTES(SIXTY), BYTES(SIXTY "\n"), 60, 44, BYTES("gins..5 begins.."),
     BYTES("gins..5 begins..\n")},
    {"trailing-newline", BYTES(SIXTY "\n"), BYTES(SIXTY), 60, 44, BYTES("gins..5 begins..\n"),
     BYTES("gins..5 begins..")},
    {"trailing-newline", BYTES("ab"), BYTES("ab\n"), 2, 0, BYTES("ab"), BYTES("ab\n")},
    {"trailing-newline", BYTES(""), BYTES("\n"), 0, 0, BYTES(""), BYTES("\n")},
    {"slash-escapes", BYTES("\"" SIXTY "/" SIXTY "\""), BYTES("\"" SIXTY "\\/" SIXTY "\""), 61, 45,
     BYTES("gins..5 begins../0 begins..1 begins..2 begins..3"),
     BYTES("gins..5 begins..\\/0 begins..1 begins..2 begins..")},
    {"reformatted", BYTES("[1,2]"), BYTES("[1, 2]"), 3, 0, BYTES("[1,2]"), BYTES("[1, 2]")},
};

static void shows_where_bytes_differ(void)
{
    for (size_t i = 0; i < COUNT_OF(differences); i++) {
        const struct difference *row = &differences[i];
        const struct signing signing = {
            .cause = row->cause, .scheme = "safepay-v2", .body = row->body, .bytes = row->bytes};
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &signing);
        check_row("row %zu", i);
        CHECK(diagnosis.differs);
        CHECK_NUMBER((long long)diagnosis.offset, row->offset);
        CHECK_NUMBER((long long)diagnosis.should_from, row->from);
        CHECK_SPAN(diagnosis.should, row->should);
        CHECK_SPAN(diagnosis.were, row->were);
        diagnosis_clear(&diagnosis);
    }
}

/* Across the pieces of a template, and where the scheme's own bytes aren't there. */
static void compares_over_pieces(void)
{
    static const struct {
        struct signing signing;
        long long offset;
        struct span should, were;
    } rows[] = {
        {{.cause = "no-separator",
          .scheme = "stripe",
          .before = "t=" UNIX_TIME ",v1=",
          .body = BYTES("[]"),
          .bytes = BYTES(UNIX_TIME "[]")},
         10,
         BYTES(UNIX_TIME ".[]"),
         BYTES(UNIX_TIME "[]")},
        {{.cause = "trailing-newline",
          .scheme = "stripe",
          .before = "t=" UNIX_TIME ",v1=",
          .body = BYTES("[]"),
          .bytes = BYTES(UNIX_TIME ".[]\n")},
         13,
         BYTES(UNIX_TIME ".[]"),
         BYTES(UNIX_TIME ".[]\n")},
        {{.cause = "bom", .body = BYTES(BOM "{\"data\":1}"), .bytes = BYTES("1")},
         0,
         BYTES(BOM "{\"data\":1}"),
         BYTES("1")},
        {{.cause = "whole-body", .body = BYTES("{\"data\":1}"), .bytes = BYTES("{\"data\":1}")},
         0,
         BYTES("1"),
         BYTES("{\"data\":1}")},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &rows[i].signing);
        check_row("row %zu", i);
        CHECK(diagnosis.differs);
        CHECK_NUMBER((long long)diagnosis.offset, rows[i].offset);
        CHECK_SPAN(diagnosis.should, rows[i].should);
        CHECK_SPAN(diagnosis.were, rows[i].were);
        diagnosis_clear(&diagnosis);
    }
}

/* A repeatable sequence of bytes; all of them random enough for a signature. */
static unsigned char next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned char)(*state >> 32);
}

static const size_t random_sizes[] = {64, 48, 32, 20, 16};

/* Three of each length: fifteen signatures in one header, which are all looked at. */
static void add_random(struct buf *out, uint64_t *state, bool base64)
{
    for (size_t i = 0; i < 3 * COUNT_OF(random_sizes); i++) {
        unsigned char bytes[64];
        size_t size = random_sizes[i / 3];
        for (size_t j = 0; j < size; j++)
            bytes[j] = next_random(state);
        if (i > 0)
            buf_add_text(out, ", ");
        if (base64)
            encode_base64(out, (struct span){(const char *)bytes, size});
        else
            encode_hex(out, bytes, size);
    }
}

static void invents_nothing(void)
{
    static const struct span bodies[] = {
        BYTES(BODY), BYTES("{\"data\":{\"b\":[1.0, {}],\"a\":\"</\xc3\xa9>\\u20ac\"}}\r\n"),
        BYTES(BOM "{\"a\": 1}"), BYTES("event=paid"), BYTES("")};
    static const char *const schemes[] = {"sfpy", "safepay-v2", "shopify", "timed"};
    enum { ROUNDS = 668 }; /* of each length 1,002 signatures in hex, as many in base64 */
    uint64_t state = 42;
    for (size_t i = 0; i < ROUNDS; i++) {
        const struct signing signing = {.scheme = schemes[i / 2 % COUNT_OF(schemes)],
                                        .body = bodies[i % COUNT_OF(bodies)],
                                        .bytes = SPAN("")};
        struct request request;
        struct diagnosis diagnosis;
        struct buf value = {0};
        check_row("round %zu", i);
        request_make(&request, &signing);
        add_random(&value, &state, i % 2);
        request_set_header(&request, scheme_of(signing.scheme)->names[0].signature,
                           buf_span(&value));
        diagnose(&diagnosis, &request.input);
        CHECK(!diagnosis.cause.at);
        CHECK(!diagnosis.given_up);
        diagnosis_clear(&diagnosis);
        request_clear(&request);
        buf_clear(&value);
    }
}

static void is_due_where_something_was_signed(void)
{
    for (int reason = REASON_NONE; reason <= REASON_TIMESTAMP_IN_FUTURE; reason++) {
        bool due = reason == REASON_MALFORMED_SIGNATURE || reason == REASON_NOT_JSON ||
                   reason == REASON_NO_DATA || reason == REASON_MISMATCH;
        check_row("reason %d", reason);
        CHECK(diagnosis_is_due((enum reason)reason) == due);
    }
    struct diagnosis none = {.differs = false};
    diagnosis_clear(&none);
}

static const struct check_case cases[] = {
    {"names what was done to the signature", names_what_was_done_to_the_signature},
    {"takes nothing too short", takes_nothing_too_short},
    {"reads both headers", reads_both_headers},
    {"names other schemes", names_other_schemes},
    {"verifies by a public key", verifies_by_a_public_key},
    {"looks behind what is no envelope", looks_behind_what_is_no_envelope},
    {"lists what was tried", lists_what_was_tried},
    {"ends at its limit", ends_at_its_limit},
    {"shows where bytes differ", shows_where_bytes_differ},
    {"compares over pieces", compares_over_pieces},
    {"invents nothing", invents_nothing},
    {"is due where something was signed", is_due_where_something_was_signed},
};

int main(void)
{
    return CHECK_RUN(cases);
}
