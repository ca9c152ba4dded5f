#include "clock.h"
#include "signing.h"

#include <string.h>

#define X "X-SFPY-SIGNATURE"
#define S "SFPY-Signature"
#define GOOD "c2VjcmV0"
#define BAD "no base64!"
#define AT "1767225600"

#define SEED "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
#define PUBLIC "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

/* Which secrets may sign, and which verify; the begin of what is said of the others. */
static const struct {
    const char *scheme, *secrets[MOST_SECRETS];
    const char *no_signing, *no_verifying;
} checks[] = {
    {"sfpy", {"secret", "other"}, NULL, NULL},
    {"standard", {GOOD, "whsec_" GOOD}, NULL, NULL},
    {"standard",
     {BAD, GOOD},
     "the secret #effb8360 from --secret: ",
     "the secret #effb8360 from --secret: "},
    {"standard",
     {GOOD, BAD},
     "the secret #effb8360 from another: ",
     "the secret #effb8360 from another: "},
    {"standard-v1a", {SEED, PUBLIC}, NULL, NULL},
    {"standard-v1a",
     {PUBLIC, SEED},
     "the secret #4b54c623 from --secret: it is a public key",
     NULL},
};

static void check_use(const struct signer *signer, bool to_sign, const char *refusal)
{
    struct error err = {0};
    CHECK(signer_check(signer, to_sign, &err) == !refusal);
    CHECK_NUMBER(err.code, refusal ? ERROR_USAGE : ERROR_NONE);
    CHECK_TEXT(span_slice(span_of(err.text), 0, refusal ? strlen(refusal) : 0),
               refusal ? refusal : "");
    CHECK((err.hint[0] != 0) == (refusal != NULL));
}

static void checks_secrets(void)
{
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        struct signer *signer = new_signer(builtin_scheme(checks[i].scheme), checks[i].secrets);
        check_row("row %zu", i);
        check_use(signer, true, checks[i].no_signing);
        check_use(signer, false, checks[i].no_verifying);
        signer_free(signer);
    }
}

static void signs_by_the_first_secret(void)
{
    static const char *const secrets[] = {"new", "old", NULL};
    struct arena arena = {0};
    struct error err;
    struct headers made = {0};
    struct stamp stamp = {.time = NEW_YEAR};
    struct signer *signer = new_signer(builtin_scheme("sfpy"), secrets);
    CHECK(signer_sign(signer, SPAN(BODY), &stamp, NULL, &arena, &made, &err));
    struct headers alone = sign(builtin_scheme("sfpy"), "new", SPAN(BODY), &arena);
    CHECK_SPAN(made.at[0].value, alone.at[0].value);
    signer_free(signer);
    arena_clear(&arena);
}

/* What can't be signed, and the code of the error. */
static const struct {
    const char *scheme, *secret, *body;
    struct stamp stamp;
    enum error_code code;
} refusals[] = {
    {"sfpy", "secret", "", {NEW_YEAR, {0}, {0}}, ERROR_INPUT},
    {"sfpy", "secret", "{}", {NEW_YEAR, {0}, {0}}, ERROR_INPUT},
    {"sfpy", "secret", "[]", {NEW_YEAR, {0}, {0}}, ERROR_INPUT},
    {"sfpy", "secret", "{\"data\":", {NEW_YEAR, {0}, {0}}, ERROR_INPUT},
    {"safepay-v1", "secret", "x", {NEW_YEAR, {0}, {0}}, ERROR_INPUT},
    {"standard", BAD, BODY, {NEW_YEAR, BYTES("msg_1"), {0}}, ERROR_USAGE},
    {"standard", GOOD, BODY, {NEW_YEAR, {0}, {0}}, ERROR_USAGE},
    {"standard", GOOD, BODY, {NEW_YEAR, BYTES(""), {0}}, ERROR_USAGE},
    {"standard", GOOD, BODY, {-1, BYTES("msg_1"), {0}}, ERROR_USAGE},
    {"stripe", "secret", BODY, {-CLOCK_SECOND, {0}, {0}}, ERROR_USAGE},
    {"standard-v1a", PUBLIC, BODY, {NEW_YEAR, BYTES("msg_1"), {0}}, ERROR_USAGE},
    {"square", "secret", BODY, {NEW_YEAR, {0}, {0}}, ERROR_USAGE},
    {"square", "secret", BODY, {NEW_YEAR, {0}, BYTES("")}, ERROR_USAGE},
};

static void refuses_to_sign(void)
{
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const char *const secrets[] = {refusals[i].secret, NULL};
        struct arena arena = {0};
        struct headers made = {0};
        struct error err = {0};
        struct signer *signer = new_signer(builtin_scheme(refusals[i].scheme), secrets);
        check_row("row %zu, %s", i, refusals[i].scheme);
        CHECK(!signer_sign(signer, span_of(refusals[i].body), &refusals[i].stamp, NULL, &arena,
                           &made, &err));
        CHECK_NUMBER(err.code, refusals[i].code);
        CHECK(err.text[0] && err.hint[0]);
        CHECK_NUMBER((long long)made.count, 0);
        signer_free(signer);
        arena_clear(&arena);
    }
}

