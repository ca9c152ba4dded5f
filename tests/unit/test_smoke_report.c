#include "check.h"
#include "json.h"
#include "smoking.h"
#include "text.h"

#include <string.h>

/* What smoke_text writes of a report. */
static void write_text(struct buf *out, enum smoking which, size_t width, bool strict,
                       const struct palette *palette)
{
    struct arena arena = {0};
    struct smoke_report *report = smoking_make(&arena, which, 0);
    report->heading.width = width;
    report->heading.strict = strict;
    if (strict)
        report->totals.counted = report->totals.failed;
    buf_reset(out);
    smoking_write(out, &smoke_text, report, palette);
    arena_clear(&arena);
}

static const char usual[] =
    "sfpy-hook tests http://127.0.0.1:3000/hook   scheme sfpy\n  secret #1a2b3c4d "
    "(SFPY_WEBHOOK_SECRET)\n"
    "\n"
    "preflight\n"
    "  ✓ reachable           answers a request  404  2.00 ms\n"
    "  ✓ accepts             accepts a delivery that is rightly signed  200  3.14 ms\n"
    "\n"
    "accepts\n"
    "  – second_secret       skipped: there is only one secret\n"
    "\n"
    "refuses\n"
    "  ✗ no_signature        refuses a delivery without a signature  4.00 ms\n"
    "      sent      payment.confirmed without X-SFPY-Signature\n"
    "      expected  4xx\n"
    "      got       200 {\"ok\":true}\n"
    "      meaning   Anybody can send events to this endpoint: it takes what nobody\n"
    "                signed.\n"
    "      mend      Answer 401 before anything else where the header is missing.\n"
    "      log       | GET /hook\n"
    "                | handled SM0KE000000000000001\n"
    "      again     sfpy-hook trigger payment.confirmed --to http://127.0.0.1:3000/hook "
    "--signature none --and-so-on\n"
    "\n"
    "  ✓ two_signatures_right_first  refuses two signatures of which the first is\n"
    "                        right  401  1.00 ms\n"
    "\n"
    "bytes\n"
    "  ! slashes             accepts escaped slashes  1.50 s\n"
    "      sent      payment.confirmed with https:\\/\\/ in it\n"
    "      expected  2xx\n"
    "      got       401\n"
    "      meaning   The endpoint hashes JSON.stringify(req.body) and not the bytes\n"
    "                that came.\n"
    "      mend      Give the raw body to the SDK: express.raw({type: '*/*'}).\n"
    "      again\n"
    "printf '%s' '{\"a\":\"\\/\"}' |\n"
    "  curl --data-binary @- http://127.0.0.1/\n"
    "\n"
    "time\n"
    "  – 2 skipped           the scheme sfpy signs no time: too_old, future\n"
    "\n"
    "robust\n"
    "  ✓ get                 doesn't answer a GET with 2xx  12.0 ms\n"
    "\n"
    "  ✗ refuses.no_signature  200 {\"ok\":true}\n"
    "  ! bytes.slashes  401\n"
    "\n"
    "4 passed, 2 failed (1 should), 3 skipped in 1.23 s\n";

static const char preflight[] =
    "sfpy-hook tests http://127.0.0.1:3000/hook   scheme sfpy\n  secret #1a2b3c4d "
    "(SFPY_WEBHOOK_SECRET)\n"
    "\n"
    "preflight\n"
    "  ✗ reachable           answers a request\n"
    "      got       nothing listens there\n"
    "\n"
    "– 8 skipped: the endpoint can't be reached (1 of preflight, 1 of accepts, 2 of\n"
    "  refuses, 1 of bytes, 2 of time, 1 of robust)\n"
    "\n"
    "  ✗ preflight.reachable  nothing listens there\n"
    "\n"
    "0 passed, 1 failed, 8 skipped in 1.23 s\n";

static const char list[] =
    "preflight.reachable                 must    answers a request\n"
    "preflight.accepts                   must    accepts a delivery that is rightly signed\n"
    "accepts.second_secret               should  accepts the second of two secrets\n"
    "refuses.no_signature                must    refuses a delivery without a signature\n"
    "refuses.two_signatures_right_first  should  refuses two signatures of which the first is "
    "right\n"
    "bytes.slashes                       should  accepts escaped slashes\n"
    "time.too_old                        must    refuses what is too old\n"
    "time.future                         must    refuses what is of the future\n"
    "robust.get                          must    doesn't answer a GET with 2xx\n";

