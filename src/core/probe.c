#include "probe.h"

#include "attempt.h"
#include "encode.h"

#include <ctype.h>
#include <string.h>

/* How a signature's text is written; in the scheme's own way, or otherwise. */
enum writing { AS_DUE, IN_HEX, IN_UPPER_HEX, IN_BASE64, IN_URL_BASE64, WITHOUT_PREFIX, NAMED };

struct probe {
    const struct scheme *scheme;
    struct span text; /* of the signature */
    struct headers headers;
};

/* The making of probes. */
struct maker {
    struct probes *probes;
    const struct scheme *scheme; /* by whose headers is sent */
    struct scheme_parts parts;   /* by that scheme */
    struct attempt base;
    struct arena *scratch;
};

/* A way to sign: in what is absent, the scheme's own. */
struct way {
    const struct secret *secret;
    const char *hash;
    enum writing writing;
};

static void replace(struct buf *text, size_t from, char byte, char instead)
{
    for (size_t i = from; i < text->size; i++)
        if (text->at[i] == byte)
            text->at[i] = instead;
}

static void write_base64(struct buf *out, struct span signature, bool for_urls)
{
    size_t begin = out->size;
    encode_base64(out, signature);
    if (!for_urls)
        return;
    replace(out, begin, '+', '-');
    replace(out, begin, '/', '_');
    while (out->at[out->size - 1] == '=')
        out->size--;
}

static void write_hex(struct buf *out, struct span signature, bool upper)
{
    size_t begin = out->size;
    encode_hex(out, (const unsigned char *)signature.at, signature.size);
    for (size_t i = begin; upper && i < out->size; i++)
        out->at[i] = (char)toupper((unsigned char)out->at[i]);
}

static void write_prefix(struct buf *out, const struct scheme *scheme, const char *hash,
                         enum writing writing)
{
    if (writing == NAMED && hash) {
        for (; *hash; hash++)
            buf_add_byte(out, (char)tolower((unsigned char)*hash));
        buf_add_byte(out, '=');
    } else if (writing != WITHOUT_PREFIX && scheme->prefix) {
        buf_add_text(out, scheme->prefix);
    }
}

static void write_text(struct buf *out, const struct scheme *scheme, const char *hash,
                       enum writing writing, struct span signature)
{
    bool own = writing == AS_DUE || writing == WITHOUT_PREFIX || writing == NAMED;
    bool base64 = writing == IN_BASE64 || writing == IN_URL_BASE64 ||
                  (own && scheme->encoding == ENCODING_BASE64);
    write_prefix(out, scheme, hash, writing);
    if (base64)
        write_base64(out, signature, writing == IN_URL_BASE64);
    else
        write_hex(out, signature, writing == IN_UPPER_HEX);
}

static bool sign_by_pair(const struct attempt *attempt, const struct way *way,
                         const struct scheme_pieces *pieces, struct raw_signature *signature)
{
    if (attempt->rekey_count || attempt->plain_hash || attempt->hash || way->hash)
        return false;
    struct key *key = key_ed25519(attempt->scheme, way->secret->text);
    bool made = key && key_can_sign(key) && key_sign(key, pieces, signature);
    key_free(key);
    return made;
}

static bool sign(struct maker *maker, const struct attempt *attempt, const struct way *way,
                 struct raw_signature *signature)
{
    struct buf key = {0};
    struct scheme_pieces pieces = attempt_pieces(attempt);
    if (!attempt->scheme->hash)
        return sign_by_pair(attempt, way, &pieces, signature);
    bool made = attempt_key(attempt, way->secret->text, maker->scratch, &key) &&
                attempt_sign(attempt, way->hash, buf_span(&key), &pieces, signature);
    buf_wipe(&key);
    return made;
}

static bool is_known(const struct maker *maker, struct span text)
{
    const char *name = maker->scheme->names[0].signature;
    for (size_t i = 0; i < maker->probes->count; i++) {
        const struct probe *probe = &maker->probes->at[i];
        if (span_equal(probe->text, text) && strcmp(probe->scheme->names[0].signature, name) == 0)
            return true;
    }
    return false;
}

