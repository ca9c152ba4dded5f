/* What is offered by its name: events, schemes, headers, checks, topics of help. */
#include "offer.h"

#include "fixture.h"
#include "reason.h"
#include "smoke.h"

#include <string.h>

/* The fixtures there are; without the user's own where these can't be read. */
static struct fixture_list fixtures_of(const struct offering *at)
{
    struct fixture_list list = {0};
    struct error ignored;
    if (!fixture_load(at->arena, at->common->fixtures, at->common->schemes, &list, &ignored) &&
        !fixture_load(at->arena, NULL, at->common->schemes, &list, &ignored))
        list.count = 0;
    return list;
}

/* Adds `value` and what stands behind it. */
static void offer_joined(struct offering *at, struct span value, const char *behind,
                         struct span about)
{
    struct buf joined = {0};
    buf_add(&joined, value);
    buf_add_text(&joined, behind);
    offer(at, buf_span(&joined), about);
    buf_clear(&joined);
}

static void offer_names(struct offering *at, const struct fixture_list *list, const char *behind)
{
    for (size_t i = 0; i < list->count; i++)
        offer_joined(at, list->at[i].name, behind, list->at[i].summary);
}

/* The first word of a name with points. */
static struct span family_of(struct span name)
{
    const char *point = memchr(name.at, '.', name.size);
    return point ? span_slice(name, 0, (size_t)(point - name.at)) : (struct span){0};
}

/* A glob for each first word that several names have. */
static void offer_families(struct offering *at, const struct fixture_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t before = 0, all = 0;
        struct span family = family_of(list->at[i].name);
        for (size_t j = 0; family.at && j < list->count; j++) {
            bool same = span_equal(family_of(list->at[j].name), family);
            all += same;
            before += same && j < i;
        }
        if (before == 0 && all > 1)
            offer_joined(at, family, ".*", SPAN("all that begin so"));
    }
}

/*
 * The events that fixtures stand for, each once, by the names that conditions and lists of events
 * know: the friendly one, else the wire type.
 */
static struct fixture_list events_of(const struct offering *at)
{
    struct fixture_list list = fixtures_of(at);
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        struct fixture *event = &list.at[count];
        bool told = false;
        *event = list.at[i];
        event->name = event_name(event->type) ? span_of(event_name(event->type)) : event->type;
        for (size_t j = 0; j < count; j++)
            told = told || span_equal(list.at[j].name, event->name);
        count += !told;
    }
    list.count = count;
    return list;
}

void offer_events(struct offering *at)
{
    struct fixture_list list = events_of(at);
    offer_families(at, &list);
    offer_names(at, &list, "");
}

void offer_fixture_list(struct offering *at)
{
    struct fixture_list list = fixtures_of(at);
    offer_families(at, &list);
    offer_names(at, &list, "");
}

/* Whether one before it has the same type, or it is the name of one. */
static bool is_told(const struct fixture_list *list, size_t number)
{
    struct span type = list->at[number].type;
    for (size_t i = 0; i < list->count; i++)
        if (span_equal(list->at[i].name, type) ||
            (i < number && span_equal(list->at[i].type, type)))
            return true;
    return false;
}

void offer_fixtures(struct offering *at)
{
    struct fixture_list list = fixtures_of(at);
    offer_names(at, &list, "");
    for (size_t i = 0; i < list.count; i++)
        if (!is_told(&list, i))
            offer(at, list.at[i].type, list.at[i].summary);
}

/* In front of `=` the type of the events that the URL is for. */
void offer_targets(struct offering *at)
{
    bool typed = at->typed.size > 0 && memchr(at->typed.at, '=', at->typed.size);
    struct fixture_list list = events_of(at);
    if (typed)
        offer_behind(at, '=');
    offer_urls(at);
    if (!typed)
        offer_names(at, &list, "=");
}

