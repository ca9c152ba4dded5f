/*
 * Two bytes that choose, then header values and a body, separated by line feeds: whatever they are,
 * what diagnosis says is whole; and where the signature was made of what one known cause does to
 * the body, a cause is found.
 */
#include "fuzz.h"

#include "diagnose.h"
#include "encode.h"
#include "suspect.h"

#include <string.h>

enum { WORK = 32 << 10, VALUES = 3 };

static const char *const secret_texts[] = {"c2VjcmV0", "whsec_c2VjcmV0"};

/* What came, by the names of one scheme. */
struct request {
    struct header list[VALUES + 2];
    struct headers headers;
    struct secret secrets[COUNT_OF(secret_texts)], other;
    struct span body;
};

static void add(struct request *request, const char *name, struct span value)
{
    if (name)
        request->list[request->headers.count++] = (struct header){span_of(name), value};
}

/* The values go to signature, timestamp and id; where there are none, to a second signature. */
static void read_request(struct request *request, const struct scheme *scheme, struct span input)
{
    const struct scheme_names *names = scheme->names;
    const char *const all[VALUES] = {names[0].signature,
                                     names[0].timestamp ? names[0].timestamp : names[1].signature,
                                     names[0].id ? names[0].id : "X-SFPY-TIMESTAMP"};
    *request = (struct request){.headers = {request->list, 0}, .body = input};
    struct span line;
    for (size_t i = 0; i < VALUES && span_split(&request->body, '\n', &line); i++)
        add(request, all[i], line);
    if (!request->body.at)
        request->body = SPAN("");
    for (size_t i = 0; i < COUNT_OF(secret_texts); i++)
        request->secrets[i] = secret_of(span_of(secret_texts[i]));
    request->other = secret_of(SPAN("b3RoZXI="));
}

static struct diagnosis_case case_of(const struct request *request, const struct scheme *scheme)
{
    return (struct diagnosis_case){.scheme = scheme,
                                   .schemes = scheme_builtin(),
                                   .secrets = request->secrets,
                                   .secret_count = COUNT_OF(secret_texts),
                                   .others = &request->other,
                                   .other_count = 1,
                                   .evidence = {.headers = &request->headers,
                                                .body = request->body,
                                                .url = SPAN("https://example.com/hook"),
                                                .tolerance = 0}};
}

static void check_diagnosis(const struct diagnosis *diagnosis)
{
    enum { EXCERPT = 48 };
    bool found = diagnosis->cause.at != NULL;
    MUST_HOLD((diagnosis->was.at != NULL) == found && (diagnosis->mend.at != NULL) == found);
    if (!found) {
        MUST_HOLD(!diagnosis->differs && !diagnosis->should.at && !diagnosis->were.at);
        return;
    }
    MUST_HOLD(!diagnosis->given_up && !diagnosis->tried.at);
    MUST_HOLD(diagnosis->cause.size > 0 && diagnosis->was.size > 0 && diagnosis->mend.size > 0);
    MUST_HOLD(diagnosis->should_from <= diagnosis->offset);
    MUST_HOLD(diagnosis->should.size <= EXCERPT && diagnosis->were.size <= EXCERPT);
    size_t at = diagnosis->offset - diagnosis->should_from;
    MUST_HOLD(at <= diagnosis->should.size && at <= diagnosis->were.size);
    MUST_HOLD(memcmp(diagnosis->should.at, diagnosis->were.at, at) == 0);
    if (diagnosis->differs)
        MUST_HOLD(at == diagnosis->should.size || at == diagnosis->were.size ||
                  diagnosis->should.at[at] != diagnosis->were.at[at]);
    else
        MUST_HOLD(span_equal(diagnosis->should, diagnosis->were));
}

/* The verdict by the same evidence; a valid signature is never handed in. */
static enum reason verdict_of(const struct diagnosis_case *input)
{
    struct error err;
    struct signer *signer = signer_new(input->scheme, input->secrets, input->secret_count, &err);
    MUST_HOLD(signer);
    enum reason reason = signer_verify(signer, &input->evidence).reason;
    signer_free(signer);
    return reason;
}

