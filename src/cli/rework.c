#include "rework.h"

#include "edit.h"

bool edits_are_none(const struct edits *edits)
{
    return edits->sets.count == 0 && edits->unsets.count == 0;
}

bool source_set_scheme(const struct common_opts *common, struct source *source, const char *own,
                       struct error *err)
{
    source->scheme = settings_scheme(common, own, err);
    return source->scheme != NULL;
}

bool source_of_record(const struct common_opts *common, const struct delivery *delivery,
                      struct source *source, struct error *err)
{
    const struct message *request = &delivery->request;
    const struct span body = request->body;
    const struct scheme_traits traits = {.headers = &request->headers, .body = body};
    source->spoken = delivery->judged ? delivery->verdict.scheme : NULL;
    if (!source->spoken)
        source->spoken = scheme_detect(common->schemes, &traits);
    source->recorded = request;
    source->before = body;
    source->mode = "re-signed";
    if (!source_set_scheme(common, source, source->spoken->name, err))
        return false;
    source->event = scheme_event(source->scheme, body);
    if (!source->event.at)
        return true;
    size_t from = (size_t)(source->event.at - body.at);
    source->before = span_slice(body, 0, from);
    source->after = span_slice(body, from + source->event.size, body.size);
    return true;
}

struct span *source_event(struct source *source)
{
    return source->fresh ? &source->fixture.event : &source->event;
}

bool source_edit(struct source *source, const struct edits *edits, struct arena *arena,
                 struct error *err)
{
    struct span *at = source_event(source);
    struct buf event = {0};
    bool done = true;
    if (edits_are_none(edits))
        return true;
    if (!at->at)
        return error_set(err, ERROR_USAGE, "there is no event in this delivery to be edited");
    buf_add(&event, *at);
    for (size_t i = 0; done && i < edits->sets.count; i++)
        done = edit_set(&event, edits->sets.at[i], edits->add, err) ||
               error_context(err, "option '--set'");
    for (size_t i = 0; done && i < edits->unsets.count; i++)
        done =
            edit_unset(&event, edits->unsets.at[i], err) || error_context(err, "option '--unset'");
    if (!source->fresh)
        source->mode = "edited";
    *at = buf_keep(arena, &event);
    return done;
}
