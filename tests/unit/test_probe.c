/* Deliveries signed in every wrong way: diagnosis has to say of each what was done. */
#include "probe.h"

#include "clock.h"
#include "diagnosing.h"
#include "suspect.h"

#include <string.h>

#define NEW_YEAR (INT64_C(1767225600) * CLOCK_SECOND)
#define URL "https://example.com/hook"

static const struct stamp stamp = {NEW_YEAR, {MESSAGE_ID, 5}, {URL, sizeof URL - 1}};

/* What signs and verifies in a test; lives as long as what is opened with it. */
struct setting {
    struct secret secrets[2], others[1];
    struct diagnosis_case input;
};

static void set(struct setting *setting, const char *scheme, const char *secret, struct span body)
{
    setting->secrets[0] = secret_of(span_of(secret));
    setting->secrets[1] = secret_of(SPAN("c2Vjb25k"));
    setting->others[0] = secret_of(SPAN("dGhpcmQh"));
    setting->others[0].origin = "the old ones";
    setting->input = (struct diagnosis_case){.scheme = scheme_of(scheme),
                                             .schemes = scheme_builtin(),
                                             .secrets = setting->secrets,
                                             .secret_count = 2,
                                             .others = setting->others,
                                             .other_count = 1,
                                             .evidence = {.body = body, .url = SPAN("elsewhere")}};
}

#define EVENT                                                                                      \
    "{\"version\":1,\"type\":\"a\",\"data\":{\"b\":\"\xc3\xa9 </ &\",\"data\":{\"a\":1}},"         \
    "\"notification\":{\"tracker\":\"track_1\"}}"
#define WRAPPED_EVENT "{\"data\":" EVENT "}"
#define NUMBERS "{\"data\":{\"n\":[1.0,1e5],\"o\":{},\"s\":\"\\u00e9\\/\\u0026\"}}"

/* With what body and secret which rows of the suspects show. */
static const struct span bodies[] = {
    BYTES(WRAPPED_EVENT),
    BYTES(NUMBERS),
    BYTES(BOM "{\"data\": [1]\n}\r\n"),
    BYTES("{\"data\":[1,\r\n2]}\n"),
    BYTES(" {\"data\": {\"b\":1,\n\"a\":2}} "),
};
static const char *const secrets[] = {
    SECRET,         HEX_SECRET, "c2VjcmV0",  "whsec_c2VjcmV0IGtleSBieXRlcw==",
    "\"c2VjcmV0\"", "'quoted'", " spaced\n", "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
};

static const struct suspect *suspects[SUSPECTS_MOST];
static bool named[SUSPECTS_MOST];
static size_t suspect_count, probe_count;

static void note_named(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < suspect_count; i++)
        if (span_contains(diagnosis->was, span_of(suspects[i]->was)))
            named[i] = true;
}

static bool is_right(const struct setting *setting, const struct headers *headers, bool any_case)
{
    struct error err;
    struct scheme scheme = *setting->input.scheme;
    scheme.any_case = any_case;
    struct evidence evidence = {
        .headers = headers, .body = setting->input.evidence.body, .url = stamp.url};
    struct signer *signer = signer_new(&scheme, setting->secrets, 1, &err);
    bool right = signer_verify(signer, &evidence).validity == VALIDITY_VALID;
    signer_free(signer);
    return right;
}

static void check_explained(struct setting *setting, struct probes *probes,
                            const struct headers *headers)
{
    struct diagnosis diagnosis;
    /* Svix has names that are another scheme's. */
    const char *name = setting->input.scheme->names[0].signature;
    bool own = headers_find(headers, span_of(name), NULL) != NULL;
    CHECK(!own || !is_right(setting, headers, false));
    probes_explain(probes, &diagnosis);
    CHECK(diagnosis.cause.size > 0);
    CHECK(diagnosis.mend.size > 0);
    CHECK(span_starts(diagnosis.was, SPAN("the endpoint accepts the event when ")));
    CHECK(!span_contains(diagnosis.mend, SPAN("send it")));
    CHECK(!span_contains(diagnosis.mend, SPAN("editor")));
    CHECK(!own || !is_right(setting, headers, true) || span_is(diagnosis.cause, "encoding"));
    note_named(&diagnosis);
    diagnosis_clear(&diagnosis);
}

