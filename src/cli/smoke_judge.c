/* What the answers to a check of `smoke` come to. */
#include "differences.h"
#include "expect.h"
#include "smoke_spoil.h"
#include "smoke_stages.h"
#include "text.h"

static bool is_accepted(const struct smoke_run *run, const struct sending *sending)
{
    return outbound_accepts(&run->outbound, sending);
}

static bool is_refused(const struct smoke_run *run, const struct sending *sending)
{
    return sending->trouble == TROUBLE_NONE && expect_fits(run->reject, sending->answer.status);
}

bool smoke_refuses_signature(const struct sending *sending)
{
    switch (sending->answer.status) {
    case 404:
    case 405:
    case 413:
    case 415:
    case 429:
        return false;
    default:
        return sending->trouble == TROUBLE_NONE && sending->answer.status / 100 == 4;
    }
}

bool smoke_fits(const struct smoke_sending *of)
{
    const struct smoke_run *run = of->at->run;
    const struct sending *sending = smoke_answer(of);
    bool calm = sending->trouble == TROUBLE_NONE && sending->answer.status < 500;
    switch (of->at->check->want) {
    case WANT_ACCEPTED:
        return is_accepted(run, sending);
    case WANT_REFUSED:
        return is_refused(run, sending);
    case WANT_CALM:
        return calm;
    case WANT_NOT_OK:
        return calm && !is_accepted(run, sending);
    default:
        return true;
    }
}

void smoke_write_answer(struct buf *out, const struct sending *sending)
{
    const struct answer *answer = &sending->answer;
    if (answer->status)
        buf_printf(out, "%d", answer->status);
    if (sending->trouble != TROUBLE_NONE) {
        buf_add_text(out, answer->status ? ", broken off: " : "no answer: ");
        text_escape(out, span_of(sending->why));
        return;
    }
    if (answer->body.size == 0)
        return;
    buf_add_byte(out, ' ');
    text_escape(out, span_slice(answer->body, 0, SMOKE_EXCERPT));
    if (answer->body.size > SMOKE_EXCERPT)
        buf_printf(out, "… (%zu bytes)", answer->body.size);
}

static struct mishap mishap_of(const struct smoke_run *run, const struct sending *sending)
{
    static const struct mend_options options = {"smoke", NULL, NULL,
                                                "; 'sfpy-hook listen' is an endpoint to try it "
                                                "with"};
    return (struct mishap){.url = &run->url,
                           .sending = sending,
                           .fingerprint = run->keyring.in_use.at[0].fingerprint,
                           .timeout = run->opts->outbound.timeout,
                           .unix_socket = run->opts->outbound.unix_socket,
                           .options = &options};
}

/*
 * Whether the check's own words fit what came: a refusal where it should accept, and the other way
 * round. Of anything else, such as a 404, the cause is another.
 */
static bool is_of_check(const struct smoke_case *at, const struct sending *sending)
{
    const struct smoke_run *run = at->run;
    switch (at->check->want) {
    case WANT_ACCEPTED:
        return is_refused(run, sending) && smoke_refuses_signature(sending);
    case WANT_REFUSED:
        return is_accepted(run, sending);
    default:
        return true;
    }
}

static void explain(struct smoke_case *at, const struct sending *sending)
{
    struct smoke_run *run = at->run;
    struct smoke_result *result = &at->result;
    if (!sending || (at->check->meaning && is_of_check(at, sending))) {
        result->meaning = smoke_said(at, at->check->meaning);
        result->mend = smoke_said(at, at->check->mend);
        return;
    }
    const struct mishap mishap = mishap_of(run, sending);
    struct buf cause = {0}, mend = {0};
    mishap_write_cause(&cause, &mishap);
    mishap_write_mend(&mend, &mishap);
    result->meaning = smoke_keep(run, &cause);
    result->mend = smoke_keep(run, &mend);
}

/* What the application wrote meanwhile. */
static struct span log_of(const struct smoke_case *at)
{
    struct buf lines = {0};
    smoke_app_write_since(at->run->app, at->log, &lines);
    return buf_keep(at->run->arena, &lines);
}

