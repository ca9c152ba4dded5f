/* One run of `smoke`: what is sent when, and how it ends. */
#include "smoke_stages.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 8 };

/* So long an application that is started again by whoever watches it may be away. */
#define PATIENCE (3 * CLOCK_SECOND)
#define GRACE (200 * CLOCK_MS)
#define PATIENCE_PAUSE (100 * CLOCK_MS)

static void clear_sendings(struct smoke_case *at)
{
    for (size_t i = 0; at->sendings && i < at->requests; i++) {
        sending_clear(&at->sendings[i].shot.sending);
        arena_clear(&at->sendings[i].shot.arena);
    }
    free(at->sendings);
    at->sendings = NULL;
    at->begun = at->done = 0;
}

void smoke_set_over(struct smoke_case *at)
{
    at->over = true;
    if (!at->running)
        clear_sendings(at);
    smoke_tell(at->run);
}

/* Nothing of it is in flight any more. */
static void set_idle(struct smoke_case *at)
{
    at->run->running--;
    at->running = false;
}

static void skip(struct smoke_case *at, const char *reason)
{
    struct smoke_result *result = &at->result;
    result->status = SMOKE_SKIP;
    result->reason = span_of(reason);
    result->got = result->meaning = result->mend = (struct span){0};
    result->again = result->replay = result->log = (struct span){0};
    result->duration = -1;
    smoke_set_over(at);
}

void smoke_skip_lacking(struct smoke_run *run)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->cases[i].result.reason.at)
            skip(&run->cases[i], run->cases[i].result.reason.at);
}

void smoke_skip_rest(struct smoke_run *run, const char *reason)
{
    for (size_t i = 0; i < run->count; i++)
        if (!run->cases[i].over)
            skip(&run->cases[i], reason);
    run->stage = SMOKE_OVER;
    smoke_tell(run);
}

void smoke_fail(struct smoke_run *run, const struct error *err, const char *reason)
{
    if (run->failure.code == ERROR_NONE)
        run->failure = *err;
    smoke_skip_rest(run, reason);
    if (run->sender)
        sender_cut(run->sender, "cut at the end");
    smoke_advance(run);
}

/* What isn't as wanted may be so because of what else was going on. */
static bool is_disturbed(const struct smoke_case *at)
{
    for (size_t i = 0; i < at->requests; i++)
        if (!smoke_fits(&at->sendings[i]) && sending_may_recover(&at->sendings[i].shot.sending))
            return true;
    return false;
}

static bool is_refused_connection(const struct smoke_sending *sending)
{
    return sending->shot.sending.trouble == TROUBLE_REFUSED;
}

/* What failed beside others, its connection dropped, is what may have ended the application. */
static const struct smoke_case *blame(struct smoke_run *run, size_t *count)
{
    const struct smoke_case *first = NULL;
    for (size_t i = 0; i < run->count; i++) {
        struct smoke_case *at = &run->cases[i];
        if (at->over || !at->dropped)
            continue;
        first = first ? first : at;
        ++*count;
        smoke_set_over(at);
    }
    return first;
}

/* This one only found that nothing listens any more. */
static void find_gone(struct smoke_case *at)
{
    smoke_judge(at);
    at->result.status = SMOKE_FAIL;
    at->result.meaning = smoke_said(at, "the app was there before, and is gone after the request "
                                        "that came before this one");
    at->result.mend = smoke_said(at, "its log says why it ended; catch what is thrown");
    smoke_set_over(at);
}

/* Nothing listens any more. */
static void go(struct smoke_case *at)
{
    struct smoke_run *run = at->run;
    size_t blamed = 0;
    const struct smoke_case *last = blame(run, &blamed);
    struct buf how = {0};
    if (!last) {
        last = run->latest ? run->latest : at;
        if (!last->dropped)
            find_gone(at);
    }
    if (run->app && !smoke_app_is_running(run->app)) {
        buf_add_text(&how, "the application ");
        smoke_app_write_status(run->app, &how);
    } else {
        buf_add_text(&how, "nothing listens any more");
    }
    if (blamed > 1) {
        error_set(&run->failure, ERROR_CHECK, "while %s and %zu others were under way %s",
                  last->result.id, blamed - 1, how.at);
        error_hint(&run->failure, "-c 1 runs them one by one, and tells which it was");
    } else {
        error_set(&run->failure, ERROR_CHECK, "after %s %s", last->result.id, how.at);
    }
    smoke_skip_rest(run, buf_keep(run->arena, &how).at);
}

