#include "bars.h"
#include "check.h"
#include "clock.h"
#include "dice.h"
#include "figures.h"
#include "json.h"
#include "report.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MS CLOCK_MS

/* So many sends with the same outcome. */
struct send {
    size_t count;
    int status;
    int64_t duration;
    const char *trouble;
    bool fits;
};

static const struct {
    const char *name;
    int64_t elapsed;
    bool corrected;
    struct send sends[5];
    const char *text;
} tallies[] = {
    {"nothing", 0, false, {{0}}, "0 sent, 0 as expected, 0 not\n"},
    {"all alike",
     1200 * MS,
     false,
     {{1, 200, MS, NULL, true}, {2, 200, 2 * MS, NULL, true}},
     "3 sent, 3 as expected, 0 not    1.20 s   2.50/s\n"
     "ms    p50 2.00   p90 2.00   p99 2.00   max 2.00\n"},
    {"as expected, but not alike",
     500 * MS,
     false,
     {{1, 200, 312345, NULL, true}, {1, 404, 12 * MS, NULL, true}},
     "2 sent, 2 as expected, 0 not    500 ms   4.00/s\n"
     "ms    p50 0.312   p90 12.0   p99 12.0   max 12.0\n"
     "200   1\n"
     "404   1\n"},
    {"alike, but not as expected",
     500 * MS,
     false,
     {{2, 500, 1500 * MS, NULL, false}},
     "2 sent, 0 as expected, 2 not    500 ms   4.00/s\n"
     "ms    p50 1,500   p90 1,500   p99 1,500   max 1,500\n"
     "500   2\n"},
    {"no answer at all",
     65 * CLOCK_SECOND,
     true,
     {{2, 0, 0, "connection refused", false}, {1, 0, 0, NULL, false}},
     "3 sent, 0 as expected, 3 not    1 min 5 s   0.0462/s\n"
     "connection refused   2\n"
     "no answer            1\n"},
    {"some of all",
     3 * CLOCK_SECOND,
     true,
     {{9, 200, 4 * MS, NULL, true},
      {2, 503, 8 * MS, NULL, false},
      {1200, 0, 0, "timed out", false},
      {1, 200, 5 * MS, NULL, false}},
     "1,212 sent, 9 as expected, 1,203 not    3.00 s   404/s\n"
     "ms    p50 4.00   p90 8.00   p99 8.00   max 8.00   from when each was due\n"
     "200            10\n"
     "503             2\n"
     "timed out   1,200\n"},
    {"a foreign text",
     0,
     false,
     {{1, 0, 0, "\x1b[2J\ntwo \"words\" and more of them, which never come to an end before 60",
       false}},
     "1 sent, 0 as expected, 1 not\n"
     "\\x1b[2J\\ntwo \"words\" and more of them, which never come to a   1\n"},
    {"enough for bars",
     2 * CLOCK_SECOND,
     false,
     {{16, 200, 1500000, NULL, true}, {8, 200, 3500000, NULL, true}, {1, 200, 5 * MS, NULL, true}},
     "25 sent, 25 as expected, 0 not    2.00 s   12.5/s\n"
     "ms    p50 1.50   p90 3.50   p99 5.00   max 5.00\n"
     "  1 – 2  16  ████████████████████████████████████████\n"
     "  2 – 3   0\n"
     "  3 – 4   8  ████████████████████\n"
     "  4 – 5   0\n"
     "  5 – 6   1  ██▌\n"},
    {"bars of all sizes",
     0,
     false,
     {{190, 200, 20 * MS, NULL, true},
      {1, 200, MS, NULL, true},
      {5, 200, 700 * MS, NULL, true},
      {4, 200, 30 * MS, NULL, true},
      {1, 200, 99 * CLOCK_SECOND, NULL, true}},
     "201 sent, 201 as expected, 0 not\n"
     "ms    p50 20.0   p90 20.0   p99 700   max 99,000\n"
     "     under 20    1  ▎\n"
     "      20 – 50  194  ████████████████████████████████████████\n"
     "     50 – 100    0\n"
     "    100 – 200    0\n"
     "    200 – 500    0\n"
     "  500 – 1,000    5  █\n"
     "   over 1,000    1  ▎\n"},
    {"no bars where all are the same",
     0,
     false,
     {{50, 200, MS, NULL, true}},
     "50 sent, 50 as expected, 0 not\n"
     "ms    p50 1.00   p90 1.00   p99 1.00   max 1.00\n"},
};

static void fill(struct tally *tally, size_t row)
{
    tally->started = 5;
    tally->ended = 5 + tallies[row].elapsed;
    tally->corrected = tallies[row].corrected;
    for (size_t i = 0; i < COUNT_OF(tallies[row].sends); i++) {
        const struct send *send = &tallies[row].sends[i];
        for (size_t j = 0; j < send->count; j++)
            tally_add(tally, send->status, send->duration, send->trouble, send->fits);
    }
}

