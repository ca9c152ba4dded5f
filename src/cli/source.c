/* `trigger`: where its events come from, and the edits to them. */
#include "catalogue.h"
#include "editor.h"
#include "files.h"
#include "json.h"
#include "json_form.h"
#include "rework.h"
#include "sdk.h"
#include "text.h"
#include "triggering.h"

#include <string.h>
#include <unistd.h>

/* What the operands and options name, sorted. */
struct named {
    struct opt_list events, sets;
    const char *payload;
};

static bool read_payload(const struct triggering *run, const char *file, struct source *source,
                         struct arena *arena, struct error *err)
{
    static const struct headers none;
    const struct common_opts *common = &run->opts->outbound.common;
    struct buf body = {0};
    ui_note_waiting(run->ui, file);
    bool read = file_read(&body, file, err);
    struct span kept = buf_keep(arena, &body);
    const struct scheme_traits traits = {.headers = &none, .body = kept, .bare_signature = true};
    source->before = kept;
    source->mode = "new";
    return read &&
           source_set_scheme(common, source, scheme_detect(common->schemes, &traits)->name, err);
}

static bool read_like(const struct triggering *run, struct source *source, struct arena *arena,
                      struct error *err)
{
    const struct common_opts *common = &run->opts->outbound.common;
    struct delivery *delivery = arena_new(arena, sizeof *delivery);
    if (!catalogue_single(common, run->opts->like, run->ui, arena, delivery, err))
        return error_context(err, "option '--like'");
    return source_of_record(common, delivery, source, err);
}

static bool read_fixture(const struct triggering *run, const struct fixture_list *fixtures,
                         struct span name, struct source *source, struct arena *arena,
                         struct error *err)
{
    const struct schemes *schemes = run->opts->outbound.common.schemes;
    if (span_starts(name, SPAN("http://")) || span_starts(name, SPAN("https://"))) {
        error_set(err, ERROR_USAGE, "a URL is no event");
        return error_hint(err, "--to URL says where the event is sent");
    }
    const struct fixture *found =
        fixture_choose(arena, fixtures, span_keep(arena, name).at, schemes, err);
    source->fresh = true;
    source->mode = "new";
    if (!found)
        return false;
    source->fixture = *found;
    return source_set_scheme(&run->opts->outbound.common, source, source->fixture.scheme.at, err);
}

/* `NAME:8`: the digits behind the last colon, where several share the count. */
static bool split_weight(struct span *name, unsigned *weight)
{
    enum { MOST_DIGITS = 6 };
    size_t at = name->size;
    unsigned long number = 0;
    *weight = 1;
    while (at > 0 && name->at[at - 1] >= '0' && name->at[at - 1] <= '9')
        at--;
    size_t digits = name->size - at;
    if (digits == 0 || digits > MOST_DIGITS || at < 2 || name->at[at - 1] != ':')
        return true;
    for (size_t i = at; i < name->size; i++)
        number = number * 10 + (unsigned long)(name->at[i] - '0');
    *name = span_slice(*name, 0, at - 1);
    *weight = (unsigned)number;
    return number > 0;
}

static bool read_event(struct triggering *run, const struct fixture_list *fixtures,
                       const struct named *named, size_t i, struct arena *arena, struct error *err)
{
    struct span name = span_of(named->events.at[i]);
    if (named->events.count > 1 && !split_weight(&name, &run->sources.weights[i])) {
        error_set(err, ERROR_USAGE, "'%s': a weight is at least 1", named->events.at[i]);
        return false;
    }
    if (read_fixture(run, fixtures, name, &run->sources.at[i], arena, err))
        return true;
    bool weighed = named->events.count == 1 && split_weight(&name, &(unsigned){0}) &&
                   name.size < strlen(named->events.at[i]);
    if (weighed && err->code == ERROR_USAGE)
        error_hint(err, "a weight is for several events; --count sends one more often");
    return false;
}

/* An event's name has no `=`: such an operand is an edit, as --set has it. */
static bool is_assignment(const char *operand)
{
    return strchr(operand, '=') && access(operand, F_OK) != 0;
}

