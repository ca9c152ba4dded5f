#include "signing.h"

#include <string.h>

static const char *const names[] = {"sfpy",     "safepay-v1",   "safepay-v2", "safepay-raast",
                                    "standard", "standard-v1a", "svix",       "stripe",
                                    "github",   "shopify",      "slack",      "coinbase",
                                    "btcpay",   "paystack",     "square"};

static void finds_by_name(void)
{
    const struct schemes *all = scheme_builtin();
    CHECK_NUMBER((long long)all->count, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        check_row("%s", names[i]);
        CHECK_TEXT(span_of(all->at[i].name), names[i]);
        CHECK(builtin_scheme(names[i]) == &all->at[i]);
    }
    check_row("other spellings");
    CHECK(builtin_scheme("standardwebhooks") == builtin_scheme("standard"));
    CHECK(builtin_scheme("standardwebhooks_v1a") == builtin_scheme("standard-v1a"));
}

/* What every row has to hold for the code that reads it. */
static void has_sound_rows(void)
{
    const struct schemes *all = scheme_builtin();
    for (size_t i = 0; i < all->count; i++) {
        const struct scheme *scheme = &all->at[i];
        check_row("%s", scheme->name);
        CHECK(scheme->summary[0] && scheme->names[0].signature && scheme->event_path);
        CHECK(scheme_template_fits(scheme->signed_bytes));
        CHECK(scheme_signs(scheme, "{body}") != scheme_signs(scheme, "{data}"));
        CHECK(scheme_signs(scheme, "{id}") == (scheme->names[0].id != NULL));
        CHECK(scheme_signs(scheme, "{timestamp}") ==
              (scheme->names[0].timestamp || scheme->timestamp_prefix));
        CHECK(scheme_signs(scheme, "{timestamp}") == (scheme->tolerance > 0));
        CHECK(scheme->tolerance > 0 || !scheme->future);
        CHECK(!scheme->timestamp_prefix || scheme->separator);
        CHECK(!scheme->separator || strlen(scheme->separator) == 1);
    }
}