void offer_schemes(struct offering *at)
{
    const struct schemes *schemes = at->common->schemes;
    if (at->command == &command_verify)
        offer(at, SPAN("auto"), SPAN("found out by headers and body"));
    for (size_t i = 0; i < schemes->count; i++)
        offer(at, span_of(schemes->at[i].name), span_of(schemes->at[i].summary));
}

/* Names of the headers of all schemes, each once, and of some that others often want. */
static void offer_each_header(struct offering *at, const char *behind)
{
    static const char *const usual[] = {"Authorization", "Content-Type", "Host", "User-Agent",
                                        "X-Request-Id"};
    const struct schemes *schemes = at->common->schemes;
    struct headers told = {0};
    for (size_t i = 0; i < schemes->count * SCHEME_NAMES; i++) {
        const struct scheme *scheme = &schemes->at[i / SCHEME_NAMES];
        const struct scheme_names *names = &scheme->names[i % SCHEME_NAMES];
        const char *const all[] = {names->signature, names->timestamp, names->id};
        for (size_t j = 0; j < COUNT_OF(all); j++) {
            if (!all[j] || headers_find(&told, span_of(all[j]), NULL))
                continue;
            headers_add(&told, at->arena, span_of(all[j]), SPAN(""));
            offer_joined(at, span_of(all[j]), behind, span_of(scheme->name));
        }
    }
    for (size_t i = 0; i < COUNT_OF(usual); i++)
        offer_joined(at, span_of(usual[i]), behind, SPAN(""));
}

void offer_headers(struct offering *at)
{
    offer_each_header(at, ":");
}

void offer_header_names(struct offering *at)
{
    offer_each_header(at, "");
}

/* What a check does; the event that it names is any. */
static void offer_check(struct offering *at, const struct smoke_check *check)
{
    struct buf id = {0}, about = {0};
    const char *event = strstr(check->title, "{event}");
    size_t front = event ? (size_t)(event - check->title) : strlen(check->title);
    buf_printf(&id, "%s.%s", check->group, check->name);
    buf_printf(&about, "%.*s%s", (int)front, check->title, event ? "event" : "");
    offer(at, buf_span(&id), buf_span(&about));
    buf_clear(&id);
    buf_clear(&about);
}

void offer_checks(struct offering *at)
{
    const char *group = "";
    for (size_t i = 0; i < smoke_check_count; i++) {
        const struct smoke_check *check = &smoke_checks[i];
        if (strcmp(check->group, group) != 0)
            offer(at, span_of(check->group), SPAN("all of the group"));
        group = check->group;
        if (check->name)
            offer_check(at, check);
    }
}

void offer_conditions(struct offering *at)
{
    static const char *const verdicts[] = {"valid", "invalid", "unchecked"};
    struct span typed = at->typed;
    struct fixture_list list = events_of(at);
    offer(at, SPAN("header."), SPAN("a header, by its name"));
    offer(at, SPAN("data."), SPAN("a member of the event, by its path"));
    offer(at, SPAN("type="), SPAN("the type of the event"));
    offer(at, SPAN("verdict="), SPAN("of the signature"));
    if (!memchr(typed.at, '=', typed.size))
        return;
    offer_behind(at, '=');
    if (span_starts(typed, SPAN("type=")) || span_starts(typed, SPAN("type!=")))
        offer_names(at, &list, "");
    if (!span_starts(typed, SPAN("verdict=")) && !span_starts(typed, SPAN("verdict!=")))
        return;
    for (size_t i = 0; i < COUNT_OF(verdicts); i++)
        offer(at, span_of(verdicts[i]), SPAN(""));
#define OFFER_REASON(name, text, meaning, mend) offer(at, SPAN(text), SPAN(meaning));
    REASONS(OFFER_REASON)
#undef OFFER_REASON
}

void offer_topics(struct offering *at)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)); i++)
        offer(at, span_of(command->options.name), span_of(command->options.summary));
    offer(at, SPAN("schemes"), SPAN("the signing schemes"));
}