/* Adds a probe, unless its signature is that of one before it. */
static void add(struct maker *maker, const struct attempt *attempt, struct way way)
{
    struct probes *probes = maker->probes;
    struct raw_signature signature;
    struct buf text = {0};
    if (attempt->hash || !way.hash)
        way.hash = attempt->hash ? attempt->hash : attempt->scheme->hash;
    if (probes->count > PROBES_MOST || !attempt->content.at ||
        !sign(maker, attempt, &way, &signature))
        return;
    write_text(&text, maker->scheme, way.hash, way.writing,
               (struct span){(const char *)signature.at, signature.size});
    if (!is_known(maker, buf_span(&text))) {
        struct probe *probe = &probes->at[probes->count++];
        probe->scheme = maker->scheme;
        probe->text = span_keep(&probes->arena, buf_span(&text));
        signature_add_headers(maker->scheme, &maker->parts, probe->text, NULL, &probes->arena,
                              &probe->headers);
    }
    buf_clear(&text);
}

static struct way usual(const struct maker *maker)
{
    return (struct way){.secret = &maker->probes->input.secrets[0]};
}

static void add_by_others(struct maker *maker, const struct attempt *attempt)
{
    const struct diagnosis_case *input = &maker->probes->input;
    for (size_t i = 0; i < input->other_count; i++)
        add(maker, attempt, (struct way){.secret = &input->others[i]});
}

/* One suspect after the other, of the key alone or all of them. */
static void add_suspects(struct maker *maker, const struct attempt *base, bool of_key)
{
    const struct suspect *list[SUSPECTS_MOST];
    size_t count = suspect_list(list);
    for (size_t i = 0; i < count; i++) {
        struct attempt attempt = *base;
        if ((of_key && !list[i]->rekey) || !attempt_apply(&attempt, list[i], maker->scratch))
            continue;
        if (attempt.other_secrets)
            add_by_others(maker, &attempt);
        else
            add(maker, &attempt, usual(maker));
        arena_wipe(maker->scratch);
    }
}

static void add_hashes(struct maker *maker, const struct attempt *attempt, enum writing writing)
{
    size_t count;
    const struct attempt_hash *hashes = attempt_hashes(&count);
    struct way way = usual(maker);
    way.writing = writing;
    for (size_t i = 0; i < count; i++) {
        way.hash = hashes[i].name;
        add(maker, attempt, way);
    }
}

static void add_writings(struct maker *maker, const struct attempt *attempt)
{
    struct way way = usual(maker);
    for (way.writing = AS_DUE; way.writing <= NAMED; way.writing++)
        add(maker, attempt, way);
}

static void add_rewriters(struct maker *maker, const struct attempt *base)
{
    size_t count;
    const struct rewriter *rewriters = suspect_rewriters(&count);
    for (size_t i = 0; base->content.at && i < count; i++) {
        struct attempt attempt = *base;
        if (attempt_rewrite(&attempt, &rewriters[i].form, maker->scratch))
            add(maker, &attempt, usual(maker));
        arena_wipe(maker->scratch);
    }
}

/* As the other schemes sign and send it. */
static void add_schemes(struct maker *maker, const struct stamp *stamp)
{
    const struct diagnosis_case *input = &maker->probes->input;
    for (size_t i = 0; i < input->schemes->count; i++) {
        struct error err;
        struct maker other = *maker;
        other.scheme = &input->schemes->at[i];
        if (!signature_stamp(other.scheme, input->evidence.body, stamp, &maker->probes->arena,
                             &other.parts, &err))
            continue;
        struct attempt attempt = attempt_of(other.scheme, &other.parts);
        add(&other, &attempt, usual(maker));
    }
}

static void add_all(struct maker *maker, const struct stamp *stamp)
{
    struct attempt scope = maker->base;
    scope.whole = !scope.whole;
    attempt_derive(&scope);
    add_suspects(maker, &maker->base, false);
    add_hashes(maker, &maker->base, AS_DUE);
    add_writings(maker, &maker->base);
    add_hashes(maker, &scope, AS_DUE);
    add_writings(maker, &scope);
    add_schemes(maker, stamp);
    add_rewriters(maker, &maker->base);
    add_rewriters(maker, &scope);
    add_by_others(maker, &scope);
    add_suspects(maker, &scope, true);
    add_hashes(maker, &maker->base, IN_BASE64);
    add_hashes(maker, &scope, IN_BASE64);
}

/* The secrets but the first one are others, by which the endpoint may verify. */
static void set_secrets(struct probes *probes, const struct diagnosis_case *input)
{
    size_t count = input->secret_count + input->other_count;
    struct secret *others = arena_new(&probes->arena, count * sizeof *others);
    probes->input.other_count = 0;
    for (size_t i = 1; i < count; i++) {
        const struct secret *secret =
            i < input->secret_count ? &input->secrets[i] : &input->others[i - input->secret_count];
        if (!span_equal(secret->text, input->secrets[0].text))
            others[probes->input.other_count++] = *secret;
    }
    probes->input.secret_count = 1;
    probes->input.others = others;
}

