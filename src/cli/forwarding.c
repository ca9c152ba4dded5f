#include "forwarding.h"

#include "clock.h"
#include "listening.h"
#include "text.h"
#include "watch.h"

enum { FORWARDS_IN_FLIGHT = 64, MOST_DOUBLED = 7 }; /* the longest pause between attempts is 64 s */

static const struct opt rows[] = {
    OPT(struct listen_opts, forward.to, .name = "forward-to", .letter = 'f', .value = "URL",
        .help = "hand accepted deliveries on to an application and its answer back: a URL, 3000, "
                "3000/path or /path; TYPE=URL for events of one type; repeatable",
        .complete = OPT_COMPLETE_TARGET),
    OPT(struct listen_opts, forward.headers, .name = "header", .letter = 'H',
        .value = "'NAME: VALUE'",
        .help = "add or replace a header on the way; an empty value removes it; repeatable",
        .complete = OPT_COMPLETE_HEADER),
    OPT(struct listen_opts, forward.forwarded, .name = "forwarded",
        .help = "add X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto"),
    OPT(struct listen_opts, forward.timeout, .name = "forward-timeout", .value = "SECONDS",
        .help = "how long to wait for the application (default 30; 0: for ever, for debuggers)",
        .unit = CLOCK_SECOND),
    OPT(struct listen_opts, forward.retries, .name = "forward-retries", .value = "N",
        .help = "try again after 0.5, 1, 2, 4 s … where it is down, late or answers 408, 429 or "
                "5xx (default 0)",
        .most = 100),
    OPT(struct listen_opts, forward.insecure, .name = "insecure",
        .help = "trust any certificate of the application", .only_trusted = true),
    OPT(struct listen_opts, forward.ca_file, .name = "cacert", .value = "FILE",
        .help = "trust certificates that this one has signed, too", .complete = OPT_COMPLETE_FILE),
};

const struct opt_group forwarding_group = OPT_GROUP("Forwarding", rows);

/* A place that forwards go to. */
struct place {
    struct target target;
    struct forwarding *forwarding;
    struct watched_target *watched; /* shared by targets of one host and port; NULL until watched */
    int told; /* what the last failure was, since only changes are worth a hint; 0: it was good */
};

struct forwarding {
    struct forwarding_settings settings;
    struct loop *loop;
    struct sender *sender;
    struct watch *watch;
    struct place *places;
    size_t count;
    struct headers added;
};

static bool read_places(struct forwarding *forwarding, struct arena *arena, struct error *err)
{
    const struct forward_opts *opts = forwarding->settings.opts;
    forwarding->places = arena_new(arena, opts->to.count * sizeof *forwarding->places);
    for (size_t i = 0; i < opts->to.count; i++) {
        struct place *place = &forwarding->places[i];
        if (!target_read(arena, opts->to.at[i], &place->target, err))
            return error_context(err, "option '--forward-to'");
        place->forwarding = forwarding;
        forwarding->count++;
    }
    return relay_read_headers(arena, opts->headers.at, opts->headers.count, &forwarding->added,
                              err) ||
           error_context(err, "option '--header'");
}

bool forwarding_open(struct loop *loop, const struct forwarding_settings *settings,
                     struct arena *arena, struct forwarding **opened, struct error *err)
{
    const struct forward_opts *opts = settings->opts;
    *opened = NULL;
    if (opts->to.count == 0)
        return true;
    struct forwarding *forwarding = arena_new(arena, sizeof *forwarding);
    forwarding->settings = *settings;
    forwarding->loop = loop;
    if (!read_places(forwarding, arena, err) || !settings_pem("--cacert", opts->ca_file, err))
        return false;
    const struct sender_settings forward = {
        .reach = {.insecure = opts->insecure, .ca_file = opts->ca_file},
        .timeout = opts->timeout,
        .most = FORWARDS_IN_FLIGHT};
    forwarding->sender = sender_open(loop, &forward, err);
    if (!forwarding->sender)
        return false;
    *opened = forwarding;
    return true;
}

static void on_changed(void *context, const struct watch_result *result)
{
    struct place *place = context;
    const struct ui *ui = place->forwarding->settings.ui;
    struct span url = place->target.url.text;
    if (result->trouble == TROUBLE_NONE) {
        ui_note(ui, "%.*s answers again", SPAN_ARG(url));
        return;
    }
    struct error err = {0};
    error_set(&err, ERROR_NETWORK, "%s", result->why);
    error_context(&err, "nothing answers at %.*s yet", SPAN_ARG(url));
    error_hint(&err, "start the app, or check the URL; it is tried again every 3 s, and until it "
                     "answers senders get 502");
    ui_trouble(ui, &err);
}

static struct watched_target *watched_before(const struct forwarding *forwarding, size_t place)
{
    struct span wanted = url_origin(&forwarding->places[place].target.url);
    for (size_t i = 0; i < place; i++)
        if (span_equal(url_origin(&forwarding->places[i].target.url), wanted))
            return forwarding->places[i].watched;
    return NULL;
}

