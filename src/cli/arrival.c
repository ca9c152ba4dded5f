#include "listening.h"

#include "clock.h"
#include "console.h"
#include "event_list.h"

#include <stdlib.h>

/* A delivery from its arrival until it is recorded, answered and printed. */
struct arrival {
    struct arrival *next; /* among the held ones */
    struct commit_ticket ticket;
    struct listening *listening;
    struct exchange *exchange; /* NULL: it is answered already */
    struct delivery delivery;
    struct suspicion suspicion;
    struct forwards forwards;
    struct reply reply;
    struct buf record;
    struct arena arena;
};

bool listening_shows(const struct listening *listening, const struct event_label *event)
{
    return !listening->opts->events || events_select(listening->opts->events, event);
}

bool listening_prints_json(const struct listening *listening)
{
    return listening->opts->common.json || listening->opts->format == FORMAT_JSON;
}

void listening_print(struct listening *listening, struct span text)
{
    if (listening->console)
        console_print(listening->console, text);
    else
        outlet_write(listening->outlet, text);
}

static void print_delivery(struct listening *listening, const struct arrival *arrival,
                           struct buf *out)
{
    const struct palette *palette = listening->ui->out;
    const struct delivery *delivery = &arrival->delivery;
    unsigned parts =
        (listening->ui->verbose ? RENDER_HEADERS : 0) | (listening->bodies ? RENDER_BODY : 0);
    if (listening_prints_json(listening)) {
        buf_add(out, buf_span(&arrival->record));
        return;
    }
    if (listening->ui->quiet || !listening_shows(listening, &delivery->event))
        return;
    if (listening->opts->format == FORMAT_COMPACT && !listening->bodies)
        render_line(out, delivery, palette);
    else
        render_pretty(out, delivery, parts, (size_t)listening->opts->max_body, palette);
    forwards_render(out, &arrival->forwards, palette);
    ui_hide(listening->ui, out);
    console_keep(listening->console, delivery);
}

static void set_answer(struct arrival *arrival, struct reply reply)
{
    arrival->reply = reply;
    answers_note(&arrival->reply, &arrival->delivery.answer);
}

static struct reply not_recorded(struct arrival *arrival)
{
    return answers_plain(&arrival->arena, arrival->exchange, 503, "{\"error\":\"not-recorded\"}");
}

static void say_write_failure(struct listening *listening, const struct error *failure)
{
    if (!listening->write_failure_said)
        ui_trouble(listening->ui, failure);
    listening->write_failure_said = true;
}

static void arrival_free(struct arrival *arrival)
{
    forwards_clear(&arrival->forwards);
    suspicion_clear(&arrival->suspicion);
    buf_clear(&arrival->record);
    arena_clear(&arrival->arena);
    free(arrival);
}

/* The record is on disk, or could not be written: answers and prints. */
static void on_recorded(struct commit_ticket *ticket, const struct error *failure)
{
    struct arrival *arrival = CONTAINER_OF(ticket, struct arrival, ticket);
    struct listening *listening = arrival->listening;
    struct buf out = {0};
    if (failure)
        say_write_failure(listening, failure);
    if (failure && arrival->exchange) {
        set_answer(arrival, not_recorded(arrival));
        buf_reset(&arrival->record);
        if (listening_prints_json(listening))
            delivery_write(&arrival->record, &arrival->delivery);
    }
    /* Rendered before the request is let go, written after the answer has left. */
    print_delivery(listening, arrival, &out);
    if (arrival->exchange)
        exchange_answer(arrival->exchange, &arrival->reply);
    listening_print(listening, buf_span(&out));
    arrival_free(arrival);
    buf_clear(&out);
}

struct evidence listening_evidence(const struct listening *listening, const struct message *request,
                                   int64_t time)
{
    const struct common_opts *common = &listening->opts->common;
    const char *url = common->notification_url;
    return (struct evidence){
        .headers = &request->headers,
        .body = request->body,
        .url = span_of(url ? url : server_url(listening->server)),
        .now = time,
        .tolerance = common->tolerance,
    };
}

static struct verdict judge(struct listening *listening, const struct delivery *delivery)
{
    if (listening->opts->no_verify)
        return (struct verdict){.scheme = listening->scheme};
    renewal_check(&listening->renewal, listening);
    const struct evidence evidence =
        listening_evidence(listening, &delivery->request, delivery->time);
    return signer_verify(listening->signer, &evidence);
}

static void settle(struct arrival *arrival, struct reply reply)
{
    set_answer(arrival, reply);
    arrival->delivery.answer.duration = clock_ticks() - arrival->exchange->received + reply.delay;
}

/* The answer is settled: on_recorded() lets it go. */
static void record(struct arrival *arrival)
{
    struct listening *listening = arrival->listening;
    delivery_write(&arrival->record, &arrival->delivery);
    if (!listening->commit) {
        on_recorded(&arrival->ticket, NULL);
        return;
    }
    commit_add(listening->commit, buf_span(&arrival->record), &arrival->ticket);
    if (!listening_prints_json(listening))
        buf_clear(&arrival->record); /* it may be large, and many may wait */
}

