#include "har.h"

#include "clock.h"
#include "encode.h"
#include "url.h"

#include <string.h>

/* A byte order mark, which the format wants to be ignored. */
static struct span without_mark(struct span text)
{
    struct span mark = SPAN("\xEF\xBB\xBF");
    return span_starts(text, mark) ? span_slice(text, mark.size, text.size) : text;
}

/* Reads on to the value of the first member of that name in the object that begins next. */
static enum json_token find_first(struct json_reader *reader, struct span name)
{
    if (json_next(reader) != JSON_OBJECT)
        return JSON_FAULT;
    size_t depth = reader->depth;
    enum json_token kind;
    while ((kind = json_next(reader)) > JSON_END && reader->depth >= depth)
        if (kind == JSON_NAME && reader->depth == depth && json_name_is(reader->slice, name))
            return JSON_NAME;
    return JSON_FAULT;
}

bool har_looks(struct span text)
{
    struct json_reader reader;
    json_open(&reader, without_mark(text));
    bool looks = find_first(&reader, SPAN("log")) == JSON_NAME &&
                 find_first(&reader, SPAN("entries")) == JSON_NAME &&
                 json_next(&reader) == JSON_ARRAY;
    json_close(&reader);
    return looks;
}

bool har_open(struct har_reader *reader, struct span text, struct error *err)
{
    struct span document, log, entries;
    *reader = (struct har_reader){0};
    text = without_mark(text);
    if (!json_document(text, &document, err))
        return false;
    bool found = json_member(document, SPAN("log"), &log) == JSON_FOUND &&
                 json_member(log, SPAN("entries"), &entries) == JSON_FOUND;
    if (found && json_walk_open(&reader->walk, entries) && reader->walk.array)
        return true;
    error_set(err, ERROR_INPUT, "it has no array log.entries");
    return error_hint(err, "a HAR file is {\"log\":{\"entries\":[…]}}; --input names another form");
}

size_t har_count(const struct har_reader *reader, size_t most)
{
    struct json_walk walk;
    struct span name, value;
    bool array = json_walk_open(&walk, reader->walk.reader.text);
    while (array && walk.index < most && json_walk_next(&walk, &name, &value))
        continue;
    size_t count = walk.index;
    json_walk_close(&walk);
    return count;
}

static bool lacks(struct error *err, const char *member)
{
    return error_set(err, ERROR_INPUT, "its member \"%s\" is missing or malformed", member);
}

/* A value whose bytes are no text stands in `_base64`, as har_write puts it there. */
static bool read_header(struct arena *arena, struct span object, struct headers *headers)
{
    static const char *const names[] = {"name", "value", "_base64"};
    struct span raw[COUNT_OF(names)] = {{0}};
    if (!json_members(object, names, COUNT_OF(names), raw))
        return false;
    struct span name = json_text(arena, raw[0]), value = json_text(arena, raw[1]);
    if (!name.at || !value.at ||
        (raw[2].at && !decode_base64_kept(arena, json_text(arena, raw[2]), &value)))
        return false;
    if (span_is(name, ":authority") && !headers_find(headers, SPAN("Host"), NULL))
        headers_add(headers, arena, SPAN("Host"), value); /* RFC 9113, section 8.3.1 */
    else if (!span_starts(name, SPAN(":")))
        headers_add(headers, arena, name, value);
    return true;
}

static bool read_headers(struct arena *arena, struct span array, struct headers *headers)
{
    struct json_walk walk;
    struct span name, object;
    bool whole = json_walk_open(&walk, array) && walk.array;
    while (whole && json_walk_next(&walk, &name, &object))
        whole = read_header(arena, object, headers);
    json_walk_close(&walk);
    return whole;
}

/* What stands behind the host of an http URL; absent for other URLs, which browsers log too. */
static struct span target_of(struct span url)
{
    size_t scheme = http_scheme_size(url);
    if (!scheme)
        return (struct span){0};
    struct span rest = span_slice(url, scheme, url.size);
    struct span target = span_slice(rest, url_authority(rest).size, rest.size);
    span_split(&target, '#', &target);
    return target.size ? target : SPAN("/");
}

