/* Which events `smoke` sends, and which of its checks are run. */
#include "event_list.h"
#include "shell_words.h"
#include "smoke.h"
#include "smoke_event.h"
#include "text.h"
#include "words.h"

#include <inttypes.h>
#include <string.h>

/* Whether a fixture is the first of the list with its type. */
static bool is_first_of_type(const struct fixture_list *list, size_t at, const char *scheme)
{
    for (size_t i = 0; i < at; i++)
        if (!list->at[i].file && span_is(list->at[i].scheme, scheme) &&
            span_equal(list->at[i].type, list->at[at].type))
            return false;
    return true;
}

/* Once each. */
static void add_event(struct smoke_run *run, const struct fixture *fixture)
{
    for (size_t i = 0; i < run->event_count; i++)
        if (span_equal(run->events[i].fixture.name, fixture->name))
            return;
    struct source *source = &run->events[run->event_count++];
    *source =
        (struct source){.fixture = *fixture, .fresh = true, .scheme = run->scheme, .mode = "new"};
}

/* One of each type that the scheme has, harmless; those of SFPY where it has none. */
static void choose_types(struct smoke_run *run, const struct fixture_list *list, const char *scheme)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct fixture *fixture = &list->at[i];
        if (fixture->file || !span_is(fixture->scheme, scheme) ||
            !is_first_of_type(list, i, scheme))
            continue;
        add_event(run, fixture);
        struct buf tame = {0};
        smoke_event_tame(&tame, fixture->event);
        run->events[run->event_count - 1].fixture.event = buf_keep(run->arena, &tame);
    }
    if (run->event_count == 0)
        choose_types(run, list, scheme_builtin()->at[0].name);
}

/* Whether the names of --events hold a glob that fits. */
static bool choose_globbed(struct smoke_run *run, const struct fixture_list *list, const char *name)
{
    size_t before = run->event_count;
    for (size_t i = 0; strpbrk(name, "*?") && i < list->count; i++) {
        const struct event_label label = {.name = list->at[i].name, .type = list->at[i].type};
        if (span_is(list->at[i].scheme, run->scheme->name) && events_select(name, &label))
            add_event(run, &list->at[i]);
    }
    return run->event_count > before;
}

static bool choose_named(struct smoke_run *run, const struct fixture_list *list, struct error *err)
{
    const struct common_opts *common = &run->opts->outbound.common;
    struct span rest = span_of(run->opts->events), part;
    while (span_split(&rest, ',', &part)) {
        const char *name = span_keep(run->arena, span_trim(part)).at;
        if (choose_globbed(run, list, name))
            continue;
        const struct fixture *fixture =
            fixture_choose(run->arena, list, name, common->schemes, err);
        if (!fixture)
            return error_context(err, "option '--events'");
        if (!common->scheme && run->event_count == 0)
            run->scheme = scheme_lookup(common->schemes, fixture->scheme);
        if (!common->scheme && !span_is(fixture->scheme, run->scheme->name)) {
            error_set(err, ERROR_USAGE, "'%s' goes by scheme %s, those before it by %s", name,
                      fixture->scheme.at, run->scheme->name);
            error_context(err, "option '--events'");
            error_hint(err, "one run tests one scheme");
            return false;
        }
        add_event(run, fixture);
    }
    return true;
}

static bool choose_events(struct smoke_run *run, struct error *err)
{
    const struct common_opts *common = &run->opts->outbound.common;
    struct fixture_list list = {0};
    size_t named = 1;
    const struct scheme *given = &common->schemes->at[common->schemes->own];
    if (common->scheme)
        given = settings_scheme(common, NULL, err);
    if (!given || !fixture_load(run->arena, common->fixtures, common->schemes, &list, err))
        return false;
    run->scheme = given;
    for (const char *at = run->opts->events; at && *at; at++)
        named += *at == ',';
    run->events = arena_new(run->arena, (named * list.count + named) * sizeof *run->events);
    if (run->opts->events)
        return choose_named(run, &list, err);
    choose_types(run, &list, given->name);
    return true;
}

int64_t smoke_age(const struct smoke_case *at)
{
    return at->run->tolerance / 100 * at->check->age;
}

const char *smoke_other_hash(const struct scheme *scheme)
{
    return scheme->hash && strcmp(scheme->hash, "SHA256") == 0 ? "SHA512" : "SHA256";
}

