#include "check.h"
#include "clock.h"
#include "pattern.h"

#include <string.h>

static const struct {
    const char *pattern;
    struct span text;
    bool fits;
} fits[] = {
    {"", BYTES("abc"), true},
    {"", BYTES(""), true},
    {"b", BYTES("abc"), true},
    {"^b", BYTES("abc"), false},
    {"^abc$", BYTES("abc"), true},
    {"^a.c$", BYTES("a\nc"), true},
    {"c$", BYTES("abc\n"), false},
    {"B", BYTES("abc"), false},
    {"^(a|b)+$", BYTES("abab"), true},
    {"^[0-9a-f]{4}$", BYTES("00ff"), true},
    {"^[0-9a-f]{4}$", BYTES("00fff"), false},
    {"^[[:digit:]]+$", BYTES("123"), true},
    {"a\\.b", BYTES("a.b"), true},
    {"a\\.b", BYTES("axb"), false},
    {"[\\1]", BYTES("\\"), true}, /* in brackets a backslash is itself */
    {"[]x]", BYTES("]"), true},
    {"[^]x]", BYTES("]"), false},
    {"a.b", BYTES("a\0b"), false}, /* as glibc has it: a dot is no NUL */
    {"a[^x]b", BYTES("a\0b"), true},
    {"b$", BYTES("a\0b"), true},
    {"^a$", BYTES("a\0b"), false},
    {"a.b",
     BYTES("a\xff"
           "b"),
     true},
    {"\xc3\xa9", BYTES("caf\xc3\xa9"), true},
};

static void fits_texts(void)
{
    for (size_t i = 0; i < COUNT_OF(fits); i++) {
        struct error err = {0};
        struct pattern *pattern = pattern_new(fits[i].pattern, &err);
        check_row("%s in %s", fits[i].pattern, fits[i].text.at);
        if (CHECK(pattern != NULL))
            CHECK(pattern_fits(pattern, fits[i].text) == fits[i].fits);
        pattern_free(pattern);
    }
}

/* Each says where: not at the first character of the expression, but at the one that is wrong. */
static void refuses_bad_ones(void)
{
    static const struct {
        const char *pattern, *place;
    } rows[] = {
        {"(", "(character 1)"},
        {"a(b", "(character 2)"},
        {"(a)(b", "(character 4)"},
        {"(a[)", "(character 3)"},
        {"x[a", "(character 2)"},
        {"a{2,1}", "(character 6)"},
        {"a\\", "(character 2)"},
        {"abc[[:none:]]", NULL},
        {"a{99999}", NULL},
        {"(a)\\1", "not supported (character 4)"},
        {"\\\\\\2", "not supported (character 3)"},
        {"((a{100}){100}){100}", "repeats too much (character 4)"},
        {"(((((((a{9}){9}){9}){9}){9}){9}){9}){9}", "repeats too much (character 9)"},
        {"(a{1,200}b{200}){300}", "repeats too much (character 3)"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        struct pattern *pattern = pattern_new(rows[i].pattern, &err);
        check_row("%s: %s", rows[i].pattern, err.text);
        CHECK(!pattern);
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK(span_starts(span_of(err.text), SPAN("bad regular expression: ")));
        CHECK(!rows[i].place || strstr(err.text, rows[i].place));
        pattern_free(pattern);
    }
}

static void is_bounded(void)
{
    struct buf text = {0};
    struct error err = {0};
    buf_add_repeated(&text, '(', 1024);
    CHECK(!pattern_new(text.at, &err)); /* not closed */
    buf_add_byte(&text, '(');
    CHECK(!pattern_new(text.at, &err));
    CHECK(strstr(err.text, "longer than 1024 bytes") != NULL);
    buf_reset(&text);
    buf_add_repeated(&text, '(', 500);
    buf_add_repeated(&text, ')', 500);
    struct pattern *pattern = pattern_new(text.at, &err);
    CHECK(pattern && pattern_fits(pattern, SPAN("x")));
    pattern_free(pattern);
    buf_clear(&text);
}

/* What makes backtracking matchers hang, over more text than is looked at. */
static void ends_on_hostile_texts(void)
{
    static const char *const patterns[] = {"^(a*)*b$", "(a|aa)+$",   "(a|b)*a(a|b){12}c",
                                           "a{500}b",  "a.*b.*c.*d", "[ab]*a[ab]{1000}c"};
    struct buf text = {0};
    struct error err = {0};
    while (text.size < 1 << 20)
        buf_add_text(&text, text.size % 7 ? "ab" : "aaa");
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        struct pattern *pattern = pattern_new(patterns[i], &err);
        int64_t begin = clock_ticks();
        check_row("%s", patterns[i]);
        if (CHECK(pattern != NULL))
            CHECK(!pattern_fits(pattern, buf_span(&text)) || i == 1);
        CHECK(clock_ticks() - begin < 5 * CLOCK_SECOND);
        pattern_free(pattern);
    }
    buf_clear(&text);
}

static const struct check_case cases[] = {
    {"fits texts", fits_texts},
    {"refuses bad ones", refuses_bad_ones},
    {"is bounded", is_bounded},
    {"ends on hostile texts", ends_on_hostile_texts},
};

int main(void)
{
    return CHECK_RUN(cases);
}