/* Takes the colours out of a text. */
static void fade(struct buf *text)
{
    size_t size = 0;
    bool inside = false;
    for (size_t i = 0; i < text->size; i++) {
        bool escape = text->at[i] == '\x1b';
        if (!inside && !escape)
            text->at[size++] = text->at[i];
        inside = escape || (inside && text->at[i] != 'm');
    }
    text->size = size;
}

static void shows_text(void)
{
    for (size_t i = 0; i < COUNT_OF(tallies); i++) {
        struct tally tally = {0};
        struct buf plain = {0}, coloured = {0};
        check_row("%s", tallies[i].name);
        fill(&tally, i);
        tally_render(&plain, &tally, &plain_palette);
        CHECK_TEXT(buf_span(&plain), tallies[i].text);
        tally_render(&coloured, &tally, &colour_palette);
        CHECK(coloured.size > plain.size);
        fade(&coloured);
        CHECK_TEXT(buf_span(&coloured), tallies[i].text);
        tally_clear(&tally);
        buf_clear(&plain);
        buf_clear(&coloured);
    }
}

static void paints_what_is_bad(void)
{
    struct tally tally = {0};
    struct buf out = {0};
    tally_add(&tally, 200, MS, NULL, true);
    tally_render(&out, &tally, &colour_palette);
    CHECK(span_contains(buf_span(&out), SPAN("\x1b[32m1 as expected\x1b[0m, 0 not\n")));
    tally_add(&tally, 503, MS, NULL, false);
    tally_add(&tally, 0, 0, "timed out", false);
    buf_reset(&out);
    tally_render(&out, &tally, &colour_palette);
    CHECK(span_contains(buf_span(&out), SPAN("3 sent, 1 as expected, \x1b[31m2 not\x1b[0m\n")));
    CHECK(span_contains(buf_span(&out), SPAN("\n\x1b[32m200\x1b[0m")));
    CHECK(span_contains(buf_span(&out), SPAN("\n\x1b[31m503\x1b[0m")));
    CHECK(span_contains(buf_span(&out), SPAN("\n\x1b[31mtimed out\x1b[0m")));
    tally_clear(&tally);
    buf_clear(&out);
}

/* The line of a row of `tallies`, and what it must hold. */
static const struct {
    const char *name;
    struct {
        const char *path, *json;
    } members[14];
} lines[] = {
    {"some of all",
     {{"kind", "\"summary\""},
      {"command", "\"replay\""},
      {"sent", "1212"},
      {"ok", "9"},
      {"failed", "1203"},
      {"by_status", "{\"200\":10,\"503\":2}"},
      {"by_error", "{\"timed out\":1200}"},
      {"seconds", "3.000"},
      {"per_second", "404.0"},
      {"ms.p50", "4.000"},
      {"ms.p90", "8.000"},
      {"ms.max", "8.000"}}},
    {"no answer at all",
     {{"by_status", "{}"},
      {"by_error", "{\"connection refused\":2,\"no answer\":1}"},
      {"seconds", "65.000"},
      {"ms.p50", "null"},
      {"ms.p90", "null"},
      {"ms.p99", "null"},
      {"ms.max", "null"}}},
    {"nothing", {{"sent", "0"}, {"per_second", "0.0"}, {"seconds", "0.000"}, {"ms.max", "null"}}},
    {"as expected, but not alike",
     {{"ms.p50", "0.312"}, {"ms.p99", "12.000"}, {"by_error", "{}"}, {"failed", "0"}}},
    {"a foreign text",
     {{"by_error", "{\"\\u001b[2J\\ntwo \\\"words\\\" and more of them, which never come to an end "
                   "before 60\":1}"}}},
};

static size_t row_called(const char *name)
{
    size_t row = 0;
    while (strcmp(tallies[row].name, name) != 0)
        row++;
    return row;
}

static void writes_json(void)
{
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct tally tally = {0};
        struct buf out = {0};
        struct error err = {0};
        struct span value;
        check_row("%s", lines[i].name);
        fill(&tally, row_called(lines[i].name));
        tally_write(&out, &tally, "replay");
        CHECK(out.at[out.size - 1] == '\n' && !memchr(out.at, '\n', out.size - 1));
        CHECK(json_document(buf_span(&out), &value, &err));
        for (size_t j = 0; j < COUNT_OF(lines[i].members) && lines[i].members[j].path; j++) {
            struct span member = {0};
            CHECK(json_at_path(value, span_of(lines[i].members[j].path), &member, NULL) ==
                  JSON_FOUND);
            CHECK_TEXT(member, lines[i].members[j].json);
        }
        tally_clear(&tally);
        buf_clear(&out);
    }
}

static void tells_some_reasons_apart(void)
{
    struct tally tally = {0};
    struct buf out = {0};
    struct span value;
    for (int i = 0; i < 40; i++) {
        char text[32];
        struct buf name = BUF_OVER(text);
        buf_printf(&name, "reason %d", i % 20);
        tally_add(&tally, 0, 0, text, false);
    }
    tally_add(&tally, 0, 0, "other", false);
    tally_write(&out, &tally, "trigger");
    CHECK(json_at_path(buf_span(&out), SPAN("by_error.\"reason 15\""), &value, NULL) == JSON_FOUND);
    CHECK_TEXT(value, "2");
    CHECK(json_at_path(buf_span(&out), SPAN("by_error.\"reason 16\""), &value, NULL) ==
          JSON_ABSENT);
    CHECK(json_at_path(buf_span(&out), SPAN("by_error.other"), &value, NULL) == JSON_FOUND);
    CHECK_TEXT(value, "9");
    tally_clear(&tally);
    CHECK(tally.sent == 0 && tally.reasons == 0);
    buf_clear(&out);
}