static void set_failed(struct smoke_case *at, const struct smoke_sending *sending, struct buf *got)
{
    at->result.status = SMOKE_FAIL;
    at->result.got = smoke_keep(at->run, got);
    explain(at, sending ? smoke_answer(sending) : NULL);
    if (sending) {
        at->result.again = smoke_again(sending);
        at->result.replay = at->check->command ? (struct span){0} : smoke_replay(sending);
    }
    if (at->check->alone || at->again ||
        (sending && smoke_answer(sending)->trouble != TROUBLE_NONE))
        at->result.log = log_of(at);
}

/* Of several the first that isn't as wanted; how many are. */
static struct smoke_sending *first_unfit(struct smoke_case *at, size_t *fitting)
{
    struct smoke_sending *unfit = NULL;
    *fitting = 0;
    for (size_t i = 0; i < at->requests; i++) {
        if (smoke_fits(&at->sendings[i]))
            ++*fitting;
        else if (!unfit)
            unfit = &at->sendings[i];
    }
    return unfit;
}

/* The longest of the answers counts. */
static int64_t duration_of(const struct smoke_case *at)
{
    int64_t longest = -1;
    for (size_t i = 0; i < at->requests; i++) {
        int64_t duration = smoke_answer(&at->sendings[i])->answer.duration;
        longest = duration > longest ? duration : longest;
    }
    return longest;
}

void smoke_judge(struct smoke_case *at)
{
    size_t fitting;
    struct buf got = {0};
    struct smoke_sending *unfit = first_unfit(at, &fitting), *last = NULL;
    at->result.meaning = at->result.mend = at->result.again = at->result.replay = (struct span){0};
    if (at->requests)
        last = &at->sendings[at->requests - 1];
    at->result.duration = duration_of(at);
    if (at->check->concluded)
        at->body = span_keep(at->run->arena, at->sendings[0].shot.delivery.request.body);
    if (unfit && at->requests > 1)
        buf_printf(&got, "%zu of %zu as expected, then ", fitting, at->requests);
    if (unfit)
        smoke_write_answer(&got, smoke_answer(unfit));
    bool good = !unfit && (!at->check->judge || at->check->judge(at, &got));
    if (!good) {
        set_failed(at, unfit ? unfit : last, &got);
        return;
    }
    at->result.status = SMOKE_PASS;
    if (got.size == 0 && last)
        buf_printf(&got, "%d", smoke_answer(last)->answer.status);
    at->result.got = smoke_keep(at->run, &got);
}

void smoke_judge_lost(struct smoke_case *at, const struct sending *sending)
{
    struct buf got = {0};
    smoke_write_answer(&got, sending);
    at->result.status = SMOKE_FAIL;
    at->result.got = smoke_keep(at->run, &got);
    explain(at, sending);
}

bool smoke_judge_twice(struct smoke_case *at, struct buf *got)
{
    const struct answer *first = &smoke_answer(&at->sendings[0])->answer;
    const struct answer *second = &smoke_answer(&at->sendings[1])->answer;
    struct differences list = {0};
    differences_add_answers(&list, first, second, &(struct answer_choice){0});
    bool same = list.count == 0;
    if (!same) {
        smoke_write_answer(got, smoke_answer(&at->sendings[0]));
        buf_add_text(got, ", the second time ");
        smoke_write_answer(got, smoke_answer(&at->sendings[1]));
    }
    differences_clear(&list);
    return same;
}

bool smoke_judge_kept_alive(struct smoke_case *at, struct buf *got)
{
    /* What is cut because it is too long for us is no fault of the endpoint. */
    if (smoke_answer(&at->sendings[1])->reused || smoke_answer(&at->sendings[0])->cut)
        return true;
    const struct header *header =
        headers_find(&smoke_answer(&at->sendings[0])->answer.headers, SPAN("Connection"), NULL);
    buf_add_text(got, "a new connection for the second");
    if (header) {
        buf_add_text(got, "; the first answer says Connection: ");
        text_escape(got, span_slice(header->value, 0, SMOKE_EXCERPT));
    }
    return false;
}
