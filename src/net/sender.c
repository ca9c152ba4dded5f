#include "sender.h"

#include "multi.h"
#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>

struct sender {
    struct loop *loop;
    struct multi *multi;
    struct sender_settings settings;
    struct sending *running;
    size_t running_count;
    struct sending *queued, **queued_end;
    bool http2;      /* an answer came over it */
    const char *cut; /* why all is cut; NULL: it is not */
};

/* What libcurl works with while an attempt runs. */
struct attempt {
    struct multi_job job;
    struct transfer transfer;
    struct sending *sending;
};

struct sender *sender_open(struct loop *loop, const struct sender_settings *settings,
                           struct error *err)
{
    struct multi *multi = multi_new(loop, false, settings->most, err);
    if (!multi)
        return NULL;
    struct sender *sender = mem_new(1, sizeof *sender);
    *sender = (struct sender){.loop = loop, .multi = multi, .settings = *settings};
    sender->queued_end = &sender->queued;
    return sender;
}

static void set_running(struct sending *sending)
{
    struct sender *sender = sending->sender;
    sending->next = sender->running;
    sending->link = &sender->running;
    if (sending->next)
        sending->next->link = &sending->next;
    sender->running = sending;
    sender->running_count++;
}

static void run_queued(struct sender *sender);

static void finish(struct sending *sending)
{
    struct sender *sender = sending->sender;
    *sending->link = sending->next;
    if (sending->next)
        sending->next->link = sending->link;
    sender->running_count--;
    loop_timer_free(sending->pause);
    sending->pause = NULL;
    free(sending->attempt);
    sending->attempt = NULL;
    sending->done(sending); /* which may free it */
    run_queued(sender);
}

static void begin_attempt(struct sending *sending);

static void on_pause_over(void *context)
{
    struct sending *sending = context;
    if (sending->renew && !sending->renew(sending))
        finish(sending);
    else
        begin_attempt(sending);
}

bool sending_may_recover(const struct sending *sending)
{
    int status = sending->answer.status;
    switch (sending->trouble) {
    case TROUBLE_NONE:
        return status >= 500 || status == 408 || status == 429;
    case TROUBLE_REFUSED:
    case TROUBLE_NO_ROUTE:
    case TROUBLE_LATE:
    case TROUBLE_STALLED:
    case TROUBLE_BROKEN:
        return true;
    default:
        return false;
    }
}

static void on_done(struct multi_job *job, CURLcode code)
{
    struct attempt *attempt = CONTAINER_OF(job, struct attempt, job);
    struct sending *sending = attempt->sending;
    struct sender *sender = sending->sender;
    sending->trouble = transfer_end(&attempt->transfer, code, sending->why, sizeof sending->why);
    sending->http2 = attempt->transfer.http2;
    sender->http2 = sender->http2 || sending->http2;
    sending->reused = attempt->transfer.reused;
    sending->cut = attempt->transfer.too_long;
    multi_take_back(sender->multi, job);
    int64_t pause = 0;
    if (!sending->again || !sending->again(sending, &pause)) {
        finish(sending);
        return;
    }
    if (!sending->pause)
        sending->pause = loop_timer_new(sender->loop, on_pause_over, sending);
    loop_timer_set(sending->pause, pause);
}

static void set_trouble(struct sending *sending, enum trouble trouble, const char *why)
{
    sending->trouble = trouble;
    snprintf(sending->why, sizeof sending->why, "%s", why);
}

static void begin_attempt(struct sending *sending)
{
    struct sender *sender = sending->sender;
    struct attempt *attempt = sending->attempt;
    arena_clear(&sending->arena);
    sending->attempts++;
    CURL *easy = multi_lend(sender->multi, &attempt->job);
    if (!easy) {
        set_trouble(sending, TROUBLE_OTHER, "libcurl gives no handle");
        finish(sending);
        return;
    }
    const struct transfer_order order = {.url = sending->url,
                                         .loopback = sending->loopback,
                                         .fresh = sending->fresh,
                                         .refusable = &sender->http2,
                                         .request = &sending->request,
                                         .reach = &sender->settings.reach,
                                         .timeout = sender->settings.timeout,
                                         .arena = &sending->arena};
    transfer_begin(&attempt->transfer, multi_api(sender->multi), easy, &order, &sending->answer);
    multi_start(sender->multi, &attempt->job);
}

static void run(struct sending *sending)
{
    sending->attempt = mem_new(1, sizeof *sending->attempt);
    sending->attempt->sending = sending;
    sending->attempt->job.done = on_done;
    set_running(sending);
    begin_attempt(sending);
}

static void run_queued(struct sender *sender)
{
    while (sender->queued && sender->running_count < sender->settings.most) {
        struct sending *sending = sender->queued;
        sender->queued = sending->next;
        if (!sender->queued)
            sender->queued_end = &sender->queued;
        run(sending);
    }
}

void sending_start(struct sender *sender, struct sending *sending)
{
    sending->sender = sender;
    sending->next = NULL;
    if (sender->cut) {
        set_trouble(sending, TROUBLE_CUT, sender->cut);
        sending->done(sending);
        return;
    }
    *sender->queued_end = sending;
    sender->queued_end = &sending->next;
    run_queued(sender);
}

bool sender_is_full(const struct sender *sender)
{
    return sender->running_count >= sender->settings.most;
}

bool sender_is_busy(const struct sender *sender)
{
    return sender->running || sender->queued;
}

/* What an attempt under way holds is given back. */
static void give_up(struct sending *sending)
{
    struct attempt *attempt = sending->attempt;
    char ignored[1];
    if (!attempt->job.easy)
        return;
    transfer_end(&attempt->transfer, CURLE_ABORTED_BY_CALLBACK, ignored, sizeof ignored);
    multi_take_back(sending->sender->multi, &attempt->job);
}

void sender_cut(struct sender *sender, const char *why)
{
    struct sending *sending;
    sender->cut = why;
    while ((sending = sender->queued)) {
        sender->queued = sending->next;
        set_trouble(sending, TROUBLE_CUT, sender->cut);
        sending->done(sending);
    }
    sender->queued_end = &sender->queued;
    while ((sending = sender->running)) {
        give_up(sending);
        set_trouble(sending, TROUBLE_CUT, sender->cut);
        finish(sending);
    }
}

void sending_clear(struct sending *sending)
{
    arena_clear(&sending->arena);
}

void sender_close(struct sender *sender)
{
    if (!sender)
        return;
    multi_close(sender->multi);
    free(sender);
}
