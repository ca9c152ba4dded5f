/* What the layouts that an endpoint refuses have in common: who writes JSON as it must do. */
#include "reencoding.h"
#include "smoke_event.h"
#include "smoke_stages.h"

static enum reencoding_added added_by(const struct smoke_case *at)
{
    if (at->check->member)
        return smoke_event_is_nested(at->source.fixture.event) ? ADDED_WITHIN : ADDED_TO_EVENT;
    return at->check->shape == smoke_event_extend ? ADDED_TO_EVENT : ADDED_NOTHING;
}

/* A refusal by the writer's rule: what is changed, and as whom the endpoint changes it. */
static void explain(struct smoke_case *at, const struct reencoding *found, size_t refused,
                    size_t count)
{
    struct smoke_run *run = at->run;
    struct buf meaning = {0};
    if (found->strict != ADDED_NOTHING) {
        buf_add_text(&meaning,
                     "the app refuses events with a member that it does not know, "
                     "whatever that holds: it will fail on the day on which one is added");
    } else {
        buf_printf(&meaning,
                   "the app parses the JSON and hashes what it writes of it: the %zu of %zu "
                   "layouts that it refuses are those which ",
                   refused, count);
        reencoding_write(&meaning, run->scheme, found);
        buf_add_text(&meaning, " writes in another way; here ");
        if (!reencoding_describe(&meaning, run->scheme, found->writers[0], at->body))
            buf_add_text(&meaning, "it can't be read");
    }
    at->result.meaning = buf_keep(run->arena, &meaning);
}

void smoke_conclude_bytes(struct smoke_run *run)
{
    struct reencoding_sample *samples = arena_new(run->arena, (run->count + 1) * sizeof *samples);
    size_t count = 0, refused = 0;
    for (size_t i = 0; i < run->count; i++) {
        const struct smoke_case *at = &run->cases[i];
        bool plain = at == smoke_accepts(run);
        if (!at->over || !at->body.at || !(at->check->concluded || plain))
            continue;
        bool accepted = at->result.status == SMOKE_PASS;
        samples[count++] = (struct reencoding_sample){
            .body = at->body, .accepted = accepted, .added = plain ? ADDED_NOTHING : added_by(at)};
        refused += !accepted;
    }
    const struct reencoding found = reencoding_find(run->scheme, samples, count);
    /* Of few samples it may be either: then each says what itself shows. */
    if ((found.count > 0) == (found.strict != ADDED_NOTHING))
        return;
    for (size_t i = 0; i < run->count; i++)
        if (run->cases[i].check->concluded && run->cases[i].result.status == SMOKE_FAIL)
            explain(&run->cases[i], &found, refused, count - 1);
}
