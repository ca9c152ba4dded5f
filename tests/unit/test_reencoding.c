#include "check.h"
#include "reencoding.h"
#include "suspect.h"

#include <string.h>

/* An event that go-sfpy writes as it came, with a place for a member within and one of its own. */
#define TIME "\"2021-07-22T11:24:15Z\""
#define TIMES "\"next_attempt_at\":" TIME ",\"created_at\":" TIME ",\"updated_at\":" TIME
#define INNER(within)                                                                              \
    "{\"token\":\"SM0KE1\",\"notification\":{\"token\":\"SM0KE2\",\"amount\":\"1\"" within         \
    "},\"created_at\":" TIME ",\"updated_at\":" TIME "}"
#define EVENT(within, own)                                                                         \
    "{\"token\":\"SM0KE3\",\"client_id\":\"C3\",\"type\":\"payment:created\",\"data\":" INNER(     \
        within) "," TIMES own "}"
#define WRAPPED(within, own) BYTES("{\"data\":" EVENT(within, own) "}")
#define SMOKE(value) WRAPPED(",\"smoke\":" value, "")

/* The layouts of `smoke`, and the event as it is. */
enum { SAMPLES = 11 };
static const struct {
    const char *name;
    struct span body;
    enum reencoding_added added;
} layouts[SAMPLES] = {
    {"base", WRAPPED("", ""), ADDED_NOTHING},
    {"non_ascii", SMOKE("\"caf\xc3\xa9\""), ADDED_WITHIN},
    {"ampersand", SMOKE("\"a\\u0026b\""), ADDED_WITHIN},
    {"slashes", SMOKE("\"a\\/b\""), ADDED_WITHIN},
    {"big_numbers", SMOKE("9007199254740993"), ADDED_WITHIN},
    {"decimals", SMOKE("2034.50"), ADDED_WITHIN},
    {"integer_keys", SMOKE("{\"10\":1,\"9\":2}"), ADDED_WITHIN},
    {"unicode_escapes", SMOKE("\"caf\\u00e9\""), ADDED_WITHIN},
    {"empty_object", SMOKE("{}"), ADDED_WITHIN},
    {"member_order",
     BYTES("{\"data\":{\"updated_at\":" TIME ",\"created_at\":" TIME ",\"next_attempt_at\":" TIME
           ",\"data\":" INNER("") ",\"type\":\"payment:created\",\"client_id\":\"C3\","
                                  "\"token\":\"SM0KE3\"}}"),
     ADDED_NOTHING},
    {"unknown_member", WRAPPED("", ",\"smoke\":1"), ADDED_TO_EVENT},
};

static bool has_word(const char *words, const char *word)
{
    struct span rest = span_of(words), one;
    while (span_split(&rest, ' ', &one))
        if (span_is(one, word))
            return true;
    return false;
}

/* What came of the layouts where those that are named were refused; the base last where asked. */
static void fill(struct reencoding_sample *samples, const char *refused)
{
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = (struct reencoding_sample){
            layouts[i].body, !has_word(refused, layouts[i].name), layouts[i].added};
}

static const struct scheme *scheme_of(const char *name)
{
    struct error err;
    return scheme_find(scheme_builtin(), name, &err);
}

static struct span body_of(const char *name)
{
    for (size_t i = 0; i < SAMPLES; i++)
        if (strcmp(layouts[i].name, name) == 0)
            return layouts[i].body;
    CHECK(false);
    return (struct span){0};
}

#define JS_REFUSES "ampersand slashes big_numbers decimals integer_keys unicode_escapes"
#define PYTHON_REFUSES "non_ascii ampersand slashes decimals"
#define ADDED_ALL                                                                                  \
    "non_ascii ampersand slashes big_numbers decimals integer_keys unicode_escapes empty_object "  \
    "unknown_member"
#define GO_REFUSES "member_order unknown_member"

