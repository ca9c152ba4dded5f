#include "check.h"

#include "shell_printf.h"

static const struct {
    const char *text, *words; /* a bar in front of each */
} lines[] = {
    {"", ""},
    {" \t\r\n ", ""},
    {"a", "|a"},
    {"\n\n a \t b\r\n\r\n", "|a|b"},
    {"'a b' '' 'c'd", "|a b||cd"},
    {"'a\n\\b\"$x`' 'c'\\''d'", "|a\n\\b\"$x`|c'd"},
    {"\"a b\" \"\" \"c'd\"", "|a b||c'd"},
    {"\"\\\\ \\\" \\$ \\` \\a \\'\"", "|\\ \" $ ` \\a \\'"},
    {"\"a\\\nb\\\r\nc\" d\\\ne \\\r\n f", "|abc|de|f"},
    {"\\a\\ \\\\\\'\\\"\\$\\;\\#", "|a \\'\"$;#"},
    {"$'a\\n\\t\\r\\\\\\'\\\"\\?\\a\\b\\e\\E\\f\\v' \"$'x'\"",
     "|a\n\t\r\\'\"?\a\b\033\033\f\v|$'x'"},
    {"$'\\x41\\x4g\\x4142\\101\\0101\\7'", "|A\x04gA42A\b1\a"},
    {"$'\\u0021\\u21 \\U1F600\\ud83d\\ude00\\u00e9'",
     "|!! \xF0\x9F\x98\x80\xF0\x9F\x98\x80\xC3\xA9"},
    {"$'\\q\\xg\\ug\\'' a$'b'c", "|\\q\\xg\\ug'|abc"},
    {"$ a$ \"$\" \"a$ b\" a$=b", "|$|a$|$|a$ b|a$=b"},
    {"a#b ~ * ? [a] {b,c} = ! % + a^b", "|a#b|~|*|?|[a]|{b,c}|=|!|%|+|a^b"},
    {"\xC3\xA9 '\xFF\xFE' \"\xF0\" \x7F", "|\xC3\xA9|\xFF\xFE|\xF0|\x7F"},
    {"'a\r\nb'", "|a\r\nb"},
};

static void splits(void)
{
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct arena arena = {0};
        struct shell_words words = {0};
        struct error err = {0};
        struct buf got = {0};
        check_row("%s", lines[i].text);
        CHECK(shell_split(&arena, span_of(lines[i].text), &words, &err));
        CHECK_TEXT(span_of(err.text), "");
        for (size_t j = 0; j < words.count; j++) {
            buf_printf(&got, "|%.*s", SPAN_ARG(words.at[j]));
            CHECK_NUMBER(words.at[j].at[words.at[j].size], 0);
        }
        CHECK_SPAN(buf_span(&got), span_of(lines[i].words));
        buf_clear(&got);
        arena_clear(&arena);
    }
}

static const struct {
    struct span text;
    const char *why;
} refused[] = {
    {BYTES("a 'b"), "the quote ' is not closed, opened at line 1, column 3"},
    {BYTES("'"), "the quote ' is not closed, opened at line 1, column 1"},
    {BYTES("a\n"
           "b"),
     "a second command begins at line 2, column 1"},
    {BYTES("a \"b'\\\""), "the quote \" is not closed, opened at line 1, column 3"},
    {BYTES("\""), "the quote \" is not closed, opened at line 1, column 1"},
    {BYTES("a $'b\\'"), "the quote $' is not closed, opened at line 1, column 3"},
    {BYTES("$'\\"), "the quote $' is not closed, opened at line 1, column 1"},
    {BYTES("a \\\n b \\"), "the command ends too early, in a backslash at line 2, column 4"},
    {BYTES("a; b"), "what ; stands for can't be known at line 1, column 2"},
    {BYTES("a | b"), "what | stands for can't be known at line 1, column 3"},
    {BYTES("a&b"), "what & stands for can't be known at line 1, column 2"},
    {BYTES("a >b"), "what > stands for can't be known at line 1, column 3"},
    {BYTES("a <b"), "what < stands for can't be known at line 1, column 3"},
    {BYTES("a (b)"), "what ( stands for can't be known at line 1, column 3"},
    {BYTES("a `b`"), "what ` stands for can't be known at line 1, column 3"},
    {BYTES("a \"`b`\""), "what ` stands for can't be known at line 1, column 4"},
    {BYTES("a $(b)"), "what $ stands for can't be known at line 1, column 3"},
    {BYTES("a $B"), "what $ stands for can't be known at line 1, column 3"},
    {BYTES("a ${B}"), "what $ stands for can't be known at line 1, column 3"},
    {BYTES("a $\"b\""), "what $ stands for can't be known at line 1, column 3"},
    {BYTES("a \"$b\""), "what $ stands for can't be known at line 1, column 4"},
    {BYTES("a \"$(b)\""), "what $ stands for can't be known at line 1, column 4"},
    {BYTES("a \"$1\""), "what $ stands for can't be known at line 1, column 4"},
    {BYTES("a # b"), "what # stands for can't be known at line 1, column 3"},
    {BYTES("a ^\r\n b"), "a command for Windows, by its ^ at line 1, column 3"},
    {BYTES("a ^\"b^\""), "a command for Windows, by its ^ at line 1, column 3"},
    {BYTES("a\n\0"), "a NUL, which no command holds, at line 2, column 1"},
    {BYTES("$'\\0'"), "an escape that is a NUL ends at line 1, column 5"},
    {BYTES("$'\\x00'"), "an escape that is a NUL ends at line 1, column 7"},
    {BYTES("$'\\u0000'"), "an escape that is no character ends at line 1, column 9"},
    {BYTES("$'\\ud83d'"), "an escape that is no character ends at line 1, column 9"},
    {BYTES("$'\\ud83d\\u0041'"), "an escape that is no character ends at line 1, column 9"},
    {BYTES("$'\\udc00'"), "an escape that is no character ends at line 1, column 9"},
    {BYTES("$'\\UFFFFFFFF'"), "an escape that is no character ends at line 1, column 13"},
};