static void tells_people(void)
{
    struct buf out = {0};
    write_text(&out, SMOKING_USUAL, 80, false, &plain_palette);
    CHECK_TEXT(buf_span(&out), usual);
    write_text(&out, SMOKING_PREFLIGHT, 80, false, &plain_palette);
    CHECK_TEXT(buf_span(&out), preflight);
    write_text(&out, SMOKING_LIST, 0, false, &plain_palette);
    CHECK_TEXT(buf_span(&out), list);
    buf_clear(&out);
}

static void counts_all_when_strict(void)
{
    struct buf out = {0};
    write_text(&out, SMOKING_USUAL, 80, true, &plain_palette);
    CHECK(span_contains(buf_span(&out), SPAN("  ✗ slashes   ")));
    CHECK(span_contains(buf_span(&out), SPAN("  ✗ bytes.slashes  401\n")));
    CHECK(span_ends(buf_span(&out), SPAN("\n4 passed, 2 failed, 3 skipped in 1.23 s\n")));
    buf_clear(&out);
}

static void wraps_prose_alone(void)
{
    struct buf out = {0};
    write_text(&out, SMOKING_USUAL, 0, false, &plain_palette);
    CHECK(span_contains(buf_span(&out), SPAN("it takes what nobody signed.\n")));
    write_text(&out, SMOKING_USUAL, 40, false, &plain_palette);
    CHECK(span_contains(buf_span(&out), SPAN("      again     sfpy-hook trigger payment.confirmed "
                                             "--to http://127.0.0.1:3000/hook --signature none "
                                             "--and-so-on\n")));
    CHECK(span_contains(buf_span(&out), SPAN("      meaning   Anybody can send events\n"
                                             "                to this endpoint: it\n")));
    buf_clear(&out);
}

static void paints(void)
{
    struct buf out = {0};
    write_text(&out, SMOKING_USUAL, 80, false, &colour_palette);
    CHECK(span_contains(buf_span(&out), SPAN("  \x1b[32m✓\x1b[0m reachable  ")));
    CHECK(span_contains(buf_span(&out), SPAN("  \x1b[31m✗\x1b[0m \x1b[1mno_signature")));
    CHECK(span_contains(buf_span(&out), SPAN("  \x1b[35m!\x1b[0m \x1b[1mslashes")));
    CHECK(span_contains(buf_span(&out), SPAN("\x1b[2m  – second_secret ")));
    CHECK(span_ends(buf_span(&out), SPAN("\x1b[32m4 passed\x1b[0m, \x1b[31m2 failed (1 should)"
                                         "\x1b[0m, 3 skipped in 1.23 s\n")));
    buf_clear(&out);
}

/* Skips of one reason that go over the end of a group and are not the last. */
static void puts_skipped_into_their_groups(void)
{
    static const struct smoke_result results[] = {
        {.id = "a.1", .group = "a", .status = SMOKE_SKIP, .reason = BYTES("r"), .duration = -1},
        {.id = "a.2", .group = "a", .status = SMOKE_SKIP, .reason = BYTES("r"), .duration = -1},
        {.id = "b.1", .group = "b", .status = SMOKE_SKIP, .reason = BYTES("r"), .duration = -1},
        {.id = "b.2", .group = "b", .status = SMOKE_PASS, .duration = -1, .title = BYTES("t")},
        {.id = "b.3", .group = "b", .status = SMOKE_SKIP, .reason = BYTES("r"), .duration = -1},
        {.id = "b.4", .group = "b", .status = SMOKE_SKIP, .reason = BYTES("q"), .duration = -1},
        {.id = "c.1", .group = "c", .status = SMOKE_SKIP, .duration = -1},
    };
    struct arena arena = {0};
    struct smoke_report report = *smoking_make(&arena, SMOKING_USUAL, 0);
    struct buf out = {0};
    report.results = results;
    report.count = COUNT_OF(results);
    report.totals = (struct smoke_totals){.passed = 1, .skipped = 6};
    smoking_write(&out, &smoke_text, &report, &plain_palette);
    const char *text = strstr(out.at, ")\n") + 2;
    CHECK_TEXT(span_of(text), "\na\n"
                              "  – 2 skipped           r: 1, 2\n"
                              "\nb\n"
                              "  – 1                   skipped: r\n"
                              "  ✓ 2                   t\n"
                              "  – 3                   skipped: r\n"
                              "  – 4                   skipped: q\n"
                              "\nc\n"
                              "  – 1                   skipped: no reason was given\n"
                              "\n1 passed, 0 failed, 6 skipped in 0 ms\n");
    buf_clear(&out);
    arena_clear(&arena);
}

