#include "smoking.h"

#include "check.h"
#include "clock.h"
#include "dice.h"

#define MS CLOCK_MS

const char *const smoking_names[SMOKING_COUNT] = {"usual",   "fine",  "preflight", "list",
                                                  "hostile", "large", "random"};

static const struct smoke_result usual[] = {
    {.id = "preflight.reachable",
     .group = "preflight",
     .title = BYTES("answers a request"),
     .status = SMOKE_PASS,
     .got = BYTES("404"),
     .duration = 2 * MS},
    {.id = "preflight.accepts",
     .group = "preflight",
     .title = BYTES("accepts a delivery that is rightly signed"),
     .status = SMOKE_PASS,
     .got = BYTES("200"),
     .duration = 3141592},
    {.id = "accepts.second_secret",
     .group = "accepts",
     .title = BYTES("accepts the second of two secrets"),
     .severity = SMOKE_SHOULD,
     .status = SMOKE_SKIP,
     .reason = BYTES("there is only one secret"),
     .duration = -1},
    {.id = "refuses.no_signature",
     .group = "refuses",
     .title = BYTES("refuses a delivery without a signature"),
     .status = SMOKE_FAIL,
     .sent = BYTES("payment.confirmed without X-SFPY-Signature"),
     .expected = BYTES("4xx"),
     .got = BYTES("200 {\"ok\":true}"),
     .meaning = BYTES("Anybody can send events to this endpoint: it takes what nobody signed."),
     .mend = BYTES("Answer 401 before anything else where the header is missing."),
     .again = BYTES("sfpy-hook trigger payment.confirmed --to http://127.0.0.1:3000/hook "
                    "--signature none --and-so-on"),
     .log = BYTES("GET /hook\nhandled SM0KE000000000000001\n"),
     .duration = 4 * MS},
    {.id = "refuses.two_signatures_right_first",
     .group = "refuses",
     .title = BYTES("refuses two signatures of which the first is right"),
     .severity = SMOKE_SHOULD,
     .status = SMOKE_PASS,
     .got = BYTES("401"),
     .duration = MS},
    {.id = "bytes.slashes",
     .group = "bytes",
     .title = BYTES("accepts escaped slashes"),
     .severity = SMOKE_SHOULD,
     .status = SMOKE_FAIL,
     .sent = BYTES("payment.confirmed with https:\\/\\/ in it"),
     .expected = BYTES("2xx"),
     .got = BYTES("401"),
     .meaning = BYTES("The endpoint hashes JSON.stringify(req.body) and not the bytes that came."),
     .mend = BYTES("Give the raw body to the SDK: express.raw({type: '*/*'})."),
     .again = BYTES("printf '%s' '{\"a\":\"\\/\"}' |\n  curl --data-binary @- http://127.0.0.1/\n"),
     .duration = 1500 * MS},
    {.id = "time.too_old",
     .group = "time",
     .title = BYTES("refuses what is too old"),
     .status = SMOKE_SKIP,
     .reason = BYTES("the scheme sfpy signs no time"),
     .duration = -1},
    {.id = "time.future",
     .group = "time",
     .title = BYTES("refuses what is of the future"),
     .status = SMOKE_SKIP,
     .reason = BYTES("the scheme sfpy signs no time"),
     .duration = -1},
    {.id = "robust.get",
     .group = "robust",
     .title = BYTES("doesn't answer a GET with 2xx"),
     .status = SMOKE_PASS,
     .got = BYTES("404 with a page that says that there is nothing here"),
     .duration = 12 * MS},
};

/* What each form has a reason to fear. */
static const struct span hostile[] = {
    BYTES("a\"b'c\n::error title=x::y\r\n::set-output name=x::y"),
    BYTES("]]></failure><failure>&amp;<![CDATA[ ##[group]a ##[endgroup] -->"),
    BYTES(
        "NUL \0 BEL \a ESC \x1b[2J bad \xff\xc3\x28\xed\xa0\x80 U+FFFE \xef\xbf\xbe \xef\xbf\xbf"),
    BYTES("| a | b \\| c \\\\| d ``` ```` ~~~ </details><img src=x onerror=alert(1)>"),
    BYTES("bidi \xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f \xc2\x85 \xe2\x80\xa8 @octocat @org/team #1 "
          "![x](http://evil/) [y](javascript:z) www.evil.com :smile: $x$ a@b.cd"),
    BYTES("# TODO \\# SKIP \\\\# TODO # skip ok 1 - \\"),
    BYTES("`"),
    BYTES(
        "\nok 7 - made up\n1..0\nBail out! now\n  ...\n  ---\n...\n---\n%YAML 1.2\n- x: *y\n\ttab"),
    BYTES(" : - ? key: value, {a} [b] !!tag &anchor %25 %0A %0D%0A::error::z "),
    BYTES("  ::error::indented\n\xc2\xa0::warning::nbsp\n\xe3\x80\x80::debug::wide\v::notice::vt"),
    BYTES("  the first is indented\n::error::the second is not\n\n   the third is\n"),
    BYTES("the first\n\n  \n  # and # others ##[x]\n````\n```\n...\n---\n"),
    BYTES("text with emoji \xf0\x9f\x92\xb8 and 日本語 and Zoë"),
    BYTES(""),
};

static struct span *texts_of(struct smoke_result *result, size_t i)
{
    struct span *texts[] = {&result->title, &result->sent, &result->expected,
                            &result->got,   &result->mend, &result->meaning,
                            &result->again, &result->log,  &result->reason};
    return i < COUNT_OF(texts) ? texts[i] : NULL;
}

