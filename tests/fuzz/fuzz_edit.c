/* An assignment or path on the first line, a document behind it: what an edit makes of JSON is
 * JSON, and holds at the path what was set there, or nothing. */
#include "fuzz.h"

#include "edit.h"
#include "json_path.h"

static bool is_json(struct span text)
{
    struct span value;
    struct error err;
    return json_document(text, &value, &err);
}

/* A refusal says why and changes nothing. */
static void check_outcome(bool done, const struct buf *event, struct span document,
                          const struct error *err)
{
    MUST_HOLD(is_json(buf_span(event)) || !done);
    MUST_HOLD(done || span_equal(buf_span(event), document));
    MUST_HOLD(done == (err->code == ERROR_NONE) && done == (err->text[0] == 0));
}

/* How many bytes two texts begin, or end, alike with. */
static size_t alike(struct span a, struct span b, bool end)
{
    size_t least = a.size < b.size ? a.size : b.size, same = 0;
    while (same < least &&
           (end ? a.at[a.size - 1 - same] == b.at[b.size - 1 - same] : a.at[same] == b.at[same]))
        same++;
    return same;
}

/* What is read at the path is what was set; if nothing was added, only that has changed. */
static void check_set(const char *text, struct span document, bool add)
{
    struct buf event = {0}, expected = {0};
    struct error err = {0};
    struct span line = span_of(text), path, value, read, old;
    buf_add(&event, document);
    bool done = edit_set(&event, text, add, &err);
    check_outcome(done, &event, document, &err);
    size_t size = json_path_size(line, '=');
    if (done) {
        MUST_HOLD(size < line.size);
        bool json = line.at[size - 1] == ':';
        path = span_slice(line, 0, size - json);
        value = span_slice(line, size + 1, line.size);
        if (json)
            json_compact(&expected, value, JSON_GO);
        else
            json_quote(&expected, value, JSON_GO);
        MUST_HOLD(json_at_path(buf_span(&event), path, &read, NULL) == JSON_FOUND);
        MUST_HOLD(span_equal(read, buf_span(&expected)));
        bool there = json_at_path(document, path, &old, NULL) == JSON_FOUND;
        MUST_HOLD(there || add);
        size_t gone = there ? old.size : 0;
        MUST_HOLD(alike(buf_span(&event), document, false) +
                      alike(buf_span(&event), document, true) + gone >=
                  document.size);
    }
    buf_clear(&event);
    buf_clear(&expected);
}

/* The path leads to nothing any more, or to the element that has moved up. */
static void check_unset(const char *path, struct span document)
{
    struct buf event = {0};
    struct error err = {0};
    struct json_place before, after;
    buf_add(&event, document);
    bool done = edit_unset(&event, path, &err);
    check_outcome(done, &event, document, &err);
    MUST_HOLD(done == (json_follow(document, span_of(path), &before) == JSON_FOUND &&
                       json_path_check(span_of(path), &err) && is_json(document)));
    if (done) {
        bool found = json_follow(buf_span(&event), span_of(path), &after) == JSON_FOUND;
        MUST_HOLD(!after.rest.at && span_equal(after.step, before.step));
        MUST_HOLD(!found || after.holder.at[0] == '[');
        MUST_HOLD(event.size < document.size);
    }
    buf_clear(&event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span document = fuzz_input(data, size), line;
    struct buf text = {0};
    if (!span_split(&document, '\n', &line) || !document.at)
        return 0;
    buf_add(&text, line);
    buf_add_byte(&text, 0);
    check_set(text.at, document, false);
    check_set(text.at, document, true);
    check_unset(text.at, document);
    size_t end = json_path_size(line, '=');
    end -= end > 0 && end < line.size && line.at[end - 1] == ':';
    text.at[end] = 0;
    check_unset(text.at, document);
    buf_clear(&text);
    return 0;
}