bool probes_open(struct probes *probes, const struct diagnosis_case *input,
                 const struct stamp *stamp, struct error *err)
{
    *probes = (struct probes){.input = *input, .scheme = *input->scheme};
    struct arena scratch = {0};
    struct maker maker = {.probes = probes, .scheme = input->scheme, .scratch = &scratch};
    set_secrets(probes, input);
    probes->at = arena_new(&probes->arena, (PROBES_MOST + 1) * sizeof *probes->at);
    probes->scheme.any_case = false;
    probes->input.evidence.url = span_keep(&probes->arena, stamp->url);
    if (!signature_stamp(input->scheme, input->evidence.body, stamp, &probes->arena, &maker.parts,
                         err))
        return false;
    maker.base = attempt_of(input->scheme, &maker.parts);
    add(&maker, &maker.base, usual(&maker));
    probes->next = probes->count; /* behind the right one */
    add_all(&maker, stamp);
    arena_wipe(&scratch);
    return true;
}

const struct headers *probes_next(struct probes *probes)
{
    return probes->next < probes->count ? &probes->at[probes->next++].headers : NULL;
}

void probes_close(struct probes *probes)
{
    arena_wipe(&probes->arena);
}

#define ACCEPTS "the endpoint accepts the event when "

/* What diagnosis says to who signs, and what that means for who verifies. */
static const struct {
    const char *begin, *instead;
    bool goes_on; /* with what is behind the begin */
} mends[] = {
    {"sign without ", "hash the bytes as they came, nothing added to them", false},
    {"sign the value alone", "hash the bytes as they came, nothing added to them", false},
    {"write the file as UTF-8", "hash the bytes as they came, nothing added to them", false},
    {"keep the body as it came", "hash the bytes as they came, nothing changed in them", false},
    {"send it whole, as ", "compare with the signature as it is due, as ", true},
};

static void add_mend(struct buf *out, struct span mend)
{
    size_t i = 0;
    while (i < COUNT_OF(mends) && !span_starts(mend, span_of(mends[i].begin)))
        i++;
    if (out->size > 0)
        buf_add_text(out, "; ");
    if (i < COUNT_OF(mends))
        buf_add_text(out, mends[i].instead);
    if (i == COUNT_OF(mends) || mends[i].goes_on)
        buf_add(out,
                i == COUNT_OF(mends) ? mend : span_slice(mend, strlen(mends[i].begin), mend.size));
}

static void add_mends(struct buf *out, struct span rest)
{
    const struct span between = SPAN("; ");
    while (rest.size > 0) {
        size_t end = 0;
        while (end < rest.size && !span_starts(span_slice(rest, end, rest.size), between))
            end++;
        add_mend(out, span_slice(rest, 0, end));
        rest = span_slice(rest, end + between.size, rest.size);
    }
}

static void set_words(struct diagnosis *diagnosis, struct buf *was, struct buf *mend)
{
    diagnosis->was = buf_keep(&diagnosis->arena, was);
    diagnosis->mend = buf_keep(&diagnosis->arena, mend);
}

static void explain_scheme(const struct scheme *due, const struct scheme *other,
                           struct diagnosis *diagnosis)
{
    struct buf was = {0}, mend = {0};
    *diagnosis = (struct diagnosis){.cause = SPAN("other-scheme")};
    buf_printf(&was, ACCEPTS "it is signed by the rule of scheme %s", other->name);
    buf_printf(&mend,
               "verify by the rule of scheme %s or, if the other one is due, say so (--scheme %s)",
               due->name, other->name);
    set_words(diagnosis, &was, &mend);
}

void probes_explain(const struct probes *probes, struct diagnosis *diagnosis)
{
    const struct probe *probe = &probes->at[probes->next - 1];
    struct diagnosis_case input = probes->input;
    struct buf was = {0}, mend = {0};
    if (probe->scheme != input.scheme) {
        explain_scheme(input.scheme, probe->scheme, diagnosis);
        return;
    }
    input.scheme = &probes->scheme;
    input.evidence.headers = &probe->headers;
    diagnose(diagnosis, &input);
    if (!diagnosis->cause.at)
        return;
    buf_add_text(&was, ACCEPTS);
    buf_add(&was, diagnosis->was);
    add_mends(&mend, diagnosis->mend);
    set_words(diagnosis, &was, &mend);
}