/* Nothing foreign steers a terminal, whatever the form. */
static void check_harmless(struct span text)
{
    while (text.size > 0) {
        size_t size;
        bool unsafe = text_is_unsafe(text, &size) && text.at[0] != '\n';
        if (!CHECK(!unsafe))
            return;
        text = span_slice(text, size, text.size);
    }
}

static void annotate(struct buf *out, const struct smoke_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        smoke_annotation_write(out, &report->heading, &report->results[i]);
}

static const struct {
    const char *name;
    const struct smoke_form *form;
    void (*write)(struct buf *out, const struct smoke_report *report);
} forms[] = {
    {"text", &smoke_text, NULL},     {"tap", &smoke_tap, NULL},
    {"json", &smoke_json, NULL},     {"markdown", NULL, smoke_markdown_write},
    {"annotations", NULL, annotate},
};

static void write_form(struct buf *out, size_t i, const struct smoke_report *report)
{
    buf_reset(out);
    if (forms[i].form)
        smoking_write(out, forms[i].form, report, &plain_palette);
    else
        forms[i].write(out, report);
}

/* In no form, and no line of it begins like a command once it is disarmed. */
static void check_forms(enum smoking which, uint64_t seed)
{
    struct arena arena = {0};
    struct buf out = {0};
    const struct smoke_report *report = smoking_make(&arena, which, seed);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        check_row("%s %s %llu", forms[i].name, smoking_names[which], (unsigned long long)seed);
        write_form(&out, i, report);
        check_harmless(buf_span(&out));
        if (forms[i].write == annotate)
            continue;
        smoke_disarm(&out, false);
        struct span rest = buf_span(&out), line;
        CHECK(!span_contains(rest, SPAN("##[")));
        while (span_split(&rest, '\n', &line))
            CHECK(!span_starts(span_skip_space(line), SPAN("::")));
    }
    buf_clear(&out);
    arena_clear(&arena);
}

static void is_harmless(void)
{
    check_forms(SMOKING_HOSTILE, 0);
    check_forms(SMOKING_LARGE, 0);
    for (uint64_t seed = 1; seed <= 30; seed++)
        check_forms(SMOKING_RANDOM, seed);
}

/* Each line is JSON, and stays what it was when it is disarmed. */
static void keeps_json(void)
{
    struct arena arena = {0};
    struct buf plain = {0}, disarmed = {0};
    for (uint64_t seed = 0; seed < 20; seed++) {
        const struct smoke_report *report =
            smoking_make(&arena, seed ? SMOKING_RANDOM : SMOKING_HOSTILE, seed);
        buf_reset(&plain);
        buf_reset(&disarmed);
        smoking_write(&plain, &smoke_json, report, &plain_palette);
        buf_add(&disarmed, buf_span(&plain));
        smoke_disarm(&disarmed, true);
        struct span lines = buf_span(&plain), others = buf_span(&disarmed), line, other;
        while (lines.size > 0 && span_split(&lines, '\n', &line) &&
               span_split(&others, '\n', &other)) {
            struct error err = {0};
            struct span value;
            check_row("%.*s", (int)(line.size < 80 ? line.size : 80), line.at);
            CHECK(json_document(line, &value, &err) && json_document(other, &value, &err));
            CHECK_SPAN(json_text_at(&arena, other, "got"), json_text_at(&arena, line, "got"));
            CHECK_SPAN(json_text_at(&arena, other, "log"), json_text_at(&arena, line, "log"));
        }
        CHECK_NUMBER((long long)others.size, 0);
    }
    buf_clear(&plain);
    buf_clear(&disarmed);
    arena_clear(&arena);
}