static bool sort_operands(const struct triggering *run, const struct opt_list *operands,
                          struct named *named, struct arena *arena, struct error *err)
{
    named->payload = run->opts->payload;
    for (size_t i = 0; i < run->opts->sets.count; i++)
        opt_list_add(&named->sets, arena, run->opts->sets.at[i]);
    size_t payloads = named->payload ? 1 : 0;
    for (size_t i = 0; i < operands->count; i++) {
        const char *operand = operands->at[i];
        if (strcmp(operand, "-") == 0) {
            named->payload = operand;
            payloads++;
        } else {
            opt_list_add(is_assignment(operand) ? &named->sets : &named->events, arena, operand);
        }
    }
    size_t kinds = (named->events.count ? 1U : 0U) + payloads + (run->opts->like ? 1U : 0U);
    bool edits = named->sets.count || run->opts->unsets.count || run->opts->edit;
    if (kinds == 0) {
        error_set(err, ERROR_USAGE, "there is no EVENT to send");
        error_hint(err, "'sfpy-hook fixtures list' shows them; --payload FILE sends bytes of "
                        "your own, --like ID what was recorded");
        return false;
    }
    if (kinds > 1)
        return error_set(err, ERROR_USAGE, "events, a payload and '--like' don't go together");
    if (!named->payload || !edits)
        return !named->payload || settings_one_stdin(&run->opts->outbound.common,
                                                     &(struct opt_list){&named->payload, 1}, err);
    error_set(err, ERROR_USAGE, "a payload is sent as it is, and can't be edited");
    return error_hint(err, "make it a fixture, which 'sfpy-hook fixtures check' checks, and name "
                           "its file as EVENT");
}

