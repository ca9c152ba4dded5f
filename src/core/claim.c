#include "claim.h"

#include "clock.h"
#include "encode.h"
#include "text.h"

#include <string.h>

/* All values of one header as one, absent where it didn't come. */
static struct span join_values(struct arena *arena, const struct headers *headers, const char *name)
{
    size_t count;
    const struct header *first = headers_find(headers, span_of(name), &count);
    if (count < 2)
        return first ? first->value : (struct span){0};
    struct buf joined = {0};
    for (const struct header *header = first; header < headers->at + headers->count; header++)
        if (span_equal_nocase(header->name, span_of(name))) {
            if (header != first)
                buf_add_text(&joined, ", ");
            buf_add(&joined, header->value);
        }
    return buf_keep(arena, &joined);
}

bool claim_next(const struct scheme *scheme, struct span *value, struct span *element)
{
    if (scheme->separator && *scheme->separator)
        return span_split(value, *scheme->separator, element);
    *element = *value;
    *value = (struct span){0};
    return element->at != NULL;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

struct span claim_without_prefix(struct span element)
{
    enum { LONGEST_PREFIX = 12 }; /* a doubled header's first value is too long to be one */
    for (size_t i = 0; i < element.size && i <= LONGEST_PREFIX; i++) {
        char c = element.at[i];
        bool ends = (c == '=' || c == ',') && i > 0;
        if (ends && i + 1 < element.size && element.at[i + 1] != '=')
            return span_slice(element, i + 1, element.size);
        if (ends || !is_word(c))
            break;
    }
    return element;
}

/* Whether a text could be the hex or base64 of anything, of whatever length. */
static bool looks_encoded(struct span digits)
{
    size_t padding = 0, hex = 0;
    while (padding < 2 && digits.size > 0 && digits.at[digits.size - 1] == '=') {
        digits.size--;
        padding++;
    }
    for (size_t i = 0; i < digits.size; i++) {
        char c = digits.at[i];
        if (!is_word(c) && (!c || !strchr("+/-_", c)))
            return false;
        hex += text_hex_value(c) >= 0;
    }
    return digits.size > 0 && ((hex == digits.size && padding == 0) || digits.size % 4 != 1);
}

static bool begins(struct span element, const char *prefix)
{
    return prefix && span_starts(element, span_of(prefix));
}

/* Whether an element could be a signature by whatever prefix, or by the scheme's, which may be any
 * text. */
static bool may_be_signature(const struct scheme *scheme, struct span element)
{
    return looks_encoded(claim_without_prefix(element)) ||
           (begins(element, scheme->prefix) &&
            looks_encoded(span_slice(element, strlen(scheme->prefix), element.size)));
}

/* Whether a value has the scheme's structure and an element that may be a signature. */
static bool is_plausible(const struct scheme *scheme, struct span value)
{
    struct span element;
    bool encoded = false, structured = !scheme->timestamp_prefix;
    while (claim_next(scheme, &value, &element)) {
        bool timestamp = begins(element, scheme->timestamp_prefix);
        structured = structured || timestamp || begins(element, scheme->prefix);
        encoded = encoded || (!timestamp && may_be_signature(scheme, element));
    }
    return structured && encoded;
}

/* The last element that holds a timestamp, as the vendor's own code takes it. */
static struct span timestamp_within(const struct scheme *scheme, struct span value)
{
    struct span element, found = {0};
    while (claim_next(scheme, &value, &element))
        if (begins(element, scheme->timestamp_prefix))
            found = span_slice(element, strlen(scheme->timestamp_prefix), element.size);
    return found;
}

static void read_names(struct claim *claim, const struct scheme *scheme,
                       const struct headers *headers)
{
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        const struct scheme_names *names = &scheme->names[i];
        struct span value = join_values(&claim->arena, headers, names->signature);
        if (value.size == 0)
            continue;
        claim->headers[claim->count++] = (struct claim_header){names->signature, value};
        if (claim->count > 1)
            continue;
        if (names->timestamp)
            claim->timestamp = join_values(&claim->arena, headers, names->timestamp);
        if (names->id)
            claim->id = join_values(&claim->arena, headers, names->id);
        if (scheme->timestamp_prefix)
            claim->timestamp = timestamp_within(scheme, value);
        if (!scheme->every_name)
            return;
    }
}

