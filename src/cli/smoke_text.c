#include "figures.h"
#include "smoke_parts.h"
#include "table.h"
#include "text.h"

#include <string.h>

/* Ids are padded up to TITLE_COLUMN; a failed check's labels begin at LABEL_COLUMN. */
enum { TITLE_COLUMN = 24, LABEL_COLUMN = 6, FIELD_COLUMN = 16, MOST_GOT = 48 };

struct mark {
    const char *sign, *paint;
};

static struct mark mark_of(const struct smoke_heading *heading, const struct smoke_result *result,
                           const struct palette *palette)
{
    if (result->status != SMOKE_FAIL)
        return (struct mark){"✓", palette->good};
    if (smoke_counts(heading, result))
        return (struct mark){"✗", palette->bad};
    return (struct mark){"!", palette->warn};
}

static void begin(struct buf *out, const struct smoke_heading *heading,
                  const struct palette *palette)
{
    if (heading->listing)
        return;
    struct buf line = {0};
    buf_printf(&line, "%ssfpy-hook tests ", palette->strong);
    text_escape(&line, heading->url);
    buf_printf(&line, "%s   scheme %s   secret %s (", palette->end, heading->scheme->name,
               heading->fingerprint);
    text_escape(&line, span_of(heading->origin));
    buf_add_byte(&line, ')');
    text_fold(out, buf_span(&line), SPAN("   "), 2, heading->width);
    buf_add_byte(out, '\n');
    buf_clear(&line);
}

/* The name of the group, in front of the first of its results. */
static void add_section(struct buf *out, const struct smoke_result *results, size_t at,
                        const struct palette *palette)
{
    bool same = at > 0 && strcmp(results[at - 1].group, results[at].group) == 0;
    bool behind_block = same && results[at - 1].status == SMOKE_FAIL;
    if (!same || behind_block)
        buf_add_byte(out, '\n');
    if (!same)
        buf_printf(out, "%s%s%s\n", palette->strong, results[at].group, palette->end);
}

/* Adds prose that goes on from `column`, its further lines below `indent`. */
static size_t add_prose(struct buf *out, const struct smoke_heading *heading, struct span text,
                        size_t column, size_t indent)
{
    struct buf safe = {0};
    text_escape(&safe, text);
    column = text_wrap(out, buf_span(&safe), column, indent, heading->width);
    buf_clear(&safe);
    return column;
}

static void add_label(struct buf *out, const char *label, const struct palette *palette)
{
    buf_add_repeated(out, ' ', LABEL_COLUMN);
    buf_printf(out, "%s%-*s%s", palette->dim, FIELD_COLUMN - LABEL_COLUMN, label, palette->end);
}

static void add_log(struct buf *out, struct span log, const struct palette *palette)
{
    char prefix[FIELD_COLUMN + 4];
    struct buf text = BUF_OVER(prefix);
    buf_add_repeated(&text, ' ', FIELD_COLUMN);
    buf_add_text(&text, "| ");
    struct buf lines = {0};
    text_escape_lines(&lines, smoke_trim_lines(log), prefix);
    add_label(out, "log", palette);
    buf_add(out, span_slice(buf_span(&lines), FIELD_COLUMN, lines.size));
    buf_clear(&lines);
}

/*
 * A command as it can be copied: never wrapped, and where it has several lines these are not
 * indented either, since a quoted text may go over them.
 */
static void add_again(struct buf *out, struct span again, const struct palette *palette)
{
    again = smoke_trim_lines(again);
    if (span_contains(again, SPAN("\n")))
        buf_printf(out, "%*s%sagain%s\n", LABEL_COLUMN, "", palette->dim, palette->end);
    else
        add_label(out, "again", palette);
    text_escape_lines(out, again, "");
}

/* Whether the failure that was told before says how to mend this one, too. */
static bool is_mended_alike(const struct smoke_result *results, size_t at)
{
    for (size_t i = at; i > 0 && strcmp(results[i - 1].group, results[at].group) == 0; i--)
        if (results[i - 1].status == SMOKE_FAIL)
            return span_equal(results[i - 1].mend, results[at].mend);
    return false;
}