static bool read_all(struct triggering *run, const struct named *named, struct arena *arena,
                     struct error *err)
{
    struct sources *sources = &run->sources;
    const struct common_opts *common = &run->opts->outbound.common;
    struct fixture_list fixtures = {0};
    size_t count = named->events.count ? named->events.count : 1;
    sources->at = arena_new(arena, count * sizeof *sources->at);
    sources->weights = arena_new(arena, count * sizeof *sources->weights);
    sources->count = count;
    sources->weights[0] = 1;
    if (named->payload)
        return read_payload(run, named->payload, &sources->at[0], arena, err);
    if (run->opts->like)
        return read_like(run, &sources->at[0], arena, err);
    if (!fixture_load(arena, common->fixtures, common->schemes, &fixtures, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_event(run, &fixtures, named, i, arena, err))
            return false;
    return true;
}

/* What comes out of the editor; where it is no event the file stays for another try. */
static bool edit_by_hand(struct source *source, struct buf *event, struct error *err)
{
    const struct json_form lines = {.layout = JSON_LINES_2};
    struct editing editing = {0};
    struct buf shown = {0}, edited = {0};
    struct span value;
    bool done = json_form_write(&shown, buf_span(event), &lines);
    buf_add_byte(&shown, '\n');
    bool ran = done && editing_run(&editing, buf_span(&shown),
                                   source->fresh ? source->fixture.name.at : "event", &edited, err);
    done = ran && json_document(buf_span(&edited), &value, err);
    if (done && value.at[0] != '{')
        done = error_set(err, ERROR_INPUT, "an event is an object");
    if (done) {
        buf_reset(event);
        json_compact(event, value, JSON_GO);
    } else if (ran) {
        error_context(err, "what was edited can't be sent");
        error_hint(err, "it is kept in %s", editing.path);
    }
    editing_end(&editing, ran && !done);
    buf_clear(&shown);
    buf_clear(&edited);
    return done || error_context(err, "option '--edit'");
}

static bool edit_in_editor(struct source *source, struct arena *arena, struct error *err)
{
    struct span *at = source_event(source);
    struct buf event = {0};
    if (!at->at)
        return error_set(err, ERROR_USAGE, "there is no event in this delivery to be edited");
    buf_add(&event, *at);
    bool done = edit_by_hand(source, &event, err);
    *at = buf_keep(arena, &event);
    if (!source->fresh)
        source->mode = "edited";
    return done;
}

static bool edit_source(const struct triggering *run, const struct named *named,
                        struct source *source, struct arena *arena, struct error *err)
{
    const struct edits edits = {named->sets, run->opts->unsets, run->opts->add};
    if (source_edit(source, &edits, arena, err))
        return !run->opts->edit || edit_in_editor(source, arena, err);
    if (!err->hint[0] && source->fresh && !source->fixture.file)
        error_hint(err, "'sfpy-hook fixtures show %.*s' shows the members there are",
                   SPAN_ARG(source->fixture.name));
    return false;
}

bool sources_open(struct triggering *run, const struct opt_list *operands, struct arena *arena,
                  struct error *err)
{
    struct named named = {0};
    if (!sort_operands(run, operands, &named, arena, err) || !read_all(run, &named, arena, err))
        return false;
    for (size_t i = 0; i < run->sources.count; i++)
        if (!edit_source(run, &named, &run->sources.at[i], arena, err))
            return false;
    run->mix = (struct mix){.weights = run->sources.weights,
                            .credits = arena_new(arena, run->sources.count * sizeof(int64_t)),
                            .count = run->sources.count};
    return true;
}

bool sources_key(struct triggering *run, struct error *err)
{
    for (size_t i = 0; i < run->sources.count; i++) {
        struct source *source = &run->sources.at[i];
        source->signer = signer_new(source->scheme, run->secrets.at, run->secrets.count, err);
        if (!source->signer || !signer_check(source->signer, true, err))
            return false;
    }
    return true;
}

static bool is_same(const struct sdk_objection *a, const struct sdk_objection *b)
{
    return strcmp(a->why, b->why) == 0 && span_equal(a->path, b->path);
}

/* One line for all SDKs with the same objection; `first` has none before it. */
static void warn_of(const struct triggering *run, struct span event,
                    const struct sdk_objection *objections, size_t first, size_t count)
{
    const struct sdk_objection *objection = &objections[first];
    struct buf line = {0};
    text_escape(&line, event);
    buf_printf(&line, ": %s", objection->sdk);
    for (size_t i = first + 1; i < count; i++)
        if (is_same(objection, &objections[i]))
            buf_printf(&line, ", %s", objections[i].sdk);
    buf_printf(&line, " will refuse it, rightly signed as it is: %s", objection->why);
    if (objection->path.at) {
        buf_add_text(&line, ": ");
        text_escape(&line, objection->path);
    }
    ui_note(run->ui, "%s", line.at);
    buf_clear(&line);
}

/* What is rightly signed may be refused all the same by a merchant's official SDK. */
static void warn(const struct triggering *run, const struct source *source, const struct shot *shot)
{
    struct sdk_objection objections[SDK_COUNT];
    struct arena arena = {0};
    struct span name = shot->delivery.event.name;
    size_t count = sdk_objections(&arena, source->scheme, shot->delivery.request.body, objections);
    for (size_t i = 0; i < count; i++) {
        bool told = false;
        for (size_t j = 0; j < i; j++)
            told = told || is_same(&objections[j], &objections[i]);
        if (!told)
            warn_of(run, name.at ? name : SPAN("the payload"), objections, i, count);
    }
    arena_clear(&arena);
}

/* The fixture itself was read without a fault: an unknown placeholder came by an edit. */
static bool blame_edits(const struct source *source, struct error *err)
{
    if (err->code != ERROR_INPUT || !source->fresh)
        return false;
    err->code = ERROR_USAGE;
    error_hint(err, "two braces that are to stay are written PATH:='\"\\u007b{…\"'");
    return error_context(err, "what --set or --edit makes of it");
}

bool sources_try(struct triggering *run, struct error *err)
{
    for (size_t i = 0; i < run->sources.count; i++) {
        struct shot shot = {.source = &run->sources.at[i]};
        delivery_stamp(&shot.delivery, clock_now());
        shot.time = shot.delivery.time;
        bool made = sources_make(run, &shot, err);
        if (made && !run->opts->tamper)
            warn(run, &run->sources.at[i], &shot);
        arena_clear(&shot.arena);
        if (!made)
            return blame_edits(&run->sources.at[i], err);
    }
    return true;
}

const void *sources_choose(void *context)
{
    struct triggering *run = context;
    return &run->sources.at[mix_next(&run->mix)];
}

bool sources_make(void *context, struct shot *shot, struct error *err)
{
    const struct triggering *run = context;
    shot->url = &run->url;
    return request_make(&run->rules, shot->source, shot, err);
}

void sources_close(struct triggering *run)
{
    for (size_t i = 0; i < run->sources.count; i++)
        signer_free(run->sources.at[i].signer);
}