static int64_t throw_duration(struct dice *dice, size_t kind)
{
    int64_t near = (int64_t)dice_below(dice, 1000000);
    uint32_t far = 1 + dice_below(dice, 1000000);
    switch (kind % 5) {
    case 0:
        return near / 100000;
    case 1:
        return MS + near;
    case 2:
        return 1000 * MS + near;
    case 3:
        return 20 * CLOCK_SECOND / far;
    default:
        return INT64_MAX >> (far % 63);
    }
}

/* The count behind a label and two spaces. */
static size_t count_of_row(struct span row)
{
    struct buf digits = {0};
    size_t at = row.size;
    while (at > 0 && (unsigned char)row.at[at - 1] >= 0x80)
        at--;
    while (at > 0 && row.at[at - 1] == ' ')
        at--;
    size_t end = at;
    while (at > 0 && row.at[at - 1] != ' ')
        at--;
    for (; at < end; at++) {
        if (row.at[at] != ',')
            buf_add_byte(&digits, row.at[at]);
    }
    size_t count = digits.size ? strtoul(digits.at, NULL, 10) : 0;
    buf_clear(&digits);
    return count;
}

static void check_bars(const struct histogram *durations)
{
    struct buf out = {0};
    bars_render(&out, durations, &plain_palette);
    struct span rest = buf_span(&out), row;
    size_t rows = 0, sum = 0;
    while (span_split(&rest, '\n', &row) && row.size > 0) {
        size_t count = count_of_row(row);
        rows++;
        sum += count;
        CHECK((count > 0) == ((unsigned char)row.at[row.size - 1] >= 0x80)); /* a bar is seen */
        CHECK(text_cells(row) <= 80);
    }
    CHECK(rows <= 8);
    CHECK_NUMBER((int64_t)sum, rows ? (int64_t)durations->count : 0);
    buf_clear(&out);
}

static void draws_any_bars(void)
{
    for (size_t kind = 0; kind < 50; kind++) {
        struct dice dice = dice_of_seed(7, kind);
        struct histogram durations = {0};
        size_t count = 15 + dice_below(&dice, 3000);
        check_row("%zu", kind);
        for (size_t i = 0; i < count; i++)
            histogram_add(&durations, throw_duration(&dice, kind));
        check_bars(&durations);
        histogram_clear(&durations);
    }
}

static const struct {
    double value;
    const char *text;
} reals[] = {
    {0, "0"},
    {1e-9, "0"},
    {0.000312, "0.000312"},
    {0.00312, "0.00312"},
    {0.0312, "0.0312"},
    {0.31, "0.310"},
    {0.99949, "0.999"},
    {0.9996, "1.00"},
    {1.8, "1.80"},
    {9.994, "9.99"},
    {9.996, "10.0"},
    {12.35, "12.3"},
    {99.96, "100"},
    {123.6, "124"},
    {999.7, "1,000"},
    {1234567, "1,234,567"},
    {1e30, "18,446,744,073,709,551,615"},
};

static const struct {
    int64_t duration;
    const char *text;
} durations_told[] = {
    {0, "0 ms"},
    {312 * MS, "312 ms"},
    {CLOCK_SECOND, "1.00 s"},
    {33400 * MS, "33.4 s"},
    {60 * CLOCK_SECOND, "1 min"},
    {125 * CLOCK_SECOND, "2 min 5 s"},
    {3600 * CLOCK_SECOND, "1 h"},
    {11220 * CLOCK_SECOND, "3 h 7 min"},
    {86399 * CLOCK_SECOND, "23 h 59 min"},
    {187200 * CLOCK_SECOND, "2 d 4 h"},
    {INT64_MAX, "106,751 d 23 h"},
};

static void says_numbers(void)
{
    for (size_t i = 0; i < COUNT_OF(reals); i++) {
        struct buf out = {0};
        figures_real(&out, reals[i].value);
        CHECK_TEXT(buf_span(&out), reals[i].text);
        buf_clear(&out);
    }
    for (size_t i = 0; i < COUNT_OF(durations_told); i++) {
        struct buf out = {0};
        figures_duration(&out, durations_told[i].duration);
        CHECK_TEXT(buf_span(&out), durations_told[i].text);
        buf_clear(&out);
    }
}

int main(void)
{
    static const struct check_case cases[] = {
        {"a tally as text", shows_text},           {"colours", paints_what_is_bad},
        {"a tally as JSON", writes_json},          {"reasons", tells_some_reasons_apart},
        {"bars of any durations", draws_any_bars}, {"numbers and durations", says_numbers},
    };
    return CHECK_RUN(cases);
}
