/* Every suspect of a diagnosis, alone and in pairs, by signatures made from bytes written by hand.
 */
#include "diagnosing.h"

#include "suspect.h"

#include <string.h>

#define WRAPPED(data) BYTES("{\"data\":" data "}")

/* In the order of the suspects' rows; gzip is a case of its own. */
static const struct signing content[] = {
    {.cause = "whole-body", .bytes = BYTES(BODY)},
    {.cause = "data-only", .scheme = "safepay-v2", .bytes = BYTES(DATA)},
    {.cause = "trailing-newline", .bytes = BYTES(DATA "\n")},
    {.cause = "trailing-newline", .bytes = BYTES(DATA "\r\n")},
    {.cause = "trailing-newline",
     .scheme = "safepay-v2",
     .body = BYTES(BODY "\r\n"),
     .bytes = BYTES(BODY)},
    {.cause = "trailing-newline",
     .scheme = "safepay-v2",
     .body = BYTES(BODY "\n"),
     .bytes = BYTES(BODY)},
    {.cause = "crlf",
     .body = WRAPPED("{\n\"a\":1,\r\n\"b\":2\n}"),
     .bytes = BYTES("{\r\n\"a\":1,\r\n\"b\":2\r\n}")},
    {.cause = "crlf",
     .body = WRAPPED("{\r\n\"a\":1,\n\"b\":2\r\n}"),
     .bytes = BYTES("{\n\"a\":1,\n\"b\":2\n}")},
    {.cause = "bom", .body = BYTES(BOM BODY), .bytes = BYTES(DATA)},
    {.cause = "bom", .bytes = BYTES(BOM DATA)},
    {.cause = "surrounding-space",
     .scheme = "safepay-v2",
     .body = BYTES(" \t" BODY "\n\n"),
     .bytes = BYTES(BODY)},
    {.cause = "surrounding-space",
     .body = BYTES("{\"data\": " DATA "\t}"),
     .bytes = BYTES(" " DATA "\t")},
    {.cause = "surrounding-space", .bytes = BYTES(DATA " ")},
    {.cause = "surrounding-space", .bytes = BYTES(" " DATA)},
    {.cause = "reformatted",
     .body = WRAPPED("{ \"a\" : [1, 2] }"),
     .bytes = BYTES("{\"a\":[1,2]}")},
    {.cause = "reformatted", .body = WRAPPED("{\"a\":[1,2]}"), .bytes = BYTES("{\"a\": [1, 2]}")},
    {.cause = "reformatted",
     .body = WRAPPED("{\"a\":[1]}"),
     .bytes = BYTES("{\n  \"a\": [\n    1\n  ]\n}")},
    {.cause = "reformatted",
     .body = WRAPPED("{\"a\":[1]}"),
     .bytes = BYTES("{\n    \"a\": [\n        1\n    ]\n}")},
    {.cause = "reformatted",
     .body = WRAPPED("{\"a\":[1]}"),
     .bytes = BYTES("{\n\t\"a\": [\n\t\t1\n\t]\n}")},
    {.cause = "keys-sorted",
     .body = WRAPPED("{\"b\":{\"d\":1,\"c\":2},\"a\":3}"),
     .bytes = BYTES("{\"a\":3,\"b\":{\"c\":2,\"d\":1}}")},
    {.cause = "go-escapes",
     .body = WRAPPED("\"a&b<c>d\""),
     .bytes = BYTES("\"a\\u0026b\\u003cc\\u003ed\"")},
    {.cause = "go-escapes",
     .body = WRAPPED("\"a\\u0026b\\u003Cc\\u003ed\""),
     .bytes = BYTES("\"a&b<c>d\"")},
    {.cause = "slash-escapes", .body = WRAPPED("\"a/b\""), .bytes = BYTES("\"a\\/b\"")},
    {.cause = "slash-escapes", .body = WRAPPED("\"a\\/b\""), .bytes = BYTES("\"a/b\"")},
    {.cause = "unicode-escapes",
     .body = WRAPPED("\"\xc3\xa9\xe2\x82\xac\""),
     .bytes = BYTES("\"\\u00e9\\u20ac\"")},
    {.cause = "unicode-escapes",
     .body = WRAPPED("\"\xc3\xa9\xe2\x82\xac\""),
     .bytes = BYTES("\"\\u00E9\\u20AC\"")},
    {.cause = "unicode-escapes",
     .body = WRAPPED("\"\\u00e9\\u20AC\""),
     .bytes = BYTES("\"\xc3\xa9\xe2\x82\xac\"")},
    {.cause = "numbers-rewritten", .body = WRAPPED("[1.0,2.50]"), .bytes = BYTES("[1,2.5]")},
    {.cause = "numbers-rewritten", .body = WRAPPED("[1e5,2.50]"), .bytes = BYTES("[100000.0,2.5]")},
    {.cause = "empty-object-as-array", .body = WRAPPED("{\"a\":{}}"), .bytes = BYTES("{\"a\":[]}")},
    {.cause = "inner-data", .body = WRAPPED("{\"data\": " DATA "}"), .bytes = BYTES(DATA)},
};

