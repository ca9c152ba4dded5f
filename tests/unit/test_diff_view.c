#include "check.h"
#include "diff_view.h"
#include "secrets.h"

#include <string.h>

#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"

static const struct difference some[] = {
    {.place = DIFFERENCE_STATUS, .before = BYTES("200"), .after = BYTES("500")},
    {.place = DIFFERENCE_HEADER, .name = BYTES("X-A"), .before = BYTES(""), .after = BYTES("b")},
    {.place = DIFFERENCE_HEADER, .name = BYTES("X-Long-Name"), .after = BYTES("c")},
    {.place = DIFFERENCE_BODY, .name = BYTES("a.b"), .before = BYTES("{ \"c\":\n1.50 }")},
};

static const struct difference hostile[] = {
    {.place = DIFFERENCE_HEADER,
     .name = BYTES("\x1b[2J"),
     .before = BYTES("a\nb"),
     .after = BYTES("\xff")},
    {.place = DIFFERENCE_BODY,
     .name = BYTES("\u202e"),
     .before = BYTES("\"\u202e\""),
     .after = BYTES("\"\\u202e \"")},
};

static const struct difference confidential[] = {
    {.place = DIFFERENCE_HEADER,
     .name = BYTES("authorization"),
     .before = BYTES("Bearer a"),
     .after = BYTES("Bearer b")},
    {.place = DIFFERENCE_ANSWER_HEADER, .name = BYTES("Set-Cookie"), .after = BYTES("a=b")},
    {.place = DIFFERENCE_HEADER, .name = BYTES("Cookie"), .before = BYTES("a=b")},
    {.place = DIFFERENCE_BODY,
     .name = BYTES("cookie"),
     .before = BYTES("\"a=b\""),
     .after = BYTES("\"whsec_hidden\"")},
    {.place = DIFFERENCE_BODY,
     .before = BYTES("sec_hidden"), /* cut off by the excerpt's begin */
     .after = BYTES("whsec_hidd"),
     .bytes = true,
     .offset = 20,
     .from = 4,
     .before_size = 1234,
     .after_size = 30},
};

static const struct difference lengthy[] = {
    {.place = DIFFERENCE_BODY,
     .name = BYTES("a"),
     .before = BYTES("\"" LONG "a" LONG "\""),
     .after = BYTES("\"" LONG "b" LONG "\"")},
    {.place = DIFFERENCE_BODY, .name = BYTES("b"), .after = BYTES("\"" LONG "\"")},
    {.place = DIFFERENCE_BODY, .before = BYTES("1"), .after = BYTES("2")},
    {.place = DIFFERENCE_BODY,
     .before = BYTES("{\"a\":1}"),
     .after = BYTES("{\"a\": 1}"),
     .bytes = true,
     .same_json = true,
     .offset = 5,
     .before_size = 7,
     .after_size = 8},
};

#define ROWS(rows) (rows), COUNT_OF(rows)

static const struct {
    const char *name;
    const struct difference *rows;
    size_t count, left_out, margin, columns;
    const char *text;
} texts[] = {
    {"none", NULL, 0, 0, 0, 0, ""},
    {"some", ROWS(some), 0, 0, 0,
     "answer.status               200 → 500\n"
     "header         X-A          (empty) → b\n"
     "header         X-Long-Name  + c\n"
     "body           a.b          - {\"c\":1.50}\n"},
    {"margin", ROWS(some), 1234, 4, 40,
     "    answer.status\n"
     "      - 200\n"
     "      + 500\n"
     "    header         X-A\n"
     "      - (empty)\n"
     "      + b\n"
     "    header         X-Long-Name  + c\n"
     "    body           a.b\n"
     "      - {\"c\":1.50}\n"
     "    … and 1,234 more\n"},
    {"hostile", ROWS(hostile), 0, 0, 0,
     "header  \\x1b[2J   a\\nb → \\xff\n"
     "body    \\u{202e}  \"\\u{202e}\" → \"\\u202e \"\n"},
    {"confidential", ROWS(confidential), 0, 0, 0,
     "header         authorization  *** → *** (another)\n"
     "answer.header  Set-Cookie     + ***\n"
     "header         Cookie         - ***\n"
     "body           cookie         \"a=b\" → \"[secret #FINGER]\"\n"
     "body                          1,234 and 30 bytes, differing from byte 20 on (shown from 4)\n"
     "  - [secret #FINGER]\n"
     "  + [secret #FINGER]\n"},
    {"long, whole", ROWS(lengthy), 0, 0, 0,
     "body  a\n"
     "  - \"" LONG "a" LONG "\"\n"
     "  + \"" LONG "b" LONG "\"\n"
     "body  b  + \"" LONG "\"\n"
     "body     1 → 2\n"
     "body     the same JSON in other bytes: 7 and 8 bytes, differing from byte 5 on\n"
     "  - {\"a\":1}\n"
     "  + {\"a\": 1}\n"},
    {"long, cut", ROWS(lengthy), 0, 0, 60,
     "body  a\n"
     "  - …890123456789a01234567890123456789012345678901234567890…\n"
     "  + …890123456789b01234567890123456789012345678901234567890…\n"
     "body  b\n"
     "  + \"012345678901234567890123456789012345678901234567890123…\n"
     "body     1 → 2\n"
     "body     the same JSON in other bytes: 7 and 8 bytes, differing from byte 5 on\n"
     "  - {\"a\":1}\n"
     "  + {\"a\": 1}\n"},
};