static void disarms(void)
{
    static const struct {
        struct span text;
        bool json;
        struct span safe;
    } rows[] = {
        {BYTES(""), false, BYTES("")},
        {BYTES("a ##[group]b"), false, BYTES("a # #[group]b")},
        {BYTES("a ##[group]b"), true, BYTES("a #\\u0023[group]b")},
        {BYTES("##[a]##[b]"), false, BYTES("# #[a]# #[b]")},
        {BYTES("####[a"), false, BYTES("### #[a")},
        {BYTES("#[a ## [b"), false, BYTES("#[a ## [b")},
        {BYTES("::error::x"), false, BYTES(": :error::x")},
        {BYTES("::error::x"), true, BYTES("::error::x")},
        {BYTES("a::b\n \t::c\r::d\n\n::e"), false, BYTES("a::b\n \t: :c\r: :d\n\n: :e")},
        {BYTES("\xc2\xa0\xe3\x80\x80\xe2\x80\x85::a"), false,
         BYTES("\xc2\xa0\xe3\x80\x80\xe2\x80\x85: :a")},
        {BYTES(":::a"), false, BYTES(": ::a")},
        {BYTES("\xff::a\n:"), false, BYTES("\xff::a\n:")},
        {BYTES("\0::a"), false, BYTES("\0::a")},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = {0};
        check_row("row %zu", i);
        for (int again = 0; again < 2; again++) {
            if (!again)
                buf_add(&text, rows[i].text);
            smoke_disarm(&text, rows[i].json);
            CHECK_SPAN(buf_span(&text), rows[i].safe);
        }
        buf_clear(&text);
    }
}

static void annotates(void)
{
    static const struct {
        struct smoke_result result;
        bool strict;
        const char *line;
    } rows[] = {
        {{.id = "a.b", .group = "a", .status = SMOKE_PASS}, true, ""},
        {{.id = "a.b", .group = "a", .status = SMOKE_SKIP}, true, ""},
        {{.id = "a.b", .group = "a", .status = SMOKE_FAIL, .title = BYTES("t")},
         false,
         "::error title=sfpy-hook smoke%3A a.b::t\n"},
        {{.id = "a.b", .group = "a", .status = SMOKE_FAIL, .severity = SMOKE_SHOULD},
         false,
         "::warning title=sfpy-hook smoke%3A a.b::\n"},
        {{.id = "a.b", .group = "a", .status = SMOKE_FAIL, .severity = SMOKE_SHOULD},
         true,
         "::error title=sfpy-hook smoke%3A a.b::\n"},
        {{.id = "a.b:,%\r##[x]",
          .group = "a",
          .status = SMOKE_FAIL,
          .title = BYTES("100%, a:b"),
          .got = BYTES("x\r\n::y ##[z]%0A"),
          .again = BYTES("one\ntwo\n")},
         false,
         "::error title=sfpy-hook smoke%3A a.b%3A%2C%25\\r# #[x]::100%25, a:b%0Agot: "
         "x\\r\\n::y # #[z]%250A%0Aagain:%0Aone%0Atwo\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct smoke_heading heading = {.strict = rows[i].strict};
        struct buf out = {0};
        check_row("row %zu", i);
        buf_add_text(&out, "");
        smoke_annotation_write(&out, &heading, &rows[i].result);
        CHECK_TEXT(buf_span(&out), rows[i].line);
        buf_clear(&out);
    }
}

/* As much as GitHub takes, however much there is to say. */
static void limits_markdown(void)
{
    struct arena arena = {0};
    struct buf out = {0}, large = {0};
    struct smoke_result results[60];
    struct smoke_report report = *smoking_make(&arena, SMOKING_USUAL, 0);
    buf_add_repeated(&large, '\xff', 1 << 20);
    struct span text = buf_span(&large), again = span_slice(text, 0, 8192);
    for (size_t i = 0; i < COUNT_OF(results); i++)
        results[i] = (struct smoke_result){.id = "a.b",
                                           .group = "a",
                                           .status = SMOKE_FAIL,
                                           .title = text,
                                           .sent = text,
                                           .expected = text,
                                           .got = text,
                                           .meaning = text,
                                           .mend = text,
                                           .again = again,
                                           .log = text};
    report.results = results;
    report.count = report.totals.failed = COUNT_OF(results);
    smoke_markdown_write(&out, &report);
    CHECK(out.size < 1 << 20);
    CHECK(span_contains(buf_span(&out), SPAN("\nThere is no room for the details of ")));
    buf_clear(&out);
    buf_clear(&large);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"tells people", tells_people},
    {"counts all when strict", counts_all_when_strict},
    {"wraps prose alone", wraps_prose_alone},
    {"paints", paints},
    {"puts skipped into their groups", puts_skipped_into_their_groups},
    {"is harmless", is_harmless},
    {"keeps JSON", keeps_json},
    {"disarms", disarms},
    {"annotates", annotates},
    {"limits Markdown", limits_markdown},
};

int main(void)
{
    return CHECK_RUN(cases);
}
