#include "volley.h"

#include "outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many events are made together to be sent in another order. */
enum { REORDERED = 8 };

/* Events are told apart by their times, which are written to the microsecond. */
#define EVENT_STEP INT64_C(1000)

/* How much later than it was due a delivery may leave without a word. */
#define LATE (100 * CLOCK_MS)

static bool is_over(const struct volley *volley)
{
    int64_t duration = volley->settings->duration;
    return volley->stopped || (!volley->ready && volley->made >= volley->settings->count) ||
           (duration && clock_ticks() - volley->begun >= duration);
}

/* What came of the two deliveries of one event, which the last of them compares. */
struct twins {
    int status[2];
    unsigned told, left;
    int64_t time; /* of the signature; 0: none was made yet */
};

static void shot_free(struct shot *shot)
{
    if (shot->twins && --shot->twins->left == 0)
        free(shot->twins);
    sending_clear(&shot->sending);
    arena_clear(&shot->arena);
    free(shot);
}

uint64_t volley_planned(const struct volley_settings *settings)
{
    return settings->count == UINT64_MAX ? 0 : settings->count * (settings->duplicate ? 2 : 1);
}

bool volley_is_timed(const struct volley_settings *settings)
{
    return settings->pace.rate > 0 || settings->maker.due;
}

bool volley_accepts(const struct volley *volley, const struct shot *shot, bool *differs,
                    struct buf *differences)
{
    const struct volley_settings *settings = volley->settings;
    const struct shot_maker *maker = &settings->maker;
    const struct sending *sending = &shot->sending;
    bool whole = sending->trouble == TROUBLE_NONE;
    *differs = whole && maker->differs && maker->differs(maker->context, shot, differences);
    return !*differs &&
           (settings->any_status ? whole : outbound_accepts(settings->outbound, sending));
}

void volley_stop(struct volley *volley)
{
    if (volley->stopped)
        return;
    volley->stopped = true;
    if (volley->sender)
        sender_cut(volley->sender, "cut at the end");
}

void volley_fail(struct volley *volley, const struct error *err)
{
    if (volley->failure.code == ERROR_NONE)
        volley->failure = *err;
    volley_stop(volley);
}

static void fire(struct volley *volley);

static void on_record_failed(void *context, const struct error *failure)
{
    struct volley *volley = context;
    volley_fail(volley, failure);
    if (!volley->firing)
        fire(volley);
}

/* What was sent by the last attempt, and what came of it. */
static void record_attempt(struct shot *shot)
{
    shot->recorded = shot->sending.attempts;
    recorder_add(&shot->volley->recorder, &shot->delivery, &shot->sending);
}

static bool make_request(struct shot *shot, struct error *err)
{
    const struct shot_maker *maker = &shot->volley->settings->maker;
    return maker->make(maker->context, shot, err);
}

static bool on_tried(struct sending *sending, int64_t *pause)
{
    struct shot *shot = CONTAINER_OF(sending, struct shot, sending);
    struct volley *volley = shot->volley;
    const struct outbound *outbound = volley->settings->outbound;
    bool differs;
    if (volley->stopped || sending->attempts > outbound->retries || !sending_may_recover(sending) ||
        volley_accepts(volley, shot, &differs, NULL))
        return false;
    size_t plan =
        sending->attempts <= outbound->pause_count ? sending->attempts : outbound->pause_count;
    *pause = outbound->pauses[plan - 1];
    record_attempt(shot);
    outcome_retry(volley, shot, *pause);
    return true;
}

/* What is sent, and where to. */
static void aim(struct shot *shot)
{
    shot->sending.url = shot->url->plain.at;
    shot->sending.loopback = shot->url->loopback;
    shot->sending.request = shot->delivery.request;
}

static bool on_renew(struct sending *sending)
{
    struct shot *shot = CONTAINER_OF(sending, struct shot, sending);
    struct arena old = shot->arena;
    const struct delivery before = shot->delivery;
    const struct delivery *record = shot->record;
    const struct url *url = shot->url;
    shot->arena = (struct arena){0};
    shot->attempt++;
    delivery_stamp(&shot->delivery, clock_now());
    bool made = make_request(shot, &shot->volley->failure);
    if (made) {
        aim(shot);
    } else { /* what came of the last attempt is still to be told */
        arena_clear(&shot->arena);
        shot->arena = old;
        old = (struct arena){0};
        shot->delivery = before;
        shot->record = record;
        shot->url = url;
    }
    arena_clear(&old);
    return made;
}

