#include "check.h"
#include "encode.h"
#include "match.h"

#include <string.h>

/* A signature of 32 bytes, in hex and in base64. */
#define HEX "fbfffe000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c"
#define UPPER_HEX "FBFFFE000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C"
#define BASE64 "+//+AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw="
#define URL_BASE64 "-__-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw="
#define UNPADDED "+//+AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw"

static const struct scheme *scheme_of(const char *name)
{
    struct error err;
    return scheme_find(scheme_builtin(), name, &err);
}

static struct raw_signature signature_of_hex(void)
{
    struct raw_signature signature;
    CHECK(decode_hex(SPAN(HEX), false, signature.at, sizeof signature.at, &signature.size));
    return signature;
}

/* One header under its scheme's first name. */
static void read_value(struct match_tokens *tokens, const struct scheme *scheme, struct span value)
{
    struct claim claim = {.headers = {{scheme->names[0].signature, value}}, .count = 1};
    match_read(tokens, scheme, &claim);
}

static const struct {
    const char *scheme, *value;
    enum match match;
    const char *said;
} rows[] = {
    {"coinbase", HEX, MATCH_EXACT, NULL},
    {"sfpy", UPPER_HEX, MATCH_EXACT, NULL},
    {"coinbase", UPPER_HEX, MATCH_ENCODING, "in upper case"},
    {"coinbase", BASE64, MATCH_ENCODING, "in base64, not hex"},
    {"coinbase", URL_BASE64, MATCH_ENCODING, "in base64, not hex"},
    {"coinbase", UNPADDED, MATCH_ENCODING, "in base64, not hex"},
    {"coinbase", "sha256=" HEX, MATCH_ENCODING, "behind sha256=, which does not belong there"},
    {"coinbase", "v1," HEX, MATCH_ENCODING, "behind v1,, which does not belong there"},
    {"coinbase", "0X" HEX, MATCH_ENCODING, "behind 0X, which does not belong there"},
    {"coinbase", "\"" HEX "\"", MATCH_ENCODING, "with quotes or spaces around it"},
    {"coinbase", " " HEX ";", MATCH_ENCODING, "with quotes or spaces around it"},
    {"coinbase", "t=1," HEX, MATCH_ENCODING, "more than once, or with more in the header"},
    {"coinbase", HEX ", " HEX, MATCH_ENCODING, "more than once, or with more in the header"},
    {"github", "sha256=" HEX, MATCH_EXACT, NULL},
    {"github", HEX, MATCH_ENCODING, "without the prefix sha256="},
    {"github", "sha1=" HEX, MATCH_ENCODING,
     "without the prefix sha256=, behind sha1=, which does not belong there"},
    {"shopify", BASE64, MATCH_EXACT, NULL},
    {"shopify", HEX, MATCH_ENCODING, "in hex, not base64"},
    {"shopify", URL_BASE64, MATCH_ENCODING, "in the URL-safe alphabet"},
    {"shopify", UNPADDED, MATCH_ENCODING, "without its padding"},
    {"shopify", BASE64 "=", MATCH_ENCODING, "in a form of its own"},
    {"standard", "v1," BASE64, MATCH_EXACT, NULL},
    {"standard", "v1,AAAA v1," BASE64 " v2,x", MATCH_EXACT, NULL},
    {"standard", BASE64, MATCH_ENCODING, "without the prefix v1,"},
    {"stripe", "t=1,v1=" HEX, MATCH_EXACT, NULL},
    {"stripe", "t=1,v0=" HEX, MATCH_ENCODING, "without the prefix v1=, behind v0=,"},
    {"coinbase", "fbfffe0001020304", MATCH_TRUNCATED, "to 16 of 64 characters"},
    {"coinbase", "fbfffe000102030", MATCH_NONE, NULL},
    {"coinbase", "fbfffe0001020305", MATCH_NONE, NULL},
    {"coinbase", "+//+AAECAwQ", MATCH_TRUNCATED, "to 11 of 44 characters; it is written in base64"},
    {"coinbase", "+//+AAECAw", MATCH_NONE, NULL},
    {"coinbase", HEX "00", MATCH_NONE, NULL},
    {"coinbase", HEX HEX, MATCH_NONE, NULL},
    {"coinbase", "", MATCH_NONE, NULL},
    {"coinbase", "\"\"", MATCH_NONE, NULL},
    {"coinbase", ", ,", MATCH_NONE, NULL},
};

