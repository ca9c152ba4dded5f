#include "edit.h"

#include "json.h"

static void bad_json(struct error *err)
{
    err->code = ERROR_USAGE;
    error_hint(err, "behind := stands JSON; a text is given as PATH=TEXT");
}

bool edit_set(struct buf *event, const char *assignment, struct error *err)
{
    struct span text = span_of(assignment), path, edited_json;
    if (!span_split(&text, '=', &path) || !text.at || path.size == 0) {
        error_set(err, ERROR_USAGE, "'%s' is neither PATH=TEXT nor PATH:=JSON", assignment);
        return error_hint(err,
                          "such as data.notification.amount=1000 or data.notification.chain_id:=5");
    }
    struct buf value = {0}, edited = {0};
    bool done = true;
    if (path.at[path.size - 1] == ':') {
        path.size--;
        done = json_document(text, &edited_json, err);
        if (done)
            json_compact(&value, edited_json, JSON_GO);
        else
            bad_json(err);
    } else {
        json_quote(&value, text, JSON_GO);
    }
    done = done && json_replace(&edited, buf_span(event), path, buf_span(&value), err);
    buf_clear(&value);
    if (done) {
        buf_clear(event);
        *event = edited;
    } else {
        buf_clear(&edited);
    }
    return done;
}
