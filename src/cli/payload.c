#include "payload.h"

#include "files.h"

#include <string.h>

const char *const payload_forms[] = {"guess", "body", "http", "journal", NULL};

static enum payload_form guess(struct span text)
{
    if (message_looks_saved(text))
        return PAYLOAD_HTTP;
    return delivery_looks_recorded(text) ? PAYLOAD_JOURNAL : PAYLOAD_BODY;
}

bool payload_open(struct payload_reader *reader, const char *file, enum payload_form form,
                  struct error *err)
{
    *reader = (struct payload_reader){0};
    if (!file_read(&reader->content, file, err))
        return false;
    reader->rest = buf_span(&reader->content);
    reader->form = form == PAYLOAD_GUESS ? guess(reader->rest) : form;
    return true;
}

static enum payload_result next_record(struct payload_reader *reader, struct payload *payload,
                                       struct error *err)
{
    struct span line;
    struct delivery *delivery = arena_new(&reader->arena, sizeof *delivery);
    do {
        if (!span_split(&reader->rest, '\n', &line))
            return PAYLOAD_END;
        reader->line++;
    } while (span_trim(line).size == 0);
    if (!delivery_read(&reader->arena, line, delivery, err)) {
        error_context(err, "line %zu is damaged", reader->line);
        return PAYLOAD_DAMAGED;
    }
    payload->message = delivery->request;
    payload->id = span_of(delivery->id);
    return PAYLOAD_READ;
}

bool payload_has_several(const struct payload_reader *reader)
{
    struct span rest = reader->rest, line;
    size_t lines = 0;
    while (reader->form == PAYLOAD_JOURNAL && lines < 2 && span_split(&rest, '\n', &line))
        lines += span_trim(line).size > 0;
    return lines > 1;
}

enum payload_result payload_next(struct payload_reader *reader, struct payload *payload,
                                 struct error *err)
{
    arena_clear(&reader->arena);
    *payload = (struct payload){0};
    if (reader->form == PAYLOAD_JOURNAL)
        return next_record(reader, payload, err);
    if (!reader->rest.at)
        return PAYLOAD_END;
    struct span text = reader->rest;
    reader->rest = (struct span){0};
    if (reader->form == PAYLOAD_HTTP)
        return message_parse_saved(&reader->arena, text, &payload->message, err) ? PAYLOAD_READ
                                                                                 : PAYLOAD_DAMAGED;
    payload->message.body = text;
    payload->bare = true;
    return PAYLOAD_READ;
}

void payload_close(struct payload_reader *reader)
{
    arena_clear(&reader->arena);
    buf_clear(&reader->content);
}
