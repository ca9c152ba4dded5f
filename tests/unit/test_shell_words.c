#include "check.h"

#include "shell_words.h"

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

static const struct check_case cases[] = {
    {"splits", splits},
    {"refuses", refuses},
};

int main(void)
{
    return CHECK_RUN(cases);
}