static void refuses(void)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena arena = {0};
        struct shell_words words;
        struct error err = {0};
        check_row("row %zu", i);
        CHECK(!shell_split(&arena, refused[i].text, &words, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(span_of(err.text), refused[i].why);
        arena_clear(&arena);
    }
}

/* Commands and what they print, as `sh` would; the last row of each text ends it. */
static const struct {
    const char *text, *words[3];
    const char *why;
} scripts[] = {
    {"", {NULL}, NULL},
    {" \n# a 'comment\n\n#", {NULL}, NULL},
    {"a 'b\nc' # d\n", {"|a|b\nc"}, NULL},
    {"a b\n\n # x\n  c \\\n d\r\n", {"|a|b", "|c|d"}, NULL},
    {"a 'b|c' | d\ne", {"|a|b|c >", "|d", "|e"}, NULL},
    {"a|b", {"|a >", "|b"}, NULL},
    {"a\n'b", {"|a"}, "the quote ' is not closed, opened at line 2, column 1"},
    {"| a", {NULL}, "what | stands for can't be known at line 1, column 1"},
    {"a || b", {NULL}, "what | stands for can't be known at line 1, column 3"},
    {"a \\\n b ;\nc; d", {"|a|b", "|c", "|d"}, NULL},
    {"a\nb;; c", {"|a"}, "what ; stands for can't be known at line 2, column 2"},
    {"; a", {NULL}, "what ; stands for can't be known at line 1, column 1"},
};

static void splits_several(void)
{
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct arena arena = {0};
        struct shell_words words;
        struct error err = {0};
        struct span text = span_of(scripts[i].text);
        size_t at = 0, count = 0;
        bool piped, read;
        check_row("row %zu", i);
        while ((read = shell_next(&arena, text, &at, &words, &piped, &err)) && words.count) {
            struct buf got = {0};
            for (size_t j = 0; j < words.count; j++)
                buf_printf(&got, "|%.*s", SPAN_ARG(words.at[j]));
            buf_add_text(&got, piped ? " >" : "");
            CHECK(count < COUNT_OF(scripts[i].words));
            CHECK_TEXT(buf_span(&got), scripts[i].words[count++]);
            buf_clear(&got);
        }
        CHECK(count == COUNT_OF(scripts[i].words) || !scripts[i].words[count]);
        CHECK(read == !scripts[i].why);
        CHECK_TEXT(span_of(err.text), scripts[i].why ? scripts[i].why : "");
        CHECK(at == text.size);
        arena_clear(&arena);
    }
}

static const struct {
    const char *command;
    struct span printed; /* absent: not known */
} printed[] = {
    {"printf ''", BYTES("")},
    {"printf 'a\\000b\\n\\\\n%%\\055\\0011'", BYTES("a\0b\n\\n%-\001"
                                                    "1")},
    {"printf '%s|%s' a '%s\\n'", BYTES("a|%s\\n")},
    {"printf '%s' a b", {0}},
    {"printf '%s'", {0}},
    {"printf '%d' 1", {0}},
    {"printf 'a%'", {0}},
    {"printf 'a\\'", {0}},
    {"printf '\\c'", {0}},
    {"printf -- a", {0}},
    {"printf", {0}},
    {"echo a", {0}},
};

static void knows_what_printf_prints(void)
{
    for (size_t i = 0; i < COUNT_OF(printed); i++) {
        struct arena arena = {0};
        struct shell_words words;
        struct error err = {0};
        struct buf out = {0};
        check_row("%s", printed[i].command);
        CHECK(shell_split(&arena, span_of(printed[i].command), &words, &err));
        bool known = shell_printf(&out, &words, &err);
        CHECK(known == (printed[i].printed.at != NULL));
        if (known)
            CHECK_SPAN(out.at ? buf_span(&out) : SPAN(""), printed[i].printed);
        else
            CHECK_NUMBER(err.code, ERROR_INPUT);
        buf_clear(&out);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"splits", splits},
    {"refuses", refuses},
    {"splits several", splits_several},
    {"knows what printf prints", knows_what_printf_prints},
};

int main(void)
{
    return CHECK_RUN(cases);
}
