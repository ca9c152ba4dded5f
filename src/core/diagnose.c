#include "diagnose.h"

#include "attempt.h"
#include "finding.h"

#include <string.h>

enum { MOST_WORK = 256 << 20 };

/* A diagnosis under way. */
struct inquiry {
    const struct diagnosis_case *input;
    struct diagnosis *diagnosis;
    struct claim claim;
    struct match_tokens tokens;
    const struct suspect *suspects[SUSPECTS_MOST];
    size_t suspect_count;
    bool tried[SUSPECTS_MOST];
    struct attempt base;
    size_t work, most_work;
    bool hashed;                                /* the last attempt came as far as a signature */
    bool base_hashed, other_hash, other_scheme; /* whether such were tried */
    struct arena scratch;                       /* of one attempt */
};

bool diagnosis_is_due(enum reason reason)
{
    return reason == REASON_MALFORMED_SIGNATURE || reason == REASON_NOT_JSON ||
           reason == REASON_NO_DATA || reason == REASON_MISMATCH;
}

static void count_work(struct inquiry *inquiry, const struct scheme_pieces *pieces, size_t least)
{
    for (size_t i = 0; i < pieces->count; i++)
        inquiry->work += pieces->at[i].size;
    inquiry->work += least;
    inquiry->hashed = true;
}

static bool is_exhausted(const struct inquiry *inquiry)
{
    return inquiry->work > inquiry->most_work;
}

static bool keep(struct finding *finding, const struct attempt *attempt,
                 const struct secret *secret, const char *hash)
{
    finding->attempt = *attempt;
    finding->secret = secret;
    finding->hash = hash;
    return true;
}

/*
 * Whether a token is as long as the hex of such a hash, or its base64 with or without padding,
 * which then can be it although another is due.
 */
static bool may_be(const struct inquiry *inquiry, size_t size)
{
    for (size_t i = 0; i < inquiry->tokens.count; i++) {
        size_t given = inquiry->tokens.at[i].text.size;
        if (given == 2 * size || given == (size * 4 + 2) / 3 || given == (size + 2) / 3 * 4)
            return true;
    }
    return false;
}

/* Tries one key by the hash that is due and by those that the signature is long enough for. */
static bool try_hashes(struct inquiry *inquiry, const struct attempt *attempt,
                       const struct secret *secret, struct span key, struct finding *finding)
{
    struct scheme_pieces pieces = attempt_pieces(attempt);
    const char *due = attempt->hash ? attempt->hash : attempt->scheme->hash;
    size_t count;
    const struct attempt_hash *hashes = attempt_hashes(&count);
    for (size_t i = 0; i <= count; i++) {
        const char *hash = i == 0 ? due : hashes[i - 1].name;
        bool other = i > 0;
        if (other &&
            (attempt->hash || strcmp(hash, due) == 0 || !may_be(inquiry, hashes[i - 1].size)))
            continue;
        count_work(inquiry, &pieces, WORK_HMAC);
        inquiry->other_hash = inquiry->other_hash || other;
        if (!attempt_sign(attempt, hash, key, &pieces, &finding->signature))
            continue;
        finding->match = match_signature(&inquiry->tokens, inquiry->input->scheme,
                                         &finding->signature, &finding->token);
        if (finding->match != MATCH_NONE)
            return keep(finding, attempt, secret, other ? hash : NULL);
    }
    return false;
}

/* Ed25519 can't be computed from the public key, only checked. */
static bool try_public_key(struct inquiry *inquiry, const struct attempt *attempt,
                           const struct secret *secret, struct finding *finding)
{
    enum { ED25519_SIGNATURE = 64 };
    if (attempt->rekey_count || attempt->plain_hash)
        return false;
    struct scheme_pieces pieces = attempt_pieces(attempt);
    struct key *key = key_ed25519(attempt->scheme, secret->text);
    bool fits = false;
    for (size_t i = 0; key && !fits && i < inquiry->tokens.count; i++) {
        struct raw_signature *given = &finding->signature;
        if (!match_decode(&inquiry->tokens.at[i], ED25519_SIGNATURE, given))
            continue;
        count_work(inquiry, &pieces, WORK_ED25519);
        if (!key_accepts(key, &pieces, given, given))
            continue;
        finding->match =
            match_signature(&inquiry->tokens, inquiry->input->scheme, given, &finding->token);
        fits = finding->match != MATCH_NONE;
    }
    key_free(key);
    return fits && keep(finding, attempt, secret, NULL);
}

