#include "import.h"

#include "clock.h"
#include "saved.h"

#include <string.h>
#include <sys/stat.h>

/* A pipe has no time of its own. */
static int64_t time_of(int file)
{
    enum { LATEST = INT32_MAX }; /* seconds; file systems can hold more than we */
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_mtim.tv_sec < 0 ||
        status.st_mtim.tv_sec > LATEST)
        return clock_now();
    return status.st_mtim.tv_sec * CLOCK_SECOND + status.st_mtim.tv_nsec;
}

bool import_open(struct import_reader *reader, const char *file, const struct schemes *schemes,
                 struct error *err)
{
    *reader = (struct import_reader){0};
    if (!payload_open(&reader->payloads, file, PAYLOAD_GUESS, schemes, err))
        return false;
    reader->payloads.posts = true;
    reader->written = time_of(reader->payloads.lines.file);
    return true;
}

static const char *name_of(const struct import_reader *reader)
{
    const char *file = reader->payloads.file;
    return strcmp(file, "-") == 0 ? "standard input" : file;
}

static enum import_result damaged(const struct import_reader *reader, const struct payload *payload,
                                  struct error *err)
{
    if (payload && payload->name.at)
        error_context(err, "%.*s", SPAN_ARG(payload->name));
    error_context(err, "%s", name_of(reader));
    return IMPORT_DAMAGED;
}

static enum import_result refuse_body(const struct import_reader *reader, struct span body,
                                      struct error *err)
{
    if (span_skip_space(body).size == 0)
        error_set(err, ERROR_INPUT, "there is nothing in it");
    else
        error_set(err, ERROR_INPUT, "a body without headers is no delivery");
    if (body.size > 0)
        error_hint(err, "'sfpy-hook trigger --payload FILE' signs and sends it");
    return damaged(reader, NULL, err);
}

/*
 * What has no time comes a millisecond after what stands before it in the file, so that their order
 * stays.
 */
static bool make_record(struct import_reader *reader, struct payload *payload, struct error *err)
{
    struct delivery *delivery = &payload->delivery;
    const struct adopted_time when = {.known = payload->timed,
                                      .time = delivery->time,
                                      .guess =
                                          reader->written + (int64_t)reader->deliveries * CLOCK_MS};
    bool trimmed = reader->payloads.form != PAYLOAD_HTTP || saved_trim(&delivery->request, err);
    bool whole =
        trimmed && (*delivery->id || adopt(delivery, &reader->payloads.arena,
                                           reader->payloads.schemes, &when, &reader->adopted, err));
    buf_reset(&reader->made);
    if (whole)
        delivery_write(&reader->made, delivery);
    reader->deliveries++;
    return whole;
}

static bool is_delivery(const struct payload *payload)
{
    return !payload->foreign &&
           (*payload->delivery.id || span_is(payload->delivery.request.method, "POST"));
}

enum import_result import_next(struct import_reader *reader, struct journal_record *record,
                               struct error *err)
{
    struct payload payload;
    enum payload_result result;
    while ((result = payload_next(&reader->payloads, &payload, err)) == PAYLOAD_READ) {
        if (payload.bare)
            return refuse_body(reader, payload.delivery.request.body, err);
        *record = (struct journal_record){.line = payload.line, .timeless = !payload.timed};
        if (record->line.at)
            return IMPORT_READ;
        if (!is_delivery(&payload)) {
            reader->skipped++;
            continue;
        }
        if (payload.lost) {
            reader->bodiless++;
            continue;
        }
        if (!make_record(reader, &payload, err))
            return damaged(reader, &payload, err);
        record->line = span_slice(buf_span(&reader->made), 0, reader->made.size - 1);
        return IMPORT_READ;
    }
    return result == PAYLOAD_END ? IMPORT_END : damaged(reader, NULL, err);
}

void import_close(struct import_reader *reader)
{
    payload_close(&reader->payloads);
    adopted_clear(&reader->adopted);
    buf_clear(&reader->made);
}
