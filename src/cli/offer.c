#include "offer.h"

#include "config.h"
#include "text.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct suggestion {
    const char *value, *about;
};

static const struct suggestion times[] = {
    {"now", ""},
    {"today", "since midnight"},
    {"yesterday", "since midnight before"},
    {"10m", "ago"},
    {"1h", "ago"},
    {"7d", "ago"},
    {NULL, NULL},
};

static const struct suggestion statuses[] = {
    {"2xx", "success"},
    {"3xx", "redirects"},
    {"4xx", "the sender's fault"},
    {"5xx", "the receiver's fault"},
    {"200", "OK"},
    {"201", "Created"},
    {"202", "Accepted"},
    {"204", "No Content"},
    {"400", "Bad Request"},
    {"401", "Unauthorized"},
    {"403", "Forbidden"},
    {"404", "Not Found"},
    {"408", "Request Timeout"},
    {"409", "Conflict"},
    {"422", "Unprocessable Content"},
    {"429", "Too Many Requests"},
    {"500", "Internal Server Error"},
    {"502", "Bad Gateway"},
    {"503", "Service Unavailable"},
    {"504", "Gateway Timeout"},
    {NULL, NULL},
};

static const struct suggestion addresses[] = {
    {"127.0.0.1", "this machine only"},
    {"::1", "this machine only, IPv6"},
    {"0.0.0.0", "all who reach this machine"},
    {"::", "all who reach this machine, IPv6"},
    {NULL, NULL},
};

static const struct suggestion faults[] = {
    {"reset", "the connection"},
    {"hang", "without an answer"},
    {"truncate", "the answer"},
    {NULL, NULL},
};

/* A kind of value: what is always the same, and what is found out; a list's values end at commas.
 */
static const struct kind {
    const char *name;
    const struct suggestion *suggestions;
    void (*offer)(struct offering *at);
    bool list;
} kinds[OPT_COMPLETIONS] = {
    [OPT_COMPLETE_NOTHING] = {.name = "text"},
    [OPT_COMPLETE_FILE] = {.name = "file"},
    [OPT_COMPLETE_FOLDER] = {.name = "folder"},
    [OPT_COMPLETE_URL] = {.name = "url", .offer = offer_urls},
    [OPT_COMPLETE_TARGET] = {.name = "target", .offer = offer_targets},
    [OPT_COMPLETE_SCHEME] = {.name = "scheme", .offer = offer_schemes},
    [OPT_COMPLETE_EVENT] = {.name = "events", .offer = offer_events, .list = true},
    [OPT_COMPLETE_FIXTURES] = {.name = "fixtures", .offer = offer_fixture_list, .list = true},
    [OPT_COMPLETE_FIXTURE] = {.name = "fixture", .offer = offer_fixtures},
    [OPT_COMPLETE_DELIVERY] = {.name = "delivery", .offer = offer_deliveries},
    [OPT_COMPLETE_CHECK] = {.name = "checks", .offer = offer_checks, .list = true},
    [OPT_COMPLETE_TIME] = {.name = "time", .suggestions = times},
    [OPT_COMPLETE_STATUS] = {.name = "statuses", .suggestions = statuses, .list = true},
    [OPT_COMPLETE_HEADER] = {.name = "header", .offer = offer_headers},
    [OPT_COMPLETE_HEADER_NAME] = {.name = "header-name", .offer = offer_header_names},
    [OPT_COMPLETE_CONDITION] = {.name = "condition", .offer = offer_conditions},
    [OPT_COMPLETE_ADDRESS] = {.name = "address", .suggestions = addresses},
    [OPT_COMPLETE_FAULT] = {.name = "fault", .suggestions = faults},
    [OPT_COMPLETE_TOPIC] = {.name = "topic", .offer = offer_topics},
};

const char *offer_kind(enum opt_completion kind)
{
    return kinds[kind].name;
}

static bool is_unsafe(struct span text)
{
    size_t size;
    for (size_t i = 0; i < text.size; i += size)
        if (text_is_unsafe(span_slice(text, i, text.size), &size))
            return true;
    return false;
}

