#include "smoke_parts.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

/* How much is shown, since GitHub takes no more than 1 MiB of a step. */
enum {
    MOST_CELLS_IN_TABLE = 160,
    MOST_CELLS = 1000,
    MOST_AGAIN = 8192, /* bytes, as is what follows */
    MOST_LOG = 4096,
    MOST_DETAILS = 1 << 19, /* after which no more begin */
};

static const char *mark_of(const struct smoke_heading *heading, const struct smoke_result *result)
{
    return smoke_counts(heading, result) ? "✗" : "!";
}

/*
 * A bar ends a table's cell also within code, unless an odd number of backslashes stands in front
 * of it.
 */
static void add_bars_escaped(struct buf *out, struct span text)
{
    size_t slashes = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '|')
            buf_add_text(out, slashes % 2 ? "\\\\" : "\\");
        slashes = c == '\\' ? slashes + 1 : 0;
        buf_add_byte(out, c);
    }
}

/* Adds a text, escaped, as code, between more backticks than stand in it. */
static void add_code(struct buf *out, struct span text, bool in_table)
{
    size_t ticks = smoke_longest_run(text, '`') + 1;
    bool padded = span_starts(text, SPAN("`")) || span_ends(text, SPAN("`"));
    buf_add_repeated(out, '`', ticks);
    buf_add_text(out, padded ? " " : "");
    if (in_table)
        add_bars_escaped(out, text);
    else
        buf_add(out, text);
    buf_add_text(out, padded ? " " : "");
    buf_add_repeated(out, '`', ticks);
}

static void add_cell(struct buf *out, struct span foreign)
{
    struct buf text = {0};
    smoke_escape_cut(&text, foreign, MOST_CELLS_IN_TABLE);
    struct span shown = span_trim(buf_span(&text));
    if (shown.size > 0)
        add_code(out, shown, true);
    else
        buf_add_byte(out, '-');
    buf_add_text(out, " |");
    buf_clear(&text);
}

/* Whether a word can mean nothing to Markdown, nor to what GitHub makes of its text. */
static bool is_plain(struct span word)
{
    if (word.size == 0 || word.at[0] == '-' || span_starts(word, SPAN("www.")))
        return false;
    for (size_t i = 0; i < word.size; i++) {
        unsigned char c = (unsigned char)word.at[i];
        bool last = i + 1 == word.size;
        if (c < 0x80 && !isalnum(c) && !strchr(",.;()'\"?!-/%", c) && !(c == ':' && last))
            return false;
    }
    return true;
}

/* The words from the begin of `text` on that are all plain, or none of which is. */
static struct span take_words(struct span *text, bool *plain)
{
    struct span rest = *text, word = {0};
    span_split(&rest, ' ', &word);
    *plain = is_plain(word);
    struct span end = rest;
    while (span_split(&rest, ' ', &word) && is_plain(word) == *plain)
        end = rest;
    struct span words = span_slice(*text, 0, text->size - end.size - (end.size > 0));
    *text = end;
    return words;
}

/* Prose, in which whatever is not plain words comes as code. */
static void add_prose(struct buf *out, struct span foreign)
{
    struct buf text = {0};
    smoke_escape_cut(&text, foreign, MOST_CELLS);
    struct span rest = span_trim(buf_span(&text));
    bool first = true;
    while (rest.size > 0) {
        bool plain;
        struct span words = take_words(&rest, &plain);
        buf_add_text(out, first ? "" : " ");
        if (plain)
            buf_add(out, words);
        else
            add_code(out, words, false);
        first = false;
    }
    buf_clear(&text);
}

/* Foreign lines between fences that none of them can close. */
static void add_fenced(struct buf *out, const char *caption, const char *language,
                       struct span lines)
{
    size_t run = smoke_longest_run(lines, '`');
    size_t ticks = run < 3 ? 3 : run + 1;
    buf_printf(out, "\n%s\n\n", caption);
    buf_add_repeated(out, '`', ticks);
    buf_printf(out, "%s\n", language);
    text_escape_lines(out, smoke_trim_lines(lines), "");
    buf_add_repeated(out, '`', ticks);
    buf_add_byte(out, '\n');
}

/* The last lines of a log. */
static struct span tail_of(struct span log)
{
    log = smoke_trim_lines(log);
    if (log.size <= MOST_LOG)
        return log;
    log = span_slice(log, log.size - MOST_LOG, log.size);
    const char *end = memchr(log.at, '\n', log.size);
    return end ? span_slice(log, (size_t)(end - log.at) + 1, log.size) : log;
}

static void add_fields(struct buf *out, const struct smoke_result *result)
{
    for (size_t i = 0; i < SMOKE_FIELDS; i++) {
        struct smoke_field field = smoke_field_at(result, i);
        if (field.text.size == 0)
            continue;
        buf_printf(out, "- **%s** ", field.name);
        add_prose(out, field.text);
        buf_add_byte(out, '\n');
    }
}

