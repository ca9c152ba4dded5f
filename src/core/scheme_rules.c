#include "scheme_draft.h"

#include <string.h>

static bool is_signed(const struct draft *draft, const char *placeholder)
{
    return scheme_signs(&draft->scheme, placeholder);
}

static bool signs_no_body(const struct draft *draft)
{
    return !is_signed(draft, "{body}") && !is_signed(draft, "{data}");
}

static bool has_too_many_pieces(const struct draft *draft)
{
    return !scheme_template_fits(draft->scheme.signed_bytes);
}

static bool lacks_timestamp(const struct draft *draft)
{
    return is_signed(draft, "{timestamp}") && !draft->scheme.names[0].timestamp &&
           !draft->scheme.timestamp_prefix;
}

static bool has_idle_timestamp_header(const struct draft *draft)
{
    return draft->scheme.names[0].timestamp && !is_signed(draft, "{timestamp}");
}

static bool has_idle_timestamp_prefix(const struct draft *draft)
{
    return draft->scheme.timestamp_prefix && !is_signed(draft, "{timestamp}");
}

static bool has_two_timestamps(const struct draft *draft)
{
    return draft->scheme.timestamp_prefix && draft->scheme.names[0].timestamp;
}

static bool lacks_id(const struct draft *draft)
{
    return is_signed(draft, "{id}") && !draft->scheme.names[0].id;
}

static bool has_idle_id(const struct draft *draft)
{
    return draft->scheme.names[0].id && !is_signed(draft, "{id}");
}

static bool same_header(const char *a, const char *b)
{
    return a && b && span_equal_nocase(span_of(a), span_of(b));
}

static bool has_timestamp_in_signature(const struct draft *draft)
{
    const struct scheme_names *names = &draft->scheme.names[0];
    return same_header(names->timestamp, names->signature);
}

static bool has_id_in_another(const struct draft *draft)
{
    const struct scheme_names *names = &draft->scheme.names[0];
    return same_header(names->id, names->signature) || same_header(names->id, names->timestamp);
}

static bool has_base64_in_any_case(const struct draft *draft)
{
    return draft->scheme.any_case && draft->encoding == ENCODING_BASE64;
}

static bool has_ed25519_of_text(const struct draft *draft)
{
    return !draft->scheme.hash && draft->values[MEMBER_KEY].at && draft->key == KEY_TEXT;
}

static bool lacks_separator(const struct draft *draft)
{
    return draft->scheme.timestamp_prefix && !draft->scheme.separator;
}

/* Whether all of a text could stand in an encoded signature, but for the padding. */
static bool is_encoded(const struct draft *draft, struct span text)
{
    static const char digits[] = "0123456789abcdefABCDEFGHIJKLMNOPQRSTUVWXYZghijklmnopqrstuvwxyz+/";
    size_t count = draft->encoding == ENCODING_HEX ? 22 : sizeof digits - 1;
    for (size_t i = 0; i < text.size; i++)
        if (!memchr(digits, text.at[i], count))
            return false;
    return true;
}

static bool separates_signature(const struct draft *draft)
{
    struct span separator = span_of(draft->scheme.separator);
    bool padding = draft->encoding == ENCODING_BASE64 && span_is(separator, "=");
    return separator.at && (padding || is_encoded(draft, separator));
}

static bool separates_prefix(const struct draft *draft)
{
    const struct scheme *scheme = &draft->scheme;
    return scheme->separator &&
           ((scheme->prefix && strstr(scheme->prefix, scheme->separator)) ||
            (scheme->timestamp_prefix && strstr(scheme->timestamp_prefix, scheme->separator)));
}

static bool separates_timestamp(const struct draft *draft)
{
    return draft->scheme.timestamp_prefix && draft->timestamp == TIMESTAMP_RFC3339 &&
           strchr("-:.+TZ", draft->scheme.separator[0]);
}

