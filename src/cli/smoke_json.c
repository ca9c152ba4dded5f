#include "jsonw.h"
#include "smoke_parts.h"

static void add_ms(struct buf *out, int64_t duration)
{
    if (duration < 0)
        jsonw_null(out, "ms");
    else
        jsonw_ms(out, "ms", duration);
}

static void check(struct buf *out, const struct smoke_heading *heading,
                  const struct smoke_result *results, size_t at, const struct palette *palette)
{
    (void)heading;
    (void)palette;
    const struct smoke_result *result = &results[at];
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("check"));
    jsonw_text(out, "id", span_of(result->id));
    jsonw_text(out, "group", span_of(result->group));
    jsonw_text(out, "severity", span_of(smoke_severity_name(result->severity)));
    jsonw_text(out, "status", span_of(smoke_status_name(result->status)));
    for (size_t i = 0; i < SMOKE_FIELDS; i++) {
        struct smoke_field field = smoke_field_at(result, i);
        jsonw_text(out, field.name, field.text);
    }
    add_ms(out, result->duration);
    jsonw_text(out, "title", result->title);
    jsonw_text(out, "again", result->again);
    jsonw_text(out, "replay", result->replay);
    jsonw_text(out, "log", result->log);
    jsonw_text(out, "reason", result->reason);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

static void end(struct buf *out, const struct smoke_report *report, const struct palette *palette)
{
    (void)palette;
    const struct smoke_heading *heading = &report->heading;
    const struct smoke_totals *totals = &report->totals;
    if (heading->listing)
        return;
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("summary"));
    jsonw_text(out, "command", SPAN("smoke"));
    jsonw_integer(out, "passed", (int64_t)totals->passed);
    jsonw_integer(out, "failed", (int64_t)totals->failed);
    jsonw_integer(out, "skipped", (int64_t)totals->skipped);
    jsonw_ms(out, "ms", totals->duration);
    jsonw_integer(out, "counted", (int64_t)totals->counted);
    jsonw_bool(out, "strict", heading->strict);
    jsonw_text(out, "url", heading->url);
    jsonw_text(out, "scheme", span_of(heading->scheme->name));
    jsonw_text(out, "secret", span_of(heading->fingerprint));
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

const struct smoke_form smoke_json = {.check = check, .end = end};