static void on_forwarded(struct forwards *forwards)
{
    struct arrival *arrival = CONTAINER_OF(forwards, struct arrival, forwards);
    struct listening *listening = arrival->listening;
    arrival->delivery.forwards = forwards->outcomes;
    arrival->delivery.forward_count = forwards->count;
    listening->forwarded++;
    listening->failed += !forwards_are_good(forwards);
    settle(arrival, forwards_reply(forwards, &arrival->arena, arrival->exchange));
    record(arrival);
    arrival_release(listening);
}

/* Hands an accepted delivery on; false where it is for us to answer. */
static bool forward(struct arrival *arrival)
{
    struct listening *listening = arrival->listening;
    return listening_shows(listening, &arrival->delivery.event) &&
           forwarding_begin(listening->forwarding, &arrival->forwards, &arrival->delivery,
                            &arrival->arena, on_forwarded);
}

static void accept(struct arrival *arrival)
{
    if (forward(arrival))
        return;
    settle(arrival,
           answers_next(&arrival->listening->answers, &arrival->arena, arrival->exchange, NULL));
    record(arrival);
}

/* What is needed of the request when it is gone with its answer. */
static void keep_request(struct arrival *arrival)
{
    struct delivery *delivery = &arrival->delivery;
    delivery->peer = span_keep(&arrival->arena, delivery->peer);
    delivery->request = message_keep(&arrival->arena, &delivery->request);
}

static void on_suspected(struct suspicion *suspicion)
{
    struct arrival *arrival = CONTAINER_OF(suspicion, struct arrival, suspicion);
    struct listening *listening = arrival->listening;
    if (arrival->exchange)
        accept(arrival);
    else
        record(arrival);
    arrival_release(listening);
    listening_rest(listening);
}

static void suspect(struct arrival *arrival)
{
    struct listening *listening = arrival->listening;
    const struct delivery *delivery = &arrival->delivery;
    const struct evidence evidence =
        listening_evidence(listening, &delivery->request, delivery->time);
    suspicion_begin(listening->suspicions, &arrival->suspicion, &arrival->delivery, &evidence,
                    &listening->keyring, on_suspected);
}

/*
 * Where there is a cause to look for, the sender has its answer first; what is found out is
 * recorded and printed after.
 */
static void reject(struct arrival *arrival)
{
    struct listening *listening = arrival->listening;
    struct delivery *delivery = &arrival->delivery;
    settle(arrival, answers_next(&listening->answers, &arrival->arena, arrival->exchange,
                                 reason_name(delivery->verdict.reason)));
    if (!suspicion_is_due(listening->suspicions, delivery)) {
        record(arrival);
        return;
    }
    keep_request(arrival);
    exchange_answer(arrival->exchange, &arrival->reply);
    arrival->exchange = NULL;
    suspect(arrival);
}

/* One that is let in although it is invalid is looked into first. */
static void admit(struct arrival *arrival)
{
    if (suspicion_is_due(arrival->listening->suspicions, &arrival->delivery))
        suspect(arrival);
    else
        accept(arrival);
}

static void take(struct arrival *arrival)
{
    struct listening *listening = arrival->listening;
    struct exchange *exchange = arrival->exchange;
    struct delivery *delivery = &arrival->delivery;
    delivery_stamp(delivery, clock_now());
    delivery->peer = exchange->peer;
    delivery->url = span_of(server_url(listening->server));
    delivery->request = exchange->request;
    delivery->judged = true;
    delivery->verdict = judge(listening, delivery);
    delivery->event = event_label(&arrival->arena, listening->scheme, exchange->request.body);
    bool invalid = delivery->verdict.validity == VALIDITY_INVALID;
    listening->received++;
    listening->valid += delivery->verdict.validity == VALIDITY_VALID;
    listening->invalid += invalid;
    listening_count(listening, delivery); /* first, so that the answer says where the end is near */
    if (invalid && !listening->opts->accept_invalid)
        reject(arrival);
    else
        admit(arrival);
}

void arrival_begin(struct listening *listening, struct exchange *exchange)
{
    struct arrival *arrival = mem_new(1, sizeof *arrival);
    *arrival = (struct arrival){
        .ticket = {.done = on_recorded}, .listening = listening, .exchange = exchange};
    *listening->held_end = arrival;
    listening->held_end = &arrival->next;
    listening->held_count++;
    arrival_release(listening);
    if (listening->paused)
        console_refresh(listening->console);
}

static struct arrival *next_held(struct listening *listening)
{
    struct arrival *arrival = listening->held;
    if (!arrival)
        return NULL;
    listening->held = arrival->next;
    listening->held_count--;
    if (!listening->held)
        listening->held_end = &listening->held;
    return arrival;
}

/*
 * While the cause of a refusal is looked for, what comes next waits those milliseconds, so that all
 * is recorded and printed in the order in which it came; but a crowd doesn't.
 */
static bool must_wait(const struct listening *listening)
{
    enum { CROWD = 8 };
    bool looking = !suspicions_are_over(listening->suspicions) && listening->held_count < CROWD;
    return listening->paused || looking || outlet_is_full(listening->outlet) ||
           forwarding_is_full(listening->forwarding);
}

void arrival_release(struct listening *listening)
{
    while (listening->held && !must_wait(listening))
        take(next_held(listening));
}

void arrival_drop(struct listening *listening)
{
    struct arrival *arrival;
    while ((arrival = next_held(listening))) {
        struct reply reply = not_recorded(arrival);
        exchange_answer(arrival->exchange, &reply);
        arrival_free(arrival);
    }
}
