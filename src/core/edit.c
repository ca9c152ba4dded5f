#include "edit.h"

#include "json_edit.h"
#include "json_path.h"

/* What an assignment is made of. */
struct assignment {
    struct span path, value;
    bool json; /* else a text */
};

static bool not_assigned(struct span text, struct error *err)
{
    bool quoted = span_contains(text, SPAN("=")) && json_path_size(text, '=') == text.size;
    if (quoted && !json_path_check(text, err))
        return error_context(err, "path '%.*s'", SPAN_ARG(text));
    error_set(err, ERROR_USAGE, "'%.*s' is neither PATH=TEXT nor PATH:=JSON", SPAN_ARG(text));
    return error_hint(err,
                      "such as data.notification.amount=1000 or data.notification.chain_id:=5");
}

static bool take_apart(struct span text, struct assignment *assignment, struct error *err)
{
    size_t size = json_path_size(text, '=');
    bool json = size > 0 && size < text.size && text.at[size - 1] == ':';
    assignment->path = span_slice(text, 0, size - json);
    assignment->value = span_slice(text, size + 1, text.size);
    assignment->json = json;
    return (size < text.size && assignment->path.size > 0) || not_assigned(text, err);
}

/* The JSON of the value that is assigned. */
static bool add_value(struct buf *out, const struct assignment *assignment, struct error *err)
{
    struct span value;
    if (!assignment->json) {
        json_quote(out, assignment->value, JSON_GO);
        return true;
    }
    if (json_document(assignment->value, &value, err)) {
        json_compact(out, value, JSON_GO);
        return true;
    }
    err->code = ERROR_USAGE;
    return error_hint(err, "behind := stands JSON; a text is given as PATH=TEXT");
}

/* Puts the edited event in the place of the old one, where there is one. */
static bool put(struct buf *event, struct buf *edited, bool done)
{
    buf_clear(done ? event : edited);
    if (done)
        *event = *edited;
    return done;
}

bool edit_set(struct buf *event, const char *text, bool add, struct error *err)
{
    struct assignment assignment;
    struct buf value = {0}, edited = {0};
    bool done = take_apart(span_of(text), &assignment, err) &&
                add_value(&value, &assignment, err) &&
                json_set(&edited, buf_span(event), assignment.path, buf_span(&value), add, err);
    buf_clear(&value);
    return put(event, &edited, done);
}

bool edit_unset(struct buf *event, const char *path, struct error *err)
{
    struct buf edited = {0};
    return put(event, &edited, json_unset(&edited, buf_span(event), span_of(path), err));
}