#define STANDARD_SECRET "whsec_c2VjcmV0IGtleSBieXRlcw=="

static const struct signing keys[] = {
    {.cause = "secret-space", .bytes = BYTES(DATA), .key = BYTES(SECRET "\n")},
    {.cause = "secret-space", .bytes = BYTES(DATA), .key = BYTES(SECRET "\r\n")},
    {.cause = "secret-space", .bytes = BYTES(DATA), .key = BYTES(SECRET " ")},
    {.cause = "secret-space", .bytes = BYTES(DATA), .secret = "\t " SECRET "\n\n"},
    {.cause = "secret-quoted", .bytes = BYTES(DATA), .secret = "\"" SECRET "\""},
    {.cause = "secret-quoted", .bytes = BYTES(DATA), .secret = "'" SECRET "'"},
    {.cause = "secret-quoted", .bytes = BYTES(DATA), .key = BYTES("\"" SECRET "\"")},
    {.cause = "secret-quoted", .bytes = BYTES(DATA), .key = BYTES("'" SECRET "'")},
    {.cause = "secret-hex", .bytes = BYTES(DATA), .secret = HEX_SECRET, .key = BYTES(HEX_BYTES)},
    {.cause = "secret-hex",
     .scheme = "hexed",
     .bytes = BYTES(BODY),
     .secret = HEX_SECRET,
     .key = BYTES(HEX_SECRET)},
    {.cause = "secret-base64",
     .bytes = BYTES(DATA),
     .secret = "c2VjcmV0IGtleSBieXRlcw==",
     .key = BYTES("secret key bytes")},
    {.cause = "secret-base64", /* as lenient decoders take it */
     .bytes = BYTES(DATA),
     .secret = "-_-_",
     .key = BYTES("\xfb\xff\xbf")},
    {.cause = "secret-base64",
     .scheme = "standard",
     .bytes = BYTES(MESSAGE_ID "." UNIX_TIME "." BODY),
     .secret = STANDARD_SECRET,
     .key = BYTES(STANDARD_SECRET)},
    {.cause = "secret-base64", /* as Standard Webhooks has it */
     .bytes = BYTES(DATA),
     .secret = STANDARD_SECRET,
     .key = BYTES("secret key bytes")},
    {.cause = "secret-base64", /* behind its prefix */
     .scheme = "standard",
     .bytes = BYTES(MESSAGE_ID "." UNIX_TIME "." BODY),
     .secret = STANDARD_SECRET,
     .key = {STANDARD_SECRET + 6, sizeof STANDARD_SECRET - 7}},
    {.cause = "secret-prefix", .bytes = BYTES(DATA), .key = BYTES("whsec_" SECRET)},
    {.cause = "no-secret", .bytes = BYTES(DATA), .key = BYTES("undefined")},
    {.cause = "no-secret", .bytes = BYTES(DATA), .key = BYTES("null")},
    {.cause = "no-secret", .bytes = BYTES(DATA), .key = BYTES("None")},
    {.cause = "no-secret", .bytes = BYTES(DATA), .key = BYTES("")},
    {.cause = "secret-prefix",
     .scheme = "stripe",
     .before = "t=" UNIX_TIME ",v1=",
     .bytes = BYTES(UNIX_TIME "." BODY),
     .secret = "whsec_abc",
     .key = BYTES("abc")},
    {.cause = "secret-prefix",
     .scheme = "standard",
     .bytes = BYTES(MESSAGE_ID "." UNIX_TIME "." BODY),
     .secret = STANDARD_SECRET,
     .key = BYTES("\xc2\x1b\x1e\x73\xf7\x36\x56\x37\x26\x57\x42\x06\xb6\x57\x92\x06\x27\x97\x46\x57"
                  "\x30")},
};

