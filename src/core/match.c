#include "match.h"

#include "encode.h"

#include <ctype.h>
#include <string.h>

static bool is_edge(char c)
{
    return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == ';';
}

static struct span strip(struct span text)
{
    while (text.size > 0 && is_edge(text.at[0]))
        text = span_slice(text, 1, text.size);
    while (text.size > 0 && is_edge(text.at[text.size - 1]))
        text.size--;
    return text;
}

/* Without prefix: the scheme's, any that looks like one, or 0x. */
static struct span text_of(const struct scheme *scheme, struct span element)
{
    struct span prefix = span_of(scheme->prefix);
    if (prefix.at && span_starts(element, prefix))
        return span_slice(element, prefix.size, element.size);
    struct span text = claim_without_prefix(element);
    if (span_starts(text, SPAN("0x")) || span_starts(text, SPAN("0X")))
        text = span_slice(text, 2, text.size);
    return text;
}

static void add_token(struct match_tokens *tokens, const struct scheme *scheme, size_t header,
                      struct span element, bool alone)
{
    struct span text = text_of(scheme, strip(element));
    if (text.size == 0 || text.size > MATCH_LONGEST || tokens->count == MATCH_TOKENS)
        return;
    tokens->at[tokens->count++] = (struct match_token){header, element, text, alone};
}

/* What a header repeated, or joined by a proxy, may hold: parts between spaces and commas. */
static void add_parts(struct match_tokens *tokens, const struct scheme *scheme, size_t header,
                      struct span value)
{
    struct span part, inner;
    while (span_split(&value, ' ', &part))
        while (span_split(&part, ',', &inner))
            add_token(tokens, scheme, header, inner, false);
}

void match_read(struct match_tokens *tokens, const struct scheme *scheme, const struct claim *claim)
{
    *tokens = (struct match_tokens){.headers = claim->count};
    for (size_t i = 0; i < claim->count; i++) {
        struct span value = claim->headers[i].value, element;
        while (claim_next(scheme, &value, &element)) {
            bool time =
                scheme->timestamp_prefix && span_starts(element, span_of(scheme->timestamp_prefix));
            if (!time)
                add_token(tokens, scheme, i, element, true);
        }
        value = strip(claim->headers[i].value);
        if (span_contains(value, SPAN(" ")) || span_contains(value, SPAN(",")))
            add_parts(tokens, scheme, i, claim->headers[i].value);
    }
}

/* Either alphabet of base64 as one, padding left out. */
static char fold_base64(char c)
{
    return c == '-' ? '+' : c == '_' ? '/' : c;
}

static size_t without_padding(struct span text)
{
    size_t size = text.size;
    while (size > 0 && text.at[size - 1] == '=')
        size--;
    return size;
}

/* How many characters agree from the begin on. */
static size_t common(struct span a, struct span b, bool base64)
{
    size_t i = 0;
    for (; i < a.size && i < b.size; i++) {
        bool same = base64 ? fold_base64(a.at[i]) == fold_base64(b.at[i])
                           : tolower((unsigned char)a.at[i]) == tolower((unsigned char)b.at[i]);
        if (!same)
            break;
    }
    return i;
}

static enum match compare(struct span given, struct span whole, bool base64, size_t least)
{
    given.size = base64 ? without_padding(given) : given.size;
    whole.size = base64 ? without_padding(whole) : whole.size;
    size_t same = common(given, whole, base64);
    if (same == whole.size && given.size == whole.size)
        return MATCH_ENCODING;
    return same == given.size && same >= least && same < whole.size ? MATCH_TRUNCATED : MATCH_NONE;
}

/* The signature as hex and as base64. */
struct texts {
    char hex_space[2 * KEY_SIGNATURE_MOST + 1], base64_space[2 * KEY_SIGNATURE_MOST];
    struct buf hex, base64;
};

static void write_texts(struct texts *texts, const struct raw_signature *signature)
{
    texts->hex = (struct buf)BUF_OVER(texts->hex_space);
    texts->base64 = (struct buf)BUF_OVER(texts->base64_space);
    encode_hex(&texts->hex, signature->at, signature->size);
    encode_base64(&texts->base64, (struct span){(const char *)signature->at, signature->size});
}

static bool is_exact(const struct match_token *token, const struct scheme *scheme,
                     const struct raw_signature *signature)
{
    struct raw_signature given;
    return token->alone && claim_decode(scheme, token->element, &given) &&
           given.size == signature->size && memcmp(given.at, signature->at, given.size) == 0;
}

static enum match match_token(const struct match_token *token, const struct scheme *scheme,
                              const struct raw_signature *signature, const struct texts *texts)
{
    enum { LEAST_HEX = 16, LEAST_BASE64 = 11 }; /* 64 bits */
    if (is_exact(token, scheme, signature))
        return MATCH_EXACT;
    enum match hex = compare(token->text, buf_span(&texts->hex), false, LEAST_HEX);
    enum match base64 = compare(token->text, buf_span(&texts->base64), true, LEAST_BASE64);
    return hex > base64 ? hex : base64;
}