/* Unix seconds in digits. Beyond what nanoseconds can count it is the last second that they can. */
static bool read_unix(struct span text, int64_t *time)
{
    const int64_t last = INT64_MAX / CLOCK_SECOND;
    int64_t seconds = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        seconds = seconds * 10 + (text.at[i] - '0');
        seconds = seconds < last ? seconds : last;
    }
    *time = seconds * CLOCK_SECOND;
    return text.size > 0;
}

enum reason claim_read(struct claim *claim, const struct scheme *scheme,
                       const struct headers *headers)
{
    *claim = (struct claim){0};
    read_names(claim, scheme, headers);
    if (claim->count == 0)
        return REASON_MISSING_SIGNATURE;
    if (scheme->names[0].id && claim->id.size == 0)
        return REASON_MISSING_ID;
    for (size_t i = 0; i < claim->count; i++)
        if (!is_plausible(scheme, claim->headers[i].value))
            return REASON_MALFORMED_SIGNATURE;
    if (!scheme_signs(scheme, "{timestamp}"))
        return REASON_NONE;
    if (claim->timestamp.size == 0)
        return REASON_TIMESTAMP_MISSING;
    bool read = scheme->timestamp == TIMESTAMP_RFC3339
                    ? clock_read_rfc3339(claim->timestamp, &claim->time)
                    : read_unix(claim->timestamp, &claim->time);
    return read ? REASON_NONE : REASON_TIMESTAMP_MALFORMED;
}

void claim_clear(struct claim *claim)
{
    arena_clear(&claim->arena);
}

/* Whether a text is how these bytes are written; base64 with bits left over decodes too. */
static bool is_base64_of(struct span text, struct span bytes)
{
    char space[4 * (KEY_SIGNATURE_MOST / 3 + 1) + 1];
    struct buf written = BUF_OVER(space);
    encode_base64(&written, bytes);
    return span_equal(text, buf_span(&written));
}

bool claim_decode(const struct scheme *scheme, struct span element, struct raw_signature *signature)
{
    if (scheme->prefix && !begins(element, scheme->prefix))
        return false;
    struct span text =
        span_slice(element, scheme->prefix ? strlen(scheme->prefix) : 0, element.size);
    if (scheme->encoding == ENCODING_HEX)
        return decode_hex(text, scheme->any_case, signature->at, sizeof signature->at,
                          &signature->size);
    char space[sizeof signature->at + 4];
    struct buf bytes = BUF_OVER(space);
    if (!decode_base64(&bytes, text) || bytes.size > sizeof signature->at ||
        !is_base64_of(text, buf_span(&bytes)))
        return false;
    memcpy(signature->at, bytes.at, bytes.size);
    signature->size = bytes.size;
    return true;
}

enum reason claim_check_age(const struct claim *claim, const struct scheme *scheme, int64_t now,
                            int64_t tolerance)
{
    if (!scheme_signs(scheme, "{timestamp}") || tolerance == 0)
        return REASON_NONE;
    if (scheme->timestamp == TIMESTAMP_UNIX)
        now -= now % CLOCK_SECOND;
    int64_t age;
    if (__builtin_sub_overflow(now, claim->time, &age))
        age = now > claim->time ? INT64_MAX : -INT64_MAX;
    if (age > tolerance)
        return REASON_TIMESTAMP_TOO_OLD;
    return scheme->future && age < -tolerance ? REASON_TIMESTAMP_IN_FUTURE : REASON_NONE;
}