static void finish(struct smoke_case *at)
{
    struct smoke_run *run = at->run;
    bool waited = at->dropped;
    at->dropped = at->sendings[0].shot.sending.trouble == TROUBLE_BROKEN;
    /* Who drops a connection may be about to end: lest the next check is taken for the cause, its
     * end and its last words are waited for. */
    if (at->dropped && !waited && run->stage == SMOKE_ALONE) {
        run->paused = at;
        loop_timer_set(run->pause, GRACE);
        return;
    }
    set_idle(at);
    if (run->stage == SMOKE_OVER) {
        clear_sendings(at);
    } else if (run->stage == SMOKE_GUESSING) {
        smoke_guessed(run);
        clear_sendings(at);
    } else if (run->stage == SMOKE_PREFLIGHT) {
        smoke_judge(at);
        smoke_preflown(run);
    } else if (run->stage == SMOKE_SHARED && !at->again && is_disturbed(at)) {
        smoke_judge(at);
        at->again = true;
        clear_sendings(at);
    } else if (run->stage == SMOKE_ALONE && is_refused_connection(&at->sendings[0])) {
        go(at);
    } else {
        smoke_judge(at);
        run->latest = at;
        smoke_set_over(at);
    }
    smoke_advance(run);
}

/*
 * Who answers 413 before a large body has come and closes may be heard or not: the reset that the
 * rest of the body meets overtakes the answer.
 */
static bool may_be_unheard(const struct sending *sending)
{
    enum { LARGE = 64 << 10, ATTEMPTS = 4 };
    return sending->trouble == TROUBLE_BROKEN && sending->request.body.size > LARGE &&
           sending->attempts < ATTEMPTS;
}

/* Whether an application that is gone may be started again by whoever watches it. */
static bool may_come_back(const struct smoke_run *run, const struct shot *shot)
{
    bool watched = !run->app || smoke_app_is_running(run->app);
    return shot->sending.trouble == TROUBLE_REFUSED && watched &&
           clock_now() - shot->delivery.time < PATIENCE;
}

static bool on_tried(struct sending *sending, int64_t *pause)
{
    const struct shot *shot = CONTAINER_OF(sending, struct shot, sending);
    const struct smoke_sending *of = CONTAINER_OF(shot, struct smoke_sending, shot);
    const struct smoke_run *run = of->at->run;
    *pause = PATIENCE_PAUSE;
    return run->stage == SMOKE_ALONE && (may_be_unheard(sending) || may_come_back(run, shot));
}

static void fire(struct smoke_case *at);

static void on_done(struct sending *sending)
{
    struct shot *shot = CONTAINER_OF(sending, struct shot, sending);
    struct smoke_sending *of = CONTAINER_OF(shot, struct smoke_sending, shot);
    struct smoke_case *at = of->at;
    recorder_add(&at->run->recorder, &shot->delivery, sending);
    if (at->run->stage != SMOKE_GUESSING)
        smoke_observe(of);
    at->done++;
    if (at->done == at->begun && (at->begun == at->requests || at->run->stage == SMOKE_OVER))
        finish(at);
    else if (!at->check->together)
        fire(at);
}

/* Sends the next request of a case. */
static void fire(struct smoke_case *at)
{
    struct smoke_run *run = at->run;
    struct smoke_sending *of = &at->sendings[at->begun];
    struct shot *shot = &of->shot;
    struct error err = {0};
    of->at = at;
    shot->delivery.expected = at->result.expected;
    if (!(run->stage == SMOKE_GUESSING ? smoke_make_guess(of, &err) : smoke_make(of, &err))) {
        smoke_fail(run, &err, "a request could not be made");
        if (at->done == at->begun) {
            set_idle(at);
            clear_sendings(at);
            smoke_advance(run);
        }
        return;
    }
    at->begun++;
    shot->sending = (struct sending){.again = on_tried,
                                     .done = on_done,
                                     .url = run->url.plain.at,
                                     .loopback = run->url.loopback,
                                     .fresh = at->check->alone && at->requests == 1,
                                     .request = shot->delivery.request};
    sending_start(run->sender, &shot->sending);
}

void smoke_begin(struct smoke_case *at)
{
    at->run->running++;
    at->running = true;
    at->sendings = mem_new(at->requests, sizeof *at->sendings);
    at->log = smoke_app_mark(at->run->app);
    do
        fire(at);
    while (at->check->together && at->running && at->begun < at->requests);
}

/* Whether it is the turn of a case. */
static bool is_due(struct smoke_run *run, const struct smoke_case *at)
{
    bool alone = at->check->alone || at->again;
    bool first = at == smoke_accepts(run);
    if (at->over || at->running || at->check->passive)
        return false;
    return first ? run->stage == SMOKE_PREFLIGHT
                 : run->stage == (alone ? SMOKE_ALONE : SMOKE_SHARED);
}

