#include "check.h"
#include "signature.h"

#include <string.h>

#define BODY "{\"data\":{\"token\":\"C3SL\"}}"

static struct signer *new_signer(const char *scheme, const char *const *texts)
{
    struct secret secrets[4];
    struct error err;
    size_t count = 0;
    for (; texts[count]; count++)
        secrets[count] = secret_of(span_of(texts[count]));
    return signer_new(scheme_find(scheme_builtin(), scheme, &err), secrets, count, &err);
}

/* RFC 4231, section 4; the key of case 5's truncation is left out. */
static const struct {
    struct span key, data;
    const char *hmac;
} vectors[] = {
    {BYTES("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"),
     BYTES("Hi There"),
     "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
     "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
    {BYTES("Jefe"), BYTES("what do ya want for nothing?"),
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    {BYTES("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15"
           "\x16\x17\x18\x19"),
     BYTES("\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
           "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
           "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"),
     "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
     "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
};

static void check_hmac(struct span key, struct span data, const char *hmac)
{
    struct error err;
    struct buf signature = {0};
    struct secret secret = secret_of(key);
    struct signer *signer = signer_new(scheme_find(scheme_builtin(), "safepay-v2", &err), &secret, 1, &err);
    for (int i = 0; i < 2; i++) { /* twice, since the context is restarted */
        buf_reset(&signature);
        CHECK(signer_sign(signer, data, &signature, &err));
        CHECK_TEXT(buf_span(&signature), hmac);
    }
    signer_free(signer);
    buf_clear(&signature);
}

static void computes_hmac_sha512(void)
{
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        check_row("row %zu", i);
        check_hmac(vectors[i].key, vectors[i].data, vectors[i].hmac);
    }
    char long_key[131];
    memset(long_key, 0xaa, sizeof long_key);
    check_row("a key longer than a block");
    check_hmac((struct span){long_key, sizeof long_key},
               SPAN("Test Using Larger Than Block-Size Key - Hash Key First"),
               "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
               "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
    check_hmac(
        (struct span){long_key, sizeof long_key},
        SPAN("This is a test using a larger than block-size key and a larger than block-size "
             "data. The key needs to be hashed before being used by the HMAC algorithm."),
        "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
        "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58");
}

/* Headers whose values may say SIGNATURE, which stands for the right one. */
struct row {
    const char *name;
    const char *body;
    const char *headers[3][2];
    enum reason reason;
    const char *matched; /* of a valid one */
};

#define X "X-SFPY-SIGNATURE"
#define S "SFPY-Signature"
#define RIGHT "SIGNATURE"
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
    {"missing before not-json", "", {{NULL}}, REASON_MISSING_SIGNATURE, NULL},
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
    struct header list[3];
    struct headers headers = {list, 0};
    struct buf matched = {0};
    for (size_t i = 0; i < COUNT_OF(list) && row->headers[i][0]; i++) {
        bool stands_for_it = strcmp(row->headers[i][1], RIGHT) == 0;
        list[headers.count++] = (struct header){
            span_of(row->headers[i][0]), stands_for_it ? right : span_of(row->headers[i][1])};
    }
    struct verdict verdict = signer_verify(signer, &headers, span_of(row->body));
    CHECK_TEXT(span_of(reason_name(verdict.reason)), reason_name(row->reason));
    CHECK_NUMBER(verdict.validity, row->reason == REASON_NONE ? VALIDITY_VALID : VALIDITY_INVALID);
    CHECK_TEXT(span_of(verdict.scheme->name), "sfpy");
    verdict_write_header(&matched, &verdict);
    CHECK_TEXT(buf_span(&matched), row->matched ? row->matched : "");
    CHECK_TEXT(span_of(verdict.secret), row->matched ? "#2bb80d53" : NULL);
    buf_clear(&matched);
}

static void gives_reasons_in_order(void)
{
    static const char *const secrets[] = {"secret", NULL};
    struct signer *signer = new_signer("sfpy", secrets);
    struct buf right = {0};
    struct error err;
    CHECK(signer_sign(signer, SPAN(BODY), &right, &err));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s", rows[i].name);
        check_verdict(signer, &rows[i], buf_span(&right));
    }
    for (size_t i = 0; i < right.size; i++) /* hex in capitals */
        right.at[i] = (char)(right.at[i] >= 'a' ? right.at[i] - 'a' + 'A' : right.at[i]);
    check_row("in capitals");
    check_verdict(signer, &rows[0], buf_span(&right));
    signer_free(signer);
    buf_clear(&right);
}

static void names_reasons(void)
{
    static const char *const names[] = {"missing-signature", "malformed-signature", "not-json",
                                        "no-data", "mismatch"};
    CHECK(!reason_name(REASON_NONE));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_TEXT(span_of(reason_name((enum reason)(i + 1))), names[i]);
        CHECK(reason_meaning((enum reason)(i + 1))[0] && reason_mend((enum reason)(i + 1))[0]);
    }
}

static void takes_any_of_several_secrets(void)
{
    static const char *const all[] = {"new", "old", "older", NULL};
    struct signer *verifier = new_signer("sfpy", all);
    for (size_t i = 0; i < 4; i++) {
        const char *one[] = {all[i] ? all[i] : "foreign", NULL};
        struct signer *signer = new_signer("sfpy", one);
        struct buf signature = {0};
        struct error err;
        check_row("%s", one[0]);
        CHECK(signer_sign(signer, SPAN(BODY), &signature, &err));
        struct header header = {SPAN(X), buf_span(&signature)};
        struct headers headers = {&header, 1};
        struct verdict verdict = signer_verify(verifier, &headers, SPAN(BODY));
        CHECK_NUMBER(verdict.validity, all[i] ? VALIDITY_VALID : VALIDITY_INVALID);
        if (all[i])
            CHECK_TEXT(span_of(verdict.secret), secret_of(span_of(all[i])).fingerprint);
        signer_free(signer);
        if (i == 0) { /* signing takes the first */
            struct buf again = {0};
            CHECK(signer_sign(verifier, SPAN(BODY), &again, &err));
            CHECK_SPAN(buf_span(&again), buf_span(&signature));
            buf_clear(&again);
        }
        buf_clear(&signature);
    }
    signer_free(verifier);
    signer_free(NULL);
}

static void refuses_to_sign_what_has_no_data(void)
{
    static const char *const bodies[] = {"", "{}", "[]", "{\"data\":", "x"};
    static const char *const secrets[] = {"secret", NULL};
    struct signer *signer = new_signer("sfpy", secrets);
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct buf signature = {0};
        struct error err = {0};
        check_row("%s", bodies[i]);
        CHECK(!signer_sign(signer, span_of(bodies[i]), &signature, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_NUMBER((long long)signature.size, 0);
        buf_clear(&signature);
    }
    signer_free(signer);
}

static const struct check_case cases[] = {
    {"computes HMAC-SHA512", computes_hmac_sha512},
    {"gives reasons in order", gives_reasons_in_order},
    {"names reasons", names_reasons},
    {"takes any of several secrets", takes_any_of_several_secrets},
    {"refuses to sign what has no data", refuses_to_sign_what_has_no_data},
};

int main(void)
{
    return CHECK_RUN(cases);
}
