#include "check.h"
#include "text.h"

static const struct {
    struct span bytes;
    size_t size;
    uint32_t point;
} characters[] = {
    {BYTES(""), 0, 0},
    {BYTES("\0"), 1, 0},
    {BYTES("a"), 1, 'a'},
    {BYTES("\x7f"), 1, 0x7F},
    {BYTES("\xc2\x80"), 2, 0x80},
    {BYTES("\xdf\xbf"), 2, 0x7FF},
    {BYTES("\xe0\xa0\x80"), 3, 0x800},
    {BYTES("\xed\x9f\xbf"), 3, 0xD7FF},
    {BYTES("\xee\x80\x80"), 3, 0xE000},
    {BYTES("\xef\xbf\xbf"), 3, 0xFFFF},
    {BYTES("\xf0\x90\x80\x80"), 4, 0x10000},
    {BYTES("\xf4\x8f\xbf\xbf"), 4, 0x10FFFF},
    {BYTES("\xf4\x90\x80\x80"), 0, 0}, /* above U+10FFFF */
    {BYTES("\xf5\x80\x80\x80"), 0, 0},
    {BYTES("\xff"), 0, 0},
    {BYTES("\xfe"), 0, 0},
    {BYTES("\x80"), 0, 0}, /* a continuation alone */
    {BYTES("\xc0\x80"), 0, 0},
    {BYTES("\xc0\xaf"), 0, 0},
    {BYTES("\xc1\xbf"), 0, 0}, /* overlong */
    {BYTES("\xe0\x80\xaf"), 0, 0},
    {BYTES("\xe0\x9f\xbf"), 0, 0},
    {BYTES("\xf0\x8f\xbf\xbf"), 0, 0},
    {BYTES("\xed\xa0\x80"), 0, 0}, /* surrogates */
    {BYTES("\xed\xbf\xbf"), 0, 0},
    {BYTES("\xc2"), 0, 0}, /* cut short */
    {BYTES("\xe2\x82"), 0, 0},
    {BYTES("\xf0\x9f\xa6"), 0, 0},
    {BYTES("\xc2\x41"), 0, 0},
    {BYTES("\xe2\x28\xa1"), 0, 0},
};

static void decodes(void)
{
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        uint32_t point = 0;
        check_row("row %zu, U+%04X", i, (unsigned)characters[i].point);
        size_t size = text_decode(characters[i].bytes, &point);
        CHECK_NUMBER((long long)size, (long long)characters[i].size);
        if (characters[i].size) {
            struct buf again = {0};
            CHECK_NUMBER(point, characters[i].point);
            text_encode(&again, point);
            CHECK_SPAN(buf_span(&again), characters[i].bytes);
            buf_clear(&again);
        }
        bool whole = characters[i].size > 0 || characters[i].bytes.size == 0;
        CHECK(text_is_utf8(characters[i].bytes) == whole);
    }
}

/* Wherever it stands among ASCII, which is passed over by eights. */
static void finds_what_is_no_utf8(void)
{
    char text[] = "abcdefghijklmnopqrstuvwxyz";
    CHECK(text_is_utf8(span_of(text)));
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        char kept = text[i];
        check_row("byte %zu", i);
        text[i] = '\xff';
        CHECK(!text_is_utf8(span_of(text)));
        text[i] = kept;
    }
}

static const struct {
    struct span foreign;
    const char *escaped;
} escapes[] = {
    {BYTES("plain ~ \"text\""), "plain ~ \"text\""},
    {BYTES("Zoë 🦊 日本"), "Zoë 🦊 日本"},
    {BYTES("a\nb\rc\td"), "a\\nb\\rc\\td"},
    {BYTES("\x1b[2J\a"), "\\x1b[2J\\x07"},
    {BYTES("a\0b"), "a\\x00b"},
    {BYTES("\x7f"), "\\x7f"},
    {BYTES("\xc2\x9b"), "\\u{9b}"},       /* C1: one byte more and a terminal takes it for ESC [ */
    {BYTES("\xe2\x80\xae"), "\\u{202e}"}, /* right-to-left override */
    {BYTES("\xe2\x81\xa6"), "\\u{2066}"}, /* left-to-right isolate */
    {BYTES("\xe2\x80\xa8"), "\\u{2028}"},
    {BYTES("\xe2\x80\xa9"), "\\u{2029}"},
    {BYTES("pay\u200bment\u2060"), "pay\\u{200b}ment\\u{2060}"}, /* invisible */
    {BYTES("\u00adx\ufeff\ufff9"), "\\u{ad}x\\u{feff}\\u{fff9}"},
    {BYTES("a\U000e0061b"), "a\\u{e0061}b"},                     /* a tag */
    {BYTES("می\u200cخواهم 👩\u200d🚀"), "می\u200cخواهم 👩\u200d🚀"}, /* joiners that join */
    {BYTES("pay\u200cment\u200d"), "pay\\u{200c}ment\\u{200d}"},
    {BYTES("\u200d\u200e"), "\\u{200d}\\u{200e}"},
    {BYTES("é\u200d\u200dé"), "é\\u{200d}\u200dé"},
    {BYTES("\xff\xfe"), "\\xff\\xfe"},
    {BYTES("\x80z"), "\\x80z"},
    {BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80"},
    {BYTES("\xe2\x82"), "\\xe2\\x82"},
};

static void escapes_what_steers_a_terminal(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(escapes); i++) {
        check_row("row %zu", i);
        buf_reset(&out);
        text_escape(&out, escapes[i].foreign);
        CHECK_TEXT(buf_span(&out), escapes[i].escaped);
    }
    buf_clear(&out);
}