/* What is named for what is refused. */
static const struct {
    const char *scheme, *refused, *names;
    enum reencoding_added strict;
} rows[] = {
    {"sfpy", JS_REFUSES, "@sfpy/node-sdk or JSON.stringify", ADDED_NOTHING},
    {"safepay-v1", JS_REFUSES, "@sfpy/node-sdk or JSON.stringify", ADDED_NOTHING},
    {"safepay-v2", JS_REFUSES, "JSON.stringify", ADDED_NOTHING},
    {"github", JS_REFUSES, "JSON.stringify", ADDED_NOTHING},
    {"sfpy", PYTHON_REFUSES, "safepay-python or Python's json.dumps, compact", ADDED_NOTHING},
    {"stripe", PYTHON_REFUSES, "Python's json.dumps, compact", ADDED_NOTHING},
    {"sfpy", PYTHON_REFUSES " empty_object", "safepay-php or PHP's json_encode with plain slashes",
     ADDED_NOTHING},
    {"github", PYTHON_REFUSES " empty_object", "PHP's json_encode with plain slashes",
     ADDED_NOTHING},
    {"github", "non_ascii ampersand decimals empty_object", "PHP's json_encode", ADDED_NOTHING},
    {"github", "ampersand slashes decimals unicode_escapes empty_object",
     "PHP's json_encode, unescaped", ADDED_NOTHING},
    {"github", "ampersand slashes decimals unicode_escapes", "orjson or Ruby's JSON.generate",
     ADDED_NOTHING},
    {"github", "slashes unicode_escapes", "Go's json.Marshal of a struct", ADDED_NOTHING},
    {"github", "ampersand slashes unicode_escapes", "jq, compact", ADDED_NOTHING},
    {"sfpy", GO_REFUSES, "go-sfpy", ADDED_NOTHING},
    {"safepay-v1", GO_REFUSES, "", ADDED_NOTHING},
    {"safepay-v2", GO_REFUSES, "", ADDED_NOTHING},
    {"sfpy", ADDED_ALL, "", ADDED_WITHIN},
    {"safepay-v2", ADDED_ALL, "", ADDED_WITHIN},
    {"sfpy", "unknown_member", "", ADDED_TO_EVENT},
    {"sfpy", "", "", ADDED_NOTHING},
    {"sfpy", "base member_order " ADDED_ALL, "", ADDED_NOTHING},
    {"sfpy", "member_order " ADDED_ALL, "", ADDED_NOTHING},
    {"sfpy", "decimals unknown_member", "", ADDED_NOTHING},
    {"sfpy", "base", "", ADDED_NOTHING},
    {"sfpy", "non_ascii big_numbers", "", ADDED_NOTHING},
};

static void names_the_writers(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reencoding_sample samples[SAMPLES];
        const struct scheme *scheme = scheme_of(rows[i].scheme);
        struct buf names = {0};
        fill(samples, rows[i].refused);
        struct reencoding found = reencoding_find(scheme, samples, SAMPLES);
        reencoding_write(&names, scheme, &found);
        check_row("row %zu: %s: %s", i, rows[i].scheme, rows[i].refused);
        CHECK_TEXT(buf_span(&names), rows[i].names);
        CHECK_NUMBER(found.strict, rows[i].strict);
        CHECK((found.count == 0) == (rows[i].names[0] == '\0'));
        buf_clear(&names);
    }
}

/* Whatever accepts and refuses as a writer does is told to be that writer, if not it alone. */
static void names_every_writer_that_keeps_the_event(void)
{
    static const char *const schemes[] = {"sfpy", "safepay-v1", "safepay-v2", "stripe"};
    size_t named = 0;
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        for (size_t writer = 0; writer < REENCODING_WRITERS; writer++) {
            const struct scheme *scheme = scheme_of(schemes[i]);
            struct reencoding_sample samples[SAMPLES];
            struct buf out = {0};
            bool is_found = false;
            size_t rewriters;
            suspect_rewriters(&rewriters);
            if (writer >= 4 + rewriters || !reencoding_name(scheme, writer))
                continue;
            fill(samples, "");
            for (size_t j = 0; j < SAMPLES; j++)
                samples[j].accepted = !reencoding_describe(&out, scheme, writer, samples[j].body);
            struct reencoding found = reencoding_find(scheme, samples, SAMPLES);
            for (size_t j = 0; j < found.count; j++)
                is_found = is_found || found.writers[j] == writer;
            check_row("%s: %s", schemes[i], reencoding_name(scheme, writer));
            CHECK(is_found == samples[0].accepted);
            named += is_found;
            buf_clear(&out);
        }
    CHECK_NUMBER((long long)named, 39);
}

/* With few samples there are several that they fit. */
static void names_all_that_may_be(void)
{
    const struct scheme *scheme = scheme_of("sfpy");
    const struct reencoding_sample samples[] = {
        {body_of("base"), true, ADDED_NOTHING},
        {body_of("unknown_member"), false, ADDED_TO_EVENT},
    };
    struct buf names = {0};
    struct reencoding found = reencoding_find(scheme, samples, COUNT_OF(samples));
    reencoding_write(&names, scheme, &found);
    CHECK_TEXT(buf_span(&names), "go-sfpy");
    CHECK_NUMBER(found.strict, ADDED_WITHIN);
    buf_reset(&names);
    const struct reencoding_sample decimals[] = {
        {body_of("base"), true, ADDED_NOTHING},
        {body_of("decimals"), false, ADDED_WITHIN},
    };
    found = reencoding_find(scheme, decimals, COUNT_OF(decimals));
    reencoding_write(&names, scheme, &found);
    CHECK_TEXT(buf_span(&names), "@sfpy/node-sdk, safepay-python or safepay-php");
    CHECK(found.count > 3);
    CHECK(found.count == 0 || found.writers[0] == 1);
    buf_clear(&names);
    found = reencoding_find(scheme, decimals, 0);
    CHECK(found.count == 0 && found.strict == ADDED_NOTHING);
}