/* What stands for the places in words. */
struct place {
    const struct smoke_run *run;
    const struct smoke_case *at;
};

static void add_header(struct buf *out, const void *context)
{
    const struct place *place = context;
    const char *only = place->run->rules.signature_header;
    buf_add_text(out, only ? only : place->run->scheme->names[0].signature);
}

/* SHA512 as people write it. */
static void add_hash_name(struct buf *out, const char *name)
{
    bool sha = strncmp(name, "SHA", 3) == 0 && name[3] != '-';
    buf_printf(out, "%s%s", sha ? "SHA-" : name, sha ? name + 3 : "");
}

static void add_hash(struct buf *out, const void *context)
{
    const struct place *place = context;
    add_hash_name(out, place->run->scheme->hash ? place->run->scheme->hash : "Ed25519");
}

static void add_other_hash(struct buf *out, const void *context)
{
    const struct place *place = context;
    add_hash_name(out, smoke_other_hash(place->run->scheme));
}

static void add_event_name(struct buf *out, const void *context)
{
    const struct place *place = context;
    text_escape(out, place->at->source.fixture.name);
}

static void add_scheme(struct buf *out, const void *context)
{
    const struct place *place = context;
    buf_add_text(out, place->run->scheme->name);
}

static void add_signed(struct buf *out, const void *context)
{
    const struct place *place = context;
    bool data = scheme_signs(place->run->scheme, "{data}");
    buf_add_text(out, data ? "the bytes of \"data\"" : "the body");
}

static void add_seconds(struct buf *out, int64_t duration)
{
    int64_t seconds = duration / CLOCK_SECOND;
    buf_printf(out, "%" PRId64 " s", seconds < 0 ? -seconds : seconds);
}

static void add_tolerance(struct buf *out, const void *context)
{
    const struct place *place = context;
    add_seconds(out, place->run->tolerance);
}

static void add_age(struct buf *out, const void *context)
{
    const struct place *place = context;
    add_seconds(out, smoke_age(place->at));
}

static void add_secret(struct buf *out, const void *context)
{
    const struct place *place = context;
    buf_add_text(
        out, place->run->keyring.in_use.count ? place->run->keyring.in_use.at[0].fingerprint : "#");
}

static void add_url(struct buf *out, const void *context)
{
    const struct place *place = context;
    shell_quote(out, place->run->url.text);
}

static const struct word_place places[] = {
    {"{url}", add_url},          {"{header}", add_header},       {"{hash}", add_hash},
    {"{other}", add_other_hash}, {"{event}", add_event_name},    {"{scheme}", add_scheme},
    {"{signed}", add_signed},    {"{tolerance}", add_tolerance}, {"{age}", add_age},
    {"{secret}", add_secret},
};

void smoke_words(struct buf *out, const struct smoke_case *at, const char *words)
{
    const struct place place = {.run = at->run, .at = at};
    words_fill(out, words, places, COUNT_OF(places), &place);
}

struct span smoke_said(const struct smoke_case *at, const char *words)
{
    struct buf said = {0};
    if (!words)
        return (struct span){0};
    smoke_words(&said, at, words);
    return buf_keep(at->run->arena, &said);
}

static struct span expectation(const struct smoke_case *at)
{
    const struct smoke_run *run = at->run;
    static const char *const calm = "a whole answer, and no 5xx";
    switch (at->check->want) {
    case WANT_ACCEPTED:
        return span_of(run->outbound.expect);
    case WANT_REFUSED:
        return span_of(run->reject);
    case WANT_CALM:
        return span_of(calm);
    case WANT_NOT_OK:
        return SPAN("a whole answer that is neither 2xx nor 5xx");
    default:
        return span_of(at->check->title);
    }
}

static bool is_meant(const char *list, const struct smoke_case *at)
{
    const struct event_label label = {.name = span_of(at->result.id),
                                      .type = span_of(at->result.group)};
    return events_select(list, &label);
}

static bool is_always_run(const struct smoke_case *at)
{
    return strcmp(at->check->group, "preflight") == 0;
}