static void escapes_lines(void)
{
    static const struct {
        const char *foreign, *lines;
    } rows[] = {{"", ""},
                {"a", "| a\n"},
                {"a\n", "| a\n"},
                {"a\r\nb\n", "| a\n| b\n"},
                {"a\n\nb", "| a\n| \n| b\n"},
                {"a\rb\x1b\n", "| a\\rb\\x1b\n"}};
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("row %zu", i);
        buf_reset(&out);
        text_escape_lines(&out, span_of(rows[i].foreign), "| ");
        CHECK_TEXT(buf_span(&out), rows[i].lines);
    }
    buf_clear(&out);
}

static void counts_cells(void)
{
    static const struct {
        struct span text;
        size_t cells;
    } rows[] = {
        {BYTES(""), 0},          {BYTES("✗ Zoë"), 5},
        {BYTES("Zoe\u0308"), 3},                                   /* combining diaeresis */
        {BYTES("日本語"), 6},    {BYTES("ｱ Ａ"), 4},               /* halfwidth, fullwidth */
        {BYTES("한"), 2},        {BYTES("\u1112\u1161\u11ab"), 2}, /* the same in three letters */
        {BYTES("💳 paid"), 7},    {BYTES("❤\ufe0f"), 1},       /* most terminals leave it one cell */
        {BYTES("🇵🇰"), 2},        {BYTES("नि"), 2},            /* a vowel that has its own cell */
        {BYTES("…·→█"), 4},      {BYTES("a\xff\xe6\x97"), 4}, /* bytes that are no UTF-8 */
        {BYTES("𠀀"), 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("row %zu", i);
        CHECK_NUMBER((long long)text_cells(rows[i].text), (long long)rows[i].cells);
    }
}

static void cuts_to_cells(void)
{
    static const struct {
        const char *line;
        size_t cells;
        const char *cut;
    } rows[] = {{"abc", 5, "abc"},
                {"abc", 3, "abc"},
                {"abc", 2, "ab"},
                {"abc", 0, ""},
                {"", 3, ""},
                {"ab\ncd", 9, "ab"},
                {"Zoë", 3, "Zoë"},
                {"日本", 4, "日本"},
                {"日本", 3, "日"},
                {"日本x", 3, "日"}, /* no hole in it */
                {"e\u0301e\u0301", 1, "e\u0301"},
                {"a日\u0301", 2, "a"}, /* no mark on what isn't there */
                {"\x1b[31mabc\x1b[0m", 2, "\x1b[31mab\x1b[0m"},
                {"\x1b[1mab\x1b[0mcd\x1b[2mef\x1b[0m", 3, "\x1b[1mab\x1b[0mc\x1b[2m\x1b[0m"},
                {"ab\x1b[3", 2, "ab\x1b[3"},
                {"a\xff\xfe", 3, "a\xff\xfe"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        check_row("row %zu", i);
        buf_add_text(&out, "");
        text_cut(&out, span_of(rows[i].line), rows[i].cells);
        CHECK_TEXT(buf_span(&out), rows[i].cut);
        buf_clear(&out);
    }
}

static void wraps_words(void)
{
    static const struct {
        const char *line;
        size_t column, width;
        const char *text;
        size_t end;
    } rows[] = {{"", 0, 9, "", 0},
                {"ab cd ef", 0, 0, "ab cd ef", 8},
                {"ab cd ef", 0, 8, "ab cd ef", 8},
                {"ab cd ef", 0, 7, "ab cd\n  ef", 4},
                {"ab cd ef", 4, 7, "ab\n  cd ef", 7},
                {"ab cd ef", 3, 4, "ab\n  cd\n  ef", 4},
                {"longer than it", 0, 5, "longer\n  than\n  it", 4},
                {"ä ö ü ß", 0, 7, "ä ö ü ß", 7},
                {"a  b", 0, 9, "a  b", 4}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        check_row("row %zu", i);
        buf_add_text(&out, "");
        size_t end = text_wrap(&out, span_of(rows[i].line), rows[i].column, 2, rows[i].width);
        CHECK_TEXT(buf_span(&out), rows[i].text);
        CHECK_NUMBER((long long)end, (long long)rows[i].end);
        buf_clear(&out);
    }
}

static void finds_the_nearest_name(void)
{
    static const char *const names[] = {"secret", "secret-file", "scheme", "timeout", "json"};
    static const struct {
        const char *given, *nearest;
    } rows[] = {{"secret", "secret"},
                {"sceret", "secret"},
                {"secrets", "secret"},
                {"shceme", "scheme"},
                {"timout", "timeout"},
                {"tiemout", "timeout"},
                {"secretfile", "secret-file"},
                {"jsn", "json"},
                {"xyzzy", NULL},
                {"", NULL},
                {"forward-to-a-long-name", NULL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nearest nearest = nearest_to(span_of(rows[i].given));
        check_row("'%s'", rows[i].given);
        for (size_t j = 0; j < COUNT_OF(names); j++)
            nearest_offer(&nearest, names[j]);
        CHECK_TEXT(span_of(nearest_found(&nearest)), rows[i].nearest);
    }
    struct nearest none = nearest_to(SPAN("any"));
    CHECK(!nearest_found(&none));
}

static const struct check_case cases[] = {
    {"decodes", decodes},
    {"finds_what_is_no_utf8", finds_what_is_no_utf8},
    {"escapes what steers a terminal", escapes_what_steers_a_terminal},
    {"escapes lines", escapes_lines},
    {"counts cells", counts_cells},
    {"cuts to cells", cuts_to_cells},
    {"wraps words", wraps_words},
    {"finds the nearest name", finds_the_nearest_name},
};

int main(void)
{
    return CHECK_RUN(cases);
}