static void explain_all(const char *scheme, const char *secret, struct span body)
{
    struct setting setting;
    struct probes probes;
    struct error err;
    set(&setting, scheme, secret, body);
    if (probes_open(&probes, &setting.input, &stamp, &err)) {
        const struct headers *headers;
        for (size_t i = 0; (headers = probes_next(&probes)); i++) {
            check_row("%s, %s, %.*s: probe %zu", scheme, secret, SPAN_ARG(body), i);
            check_explained(&setting, &probes, headers);
            probe_count++;
        }
        CHECK(probes.count <= PROBES_MOST + 1);
    }
    probes_close(&probes);
}

/* The rows of suspects that no event of ours can show. */
static const char *const beyond[] = {"gzip"};

static bool is_beyond(const struct suspect *suspect)
{
    for (size_t i = 0; i < COUNT_OF(beyond); i++)
        if (strcmp(suspect->cause, beyond[i]) == 0)
            return true;
    return false;
}

static void explains_every_suspect(void)
{
    const struct schemes *schemes = scheme_builtin();
    suspect_count = suspect_list(suspects);
    for (size_t i = 0; i < schemes->count + COUNT_OF(own_schemes); i++) {
        const char *name =
            i < schemes->count ? schemes->at[i].name : own_schemes[i - schemes->count].name;
        for (size_t j = 0; j < COUNT_OF(bodies); j++)
            for (size_t k = 0; k < COUNT_OF(secrets); k++)
                if (j == 0 || k == 0)
                    explain_all(name, secrets[k], bodies[j]);
    }
    for (size_t i = 0; i < suspect_count; i++) {
        check_row("suspect %zu, %s: %s", i, suspects[i]->cause, suspects[i]->was);
        CHECK(named[i] != is_beyond(suspects[i]));
    }
    CHECK(probe_count > 5000);
}

