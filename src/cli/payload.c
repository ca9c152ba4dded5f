#include "payload.h"

#include "curl_read.h"
#include "files.h"
#include "gosmee.h"
#include "saved.h"
#include "shell_words.h"

#include <string.h>

const char *const payload_forms[] = {"guess", "body",   "http",  "journal", "har",
                                     "curl",  "gosmee", "clerk", NULL};

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

/*
 * The form of the lines of a text. Any line will do, since the first one may be damaged; but what
 * is one JSON value has to be it.
 */
static enum payload_form guess_lines(struct span text, bool all)
{
    struct span line, rest = text;
    bool alone = is_document(text, all);
    text = span_skip_space(text);
    for (bool first = true; span_split(&rest, '\n', &line); first = false) {
        if (first && alone)
            line = text;
        if (delivery_looks_recorded(line))
            return PAYLOAD_JOURNAL;
        if (clerk_looks(line))
            return PAYLOAD_CLERK;
        if (alone)
            break;
    }
    return PAYLOAD_GUESS;
}

/* `all`: nothing follows the text. */
static enum payload_form guess(struct span text, bool all)
{
    if (saved_looks(text))
        return PAYLOAD_HTTP;
    if (curl_looks(text))
        return PAYLOAD_CURL;
    if (gosmee_looks(text))
        return PAYLOAD_GOSMEE;
    return guess_lines(text, all); /* else a body or an archive, which the whole tells */
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

/* Whether the words of more than one command are in it. */
static bool has_commands(struct span text)
{
    struct arena arena = {0};
    struct error ignored;
    struct shell_words words;
    size_t at = 0;
    bool piped = true;
    while (piped && at < text.size)
        if (!shell_next(&arena, text, &at, &words, &piped, &ignored))
            break;
    bool more = shell_next(&arena, text, &at, &words, &piped, &ignored) && words.count > 0;
    arena_clear(&arena);
    return more;
}

static bool has_requests(struct span text)
{
    saved_take(&text);
    return text.size > 0;
}

static bool open_text(struct payload_reader *reader, const char *file, struct error *err)
{
    if (!lines_rest(&reader->lines, &reader->text, err))
        return file_unreadable(file, err);
    if (reader->form == PAYLOAD_GUESS)
        reader->form = har_looks(reader->text) ? PAYLOAD_HAR : PAYLOAD_BODY;
    reader->several = reader->form == PAYLOAD_CURL   ? has_commands(reader->text)
                      : reader->form == PAYLOAD_HTTP ? has_requests(reader->text)
                                                     : false;
    if (reader->form != PAYLOAD_HAR || har_open(&reader->archive, reader->text, err))
        return true;
    return error_context(err, "%s", strcmp(file, "-") == 0 ? "standard input" : file);
}

static bool holds_lines(const struct payload_reader *reader)
{
    return reader->form == PAYLOAD_JOURNAL || reader->form == PAYLOAD_CLERK;
}

bool payload_open(struct payload_reader *reader, const char *file, enum payload_form form,
                  const struct schemes *schemes, struct error *err)
{
    *reader = (struct payload_reader){.form = form, .file = file, .schemes = schemes};
    if (!lines_open(&reader->lines, file, err))
        return false;
    if (form == PAYLOAD_GUESS) {
        struct span block = read_block(&reader->lines);
        reader->form = guess(block, reader->lines.ended);
    }
    return holds_lines(reader) || open_text(reader, file, err);
}

/* Among what `listen --json` prints, and in no journal, are lines of other kinds. */
static bool is_of_other_kind(struct span line)
{
    struct span kind;
    return json_member(line, SPAN("kind"), &kind) == JSON_FOUND && span_starts(kind, SPAN("\"")) &&
           !json_name_is(kind, SPAN("delivery"));
}

/* A file that can't be read any further stays so: what was damaged once is over from then on. */
static enum payload_result next_line(struct payload_reader *reader, struct span *line,
                                     struct error *err)
{
    if (reader->number > 0)
        return PAYLOAD_END;
    enum line_result result = lines_next(&reader->lines, line, err);
    reader->number += result == LINE_FAILED;
    return result == LINE_READ ? PAYLOAD_READ : result == LINE_END ? PAYLOAD_END : PAYLOAD_DAMAGED;
}

static enum payload_result next_record(struct payload_reader *reader, struct payload *payload,
                                       struct error *err)
{
    struct span line;
    enum payload_result result = next_line(reader, &line, err);
    if (result != PAYLOAD_READ)
        return result;
    if (delivery_read(&reader->arena, reader->schemes, line, DELIVERY_WHOLE, &payload->delivery,
                      err)) {
        payload->timed = true;
        payload->line = line;
        payload->name = span_of(payload->delivery.id);
        return PAYLOAD_READ;
    }
    if (is_of_other_kind(line))
        return PAYLOAD_OTHER;
    error_context(err, "line %zu is damaged", reader->lines.number);
    return PAYLOAD_DAMAGED;
}

/* A name that the payload has beside others. */
static struct span make_name(struct payload_reader *reader, const char *what, size_t number)
{
    struct buf name = {0};
    buf_printf(&name, "%s %zu", what, number);
    return buf_keep(&reader->arena, &name);
}

static enum payload_result next_event(struct payload_reader *reader, struct payload *payload,
                                      struct error *err)
{
    struct span line;
    enum payload_result result = next_line(reader, &line, err);
    if (result != PAYLOAD_READ)
        return result;
    enum clerk_result read =
        clerk_read(&reader->relay, &reader->arena, line, &payload->delivery, err);
    if (read == CLERK_DAMAGED)
        error_context(err, "line %zu is damaged", reader->lines.number);
    payload->name = make_name(reader, "line", reader->lines.number);
    return read == CLERK_DELIVERY ? PAYLOAD_READ
           : read == CLERK_OTHER  ? PAYLOAD_OTHER
                                  : PAYLOAD_DAMAGED;
}

static bool is_delivery(const struct payload_reader *reader, const struct har_entry *entry)
{
    return (reader->posts && (entry->frame.at || span_is(entry->request.method, "POST"))) ||
           scheme_has_any_header(reader->schemes, &entry->request.headers);
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
    payload->lost = result == HAR_BODILESS && !entry.frame.at &&
                    !scheme_has_any_header(reader->schemes, &entry.request.headers);
    payload->foreign = !is_delivery(reader, &entry);
    payload->timed = entry.timed || entry.frame.at;
    payload->name = make_name(reader, "entry", reader->archive.number);
    if (result == HAR_BODILESS && !payload->lost)
        return PAYLOAD_DAMAGED;
    if (har_delivery(&reader->arena, reader->schemes, &entry, &payload->delivery, err))
        return PAYLOAD_READ;
    error_context(err, "entry %zu", reader->archive.number);
    return PAYLOAD_DAMAGED;
}

/* Says which of several payloads it is that can't be read. */
static enum payload_result result_of(struct payload_reader *reader, struct payload *payload,
                                     const char *what, bool read, struct error *err)
{
    reader->number++;
    if (reader->several)
        payload->name = make_name(reader, what, reader->number);
    if (!read && reader->several)
        error_context(err, "%s", payload->name.at);
    return read ? PAYLOAD_READ : PAYLOAD_DAMAGED;
}

static enum payload_result next_request(struct payload_reader *reader, struct payload *payload,
                                        struct error *err)
{
    struct span rest = span_slice(reader->text, reader->at, reader->text.size);
    if (rest.size == 0 && reader->number > 0)
        return PAYLOAD_END;
    struct span text = saved_take(&rest);
    reader->at = reader->text.size - rest.size;
    bool read = saved_read(&reader->arena, text, &payload->delivery.request, err);
    return result_of(reader, payload, "request", read, err);
}

static enum payload_result next_command(struct payload_reader *reader, struct payload *payload,
                                        struct error *err)
{
    static const struct curl_files files = {.read = file_read};
    struct delivery *delivery = &payload->delivery;
    enum curl_result result = curl_next(&reader->arena, reader->text, &reader->at, &files,
                                        &delivery->request, &delivery->url, err);
    if (result == CURL_END && reader->number > 0)
        return PAYLOAD_END;
    if (result == CURL_END)
        error_set(err, ERROR_INPUT, "there is no command in it");
    return result_of(reader, payload, "command", result == CURL_READ, err);
}

/* Whether the one payload of the file was handed out already; from now on it was. */
static bool is_over(struct payload_reader *reader)
{
    return reader->number++ > 0;
}

static enum payload_result next_script(struct payload_reader *reader, struct payload *payload,
                                       struct error *err)
{
    static const struct curl_files files = {.read = file_read};
    struct delivery *delivery = &payload->delivery;
    if (is_over(reader))
        return PAYLOAD_END;
    const char *slash = strrchr(reader->file, '/');
    struct span file = span_of(reader->file);
    struct span folder = span_slice(file, 0, slash ? (size_t)(slash - reader->file) + 1 : 0);
    payload->timed = gosmee_time(file, &delivery->time);
    bool read = gosmee_read(&reader->arena, reader->text, folder, &files, &delivery->request,
                            &delivery->url, err);
    return read ? PAYLOAD_READ : PAYLOAD_DAMAGED;
}

static enum payload_result next_body(struct payload_reader *reader, struct payload *payload,
                                     struct error *err)
{
    (void)err;
    if (is_over(reader))
        return PAYLOAD_END;
    payload->delivery.request.body = reader->text;
    payload->bare = true;
    return PAYLOAD_READ;
}

bool payload_has_several(struct payload_reader *reader)
{
    if (holds_lines(reader))
        return lines_several(&reader->lines);
    return reader->several || (reader->form == PAYLOAD_HAR && har_count(&reader->archive, 2) > 1);
}

enum payload_result payload_next(struct payload_reader *reader, struct payload *payload,
                                 struct error *err)
{
    static enum payload_result (*const readers[])(struct payload_reader *, struct payload *,
                                                  struct error *) = {
        [PAYLOAD_BODY] = next_body,      [PAYLOAD_HTTP] = next_request,
        [PAYLOAD_JOURNAL] = next_record, [PAYLOAD_HAR] = next_entry,
        [PAYLOAD_CURL] = next_command,   [PAYLOAD_GOSMEE] = next_script,
        [PAYLOAD_CLERK] = next_event,
    };
    enum payload_result result;
    do {
        arena_clear(&reader->arena);
        *payload = (struct payload){0};
        result = readers[reader->form](reader, payload, err);
    } while (result == PAYLOAD_OTHER);
    return result;
}

void payload_close(struct payload_reader *reader)
{
    har_close(&reader->archive);
    lines_close(&reader->lines);
    clerk_clear(&reader->relay);
    arena_clear(&reader->arena);
}