enum match match_signature(const struct match_tokens *tokens, const struct scheme *scheme,
                           const struct raw_signature *signature, const struct match_token **worst)
{
    struct texts texts;
    enum match result = tokens->headers ? MATCH_EXACT : MATCH_NONE;
    write_texts(&texts, signature);
    for (size_t header = 0; header < tokens->headers; header++) {
        enum match best = MATCH_NONE;
        const struct match_token *found = NULL;
        for (size_t i = 0; i < tokens->count; i++) {
            if (tokens->at[i].header != header)
                continue;
            enum match match = match_token(&tokens->at[i], scheme, signature, &texts);
            found = match > best ? &tokens->at[i] : found;
            best = match > best ? match : best;
        }
        if (best < result || header == 0) {
            result = best;
            if (worst)
                *worst = found;
        }
    }
    return result;
}

size_t match_exact_headers(const struct match_tokens *tokens, const struct scheme *scheme,
                           const struct raw_signature *signature)
{
    bool exact[SCHEME_NAMES] = {false};
    size_t count = 0;
    for (size_t i = 0; i < tokens->count; i++)
        if (is_exact(&tokens->at[i], scheme, signature))
            exact[tokens->at[i].header] = true;
    for (size_t i = 0; i < SCHEME_NAMES; i++)
        count += exact[i];
    return count;
}

bool match_decode(const struct match_token *token, size_t size, struct raw_signature *signature)
{
    struct span text = token->text;
    if (decode_hex(text, true, signature->at, sizeof signature->at, &signature->size) &&
        signature->size == size)
        return true;
    struct buf bytes = {0};
    bool decoded = decode_base64_leniently(&bytes, span_slice(text, 0, 2 * KEY_SIGNATURE_MOST)) &&
                   bytes.size == size && size <= sizeof signature->at;
    if (decoded)
        memcpy(signature->at, bytes.at, size);
    signature->size = size;
    buf_clear(&bytes);
    return decoded;
}

static void add_reason(struct buf *out, bool applies, const char *format, struct span word)
{
    if (!applies)
        return;
    if (out->size > 0)
        buf_add_text(out, ", ");
    const char *place = strstr(format, "%s");
    buf_add(out, (struct span){format, place ? (size_t)(place - format) : strlen(format)});
    if (place) {
        buf_add(out, word);
        buf_add_text(out, place + 2);
    }
}

static bool has_letter(struct span text, int (*is_case)(int))
{
    for (size_t i = 0; i < text.size; i++)
        if (is_case((unsigned char)text.at[i]))
            return true;
    return false;
}

void match_describe(struct buf *out, const struct match_token *token, const struct scheme *scheme,
                    const struct raw_signature *signature, enum match match)
{
    struct texts texts;
    struct buf how = {0};
    write_texts(&texts, signature);
    bool hex = compare(token->text, buf_span(&texts.hex), false, 1) != MATCH_NONE;
    bool want_hex = scheme->encoding == ENCODING_HEX;
    struct span prefix = span_of(scheme->prefix), element = strip(token->element);
    bool prefixed = prefix.at && span_starts(element, prefix);
    struct span before = span_slice(element, 0, (size_t)(token->text.at - element.at));
    struct span whole = buf_span(hex ? &texts.hex : &texts.base64);
    add_reason(&how, hex && !want_hex, "in hex, not base64", whole);
    add_reason(&how, !hex && want_hex, "in base64, not hex", whole);
    add_reason(&how, hex && want_hex && !scheme->any_case && has_letter(token->text, isupper),
               "in upper case", whole);
    add_reason(&how,
               !hex && !want_hex &&
                   (memchr(token->text.at, '-', token->text.size) ||
                    memchr(token->text.at, '_', token->text.size)),
               "in the URL-safe alphabet", whole);
    add_reason(&how, !hex && !want_hex && match == MATCH_ENCODING && token->text.size < whole.size,
               "without its padding", whole);
    add_reason(&how, prefix.at && !prefixed, "without the prefix %s", prefix);
    add_reason(&how, !prefixed && before.size > 0, "behind %s, which does not belong there",
               before);
    add_reason(&how, element.size != token->element.size, "with quotes or spaces around it", whole);
    add_reason(&how, !token->alone, "more than once, or with more in the header", whole);
    if (match == MATCH_TRUNCATED)
        buf_printf(out, "the signature was cut short to %zu of %zu characters", token->text.size,
                   whole.size);
    if (match == MATCH_TRUNCATED && how.size > 0)
        buf_add_text(out, "; it is written ");
    else if (match != MATCH_TRUNCATED)
        buf_add_text(out, "the signature is right, but written ");
    if (how.size == 0 && match != MATCH_TRUNCATED)
        buf_add_text(out, "in a form of its own");
    buf_add(out, buf_span(&how));
    buf_clear(&how);
}
