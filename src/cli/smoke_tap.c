#include "clock.h"
#include "json.h"
#include "smoke_parts.h"
#include "text.h"

#include <inttypes.h>

/* Foreign text of a test line, where `#` begins a directive: escaped as TAP 14 has it. */
static void add_description(struct buf *out, struct span foreign)
{
    struct buf text = {0};
    text_escape(&text, foreign);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '\\' || text.at[i] == '#')
            buf_add_byte(out, '\\');
        buf_add_byte(out, text.at[i]);
    }
    buf_clear(&text);
}

/* Whether all YAML parsers read it back from a block of lines, where nothing is escaped. */
static bool is_literal(struct span text)
{
    if (text.size == 0 || is_white_space(text.at[0]) || !span_contains(text, SPAN("\n")))
        return false;
    while (text.size > 0) {
        uint32_t point;
        size_t size;
        bool unsafe = text_is_unsafe(text, &size);
        if (text.at[0] != '\n' &&
            (unsafe || (text_decode(text, &point) && (point & 0xFFFE) == 0xFFFE)))
            return false;
        text = span_slice(text, size, text.size);
    }
    return true;
}

/*
 * A scalar in JSON's quotes, which YAML 1.2 has as they are. What JSON leaves alone and no YAML
 * stream may hold is replaced.
 */
static void add_quoted(struct buf *out, struct span text)
{
    struct buf quoted = {0};
    json_quote(&quoted, text, JSON_PLAIN);
    struct span rest = buf_span(&quoted);
    while (rest.size > 0) {
        uint32_t point;
        size_t size = text_decode(rest, &point);
        if (size > 1 && (point & 0xFFFE) == 0xFFFE)
            buf_add_text(out, "\\ufffd");
        else
            buf_add(out, span_slice(rest, 0, size));
        rest = span_slice(rest, size, rest.size);
    }
    buf_clear(&quoted);
}

/* A member of the diagnostic block, of several lines where the text has them. */
static void add_member(struct buf *out, const char *name, struct span text)
{
    text = smoke_trim_lines(text);
    if (text.size == 0)
        return;
    buf_printf(out, "  %s: ", name);
    if (!is_literal(text)) {
        add_quoted(out, text);
        buf_add_byte(out, '\n');
        return;
    }
    struct span line;
    buf_add_text(out, "|-\n");
    while (span_split(&text, '\n', &line)) {
        buf_add_repeated(out, ' ', line.size > 0 ? 4 : 0);
        buf_add(out, line);
        buf_add_byte(out, '\n');
    }
}

static void add_diagnosis(struct buf *out, const struct smoke_result *result)
{
    buf_add_text(out, "  ---\n");
    add_member(out, "severity", span_of(smoke_severity_name(result->severity)));
    for (size_t i = 0; i < SMOKE_FIELDS; i++) {
        struct smoke_field field = smoke_field_at(result, i);
        add_member(out, field.name, field.text);
    }
    add_member(out, "again", result->again);
    add_member(out, "log", result->log);
    if (result->duration >= 0)
        buf_printf(out, "  duration_ms: %" PRId64 ".%03d\n", result->duration / CLOCK_MS,
                   (int)(result->duration % CLOCK_MS / 1000));
    buf_add_text(out, "  ...\n");
}

static void begin(struct buf *out, const struct smoke_heading *heading,
                  const struct palette *palette)
{
    (void)palette;
    buf_printf(out, "TAP version 14\n1..%zu%s\n", heading->planned,
               heading->planned ? "" : " # no check was chosen");
}

static void check(struct buf *out, const struct smoke_heading *heading,
                  const struct smoke_result *results, size_t at, const struct palette *palette)
{
    (void)palette;
    const struct smoke_result *result = &results[at];
    bool failed = result->status == SMOKE_FAIL;
    buf_printf(out, "%s %zu - ", failed ? "not ok" : "ok", at + 1);
    add_description(out, span_of(result->id));
    if (result->title.size > 0)
        buf_add_byte(out, ' ');
    add_description(out, result->title);
    if (failed && !smoke_counts(heading, result)) {
        buf_add_text(out, " # TODO should");
    } else if (result->status == SMOKE_SKIP || result->status == SMOKE_LISTED) {
        buf_add_text(out, " # SKIP ");
        add_description(out, smoke_reason(result));
    }
    buf_add_byte(out, '\n');
    if (failed)
        add_diagnosis(out, result);
}

const struct smoke_form smoke_tap = {.begin = begin, .check = check};