/* `HTTP/1.1`, `http/2.0` and `h2` are all in the field. */
static struct span version_of(struct span text)
{
    const char *slash = text.size ? memchr(text.at, '/', text.size) : NULL;
    if (slash)
        return span_slice(text, (size_t)(slash - text.at) + 1, text.size);
    return span_starts(text, SPAN("h")) ? span_slice(text, 1, text.size) : text;
}

static bool is_filled_array(struct span value)
{
    struct json_walk walk;
    struct span name, child;
    bool filled =
        json_walk_open(&walk, value) && walk.array && json_walk_next(&walk, &name, &child);
    json_walk_close(&walk);
    return filled;
}

static bool lost(struct error *err, const char *why)
{
    return error_set(err, ERROR_INPUT, "the bytes of its body are not in the file: %s", why);
}

enum { POST_TEXT, POST_PARAMS, POST_ENCODING, POST_OWN_ENCODING, POST_COUNT };

/* Reads postData.text; `raw` holds the members. */
static bool read_text(struct arena *arena, const struct span raw[POST_COUNT], struct span *body,
                      struct error *err)
{
    struct span encoding = json_text(arena, raw[POST_ENCODING]);
    if (!encoding.size)
        encoding = json_text(arena, raw[POST_OWN_ENCODING]);
    struct buf text = {0};
    bool base64 = span_equal_nocase(encoding, SPAN("base64"));
    bool read = (encoding.size == 0 || base64) || lost(err, "postData has an unknown encoding");
    if (read && !json_unquote(&text, raw[POST_TEXT]))
        read = lost(err, "postData.text holds half of a surrogate pair");
    if (read && base64 && !decode_base64_kept(arena, buf_span(&text), body))
        read = lost(err, "postData.text is no base64");
    else if (read && !base64)
        *body = span_keep(arena, buf_span(&text));
    buf_clear(&text);
    return read;
}

/* Whether a number, which may be missing or -1, says that there are bytes. */
static bool counts_bytes(struct span number)
{
    return number.size && number.at[0] >= '1' && number.at[0] <= '9';
}

/* Why a body without a text, where bodySize is `size`, is not empty; NULL: it is. */
static const char *missing_text(const struct har_entry *entry, struct span size)
{
    const struct header *length =
        headers_find(&entry->request.headers, SPAN("Content-Length"), NULL);
    if (entry->frame.at) /* of what we wrote the text is the body */
        return NULL;
    return counts_bytes(size) ? "bodySize counts bytes, but there is no postData.text"
           : length && counts_bytes(length->value)
               ? "Content-Length counts bytes, but there is no postData.text"
               : NULL;
}

/* Tools that didn't keep a body, or couldn't, leave out the text, or leave it empty. */
static bool read_body(struct arena *arena, struct span data, struct span size,
                      struct har_entry *entry, struct error *err)
{
    static const char *const names[POST_COUNT] = {"text", "params", "encoding", "_encoding"};
    struct span raw[POST_COUNT] = {{0}}, *text = &raw[POST_TEXT];
    if (data.at && !span_is(data, "null") && !json_members(data, names, POST_COUNT, raw))
        return lost(err, "postData is no object");
    if (text->at && !span_starts(*text, SPAN("\"")) && !span_is(*text, "null"))
        return lost(err, "postData.text is no string");
    if (text->at && !span_is(*text, "null") && !span_is(*text, "\"\""))
        return read_text(arena, raw, &entry->request.body, err);
    if (is_filled_array(raw[POST_PARAMS]))
        return lost(err, "postData has params, but no text");
    const char *why = missing_text(entry, size);
    return !why || lost(err, why);
}

enum { REQUEST_METHOD, REQUEST_URL, REQUEST_VERSION, REQUEST_HEADERS, REQUEST_POST, REQUEST_SIZE };

/* All but the body, for which `raw` gets the members. */
static bool read_request(struct arena *arena, struct span request, struct span *raw,
                         struct har_entry *entry, struct error *err)
{
    static const char *const names[] = {"method",  "url",      "httpVersion",
                                        "headers", "postData", "bodySize"};
    if (!json_members(request, names, COUNT_OF(names), raw))
        return lacks(err, "request");
    struct message *message = &entry->request;
    message->method = json_text(arena, raw[REQUEST_METHOD]);
    message->version = version_of(json_text(arena, raw[REQUEST_VERSION]));
    entry->url = json_text(arena, raw[REQUEST_URL]);
    message->target = target_of(entry->url);
    if (!message->method.size)
        return lacks(err, "request.method");
    if (!entry->url.size)
        return lacks(err, "request.url");
    return read_headers(arena, raw[REQUEST_HEADERS], &message->headers) ||
           lacks(err, "request.headers");
}