static bool try_secret(struct inquiry *inquiry, const struct attempt *attempt,
                       const struct secret *secret, struct finding *finding)
{
    if (!attempt->scheme->hash)
        return try_public_key(inquiry, attempt, secret, finding);
    struct buf key = {0};
    bool fits = attempt_key(attempt, secret->text, &inquiry->scratch, &key) &&
                try_hashes(inquiry, attempt, secret, buf_span(&key), finding);
    buf_wipe(&key);
    return fits;
}

/* Whether what an attempt signs, by any of the secrets, is what was given. */
static bool fits(struct inquiry *inquiry, const struct attempt *attempt, struct finding *finding)
{
    const struct diagnosis_case *input = inquiry->input;
    const struct secret *secrets = attempt->other_secrets ? input->others : input->secrets;
    size_t count = attempt->other_secrets ? input->other_count : input->secret_count;
    if (!attempt->content.at)
        return false;
    for (size_t i = 0; i < count && !is_exhausted(inquiry); i++)
        if (try_secret(inquiry, attempt, &secrets[i], finding))
            return true;
    return false;
}

/* Applies a suspect; false where nothing changes. */
static bool apply(struct inquiry *inquiry, const struct suspect *suspect, struct attempt *attempt)
{
    size_t before = attempt->work;
    bool changed = attempt_apply(attempt, suspect, &inquiry->scratch);
    inquiry->work += attempt->work - before;
    return changed;
}

/* Whether what was done to the body leaves what is signed as it is; another scope may not. */
static bool is_idle(const struct inquiry *inquiry, const struct attempt *attempt,
                    const struct suspect *done, const struct suspect *next)
{
    return done->stage <= STAGE_BODY && !(next && next->stage <= STAGE_SCOPE) &&
           span_equal(attempt->content, inquiry->base.content);
}

/*
 * Applies some suspects, in the order of their stages. Two forms are written at once, as one writer
 * has them.
 */
static bool apply_parts(struct inquiry *inquiry, const struct suspect *first,
                        const struct suspect *second, struct attempt *attempt)
{
    struct suspect both = *first;
    if (!second)
        return apply(inquiry, first, attempt) && !is_idle(inquiry, attempt, first, NULL);
    if (first->stage == STAGE_FORM && second->stage == STAGE_FORM) {
        both.form = json_form_merge(first->form, second->form);
        return apply(inquiry, &both, attempt);
    }
    bool swapped = second->stage < first->stage;
    const struct suspect *sooner = swapped ? second : first, *later = swapped ? first : second;
    return apply(inquiry, sooner, attempt) && !is_idle(inquiry, attempt, sooner, later) &&
           apply(inquiry, later, attempt);
}

static bool try_parts(struct inquiry *inquiry, const struct suspect *first,
                      const struct suspect *second, struct finding *finding)
{
    struct attempt attempt = inquiry->base;
    inquiry->hashed = false;
    if (!apply_parts(inquiry, first, second, &attempt) || !fits(inquiry, &attempt, finding))
        return false;
    finding->parts[finding->part_count++] = first;
    if (second)
        finding->parts[finding->part_count++] = second;
    return true;
}

/* What one attempt made is let go, unless it is the answer. */
static void forget(struct inquiry *inquiry)
{
    arena_wipe(&inquiry->scratch);
}

/* Tries the suspects of the rule, or all others, one by one. */
static bool try_singles(struct inquiry *inquiry, bool of_rule, struct finding *finding)
{
    for (size_t i = 0; i < inquiry->suspect_count; i++) {
        const struct suspect *suspect = inquiry->suspects[i];
        if (is_exhausted(inquiry))
            return false;
        if ((suspect->stage >= STAGE_RULE) != of_rule)
            continue;
        if (try_parts(inquiry, suspect, NULL, finding))
            return true;
        inquiry->tried[i] = inquiry->hashed && !is_exhausted(inquiry);
        forget(inquiry);
    }
    return false;
}