#define STRIPE .scheme = "stripe", .before = "t=" UNIX_TIME ",v1="
#define SQUARE .scheme = "square"

static const struct signing rules[] = {
    {.cause = "no-timestamp", STRIPE, .bytes = BYTES(BODY)},
    {.cause = "no-timestamp", .scheme = "slack", .bytes = BYTES("v0:" BODY)},
    {.cause = "no-timestamp",
     .scheme = "standard",
     .secret = "c2VjcmV0",
     .key = BYTES("secret"),
     .bytes = BYTES(MESSAGE_ID "." BODY)},
    {.cause = "no-id",
     .scheme = "standard",
     .secret = "c2VjcmV0",
     .key = BYTES("secret"),
     .bytes = BYTES(UNIX_TIME "." BODY)},
    {.cause = "no-url", SQUARE, .url = "https://example.com/a", .bytes = BYTES(BODY)},
    {.cause = "url",
     SQUARE,
     .url = "https://example.com/a",
     .bytes = BYTES("https://example.com/a/" BODY)},
    {.cause = "url",
     SQUARE,
     .url = "https://example.com/a/",
     .bytes = BYTES("https://example.com/a" BODY)},
    {.cause = "url",
     SQUARE,
     .url = "https://example.com/a",
     .bytes = BYTES("http://example.com/a" BODY)},
    {.cause = "url",
     SQUARE,
     .url = "http://example.com/a",
     .bytes = BYTES("https://example.com/a" BODY)},
    {.cause = "no-separator", STRIPE, .bytes = BYTES(UNIX_TIME BODY)},
    {.cause = "no-separator", .scheme = "slack", .bytes = BYTES(UNIX_TIME BODY)},
    {.cause = "timestamp-unit", STRIPE, .bytes = BYTES(UNIX_TIME "000." BODY)},
    {.cause = "timestamp-unit", STRIPE, .bytes = BYTES("2026-01-01T00:00:00Z." BODY)},
    {.cause = "timestamp-unit",
     .scheme = "safepay-raast",
     .timestamp = "2026-01-01T00:00:00.5Z",
     .secret = "c2VjcmV0",
     .key = BYTES("secret"),
     .bytes = BYTES(UNIX_TIME "." BODY)},
    {.cause = "redirect-signature",
     .body = WRAPPED("{\"notification\":{\"tracker\":\"track_\\u0031\"}}"),
     .hash = "SHA256",
     .bytes = BYTES("track_1")},
    {.cause = "not-hmac", .made = IN_PLAIN_HASH, .bytes = BYTES(SECRET DATA)},
    {.cause = "not-hmac", .made = IN_PLAIN_HASH, .bytes = BYTES(DATA)},
};

/* Which rows of the suspects were named. */
static const struct suspect *suspects[SUSPECTS_MOST];
static bool named[SUSPECTS_MOST];
static size_t suspect_count;