/* Each name must be that of some check or group, so that a mistyped one isn't passed over. */
static bool check_list(const struct smoke_run *run, bool skips, const char *list, struct error *err)
{
    struct span rest = span_of(list), part;
    if (list && !event_list_check(list, err))
        return error_context(err, "option '--%s'", skips ? "skip" : "only");
    while (list && span_split(&rest, ',', &part)) {
        part = span_trim(part);
        if (span_starts(part, SPAN("!")))
            part = span_trim(span_slice(part, 1, part.size));
        const char *glob = span_keep(run->arena, part).at;
        struct nearest nearest = nearest_to(part);
        size_t meant = 0, always = 0;
        for (size_t i = 0; i < run->count; i++) {
            bool is = is_meant(glob, &run->cases[i]);
            meant += is;
            always += is && is_always_run(&run->cases[i]);
            nearest_offer(&nearest, run->cases[i].result.id);
            nearest_offer(&nearest, run->cases[i].result.group);
        }
        if (meant == 0)
            nearest_unknown(&nearest, "check", "'sfpy-hook smoke --list' shows them", err);
        else if (skips && meant == always)
            error_set(err, ERROR_USAGE, "'%s': the preflight always is run", glob);
        else
            continue;
        return error_context(err, "option '--%s'", skips ? "skip" : "only");
    }
    return true;
}

/* The template of a case's events, with what its check changes in it. */
static bool shape(struct smoke_case *at, struct error *err)
{
    const struct smoke_check *check = at->check;
    struct buf event = {0};
    if (!check->member && !check->shape)
        return true;
    buf_add(&event, at->source.fixture.event);
    bool done = (!check->member || smoke_event_add(&event, check->member, err)) &&
                (!check->shape || check->shape(&event, err));
    at->source.fixture.event = buf_keep(at->run->arena, &event);
    return done || error_context(err, "the event '%s'", at->source.fixture.name.at);
}

static const char *id_of(const struct smoke_run *run, const struct smoke_check *check,
                         const struct source *event)
{
    struct buf id = {0};
    buf_printf(&id, "%s.", check->group);
    text_escape(&id, check->name ? span_of(check->name) : event->fixture.name);
    return buf_keep(run->arena, &id).at;
}

static bool add_case(struct smoke_run *run, const struct smoke_check *check, size_t event,
                     struct error *err)
{
    struct smoke_case *at = &run->cases[run->count++];
    *at = (struct smoke_case){.check = check,
                              .run = run,
                              .source = run->events[event],
                              .requests = check->passive    ? 0
                                          : check->requests ? check->requests
                                                            : 1};
    if (check->requests == 2 && !check->repeats && run->event_count > 1)
        at->second = &run->events[1];
    at->result = (struct smoke_result){.id = id_of(run, check, &at->source),
                                       .group = check->group,
                                       .severity = check->severity,
                                       .status = SMOKE_LISTED,
                                       .duration = -1};
    if (!shape(at, err))
        return false;
    at->result.title = smoke_said(at, check->title);
    at->result.sent = smoke_said(at, check->sent);
    at->result.expected = expectation(at);
    return true;
}

/* Takes out what --only doesn't name; what --skip names stays, to be told. */
static void select_cases(struct smoke_run *run)
{
    size_t kept = 0;
    for (size_t i = 0; i < run->count; i++) {
        struct smoke_case *at = &run->cases[i];
        bool always = is_always_run(at) && !run->opts->list;
        if (run->opts->only && !always && !is_meant(run->opts->only, at))
            continue;
        const char *lacks = at->check->lacks ? at->check->lacks(run) : NULL;
        if (run->opts->skip && !always && is_meant(run->opts->skip, at))
            lacks = "left out by --skip";
        at->result.reason = span_of(lacks);
        run->cases[kept++] = *at;
    }
    run->count = kept;
}

bool smoke_plan(struct smoke_run *run, struct error *err)
{
    if (!choose_events(run, err))
        return false;
    const struct evidence evidence = {.tolerance = run->opts->outbound.common.tolerance};
    run->tolerance = signature_tolerance(run->scheme, &evidence);
    run->cases = arena_new(run->arena, (smoke_check_count + run->event_count) * sizeof *run->cases);
    for (size_t i = 0; i < smoke_check_count; i++) {
        size_t events = smoke_checks[i].name ? 1 : run->event_count;
        for (size_t j = 0; j < events; j++)
            if (!add_case(run, &smoke_checks[i], j, err))
                return false;
    }
    if (!check_list(run, false, run->opts->only, err) ||
        !check_list(run, true, run->opts->skip, err))
        return false;
    select_cases(run);
    return true;
}
