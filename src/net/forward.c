#include "forward.h"

#include "clock.h"
#include "multi.h"
#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_DOUBLED = 7 }; /* the longest pause between attempts is 64 s */

struct forwarder {
    struct loop *loop;
    struct multi *multi;
    struct forward_settings settings;
    struct forward *running;
    size_t running_count;
    struct forward *queued, **queued_end;
    bool cut;
};

/* What libcurl works with while an attempt runs. */
struct attempt {
    struct multi_job job;
    struct transfer transfer;
    struct forward *forward;
};

struct forwarder *forwarder_open(struct loop *loop, const struct forward_settings *settings,
                                 struct error *err)
{
    struct multi *multi = multi_new(loop, false, err);
    if (!multi)
        return NULL;
    struct forwarder *forwarder = mem_new(1, sizeof *forwarder);
    *forwarder = (struct forwarder){.loop = loop, .multi = multi, .settings = *settings};
    forwarder->queued_end = &forwarder->queued;
    return forwarder;
}

static void set_running(struct forward *forward)
{
    struct forwarder *forwarder = forward->forwarder;
    forward->next = forwarder->running;
    forward->link = &forwarder->running;
    if (forward->next)
        forward->next->link = &forward->next;
    forwarder->running = forward;
    forwarder->running_count++;
}

static void run_queued(struct forwarder *forwarder);

static void finish(struct forward *forward)
{
    struct forwarder *forwarder = forward->forwarder;
    *forward->link = forward->next;
    if (forward->next)
        forward->next->link = forward->link;
    forwarder->running_count--;
    loop_timer_free(forward->pause);
    forward->pause = NULL;
    free(forward->attempt);
    forward->attempt = NULL;
    forward->done(forward); /* which may free it */
    run_queued(forwarder);
}

static void begin_attempt(struct forward *forward);

static void on_pause_over(void *context)
{
    begin_attempt(context);
}

/* Of what a restart of the application mends, and what another try may. */
static bool is_worth_another(const struct forward *forward)
{
    switch (forward->trouble) {
    case TROUBLE_NONE:
        return forward->answer.status >= 500;
    case TROUBLE_REFUSED:
    case TROUBLE_NO_ROUTE:
    case TROUBLE_LATE:
    case TROUBLE_BROKEN:
        return true;
    default:
        return false;
    }
}

static void on_done(struct multi_job *job, CURLcode code)
{
    struct attempt *attempt = CONTAINER_OF(job, struct attempt, job);
    struct forward *forward = attempt->forward;
    struct forwarder *forwarder = forward->forwarder;
    forward->trouble = transfer_end(&attempt->transfer, code, forward->why, sizeof forward->why);
    multi_take_back(forwarder->multi, job);
    if (forward->attempts > forwarder->settings.retries || !is_worth_another(forward)) {
        finish(forward);
        return;
    }
    unsigned doubled = forward->attempts - 1;
    if (!forward->pause)
        forward->pause = loop_timer_new(forwarder->loop, on_pause_over, forward);
    loop_timer_set(forward->pause, (CLOCK_SECOND / 2)
                                       << (doubled < MOST_DOUBLED ? doubled : MOST_DOUBLED));
}

static void set_trouble(struct forward *forward, enum trouble trouble)
{
    const char *text = trouble_text(trouble);
    forward->trouble = trouble;
    snprintf(forward->why, sizeof forward->why, "%s", text ? text : "libcurl gives no handle");
}

static void begin_attempt(struct forward *forward)
{
    struct forwarder *forwarder = forward->forwarder;
    struct attempt *attempt = forward->attempt;
    arena_clear(&forward->arena);
    forward->attempts++;
    CURL *easy = multi_lend(forwarder->multi, &attempt->job);
    if (!easy) {
        set_trouble(forward, TROUBLE_OTHER);
        finish(forward);
        return;
    }
    const struct transfer_order order = {.url = forward->url,
                                         .loopback = forward->loopback,
                                         .request = &forward->request,
                                         .timeout = forwarder->settings.timeout,
                                         .arena = &forward->arena};
    transfer_begin(&attempt->transfer, multi_api(forwarder->multi), easy, &order, &forward->answer);
    transfer_trust(multi_api(forwarder->multi), easy, &forwarder->settings.trust);
    multi_start(forwarder->multi, &attempt->job);
}

static void run(struct forward *forward)
{
    forward->attempt = mem_new(1, sizeof *forward->attempt);
    forward->attempt->forward = forward;
    forward->attempt->job.done = on_done;
    set_running(forward);
    begin_attempt(forward);
}

static void run_queued(struct forwarder *forwarder)
{
    while (forwarder->queued && forwarder->running_count < FORWARDS_IN_FLIGHT) {
        struct forward *forward = forwarder->queued;
        forwarder->queued = forward->next;
        if (!forwarder->queued)
            forwarder->queued_end = &forwarder->queued;
        run(forward);
    }
}

void forward_start(struct forwarder *forwarder, struct forward *forward)
{
    forward->forwarder = forwarder;
    forward->next = NULL;
    if (forwarder->cut) {
        set_trouble(forward, TROUBLE_CUT);
        forward->done(forward);
        return;
    }
    *forwarder->queued_end = forward;
    forwarder->queued_end = &forward->next;
    run_queued(forwarder);
}

bool forwarder_is_full(const struct forwarder *forwarder)
{
    return forwarder->running_count >= FORWARDS_IN_FLIGHT;
}

bool forwarder_is_busy(const struct forwarder *forwarder)
{
    return forwarder->running || forwarder->queued;
}

/* What an attempt under way holds is given back. */
static void give_up(struct forward *forward)
{
    struct attempt *attempt = forward->attempt;
    char ignored[1];
    if (!attempt->job.easy)
        return;
    transfer_end(&attempt->transfer, CURLE_ABORTED_BY_CALLBACK, ignored, sizeof ignored);
    multi_take_back(forward->forwarder->multi, &attempt->job);
}

void forwarder_cut(struct forwarder *forwarder)
{
    struct forward *forward;
    forwarder->cut = true;
    while ((forward = forwarder->queued)) {
        forwarder->queued = forward->next;
        set_trouble(forward, TROUBLE_CUT);
        forward->done(forward);
    }
    forwarder->queued_end = &forwarder->queued;
    while ((forward = forwarder->running)) {
        give_up(forward);
        set_trouble(forward, TROUBLE_CUT);
        finish(forward);
    }
}

void forward_clear(struct forward *forward)
{
    arena_clear(&forward->arena);
}

void forwarder_close(struct forwarder *forwarder)
{
    if (!forwarder)
        return;
    multi_close(forwarder->multi);
    free(forwarder);
}