void offer(struct offering *at, struct span value, struct span about)
{
    enum { MOST_ABOUT = 60 };
    struct buf escaped = {0};
    bool fits = value.size >= at->typed.size && value.size > 0 && !is_unsafe(value) &&
                strncasecmp(value.at, at->typed.at, at->typed.size) == 0;
    if (!fits)
        return;
    struct buf *lines = span_starts(value, at->typed) ? &at->exact : &at->anycase;
    buf_add(lines, at->lead);
    buf_add(lines, value);
    buf_add_byte(lines, '\t');
    text_escape(&escaped, about);
    bool whole = text_cells(buf_span(&escaped)) <= MOST_ABOUT;
    text_cut(lines, buf_span(&escaped), whole ? MOST_ABOUT : MOST_ABOUT - 1);
    buf_add_text(lines, whole ? "\n" : "…\n");
    buf_clear(&escaped);
}

void offer_behind(struct offering *at, char separator)
{
    const char *last = at->typed.size > 0 ? memrchr(at->typed.at, separator, at->typed.size) : NULL;
    if (!last)
        return;
    const char *behind = last + 1, *end = at->typed.at + at->typed.size;
    at->lead = (struct span){at->lead.at, at->lead.size + (size_t)(behind - at->typed.at)};
    at->typed = (struct span){behind, (size_t)(end - behind)};
}

/*
 * Reads what is typed of the command as it would, mistakes passed over. A configuration that is a
 * pipe is left alone: it could be read once, or has nothing to say yet.
 */
static void settle(struct offering *at, int argc, char **argv, struct config *config)
{
    struct opt_filling *filling = command_fill(at->command, at->arena);
    struct common_opts *opts = filling->into;
    struct stat status;
    struct error ignored;
    if (!opt_parse(filling, argc, argv, &at->operands, &ignored) ||
        !opt_read_environment(filling, &ignored))
        ignored.code = ERROR_NONE;
    const char *given = opts->config_file;
    if (!given || (stat(given, &status) == 0 && S_ISREG(status.st_mode)))
        config_read(config, given, filling);
    opts->filling = filling;
    opts->schemes = &config->schemes;
    opts->config = config;
    at->common = opts;
}

/* Cuts the line into its words, which end with NUL; returns how many. */
static int words_of(struct span line, struct arena *arena, char ***words)
{
    size_t count = 0, begin = 0;
    for (size_t i = 0; i < line.size; i++)
        count += !line.at[i];
    *words = arena_new(arena, (count + 1) * sizeof **words);
    char *kept = arena_new(arena, line.size + 1);
    if (line.size > 0)
        memcpy(kept, line.at, line.size);
    for (size_t i = 0; i < count; i++) {
        (*words)[i] = kept + begin;
        begin += strlen(kept + begin) + 1;
    }
    return (int)count;
}

static void offer_kind_of(struct offering *at, const struct kind *kind)
{
    if (kind->list)
        offer_behind(at, ',');
    if (kind->list && span_starts(at->typed, SPAN("!")))
        offer_behind(at, '!');
    for (const struct suggestion *each = kind->suggestions; each && each->value; each++)
        offer(at, span_of(each->value), span_of(each->about));
    if (kind->offer)
        kind->offer(at);
}

static const struct kind *find_kind(const char *name, struct error *err)
{
    struct nearest nearest = nearest_to(span_of(name));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
        nearest_offer(&nearest, kinds[i].name);
    }
    nearest_unknown(&nearest, "kind of value", NULL, err);
    return NULL;
}

bool offer_values(struct buf *out, const char *name, struct span line, struct arena *arena,
                  struct error *err)
{
    struct offering at = {.command = &command_help, .arena = arena};
    struct config config = {.schemes = *scheme_builtin()};
    struct error ignored;
    char **words;
    const struct kind *kind = find_kind(name, err);
    if (!kind)
        return false;
    int count = words_of(line, arena, &words);
    const struct command *command = count > 1 ? command_find(words[0], &ignored) : NULL;
    if (command)
        at.command = command;
    settle(&at, count > 2 ? count - 2 : 0, words + 1, &config);
    at.typed = count > 0 ? span_of(words[count - 1]) : SPAN("");
    at.lead = (struct span){at.typed.at, 0};
    if (!is_unsafe(at.typed)) {
        offer_kind_of(&at, kind);
        buf_add(out, buf_span(at.exact.size > 0 ? &at.exact : &at.anycase));
    }
    buf_clear(&at.exact);
    buf_clear(&at.anycase);
    return true;
}