/* Of rows with the same words the first that wasn't. */
static void note_named(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < suspect_count; i++)
        if (!named[i] && span_is(diagnosis->cause, suspects[i]->cause) &&
            span_starts(diagnosis->was, span_of(suspects[i]->was))) {
            CHECK_TEXT(diagnosis->mend, suspects[i]->mend);
            CHECK(diagnosis->advice == suspects[i]->advice);
            named[i] = true;
            return;
        }
}

static void diagnose_rows(const struct signing *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &rows[i]);
        note_named(&diagnosis);
        diagnosis_clear(&diagnosis);
    }
}

static void names_what_is_packed(void)
{
    struct buf packed = {0}, packed_bom = {0};
    add_gzip(&packed, SPAN(BODY));
    add_gzip(&packed_bom, SPAN(BOM BODY));
    const struct signing rows[] = {
        {.cause = "gzip", .body = buf_span(&packed), .bytes = SPAN(DATA)},
        {.cause = "gzip", .scheme = "safepay-v2", .body = buf_span(&packed), .bytes = SPAN(BODY)},
        {.cause = "whole-body", .body = buf_span(&packed), .bytes = buf_span(&packed)},
        {.cause = "whole-body+gzip", .body = buf_span(&packed), .bytes = SPAN(BODY)},
        {.cause = "bom+gzip", .body = buf_span(&packed_bom), .bytes = SPAN(DATA)},
        {.cause = "trailing-newline+gzip", .body = buf_span(&packed), .bytes = SPAN(DATA "\n")},
        {.cause = "gzip+secret-space",
         .body = buf_span(&packed),
         .bytes = SPAN(DATA),
         .key = SPAN(SECRET "\n")},
    };
    diagnose_rows(rows, COUNT_OF(rows));
    buf_clear(&packed);
    buf_clear(&packed_bom);
}

static void names_another_secret(void)
{
    const struct signing signing = {
        .cause = "other-secret", .bytes = SPAN(DATA), .key = SPAN("second")};
    struct request request;
    struct diagnosis diagnosis;
    request_make(&request, &signing);
    request.others[0] = secret_of(SPAN("first"));
    request.others[1] = secret_of(SPAN("second"));
    request.others[1].origin = "the old ones";
    request.input.other_count = 2;
    diagnose(&diagnosis, &request.input);
    CHECK_TEXT(diagnosis.cause, "other-secret");
    CHECK(span_contains(diagnosis.was, span_of(request.others[1].fingerprint)));
    CHECK(span_contains(diagnosis.was, SPAN("the old ones")));
    CHECK(!span_contains(diagnosis.was, SPAN("second")));
    CHECK(!diagnosis.differs);
    note_named(&diagnosis);
    diagnosis_clear(&diagnosis);
    request_clear(&request);
}

static void names_every_suspect(void)
{
    suspect_count = suspect_list(suspects);
    diagnose_rows(content, COUNT_OF(content));
    diagnose_rows(keys, COUNT_OF(keys));
    diagnose_rows(rules, COUNT_OF(rules));
    names_what_is_packed();
    names_another_secret();
    for (size_t i = 0; i < suspect_count; i++) {
        check_row("suspect %zu, %s: %s", i, suspects[i]->cause, suspects[i]->was);
        CHECK(named[i]);
    }
}

#define TABBED "{\n\t\"data\": {\n\t\t\"token\": \"C3SL\"\n\t}\n}"
#define TABBED_DATA "{\n\t\"token\": \"C3SL\"\n}"
#define NEWLINE_KEY .key = BYTES(SECRET "\n")
#define HEX_KEY .secret = HEX_SECRET, .key = BYTES(HEX_BYTES)

