#include "listening.h"

#include "clock.h"

#include <stdlib.h>

/* A delivery from its arrival until it is recorded, answered and printed. */
struct arrival {
    struct arrival *next; /* among the held ones */
    struct commit_ticket ticket;
    struct listening *listening;
    struct exchange *exchange;
    struct delivery delivery;
    struct buf record;
    struct arena arena;
    struct forwards forwards;
};

bool listening_prints_json(const struct listening *listening)
{
    return listening->opts->common.json || listening->opts->format == FORMAT_JSON;
}

static void print_delivery(struct listening *listening, const struct arrival *arrival,
                           struct buf *out)
{
    if (listening_prints_json(listening))
        buf_add(out, buf_span(&arrival->record));
    else if (listening->ui->quiet)
        return;
    else if (listening->opts->format == FORMAT_COMPACT)
        render_line(out, &arrival->delivery, listening->ui->out);
    else
        render_pretty(out, &arrival->delivery, listening->ui->verbose, listening->ui->out);
    if (!listening_prints_json(listening))
        forwards_render(out, &arrival->forwards, listening->ui->out);
}

/* `own` are the headers that an application gave; NULL: the body is our JSON. */
static void set_answer(struct arrival *arrival, int status, const struct headers *own,
                       struct span body)
{
    struct answer *answer = &arrival->delivery.answer;
    answer->status = status;
    answer->body = span_keep(&arrival->arena, body);
    answer->headers = exchange_headers(&arrival->arena, arrival->exchange, status, own, body.size);
}

static void send_answer(struct arrival *arrival)
{
    const struct answer *answer = &arrival->delivery.answer;
    const struct reply reply = {
        .status = answer->status, .headers = answer->headers, .body = answer->body};
    exchange_answer(arrival->exchange, &reply);
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
    if (failure) {
        say_write_failure(listening, failure);
        set_answer(arrival, 503, NULL, SPAN("{\"error\":\"not-recorded\"}"));
        buf_reset(&arrival->record);
        if (listening_prints_json(listening))
            delivery_write(&arrival->record, &arrival->delivery);
    }
    /* Rendered before the request is let go, written after the answer has left. */
    print_delivery(listening, arrival, &out);
    send_answer(arrival);
    if (!listening_prints_json(listening))
        ui_hide(listening->ui, &out);
    outlet_write(listening->outlet, buf_span(&out));
    arrival_free(arrival);
    buf_clear(&out);
}

static struct verdict judge(struct listening *listening, const struct message *request,
                            int64_t time)
{
    if (listening->opts->no_verify)
        return (struct verdict){.scheme = listening->scheme};
    const struct common_opts *common = &listening->opts->common;
    const char *url = common->notification_url;
    const struct evidence evidence = {
        .headers = &request->headers,
        .body = request->body,
        .url = span_of(url ? url : server_url(listening->server)),
        .now = time,
        .tolerance = common->tolerance,
    };
    return signer_verify(listening->signer, &evidence);
}

/* The answer is ready: on_recorded() lets it go. */
static void record(struct arrival *arrival)
{
    struct listening *listening = arrival->listening;
    struct delivery *delivery = &arrival->delivery;
    delivery->answer.duration = clock_ticks() - arrival->exchange->received;
    delivery_write(&arrival->record, delivery);
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
    struct headers own = {0};
    struct span body;
    int status;
    bool theirs = forwards_answer(forwards, &arrival->arena, &status, &own, &body);
    set_answer(arrival, status, theirs ? &own : NULL, body);
    arrival->delivery.forwards = forwards->outcomes;
    arrival->delivery.forward_count = forwards->count;
    listening->forwarded++;
    listening->failed += !forwards_are_good(forwards);
    record(arrival);
    arrival_release(listening);
}

/* Whether a delivery is one to hand on: its own affair is what its answer says. */
static void admit(struct arrival *arrival)
{
    struct forwarding *forwarding = arrival->listening->forwarding;
    if (forwarding_begin(forwarding, &arrival->forwards, &arrival->delivery, &arrival->arena,
                         on_forwarded))
        return;
    set_answer(arrival, 200, NULL, SPAN("{\"received\":true}"));
    record(arrival);
}

static void reject(struct arrival *arrival)
{
    struct buf body = {0};
    buf_printf(&body, "{\"error\":\"%s\"}", reason_name(arrival->delivery.verdict.reason));
    set_answer(arrival, 401, NULL, buf_span(&body));
    buf_clear(&body);
    record(arrival);
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
    delivery->verdict = judge(listening, &exchange->request, delivery->time);
    delivery->event = event_label(&arrival->arena, listening->scheme, exchange->request.body);
    bool invalid = delivery->verdict.validity == VALIDITY_INVALID;
    listening->received++;
    listening->valid += delivery->verdict.validity == VALIDITY_VALID;
    listening->invalid += invalid;
    if (listening->opts->count && listening_is_met(listening))
        listening_stop(listening); /* first, so that the answer says that the connection ends */
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
    arrival_release(listening);
}

static struct arrival *next_held(struct listening *listening)
{
    struct arrival *arrival = listening->held;
    if (!arrival)
        return NULL;
    listening->held = arrival->next;
    if (!listening->held)
        listening->held_end = &listening->held;
    return arrival;
}

void arrival_release(struct listening *listening)
{
    while (listening->held && !outlet_is_full(listening->outlet) &&
           !forwarding_is_full(listening->forwarding))
        take(next_held(listening));
}

void arrival_drop(struct listening *listening)
{
    struct arrival *arrival;
    while ((arrival = next_held(listening))) {
        set_answer(arrival, 503, NULL, SPAN("{\"error\":\"not-recorded\"}"));
        send_answer(arrival);
        arrival_free(arrival);
    }
}