/* The headers that signing gives, in order; of signatures the begin, their sizes being known. */
static const struct {
    const char *scheme, *secret;
    struct pair headers[MOST_HEADERS];
    size_t size;      /* of the signature header's value */
    const char *only; /* of one name; NULL: all */
} made_headers[] = {
    {"sfpy", "s", {{X, ""}, {S, ""}}, 128, NULL},
    {"sfpy", "s", {{S, ""}}, 128, S},
    {"sfpy", "s", {{"X-Mine", ""}}, 128, "X-Mine"},
    {"safepay-v1", "s", {{X, ""}}, 128, NULL},
    {"safepay-v2", "s", {{X, ""}}, 128, NULL},
    {"safepay-raast",
     GOOD,
     {{"X-SFPY-TIMESTAMP", "2026-01-01T00:00:00.000000999Z"}, {X, "sha256="}},
     71,
     NULL},
    {"standard",
     GOOD,
     {{"webhook-id", "msg_1"}, {"webhook-timestamp", AT}, {"webhook-signature", "v1,"}},
     47,
     NULL},
    {"standard-v1a",
     SEED,
     {{"webhook-id", "msg_1"}, {"webhook-timestamp", AT}, {"webhook-signature", "v1a,"}},
     92,
     NULL},
    {"svix",
     GOOD,
     {{"svix-id", "msg_1"}, {"svix-timestamp", AT}, {"svix-signature", "v1,"}},
     47,
     NULL},
    {"stripe", "s", {{"Stripe-Signature", "t=" AT ",v1="}}, 80, NULL},
    {"github", "s", {{"X-Hub-Signature-256", "sha256="}}, 71, NULL},
    {"shopify", "s", {{"X-Shopify-Hmac-Sha256", ""}}, 44, NULL},
    {"slack", "s", {{"X-Slack-Request-Timestamp", AT}, {"X-Slack-Signature", "v0="}}, 67, NULL},
    {"coinbase", "s", {{"X-CC-Webhook-Signature", ""}}, 64, NULL},
    {"btcpay", "s", {{"BTCPay-Sig", "sha256="}}, 71, NULL},
    {"paystack", "s", {{"x-paystack-signature", ""}}, 128, NULL},
    {"square", "s", {{"x-square-hmacsha256-signature", ""}}, 44, NULL},
};

static void check_made(size_t row, const struct headers *made)
{
    struct header list[MOST_HEADERS] = {0};
    struct headers expected = headers_of(list, made_headers[row].headers, MOST_HEADERS);
    if (!CHECK_NUMBER((long long)made->count, (long long)expected.count))
        return;
    for (size_t i = 0; i < made->count; i++) {
        bool signature = span_equal(made->at[i].value, made->at[made->count - 1].value);
        CHECK_SPAN(made->at[i].name, expected.at[i].name);
        CHECK(span_starts(made->at[i].value, expected.at[i].value));
        CHECK_NUMBER((long long)made->at[i].value.size,
                     (long long)(signature ? made_headers[row].size : expected.at[i].value.size));
    }
}

static void gives_headers_in_order(void)
{
    for (size_t i = 0; i < COUNT_OF(made_headers); i++) {
        const char *const secrets[] = {made_headers[i].secret, NULL};
        const struct stamp stamp = {NEW_YEAR + 999, SPAN("msg_1"), SPAN(URL)};
        struct arena arena = {0};
        struct headers made = {0};
        struct error err = {0};
        struct signer *signer = new_signer(builtin_scheme(made_headers[i].scheme), secrets);
        check_row("%s", made_headers[i].scheme);
        CHECK(signer_sign(signer, SPAN(BODY), &stamp, made_headers[i].only, &arena, &made, &err));
        check_made(i, &made);
        signer_free(signer);
        arena_clear(&arena);
    }
}

/* Whatever signing gives is right, and no longer so where a byte of the body changes. */
static void verifies_what_it_signs(void)
{
    for (size_t i = 0; i < COUNT_OF(made_headers); i++) {
        const struct scheme *scheme = builtin_scheme(made_headers[i].scheme);
        const char *const secrets[] = {made_headers[i].secret, NULL};
        struct arena arena = {0};
        struct signer *signer = new_signer(scheme, secrets);
        check_row("%s", made_headers[i].scheme);
        struct headers made = sign(scheme, made_headers[i].secret, SPAN(BODY), &arena);
        CHECK_TEXT(span_of(reason_name(verify(signer, &made, SPAN(BODY)).reason)), NULL);
        struct verdict verdict = verify(signer, &made, SPAN("{\"data\":{\"token\":\"C3SK\"}}"));
        CHECK_NUMBER(verdict.reason, REASON_MISMATCH);
        signer_free(signer);
        arena_clear(&arena);
    }
}

/* A secret that was replaced verifies what is judged before its time is over. */
static void lets_secrets_go(void)
{
    const struct scheme *scheme = builtin_scheme("sfpy");
    struct secret secrets[] = {secret_of(SPAN("new")), secret_of(SPAN("old"))};
    struct arena arena = {0};
    struct error err;
    const struct headers made = sign(scheme, "old", SPAN(BODY), &arena);
    secrets[1].until = NEW_YEAR;
    struct signer *signer = signer_new(scheme, secrets, COUNT_OF(secrets), &err);
    for (int64_t now = NEW_YEAR - 1; now <= NEW_YEAR + 1; now++) {
        const struct evidence evidence = {
            .headers = &made, .body = SPAN(BODY), .now = now, .tolerance = TOLERANCE_OF_SCHEME};
        CHECK_NUMBER(signer_verify(signer, &evidence).reason,
                     now < NEW_YEAR ? REASON_NONE : REASON_MISMATCH);
    }
    signer_free(signer);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"checks secrets", checks_secrets},
    {"signs by the first secret", signs_by_the_first_secret},
    {"refuses to sign", refuses_to_sign},
    {"gives headers in order", gives_headers_in_order},
    {"verifies what it signs", verifies_what_it_signs},
    {"lets secrets go", lets_secrets_go},
};

int main(void)
{
    return CHECK_RUN(cases);
}
