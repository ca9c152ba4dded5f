/* What the answers to a check of `smoke` come to. */
#include "curl_command.h"
#include "differences.h"
#include "expect.h"
#include "figures.h"
#include "shell_words.h"
#include "smoke_app.h"
#include "smoke_spoil.h"
#include "text.h"
#include "trace.h"

#include <string.h>

enum { EXCERPT = 160, MOST_COMMAND = 8 << 10 };

static const struct sending *answer_of(const struct smoke_sending *sending)
{
    return &sending->shot.sending;
}

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
    const struct sending *sending = answer_of(of);
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

/* A text for the report: known secrets in it masked. */
static struct span keep(const struct smoke_run *run, struct buf *text)
{
    if (run->keyring.known.count)
        secrets_mask_excerpt(&run->keyring.known, text);
    struct span kept = span_keep(run->arena, buf_span(text));
    buf_clear(text);
    return kept;
}

/* The status and the begin of the body, or why there is none. */
static void write_answer(struct buf *out, const struct sending *sending)
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
    text_escape(out, span_slice(answer->body, 0, EXCERPT));
    if (answer->body.size > EXCERPT)
        buf_printf(out, "… (%zu bytes)", answer->body.size);
}

static struct mishap mishap_of(const struct smoke_run *run, const struct sending *sending)
{
    static const struct mend_options options = {"smoke", "--timeout", "trigger --retry",
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
    result->meaning = keep(run, &cause);
    result->mend = keep(run, &mend);
}

/* The request without what lets in. */
static struct message shown_request(const struct smoke_sending *sending, struct arena *arena)
{
    struct message request = sending->shot.delivery.request;
    request.headers = headers_keep(arena, &request.headers);
    for (size_t i = 0; i < request.headers.count; i++)
        if (header_is_credential(request.headers.at[i].name))
            request.headers.at[i].value = SPAN("***");
    return request;
}

/* Sends what was recorded once more; absent where nothing is. */
static struct span replay(const struct smoke_sending *sending)
{
    const struct smoke_run *run = sending->at->run;
    const char *journal = run->opts->outbound.common.journal;
    struct buf out = {0};
    if (!run->recorder.commit)
        return (struct span){0};
    buf_printf(&out, "sfpy-hook replay %s", sending->shot.delivery.id);
    if (journal) {
        buf_add_text(&out, " --journal ");
        shell_quote(&out, span_of(journal));
    }
    return keep(run, &out);
}

/* A command that sends it again: curl, or of what can't be shown whole another one. */
static struct span again(const struct smoke_sending *sending)
{
    const struct smoke_run *run = sending->at->run;
    struct arena arena = {0};
    struct buf out = {0};
    const struct message request = shown_request(sending, &arena);
    if (sending->at->check->command) {
        smoke_words(&out, sending->at, sending->at->check->command);
    } else if (request.body.size <= MOST_COMMAND && text_is_utf8(request.body)) {
        curl_write(&out, &request, &run->url,
                   outbound_curl_options(&run->outbound, &run->url, &arena));
    } else if (run->recorder.commit) {
        buf_add(&out, replay(sending));
    } else {
        buf_printf(&out, "sfpy-hook smoke --only %s --scheme %s ", sending->at->result.id,
                   run->scheme->name);
        shell_quote(&out, run->url.text);
    }
    arena_clear(&arena);
    while (out.size > 0 && out.at[out.size - 1] == '\n')
        out.size--;
    return keep(run, &out);
}

/* What the application wrote meanwhile. */
static struct span log_of(const struct smoke_case *at)
{
    struct buf lines = {0};
    smoke_app_write_since(at->run->app, at->log, &lines);
    struct span kept = lines.size ? span_keep(at->run->arena, buf_span(&lines)) : (struct span){0};
    buf_clear(&lines);
    return kept;
}

static void set_failed(struct smoke_case *at, const struct smoke_sending *sending, struct buf *got)
{
    at->result.status = SMOKE_FAIL;
    at->result.got = keep(at->run, got);
    explain(at, sending ? answer_of(sending) : NULL);
    if (sending) {
        at->result.again = again(sending);
        at->result.replay = at->check->command ? (struct span){0} : replay(sending);
    }
    if (at->check->alone || at->again || (sending && answer_of(sending)->trouble != TROUBLE_NONE))
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
        int64_t duration = answer_of(&at->sendings[i])->answer.duration;
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
        write_answer(&got, answer_of(unfit));
    bool good = !unfit && (!at->check->judge || at->check->judge(at, &got));
    if (!good) {
        set_failed(at, unfit ? unfit : last, &got);
        return;
    }
    at->result.status = SMOKE_PASS;
    if (got.size == 0 && last)
        buf_printf(&got, "%d", answer_of(last)->answer.status);
    at->result.got = keep(at->run, &got);
}

void smoke_judge_lost(struct smoke_case *at, const struct sending *sending)
{
    struct buf got = {0};
    write_answer(&got, sending);
    at->result.status = SMOKE_FAIL;
    at->result.got = keep(at->run, &got);
    explain(at, sending);
}

bool smoke_judge_twice(struct smoke_case *at, struct buf *got)
{
    const struct answer *first = &answer_of(&at->sendings[0])->answer;
    const struct answer *second = &answer_of(&at->sendings[1])->answer;
    struct differences list = {0};
    differences_add_answers(&list, first, second, &(struct header_choice){0});
    bool same = list.count == 0;
    if (!same) {
        write_answer(got, answer_of(&at->sendings[0]));
        buf_add_text(got, ", the second time ");
        write_answer(got, answer_of(&at->sendings[1]));
    }
    differences_clear(&list);
    return same;
}

bool smoke_judge_kept_alive(struct smoke_case *at, struct buf *got)
{
    /* What is cut because it is too long for us is no fault of the endpoint. */
    if (answer_of(&at->sendings[1])->reused || answer_of(&at->sendings[0])->cut)
        return true;
    const struct header *header =
        headers_find(&answer_of(&at->sendings[0])->answer.headers, SPAN("Connection"), NULL);
    buf_add_text(got, "a new connection for the second");
    if (header) {
        buf_add_text(got, "; the first answer says Connection: ");
        text_escape(got, span_slice(header->value, 0, EXCERPT));
    }
    return false;
}

bool smoke_judge_in_time(struct smoke_case *at, struct buf *got)
{
    const struct histogram *accepted = &at->run->seen.accepted;
    int64_t p95 = histogram_percentile(accepted, 950);
    buf_add_text(got, "p95 ");
    figures_duration(got, p95);
    buf_add_text(got, ", longest ");
    figures_duration(got, accepted->most);
    buf_printf(got, ", of %zu", (size_t)accepted->count);
    return p95 <= SMOKE_LIMIT;
}

static bool judge_sight(struct smoke_case *at, const struct smoke_sight *sight, struct buf *got)
{
    if (sight->count == 0) {
        buf_printf(got, "none in %zu answers", at->run->seen.answers);
        return true;
    }
    buf_printf(got, "%zu of %zu answers, first that to %s: ", sight->count, at->run->seen.answers,
               sight->id);
    buf_add(got, sight->what);
    at->result.again = sight->again;
    at->result.replay = sight->replay;
    return false;
}

bool smoke_judge_redirects(struct smoke_case *at, struct buf *got)
{
    return judge_sight(at, &at->run->seen.redirect, got);
}

bool smoke_judge_secrets(struct smoke_case *at, struct buf *got)
{
    return judge_sight(at, &at->run->seen.secret, got);
}

bool smoke_judge_traces(struct smoke_case *at, struct buf *got)
{
    return judge_sight(at, &at->run->seen.trace, got);
}

static void sight(struct smoke_sight *at, const struct smoke_sending *sending, struct buf *what)
{
    const struct smoke_run *run = sending->at->run;
    if (at->count++ == 0) {
        at->id = sending->at->result.id;
        at->what = keep(run, what);
        at->again = again(sending);
        at->replay = replay(sending);
    }
    buf_clear(what);
}

/* Whether an answer holds a text, in a header or its body. */
static bool shows(const struct answer *answer, struct span text)
{
    for (size_t i = 0; i < answer->headers.count; i++)
        if (span_contains(answer->headers.at[i].value, text))
            return true;
    return span_contains(answer->body, text);
}

/* Whether an answer has a signature that is right for the request, which doesn't hold it itself. */
static bool shows_signature(const struct smoke_sending *of, const struct answer *answer)
{
    struct smoke_sending copy = *of;
    const struct smoke_run *run = of->at->run;
    bool shown = false;
    if (of->at->check->want != WANT_REFUSED)
        return false;
    copy.shot.arena = (struct arena){0};
    struct headers *headers = &copy.shot.delivery.request.headers;
    *headers = headers_keep(&copy.shot.arena, headers);
    smoke_sign(&copy, copy.shot.delivery.request.body);
    for (size_t i = 0; i < headers->count; i++) {
        struct span right = headers->at[i].value;
        const struct header *sent =
            headers_find(&of->shot.delivery.request.headers, headers->at[i].name, NULL);
        bool secret = request_is_signature(&run->rules, run->scheme, headers->at[i].name) &&
                      !(sent && span_contains(sent->value, right));
        shown = shown || (secret && shows(answer, right));
    }
    arena_clear(&copy.shot.arena);
    return shown;
}

static void look_for_secrets(struct smoke_run *run, const struct smoke_sending *of)
{
    enum { LEAST = 4 };
    const struct answer *answer = &answer_of(of)->answer;
    struct buf what = {0};
    for (size_t i = 0; i < run->keyring.known.count && what.size == 0; i++)
        if (run->keyring.known.at[i].text.size >= LEAST &&
            shows(answer, run->keyring.known.at[i].text))
            buf_printf(&what, "the secret %s", run->keyring.known.at[i].fingerprint);
    if (what.size == 0 && shows_signature(of, answer))
        buf_add_text(&what, "the signature that would have been right");
    if (what.size)
        sight(&run->seen.secret, of, &what);
}

static void look_for_traces(struct smoke_run *run, const struct smoke_sending *of)
{
    struct span where;
    struct buf what = {0};
    const char *kind = trace_find(answer_of(of)->answer.body, &where);
    if (!kind)
        return;
    buf_printf(&what, "%s: ", kind);
    text_escape(&what, where);
    sight(&run->seen.trace, of, &what);
}

static void look_for_redirect(struct smoke_run *run, const struct smoke_sending *of)
{
    const struct answer *answer = &answer_of(of)->answer;
    struct buf what = {0};
    const struct header *location = headers_find(&answer->headers, SPAN("Location"), NULL);
    if (answer->status / 100 != 3)
        return;
    buf_printf(&what, "%d", answer->status);
    if (location) {
        buf_add_text(&what, " to ");
        text_escape(&what, span_slice(location->value, 0, EXCERPT));
    }
    sight(&run->seen.redirect, of, &what);
}

void smoke_observe(const struct smoke_sending *of)
{
    struct smoke_run *run = of->at->run;
    const struct sending *sending = answer_of(of);
    bool wanted = of->at->check->want == WANT_ACCEPTED;
    if (wanted && (is_accepted(run, sending) || sending->trouble == TROUBLE_LATE))
        histogram_add(&run->seen.accepted, sending->answer.duration);
    if (!sending->answer.status)
        return;
    run->seen.answers++;
    look_for_redirect(run, of);
    look_for_secrets(run, of);
    look_for_traces(run, of);
}
