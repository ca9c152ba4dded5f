#include "check.h"
#include "clock.h"
#include "progress.h"
#include "text.h"

static const struct progress_state known = {
    .elapsed = 20460 * CLOCK_MS, .planned = 100000, .sent = 61203, .failed = 2};

static const struct {
    const char *name;
    struct progress_state state;
    unsigned columns;
    const char *text;
} rows[] = {
    {"wide",
     {20460 * CLOCK_MS, 100000, 0, 61203, 2},
     80,
     "[█████████░░░░░░░]   61%   61,203/100,000  2,991/s  2 failed  13 s left"},
    {"no failures",
     {20460 * CLOCK_MS, 100000, 0, 61203, 0},
     80,
     "[█████████░░░░░░░]   61%   61,203/100,000  2,991/s  13 s left"},
    {"narrower",
     {20460 * CLOCK_MS, 100000, 0, 61203, 2},
     50,
     "[██████░░░░]   61%   61,203/100,000  2,991/s"},
    {"narrow", {20460 * CLOCK_MS, 100000, 0, 61203, 2}, 20, "[██████░░░░]   61%"},
    {"the bar shrinks", {20460 * CLOCK_MS, 100000, 0, 61203, 2}, 13, "[███░░]   61%"},
    {"no bar", {20460 * CLOCK_MS, 100000, 0, 61203, 2}, 8, " 61%"},
    {"nothing", {20460 * CLOCK_MS, 100000, 0, 61203, 2}, 3, ""},
    {"before the first", {0, 1000, 0, 0, 0}, 50, "[░░░░░░░░░░]    0%      0/1,000"},
    {"the last",
     {CLOCK_SECOND, 1000, 0, 1000, 0},
     60,
     "[████████████]  100%  1,000/1,000  1,000/s  0 s left"},
    {"not over before it is",
     {CLOCK_SECOND, 1000, 0, 999, 0},
     60,
     "[███████████░]   99%    999/1,000  999/s  1 s left"},
    {"more than planned",
     {CLOCK_SECOND, 10, 0, 20, 0},
     60,
     "[████████████]  100%  20/10  20.0/s  0 s left"},
    {"a duration",
     {15 * CLOCK_SECOND, 0, 60 * CLOCK_SECOND, 300, 0},
     60,
     "[███░░░░░░░░░]   25%  300 sent  20.0/s  45 s left"},
    {"a duration that is over",
     {61 * CLOCK_SECOND, 0, 60 * CLOCK_SECOND, 61, 0},
     60,
     "[████████████]  100%  61 sent  1.00/s  0 s left"},
    {"both, the number first",
     {15 * CLOCK_SECOND, 600, 60 * CLOCK_SECOND, 300, 0},
     60,
     "[██████░░░░░░]   50%  300/600  20.0/s  15 s left"},
    {"both, the time first",
     {15 * CLOCK_SECOND, 6000, 60 * CLOCK_SECOND, 300, 0},
     60,
     "[███░░░░░░░░░]   25%    300/6,000  20.0/s  45 s left"},
    {"neither", {15 * CLOCK_SECOND, 0, 0, 300, 1}, 60, "300 sent  20.0/s  1 failed  15 s"},
    {"neither, narrow", {15 * CLOCK_SECOND, 0, 0, 300, 1}, 17, "300 sent  20.0/s"},
    {"neither, at first", {0, 0, 0, 0, 0}, 60, "0 sent  0 s"},
    {"long",
     {3600 * CLOCK_SECOND, 1000, 0, 250, 0},
     80,
     "[████░░░░░░░░░░░░]   25%    250/1,000  0.0694/s  3 h left"},
};

static void shows_text(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        buf_add_text(&out, "");
        check_row("%s", rows[i].name);
        progress_render(&out, &rows[i].state, rows[i].columns, &plain_palette);
        CHECK_TEXT(buf_span(&out), rows[i].text);
        buf_clear(&out);
    }
}

static const struct progress_state extremes[] = {
    {0, 0, 0, 0, 0},
    {INT64_MAX, UINT64_MAX, 0, UINT64_MAX, UINT64_MAX},
    {INT64_MAX, UINT64_MAX, INT64_MAX, 1, UINT64_MAX},
    {1, UINT64_MAX, 0, 1, 0},
    {INT64_MAX, UINT64_MAX, 0, 1, 1},
    {1, 1, 1, UINT64_MAX, UINT64_MAX},
    {INT64_MIN, 5, 5, 5, 5},
    {INT64_MIN, 0, INT64_MIN, 5, 5},
    {INT64_MAX, 0, 0, UINT64_MAX, UINT64_MAX},
    {20460 * CLOCK_MS, 100000, 0, 61203, 2},
    {20460 * CLOCK_MS, 0, 60 * CLOCK_SECOND, 61203, 2},
};

static bool is_good_line(const struct buf *line)
{
    struct span text = buf_span(line);
    return text_is_utf8(text) && !span_contains(text, SPAN("\n")) &&
           !span_contains(text, SPAN("\r")) && !span_ends(text, SPAN(" "));
}

/* What fits in fewer columns is no more than what fits in more. */
static void fits_any_width(void)
{
    for (size_t i = 0; i < COUNT_OF(extremes); i++) {
        size_t before = 0;
        for (unsigned columns = 0; columns <= 200; columns++) {
            struct buf out = {0};
            buf_add_text(&out, "");
            check_row("%zu in %u columns", i, columns);
            progress_render(&out, &extremes[i], columns, &plain_palette);
            size_t cells = text_cells(buf_span(&out));
            CHECK(cells <= columns);
            CHECK(cells == 0 || is_good_line(&out));
            CHECK(cells + 10 >= before);
            before = cells;
            buf_clear(&out);
        }
        CHECK(before > 0);
    }
}

/* Colours take no cells, and are ended. */
static void has_colours(void)
{
    for (unsigned columns = 1; columns <= 120; columns++) {
        struct buf plain = {0}, coloured = {0}, faded = {0};
        buf_add_text(&plain, "");
        buf_add_text(&coloured, "");
        progress_render(&plain, &known, columns, &plain_palette);
        progress_render(&coloured, &known, columns, &colour_palette);
        for (size_t i = 0; i < coloured.size; i++) {
            if (coloured.at[i] == '\x1b')
                while (coloured.at[i] != 'm')
                    i++;
            else
                buf_add_byte(&faded, coloured.at[i]);
        }
        check_row("%u columns", columns);
        CHECK_SPAN(buf_span(&faded), buf_span(&plain));
        if (columns == 80)
            CHECK(span_contains(buf_span(&coloured), SPAN("\x1b[31m2 failed\x1b[0m")));
        buf_clear(&plain);
        buf_clear(&coloured);
        buf_clear(&faded);
    }
}

int main(void)
{
    static const struct check_case cases[] = {
        {"the line", shows_text},
        {"any width", fits_any_width},
        {"colours", has_colours},
    };
    return CHECK_RUN(cases);
}