/* The text with the real fingerprint in it. */
static struct span expected(struct buf *out, const char *text, const struct secret *secret)
{
    struct span rest = span_of(text);
    const char *at;
    buf_reset(out);
    buf_add_text(out, "");
    while ((at = strstr(rest.at, "#FINGER"))) {
        buf_add(out, span_slice(rest, 0, (size_t)(at - rest.at)));
        buf_add_text(out, secret->fingerprint);
        rest = span_of(at + strlen("#FINGER"));
    }
    buf_add(out, rest);
    return buf_span(out);
}

static void writes_text(void)
{
    struct secret secret = secret_of(SPAN("whsec_hidden"));
    const struct secrets known = {&secret, 1};
    const struct ui ui = {.out = &plain_palette, .masked = &known};
    struct buf text = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct diff_view view = {
            .ui = &ui, .margin = texts[i].margin, .columns = texts[i].columns};
        const struct differences list = {.at = (struct difference *)texts[i].rows,
                                         .count = texts[i].count,
                                         .left_out = texts[i].left_out};
        struct buf out = {0};
        check_row("%s", texts[i].name);
        diff_write(&out, &list, &view);
        buf_add_text(&out, "");
        CHECK_SPAN(buf_span(&out), expected(&text, texts[i].text, &secret));
        buf_clear(&out);
    }
    buf_clear(&text);
}

static void writes_colours(void)
{
    const struct ui ui = {.out = &colour_palette};
    const struct diff_view view = {.ui = &ui};
    const struct differences list = {.at = (struct difference *)some, .count = 2};
    struct buf out = {0};
    diff_write(&out, &list, &view);
    CHECK_TEXT(buf_span(&out),
               "\x1b[2manswer.status\x1b[0m       \x1b[31m200\x1b[0m → \x1b[32m500\x1b[0m\n"
               "\x1b[2mheader       \x1b[0m  X-A  \x1b[31m(empty)\x1b[0m → \x1b[32mb\x1b[0m\n");
    buf_clear(&out);
}

#define LINE "{\"kind\":\"difference\",\"before_id\":\"A\",\"after_id\":\"B\","

/* What machines read is whole: nothing is masked, cut or made compact. */
static void writes_json(void)
{
    static const struct difference rows[] = {
        {.place = DIFFERENCE_STATUS, .before = BYTES("200")},
        {.place = DIFFERENCE_BODY,
         .name = BYTES("a.b"),
         .before = BYTES("{ \"c\": 1.50 }"),
         .after = BYTES("null")},
        {.place = DIFFERENCE_HEADER, .name = BYTES("Cookie"), .after = BYTES("a\xff")},
        {.place = DIFFERENCE_ANSWER_BODY,
         .before = BYTES("ab"),
         .after = BYTES(""),
         .bytes = true,
         .before_size = 2},
    };
    const struct ui ui = {.out = &plain_palette, .json = true};
    const struct diff_view view = {.ui = &ui, .before_id = "A", .after_id = "B", .columns = 20};
    const struct differences list = {
        .at = (struct difference *)rows, .count = COUNT_OF(rows), .left_out = 3};
    struct buf out = {0};
    diff_write(&out, &list, &view);
    CHECK_TEXT(buf_span(&out), LINE
               "\"where\":\"answer.status\",\"path\":null,\"before\":\"200\",\"after\":null}\n" LINE
               "\"where\":\"body\",\"path\":\"a.b\",\"before\":\"{ \\\"c\\\": 1.50 }\","
               "\"after\":\"null\"}\n" LINE
               "\"where\":\"header\",\"path\":\"Cookie\",\"before\":null,\"after\":\"a\\ufffd\","
               "\"after_base64\":\"Yf8=\"}\n" LINE
               "\"where\":\"answer.body\",\"path\":null,\"before\":\"ab\",\"after\":\"\","
               "\"same_json\":false,\"offset\":0,\"from\":0,\"before_size\":2,\"after_size\":0,"
               "\"left_out\":3}\n");
    buf_clear(&out);
}

int main(void)
{
    static const struct check_case cases[] = {
        {"writes text", writes_text},
        {"writes colours", writes_colours},
        {"writes JSON", writes_json},
    };
    return CHECK_RUN(cases);
}
