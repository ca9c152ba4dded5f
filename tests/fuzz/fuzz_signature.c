/* Headers, a blank line and a body: a verdict is given whatever they are, the same as the claim's,
 * and what signing gives is valid, until a byte of it changes. A header's first byte says which of
 * all schemes' names it has, '0' the first. */
#include "fuzz.h"

#include "clock.h"
#include "signature.h"

#include <string.h>

enum { MOST_HEADERS = 6, MOST_NAMES = 64, MOST_SCHEMES = 32 };

#define NOW (INT64_C(1767225600) * CLOCK_SECOND)
#define URL "https://example.com/hook"

/* Of each form that a scheme may want, and of none. */
static const char *const secrets[] = {
    "a secret in text",
    "whsec_bm90LWEtcmVhbC1zZWNyZXQ=",
    "00112233445566778899aabbccddeeff",
    "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
    "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
};

/* What no built-in row has. */
static const struct scheme own[] = {
    {.name = "hex-list",
     .names = {{"X-Hex", "X-Hex-Time", "X-Hex-Id"}, {.signature = "X-Other"}},
     .every_name = true,
     .signed_bytes = "{id}{x}{timestamp}{data}{url}",
     .hash = "SHA1",
     .key = KEY_HEX,
     .any_case = true,
     .prefix = "s=",
     .separator = ";",
     .timestamp = TIMESTAMP_RFC3339,
     .tolerance = 1,
     .future = true,
     .event_path = "data"},
    {.name = "pair-in-one",
     .names = {{.signature = "X-Pair"}},
     .signed_bytes = "{timestamp}{body}",
     .key = KEY_BASE64,
     .prefix = "e=",
     .separator = ",",
     .timestamp_prefix = "t=",
     .tolerance = 300,
     .event_path = ""},
};

static const struct scheme *scheme_at(size_t i)
{
    const struct schemes *all = scheme_builtin();
    return i < all->count                   ? &all->at[i]
           : i - all->count < COUNT_OF(own) ? &own[i - all->count]
                                            : NULL;
}

static size_t add_name(const char **list, size_t count, const char *name)
{
    if (name && count < MOST_NAMES)
        list[count++] = name;
    return count;
}

/* All names of all schemes. */
static size_t collect_names(const char **list)
{
    size_t count = 0;
    for (size_t i = 0; scheme_at(i); i++)
        for (size_t j = 0; j < SCHEME_NAMES; j++) {
            const struct scheme_names *names = &scheme_at(i)->names[j];
            count = add_name(list, count, names->signature);
            count = add_name(list, count, names->timestamp);
            count = add_name(list, count, names->id);
        }
    return count;
}

static struct verdict verify(struct signer *signer, const struct headers *headers, struct span body)
{
    const struct evidence evidence = {.headers = headers,
                                      .body = body,
                                      .url = SPAN(URL),
                                      .now = NOW,
                                      .tolerance = TOLERANCE_OF_SCHEME};
    return signer_verify(signer, &evidence);
}

/* A verdict holds together, and says what the claim says where that is wrong already. */
static void check_verdict(struct signer *signer, const struct scheme *scheme,
                          const struct headers *headers, struct span body)
{
    struct claim claim;
    struct verdict verdict = verify(signer, headers, body);
    enum reason reason = claim_read(&claim, scheme, headers);
    MUST_HOLD((verdict.validity == VALIDITY_VALID) == (verdict.reason == REASON_NONE));
    MUST_HOLD(reason == REASON_NONE || verdict.reason == reason ||
              verdict.reason == REASON_MALFORMED_SECRET);
    MUST_HOLD(verdict.reason != REASON_NONE || (verdict.secret && verdict.headers[0]));
    MUST_HOLD(scheme_has_header(scheme, headers) || verdict.reason == REASON_MISSING_SIGNATURE);
    claim_clear(&claim);
}

/* No header stands a changed byte, wherever it is; `at` chooses one. */
static void check_changed(struct signer *signer, struct headers *headers, struct span body,
                          size_t at)
{
    for (size_t i = 0; i < headers->count; i++) {
        struct span *value = &headers->at[i].value;
        struct span right = *value;
        struct buf changed = {0};
        buf_add(&changed, right);
        changed.at[at % right.size] ^= 1;
        *value = buf_span(&changed);
        MUST_HOLD(verify(signer, headers, body).validity == VALIDITY_INVALID);
        *value = right;
        buf_clear(&changed);
    }
}

static void check_signed(struct signer *signer, struct span body, size_t at)
{
    const struct stamp stamp = {NOW + 5, SPAN("msg_1"), SPAN(URL)};
    struct arena arena = {0};
    struct headers headers = {0};
    struct error err = {0};
    if (signer_sign(signer, body, &stamp, NULL, &arena, &headers, &err)) {
        MUST_HOLD(verify(signer, &headers, body).validity == VALIDITY_VALID);
        check_changed(signer, &headers, body, at);
    } else {
        MUST_HOLD(err.code == ERROR_INPUT && headers.count == 0);
    }
    arena_clear(&arena);
}

/* Of one scheme: a signer for each secret that can sign (else NULL), and one with all secrets, of
 * which others may not even fit. Made once, since a signer serves any number of messages. */
static struct signers {
    const struct scheme *scheme;
    struct signer *single[COUNT_OF(secrets)], *all;
} signers[MOST_SCHEMES];

static size_t signers_count;

static void make_signers(struct signers *made, const struct scheme *scheme)
{
    struct secret list[COUNT_OF(secrets)];
    struct error err;
    made->scheme = scheme;
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        list[i] = secret_of(span_of(secrets[i]));
        made->single[i] = signer_new(scheme, &list[i], 1, &err);
        MUST_HOLD(made->single[i]);
        if (signer_check(made->single[i], true, &err))
            continue;
        signer_free(made->single[i]);
        made->single[i] = NULL;
    }
    made->all = signer_new(scheme, list, COUNT_OF(list), &err);
    MUST_HOLD(made->all);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    for (; scheme_at(signers_count); signers_count++) {
        MUST_HOLD(signers_count < MOST_SCHEMES);
        make_signers(&signers[signers_count], scheme_at(signers_count));
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *names[MOST_NAMES];
    size_t count = collect_names(names);
    struct header list[MOST_HEADERS];
    struct headers headers = {list, 0};
    struct span body = fuzz_input(data, size), line;
    while (headers.count < MOST_HEADERS && span_split(&body, '\n', &line) && line.size > 0) {
        const char *name = names[(unsigned char)(line.at[0] - '0') % count];
        list[headers.count++] = (struct header){span_of(name), span_slice(line, 1, line.size)};
    }
    for (int bare = 0; bare < 2; bare++) {
        const struct scheme_traits traits = {&headers, body, bare};
        const struct scheme *detected = scheme_detect(scheme_builtin(), &traits);
        MUST_HOLD(detected);
        scheme_event(detected, body);
    }
    for (size_t i = 0; i < signers_count; i++) {
        check_verdict(signers[i].all, signers[i].scheme, &headers, body);
        for (size_t j = 0; j < COUNT_OF(secrets); j++)
            if (signers[i].single[j])
                check_signed(signers[i].single[j], body, size);
    }
    return 0;
}