static bool try_pairs(struct inquiry *inquiry, struct finding *finding)
{
    for (size_t i = 0; i < inquiry->suspect_count; i++)
        for (size_t j = i + 1; j < inquiry->suspect_count; j++) {
            const struct suspect *a = inquiry->suspects[i], *b = inquiry->suspects[j];
            bool together = strcmp(a->cause, b->cause) != 0 && a->stage != STAGE_ALONE &&
                            b->stage != STAGE_ALONE;
            if (is_exhausted(inquiry))
                return false;
            if (together && try_parts(inquiry, a, b, finding))
                return true;
            forget(inquiry);
        }
    return false;
}

/* What JSON libraries write, of the body or its data, with and without a newline behind it. */
static bool try_rewriter(struct inquiry *inquiry, const struct rewriter *rewriter, bool other_scope,
                         bool newline, struct finding *finding)
{
    struct attempt attempt = inquiry->base;
    attempt.whole = attempt.whole != other_scope;
    if (other_scope)
        attempt_derive(&attempt);
    bool made = attempt.content.at &&
                attempt_rewrite(&attempt, &rewriter->form, &inquiry->scratch) &&
                (!newline || attempt_append(&attempt, "\n", &inquiry->scratch));
    inquiry->work += attempt.work;
    if (!made || !fits(inquiry, &attempt, finding))
        return false;
    finding->rewriter = rewriter;
    finding->newline = newline;
    return true;
}

static bool try_rewriters(struct inquiry *inquiry, struct finding *finding)
{
    size_t count;
    const struct rewriter *rewriters = suspect_rewriters(&count);
    for (size_t i = 0; i < 4 * count && !is_exhausted(inquiry); i++) {
        size_t way = i / count; /* first what is due, by all of them */
        if (try_rewriter(inquiry, &rewriters[i % count], way >= 2, way % 2, finding))
            return true;
        forget(inquiry);
    }
    return false;
}

/* Whether something in the request speaks of another scheme; else its rule would be a guess. */
static bool speaks_of(const struct inquiry *inquiry, const struct scheme *scheme)
{
    const struct headers *headers = inquiry->input->evidence.headers;
    const struct scheme_names *own = &inquiry->input->scheme->names[0];
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        const struct scheme_names *names = &scheme->names[i];
        bool foreign = !span_equal_nocase(span_of(names->signature), span_of(own->signature));
        if ((foreign && headers_find(headers, span_of(names->signature), NULL)) ||
            (names->timestamp && headers_find(headers, span_of(names->timestamp), NULL)))
            return true;
    }
    for (size_t i = 0; i < inquiry->tokens.count; i++)
        if (scheme->prefix && span_starts(inquiry->tokens.at[i].element, span_of(scheme->prefix)))
            return true;
    return false;
}

static struct span header_value(const struct headers *headers, const char *name)
{
    const struct header *header = name ? headers_find(headers, span_of(name), NULL) : NULL;
    return header ? header->value : (struct span){0};
}

static bool try_scheme(struct inquiry *inquiry, const struct scheme *scheme,
                       struct finding *finding)
{
    const struct headers *headers = inquiry->input->evidence.headers;
    struct attempt attempt = inquiry->base;
    attempt.scheme = scheme;
    attempt.template = scheme->signed_bytes;
    attempt.whole = !scheme_signs(scheme, "{data}");
    attempt_derive(&attempt);
    inquiry->work += attempt.work;
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        attempt.timestamp = header_value(headers, scheme->names[i].timestamp);
        attempt.id = header_value(headers, scheme->names[i].id);
        bool whole = attempt.timestamp.at || !scheme_signs(scheme, "{timestamp}");
        inquiry->hashed = false;
        if (whole && fits(inquiry, &attempt, finding)) {
            finding->other = scheme;
            return true;
        }
        inquiry->other_scheme = inquiry->other_scheme || inquiry->hashed;
    }
    return false;
}

static bool try_schemes(struct inquiry *inquiry, struct finding *finding)
{
    const struct schemes *schemes = inquiry->input->schemes;
    for (size_t i = 0; i < schemes->count && !is_exhausted(inquiry); i++) {
        const struct scheme *scheme = &schemes->at[i];
        if (scheme != inquiry->input->scheme && speaks_of(inquiry, scheme) &&
            try_scheme(inquiry, scheme, finding))
            return true;
    }
    return false;
}

