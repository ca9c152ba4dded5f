#include "signing.h"

#define HEX "0123456789abcdef"
#define X "X-SFPY-SIGNATURE"
#define S "SFPY-Signature"
#define X_TIME "X-SFPY-TIMESTAMP"
#define STRIPE "Stripe-Signature"
#define SLACK "X-Slack-Signature"
#define SLACK_TIME "X-Slack-Request-Timestamp"
#define ID "webhook-id"
#define TIME "webhook-timestamp"
#define SIGNATURE "webhook-signature"

/* The reason for each set of headers. */
static const struct {
    const char *scheme, *name;
    struct pair headers[MOST_HEADERS];
    enum reason reason;
} claims[] = {
    {"sfpy", "none", {{0}}, REASON_MISSING_SIGNATURE},
    {"sfpy", "another", {{"X-Other", HEX}}, REASON_MISSING_SIGNATURE},
    {"sfpy", "empty", {{X, ""}}, REASON_MISSING_SIGNATURE},
    {"sfpy", "both empty", {{X, ""}, {S, ""}}, REASON_MISSING_SIGNATURE},
    {"sfpy", "one empty", {{X, ""}, {S, HEX}}, REASON_NONE},
    {"sfpy", "hex", {{X, HEX}}, REASON_NONE},
    {"sfpy", "twice", {{X, HEX}, {X, HEX}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy",
     "twice in other case",
     {{X, HEX}, {"x-sfpy-signature", HEX}},
     REASON_MALFORMED_SIGNATURE},
    {"sfpy", "twice, short", {{X, "00"}, {X, "00"}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "twice, the first empty", {{X, ""}, {X, HEX}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "the other name malformed", {{X, HEX}, {S, "?"}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "of odd length", {{X, "abc"}}, REASON_NONE},
    {"sfpy", "with a prefix", {{X, "sha512=" HEX}}, REASON_NONE},
    {"sfpy", "base64", {{X, "Zm9v+/8="}}, REASON_NONE},
    {"sfpy", "base64url", {{X, "Zm9v-_8"}}, REASON_NONE},
    {"sfpy", "no base64's length", {{X, "Zm9vz"}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "hex of base64's impossible length", {{X, "abcde"}}, REASON_NONE},
    {"sfpy", "padding alone", {{X, "=="}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "padding inside", {{X, "Zm=9v+/8Zm9"}}, REASON_NONE}, /* a prefix, it may be */
    {"sfpy", "too much padding", {{X, "Zg==="}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "a prefix alone", {{X, "sha512="}}, REASON_NONE},
    {"sfpy", "a space in front", {{X, " " HEX}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "a space behind", {{X, HEX " "}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "a quote", {{X, "\"" HEX "\""}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "no ASCII", {{X, "\xc3\xa9" HEX}}, REASON_MALFORMED_SIGNATURE},
    {"sfpy", "letters", {{X, "undefined"}}, REASON_MALFORMED_SIGNATURE},

    {"standard", "all", {{ID, "m"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}}, REASON_NONE},
    {"standard",
     "in other case",
     {{"Webhook-ID", "m"}, {"WEBHOOK-TIMESTAMP", "1"}, {"Webhook-Signature", "v1,Zm9v"}},
     REASON_NONE},
    {"standard", "none", {{ID, "m"}, {TIME, "1"}}, REASON_MISSING_SIGNATURE},
    {"standard", "empty", {{ID, "m"}, {TIME, "1"}, {SIGNATURE, ""}}, REASON_MISSING_SIGNATURE},
    {"standard", "no signature before no id", {{TIME, "1"}}, REASON_MISSING_SIGNATURE},
    {"standard", "no id", {{TIME, "1"}, {SIGNATURE, "v1,Zm9v"}}, REASON_MISSING_ID},
    {"standard", "an empty id", {{ID, ""}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}}, REASON_MISSING_ID},
    {"standard",
     "Svix's id",
     {{"svix-id", "m"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}},
     REASON_MISSING_ID},
    {"standard", "no id before malformed", {{TIME, "1"}, {SIGNATURE, "?"}}, REASON_MISSING_ID},
    {"standard",
     "malformed",
     {{ID, "m"}, {TIME, "1"}, {SIGNATURE, "?"}},
     REASON_MALFORMED_SIGNATURE},
    {"standard",
     "malformed before no time",
     {{ID, "m"}, {SIGNATURE, "?"}},
     REASON_MALFORMED_SIGNATURE},
    {"standard",
     "malformed before its form",
     {{ID, "m"}, {TIME, "x"}, {SIGNATURE, "?"}},
     REASON_MALFORMED_SIGNATURE},
    {"standard",
     "one of a list is enough",
     {{ID, "m"}, {TIME, "1"}, {SIGNATURE, "? v1,Zm9v  !"}},
     REASON_NONE},
    {"standard",
     "spaces alone",
     {{ID, "m"}, {TIME, "1"}, {SIGNATURE, "  "}},
     REASON_MALFORMED_SIGNATURE},
    {"standard",
     "joined",
     {{ID, "m"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}, {SIGNATURE, "v1,Zm9v"}},
     REASON_NONE},
    {"standard", "no time", {{ID, "m"}, {SIGNATURE, "v1,Zm9v"}}, REASON_TIMESTAMP_MISSING},
    {"standard",
     "an empty time",
     {{ID, "m"}, {TIME, ""}, {SIGNATURE, "v1,Zm9v"}},
     REASON_TIMESTAMP_MISSING},
    {"standard",
     "two times",
     {{ID, "m"}, {TIME, "1"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}},
     REASON_TIMESTAMP_MALFORMED},
    {"standard",
     "two ids are one text",
     {{ID, "m"}, {ID, "n"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}},
     REASON_NONE},

    {"stripe", "all", {{STRIPE, "t=1,v1=" HEX}}, REASON_NONE},
    {"stripe", "the other way round", {{STRIPE, "v1=" HEX ",t=1"}}, REASON_NONE},
    {"stripe", "others beside it", {{STRIPE, "t=1,v1=" HEX ",v0=00,x"}}, REASON_NONE},
    {"stripe", "empty", {{STRIPE, ""}}, REASON_MISSING_SIGNATURE},
    {"stripe", "the bare hex", {{STRIPE, HEX}}, REASON_MALFORMED_SIGNATURE},
    {"stripe", "the time alone", {{STRIPE, "t=1"}}, REASON_MALFORMED_SIGNATURE},
    {"stripe", "two times alone", {{STRIPE, "t=1,t=2"}}, REASON_MALFORMED_SIGNATURE},
    {"stripe", "commas", {{STRIPE, ",,"}}, REASON_MALFORMED_SIGNATURE},
    {"stripe", "of an older version", {{STRIPE, "t=1,v0=" HEX}}, REASON_NONE},
    {"stripe", "no hex", {{STRIPE, "t=1,v1=?"}}, REASON_MALFORMED_SIGNATURE},
    {"stripe", "no time", {{STRIPE, "v1=" HEX}}, REASON_TIMESTAMP_MISSING},
    {"stripe", "an empty time", {{STRIPE, "t=,v1=" HEX}}, REASON_TIMESTAMP_MISSING},
    {"stripe", "time in letters", {{STRIPE, "t=now,v1=" HEX}}, REASON_TIMESTAMP_MALFORMED},
    {"stripe",
     "the last time is malformed",
     {{STRIPE, "t=1,t=x,v1=" HEX}},
     REASON_TIMESTAMP_MALFORMED},
    {"stripe", "a space behind the comma", {{STRIPE, "t=1, v1=" HEX}}, REASON_MALFORMED_SIGNATURE},
    {"stripe",
     "a space in front of the time",
     {{STRIPE, "v1=" HEX ", t=1"}},
     REASON_TIMESTAMP_MISSING},
    {"stripe", "joined", {{STRIPE, "t=1,v1=" HEX}, {STRIPE, "t=2,v1=" HEX}}, REASON_NONE},

    {"slack", "both", {{SLACK, "v0=" HEX}, {SLACK_TIME, "1"}}, REASON_NONE},
    {"slack", "no prefix", {{SLACK, HEX}, {SLACK_TIME, "1"}}, REASON_NONE},
    {"slack", "no signature", {{SLACK_TIME, "1"}}, REASON_MISSING_SIGNATURE},
    {"slack", "no time", {{SLACK, "v0=" HEX}}, REASON_TIMESTAMP_MISSING},
    {"slack",
     "twice",
     {{SLACK, "v0=" HEX}, {SLACK, "v0=" HEX}, {SLACK_TIME, "1"}},
     REASON_MALFORMED_SIGNATURE},
    {"slack",
     "the time twice",
     {{SLACK, "v0=" HEX}, {SLACK_TIME, "1"}, {SLACK_TIME, "1"}},
     REASON_TIMESTAMP_MALFORMED},

    {"safepay-raast",
     "both",
     {{X, "sha256=" HEX}, {X_TIME, "2026-01-01T00:00:00.5Z"}},
     REASON_NONE},
    {"safepay-raast", "no time", {{X, "sha256=" HEX}}, REASON_TIMESTAMP_MISSING},
    {"safepay-raast",
     "in seconds",
     {{X, "sha256=" HEX}, {X_TIME, "1767225600"}},
     REASON_TIMESTAMP_MALFORMED},
    {"safepay-raast",
     "the time alone",
     {{X_TIME, "2026-01-01T00:00:00Z"}},
     REASON_MISSING_SIGNATURE},
    {"safepay-raast",
     "the documented name of another",
     {{S, "sha256=" HEX}, {X_TIME, "2026-01-01T00:00:00Z"}},
     REASON_MISSING_SIGNATURE},

    {"svix",
     "its own",
     {{"svix-id", "m"}, {"svix-timestamp", "1"}, {"svix-signature", "v1,Zm9v"}},
     REASON_NONE},
    {"svix", "the standard's", {{ID, "m"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}}, REASON_NONE},
    {"svix", "no id", {{"svix-timestamp", "1"}, {"svix-signature", "v1,Zm9v"}}, REASON_MISSING_ID},
    {"svix",
     "the standard's id",
     {{ID, "m"}, {TIME, "1"}, {"svix-signature", "v1,Zm9v"}},
     REASON_MISSING_ID},
};

static void gives_the_first_reason(void)
{
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        struct header list[MOST_HEADERS];
        struct headers headers = headers_of(list, claims[i].headers, MOST_HEADERS);
        struct claim claim;
        check_row("%s, %s", claims[i].scheme, claims[i].name);
        enum reason reason = claim_read(&claim, builtin_scheme(claims[i].scheme), &headers);
        CHECK_TEXT(span_of(reason_name(reason)), reason_name(claims[i].reason));
        claim_clear(&claim);
    }
}

/* What is taken from headers: the signature headers (at most two), timestamp and id. */
static const struct {
    const char *scheme, *name;
    struct pair headers[MOST_HEADERS];
    struct pair signatures[2];
    const char *timestamp, *id;
} parts[] = {
    {"sfpy",
     "both names, in the scheme's order",
     {{S, "00"}, {"x-sfpy-signature", "11"}},
     {{X, "11"}, {S, "00"}},
     NULL,
     NULL},
    {"sfpy", "the documented name", {{S, "00"}}, {{S, "00"}}, NULL, NULL},
    {"sfpy",
     "joined",
     {{X, "00"}, {"X-Other", "1"}, {X, ""}, {X, "22"}},
     {{X, "00, , 22"}},
     NULL,
     NULL},
    {"standard",
     "all",
     {{ID, "m"}, {TIME, "01"}, {SIGNATURE, "v1,Zm9v v1,Zm9w"}},
     {{SIGNATURE, "v1,Zm9v v1,Zm9w"}},
     "01",
     "m"},
    {"standard",
     "ids joined",
     {{ID, "m"}, {ID, "n"}, {TIME, "1"}, {SIGNATURE, "v1,Zm9v"}},
     {{SIGNATURE, "v1,Zm9v"}},
     "1",
     "m, n"},
    {"stripe",
     "the last time",
     {{STRIPE, "t=1,v1=00,t=2,t=3"}},
     {{STRIPE, "t=1,v1=00,t=2,t=3"}},
     "3",
     NULL},
    {"stripe",
     "joined",
     {{STRIPE, "t=1,v1=00"}, {STRIPE, "t=2,v1=00"}},
     {{STRIPE, "t=1,v1=00, t=2,v1=00"}},
     "1",
     NULL},
    {"slack", "both", {{SLACK, "v0=00"}, {SLACK_TIME, "1"}}, {{SLACK, "v0=00"}}, "1", NULL},
    {"safepay-raast",
     "both",
     {{X_TIME, "2026-01-01T00:00:00Z"}, {X, "00"}},
     {{X, "00"}},
     "2026-01-01T00:00:00Z",
     NULL},
    {"svix",
     "its own first",
     {{SIGNATURE, "v1,Zm9v"},
      {"svix-id", "s"},
      {"svix-timestamp", "2"},
      {"svix-signature", "v1,Zm9w"}},
     {{"svix-signature", "v1,Zm9w"}},
     "2",
     "s"},
    {"svix",
     "the other where its own is empty",
     {{"svix-signature", ""}, {SIGNATURE, "v1,Zm9v"}, {ID, "m"}, {TIME, "1"}},
     {{SIGNATURE, "v1,Zm9v"}},
     "1",
     "m"},
    {"github",
     "no other header counts",
     {{"X-Hub-Signature-256", "sha256=00"}, {TIME, "1"}, {ID, "m"}},
     {{"X-Hub-Signature-256", "sha256=00"}},
     NULL,
     NULL},
};

static void takes_the_parts(void)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct header list[MOST_HEADERS];
        struct headers headers = headers_of(list, parts[i].headers, MOST_HEADERS);
        struct claim claim;
        check_row("%s, %s", parts[i].scheme, parts[i].name);
        claim_read(&claim, builtin_scheme(parts[i].scheme), &headers);
        CHECK_NUMBER((long long)claim.count, parts[i].signatures[1].name ? 2 : 1);
        for (size_t j = 0; j < claim.count; j++) {
            CHECK_TEXT(span_of(claim.headers[j].name), parts[i].signatures[j].name);
            CHECK_TEXT(claim.headers[j].value, parts[i].signatures[j].value);
        }
        CHECK_TEXT(claim.timestamp, parts[i].timestamp);
        CHECK_TEXT(claim.id, parts[i].id);
        claim_clear(&claim);
    }
}

/* Elements that a scheme takes as a signature, with the number of their bytes (none: NONE). */
enum { NONE = -1 };
#define BASE64_32 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static const struct {
    const char *scheme, *element;
    int size;
} elements[] = {
    {"sfpy", "00ff", 2},
    {"sfpy", "00FF", 2},
    {"sfpy", "", 0},
    {"sfpy", "0", NONE},
    {"sfpy", "0g", NONE},
    {"sfpy", "sha512=00", NONE},
    {"github", "sha256=00ff", 2},
    {"github", "sha256=00FF", NONE},
    {"github", "sha256=", 0},
    {"github", "sha256", NONE},
    {"github", "SHA256=00ff", NONE},
    {"github", "00ff", NONE},
    {"slack", "v0=00", 1},
    {"slack", "v1=00", NONE},
    {"stripe", "v1=00", 1},
    {"stripe", "t=00", NONE},
    {"standard", "v1," BASE64_32 "=", 32},
    {"standard", "v1," BASE64_32, NONE},
    {"standard", "v1,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=", NONE}, /* bits left over */
    {"standard", "v1,", 0},
    {"standard", "v1", NONE},
    {"standard", "v1a,Zm9v", NONE},
    {"standard", "v1,Zm9v,", NONE},
    {"standard", "v1,Zm-_", NONE},
    {"standard-v1a", "v1a,Zm9v", 3},
    {"shopify", "Zm9v", 3},
    {"shopify", "Zg==", 1},
    {"shopify", "Zh==", NONE},
    {"shopify", "Zg=", NONE},
    {"shopify", " Zm9v", NONE},
    {"shopify", "Zm9v ", NONE},
};

static void decodes_elements(void)
{
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        struct raw_signature signature;
        check_row("%s, '%s'", elements[i].scheme, elements[i].element);
        bool read = claim_decode(builtin_scheme(elements[i].scheme), span_of(elements[i].element),
                                 &signature);
        CHECK_NUMBER(read ? (int)signature.size : NONE, elements[i].size);
    }
}

/* A signature of 64 bytes is the longest there is. */
static void decodes_no_more_than_fits(void)
{
    static const struct {
        const char *scheme;
        size_t most; /* digits */
    } rows[] = {{"sfpy", 128}, {"shopify", 84}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t digits = rows[i].most - 8; digits <= 100000;
             digits += digits < 200 ? 4 : 9972) {
            struct raw_signature signature;
            struct buf text = {0};
            buf_add_repeated(&text, 'a', digits);
            check_row("%s, %zu digits", rows[i].scheme, digits);
            bool read = claim_decode(builtin_scheme(rows[i].scheme), buf_span(&text), &signature);
            CHECK(read == (digits <= rows[i].most));
            buf_clear(&text);
        }
}

static void takes_prefixes_off(void)
{
    static const char *const rows[][2] = {
        {"sha256=00ff", "00ff"},
        {"v1,Zm9v", "Zm9v"},
        {"v1=00", "00"},
        {"00ff", "00ff"},
        {"", ""},
        {"=00", "=00"},
        {"Zg==", "Zg=="},
        {"Zm8=", "Zm8="},
        {"sha256=", "sha256="},
        {"sha-256=00", "sha-256=00"},
        {"abcdefghijkl=00", "00"},
        {"abcdefghijklm=00", "abcdefghijklm=00"},
        {"a=b=c", "b=c"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("'%s'", rows[i][0]);
        CHECK_TEXT(claim_without_prefix(span_of(rows[i][0])), rows[i][1]);
    }
}

static const struct check_case cases[] = {
    {"gives the first reason", gives_the_first_reason},
    {"takes the parts", takes_the_parts},
    {"decodes elements", decodes_elements},
    {"decodes no more than fits", decodes_no_more_than_fits},
    {"takes prefixes off", takes_prefixes_off},
};

int main(void)
{
    return CHECK_RUN(cases);
}
