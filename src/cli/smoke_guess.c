/*
 * Why an endpoint refuses the first delivery of `smoke`: the event is sent again, signed in each
 * way that is known to go wrong, until one is accepted.
 */
#include "probe.h"
#include "smoke_stages.h"

#include <stdlib.h>

struct smoke_guessing {
    struct smoke_case at; /* what is sent; no check of the report */
    struct probes probes;
    const struct headers *headers; /* of the scheme, for the next */
    struct message refused;        /* what the endpoint refused */
    int64_t signed_at;
    struct arena arena;
};

static const struct smoke_check guess = {.group = "preflight", .name = "guess"};

void smoke_guessing_free(struct smoke_run *run)
{
    if (!run->guessing)
        return;
    probes_close(&run->guessing->probes);
    arena_clear(&run->guessing->arena);
    free(run->guessing);
    run->guessing = NULL;
}

/* The preflight has failed: nothing else is tried. */
static void give_up(struct smoke_run *run)
{
    struct smoke_case *at = smoke_accepts(run);
    struct error err = {0};
    error_set(&err, ERROR_CHECK, "the endpoint doesn't accept a rightly signed delivery");
    smoke_set_over(at);
    smoke_fail(run, &err, "the preflight failed");
}

static bool open(struct smoke_run *run, const struct smoke_sending *refused)
{
    struct smoke_guessing *guessing = mem_new(1, sizeof *guessing);
    const struct message request = refused->shot.delivery.request;
    const struct verdict verdict = {.scheme = run->scheme};
    const struct evidence evidence = {.body = request.body};
    const struct diagnosis_case input = keyring_case(&run->keyring, &verdict, &evidence);
    const struct stamp stamp = smoke_stamp(refused);
    struct error ignored = {0};
    run->guessing = guessing;
    guessing->refused = message_keep(&guessing->arena, &request);
    guessing->signed_at = refused->signed_at;
    guessing->at = (struct smoke_case){.check = &guess, .run = run, .requests = 1};
    guessing->at.result = smoke_accepts(run)->result;
    return probes_open(&guessing->probes, &input, &stamp, &ignored);
}

void smoke_preflown(struct smoke_run *run)
{
    struct smoke_case *at = smoke_accepts(run);
    const struct smoke_sending *sending = &at->sendings[0];
    if (at->result.status == SMOKE_PASS) {
        const struct message *request = &sending->shot.delivery.request;
        run->stage = SMOKE_SHARED;
        run->accepted = headers_keep(run->arena, &request->headers);
        at->body = span_keep(run->arena, request->body);
        smoke_set_over(at);
        smoke_skip_lacking(run);
    } else if (smoke_refuses_signature(&sending->shot.sending) && open(run, sending)) {
        run->stage = SMOKE_GUESSING;
    } else {
        give_up(run);
    }
}

void smoke_guess(struct smoke_run *run)
{
    struct smoke_guessing *guessing = run->guessing;
    guessing->headers = probes_next(&guessing->probes);
    if (guessing->headers)
        smoke_begin(&guessing->at);
    else
        give_up(run);
}

bool smoke_make_guess(struct smoke_sending *sending, struct error *err)
{
    const struct smoke_guessing *guessing = sending->at->run->guessing;
    struct shot *shot = &sending->shot;
    (void)err;
    smoke_number(sending);
    shot->delivery.url = shot->url->text;
    shot->delivery.request = message_keep(&shot->arena, &guessing->refused);
    smoke_take_headers(sending, guessing->headers);
    return true;
}

/* What the endpoint does, as it took this one. */
static void explain(struct smoke_run *run)
{
    struct smoke_result *result = &smoke_accepts(run)->result;
    struct diagnosis diagnosis = {0};
    probes_explain(&run->guessing->probes, &diagnosis);
    if (diagnosis.was.at) {
        result->meaning = span_keep(run->arena, diagnosis.was);
        result->mend = span_keep(run->arena, diagnosis.mend);
    }
    diagnosis_clear(&diagnosis);
}

void smoke_guessed(struct smoke_run *run)
{
    const struct sending *sending = &run->guessing->at.sendings[0].shot.sending;
    bool accepted = outbound_accepts(&run->outbound, sending);
    if (accepted)
        explain(run);
    if (accepted || sending->trouble != TROUBLE_NONE)
        give_up(run);
}