/* An endpoint, made by hand, and what is said of it. */
static const struct {
    struct signing endpoint;
    const char *was, *mend;
} endpoints[] = {
    {{.cause = "whole-body", .bytes = BYTES(WRAPPED_EVENT)},
     "the endpoint accepts the event when the whole body was signed, not the bytes of \"data\" "
     "alone",
     "sign and verify the bytes of the member \"data\" alone, as they stand in the body"},
    {{.cause = "data-only", .scheme = "safepay-v2", .bytes = BYTES(EVENT)},
     "the endpoint accepts the event when the bytes of \"data\" alone were signed, not the whole "
     "body",
     "sign and verify the whole body, as it came"},
    {{.cause = "hash", .bytes = BYTES(EVENT), .hash = "SHA256"},
     "the endpoint accepts the event when SHA256 was used, not SHA512",
     "use HMAC with SHA512"},
    {{.cause = "encoding", .bytes = BYTES(EVENT), .form = AS_BASE64},
     "the endpoint accepts the event when the signature is right, but written in base64, not hex",
     "compare with the signature as it is due, as lower-case hex"},
    {{.cause = "encoding", .bytes = BYTES(EVENT), .form = AS_UPPER_HEX},
     "the endpoint accepts the event when the signature is right, but written in upper case",
     "compare with the signature as it is due, as lower-case hex"},
    {{.cause = "encoding", .bytes = BYTES(EVENT), .before = "sha512="},
     "the endpoint accepts the event when the signature is right, but written behind sha512=, "
     "which does not belong there",
     "compare with the signature as it is due, as lower-case hex"},
    {{.cause = "trailing-newline", .bytes = BYTES(EVENT "\n")},
     "the endpoint accepts the event when a newline was signed behind the rest",
     "hash the bytes as they came, nothing added to them"},
    {{.cause = "secret-space", .bytes = BYTES(EVENT), .key = BYTES(SECRET "\n")},
     "the endpoint accepts the event when the key was made from the secret with a newline behind "
     "it",
     "take white space off the secret where it is read"},
    {{.cause = "whole-body+secret-space", .bytes = BYTES(WRAPPED_EVENT), .key = BYTES(SECRET "\n")},
     NULL,
     NULL},
    {{.cause = "whole-body+hash", .bytes = BYTES(WRAPPED_EVENT), .hash = "SHA256"}, NULL, NULL},
    {{.cause = "whole-body+encoding", .bytes = BYTES(WRAPPED_EVENT), .form = AS_BASE64},
     NULL,
     NULL},
    {{.cause = "hash+encoding", .bytes = BYTES(EVENT), .hash = "SHA256", .form = AS_BASE64},
     "the endpoint accepts the event when SHA256 was used, not SHA512; the signature is right, but "
     "written in base64, not hex",
     "use HMAC with SHA512; compare with the signature as it is due, as lower-case hex"},
    {{.cause = "other-secret", .bytes = BYTES(EVENT), .key = BYTES("dGhpcmQh")},
     "the endpoint accepts the event when another of the known secrets was used (secret #91ce4649, "
     "the old ones)",
     "give both sides the same secret; --secret takes the one that was used"},
    {{.cause = "other-secret", .bytes = BYTES(EVENT), .key = BYTES("c2Vjb25k")}, NULL, NULL},
    {{.cause = "redirect-signature", .bytes = BYTES("track_1"), .hash = "SHA256"},
     "the endpoint accepts the event when it is the signature of the checkout redirect, the "
     "HMAC-SHA256 of the tracker",
     "the redirect and the webhook are signed differently: take the webhook's header"},
    {{.cause = "not-hmac", .bytes = BYTES(SECRET EVENT), .made = IN_PLAIN_HASH}, NULL, NULL},
    {{.cause = "unicode-escapes",
      .bytes = BYTES("{\"version\":1,\"type\":\"a\",\"data\":{\"b\":\"\\u00e9 </ &\",\"data\":"
                     "{\"a\":1}},\"notification\":{\"tracker\":\"track_1\"}}")},
     NULL,
     NULL},
    {{.cause = "no-timestamp",
      .scheme = "stripe",
      .before = "t=" UNIX_TIME ",v1=",
      .bytes = BYTES(WRAPPED_EVENT)},
     "the endpoint accepts the event when the timestamp was left out of what was signed",
     "put the signed bytes together as the scheme says, every part and separator of them"},
    {{.cause = NULL, .bytes = BYTES("something else")}, NULL, NULL},
};

/* Whether the signature that the endpoint computes is among the headers. */
static bool is_accepted(const struct signing *endpoint, const struct headers *headers)
{
    struct buf text = {0};
    sign_as(&text, endpoint);
    const struct header *header =
        headers_find(headers, span_of(scheme_of(endpoint->scheme)->names[0].signature), NULL);
    bool accepted = header && span_equal(header->value, buf_span(&text));
    buf_clear(&text);
    return accepted;
}

static void explains_what_endpoints_do(void)
{
    for (size_t i = 0; i < COUNT_OF(endpoints); i++) {
        const struct signing *endpoint = &endpoints[i].endpoint;
        struct setting setting;
        struct probes probes;
        struct error err;
        struct diagnosis diagnosis = {.differs = false};
        const struct headers *headers;
        set(&setting, endpoint->scheme ? endpoint->scheme : "sfpy", SECRET, SPAN(WRAPPED_EVENT));
        CHECK(probes_open(&probes, &setting.input, &stamp, &err));
        do
            headers = probes_next(&probes);
        while (headers && !is_accepted(endpoint, headers));
        if (headers)
            probes_explain(&probes, &diagnosis);
        check_row("endpoint %zu, %s: %.*s", i, endpoint->cause, SPAN_ARG(diagnosis.was));
        CHECK_TEXT(diagnosis.cause, endpoint->cause);
        if (endpoints[i].was) {
            CHECK_TEXT(diagnosis.was, endpoints[i].was);
            CHECK_TEXT(diagnosis.mend, endpoints[i].mend);
        }
        diagnosis_clear(&diagnosis);
        probes_close(&probes);
    }
}