/* The place of the next; the count where there is none. */
static size_t next_due(struct smoke_run *run)
{
    size_t at = 0;
    while (at < run->count && !is_due(run, &run->cases[at]))
        at++;
    return at;
}

static size_t most_shared(const struct smoke_run *run)
{
    return run->opts->at_once ? (size_t)run->opts->at_once : AT_ONCE;
}

static size_t most_running(const struct smoke_run *run)
{
    return run->stage == SMOKE_SHARED ? most_shared(run) : 1;
}

/* What only looks at the others is judged when they are over. */
static void judge_passive(struct smoke_run *run)
{
    for (size_t i = 0; i < run->count; i++)
        if (!run->cases[i].over && run->cases[i].check->passive) {
            smoke_judge(&run->cases[i]);
            smoke_set_over(&run->cases[i]);
        }
}

static void next_stage(struct smoke_run *run)
{
    if (run->stage == SMOKE_SHARED) {
        smoke_conclude_bytes(run);
        run->stage = SMOKE_ALONE;
        smoke_tell(run);
        return;
    }
    judge_passive(run);
    run->stage = SMOKE_OVER;
}

/* Goes on as far as it can; never within itself. */
void smoke_advance(struct smoke_run *run)
{
    size_t due;
    if (run->advancing || run->stage == SMOKE_WAITING)
        return;
    run->advancing = true;
    while (run->stage < SMOKE_OVER && run->running < most_running(run)) {
        if (run->stage == SMOKE_GUESSING && run->running == 0)
            smoke_guess(run);
        else if ((due = next_due(run)) < run->count)
            smoke_begin(&run->cases[due]);
        else if (run->running == 0)
            next_stage(run);
        else
            break;
    }
    run->advancing = false;
    /* libcurl may be the one who calls: it is closed from elsewhere. */
    if (run->stage == SMOKE_OVER && run->running == 0 && run->closer)
        loop_timer_set(run->closer, 0);
}

static void on_close(void *context)
{
    struct smoke_run *run = context;
    smoke_stop_waiting(run);
    smoke_app_end(run->app);
    loop_timer_free(run->closer);
    loop_timer_free(run->pause);
    run->closer = run->pause = NULL;
    sender_close(run->sender);
    run->sender = NULL;
}

static void on_paused(void *context)
{
    struct smoke_run *run = context;
    finish(run->paused);
}

static void on_signal(void *context, int number)
{
    struct smoke_run *run = context;
    struct error err = {0};
    if (run->stage == SMOKE_OVER)
        smoke_app_kill(run->app);
    error_set(&err, (enum error_code)(128 + number), "ended by SIG%s", sigabbrev_np(number));
    smoke_fail(run, &err, "the run was ended by a signal");
}

static void on_record_failed(void *context, const struct error *failure)
{
    smoke_fail(context, failure, "the journal could not be written");
}

static bool open(struct smoke_run *run, struct error *err)
{
    const struct outbound_opts *opts = &run->opts->outbound;
    const struct sender_settings sender = {
        .reach = run->outbound.reach,
        .timeout = opts->timeout,
        .most = SMOKE_AT_ONCE > most_shared(run) ? SMOKE_AT_ONCE : most_shared(run)};
    run->loop = loop_new(err);
    if (!run->loop || !loop_on_signal(run->loop, on_signal, run, err))
        return false;
    const char *journal = settings_journal(&opts->common, run->arena, err);
    run->recorder = (struct recorder){.failed = on_record_failed, .context = run};
    if (err->code != ERROR_NONE ||
        !recorder_open(&run->recorder, run->loop, journal, opts->common.journal_max, err))
        return false;
    run->sender = sender_open(run->loop, &sender, err);
    run->closer = loop_timer_new(run->loop, on_close, run);
    run->pause = loop_timer_new(run->loop, on_paused, run);
    return run->sender && smoke_wait(run, err);
}

bool smoke_send(struct smoke_run *run, struct error *err)
{
    bool opened = open(run, err);
    if (!opened && run->closer)
        on_close(run);
    if (run->loop)
        loop_run(run->loop);
    smoke_app_free(run->app);
    smoke_guessing_free(run);
    recorder_close(&run->recorder);
    if (run->loop && !loop_free(run->loop))
        return error_set(err, ERROR_SYSTEM, "a handle was left open");
    if (opened && run->failure.code != ERROR_NONE)
        *err = run->failure;
    return opened && run->failure.code == ERROR_NONE;
}
