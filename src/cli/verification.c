#include "verification.h"

#include "jsonw.h"
#include "text.h"

static bool is_valid(const struct verification *verification)
{
    return verification->verdict->validity == VALIDITY_VALID;
}

static bool has_cause(const struct verification *verification)
{
    return verification->diagnosis && verification->diagnosis->cause.at;
}

/* What was done and what to do instead, or what the reason says. */
static void add_hint(struct buf *out, const struct verification *verification)
{
    if (has_cause(verification)) {
        buf_add(out, verification->diagnosis->was);
        buf_add_text(out, ": ");
        buf_add(out, verification->diagnosis->mend);
        return;
    }
    buf_add(out, verification->hint);
}

/* Bytes that were cut out of what is signed. */
static void write_excerpt_json(struct buf *out, const struct verification *verification,
                               const char *name, struct span excerpt)
{
    struct buf text = {0};
    buf_add(&text, excerpt);
    secrets_mask_excerpt(&verification->keyring->known, &text);
    jsonw_text(out, name, text.size ? buf_span(&text) : excerpt);
    buf_wipe(&text);
}

static void write_working_json(struct buf *out, const struct verification *verification)
{
    const struct working *working = verification->working;
    if (!working)
        return;
    jsonw_object(out, "explain");
    jsonw_array(out, "given");
    for (size_t i = 0; i < working->claim.count; i++)
        jsonw_text(out, NULL, working->claim.headers[i].value);
    jsonw_end_array(out);
    jsonw_text(out, "expected", working->expected);
    jsonw_integer(out, "signed_bytes", (int64_t)working->signed_size);
    write_excerpt_json(out, verification, "first", working->first);
    write_excerpt_json(out, verification, "last", working->last);
    jsonw_integer(out, "key_bytes", (int64_t)working->key_size);
    jsonw_end_object(out);
}

static void write_difference_json(struct buf *out, const struct verification *verification)
{
    const struct diagnosis *diagnosis = verification->diagnosis;
    if (!has_cause(verification) || !diagnosis->differs)
        return;
    jsonw_object(out, "difference");
    jsonw_integer(out, "offset", (int64_t)diagnosis->offset);
    jsonw_integer(out, "from", (int64_t)diagnosis->should_from);
    write_excerpt_json(out, verification, "should", diagnosis->should);
    write_excerpt_json(out, verification, "signed", diagnosis->were);
    jsonw_end_object(out);
}

void verification_write_json(struct buf *out, const struct verification *verification)
{
    const struct verdict *verdict = verification->verdict;
    struct buf header = {0}, hint = {0};
    verdict_write_header(&header, verdict);
    if (!is_valid(verification))
        add_hint(&hint, verification);
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("verification"));
    jsonw_bool(out, "valid", is_valid(verification));
    jsonw_text(out, "scheme", span_of(verdict->scheme->name));
    jsonw_text(out, "reason", span_of(reason_name(verdict->reason)));
    jsonw_text(out, "cause",
               has_cause(verification) ? verification->diagnosis->cause : (struct span){0});
    jsonw_text(out, "hint", hint.size ? buf_span(&hint) : (struct span){0});
    jsonw_text(out, "header", header.size ? buf_span(&header) : (struct span){0});
    jsonw_text(out, "secret", span_of(verdict->secret));
    jsonw_text(out, "file", span_of(verification->file));
    jsonw_text(out, "id", verification->id);
    jsonw_null(out, "sdk");
    write_difference_json(out, verification);
    write_working_json(out, verification);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
    buf_clear(&header);
    buf_clear(&hint);
}

/* Text from outside: harmless on a terminal, and without the secrets that are known. */
static void add_foreign(struct buf *out, const struct verification *verification,
                        struct span foreign)
{
    struct buf text = {0};
    text_escape(&text, foreign);
    secrets_mask(&verification->keyring->known, &text);
    buf_add(out, buf_span(&text));
    buf_wipe(&text);
}

static void add_excerpt(struct buf *out, const struct verification *verification,
                        struct span excerpt)
{
    struct buf text = {0};
    buf_add(&text, excerpt);
    secrets_mask_excerpt(&verification->keyring->known, &text);
    text_escape(out, buf_span(&text));
    buf_wipe(&text);
}

/* Lines below the first one stand in two columns. */
static void add_field(struct buf *out, const struct palette *palette, const char *name)
{
    buf_printf(out, "  %s%-9s%s ", palette->dim, name, palette->end);
}

static void write_difference(struct buf *out, const struct verification *verification,
                             const struct palette *palette)
{
    const struct diagnosis *diagnosis = verification->diagnosis;
    const struct {
        const char *name;
        struct span bytes;
    } sides[] = {{"right", diagnosis->should}, {"signed", diagnosis->were}};
    if (!diagnosis->differs)
        return;
    add_field(out, palette, "differs");
    buf_printf(out, "from byte %zu on (shown from %zu)\n", diagnosis->offset,
               diagnosis->should_from);
    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        add_field(out, palette, sides[i].name);
        add_excerpt(out, verification, sides[i].bytes);
        buf_add_byte(out, '\n');
    }
}

static void write_code(struct buf *out, const struct diagnosis *diagnosis,
                       const struct scheme *scheme, const struct palette *palette)
{
    for (size_t i = 0; i < ADVICE_LANGUAGES; i++) {
        struct buf line = {0};
        if (advice_write(&line, diagnosis->advice, scheme, i)) {
            add_field(out, palette, advice_language(i));
            text_escape(out, buf_span(&line));
            buf_add_byte(out, '\n');
        }
        buf_clear(&line);
    }
}

