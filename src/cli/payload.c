#include "payload.h"

#include "curl_read.h"
#include "files.h"

#include <string.h>

const char *const payload_forms[] = {"guess", "body", "http", "journal", "har", "curl", NULL};

/*
 * Whether the text is one JSON value as far as it goes: whole with nothing behind it, or cut short
 * by the end of what was read, which `all` rules out.
 */
static bool is_document(struct span text, bool all)
{
    struct json_reader reader;
    enum json_token kind;
    json_open(&reader, text);
    do
        kind = json_next(&reader);
    while (kind > JSON_END);
    struct span rest = span_skip_space(span_slice(text, reader.at, text.size));
    json_close(&reader);
    return rest.size == 0 && (kind == JSON_END || !all);
}

/* Any line will do, since the first one may be damaged. */
static bool has_record(struct span text)
{
    struct span line;
    while (span_split(&text, '\n', &line))
        if (delivery_looks_recorded(line))
            return true;
    return false;
}

/* `all`: nothing follows the text. */
static enum payload_form guess(struct span text, bool all)
{
    if (message_looks_saved(text))
        return PAYLOAD_HTTP;
    if (curl_looks(text))
        return PAYLOAD_CURL;
    if (delivery_looks_recorded(span_skip_space(text)) ||
        (!is_document(text, all) && has_record(text)))
        return PAYLOAD_JOURNAL;
    return PAYLOAD_GUESS; /* a body or an archive, which the whole tells */
}

/*
 * Reads what guessing is based on: a block, and at least one line. A record that came in alone is
 * enough, so that nobody waits for more of a pipe.
 */
static struct span read_block(struct line_reader *lines)
{
    bool tried = false;
    size_t seen = 0;
    for (;;) {
        struct span ahead = lines_ahead(lines);
        size_t fresh = ahead.size - seen;
        bool line = tried || (fresh && memchr(ahead.at + seen, '\n', fresh));
        seen = ahead.size;
        bool enough = line && (seen >= LINES_BLOCK || (!tried && delivery_looks_recorded(ahead)));
        tried = line;
        if (enough || !lines_more(lines))
            return lines_ahead(lines);
    }
}

static bool open_text(struct payload_reader *reader, const char *file, struct error *err)
{
    if (!lines_rest(&reader->lines, &reader->text, err))
        return file_unreadable(file, err);
    if (reader->form == PAYLOAD_GUESS)
        reader->form = har_looks(reader->text) ? PAYLOAD_HAR : PAYLOAD_BODY;
    if (reader->form != PAYLOAD_HAR || har_open(&reader->archive, reader->text, err))
        return true;
    return error_context(err, "%s", strcmp(file, "-") == 0 ? "standard input" : file);
}

bool payload_open(struct payload_reader *reader, const char *file, enum payload_form form,
                  const struct schemes *schemes, struct error *err)
{
    *reader = (struct payload_reader){.form = form, .schemes = schemes};
    if (!lines_open(&reader->lines, file, err))
        return false;
    if (form == PAYLOAD_GUESS) {
        struct span block = read_block(&reader->lines);
        reader->form = guess(block, reader->lines.ended);
    }
    return reader->form == PAYLOAD_JOURNAL || open_text(reader, file, err);
}

static enum payload_result next_record(struct payload_reader *reader, struct payload *payload,
                                       struct error *err)
{
    struct span line;
    enum line_result result = lines_next(&reader->lines, &line, err);
    if (result != LINE_READ)
        return result == LINE_END ? PAYLOAD_END : PAYLOAD_DAMAGED;
    struct delivery *delivery = arena_new(&reader->arena, sizeof *delivery);
    if (!delivery_read(&reader->arena, reader->schemes, line, DELIVERY_WHOLE, delivery, err)) {
        error_context(err, "line %zu is damaged", reader->lines.number);
        return PAYLOAD_DAMAGED;
    }
    *payload = (struct payload){.message = delivery->request,
                                .timed = true,
                                .time = delivery->time,
                                .url = delivery->url,
                                .id = span_of(delivery->id),
                                .name = span_of(delivery->id)};
    return PAYLOAD_READ;
}

/* Whether any scheme knows one of the headers. */
static bool is_signed(const struct schemes *schemes, const struct headers *headers)
{
    for (size_t i = 0; i < schemes->count; i++)
        if (scheme_has_header(&schemes->at[i], headers))
            return true;
    return false;
}

static enum payload_result next_entry(struct payload_reader *reader, struct payload *payload,
                                      struct error *err)
{
    struct har_entry entry;
    enum har_result result = har_next(&reader->archive, &reader->arena, &entry, err);
    if (result == HAR_END)
        return PAYLOAD_END;
    if (result == HAR_DAMAGED)
        return PAYLOAD_DAMAGED;
    bool is_delivery = is_signed(reader->schemes, &entry.request.headers);
    if (result == HAR_BODILESS && is_delivery)
        return PAYLOAD_DAMAGED;
    struct buf name = {0};
    buf_printf(&name, "entry %zu", reader->archive.number);
    *payload = (struct payload){.message = entry.request,
                                .timed = entry.timed,
                                .foreign = !is_delivery,
                                .time = entry.time,
                                .url = entry.url,
                                .name = span_keep(&reader->arena, buf_span(&name))};
    buf_clear(&name);
    return PAYLOAD_READ;
}

static bool read_text(struct payload_reader *reader, struct span text, struct payload *payload,
                      struct error *err)
{
    static const struct curl_files files = {file_read};
    if (reader->form == PAYLOAD_HTTP)
        return message_parse_saved(&reader->arena, text, &payload->message, err);
    if (reader->form == PAYLOAD_CURL)
        return curl_read(&reader->arena, text, &files, &payload->message, &payload->url, err);
    payload->message.body = text;
    payload->bare = true;
    return true;
}

bool payload_has_several(struct payload_reader *reader)
{
    if (reader->form == PAYLOAD_JOURNAL)
        return lines_several(&reader->lines);
    return reader->form == PAYLOAD_HAR && har_count(&reader->archive, 2) > 1;
}

enum payload_result payload_next(struct payload_reader *reader, struct payload *payload,
                                 struct error *err)
{
    arena_clear(&reader->arena);
    *payload = (struct payload){0};
    if (reader->form == PAYLOAD_JOURNAL)
        return next_record(reader, payload, err);
    if (reader->form == PAYLOAD_HAR)
        return next_entry(reader, payload, err);
    if (!reader->text.at)
        return PAYLOAD_END;
    struct span text = reader->text;
    reader->text = (struct span){0};
    return read_text(reader, text, payload, err) ? PAYLOAD_READ : PAYLOAD_DAMAGED;
}

void payload_close(struct payload_reader *reader)
{
    har_close(&reader->archive);
    lines_close(&reader->lines);
    arena_clear(&reader->arena);
}