void forwarding_watch(struct forwarding *forwarding)
{
    if (!forwarding)
        return;
    struct error ignored; /* sender_open() would have said it */
    const struct forward_opts *opts = forwarding->settings.opts;
    const struct watch_settings settings = {
        .reach = {.insecure = opts->insecure, .ca_file = opts->ca_file},
        .timeout = 3 * CLOCK_SECOND,
        .pause = 3 * CLOCK_SECOND,
    };
    forwarding->watch = watch_open(forwarding->loop, &settings, &ignored);
    for (size_t i = 0; forwarding->watch && i < forwarding->count; i++) {
        struct place *place = &forwarding->places[i];
        const struct url *url = &place->target.url;
        place->watched = watched_before(forwarding, i);
        if (!place->watched)
            place->watched =
                watch_add(forwarding->watch, url->plain.at, url->loopback, on_changed, place);
    }
}

bool forwarding_is_full(const struct forwarding *forwarding)
{
    return forwarding && sender_is_full(forwarding->sender);
}

static struct mishap mishap_of(const struct forwards *forwards, size_t i)
{
    const struct forwarding_settings *settings = &forwards->forwarding->settings;
    static const struct mend_options options = {"--forward-to", "--forward-timeout",
                                                "--forward-retries", ""};
    return (struct mishap){.url = &forwards->targets[i]->url,
                           .sending = &forwards->at[i],
                           .fingerprint = settings->secrets->at[0].fingerprint,
                           .timeout = settings->opts->timeout,
                           .options = &options};
}

/* With --json nothing else tells what to do about a failure. */
static void tell(const struct forwards *forwards, size_t i)
{
    const struct forwarding_settings *settings = &forwards->forwarding->settings;
    struct mishap mishap = mishap_of(forwards, i);
    struct buf cause = {0}, mend = {0};
    if (settings->ui->quiet)
        return;
    mishap_write_cause(&cause, &mishap);
    mishap_write_mend(&mend, &mishap);
    ui_note(settings->ui, "%.*s: %s", SPAN_ARG(forwards->urls[i]), cause.at);
    if (mend.size > 0)
        ui_note(settings->ui, "hint: %s", mend.at);
    buf_clear(&cause);
    buf_clear(&mend);
}

/* What a forward says of its target. */
static void notice(struct forwards *forwards, size_t i)
{
    struct sending *forward = &forwards->at[i];
    struct place *place = CONTAINER_OF(forwards->targets[i], struct place, target);
    int kind = (int)forward->trouble * 1000 + forward->answer.status;
    bool good = mishap_is_none(forward);
    forwards->hinted[i] = !good && kind != place->told;
    place->told = good ? 0 : kind;
    if (forwards->hinted[i] && place->forwarding->settings.json)
        tell(forwards, i);
    bool unreached = forward->trouble >= TROUBLE_REFUSED && forward->trouble <= TROUBLE_TLS;
    if (place->watched && (unreached || forward->answer.status))
        watch_saw(place->watched, !unreached);
}

static bool is_tried_again(struct sending *sending, int64_t *pause)
{
    struct forwards *forwards = sending->context;
    unsigned doubled = sending->attempts - 1;
    *pause = (CLOCK_SECOND / 2) << (doubled < MOST_DOUBLED ? doubled : MOST_DOUBLED);
    return sending->attempts <= forwards->forwarding->settings.opts->retries &&
           sending_may_recover(sending);
}

static void on_forwarded(struct sending *forward)
{
    struct forwards *forwards = forward->context;
    size_t i = (size_t)(forward - forwards->at);
    bool failed = forward->trouble != TROUBLE_NONE;
    forwards->outcomes[i] =
        (struct forwarded){.url = forwards->urls[i],
                           .status = forward->answer.status,
                           .duration = forward->answer.duration,
                           .attempts = forward->attempts,
                           .error = failed ? span_of(forward->why) : (struct span){0}};
    notice(forwards, i);
    if (--forwards->waiting == 0)
        forwards->done(forwards);
}

static size_t choose(const struct forwarding *forwarding, const struct delivery *delivery,
                     const struct target **chosen)
{
    size_t count = 0;
    for (size_t i = 0; i < forwarding->count; i++)
        if (target_fits(&forwarding->places[i].target, &delivery->event))
            chosen[count++] = &forwarding->places[i].target;
    return count;
}

static void prepare(struct forwards *forwards, const struct delivery *delivery, struct arena *arena)
{
    const struct forwarding *forwarding = forwards->forwarding;
    const struct relay relay = {.added = &forwarding->added,
                                .forwarded = forwarding->settings.opts->forwarded,
                                .peer = delivery->peer,
                                .proto =
                                    span_starts(delivery->url, SPAN("https:")) ? "https" : "http"};
    for (size_t i = 0; i < forwards->count; i++) {
        const struct target *target = forwards->targets[i];
        struct target_url url = target_url(arena, target, delivery->request.target);
        forwards->urls[i] = url.shown;
        forwards->at[i] =
            (struct sending){.url = url.plain.at,
                             .loopback = target->url.loopback,
                             .request = relay_request(arena, &relay, target, &delivery->request),
                             .again = is_tried_again,
                             .done = on_forwarded,
                             .context = forwards};
    }
}