/* Each pair of stages, and each stage with itself. */
static const struct signing pairs[] = {
    {.cause = "trailing-newline+bom",
     .scheme = "safepay-v2",
     .body = BYTES(BOM BODY "\n"),
     .bytes = BYTES(BODY)},
    {.cause = "whole-body+bom", .body = BYTES(BOM BODY), .bytes = BYTES(BODY)},
    {.cause = "whole-body+trailing-newline", .body = BYTES(BODY "\n"), .bytes = BYTES(BODY)},
    {.cause = "bom+reformatted",
     .scheme = "safepay-v2",
     .body = BYTES(BOM BODY),
     .bytes = BYTES(TABBED)},
    {.cause = "crlf+bom", .body = BYTES(BOM "{\"data\":[\r\n1]}"), .bytes = BYTES("[\n1]")},
    {.cause = "trailing-newline+bom", .body = BYTES(BOM BODY), .bytes = BYTES(DATA "\n")},
    {.cause = "bom+secret-space", .body = BYTES(BOM BODY), .bytes = BYTES(DATA), NEWLINE_KEY},
    {.cause = "bom+secret-hex", .body = BYTES(BOM BODY), .bytes = BYTES(DATA), HEX_KEY},
    {.cause = "trailing-newline+no-timestamp",
     STRIPE,
     .body = BYTES(BODY "\n"),
     .bytes = BYTES(BODY)},
    {.cause = "whole-body+reformatted", .bytes = BYTES(TABBED)},
    {.cause = "whole-body+trailing-newline", .bytes = BYTES(BODY "\n")},
    {.cause = "data-only+surrounding-space", .scheme = "safepay-v2", .bytes = BYTES(DATA " ")},
    {.cause = "whole-body+secret-space", .bytes = BYTES(BODY), NEWLINE_KEY},
    {.cause = "whole-body+secret-hex", .bytes = BYTES(BODY), HEX_KEY},
    {.cause = "data-only+no-timestamp", STRIPE, .bytes = BYTES(DATA)},
    {.cause = "whole-body+not-hmac", .made = IN_PLAIN_HASH, .bytes = BYTES(BODY)},
    {.cause = "reformatted+keys-sorted",
     .body = WRAPPED("{\"b\":1,\"a\":2}"),
     .bytes = BYTES("{\n\t\"a\": 2,\n\t\"b\": 1\n}")},
    {.cause = "go-escapes+slash-escapes",
     .body = WRAPPED("{\"b\":1, \"a\":\"</>\"}"),
     .bytes = BYTES("{\"b\":1, \"a\":\"\\u003c\\/\\u003e\"}")},
    {.cause = "trailing-newline+reformatted", .bytes = BYTES(TABBED_DATA "\n")},
    {.cause = "reformatted+secret-space", .bytes = BYTES(TABBED_DATA), NEWLINE_KEY},
    {.cause = "reformatted+secret-hex", .bytes = BYTES(TABBED_DATA), HEX_KEY},
    {.cause = "reformatted+no-timestamp", STRIPE, .bytes = BYTES(TABBED)},
    {.cause = "trailing-newline+bom", .bytes = BYTES(BOM DATA "\n")},
    {.cause = "trailing-newline+secret-space", .bytes = BYTES(DATA "\n"), NEWLINE_KEY},
    {.cause = "trailing-newline+secret-hex", .bytes = BYTES(DATA "\n"), HEX_KEY},
    {.cause = "trailing-newline+no-timestamp", STRIPE, .bytes = BYTES(BODY "\n")},
    {.cause = "trailing-newline+not-hmac", .made = IN_PLAIN_HASH, .bytes = BYTES(DATA "\n")},
    {.cause = "secret-space+secret-quoted", .bytes = BYTES(DATA), .secret = "\"" SECRET "\"\n"},
    {.cause = "secret-space+secret-hex",
     .bytes = BYTES(DATA),
     .secret = HEX_SECRET "\n",
     .key = BYTES(HEX_BYTES)},
    {.cause = "secret-space+no-timestamp", STRIPE, .bytes = BYTES(BODY), NEWLINE_KEY},
    {.cause = "secret-hex+no-timestamp", STRIPE, .bytes = BYTES(BODY), HEX_KEY},
    {.cause = "no-timestamp+no-id",
     .scheme = "standard",
     .secret = "c2VjcmV0",
     .key = BYTES("secret"),
     .bytes = BYTES(BODY)},
    {.cause = "no-separator+timestamp-unit", STRIPE, .bytes = BYTES(UNIX_TIME "000" BODY)},
};

