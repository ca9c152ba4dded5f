#include "check.h"

#include <string.h>

static void slices_stay_inside(void)
{
    struct span text = SPAN("signature");
    CHECK_TEXT(span_slice(text, 0, 4), "sign");
    CHECK_TEXT(span_slice(text, 4, 99), "ature");
    CHECK_TEXT(span_slice(text, 99, 100), "");
    CHECK_TEXT(span_slice(text, 5, 2), "");
    CHECK(!span_of(NULL).at);
}

static void compares(void)
{
    CHECK(span_is(SPAN("data"), "data"));
    CHECK(!span_is(SPAN("data"), "dat"));
    CHECK(!span_equal(SPAN("a\0b"), SPAN("a\0c")));
    CHECK(span_equal(SPAN(""), span_of(NULL)));
    CHECK(span_equal_nocase(SPAN("X-Sfpy-Signature"), SPAN("x-SFPY-sIGNATURE")));
    CHECK(!span_equal_nocase(SPAN("[a"), SPAN("{A")));
    CHECK(span_starts(SPAN("payment"), SPAN("pay")));
    CHECK(!span_starts(SPAN("pay"), SPAN("payment")));
    CHECK(span_contains(SPAN("a\0b"), SPAN("\0b")));
    CHECK(span_contains(SPAN(""), SPAN("")));
    CHECK(!span_contains(SPAN("pay"), SPAN("ay ")));
}

static void trims_spaces_and_tabs(void)
{
    CHECK_TEXT(span_trim(SPAN(" \t a b\t ")), "a b");
    CHECK_TEXT(span_trim(SPAN("\r\n")), "\r\n");
    CHECK_NUMBER((long long)span_trim(SPAN(" \t ")).size, 0);
    CHECK_TEXT(span_skip_space(SPAN("\r\n \ta\n")), "a\n");
    CHECK_TEXT(span_strip(SPAN("\r\n \ta \vb\v\n")), "a \vb\v");
    CHECK_NUMBER((long long)span_strip(SPAN(" \t\n\r")).size, 0);
    CHECK(span_ends(SPAN("abc"), SPAN("bc")) && span_ends(SPAN("abc"), SPAN("")));
    CHECK(!span_ends(SPAN("abc"), SPAN("ab")) && !span_ends(SPAN("bc"), SPAN("abc")));
}

static void splits(void)
{
    static const struct {
        const char *text;
        const char *parts[4];
    } rows[] = {
        {"a,b,c", {"a", "b", "c"}}, {"a", {"a"}},         {"", {""}},     {"a,", {"a", ""}},
        {",a", {"", "a"}},          {",,", {"", "", ""}}, {NULL, {NULL}}, {"a;b,c", {"a;b", "c"}}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span rest = span_of(rows[i].text), part;
        check_row("'%s'", rows[i].text ? rows[i].text : "absent");
        for (size_t j = 0; rows[i].parts[j]; j++)
            if (CHECK(span_split(&rest, ',', &part)))
                CHECK_TEXT(part, rows[i].parts[j]);
        CHECK(!span_split(&rest, ',', &part));
    }
}

static void splits_into_itself(void)
{
    struct span text = SPAN("POST / HTTP/1.1");
    CHECK(span_split(&text, ' ', &text));
    CHECK_TEXT(text, "POST");
    CHECK(span_split(&text, ' ', &text));
    CHECK_TEXT(text, "POST");
}

static void keeps_copies(void)
{
    struct arena arena = {0};
    char bytes[] = {'a', 0, 'b'};
    struct span kept = span_keep(&arena, (struct span){bytes, sizeof bytes});
    bytes[0] = 'x';
    CHECK_SPAN(kept, SPAN("a\0b"));
    CHECK_NUMBER(kept.at[kept.size], 0);
    CHECK(!span_keep(&arena, span_of(NULL)).at);
    CHECK(span_keep(&arena, SPAN("")).at);
    arena_clear(&arena);
}

static void drops_whole_what_does_not_fit(void)
{
    struct buf buf = buf_limited(8);
    buf_add_text(&buf, "12345");
    buf_add_text(&buf, "6789");
    CHECK(buf.full);
    CHECK_TEXT(buf_span(&buf), "12345");
    buf_add_text(&buf, "678");
    CHECK_TEXT(buf_span(&buf), "12345678");
    CHECK(buf.full);
    buf_reset(&buf);
    CHECK(!buf.full);
    buf_printf(&buf, "%s", "123456789");
    CHECK(buf.full);
    buf_reset(&buf);
    buf_add_repeated(&buf, 'x', 9);
    CHECK(buf.full);
    CHECK(!buf_space(&buf, SIZE_MAX));
    buf_clear(&buf);
    CHECK_NUMBER((long long)buf.limit, 8);
    buf_clear(&buf);
}

static void is_terminated(void)
{
    struct buf buf = {0};
    CHECK_TEXT(buf_span(&buf), "");
    buf_add(&buf, SPAN(""));
    CHECK_TEXT(span_of(buf.at), "");
    for (int i = 0; i < 1000; i++) {
        buf_add_byte(&buf, 'x');
        CHECK_NUMBER((long long)strlen(buf.at), i + 1);
    }
    buf_drop(&buf, 990);
    CHECK_TEXT(buf_span(&buf), "xxxxxxxxxx");
    buf_add_text(&buf, "y");
    CHECK_TEXT(buf_span(&buf), "xxxxxxxxxxy");
    buf_drop(&buf, 11);
    CHECK_TEXT(buf_span(&buf), "");
    buf_drop(&buf, 1);
    buf_printf(&buf, "%d%%", 5);
    CHECK_TEXT(span_of(buf.at), "5%");
    buf_wipe(&buf);
    CHECK(!buf.at);
    buf_wipe(NULL);
    buf_clear(NULL);
}

static const struct check_case cases[] = {
    {"slices stay inside", slices_stay_inside},
    {"compares", compares},
    {"trims spaces and tabs", trims_spaces_and_tabs},
    {"splits", splits},
    {"splits into itself", splits_into_itself},
    {"keeps copies", keeps_copies},
    {"drops whole what does not fit", drops_whole_what_does_not_fit},
    {"is terminated", is_terminated},
};

int main(void)
{
    return CHECK_RUN(cases);
}