/* All that is known of a failed check. */
static void add_block(struct buf *out, const struct smoke_heading *heading,
                      const struct smoke_result *results, size_t at, const struct palette *palette)
{
    const struct smoke_result *result = &results[at];
    bool alike = is_mended_alike(results, at);
    for (size_t i = 0; i < SMOKE_FIELDS; i++) {
        struct smoke_field field = smoke_field_at(result, i);
        if (field.text.size == 0)
            continue;
        if (alike && strcmp(field.name, "mend") == 0)
            field.text = SPAN("as above");
        add_label(out, field.name, palette);
        add_prose(out, heading, field.text, FIELD_COLUMN, FIELD_COLUMN);
        buf_add_byte(out, '\n');
    }
    if (result->log.size > 0)
        add_log(out, result->log, palette);
    /* A terminal is where the journal is; who reads a log elsewhere needs it all. */
    bool shortly = heading->width > 0 && result->replay.at;
    if (result->again.size > 0)
        add_again(out, shortly ? result->replay : result->again, palette);
}

/* Adds a text in one colour behind two spaces, where it stays within the width. */
static void add_tail(struct buf *out, const struct smoke_heading *heading, struct span tail,
                     size_t *column, const struct palette *palette)
{
    size_t behind = *column + 2 + text_cells(tail);
    if (tail.size == 0 || (heading->width && behind > heading->width))
        return;
    buf_printf(out, "  %s%.*s%s", palette->dim, SPAN_ARG(tail), palette->end);
    *column = behind;
}

/* What came of a good one, where that is said in a few words, and how long it took. */
static void add_outcome(struct buf *out, const struct smoke_heading *heading,
                        const struct smoke_result *result, size_t column,
                        const struct palette *palette)
{
    struct buf got = {0}, duration = {0};
    text_escape(&got, result->got);
    if (result->duration >= 0)
        figures_duration(&duration, result->duration);
    if (result->status == SMOKE_PASS && text_cells(buf_span(&got)) <= MOST_GOT)
        add_tail(out, heading, buf_span(&got), &column, palette);
    add_tail(out, heading, buf_span(&duration), &column, palette);
    buf_add_byte(out, '\n');
    buf_clear(&got);
    buf_clear(&duration);
}

/* Adds what stands behind a mark and where titles begin. Returns the cell behind it. */
static size_t add_padded(struct buf *out, struct span text)
{
    size_t column = 4 + text_cells(text);
    size_t gap = column + 2 < TITLE_COLUMN ? TITLE_COLUMN - column : 2;
    buf_add(out, text);
    buf_add_repeated(out, ' ', gap);
    return column + gap;
}

static void add_check(struct buf *out, const struct smoke_heading *heading,
                      const struct smoke_result *results, size_t at, const struct palette *palette)
{
    const struct smoke_result *result = &results[at];
    struct mark mark = mark_of(heading, result, palette);
    struct buf id = {0};
    bool failed = result->status == SMOKE_FAIL;
    text_escape(&id, span_of(smoke_short_id(result)));
    buf_printf(out, "  %s%s%s %s", mark.paint, mark.sign, palette->end,
               failed ? palette->strong : "");
    size_t column = add_padded(out, buf_span(&id));
    buf_add_text(out, failed ? palette->end : "");
    column = add_prose(out, heading, result->title, column, TITLE_COLUMN);
    add_outcome(out, heading, result, column, palette);
    if (failed)
        add_block(out, heading, results, at, palette);
    buf_clear(&id);
}

/* So many results of one group that were skipped for one reason. */
static void add_skipped(struct buf *out, const struct smoke_heading *heading,
                        const struct smoke_result *results, size_t count,
                        const struct palette *palette)
{
    struct buf label = {0}, text = {0};
    if (count == 1)
        text_escape(&label, span_of(smoke_short_id(&results[0])));
    else
        buf_printf(&label, "%zu skipped", count);
    buf_add_text(&text, count == 1 ? "skipped: " : "");
    buf_add(&text, smoke_reason(&results[0]));
    for (size_t i = 0; count > 1 && i < count; i++)
        buf_printf(&text, "%s%s", i ? ", " : ": ", smoke_short_id(&results[i]));
    buf_printf(out, "%s  – ", palette->dim);
    size_t column = add_padded(out, buf_span(&label));
    add_prose(out, heading, buf_span(&text), column, TITLE_COLUMN);
    buf_printf(out, "%s\n", palette->end);
    buf_clear(&label);
    buf_clear(&text);
}