/* An endpoint should answer the second as the first. */
static void compare_twins(struct shot *shot)
{
    struct twins *twins = shot->twins;
    if (!twins)
        return;
    twins->status[twins->told++] = shot->sending.answer.status;
    if (twins->told == COUNT_OF(twins->status) && twins->status[0] != twins->status[1])
        shot->volley->differing++;
}

static void on_done(struct sending *sending)
{
    struct shot *shot = CONTAINER_OF(sending, struct shot, sending);
    struct volley *volley = shot->volley;
    volley->in_flight--;
    if (sending->attempts > shot->recorded) /* else it was cut while it waited for the next */
        record_attempt(shot);
    outcome_done(volley, shot);
    compare_twins(shot);
    shot_free(shot);
    if (volley->failure.code != ERROR_NONE)
        volley_stop(volley);
    if (!volley->firing)
        fire(volley);
}

/* Adds the shots of the next event, one or two. */
static void add_event(struct volley *volley, struct shot **shots, size_t *count)
{
    struct twins *twins = volley->settings->duplicate ? mem_new(1, sizeof *twins) : NULL;
    const struct shot_maker *maker = &volley->settings->maker;
    const void *source = maker->choose(maker->context);
    const int64_t now = clock_now(), after = volley->latest + EVENT_STEP;
    volley->latest = now > after ? now : after;
    for (size_t i = 0; i < (twins ? 2 : 1); i++) {
        struct shot *shot = mem_new(1, sizeof *shot);
        shot->volley = volley;
        shot->number = volley->made;
        shot->source = source;
        shot->time = volley->latest;
        shot->twins = twins;
        shot->delivery.direction = DIRECTION_SENT;
        shot->delivery.expected = span_of(volley->settings->outbound->expect);
        shots[(*count)++] = shot;
    }
    if (twins)
        twins->left = 2;
    volley->made++;
}

static void shuffle(struct shot **shots, size_t count, struct dice *dice)
{
    bool moved = false;
    for (size_t i = count; i > 1; i--) {
        size_t j = dice_below(dice, (uint32_t)i);
        struct shot *shot = shots[i - 1];
        shots[i - 1] = shots[j];
        shots[j] = shot;
        moved = moved || j != i - 1;
    }
    if (moved || count < 2)
        return;
    struct shot *first = shots[0];
    memmove(shots, shots + 1, (count - 1) * sizeof(struct shot *));
    shots[count - 1] = first;
}

/* What goes out next: one event, or some in another order; each maybe twice. */
static void make_ready(struct volley *volley)
{
    const struct volley_settings *settings = volley->settings;
    struct shot *shots[2 * REORDERED], **end = &volley->ready;
    uint64_t left = settings->count - volley->made;
    size_t wanted = settings->reorder ? REORDERED : 1, count = 0;
    for (size_t i = 0; i < wanted && i < left; i++)
        add_event(volley, shots, &count);
    if (settings->reorder)
        shuffle(shots, count, settings->dice);
    for (size_t i = 0; i < count; i++) {
        *end = shots[i];
        end = &shots[i]->next;
    }
}

/* Of twins the second is signed at the time of the first: it is the same to the last byte. */
static void stamp(struct shot *shot)
{
    int64_t now = clock_now();
    if (shot->twins && shot->twins->time)
        now = shot->twins->time;
    if (shot->twins)
        shot->twins->time = now;
    delivery_stamp(&shot->delivery, now);
}

static int64_t due_of(const struct volley *volley, uint64_t number)
{
    const struct shot_maker *maker = &volley->settings->maker;
    return maker->due ? maker->due(maker->context, number)
                      : pace_due(&volley->settings->pace, number);
}

static void send(struct volley *volley, struct shot *shot)
{
    struct error err = {0};
    stamp(shot);
    if (!make_request(shot, &err)) {
        shot_free(shot);
        volley_fail(volley, &err);
        return;
    }
    shot->sending = (struct sending){.again = on_tried, .renew = on_renew, .done = on_done};
    aim(shot);
    shot->due = due_of(volley, volley->fired++);
    volley->late += clock_ticks() - volley->begun - shot->due > LATE;
    volley->in_flight++;
    if (shot->fault.code == ERROR_NONE) {
        sending_start(volley->sender, &shot->sending);
        return;
    }
    shot->sending.trouble = TROUBLE_OTHER;
    snprintf(shot->sending.why, sizeof shot->sending.why, "%s", shot->fault.text);
    on_done(&shot->sending);
}

