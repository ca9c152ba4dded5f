#include "check.h"
#include "working.h"

#include <string.h>

/* RFC 4231, section 4.3, as a request of a scheme that signs the whole body. */
#define JEFE "what do ya want for nothing?"
#define JEFE_SHA512                                                                                \
    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"                             \
    "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
#define JEFE_SHA256 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
#define FORTY "0123456789012345678901234567890123456789"

static bool work_out(struct working *working, const char *name, const char *secret_text,
                     struct header *list, size_t count, struct span body)
{
    struct error err;
    const struct headers headers = {list, count};
    const struct secret secret = secret_of(span_of(secret_text));
    const struct evidence evidence = {
        .headers = &headers, .body = body, .url = SPAN("https://example.com/")};
    working_out(working, scheme_find(scheme_builtin(), name, &err), &secret, &evidence);
    return working->whole;
}

static void works_out(void)
{
    struct header any[] = {{SPAN("X-SFPY-SIGNATURE"), SPAN("00")},
                           {SPAN("X-Hub-Signature-256"), SPAN("sha256=00")}};
    static const struct {
        const char *scheme;
        struct span body;
        const char *expected, *first, *last;
        size_t claims;
    } rows[] = {
        {"safepay-v2", BYTES(JEFE), JEFE_SHA512, JEFE, NULL, 1},
        {"sfpy", BYTES("{\"data\":\"x\",\"data\": 1}"), NULL, "1", NULL, 1},
        {"github", BYTES(JEFE), "sha256=" JEFE_SHA256, JEFE, NULL, 1},
        {"safepay-v2", BYTES(""), NULL, "", NULL, 1},
        {"safepay-v2", BYTES(FORTY FORTY), NULL, FORTY FORTY, NULL, 1},
        {"safepay-v2", BYTES(FORTY "x" FORTY), NULL, FORTY, FORTY, 1},
        {"safepay-v2", BYTES(FORTY FORTY "x"), NULL, FORTY,
         "123456789"
         "012345678901234567890123456789x",
         1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct working working;
        check_row("row %zu", i);
        CHECK(work_out(&working, rows[i].scheme, "Jefe", any, COUNT_OF(any), rows[i].body));
        if (rows[i].expected)
            CHECK_TEXT(working.expected, rows[i].expected);
        CHECK(working.expected.size > 0);
        CHECK_TEXT(working.first, rows[i].first);
        CHECK_TEXT(working.last, rows[i].last);
        CHECK_NUMBER((long long)working.key_size, 4);
        CHECK_NUMBER((long long)working.claim.count, (long long)rows[i].claims);
        if (!rows[i].last)
            CHECK_NUMBER((long long)working.signed_size, (long long)strlen(rows[i].first));
        working_clear(&working);
    }
}

/* The parts of a template, in their order. */
static void puts_parts_together(void)
{
    struct header list[] = {{SPAN("webhook-signature"), SPAN("v1,AAAA")},
                            {SPAN("webhook-timestamp"), SPAN("1767225600")},
                            {SPAN("webhook-id"), SPAN("msg_1")},
                            {SPAN("x-square-hmacsha256-signature"), SPAN("AAAA")}};
    struct working working;
    CHECK(work_out(&working, "standard", "whsec_c2VjcmV0", list, COUNT_OF(list), SPAN("{}")));
    CHECK_TEXT(working.first, "msg_1.1767225600.{}");
    CHECK_NUMBER((long long)working.key_size, 6);
    CHECK(span_starts(working.expected, SPAN("v1,")));
    working_clear(&working);
    CHECK(work_out(&working, "square", "Jefe", list, COUNT_OF(list), SPAN("{}")));
    CHECK_TEXT(working.first, "https://example.com/{}");
    working_clear(&working);
}

/* RFC 8032, section 7.1: what the first key pair signs can be computed by one half of it only. */
static void needs_the_private_key(void)
{
    struct header list[] = {{SPAN("webhook-signature"), SPAN("v1a,AAAA")},
                            {SPAN("webhook-timestamp"), SPAN("1")},
                            {SPAN("webhook-id"), SPAN("i")}};
    struct working working;
    CHECK(work_out(&working, "standard-v1a", "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                   list, COUNT_OF(list), SPAN("{}")));
    CHECK(!working.expected.at);
    CHECK_NUMBER((long long)working.key_size, 0);
    CHECK_TEXT(working.first, "i.1.{}");
    working_clear(&working);
    CHECK(work_out(&working, "standard-v1a", "whsk_nWGxne/9WmC6hErSm8G8AbrA8lbb1nbZk0tVmKSW1Yw=",
                   list, COUNT_OF(list), SPAN("{}")));
    CHECK(span_starts(working.expected, SPAN("v1a,")));
    CHECK_NUMBER((long long)working.expected.size, 4 + 88);
    working_clear(&working);
}

/* Where a part is missing, what is there can be shown all the same. */
static void lacks_a_part(void)
{
    struct header list[] = {{SPAN("X-SFPY-SIGNATURE"), SPAN("00")}};
    static const struct {
        const char *scheme, *secret;
        struct span body;
    } rows[] = {
        {"sfpy", "s", BYTES("no JSON")},
        {"sfpy", "s", BYTES("{\"event\":1}")},
        {"sfpy", "s", BYTES("")},
        {"safepay-raast", "no base64!", BYTES("{}")},
        {"standard-v1a", "whpk_AAAA", BYTES("{}")},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct working working;
        check_row("row %zu", i);
        CHECK(!work_out(&working, rows[i].scheme, rows[i].secret, list, 1, rows[i].body));
        CHECK(!working.expected.at);
        working_clear(&working);
        working_clear(&working);
    }
    struct working none = {.signed_size = 0};
    working_clear(&none);
}

static const struct check_case cases[] = {
    {"works out", works_out},
    {"puts parts together", puts_parts_together},
    {"needs the private key", needs_the_private_key},
    {"lacks a part", lacks_a_part},
};

int main(void)
{
    return CHECK_RUN(cases);
}