static void names_pairs(void)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &pairs[i]);
        CHECK(span_contains(diagnosis.was, SPAN("; ")));
        diagnosis_clear(&diagnosis);
    }
}

/* What is written anew by a library, in more than two ways at once. */
static const struct signing rewritten[] = {
    {.cause = "reformatted+keys-sorted+unicode-escapes",
     .body = WRAPPED("{\"b\":\"\xc3\xa9\",\"a\":1}"),
     .bytes = BYTES("{\"a\": 1, \"b\": \"\\u00e9\"}")},
    {.cause = "reformatted+slash-escapes+unicode-escapes",
     .body = WRAPPED("{\"a\": \"/\xc3\xa9\"}"),
     .bytes = BYTES("{\"a\":\"\\/\\u00e9\"}")},
    {.cause = "whole-body+trailing-newline+reformatted",
     .bytes = BYTES("{\n  \"data\": {\n    \"token\": \"C3SL\"\n  }\n}\n")},
    {.cause = "reformatted+slash-escapes+unicode-escapes+numbers-rewritten+empty-object-as-array",
     .body = WRAPPED("[ \"/\xc3\xa9\", 1.0, {} ]"),
     .bytes = BYTES("[\"\\/\\u00e9\",1,[]]")},
};

static void names_rewriters(void)
{
    for (size_t i = 0; i < COUNT_OF(rewritten); i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &rewritten[i]);
        CHECK(span_contains(diagnosis.was, SPAN("written anew, as by ")));
        CHECK(diagnosis.advice == ADVICE_BYTES);
        diagnosis_clear(&diagnosis);
    }
}

/* Where several causes fit, the first is the answer. */
static const struct signing several[] = {
    /* keys-sorted, which writes compact, and JSON.stringify would be the same */
    {.cause = "reformatted",
     .body = WRAPPED("{\"a\": 1, \"b\": 2}"),
     .bytes = BYTES("{\"a\":1,\"b\":2}")},
    /* surrounding-space */
    {.cause = "trailing-newline",
     .scheme = "safepay-v2",
     .body = BYTES(BODY "\n"),
     .bytes = BYTES(BODY)},
    /* crlf and surrounding-space */
    {.cause = "trailing-newline",
     .scheme = "safepay-v2",
     .body = BYTES(BODY "\r\n"),
     .bytes = BYTES(BODY)},
    /* inner-data is that of whole-body's member, too */
    {.cause = "data-only",
     .scheme = "safepay-v2",
     .body = WRAPPED("{\"data\":1}"),
     .bytes = BYTES("{\"data\":1}")},
    /* numbers by JavaScript and Python agree */
    {.cause = "numbers-rewritten", .body = WRAPPED("[2.50]"), .bytes = BYTES("[2.5]")},
    /* no-timestamp: the scheme `github` signs so, and has this prefix */
    {.cause = "other-scheme", .scheme = "timed", .bytes = BYTES(BODY)},
    /* secret-base64 and secret-hex: what is neither stays text */
    {.cause = "secret-hex",
     .bytes = BYTES(DATA),
     .secret = "00112233",
     .key = BYTES("\x00\x11\x22\x33")},
};

static void names_the_first(void)
{
    for (size_t i = 0; i < COUNT_OF(several); i++) {
        struct diagnosis diagnosis;
        diagnose_row(&diagnosis, &several[i]);
        diagnosis_clear(&diagnosis);
    }
}

static const struct check_case cases[] = {
    {"names every suspect", names_every_suspect},
    {"names pairs", names_pairs},
    {"names rewriters", names_rewriters},
    {"names the first", names_the_first},
};

int main(void)
{
    return CHECK_RUN(cases);
}