/* Writes the skipped results from place `from` up to `end`, by their groups. */
static void flush_skipped(struct buf *out, const struct smoke_heading *heading,
                          const struct smoke_result *results, size_t from, size_t end,
                          const struct palette *palette)
{
    while (from < end) {
        size_t size = smoke_group_size(results + from, end - from);
        add_section(out, results, from, palette);
        add_skipped(out, heading, results + from, size, palette);
        from += size;
    }
}

/* Where those begin that were skipped for one reason and stand right in front of place `end`. */
static size_t first_skipped(const struct smoke_result *results, size_t end)
{
    size_t first = end;
    while (first > 0 && smoke_skipped_alike(&results[first - 1], &results[end - 1]))
        first--;
    return first;
}

static void check(struct buf *out, const struct smoke_heading *heading,
                  const struct smoke_result *results, size_t at, const struct palette *palette)
{
    const struct smoke_result *result = &results[at];
    if (at > 0 && !smoke_skipped_alike(&results[at - 1], result))
        flush_skipped(out, heading, results, first_skipped(results, at), at, palette);
    if (result->status != SMOKE_PASS && result->status != SMOKE_FAIL)
        return;
    add_section(out, results, at, palette);
    add_check(out, heading, results, at, palette);
}

/* What was skipped at the end: one line where it goes over several groups, as after a preflight. */
static void end_skipped(struct buf *out, const struct smoke_report *report,
                        const struct palette *palette)
{
    const struct smoke_result *results = report->results;
    size_t count = report->count, first = first_skipped(results, count);
    if (first == count)
        return;
    if (smoke_group_size(results + first, count - first) == count - first) {
        flush_skipped(out, &report->heading, results, first, count, palette);
        return;
    }
    struct buf text = {0};
    buf_printf(&text, "%zu skipped: ", count - first);
    buf_add(&text, smoke_reason(&results[first]));
    for (size_t at = first, size; at < count; at += size) {
        size = smoke_group_size(results + at, count - at);
        buf_printf(&text, "%s%zu of %s", at == first ? " (" : ", ", size, results[at].group);
    }
    buf_add_byte(&text, ')');
    buf_printf(out, "\n%s– ", palette->dim);
    add_prose(out, &report->heading, buf_span(&text), 2, 2);
    buf_printf(out, "%s\n", palette->end);
    buf_clear(&text);
}

static void end_list(struct buf *out, const struct smoke_report *report,
                     const struct palette *palette)
{
    static const struct table_column columns[] = {{.title = "ID"},
                                                  {.title = "SEVERITY", .yields = 1},
                                                  {.title = "TITLE", .least = 16, .yields = 2}};
    struct table table = {.columns = columns, .count = COUNT_OF(columns)};
    for (const struct smoke_result *row = report->results; row < report->results + report->count;
         row++) {
        table_add(&table, span_of(row->id), palette->strong);
        table_add(&table, span_of(smoke_severity_name(row->severity)),
                  row->severity == SMOKE_SHOULD ? palette->dim : "");
        table_add(&table, row->title, "");
    }
    table_write(out, &table, report->heading.width, palette);
    table_clear(&table);
}

static void end_failed(struct buf *out, const struct smoke_report *report,
                       const struct palette *palette)
{
    struct buf got = {0};
    for (const struct smoke_result *result = report->results;
         result < report->results + report->count; result++) {
        if (result->status != SMOKE_FAIL)
            continue;
        struct mark mark = mark_of(&report->heading, result, palette);
        size_t column = 4 + text_cells(span_of(result->id));
        buf_printf(out, "  %s%s%s ", mark.paint, mark.sign, palette->end);
        text_escape(out, span_of(result->id));
        buf_reset(&got);
        text_escape(&got, result->got);
        add_tail(out, &report->heading, buf_span(&got), &column, palette);
        buf_add_byte(out, '\n');
    }
    buf_clear(&got);
}

static void end(struct buf *out, const struct smoke_report *report, const struct palette *palette)
{
    if (report->heading.listing) {
        end_list(out, report, palette);
        return;
    }
    end_skipped(out, report, palette);
    buf_add_byte(out, '\n');
    end_failed(out, report, palette);
    if (report->totals.failed > 0)
        buf_add_byte(out, '\n');
    smoke_totals_write(out, &report->totals, palette);
    buf_add_byte(out, '\n');
}

const struct smoke_form smoke_text = {.begin = begin, .check = check, .end = end};
