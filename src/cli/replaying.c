/* `replay`: a record becomes a request again, and its answer is held against the recorded one. */
#include "replaying.h"

#include "claim.h"
#include "diff_view.h"

const void *replaying_choose(void *context)
{
    struct replaying *run = context;
    return &run->entries[run->chosen++ % run->count];
}

/* The rounds of --times follow each other without a pause. */
int64_t replaying_due(void *context, uint64_t number)
{
    const struct replaying *run = context;
    const double most = 9e18, begin = (double)run->entries[0].time;
    double round = (double)run->entries[run->count - 1].time - begin;
    double at = (double)run->entries[number % run->count].time - begin;
    uint64_t rounds = number / run->count;
    double due = (at + round * (double)rounds) / run->speed;
    return (int64_t)(due < most ? due : most);
}

struct span replaying_url(const struct delivery *record)
{
    if (record->direction == DIRECTION_SENT)
        return record->url;
    if (record->forward_count > 0 && record->forwards[0].url.at)
        return record->forwards[0].url;
    return SPAN(SETTINGS_ENDPOINT);
}

/*
 * Where a record goes. A password in what it says of that is masked, and none is sent; what is no
 * URL fails this one alone.
 */
static void aim(const struct replaying *run, const struct delivery *record, struct shot *shot)
{
    shot->url = &run->given;
    if (run->to)
        return;
    struct url *url = arena_new(&shot->arena, sizeof *url);
    const char *text = span_keep(&shot->arena, replaying_url(record)).at;
    shot->url = url;
    if (outbound_url(&run->outbound, text, &shot->arena, url, &shot->fault)) {
        url->user = (struct span){0};
        url->text = url->plain;
        return;
    }
    *url = (struct url){0};
    error_hint(&shot->fault, "--to URL says where it is to go");
}

static struct signer *signer_of(const struct replaying *run, const struct scheme *scheme,
                                struct error *err)
{
    struct signer **signer = &run->signers[scheme - run->opts->outbound.common.schemes->at];
    if (!*signer) {
        *signer = signer_new(scheme, run->secrets.at, run->secrets.count, err);
        if (*signer && !signer_check(*signer, true, err)) {
            signer_free(*signer);
            *signer = NULL;
        }
    }
    return *signer;
}

/* A message that is delivered once more has the id that it had. */
static struct span id_of(const struct delivery *record, const struct source *source,
                         struct arena *arena)
{
    struct claim claim;
    claim_read(&claim, source->scheme, &record->request.headers);
    struct span id =
        source->scheme == source->spoken ? span_keep(arena, claim.id) : (struct span){0};
    claim_clear(&claim);
    return id.size > 0 ? id : (struct span){0};
}

static void leave_as_it_was(const struct delivery *record, struct source *source)
{
    source->scheme = source->spoken;
    source->before = record->request.body;
    source->event = source->after = (struct span){0};
    source->mode = "exact";
}

static bool set_source(const struct replaying *run, const struct delivery *record,
                       struct source *source, struct arena *arena, struct error *err)
{
    const struct event_label *label = &record->event;
    if (!source_of_record(&run->opts->outbound.common, record, source, err))
        return false;
    if (edits_are_none(&run->edits) && (label->name.at || label->type.at || label->token.at))
        source->label = label;
    if (run->exact) {
        leave_as_it_was(record, source);
        return true;
    }
    source->signer = signer_of(run, source->scheme, err);
    source->id = id_of(record, source, arena);
    return source->signer && source_edit(source, &run->edits, arena, err);
}

/* What counts as good for who looks for failures in the journal. */
static struct span expected(const struct replaying *run, const struct delivery *record,
                            struct arena *arena)
{
    char digits[16];
    struct buf status = BUF_OVER(digits);
    if (!run->opts->diff || run->opts->outbound.expect || !record->answer.status)
        return span_of(run->outbound.expect);
    buf_printf(&status, "%d", record->answer.status);
    return span_keep(arena, buf_span(&status));
}

bool replaying_prepare(const struct replaying *run, struct shot *shot, struct source *source,
                       struct error *err)
{
    const struct delivery *record = shot->record;
    shot->delivery.replay_of = span_of(record->id);
    shot->delivery.expected = expected(run, record, &shot->arena);
    aim(run, record, shot);
    return set_source(run, record, source, &shot->arena, err) ||
           error_context(err, "delivery %s", record->id);
}

bool replaying_build(const struct replaying *run, struct shot *shot, const struct source *source,
                     struct error *err)
{
    if (request_make(&run->rules, source, shot, err))
        return true;
    if (err->code != ERROR_INPUT)
        return error_context(err, "delivery %s", shot->record->id);
    if (shot->fault.code == ERROR_NONE)
        shot->fault = *err;
    *err = (struct error){0};
    shot->delivery.event = shot->record->event;
    return true;
}

bool replaying_make(void *context, struct shot *shot, struct error *err)
{
    const struct replaying *run = context;
    struct delivery *record = arena_new(&shot->arena, sizeof *record);
    struct source source = {0};
    shot->record = record;
    return catalogue_read(&run->catalogue, shot->source, DELIVERY_WHOLE, &shot->arena, record, NULL,
                          err) &&
           replaying_prepare(run, shot, &source, err) && replaying_build(run, shot, &source, err);
}

bool replaying_differs(void *context, const struct shot *shot, struct buf *out)
{
    const struct replaying *run = context;
    const struct answer_choice choice = {
        .headers = {.names = run->opts->diff_headers.at, .count = run->opts->diff_headers.count},
        .ignored = run->opts->diff_ignored.at,
        .ignored_count = run->opts->diff_ignored.count};
    const struct diff_view view = {.ui = run->ui,
                                   .before_id = shot->record->id,
                                   .after_id = shot->delivery.id,
                                   .margin = RENDER_MARGIN,
                                   .columns = diff_columns()};
    struct differences list = {0};
    differences_add_answers(&list, &shot->record->answer, &shot->sending.answer, &choice);
    bool differs = list.count > 0;
    if (out)
        diff_write(out, &list, &view);
    differences_clear(&list);
    return differs;
}