static void hints_at_the_nearest_name(void)
{
    static const char *const rows[][2] = {{"sfyp", "did you mean 'sfpy'?"},
                                          {"safepay-v3", "did you mean 'safepay-v1'?"},
                                          {"safepay_v2", "did you mean 'safepay-v2'?"},
                                          {"safepay-rast", "did you mean 'safepay-raast'?"},
                                          {"strip", "did you mean 'stripe'?"},
                                          {"git-hub", "did you mean 'github'?"},
                                          {"standrad", "did you mean 'standard'?"},
                                          {"SFPY", "did you mean 'sfpy'?"},
                                          {"nowpayments", "'sfpy-hook help schemes' lists them"},
                                          {"xyzzy", "'sfpy-hook help schemes' lists them"},
                                          {"", "'sfpy-hook help schemes' lists them"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        check_row("'%s'", rows[i][0]);
        CHECK(!scheme_find(scheme_builtin(), rows[i][0], &err));
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK_TEXT(span_of(err.hint), rows[i][1]);
    }
}

#define SFPY_BODY "{\"data\":{\"data\":{\"notification\":{}}}}"
#define V1_BODY "{\"data\":{\"notification\":{}}}"
#define V2_BODY "{\"version\":\"2.0.0\",\"type\":\"payment.succeeded\",\"data\":{}}"

/* What headers and body tell, and where the event then stands. */
static const struct {
    struct pair headers[MOST_HEADERS];
    bool bare;
    const char *body, *scheme, *event;
} deliveries[] = {
    {{{"X-SFPY-SIGNATURE", "00"}}, false, SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    {{{"sfpy-signature", "00"}}, false, SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    {{{"x-sfpy-signature", "00"}}, false, V1_BODY, "safepay-v1", "{\"notification\":{}}"},
    {{{"SFPY-Signature", "00"}}, false, V1_BODY, "sfpy", "{\"notification\":{}}"},
    {{{"X-SFPY-SIGNATURE", "00"}}, false, V2_BODY, "safepay-v2", V2_BODY},
    {{{"X-SFPY-SIGNATURE", "00"}}, false, "{\"version\":1,\"data\":2}", "sfpy", "2"},
    {{{"X-SFPY-SIGNATURE", "00"}}, false, "{\"type\":1}", "sfpy", NULL},
    {{{"X-SFPY-SIGNATURE", "00"}}, false, "[1]", "sfpy", NULL},
    {{{"X-SFPY-SIGNATURE", "00"}}, false, "", "sfpy", NULL},
    {{{"X-Other", "00"}}, false, V2_BODY, "sfpy", "{}"},
    {{{0}}, false, V2_BODY, "sfpy", "{}"},
    {{{0}}, false, "{", "sfpy", NULL},
    /* a signature of which only the value is known */
    {{{0}}, true, SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    {{{0}}, true, V1_BODY, "sfpy", "{\"notification\":{}}"},
    {{{0}}, true, V2_BODY, "safepay-v2", V2_BODY},
    {{{0}}, true, "{", "sfpy", NULL},
    {{{"webhook-timestamp", "1"}}, true, V2_BODY, "standard", V2_BODY},
    {{{"svix-timestamp", "1"}}, true, V2_BODY, "svix", V2_BODY},
    {{{"X-Slack-Request-Timestamp", "1"}}, true, "a=b", "slack", "a=b"},
    {{{"X-SFPY-TIMESTAMP", "x"}}, true, V1_BODY, "safepay-raast", V1_BODY},
    {{{"webhook-id", "1"}}, true, V1_BODY, "sfpy", "{\"notification\":{}}"},
    {{{"webhook-timestamp", "1"}}, false, V1_BODY, "sfpy", "{\"notification\":{}}"},
    /* the timestamp's header tells raast from the others of that name */
    {{{"X-SFPY-SIGNATURE", "sha256=00"}, {"X-SFPY-TIMESTAMP", "x"}},
     false,
     V2_BODY,
     "safepay-raast",
     V2_BODY},
    {{{"X-SFPY-SIGNATURE", "00"}, {"x-sfpy-timestamp", ""}},
     false,
     V1_BODY,
     "safepay-raast",
     V1_BODY},
    {{{"X-SFPY-SIGNATURE", "sha256=00"}},
     false,
     SFPY_BODY,
     "sfpy",
     "{\"data\":{\"notification\":{}}}"},
    {{{"X-SFPY-SIGNATURE", "sha256=00"}}, false, V1_BODY, "safepay-v1", "{\"notification\":{}}"},
    {{{"X-SFPY-TIMESTAMP", "x"}}, false, SFPY_BODY, "sfpy", "{\"data\":{\"notification\":{}}}"},
    /* the prefix tells two schemes of the same headers */
    {{{"webhook-signature", "v1,00"}, {"webhook-timestamp", "1"}}, false, "{}", "standard", "{}"},
    {{{"webhook-signature", "v1a,00"}, {"webhook-timestamp", "1"}},
     false,
     "{}",
     "standard-v1a",
     "{}"},
    {{{"webhook-signature", "v1a,00 v1,00"}, {"webhook-timestamp", "1"}},
     false,
     "{}",
     "standard",
     "{}"},
    {{{"webhook-signature", "?"}}, false, "{}", "standard", "{}"},
    {{{"svix-signature", "v1,00"}}, false, "{}", "svix", "{}"},
    {{{"svix-signature", "v1,00"}, {"svix-timestamp", "1"}, {"X-SFPY-SIGNATURE", "00"}},
     false,
     "{}",
     "svix",
     "{}"},
    {{{"Stripe-Signature", "t=1,v1=00"}}, false, "{}", "stripe", "{}"},
    {{{"stripe-signature", ""}}, false, "{}", "stripe", "{}"},
    {{{"X-Hub-Signature-256", "sha256=00"}}, false, "a=b", "github", "a=b"},
    {{{"X-Hub-Signature", "sha1=00"}}, false, "{}", "sfpy", NULL},
    {{{"X-Shopify-Hmac-SHA256", "Zm9v"}}, false, "{}", "shopify", "{}"},
    {{{"X-Slack-Signature", "v0=00"}}, false, "{}", "slack", "{}"},
    {{{"x-cc-webhook-signature", "00"}}, false, "{}", "coinbase", "{}"},
    {{{"BTCPAY-SIG", "sha256=00"}}, false, "{}", "btcpay", "{}"},
    {{{"X-Paystack-Signature", "00"}}, false, "{}", "paystack", "{}"},
    {{{"X-Square-HmacSha256-Signature", "Zm9v"}}, false, "{}", "square", "{}"},
};

static void detects(void)
{
    for (size_t i = 0; i < COUNT_OF(deliveries); i++) {
        struct header list[MOST_HEADERS];
        struct headers headers = headers_of(list, deliveries[i].headers, MOST_HEADERS);
        struct span body = span_of(deliveries[i].body);
        const struct scheme_traits traits = {&headers, body, deliveries[i].bare};
        check_row("row %zu, %s, %s", i, headers.count ? list[0].name.at : "no header",
                  deliveries[i].body);
        const struct scheme *scheme = scheme_detect(scheme_builtin(), &traits);
        CHECK_TEXT(span_of(scheme->name), deliveries[i].scheme);
        CHECK_TEXT(scheme_event(scheme, body), deliveries[i].event);
        CHECK(!headers.count || deliveries[i].bare || scheme == builtin_scheme("sfpy") ||
              scheme_has_header(scheme, &headers));
    }
}

/* Rows of a user's own come first, and win where several fit as well. */
static void prefers_the_first_rows(void)
{
    static const struct scheme rows[] = {
        {.name = "acme",
         .names = {{.signature = "X-Acme"}},
         .signed_bytes = "{body}",
         .hash = "SHA256",
         .event_path = ""},
        {.name = "mine",
         .names = {{.signature = "X-SFPY-SIGNATURE"}},
         .signed_bytes = "{body}",
         .hash = "SHA256",
         .event_path = ""},
        {.name = "sfpy",
         .names = {{.signature = "X-Acme"}},
         .signed_bytes = "{body}",
         .hash = "SHA1",
         .event_path = ""},
        {.name = "later",
         .names = {{.signature = "X-SFPY-SIGNATURE"}},
         .signed_bytes = "{body}",
         .hash = "SHA256",
         .event_path = ""},
    };
    const struct schemes schemes = {.at = rows, .count = COUNT_OF(rows), .own = 2};
    struct error err = {0};
    struct header header = {SPAN("x-acme"), SPAN("00")};
    struct headers headers = {&header, 1};
    struct scheme_traits traits = {.headers = &headers, .body = SPAN("{}")};
    CHECK(scheme_find(&schemes, "sfpy", &err) == &rows[2]);
    CHECK(scheme_detect(&schemes, &traits) == &rows[0]);
    header.name = SPAN("X-SFPY-SIGNATURE");
    CHECK(scheme_detect(&schemes, &traits) == &rows[1]);
    header.name = SPAN("X-Other"); /* nothing tells: the default, behind the user's own */
    CHECK(scheme_detect(&schemes, &traits) == &rows[2]);
    CHECK(!scheme_find(&schemes, "acne", &err));
    CHECK_TEXT(span_of(err.hint), "did you mean 'acme'?");
}

/* Templates, and what stands between bars once they are filled in. */
static const struct {
    const char *template, *pieces;
} templates[] = {
    {"{body}", "BODY"},
    {"{data}", "DATA"},
    {"{timestamp}.{body}", "TIME|.|BODY"},
    {"{id}.{timestamp}.{body}", "ID|.|TIME|.|BODY"},
    {"{url}{body}", "URL|BODY"},
    {"v0:{timestamp}:{body}", "v0:|TIME|:|BODY"},
    {"{body}{body}", "BODY|BODY"},
    {"{body} ", "BODY| "},
    {"text", "text"},
    {"", ""},
    {"{x}", "{x}"},
    {"{x}{body}{y}", "{x}|BODY|{y}"},
    {"{Body}", "{Body}"},
    {"{body", "{body"},
    {"body}", "body}"},
    {"{ body }", "{ body }"},
    {"{{body}}", "{|BODY|}"},
    {"{body{body}", "{body|BODY"},
    {"{}{id}", "{}|ID"},
};

static const struct scheme_parts all_parts = {.body = BYTES("BODY"),
                                              .data = BYTES("DATA"),
                                              .timestamp = BYTES("TIME"),
                                              .id = BYTES("ID"),
                                              .url = BYTES("URL")};

static void write_pieces(struct buf *out, const struct scheme_pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        buf_add_text(out, i ? "|" : "");
        buf_add(out, pieces->at[i]);
    }
}

static void expands_templates(void)
{
    for (size_t i = 0; i < COUNT_OF(templates); i++) {
        struct buf out = {0};
        struct scheme_pieces pieces = scheme_expand(templates[i].template, &all_parts);
        check_row("%s", templates[i].template);
        write_pieces(&out, &pieces);
        CHECK_TEXT(buf_span(&out), templates[i].pieces);
        CHECK(scheme_template_fits(templates[i].template));
        buf_clear(&out);
    }
}

/* What a part holds is never looked at as a template again. */
static void keeps_parts_as_they_are(void)
{
    const struct scheme_parts parts = {.body = SPAN("{id}"), .id = SPAN("{body}")};
    struct scheme_pieces pieces = scheme_expand("{body}{id}{url}", &parts);
    CHECK_NUMBER((long long)pieces.count, 3);
    CHECK_TEXT(pieces.at[0], "{id}");
    CHECK_TEXT(pieces.at[1], "{body}");
    CHECK_TEXT(pieces.at[2], NULL);
}

static void counts_pieces(void)
{
    for (int count = 0; count <= 40; count++) {
        struct buf template = {0};
        for (int i = 0; i < count; i++)
            buf_add_text(&template, i % 2 ? "." : "{id}");
        check_row("%d", count);
        CHECK(scheme_template_fits(buf_span(&template).at) == (count <= SCHEME_PIECES));
        struct scheme_pieces pieces = scheme_expand(buf_span(&template).at, &all_parts);
        CHECK_NUMBER((long long)pieces.count, count < SCHEME_PIECES ? count : SCHEME_PIECES);
        buf_clear(&template);
    }
}

static void encodes_signatures(void)
{
    static const char *const rows[][2] = {{"sfpy", "00ff10"},      {"github", "sha256=00ff10"},
                                          {"standard", "v1,AP8Q"}, {"standard-v1a", "v1a,AP8Q"},
                                          {"shopify", "AP8Q"},     {"slack", "v0=00ff10"},
                                          {"stripe", "v1=00ff10"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        check_row("%s", rows[i][0]);
        scheme_encode(builtin_scheme(rows[i][0]), SPAN("\x00\xff\x10"), &out);
        CHECK_TEXT(buf_span(&out), rows[i][1]);
        buf_clear(&out);
    }
}

static const struct check_case cases[] = {
    {"finds by name", finds_by_name},
    {"has sound rows", has_sound_rows},
    {"hints at the nearest name", hints_at_the_nearest_name},
    {"detects", detects},
    {"prefers the first rows", prefers_the_first_rows},
    {"expands templates", expands_templates},
    {"keeps parts as they are", keeps_parts_as_they_are},
    {"counts pieces", counts_pieces},
    {"encodes signatures", encodes_signatures},
};

int main(void)
{
    return CHECK_RUN(cases);
}