/* Puts texts into all members of so many results, of each status and severity. */
static struct smoke_result *make(struct arena *arena, size_t count,
                                 struct span (*text)(struct arena *arena, void *context, size_t i),
                                 void *context)
{
    static const char *const groups[] = {"accepts", "refuses", "bytes"};
    struct smoke_result *results = arena_new(arena, count * sizeof *results);
    for (size_t i = 0; i < count; i++) {
        struct smoke_result *result = &results[i];
        struct buf id = {0};
        *result =
            (struct smoke_result){.group = groups[i * COUNT_OF(groups) / count],
                                  .severity = i % 2 ? SMOKE_SHOULD : SMOKE_MUST,
                                  .status = count < 6 ? SMOKE_FAIL : (enum smoke_status)(i / 2 % 3),
                                  .duration = (int64_t)(i * i) * 1234567 - 1};
        buf_printf(&id, "%s.x%zu|`<i>#\\\n\x1b:,%%", result->group, i);
        result->id = buf_keep(arena, &id).at;
        struct span *place;
        for (size_t j = 0; (place = texts_of(result, j)); j++)
            *place = text(arena, context, 3 * i + i / 6 + j);
    }
    return results;
}

static struct span text_hostile(struct arena *arena, void *context, size_t i)
{
    (void)arena;
    (void)context;
    return hostile[i % COUNT_OF(hostile)];
}

/* One of 1 MiB in each result, which has so many places. */
static struct span text_large(struct arena *arena, void *context, size_t i)
{
    (void)context;
    static const char *const parts[] = {"<&>", "\xff", "`|", "word ", "\n",
                                        "\\",  "#",    "日", "::\n"};
    const char *part = parts[i % COUNT_OF(parts)];
    struct buf text = {0};
    buf_add_text(&text, part);
    while (i % 9 == 0 && text.size < 1 << 20)
        buf_add_text(&text, part);
    return buf_keep(arena, &text);
}

/* Bytes, half of them of those with a meaning. */
static struct span text_random(struct arena *arena, void *context, size_t i)
{
    (void)i;
    static const char meaning[] = "##[::\n\r\t `|\\#<>&'\"]-%@*_\x7f\xe2\x80\xae\xc2\x85";
    char array[128];
    struct buf text = BUF_OVER(array);
    for (uint32_t left = dice_below(context, 60); left > 0; left--) {
        bool any = dice_below(context, 4) == 0;
        buf_add_byte(&text, any ? (char)dice_below(context, 256)
                                : meaning[dice_below(context, sizeof meaning - 1)]);
    }
    return text.size > 0 ? span_keep(arena, buf_span(&text)) : (struct span){0};
}

static struct smoke_result *of_usual(struct arena *arena, enum smoking which)
{
    struct smoke_result *results = arena_new(arena, sizeof usual);
    for (size_t i = 0; i < COUNT_OF(usual); i++) {
        struct smoke_result *result = &results[i];
        const struct smoke_result bare = {.id = usual[i].id,
                                          .group = usual[i].group,
                                          .title = usual[i].title,
                                          .severity = usual[i].severity,
                                          .duration = -1};
        *result = which == SMOKING_USUAL ? usual[i] : bare;
        if (which == SMOKING_FINE)
            result->duration = (int64_t)i * MS;
        if (which == SMOKING_LIST)
            result->status = SMOKE_LISTED;
        if (which != SMOKING_PREFLIGHT)
            continue;
        result->status = i ? SMOKE_SKIP : SMOKE_FAIL;
        if (i)
            result->reason = SPAN("the endpoint can't be reached");
        else
            result->got = SPAN("nothing listens there");
    }
    return results;
}

static struct smoke_result *results_of(struct arena *arena, enum smoking which, size_t count,
                                       uint64_t seed)
{
    struct dice dice = dice_of_seed(seed, 0);
    if (which == SMOKING_HOSTILE)
        return make(arena, count, text_hostile, NULL);
    if (which == SMOKING_LARGE)
        return make(arena, count, text_large, NULL);
    if (which == SMOKING_RANDOM)
        return make(arena, count, text_random, &dice);
    return of_usual(arena, which);
}

struct smoke_report *smoking_make(struct arena *arena, enum smoking which, uint64_t seed)
{
    static const size_t counts[SMOKING_COUNT] = {
        COUNT_OF(usual), COUNT_OF(usual), COUNT_OF(usual), COUNT_OF(usual), 84, 2, 20};
    struct smoke_report *report = arena_new(arena, sizeof *report);
    size_t count = counts[which];
    report->count = count;
    report->results = results_of(arena, which, count, seed);
    report->heading =
        (struct smoke_heading){.url = SPAN("http://127.0.0.1:3000/hook"),
                               .scheme = scheme_lookup(scheme_builtin(), SPAN("sfpy")),
                               .fingerprint = "#1a2b3c4d",
                               .origin = "SFPY_WEBHOOK_SECRET",
                               .planned = count,
                               .width = 80,
                               .listing = which == SMOKING_LIST,
                               .begun = INT64_C(1626953055317896900)};
    struct smoke_totals *totals = &report->totals;
    for (size_t i = 0; i < count; i++) {
        const struct smoke_result *result = &report->results[i];
        totals->passed += result->status == SMOKE_PASS;
        totals->skipped += result->status == SMOKE_SKIP;
        totals->failed += result->status == SMOKE_FAIL;
        totals->counted += result->status == SMOKE_FAIL && result->severity == SMOKE_MUST;
    }
    totals->duration = 1234 * MS;
    return report;
}

void smoking_write(struct buf *out, const struct smoke_form *form,
                   const struct smoke_report *report, const struct palette *palette)
{
    if (form->begin)
        form->begin(out, &report->heading, palette);
    for (size_t i = 0; i < report->count; i++)
        form->check(out, &report->heading, report->results, i, palette);
    if (form->end)
        form->end(out, report, palette);
}
