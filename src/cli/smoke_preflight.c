/* What comes before the checks of `smoke`: something must listen, and accept a good delivery. */
#include "smoke_stages.h"
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>

#define TRY (3 * CLOCK_SECOND)
#define PAUSE (50 * CLOCK_MS)
#define WAIT_FOR_SPAWNED (30 * CLOCK_SECOND)

struct smoke_waiting {
    struct watch *watch;
    struct loop_timer *timer; /* keeps the loop, which a watch does not */
    int64_t since, next;      /* clock_ticks(): of the begin, of the next try */
    int64_t most;             /* nanoseconds */
    bool starts;              /* nothing may listen yet */
};

static struct smoke_case *reachable(struct smoke_run *run)
{
    return &run->cases[0];
}

struct smoke_case *smoke_accepts(struct smoke_run *run)
{
    return &run->cases[1];
}

void smoke_stop_waiting(struct smoke_run *run)
{
    if (!run->waiting)
        return;
    watch_close(run->waiting->watch);
    loop_timer_free(run->waiting->timer);
    free(run->waiting);
    run->waiting = NULL;
}

/* Nothing can be tested: says why, as the preflight's result and as what the run came to. */
static void give_up(struct smoke_run *run, const struct watch_result *result)
{
    struct smoke_case *at = reachable(run);
    struct sending sending = {.trouble = result->trouble};
    struct error err = {0};
    snprintf(sending.why, sizeof sending.why, "%s", result->why);
    smoke_judge_lost(at, &sending);
    error_set(&err, ERROR_NETWORK, "%s", sending.why);
    error_context(&err, "no answer from %.*s", SPAN_ARG(run->url.text));
    error_hint(&err, "%.*s", SPAN_ARG(at->result.mend));
    smoke_show_log(run);
    smoke_set_over(at);
    smoke_fail(run, &err, "the preflight failed");
}

static void go_on(struct smoke_run *run, int64_t duration)
{
    struct smoke_case *at = reachable(run);
    at->result.status = SMOKE_PASS;
    at->result.duration = duration;
    run->stage = SMOKE_PREFLIGHT;
    smoke_set_over(at);
    smoke_advance(run);
}

static void on_app_ended(void *context)
{
    struct smoke_run *run = context;
    struct smoke_case *at = reachable(run);
    struct error err = {0};
    struct buf how = {0};
    if (run->stage != SMOKE_WAITING)
        return;
    buf_add_text(&how, "the command ");
    smoke_app_write_status(run->app, &how);
    error_set(&err, ERROR_CHECK, "%s, and nothing listened yet", how.at);
    error_context(&err, "option '--spawn'");
    at->result.status = SMOKE_FAIL;
    at->result.got = span_keep(run->arena, buf_span(&how));
    at->result.meaning = SPAN("what --spawn started ended before anything listened at the URL");
    at->result.mend = SPAN("the last lines that it wrote say why; does the command end by itself?");
    buf_clear(&how);
    smoke_show_log(run);
    smoke_set_over(at);
    smoke_fail(run, &err, "the preflight failed");
}

static bool start_app(struct smoke_run *run, struct error *err)
{
    const struct smoke_app_settings settings = {.command = run->opts->spawn,
                                                .url = run->url.plain.at,
                                                .secret = &run->keyring.in_use.at[0],
                                                .ui = run->ui};
    const struct smoke_app_handler handler = {.context = run, .ended = on_app_ended};
    run->waiting->since = clock_ticks();
    run->app = smoke_app_start(run->loop, &settings, &handler, err);
    return run->app || error_context(err, "option '--spawn'");
}

/* Before the application is started nothing may listen there. */
static void start(struct smoke_run *run, bool connected)
{
    struct error err = {0};
    bool started = false;
    run->waiting->starts = false;
    if (connected) {
        error_set(&err, ERROR_NETWORK, "something listens on %.*s already",
                  SPAN_ARG(run->url.authority));
        error_context(&err, "option '--spawn'");
        error_hint(&err, "it would be tested instead of what the command starts: end it first");
    } else {
        started = start_app(run, &err);
    }
    if (!started)
        smoke_fail(run, &err, "the preflight failed");
}

static void on_tried(void *context, const struct watch_result *result)
{
    struct smoke_run *run = context;
    struct smoke_waiting *waiting = run->waiting;
    int64_t now = clock_ticks(), begun = waiting->next;
    waiting->next = now + PAUSE;
    if (run->stage != SMOKE_WAITING)
        return;
    if (waiting->starts)
        start(run, result->connected);
    else if (result->trouble == TROUBLE_NONE)
        go_on(run, now - begun);
    else if (result->connected || now - waiting->since >= waiting->most)
        give_up(run, result);
}

/* Only keeps the loop: each try says itself whether it was the last. */
static void on_tick(void *context)
{
    struct smoke_run *run = context;
    loop_timer_set(run->waiting->timer, TRY);
}

bool smoke_wait(struct smoke_run *run, struct error *err)
{
    const struct smoke_opts *opts = run->opts;
    const struct watch_settings settings = {
        .reach = run->outbound.reach, .timeout = TRY, .pause = PAUSE, .each = true};
    struct smoke_waiting *waiting = mem_new(1, sizeof *waiting);
    run->waiting = waiting;
    waiting->most = opts->wait != SMOKE_NO_WAIT ? opts->wait : opts->spawn ? WAIT_FOR_SPAWNED : 0;
    waiting->starts = opts->spawn != NULL;
    waiting->since = waiting->next = clock_ticks();
    waiting->timer = loop_timer_new(run->loop, on_tick, run);
    waiting->watch = watch_open(run->loop, &settings, err);
    if (!waiting->watch)
        return false;
    on_tick(run);
    watch_add(waiting->watch, run->url.plain.at, run->url.loopback, on_tried, run);
    return true;
}
