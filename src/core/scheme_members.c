#include "scheme_draft.h"

#define MOST_SECONDS (INT64_C(100) * 365 * 24 * 3600)

static bool store_text(struct span text, const char *const *words, void *into)
{
    (void)words;
    *(const char **)into = text.at;
    return true;
}

static bool store_header(struct span text, const char *const *words, void *into)
{
    return store_text(text, words, into) && header_is_sound(text, SPAN(""));
}

static bool is_visible(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < ' ' || text.at[i] > '~')
            return false;
    return true;
}

static bool store_visible(struct span text, const char *const *words, void *into)
{
    return store_text(text, words, into) && is_visible(text);
}

static bool store_character(struct span text, const char *const *words, void *into)
{
    return store_visible(text, words, into) && text.size == 1;
}

static bool store_word(struct span text, const char *const *words, void *into)
{
    for (int i = 0; words[i]; i++)
        if (span_is(text, words[i])) {
            *(int *)into = i;
            return true;
        }
    return false;
}

static bool store_flag(struct span text, const char *const *words, void *into)
{
    (void)words;
    *(bool *)into = text.at[0] == 't';
    return true;
}

static bool store_seconds(struct span text, const char *const *words, void *into)
{
    int64_t seconds = 0;
    (void)words;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || seconds > MOST_SECONDS)
            return false;
        seconds = seconds * 10 + (text.at[i] - '0');
    }
    *(int64_t *)into = seconds;
    return seconds <= MOST_SECONDS;
}

static const struct kind text_kind = {"\"", "a string", store_text},
                         header_kind = {"\"", "the name of a header", store_header},
                         visible_kind = {"\"", "a text of visible ASCII characters and spaces",
                                         store_visible},
                         character_kind = {"\"", "one visible ASCII character or a space",
                                           store_character},
                         word_kind = {"\"", NULL, store_word},
                         flag_kind = {"tf", "true or false", store_flag},
                         seconds_kind = {"-0123456789",
                                         "a whole number of seconds from 0 to 3153600000",
                                         store_seconds};

static const char *const algorithms[] = {"hmac-sha1",   "hmac-sha256", "hmac-sha384",
                                         "hmac-sha512", "ed25519",     NULL};
static const char *const keys[] = {
    [KEY_TEXT] = "text", [KEY_HEX] = "hex", [KEY_BASE64] = "base64", NULL};
static const char *const encodings[] = {[ENCODING_HEX] = "hex", [ENCODING_BASE64] = "base64", NULL};
static const char *const timestamps[] = {
    [TIMESTAMP_UNIX] = "unix", [TIMESTAMP_RFC3339] = "rfc3339", NULL};

#define INTO(field) offsetof(struct draft, field)

const struct member scheme_members[MEMBER_COUNT] = {
    [MEMBER_HEADER] = {"header", &header_kind, INTO(scheme.names[0].signature), NULL,
                       "X-Acme-Signature"},
    [MEMBER_SIGNED] = {"signed", &text_kind, INTO(scheme.signed_bytes), NULL, "{body}"},
    [MEMBER_ALGORITHM] = {"algorithm", &word_kind, INTO(algorithm), algorithms, "hmac-sha256"},
    [MEMBER_KEY] = {"key", &word_kind, INTO(key), keys, NULL},
    [MEMBER_KEY_PREFIX] = {"key-prefix", &text_kind, INTO(scheme.key_prefix), NULL, NULL},
    [MEMBER_ENCODING] = {"encoding", &word_kind, INTO(encoding), encodings, NULL},
    [MEMBER_ANY_CASE] = {"any-case", &flag_kind, INTO(scheme.any_case), NULL, NULL},
    [MEMBER_PREFIX] = {"prefix", &visible_kind, INTO(scheme.prefix), NULL, NULL},
    [MEMBER_SEPARATOR] = {"separator", &character_kind, INTO(scheme.separator), NULL, NULL},
    [MEMBER_TIMESTAMP_HEADER] = {"timestamp-header", &header_kind, INTO(scheme.names[0].timestamp),
                                 NULL, NULL},
    [MEMBER_TIMESTAMP_PREFIX] = {"timestamp-prefix", &visible_kind, INTO(scheme.timestamp_prefix),
                                 NULL, NULL},
    [MEMBER_TIMESTAMP] = {"timestamp", &word_kind, INTO(timestamp), timestamps, NULL},
    [MEMBER_ID_HEADER] = {"id-header", &header_kind, INTO(scheme.names[0].id), NULL, NULL},
    [MEMBER_TOLERANCE] = {"tolerance", &seconds_kind, INTO(scheme.tolerance), NULL, NULL},
    [MEMBER_FUTURE] = {"future", &flag_kind, INTO(scheme.future), NULL, NULL},
    [MEMBER_SUMMARY] = {"summary", &text_kind, INTO(scheme.summary), NULL, NULL},
};