/* Two headers of which only one is right. */
static bool try_each_header(struct inquiry *inquiry, struct finding *finding)
{
    const struct attempt *base = &inquiry->base;
    struct scheme_pieces pieces = attempt_pieces(base);
    if (inquiry->tokens.headers < 2 || !base->content.at || !base->scheme->hash)
        return false;
    for (size_t i = 0; i < inquiry->input->secret_count; i++) {
        struct buf key = {0};
        const struct secret *secret = &inquiry->input->secrets[i];
        count_work(inquiry, &pieces, WORK_HMAC);
        bool one =
            attempt_key(base, secret->text, &inquiry->scratch, &key) &&
            attempt_sign(base, base->scheme->hash, buf_span(&key), &pieces, &finding->signature) &&
            match_exact_headers(&inquiry->tokens, base->scheme, &finding->signature) == 1;
        buf_wipe(&key);
        if (!one)
            continue;
        finding->disagreement = true;
        return keep(finding, base, secret, NULL);
    }
    return false;
}

static void add_tried(struct buf *text, bool tried, const char *cause)
{
    if (tried)
        buf_printf(text, "%s%s", text->size ? ", " : "", cause);
}

static void say_tried(struct inquiry *inquiry)
{
    struct buf text = {0};
    const char *last = "";
    for (size_t i = 0; i < inquiry->suspect_count; i++) {
        const char *cause = inquiry->suspects[i]->cause;
        if (!inquiry->tried[i] || strcmp(cause, last) == 0)
            continue;
        add_tried(&text, true, cause);
        last = cause;
    }
    add_tried(&text, inquiry->other_hash, "hash");
    add_tried(&text, inquiry->base_hashed, "encoding");
    add_tried(&text, inquiry->base_hashed && inquiry->input->scheme->hash, "truncated");
    add_tried(&text, inquiry->other_scheme, "other-scheme");
    inquiry->diagnosis->tried = buf_keep(&inquiry->diagnosis->arena, &text);
}

static void begin(struct inquiry *inquiry, struct diagnosis *diagnosis,
                  const struct diagnosis_case *input)
{
    const struct scheme *scheme = input->scheme;
    *inquiry = (struct inquiry){
        .input = input, .diagnosis = diagnosis, .most_work = input->work ? input->work : MOST_WORK};
    claim_read(&inquiry->claim, scheme, input->evidence.headers);
    match_read(&inquiry->tokens, scheme, &inquiry->claim);
    inquiry->suspect_count = suspect_list(inquiry->suspects);
    inquiry->base = attempt_of(scheme, &(struct scheme_parts){.body = input->evidence.body,
                                                              .timestamp = inquiry->claim.timestamp,
                                                              .id = inquiry->claim.id,
                                                              .url = input->evidence.url});
    inquiry->work = inquiry->base.work;
    inquiry->base.work = 0;
}

/* What takes several causes to explain may be the rule of another scheme, which is one. */
static bool prefer_scheme(struct inquiry *inquiry, struct finding *finding)
{
    struct finding other = {0};
    size_t causes = finding->part_count + (finding->hash != NULL) + (finding->match != MATCH_EXACT);
    if (causes > 1 && try_schemes(inquiry, &other) && !other.hash)
        *finding = other;
    return true;
}

static bool try_all(struct inquiry *inquiry, struct finding *finding)
{
    if (fits(inquiry, &inquiry->base, finding))
        return prefer_scheme(inquiry, finding);
    inquiry->base_hashed = inquiry->hashed;
    if (try_each_header(inquiry, finding))
        return true;
    if (try_singles(inquiry, false, finding))
        return prefer_scheme(inquiry, finding);
    return try_schemes(inquiry, finding) || try_singles(inquiry, true, finding) ||
           try_rewriters(inquiry, finding) || try_pairs(inquiry, finding);
}

void diagnose(struct diagnosis *diagnosis, const struct diagnosis_case *input)
{
    struct inquiry inquiry;
    struct finding finding = {0};
    *diagnosis = (struct diagnosis){0};
    begin(&inquiry, diagnosis, input);
    bool found = try_all(&inquiry, &finding);
    if (found)
        finding_write(diagnosis, input, &inquiry.base, &finding);
    else
        say_tried(&inquiry);
    diagnosis->work = inquiry.work;
    diagnosis->given_up = !found && is_exhausted(&inquiry);
    forget(&inquiry);
    claim_clear(&inquiry.claim);
}

void diagnosis_clear(struct diagnosis *diagnosis)
{
    arena_wipe(&diagnosis->arena);
}
