#include "check.h"
#include "table.h"

static const struct table_column columns[] = {
    {.title = "ID"},
    {.title = "TIME", .yields = 1},
    {.title = "EVENT", .least = 5},
    {.title = "MS", .leaves = 1},
};

static void add_rows(struct table *table)
{
    static const struct span cells[] = {BYTES("1"),    BYTES("12:04"), BYTES("payment.confirmed"),
                                        BYTES("7.5"),  BYTES("22"),    BYTES("12:05"),
                                        BYTES("a\tb"), {NULL, 0}};
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        table_add(table, cells[i], "");
}

static const struct {
    size_t width;
    const char *text;
} rows[] = {
    {0, "1   12:04  payment.confirmed  7.5\n"
        "22  12:05  a\\tb               -\n"},
    {80, "ID  TIME   EVENT              MS\n"
         "1   12:04  payment.confirmed  7.5\n"
         "22  12:05  a\\tb               -\n"},
    {33, "ID  TIME   EVENT              MS\n"
         "1   12:04  payment.confirmed  7.5\n"
         "22  12:05  a\\tb               -\n"},
    {32, "ID  TIME   EVENT\n"
         "1   12:04  payment.confirmed\n"
         "22  12:05  a\\tb\n"},
    {20, "ID  TIME   EVENT\n"
         "1   12:04  payment.…\n"
         "22  12:05  a\\tb\n"},
    {10, "ID  EVENT\n"
         "1   payme…\n"
         "22  a\\tb\n"},
};

static void fits_the_width(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct table table = {.columns = columns, .count = COUNT_OF(columns)};
        struct buf out = {0};
        check_row("%zu columns", rows[i].width);
        add_rows(&table);
        table_write(&out, &table, rows[i].width, &plain_palette);
        CHECK_TEXT(buf_span(&out), rows[i].text);
        buf_clear(&out);
        table_clear(&table);
    }
}

/* Columns stand where they stand on the screen; no character is cut in halves. */
static void aligns_wide_characters(void)
{
    static const struct {
        size_t width;
        const char *text;
    } sized[] = {
        {80, "ID  TIME   EVENT         MS\n"
             "日  12:04  支払い💳完了  7.5\n"
             "é   12:05  re\u0301sume\u0301.done✓  2\n"},
        {27, "ID  TIME   EVENT\n"
             "日  12:04  支払い💳完了\n"
             "é   12:05  re\u0301sume\u0301.done✓\n"},
        {22, "ID  TIME   EVENT\n"
             "日  12:04  支払い💳完…\n"
             "é   12:05  re\u0301sume\u0301.don…\n"},
        {21, "ID  TIME   EVENT\n"
             "日  12:04  支払い💳…\n"
             "é   12:05  re\u0301sume\u0301.do…\n"},
        {12, "ID  EVENT\n"
             "日  支払い…\n"
             "é   re\u0301sume\u0301.…\n"},
    };
    static const struct span cells[] = {BYTES("日"),
                                        BYTES("12:04"),
                                        BYTES("支払い💳完了"),
                                        BYTES("7.5"),
                                        BYTES("é"),
                                        BYTES("12:05"),
                                        BYTES("re\u0301sume\u0301.done✓"),
                                        BYTES("2")};
    for (size_t i = 0; i < COUNT_OF(sized); i++) {
        struct table table = {.columns = columns, .count = COUNT_OF(columns)};
        struct buf out = {0};
        check_row("%zu columns", sized[i].width);
        for (size_t j = 0; j < COUNT_OF(cells); j++)
            table_add(&table, cells[j], "");
        table_write(&out, &table, sized[i].width, &plain_palette);
        CHECK_TEXT(buf_span(&out), sized[i].text);
        buf_clear(&out);
        table_clear(&table);
    }
}

/* Later rows keep the columns of the first ones, without titles. */
static void goes_on_as_it_began(void)
{
    struct table table = {.columns = columns, .count = COUNT_OF(columns)};
    struct buf out = {0};
    add_rows(&table);
    table_write(&out, &table, 40, &plain_palette);
    buf_reset(&out);
    table_add(&table, SPAN("333"), "");
    table_add(&table, SPAN("1"), "");
    table_add(&table, SPAN("payment.confirmed.again.and.on"), "");
    table_add(&table, SPAN("1"), "");
    table_write(&out, &table, 40, &plain_palette);
    CHECK_TEXT(buf_span(&out), "333  1      payment.confirme…  1\n");
    buf_clear(&out);
    table_clear(&table);
}

static void paints_cells(void)
{
    struct table table = {.columns = columns, .count = 1};
    struct buf out = {0};
    table_add(&table, SPAN("x"), colour_palette.bad);
    table_write(&out, &table, 40, &colour_palette);
    CHECK_TEXT(buf_span(&out), "\x1b[2mID\x1b[0m\n\x1b[31mx\x1b[0m\n");
    buf_clear(&out);
    table_clear(&table);
}

static const struct check_case cases[] = {
    {"fits the width", fits_the_width},
    {"aligns wide characters", aligns_wide_characters},
    {"goes on as it began", goes_on_as_it_began},
    {"paints cells", paints_cells},
};

int main(void)
{
    return CHECK_RUN(cases);
}
