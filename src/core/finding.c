#include "finding.h"

#include "contrast.h"

#include <string.h>

/* Texts put together from several parts. */
struct words {
    struct buf cause, was, mend;
};

static void join(struct buf *out, const char *between, const char *text)
{
    if (out->size > 0)
        buf_add_text(out, between);
    buf_add_text(out, text);
}

static void add(struct words *words, const char *cause, const char *was, const char *mend)
{
    join(&words->cause, "+", cause);
    join(&words->was, "; ", was);
    if (!words->mend.size || !span_contains(buf_span(&words->mend), span_of(mend)))
        join(&words->mend, "; ", mend);
}

static bool is_of_rule(const struct suspect *suspect)
{
    return suspect->stage >= STAGE_RULE;
}

static void add_parts(struct words *words, const struct finding *finding, bool of_rule)
{
    for (size_t i = 0; i < finding->part_count; i++) {
        const struct suspect *part = finding->parts[i];
        if (is_of_rule(part) == of_rule)
            add(words, part->cause, part->was, part->mend);
    }
}

/* Whether a row's form is one that the other one unites. */
static bool is_within(const struct json_form *row, const struct json_form *all)
{
    const struct {
        int row, all;
    } fields[] = {{(int)row->layout, (int)all->layout},
                  {(int)row->html, (int)all->html},
                  {(int)row->slash, (int)all->slash},
                  {(int)row->unicode, (int)all->unicode},
                  {(int)row->numbers, (int)all->numbers},
                  {row->sort_keys, all->sort_keys},
                  {row->empty_object_as_array, all->empty_object_as_array}};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (fields[i].row && fields[i].row != fields[i].all)
            return false;
    return true;
}

/* The causes of the rows that a rewriter unites and that change what came before. */
static void add_united(struct words *words, const struct finding *finding,
                       const struct attempt *base)
{
    const struct suspect *list[SUSPECTS_MOST];
    size_t count = suspect_list(list);
    struct arena scratch = {0};
    const char *last = "";
    for (size_t i = 0; i < count; i++) {
        struct attempt attempt = *base;
        attempt.whole = finding->attempt.whole;
        attempt_derive(&attempt);
        bool changes = list[i]->stage == STAGE_FORM && strcmp(list[i]->cause, last) != 0 &&
                       is_within(&list[i]->form, &finding->rewriter->form) &&
                       attempt_rewrite(&attempt, &list[i]->form, &scratch);
        if (changes) {
            last = list[i]->cause;
            join(&words->cause, "+", last);
        }
        arena_clear(&scratch);
    }
}

static void add_rewriter(struct words *words, const struct finding *finding,
                         const struct attempt *base)
{
    const struct suspect *list[SUSPECTS_MOST];
    if (!finding->rewriter)
        return;
    suspect_list(list);
    const struct suspect *scope = list[base->whole ? 1 : 0]; /* data-only, whole-body */
    if (finding->attempt.whole != base->whole)
        add(words, scope->cause, scope->was, scope->mend);
    if (finding->newline)
        add(words, "trailing-newline", "a newline was signed behind the rest",
            "sign without the newline behind it");
    add_united(words, finding, base);
    struct buf was = {0};
    buf_printf(&was, "the JSON was read and written anew, as by %s, before it was signed",
               finding->rewriter->name);
    join(&words->was, "; ", was.at);
    join(&words->mend, "; ",
         "sign and verify the bytes as they were sent, before anything parses them");
    buf_clear(&was);
}

static void add_hash(struct words *words, const struct finding *finding)
{
    if (!finding->hash)
        return;
    struct buf was = {0}, mend = {0};
    buf_printf(&was, "%s was used, not %s", finding->hash, finding->attempt.scheme->hash);
    buf_printf(&mend, "use HMAC with %s", finding->attempt.scheme->hash);
    add(words, "hash", was.at, mend.at);
    buf_clear(&was);
    buf_clear(&mend);
}