/* Any headers: what is said is whole, and the limit is kept. */
static void check_any(const struct scheme *scheme, size_t work, struct span input)
{
    struct request request;
    struct diagnosis diagnosis;
    read_request(&request, scheme, input);
    struct diagnosis_case asked = case_of(&request, scheme);
    asked.work = work;
    if (diagnosis_is_due(verdict_of(&asked))) {
        diagnose(&diagnosis, &asked);
        check_diagnosis(&diagnosis);
        diagnosis_clear(&diagnosis);
    }
}

/* Writes what was signed instead of the content; false where the body has no such thing. */
static bool transform(struct buf *out, unsigned how, struct span content, struct span body)
{
    static const struct json_form forms[] = {
        {.layout = JSON_COMPACTED},   {.layout = JSON_SPACED},
        {.layout = JSON_LINES_2},     {.layout = JSON_LINES_TAB},
        {.sort_keys = true},          {.html = JSON_HTML_ESCAPED},
        {.slash = JSON_SLASH_PLAIN},  {.unicode = JSON_UNICODE_LOWER},
        {.numbers = JSON_NUMBERS_JS}, {.empty_object_as_array = true}};
    static const char *const wraps[][2] = {
        {"", "\n"}, {"", "\r\n"}, {" ", ""}, {"\xef\xbb\xbf", ""}};
    if (how < COUNT_OF(wraps)) {
        buf_add_text(out, wraps[how][0]);
        buf_add(out, content);
        buf_add_text(out, wraps[how][1]);
        return true;
    }
    how -= COUNT_OF(wraps);
    if (how < COUNT_OF(forms))
        return json_form_write(out, content, &forms[how]) && out->size <= 4 * content.size;
    buf_add(out, body);
    return true;
}

/* A signature of what was made of the body by a known cause: it is found. */
static void check_known(const struct scheme *scheme, unsigned how, struct span body)
{
    const struct span time =
        scheme->timestamp == TIMESTAMP_RFC3339 ? SPAN("2026-01-01T00:00:00Z") : SPAN("1767225600");
    struct scheme_parts parts = {
        .timestamp = time, .id = SPAN("msg_1"), .url = SPAN("https://example.com/hook")};
    struct request request;
    struct buf bytes = buf_limited(1 << 20), value = {0};
    struct raw_signature signature;
    struct error err;
    read_request(&request, scheme, (struct span){0});
    request.body = body;
    if (signature_parts(scheme, body, &parts) != REASON_NONE)
        return;
    if (transform(&bytes, how, scheme_signs(scheme, "{data}") ? parts.data : body, body)) {
        parts.body = parts.data = buf_span(&bytes);
        struct scheme_pieces pieces = scheme_expand(scheme->signed_bytes, &parts);
        struct key *key = key_new(scheme, span_of(secret_texts[0]), &err);
        MUST_HOLD(key && key_sign(key, &pieces, &signature));
        key_free(key);
        if (scheme->timestamp_prefix)
            buf_printf(&value, "%s%.*s%s", scheme->timestamp_prefix, SPAN_ARG(time),
                       scheme->separator);
        scheme_encode(scheme, (struct span){(const char *)signature.at, signature.size}, &value);
        add(&request, scheme->names[0].signature, buf_span(&value));
        add(&request, scheme->names[0].timestamp, time);
        add(&request, scheme->names[0].id, parts.id);
        struct diagnosis_case asked = case_of(&request, scheme);
        struct diagnosis diagnosis;
        if (verdict_of(&asked) == REASON_MISMATCH) {
            diagnose(&diagnosis, &asked);
            MUST_HOLD(diagnosis.cause.at && diagnosis.differs);
            check_diagnosis(&diagnosis);
            diagnosis_clear(&diagnosis);
        }
    }
    buf_clear(&bytes);
    buf_clear(&value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct schemes *schemes = scheme_builtin();
    if (size < 2)
        return 0;
    const struct scheme *scheme = &schemes->at[data[0] % schemes->count];
    struct span input = fuzz_input(data + 2, size - 2);
    if (data[1] % 2 == 0)
        check_any(scheme, (size_t)WORK << data[1] / 2 % 4, input);
    else if (scheme->hash)
        check_known(scheme, data[1] / 2 % 16, input);
    return 0;
}
