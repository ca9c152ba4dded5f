#include "clock.h"
#include "smoke_parts.h"

#include <inttypes.h>

static void add_attribute(struct buf *out, const char *name, struct span value)
{
    buf_printf(out, " %s=\"", name);
    smoke_xml_write(out, value, SMOKE_XML_ATTRIBUTE);
    buf_add_byte(out, '"');
}

static void add_count(struct buf *out, const char *name, size_t count)
{
    buf_printf(out, " %s=\"%zu\"", name, count);
}

/* In seconds. */
static void add_time(struct buf *out, int64_t duration)
{
    int64_t ms = duration > 0 ? duration / CLOCK_MS : 0;
    buf_printf(out, " time=\"%" PRId64 ".%03d\"", ms / 1000, (int)(ms % 1000));
}

/* Jenkins reads no zone. */
static void add_timestamp(struct buf *out, int64_t time)
{
    char array[40];
    struct buf text = BUF_OVER(array);
    clock_write_rfc3339(&text, time, 0);
    add_attribute(out, "timestamp", span_slice(buf_span(&text), 0, text.size - 1));
}

static void add_line(struct buf *out, const char *label, struct span text)
{
    text = smoke_trim_lines(text);
    if (text.size == 0)
        return;
    buf_printf(out, "%s:%s", label, span_contains(text, SPAN("\n")) ? "\n" : " ");
    smoke_xml_write(out, text, SMOKE_XML_TEXT);
    buf_add_byte(out, '\n');
}

/* What a list of failures shows of one. */
static void add_message(struct buf *out, const struct smoke_result *result)
{
    struct buf text = {0};
    buf_add(&text, result->title.size > 0 ? result->title : span_of(result->id));
    if (result->expected.size > 0)
        buf_printf(&text, ": expected %.*s", SPAN_ARG(result->expected));
    if (result->got.size > 0)
        buf_printf(&text, "%s got %.*s", result->expected.size > 0 ? "," : ":",
                   SPAN_ARG(result->got));
    add_attribute(out, "message", buf_span(&text));
    buf_clear(&text);
}

static void add_failure(struct buf *out, const struct smoke_result *result)
{
    buf_printf(out, "      <failure type=\"%s\"", smoke_severity_name(result->severity));
    add_message(out, result);
    buf_add_byte(out, '>');
    for (size_t i = 0; i < SMOKE_FIELDS; i++) {
        struct smoke_field field = smoke_field_at(result, i);
        add_line(out, field.name, field.text);
    }
    add_line(out, "again", result->again);
    buf_add_text(out, "</failure>\n");
}

static void add_case(struct buf *out, const struct smoke_result *result)
{
    bool failed = result->status == SMOKE_FAIL;
    bool skipped = !failed && result->status != SMOKE_PASS;
    buf_add_text(out, "    <testcase");
    add_attribute(out, "classname", span_of(result->group));
    add_attribute(out, "name", span_of(result->id));
    add_time(out, result->duration);
    if (!failed && !skipped && result->log.size == 0) {
        buf_add_text(out, "/>\n");
        return;
    }
    buf_add_text(out, ">\n");
    if (failed)
        add_failure(out, result);
    if (skipped) {
        buf_add_text(out, "      <skipped");
        add_attribute(out, "message", smoke_reason(result));
        buf_add_text(out, "/>\n");
    }
    if (result->log.size > 0) {
        buf_add_text(out, "      <system-out>");
        smoke_xml_write(out, result->log, SMOKE_XML_TEXT);
        buf_add_text(out, "</system-out>\n");
    }
    buf_add_text(out, "    </testcase>\n");
}

static void add_suite(struct buf *out, const struct smoke_heading *heading,
                      const struct smoke_result *results, size_t count)
{
    struct smoke_totals totals = smoke_count(heading, results, count);
    buf_add_text(out, "  <testsuite");
    add_attribute(out, "name", span_of(results[0].group));
    add_count(out, "tests", count);
    add_count(out, "failures", totals.failed);
    add_count(out, "errors", 0);
    add_count(out, "skipped", totals.skipped);
    add_time(out, totals.duration);
    add_timestamp(out, heading->begun);
    buf_add_text(out, ">\n");
    for (size_t i = 0; i < count; i++)
        add_case(out, &results[i]);
    buf_add_text(out, "  </testsuite>\n");
}

/* Jenkins' schema has no count of what was skipped, and no time of day, for the whole. */
void smoke_junit_write(struct buf *out, const struct smoke_report *report)
{
    const struct smoke_heading *heading = &report->heading;
    struct smoke_totals totals = smoke_count(heading, report->results, report->count);
    buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    add_attribute(out, "name", SPAN("sfpy-hook smoke"));
    add_count(out, "tests", report->count);
    add_count(out, "failures", totals.failed);
    add_count(out, "errors", 0);
    add_time(out, report->totals.duration);
    buf_add_text(out, ">\n");
    for (size_t at = 0, size; at < report->count; at += size) {
        size = smoke_group_size(report->results + at, report->count - at);
        add_suite(out, heading, report->results + at, size);
    }
    buf_add_text(out, "</testsuites>\n");
}