bool forwarding_begin(struct forwarding *forwarding, struct forwards *forwards,
                      const struct delivery *delivery, struct arena *arena,
                      void (*done)(struct forwards *forwards))
{
    if (!forwarding)
        return false;
    const struct target **targets =
        arena_new(arena, forwarding->count * sizeof(const struct target *));
    size_t count = choose(forwarding, delivery, targets);
    if (count == 0)
        return false;
    *forwards = (struct forwards){.at = arena_new(arena, count * sizeof *forwards->at),
                                  .targets = targets,
                                  .outcomes = arena_new(arena, count * sizeof *forwards->outcomes),
                                  .urls = arena_new(arena, count * sizeof *forwards->urls),
                                  .hinted = arena_new(arena, count),
                                  .count = count,
                                  .waiting = count + 1, /* the last is ours, until all have begun */
                                  .forwarding = forwarding,
                                  .done = done};
    prepare(forwards, delivery, arena);
    for (size_t i = 0; i < count; i++)
        sending_start(forwarding->sender, &forwards->at[i]);
    if (--forwards->waiting == 0)
        done(forwards);
    return true;
}

bool forwards_are_good(const struct forwards *forwards)
{
    bool good = true;
    for (size_t i = 0; i < forwards->count; i++)
        good = good && mishap_is_none(&forwards->at[i]);
    return good;
}

struct reply forwards_reply(const struct forwards *forwards, struct arena *arena,
                            const struct exchange *exchange)
{
    const struct sending *first = &forwards->at[0];
    if (first->trouble == TROUBLE_NONE)
        return answers_mirror(arena, exchange, &first->answer);
    bool late = first->trouble == TROUBLE_LATE || first->trouble == TROUBLE_STALLED ||
                first->trouble == TROUBLE_CUT;
    return answers_plain(arena, exchange, late ? 504 : 502,
                         late ? "{\"error\":\"timeout\"}" : "{\"error\":\"unreachable\"}");
}

static void render_margin(struct buf *out, const char *before, const char *text, const char *after)
{
    buf_add_repeated(out, ' ', RENDER_MARGIN);
    buf_printf(out, "%s%s%s", before, text, after);
}

static void render_hint(struct buf *out, const struct forwards *forwards, size_t i,
                        const struct palette *palette)
{
    struct mishap mishap = mishap_of(forwards, i);
    render_margin(out, palette->bad, "", "");
    mishap_write_cause(out, &mishap);
    buf_printf(out, "%s\n", palette->end);
    render_margin(out, palette->strong, "hint:", palette->end);
    buf_add_byte(out, ' ');
    mishap_write_mend(out, &mishap);
    buf_add_byte(out, '\n');
}

static void render_one(struct buf *out, const struct forwards *forwards, size_t i,
                       const struct palette *palette)
{
    const struct sending *forward = &forwards->at[i];
    bool good = mishap_is_none(forward);
    render_margin(out, "", forwards->urls[i].at, "");
    buf_printf(out, "  → %s", good ? palette->good : palette->bad);
    if (forward->trouble == TROUBLE_NONE)
        buf_printf(out, "%d", forward->answer.status);
    else
        text_escape(out, span_of(forward->why));
    buf_printf(out, "%s  ", palette->end);
    render_duration(out, forward->answer.duration, palette);
    if (forward->attempts > 1)
        buf_printf(out, " (attempt %u)", forward->attempts);
    buf_add_byte(out, '\n');
    if (!good)
        render_answer_body(out, forward->answer.body, palette);
    if (forwards->hinted[i] && forward->trouble != TROUBLE_CUT)
        render_hint(out, forwards, i, palette);
}

void forwards_render(struct buf *out, const struct forwards *forwards,
                     const struct palette *palette)
{
    for (size_t i = 0; i < forwards->count; i++)
        if (forwards->count > 1 || forwards->at[i].attempts > 1 ||
            !mishap_is_none(&forwards->at[i]))
            render_one(out, forwards, i, palette);
}

void forwards_clear(struct forwards *forwards)
{
    for (size_t i = 0; i < forwards->count; i++)
        sending_clear(&forwards->at[i]);
}

bool forwarding_cut(struct forwarding *forwarding)
{
    bool busy = forwarding && sender_is_busy(forwarding->sender);
    if (forwarding)
        sender_cut(forwarding->sender, "cut at the end of listen");
    return busy;
}

void forwarding_close(struct forwarding *forwarding)
{
    if (!forwarding)
        return;
    watch_close(forwarding->watch);
    sender_close(forwarding->sender);
}