/* Browsers leave out what they didn't keep. */
static struct span read_content(struct arena *arena, struct span content)
{
    static const char *const names[] = {"text", "encoding"};
    struct span raw[COUNT_OF(names)] = {{0}}, body = SPAN("");
    if (!json_members(content, names, COUNT_OF(names), raw))
        return body;
    struct span text = json_text(arena, raw[0]), encoding = json_text(arena, raw[1]);
    if (encoding.size)
        decode_base64_kept(arena, text, &body);
    else if (text.at)
        body = text;
    return body;
}

/* What is malformed in an answer is left out: the request is what counts. */
static void read_answer(struct arena *arena, struct span response, struct span time,
                        struct answer *answer)
{
    static const char *const names[] = {"status", "headers", "content"};
    struct span raw[COUNT_OF(names)] = {{0}};
    answer->body = SPAN("");
    if (!json_members(response, names, COUNT_OF(names), raw))
        return;
    status_read(raw[0], &answer->status); /* no answer is written as 0 */
    if (!read_headers(arena, raw[1], &answer->headers))
        answer->headers = (struct headers){0};
    answer->body = read_content(arena, raw[2]);
    if (!clock_read_duration(time, CLOCK_MS, &answer->duration))
        answer->duration = 0;
}

enum { ENTRY_TIME, ENTRY_REQUEST, ENTRY_RESPONSE, ENTRY_DURATION, ENTRY_FRAME, ENTRY_COUNT };

static enum har_result read_entry(struct arena *arena, struct span object, struct har_entry *entry,
                                  struct error *err)
{
    static const char *const names[ENTRY_COUNT] = {"startedDateTime", "request", "response", "time",
                                                   "_delivery"};
    struct span raw[ENTRY_COUNT] = {{0}}, parts[REQUEST_SIZE + 1] = {{0}};
    json_members(object, names, COUNT_OF(names), raw);
    if (!read_request(arena, raw[ENTRY_REQUEST], parts, entry, err))
        return HAR_DAMAGED;
    entry->timed = clock_read_rfc3339(json_text(arena, raw[ENTRY_TIME]), &entry->time);
    if (raw[ENTRY_TIME].at && !entry->timed) {
        lacks(err, "startedDateTime");
        return HAR_DAMAGED;
    }
    read_answer(arena, raw[ENTRY_RESPONSE], raw[ENTRY_DURATION], &entry->answer);
    entry->frame = raw[ENTRY_FRAME];
    bool whole = read_body(arena, parts[REQUEST_POST], parts[REQUEST_SIZE], entry, err);
    return whole ? HAR_READ : HAR_BODILESS;
}

bool har_delivery(struct arena *arena, const struct schemes *schemes, const struct har_entry *entry,
                  struct delivery *delivery, struct error *err)
{
    if (!entry->frame.at) {
        *delivery = (struct delivery){.time = entry->time,
                                      .url = url_masked(arena, entry->url),
                                      .request = entry->request,
                                      .answer = entry->answer};
        return true;
    }
    if (!delivery_read(arena, schemes, entry->frame, DELIVERY_FRAME, delivery, err))
        return error_context(err, "its member \"_delivery\"");
    if (!delivery->request.method.size || !delivery->url.size)
        return lacks(err, "_delivery");
    delivery->request.headers = entry->request.headers;
    delivery->request.body = entry->request.body;
    delivery->answer.headers = entry->answer.headers;
    delivery->answer.body = entry->answer.body;
    return true;
}

enum har_result har_next(struct har_reader *reader, struct arena *arena, struct har_entry *entry,
                         struct error *err)
{
    struct span name, object;
    *entry = (struct har_entry){.request.body = SPAN("")};
    if (!json_walk_next(&reader->walk, &name, &object))
        return HAR_END;
    reader->number++;
    enum har_result result = read_entry(arena, object, entry, err);
    if (result != HAR_READ)
        error_context(err, "entry %zu", reader->number);
    return result;
}

void har_close(struct har_reader *reader)
{
    json_walk_close(&reader->walk);
}