static const struct {
    const char *scheme, *writer;
    struct span body;
    const char *words; /* NULL: it is kept */
} changes[] = {
    {"sfpy", "@sfpy/node-sdk", SMOKE("2034.50"), "2034.50 becomes 2034.5"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("9007199254740993"),
     "9007199254740993 becomes 9007199254740992"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("\"a\\u0026b\""), "\\u0026 becomes &"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("\"a\\/b\""), "\\/ becomes /"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("\"caf\\u00e9\""), "\\u00e9 becomes \xc3\xa9"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("\"\\ud83e\\udd8a\""),
     "\\ud83e\\udd8a becomes \xf0\x9f\xa6\x8a"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("{\"10\":1,\"9\":2}"), "\"9\" moves in front of \"10\""},
    {"sfpy", "@sfpy/node-sdk", SMOKE("{\"a\":1,\"a\":2}"), "1 becomes 2"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("[1, 2]"), "white space between tokens is left out"},
    {"sfpy", "@sfpy/node-sdk", SMOKE("{}"), NULL},
    {"sfpy", "@sfpy/node-sdk", SMOKE("\"caf\xc3\xa9\""), NULL},
    {"sfpy", "@sfpy/node-sdk", BYTES("{\"other\":1}"), NULL},
    {"sfpy", "@sfpy/node-sdk", BYTES("no JSON"), NULL},
    {"sfpy", "safepay-python", SMOKE("\"caf\xc3\xa9\""), "\xc3\xa9 becomes \\u00e9"},
    {"sfpy", "safepay-python", SMOKE("1E2"), "1E2 becomes 100.0"},
    {"sfpy", "safepay-php", SMOKE("{}"), "{} becomes []"},
    {"sfpy", "safepay-php", SMOKE("{\"0\":{}}"), "an object becomes a list"},
    {"sfpy", "go-sfpy", WRAPPED("", ",\"smoke\":1"), "\"smoke\" is left out"},
    {"sfpy", "go-sfpy", WRAPPED(",\"a\":\"&\"", ""), "& becomes \\u0026"},
    {"sfpy", "go-sfpy", BYTES("{\"data\":{\"token\":\"a\"}}"), "\"client_id\" is added"},
    {"github", "PHP's json_encode", BYTES("\"a/b\""), "/ becomes \\/"},
    {"github", "JSON.stringify", BYTES("[\"\\u202e/\\/\"]"), "\\u202e becomes \\u{202e}"},
    {"github", "JSON.stringify", BYTES("{\"a\":[1,1.0]}"), "1.0 becomes 1"},
    {"github", "JSON.stringify by 2", BYTES("[1]"), "white space between tokens is added"},
    {"github", "JSON.stringify",
     BYTES("{\"b\":11111111111111111111111111111111111111111111111111,\"a\":1}"),
     "1111111111111111111111111111111111111111\xe2\x80\xa6 becomes 1.1111111111111111e+49"},
};

static size_t writer_named(const struct scheme *scheme, const char *name)
{
    size_t rewriters, writer = 0;
    suspect_rewriters(&rewriters);
    for (; writer < 4 + rewriters; writer++) {
        const char *is = reencoding_name(scheme, writer);
        if (is && strcmp(is, name) == 0)
            return writer;
    }
    CHECK(false);
    return 0;
}

static void describes_the_first_change(void)
{
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        const struct scheme *scheme = scheme_of(changes[i].scheme);
        struct buf words = {0};
        check_row("row %zu: %.*s", i, SPAN_ARG(changes[i].body));
        bool changed = reencoding_describe(&words, scheme, writer_named(scheme, changes[i].writer),
                                           changes[i].body);
        CHECK(changed == (changes[i].words != NULL));
        CHECK_TEXT(buf_span(&words), changes[i].words ? changes[i].words : "");
        buf_clear(&words);
    }
}

static const struct check_case cases[] = {
    {"names the writers", names_the_writers},
    {"names every writer that keeps the event", names_every_writer_that_keeps_the_event},
    {"names all that may be", names_all_that_may_be},
    {"describes the first change", describes_the_first_change},
};

int main(void)
{
    return CHECK_RUN(cases);
}