static void compares(void)
{
    struct raw_signature signature = signature_of_hex();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct scheme *scheme = scheme_of(rows[i].scheme);
        struct match_tokens tokens;
        const struct match_token *worst = NULL;
        check_row("%s: %s", rows[i].scheme, rows[i].value);
        read_value(&tokens, scheme, span_of(rows[i].value));
        enum match match = match_signature(&tokens, scheme, &signature, &worst);
        CHECK_NUMBER(match, rows[i].match);
        CHECK(match == match_signature(&tokens, scheme, &signature, NULL));
        CHECK((worst != NULL) == (match != MATCH_NONE));
        CHECK_NUMBER((long long)match_exact_headers(&tokens, scheme, &signature),
                     match == MATCH_EXACT);
        if (!rows[i].said || !worst)
            continue;
        struct buf said = {0};
        match_describe(&said, worst, scheme, &signature, match);
        CHECK(span_starts(buf_span(&said), match == MATCH_TRUNCATED
                                               ? SPAN("the signature was cut short ")
                                               : SPAN("the signature is right, but written ")));
        if (!span_contains(buf_span(&said), span_of(rows[i].said)))
            CHECK_TEXT(buf_span(&said), rows[i].said);
        buf_clear(&said);
    }
}

/* All headers must hold it; the one that fits worst decides. */
static void compares_headers(void)
{
    static const struct {
        const char *first, *second;
        enum match match;
        size_t exact;
        int worst; /* the header; -1: none */
    } pairs[] = {
        {HEX, UPPER_HEX, MATCH_EXACT, 2, 0}, {HEX, BASE64, MATCH_ENCODING, 1, 1},
        {BASE64, HEX, MATCH_ENCODING, 1, 0}, {HEX, "0011223344556677", MATCH_NONE, 1, -1},
        {"00", HEX, MATCH_NONE, 1, -1},      {"fbfffe0001020304", BASE64, MATCH_TRUNCATED, 0, 0},
        {"", HEX, MATCH_NONE, 1, -1},        {HEX, "", MATCH_NONE, 1, -1},
    };
    const struct scheme *scheme = scheme_of("sfpy");
    struct raw_signature signature = signature_of_hex();
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct match_tokens tokens;
        const struct match_token *worst = NULL;
        struct claim claim = {
            .headers = {{"a", span_of(pairs[i].first)}, {"b", span_of(pairs[i].second)}},
            .count = 2};
        check_row("row %zu", i);
        match_read(&tokens, scheme, &claim);
        CHECK_NUMBER(match_signature(&tokens, scheme, &signature, &worst), pairs[i].match);
        CHECK_NUMBER(worst ? (int)worst->header : -1, pairs[i].worst);
        CHECK_NUMBER((long long)match_exact_headers(&tokens, scheme, &signature),
                     (long long)pairs[i].exact);
    }
    struct match_tokens none = {.count = 0};
    CHECK(match_signature(&none, scheme, &signature, NULL) == MATCH_NONE);
}

/* Elements without number, and of any length. */
static void bounds_tokens(void)
{
    const struct scheme *scheme = scheme_of("standard");
    struct match_tokens tokens;
    struct buf value = {0};
    for (size_t i = 0; i < 5000; i++)
        buf_add_text(&value, "v1,AAAA ");
    read_value(&tokens, scheme, buf_span(&value));
    CHECK_NUMBER((long long)tokens.count, MATCH_TOKENS);
    for (size_t size = MATCH_LONGEST - 1; size <= MATCH_LONGEST + 1; size++) {
        check_row("%zu characters", size);
        buf_reset(&value);
        buf_add_repeated(&value, 'a', size);
        read_value(&tokens, scheme_of("sfpy"), buf_span(&value));
        CHECK_NUMBER((long long)tokens.count, size <= MATCH_LONGEST);
    }
    buf_clear(&value);
}

static void decodes(void)
{
    static const struct {
        struct span text;
        size_t size;
        bool decoded;
    } texts[] = {
        {BYTES(HEX), 32, true},          {BYTES(UPPER_HEX), 32, true},    {BYTES(BASE64), 32, true},
        {BYTES(URL_BASE64), 32, true},   {BYTES(UNPADDED), 32, true},     {BYTES(HEX), 31, false},
        {BYTES(BASE64), 33, false},      {BYTES(HEX "00"), 32, false},    {BYTES("!"), 32, false},
        {BYTES(HEX HEX HEX), 32, false}, {BYTES(HEX HEX HEX), 96, false}, {BYTES("0"), 1, false},
    };
    struct raw_signature expected = signature_of_hex(), got;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct match_token token = {.text = texts[i].text};
        check_row("row %zu", i);
        CHECK(match_decode(&token, texts[i].size, &got) == texts[i].decoded);
        if (texts[i].decoded)
            CHECK(got.size == 32 && memcmp(got.at, expected.at, 32) == 0);
    }
}

static const struct check_case cases[] = {
    {"compares", compares},
    {"compares headers", compares_headers},
    {"bounds tokens", bounds_tokens},
    {"decodes", decodes},
};

int main(void)
{
    return CHECK_RUN(cases);
}