static void add_details(struct buf *out, const struct smoke_heading *heading,
                        const struct smoke_result *result)
{
    struct span again = smoke_trim_lines(result->again), log = tail_of(result->log);
    buf_printf(out, "\n<details><summary>%s <code>", mark_of(heading, result));
    smoke_xml_write(out, span_of(result->id), SMOKE_XML_ATTRIBUTE);
    buf_add_text(out, "</code></summary>\n\n");
    add_prose(out, result->title);
    buf_add_text(out, "\n\n");
    add_fields(out, result);
    if (again.size > MOST_AGAIN)
        buf_add_text(out, "\nThe command that sends it again is too long to be shown here.\n");
    else if (again.size > 0)
        add_fenced(out, "The same again:", "sh", again);
    if (log.size > 0)
        add_fenced(out, "What the application wrote meanwhile:", "", log);
    buf_add_text(out, "\n</details>\n");
}

static void add_failed(struct buf *out, const struct smoke_report *report)
{
    const struct smoke_result *end = report->results + report->count;
    buf_add_text(out, "\n| failed | severity | expected | got |\n| --- | --- | --- | --- |\n");
    for (const struct smoke_result *result = report->results; result < end; result++) {
        if (result->status != SMOKE_FAIL)
            continue;
        buf_printf(out, "| %s ", mark_of(&report->heading, result));
        add_cell(out, span_of(result->id));
        buf_printf(out, " %s | ", smoke_severity_name(result->severity));
        add_cell(out, result->expected);
        buf_add_byte(out, ' ');
        add_cell(out, result->got);
        buf_add_byte(out, '\n');
    }
}

static void add_all_details(struct buf *out, const struct smoke_report *report)
{
    size_t left_out = 0, begin = out->size;
    for (size_t i = 0; i < report->count; i++) {
        if (report->results[i].status != SMOKE_FAIL)
            continue;
        if (out->size - begin > MOST_DETAILS)
            left_out++;
        else
            add_details(out, &report->heading, &report->results[i]);
    }
    if (left_out > 0)
        buf_printf(out, "\nThere is no room for the details of %zu more.\n", left_out);
}

static void add_groups(struct buf *out, const struct smoke_report *report)
{
    buf_add_text(out, "\n| group | passed | failed | skipped |\n| --- | --: | --: | --: |\n");
    for (size_t at = 0, size; at < report->count; at += size) {
        const struct smoke_result *results = report->results + at;
        size = smoke_group_size(results, report->count - at);
        struct smoke_totals totals = smoke_count(&report->heading, results, size);
        buf_printf(out, "| %s | %zu | %zu | %zu |\n", results[0].group, totals.passed,
                   totals.failed, totals.skipped);
    }
}

static void add_id(struct buf *out, const struct smoke_result *result)
{
    struct buf id = {0};
    smoke_escape_cut(&id, span_of(result->id), MOST_CELLS_IN_TABLE);
    add_code(out, buf_span(&id), false);
    buf_clear(&id);
}

/* Those that were skipped, a line a reason. */
static void add_skipped(struct buf *out, const struct smoke_report *report)
{
    const struct smoke_result *results = report->results;
    buf_printf(out, "\n<details><summary>%zu skipped</summary>\n\n", report->totals.skipped);
    for (size_t i = 0; i < report->count; i++) {
        if (results[i].status != SMOKE_SKIP)
            continue;
        bool same = i > 0 && smoke_skipped_alike(&results[i - 1], &results[i]);
        bool last = i + 1 == report->count || !smoke_skipped_alike(&results[i], &results[i + 1]);
        buf_add_text(out, same ? ", " : "- ");
        add_id(out, &results[i]);
        if (!last)
            continue;
        buf_add_text(out, ": ");
        add_prose(out, smoke_reason(&results[i]));
        buf_add_byte(out, '\n');
    }
    buf_add_text(out, "\n</details>\n");
}

static void add_heading(struct buf *out, const struct smoke_report *report)
{
    const struct smoke_heading *heading = &report->heading;
    const struct smoke_totals *totals = &report->totals;
    struct buf text = {0};
    buf_printf(out, "### %s sfpy-hook smoke: %s\n\n", totals->counted ? "✗" : "✓",
               totals->counted ? "failed" : "passed");
    smoke_escape_cut(&text, heading->url, MOST_CELLS);
    add_code(out, buf_span(&text), false);
    buf_printf(out, ", scheme `%s`, secret `%s` from ", heading->scheme->name,
               heading->fingerprint);
    add_prose(out, span_of(heading->origin));
    buf_add_text(out, "\n\n**");
    smoke_totals_write(out, totals, &plain_palette);
    buf_add_text(out, "**\n");
    buf_clear(&text);
}

void smoke_markdown_write(struct buf *out, const struct smoke_report *report)
{
    add_heading(out, report);
    if (report->totals.failed > 0) {
        add_failed(out, report);
        add_all_details(out, report);
    }
    add_groups(out, report);
    if (report->totals.skipped > 0)
        add_skipped(out, report);
    buf_add_byte(out, '\n');
}