static void explains_another_scheme(void)
{
    struct setting setting;
    struct probes probes;
    struct error err;
    struct diagnosis diagnosis = {.differs = false};
    const struct headers *headers;
    set(&setting, "sfpy", SECRET, SPAN(WRAPPED_EVENT));
    CHECK(probes_open(&probes, &setting.input, &stamp, &err));
    do
        headers = probes_next(&probes);
    while (headers && !headers_find(headers, SPAN("X-Slack-Signature"), NULL));
    CHECK(headers);
    probes_explain(&probes, &diagnosis);
    CHECK_TEXT(diagnosis.cause, "other-scheme");
    CHECK_TEXT(diagnosis.was, "the endpoint accepts the event when it is signed by the rule of "
                              "scheme slack");
    CHECK_TEXT(diagnosis.mend, "verify by the rule of scheme sfpy or, if the other one is due, say "
                               "so (--scheme slack)");
    diagnosis_clear(&diagnosis);
    probes_close(&probes);
}

/* They go out as the right one does: the same names, in the same order, the same time and id. */
static void sends_all_that_the_scheme_names(void)
{
    static const char *const schemes[] = {"sfpy", "standard", "stripe", "slack", "safepay-raast"};
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        struct setting setting;
        struct probes probes;
        struct arena arena = {0};
        struct headers right = {0};
        const struct headers *headers;
        struct error err;
        size_t same = 0;
        set(&setting, schemes[i], "c2VjcmV0", SPAN(WRAPPED_EVENT));
        struct signer *signer = signer_new(setting.input.scheme, setting.secrets, 1, &err);
        CHECK(signer_sign(signer, SPAN(WRAPPED_EVENT), &stamp, NULL, &arena, &right, &err));
        CHECK(probes_open(&probes, &setting.input, &stamp, &err));
        while ((headers = probes_next(&probes))) {
            bool own = headers->count == right.count;
            for (size_t j = 0; own && j < right.count; j++)
                own = span_equal(headers->at[j].name, right.at[j].name);
            for (size_t j = 0; own && j < right.count; j++)
                own = span_equal(headers->at[j].value, right.at[j].value) ||
                      span_is(right.at[j].name, setting.input.scheme->names[0].signature) ||
                      span_equal(headers->at[j].value, headers->at[0].value);
            same += own;
        }
        check_row("%s: %zu of %zu", schemes[i], same, probes.count);
        CHECK(same + scheme_builtin()->count >= probes.count && same > 20);
        signer_free(signer);
        probes_close(&probes);
        arena_clear(&arena);
    }
}

/* What a scheme signs and is not there: no probe without it. */
static void needs_what_is_signed(void)
{
    static const struct {
        const char *scheme;
        struct span body;
    } rows[] = {{"square", BYTES(BODY)},
                {"standard", BYTES(BODY)},
                {"sfpy", BYTES("{}")},
                {"sfpy", BYTES("no JSON")}};
    const struct stamp bare = {.time = NEW_YEAR};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct setting setting;
        struct probes probes;
        struct error err;
        check_row("row %zu", i);
        set(&setting, rows[i].scheme, SECRET, rows[i].body);
        CHECK(!probes_open(&probes, &setting.input, &bare, &err));
        CHECK(err.code == ERROR_USAGE || err.code == ERROR_INPUT);
        CHECK(!probes_next(&probes));
        probes_close(&probes);
    }
    struct probes none = {.count = 0};
    probes_close(&none);
}

static const struct check_case cases[] = {
    {"explains every suspect", explains_every_suspect},
    {"explains what endpoints do", explains_what_endpoints_do},
    {"explains another scheme", explains_another_scheme},
    {"sends all that the scheme names", sends_all_that_the_scheme_names},
    {"needs what is signed", needs_what_is_signed},
};

int main(void)
{
    return CHECK_RUN(cases);
}