static void add_encoding(struct words *words, const struct scheme *scheme,
                         const struct finding *finding)
{
    bool due = finding->match == MATCH_ENCODING || finding->match == MATCH_TRUNCATED;
    if (!due || finding->other || !finding->token)
        return;
    struct buf was = {0}, mend = {0};
    match_describe(&was, finding->token, scheme, &finding->signature, finding->match);
    buf_printf(&mend, "send it whole, as %s%s%s", scheme->prefix ? scheme->prefix : "",
               scheme->prefix ? " and " : "",
               scheme->encoding == ENCODING_BASE64 ? "base64 (standard, padded)"
                                                   : "lower-case hex");
    add(words, finding->match == MATCH_TRUNCATED ? "truncated" : "encoding", was.at, mend.at);
    buf_clear(&was);
    buf_clear(&mend);
}

static void add_scheme(struct words *words, const struct finding *finding)
{
    if (!finding->other)
        return;
    struct buf was = {0}, mend = {0};
    buf_printf(&was, "it is signed by the rule of scheme %s", finding->other->name);
    buf_printf(&mend, "verify it as that (--scheme %s), or sign it by the rule that is due",
               finding->other->name);
    add(words, "other-scheme", was.at, mend.at);
    buf_clear(&was);
    buf_clear(&mend);
}

static void add_disagreement(struct words *words, const struct finding *finding)
{
    if (finding->disagreement)
        add(words, "headers-disagree",
            "one of the signature headers is right and the other one is not; all must be",
            "send the same signature in both, or one of them alone");
}

/* Which secret it was, where there is a choice. */
static void add_secret(struct words *words, const struct diagnosis_case *input,
                       const struct finding *finding)
{
    bool choice = finding->attempt.other_secrets || input->secret_count > 1;
    if (choice && finding->secret && !finding->attempt.keyless)
        buf_printf(&words->was, " (secret %s, %s)", finding->secret->fingerprint,
                   finding->secret->origin ? finding->secret->origin : "given");
}

static enum advice advice_of(const struct finding *finding)
{
    for (size_t i = 0; i < finding->part_count; i++)
        if (finding->parts[i]->advice != ADVICE_NONE)
            return finding->parts[i]->advice;
    if (finding->rewriter)
        return ADVICE_BYTES;
    bool digest = finding->hash || (!finding->part_count && !finding->other);
    return digest && !finding->disagreement ? ADVICE_DIGEST : ADVICE_NONE;
}

/* What should have been signed is the body where it doesn't hold what the scheme signs. */
static void compare(struct diagnosis *diagnosis, const struct attempt *base,
                    const struct finding *finding)
{
    struct attempt right = *base;
    right.content = base->content.at ? base->content : base->body;
    struct scheme_pieces should = attempt_pieces(&right);
    struct scheme_pieces were = attempt_pieces(&finding->attempt);
    struct contrast contrast = contrast_pieces(&should, &were, &diagnosis->arena);
    diagnosis->differs = contrast.differs;
    diagnosis->offset = contrast.offset;
    diagnosis->should_from = contrast.from;
    diagnosis->should = contrast.left;
    diagnosis->were = contrast.right;
}

void finding_write(struct diagnosis *diagnosis, const struct diagnosis_case *input,
                   const struct attempt *base, const struct finding *finding)
{
    struct words words = {0};
    struct arena *arena = &diagnosis->arena;
    add_parts(&words, finding, false);
    add_rewriter(&words, finding, base);
    add_hash(&words, finding);
    add_encoding(&words, input->scheme, finding);
    add_scheme(&words, finding);
    add_disagreement(&words, finding);
    add_parts(&words, finding, true);
    if (words.cause.size > 0) {
        add_secret(&words, input, finding);
        diagnosis->cause = span_keep(arena, buf_span(&words.cause));
        diagnosis->was = span_keep(arena, buf_span(&words.was));
        diagnosis->mend = span_keep(arena, buf_span(&words.mend));
        diagnosis->advice = advice_of(finding);
        compare(diagnosis, base, finding);
    }
    buf_clear(&words.cause);
    buf_clear(&words.was);
    buf_clear(&words.mend);
}