/* How long until the next may go; 0: at once, -1: when another is done. */
static int64_t wait_for_next(const struct volley *volley)
{
    const struct pace *pace = &volley->settings->pace;
    int64_t elapsed = clock_ticks() - volley->begun;
    int64_t due = due_of(volley, volley->fired) - elapsed;
    int64_t left = volley->settings->duration - elapsed;
    if (due > 0)
        return left > 0 && left < due ? left : due;
    if (volley->in_flight < pace_in_flight(pace, elapsed))
        return 0;
    return pace->rate <= 0 && elapsed < pace->ramp ? pace->ramp / pace->at_once : -1;
}

/* The loop ends by itself once nothing is left of it. */
static void finish(struct volley *volley)
{
    outcome_clear_line(volley);
    loop_timer_free(volley->timer);
    loop_timer_free(volley->ticker);
    volley->timer = volley->ticker = NULL;
    sender_close(volley->sender);
    volley->sender = NULL;
}

static void fire(struct volley *volley)
{
    int64_t wait = 0;
    volley->firing = true;
    while (!is_over(volley) && (wait = wait_for_next(volley)) == 0) {
        if (!volley->ready)
            make_ready(volley);
        struct shot *shot = volley->ready;
        volley->ready = shot->next;
        send(volley, shot);
    }
    volley->firing = false;
    bool over = is_over(volley);
    if (!over && wait > 0)
        loop_timer_set(volley->timer, wait);
    /* libcurl may be the one who calls: it is closed from elsewhere. */
    if (over && volley->in_flight == 0 && volley->timer)
        loop_timer_set(volley->timer, 0);
}

static void on_time(void *context)
{
    struct volley *volley = context;
    if (is_over(volley) && volley->in_flight == 0)
        finish(volley);
    else
        fire(volley);
}

static void on_tick(void *context)
{
    struct volley *volley = context;
    outcome_progress(volley);
    loop_timer_set(volley->ticker, PROGRESS_PAUSE);
}

static void on_signal(void *context, int number)
{
    struct volley *volley = context;
    struct error err = {0};
    uint64_t all = volley_planned(volley->settings);
    if (all < 2)
        error_set(&err, (enum error_code)(128 + number), "ended by SIG%s", sigabbrev_np(number));
    else
        error_set(&err, (enum error_code)(128 + number), "ended by SIG%s, %zu of %zu were sent",
                  sigabbrev_np(number), (size_t)volley->fired, (size_t)all);
    volley_fail(volley, &err);
    fire(volley);
}

static bool open(struct volley *volley, struct error *err)
{
    const struct volley_settings *settings = volley->settings;
    const struct sender_settings sender = {.reach = settings->outbound->reach,
                                           .timeout = settings->outbound->opts->timeout,
                                           .most = settings->pace.at_once};
    volley->loop = loop_new(err);
    if (!volley->loop || !loop_on_signal(volley->loop, on_signal, volley, err))
        return false;
    volley->recorder.failed = on_record_failed;
    volley->recorder.context = volley;
    if (!recorder_open(&volley->recorder, volley->loop, settings->journal,
                       settings->outbound->opts->common.journal_max, err))
        return false;
    volley->sender = sender_open(volley->loop, &sender, err);
    if (!volley->sender)
        return false;
    volley->timer = loop_timer_new(volley->loop, on_time, volley);
    volley->ticker = loop_timer_new(volley->loop, on_tick, volley);
    return true;
}

static void close_all(struct volley *volley)
{
    while (volley->ready) {
        struct shot *shot = volley->ready;
        volley->ready = shot->next;
        shot_free(shot);
    }
    recorder_close(&volley->recorder);
    loop_free(volley->loop);
    tally_clear(&volley->tally);
}

bool volley_run(const struct volley_settings *settings, struct error *err)
{
    struct volley volley = {.settings = settings};
    bool opened = open(&volley, err);
    if (opened) {
        volley.begun = clock_ticks();
        volley.tally.corrected = volley_is_timed(settings);
        volley.tally.compared = settings->maker.differs != NULL;
        if (outcome_shows_progress(&volley))
            on_tick(&volley);
        fire(&volley);
        loop_run(volley.loop);
        outcome_sum_up(&volley, &volley.failure);
        if (volley.failure.code != ERROR_NONE)
            *err = volley.failure;
    }
    if (volley.sender)
        finish(&volley);
    close_all(&volley);
    return opened && volley.failure.code == ERROR_NONE;
}