/* Whether an element with a signature may begin as the one with the timestamp does. */
static bool is_ambiguous(const struct draft *draft)
{
    struct span prefix = span_of(draft->scheme.prefix),
                time = span_of(draft->scheme.timestamp_prefix);
    if (!time.at)
        return false;
    return span_starts(prefix, time) ||
           (span_starts(time, prefix) &&
            is_encoded(draft, span_slice(time, prefix.size, time.size)));
}

static bool begins_with_space(const char *text)
{
    return text && text[0] == ' ';
}

static bool has_timestamp_behind_space(const struct draft *draft)
{
    return begins_with_space(draft->scheme.timestamp_prefix);
}

static bool has_prefix_behind_space(const struct draft *draft)
{
    return !draft->scheme.timestamp_prefix && begins_with_space(draft->scheme.prefix);
}

/* What no scheme can be, the first that is so counting. */
static const struct scheme_rule rules[] = {
    {signs_no_body, MEMBER_SIGNED, "neither {body} nor {data} is in it",
     "a signature that leaves the body out says nothing of it; such as {timestamp}.{body}"},
    {has_too_many_pieces, MEMBER_SIGNED, "it has more than 16 pieces",
     "each placeholder is one, and each text between two"},
    {lacks_timestamp, MEMBER_SIGNED, "no header brings the {timestamp}",
     "name it by timestamp-header or, where it is an element of the signature's, by "
     "timestamp-prefix"},
    {has_idle_timestamp_header, MEMBER_TIMESTAMP_HEADER, "{timestamp} is not in what is signed",
     "sign it, as in {timestamp}.{body}, or leave timestamp-header out"},
    {has_idle_timestamp_prefix, MEMBER_TIMESTAMP_PREFIX, "{timestamp} is not in what is signed",
     "sign it, as in {timestamp}.{body}, or leave timestamp-prefix out"},
    {has_two_timestamps, MEMBER_TIMESTAMP_PREFIX,
     "timestamp-header says already where the time stands", "leave out one of them"},
    {lacks_id, MEMBER_SIGNED, "no header brings the {id}", "name it by id-header"},
    {has_idle_id, MEMBER_ID_HEADER, "{id} is not in what is signed",
     "sign it, as in {id}.{body}, or leave id-header out"},
    {has_timestamp_in_signature, MEMBER_TIMESTAMP_HEADER, "it is the signature's header",
     "where the time is an element of that, timestamp-prefix tells which"},
    {has_id_in_another, MEMBER_ID_HEADER, "it is another header of the scheme",
     "signature, timestamp and id stand in headers of their own"},
    {has_base64_in_any_case, MEMBER_ANY_CASE, "base64 means other bytes in another case",
     "leave it out, or let encoding be hex"},
    {has_ed25519_of_text, MEMBER_KEY, "an Ed25519 key is no text",
     "base64, which is the default with ed25519, or hex"},
    {lacks_separator, MEMBER_TIMESTAMP_PREFIX, "a header with several elements needs a separator",
     "such as \"separator\": \",\""},
    {separates_signature, MEMBER_SEPARATOR, "it may stand in a signature itself",
     "such as a comma, a semicolon or a space"},
    {separates_prefix, MEMBER_SEPARATOR, "it stands in prefix or timestamp-prefix",
     "elements are cut at it; take another character"},
    {separates_timestamp, MEMBER_SEPARATOR, "it may stand in a timestamp itself",
     "such as a comma, a semicolon or a space"},
    {is_ambiguous, MEMBER_TIMESTAMP_PREFIX, "a signature can begin with it",
     "signatures need a prefix that begins otherwise"},
    {has_timestamp_behind_space, MEMBER_TIMESTAMP_PREFIX, "a header's value begins with no space",
     "it would get lost on the way"},
    {has_prefix_behind_space, MEMBER_PREFIX, "a header's value begins with no space",
     "it would get lost on the way"},
};

const struct scheme_rule *scheme_broken_rule(const struct draft *draft)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (rules[i].broken(draft))
            return &rules[i];
    return NULL;
}