/* Ends a line of prose, which is folded on a terminal. */
static void end_prose(struct buf *out, struct buf *line, const struct palette *palette)
{
    text_wrap(out, buf_span(line), 0, 2, palette->columns);
    buf_add_byte(out, '\n');
    buf_wipe(line);
}

static void write_cause(struct buf *out, const struct verification *verification,
                        const struct palette *palette)
{
    const struct diagnosis *diagnosis = verification->diagnosis;
    struct buf line = {0};
    if (!diagnosis)
        return;
    buf_printf(&line, "%scause:%s ", palette->strong, palette->end);
    if (diagnosis->cause.at) {
        buf_printf(&line, "%.*s: ", SPAN_ARG(diagnosis->cause));
        text_escape(&line, diagnosis->was);
    } else {
        buf_add_text(&line, "none that is known");
        if (diagnosis->tried.at)
            buf_printf(&line, "; ruled out, alone and in %s: %.*s",
                       diagnosis->given_up ? "some pairs (the body is large)" : "pairs",
                       SPAN_ARG(diagnosis->tried));
    }
    end_prose(out, &line, palette);
    if (diagnosis->cause.at)
        write_difference(out, verification, palette);
}

static void write_hint(struct buf *out, const struct verification *verification,
                       const struct palette *palette)
{
    struct buf line = {0};
    buf_printf(&line, "%shint:%s ", palette->strong, palette->end);
    text_escape(&line,
                has_cause(verification) ? verification->diagnosis->mend : verification->hint);
    end_prose(out, &line, palette);
    if (has_cause(verification))
        write_code(out, verification->diagnosis, verification->verdict->scheme, palette);
}

/* What was signed, and by which key. */
static void write_signed(struct buf *out, const struct verification *verification,
                         const struct palette *palette)
{
    const struct working *working = verification->working;
    const struct verdict *verdict = verification->verdict;
    const struct span only_private = SPAN("only the private key could compute it");
    add_field(out, palette, "expected");
    buf_add(out, working->expected.at ? working->expected : only_private);
    buf_add_byte(out, '\n');
    add_field(out, palette, "signed");
    buf_printf(out, "%s: %zu bytes\n", verdict->scheme->signed_bytes, working->signed_size);
    add_field(out, palette, working->last.at ? "first 40" : "all");
    add_excerpt(out, verification, working->first);
    buf_add_byte(out, '\n');
    if (working->last.at) {
        add_field(out, palette, "last 40");
        add_excerpt(out, verification, working->last);
        buf_add_byte(out, '\n');
    }
    add_field(out, palette, "key");
    buf_add_text(out, verdict->secret ? verdict->secret
                                      : verification->keyring->in_use.at[0].fingerprint);
    if (working->key_size)
        buf_printf(out, ", %zu bytes", working->key_size);
    buf_add_byte(out, '\n');
}

static void write_working(struct buf *out, const struct verification *verification,
                          const struct palette *palette)
{
    const struct working *working = verification->working;
    if (!working)
        return;
    for (size_t i = 0; i < working->claim.count; i++) {
        add_field(out, palette, "header");
        buf_printf(out, "%s\n", working->claim.headers[i].name);
        add_field(out, palette, "given");
        add_foreign(out, verification, working->claim.headers[i].value);
        buf_add_byte(out, '\n');
    }
    if (working->whole) {
        write_signed(out, verification, palette);
        return;
    }
    add_field(out, palette, "signed");
    buf_printf(out, "%s: not all of it is there\n", verification->verdict->scheme->signed_bytes);
}

static void write_valid(struct buf *out, const struct verdict *verdict,
                        const struct palette *palette)
{
    buf_printf(out, "%svalid%s: scheme %s, secret %s (%s), header ", palette->good, palette->end,
               verdict->scheme->name, verdict->secret, verdict->origin);
    verdict_write_header(out, verdict);
}

/* Among many, the cause stands in place of what the reason means. */
static void write_invalid(struct buf *out, const struct verification *verification,
                          const struct palette *palette)
{
    const struct verdict *verdict = verification->verdict;
    buf_printf(out, "%sinvalid%s: %s: ", palette->bad, palette->end, reason_name(verdict->reason));
    if (verification->many && has_cause(verification)) {
        buf_printf(out, "%.*s: ", SPAN_ARG(verification->diagnosis->cause));
        text_escape(out, verification->diagnosis->was);
    } else {
        buf_add_text(out, reason_meaning(verdict->reason));
    }
    buf_printf(out, " (scheme %s, secret ", verdict->scheme->name);
    secrets_write_fingerprints(out, &verification->keyring->in_use);
    buf_add_byte(out, ')');
}

void verification_write_text(struct buf *out, const struct verification *verification,
                             const struct palette *palette)
{
    struct buf line = {0};
    if (verification->many) {
        add_foreign(&line, verification,
                    verification->name.at ? verification->name : span_of(verification->file));
        buf_add_text(&line, ": ");
    }
    if (is_valid(verification))
        write_valid(&line, verification->verdict, palette);
    else
        write_invalid(&line, verification, palette);
    end_prose(out, &line, palette);
    if (!verification->many && !is_valid(verification)) {
        write_cause(out, verification, palette);
        write_hint(out, verification, palette);
    }
    write_working(out, verification, palette);
}
