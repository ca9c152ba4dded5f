#include "smoke_parts.h"

#include "figures.h"
#include "text.h"

#include <string.h>

struct smoke_field smoke_field_at(const struct smoke_result *result, size_t i)
{
    const struct smoke_field fields[SMOKE_FIELDS] = {
        {"sent", result->sent},       {"expected", result->expected}, {"got", result->got},
        {"meaning", result->meaning}, {"mend", result->mend},
    };
    return fields[i];
}

const char *smoke_severity_name(enum smoke_severity severity)
{
    static const char *const names[] = {[SMOKE_MUST] = "must", [SMOKE_SHOULD] = "should"};
    return names[severity];
}

const char *smoke_status_name(enum smoke_status status)
{
    static const char *const names[] = {[SMOKE_PASS] = "pass",
                                        [SMOKE_FAIL] = "fail",
                                        [SMOKE_SKIP] = "skip",
                                        [SMOKE_LISTED] = "listed"};
    return names[status];
}

const char *smoke_short_id(const struct smoke_result *result)
{
    size_t size = strlen(result->group);
    bool behind = strncmp(result->id, result->group, size) == 0 && result->id[size] == '.';
    return behind ? result->id + size + 1 : result->id;
}

bool smoke_counts(const struct smoke_heading *heading, const struct smoke_result *result)
{
    return result->status == SMOKE_FAIL && (heading->strict || result->severity == SMOKE_MUST);
}

struct span smoke_reason(const struct smoke_result *result)
{
    if (result->status == SMOKE_LISTED)
        return SPAN("only listed");
    return result->reason.size > 0 ? result->reason : SPAN("no reason was given");
}

size_t smoke_group_size(const struct smoke_result *results, size_t count)
{
    size_t size = 0;
    while (size < count && strcmp(results[size].group, results[0].group) == 0)
        size++;
    return size;
}

bool smoke_skipped_alike(const struct smoke_result *a, const struct smoke_result *b)
{
    return a->status == SMOKE_SKIP && b->status == SMOKE_SKIP &&
           span_equal(smoke_reason(a), smoke_reason(b));
}

struct smoke_totals smoke_count(const struct smoke_heading *heading,
                                const struct smoke_result *results, size_t count)
{
    struct smoke_totals totals = {0};
    for (const struct smoke_result *result = results; result < results + count; result++) {
        totals.passed += result->status == SMOKE_PASS;
        totals.failed += result->status == SMOKE_FAIL;
        totals.skipped += result->status == SMOKE_SKIP || result->status == SMOKE_LISTED;
        totals.counted += smoke_counts(heading, result);
        totals.duration += result->duration > 0 ? result->duration : 0;
    }
    return totals;
}

void smoke_totals_write(struct buf *out, const struct smoke_totals *totals,
                        const struct palette *palette)
{
    const char *good = totals->passed ? palette->good : "";
    const char *bad = totals->counted ? palette->bad : totals->failed ? palette->warn : "";
    size_t excused = totals->failed - totals->counted;
    buf_printf(out, "%s%zu passed%s, ", good, totals->passed, good[0] ? palette->end : "");
    buf_printf(out, "%s%zu failed", bad, totals->failed);
    if (excused > 0)
        buf_printf(out, " (%zu should)", excused);
    buf_printf(out, "%s, %zu skipped in ", bad[0] ? palette->end : "", totals->skipped);
    figures_duration(out, totals->duration);
}

struct span smoke_trim_lines(struct span lines)
{
    while (span_ends(lines, SPAN("\n")) || span_ends(lines, SPAN("\r")))
        lines.size--;
    return lines;
}

size_t smoke_longest_run(struct span text, char byte)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.at[i] == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void smoke_escape_cut(struct buf *out, struct span foreign, size_t most)
{
    struct buf whole = {0};
    text_escape(&whole, span_slice(foreign, 0, 4 * most));
    bool fits = foreign.size <= 4 * most && text_cells(buf_span(&whole)) <= most;
    if (fits) {
        buf_add(out, buf_span(&whole));
    } else {
        text_cut(out, buf_span(&whole), most - 1);
        buf_add_text(out, "…");
    }
    buf_clear(&whole);
}

/* The reference for a character that can't stand for itself; NULL: it can. */
static const char *reference_for(uint32_t point, enum smoke_xml place)
{
    switch (point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#13;";
    case '\n':
        return place == SMOKE_XML_ATTRIBUTE ? "&#10;" : NULL;
    case '\t':
        return place == SMOKE_XML_ATTRIBUTE ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

/* Whether XML 1.0 has no such character as begins `text`, or it would steer what shows it. */
static bool is_barred(struct span text, uint32_t point)
{
    size_t size;
    if (point == '\n' || point == '\r' || point == '\t')
        return false;
    return (point & 0xFFFE) == 0xFFFE || text_is_unsafe(text, &size);
}

void smoke_xml_write(struct buf *out, struct span foreign, enum smoke_xml place)
{
    while (foreign.size > 0) {
        uint32_t point = 0;
        size_t size = text_decode(foreign, &point);
        struct span character = span_slice(foreign, 0, size ? size : 1);
        const char *reference = size ? reference_for(point, place) : NULL;
        if (reference)
            buf_add_text(out, reference);
        else if (size == 0 || is_barred(foreign, point))
            text_escape_one(out, character);
        else
            buf_add(out, character);
        foreign = span_slice(foreign, character.size, foreign.size);
    }
}
