/* What `smoke` sees in answers in passing, and the checks that look at nothing else. */
#include "figures.h"
#include "smoke_spoil.h"
#include "smoke_stages.h"
#include "text.h"
#include "trace.h"

struct span smoke_keep(const struct smoke_run *run, struct buf *text)
{
    if (run->keyring.known.count)
        secrets_mask_excerpt(&run->keyring.known, text);
    return buf_keep(run->arena, text);
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
        at->what = smoke_keep(run, what);
        at->again = smoke_again(sending);
        at->replay = smoke_replay(sending);
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
    const struct answer *answer = &smoke_answer(of)->answer;
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
    const char *kind = trace_find(smoke_answer(of)->answer.body, &where);
    if (!kind)
        return;
    buf_printf(&what, "%s: ", kind);
    text_escape(&what, where);
    sight(&run->seen.trace, of, &what);
}

static void look_for_redirect(struct smoke_run *run, const struct smoke_sending *of)
{
    const struct answer *answer = &smoke_answer(of)->answer;
    struct buf what = {0};
    const struct header *location = headers_find(&answer->headers, SPAN("Location"), NULL);
    if (answer->status / 100 != 3)
        return;
    buf_printf(&what, "%d", answer->status);
    if (location) {
        buf_add_text(&what, " to ");
        text_escape(&what, span_slice(location->value, 0, SMOKE_EXCERPT));
    }
    sight(&run->seen.redirect, of, &what);
}

void smoke_observe(const struct smoke_sending *of)
{
    struct smoke_run *run = of->at->run;
    const struct sending *sending = smoke_answer(of);
    bool wanted = of->at->check->want == WANT_ACCEPTED;
    bool late = sending->trouble == TROUBLE_LATE || sending->trouble == TROUBLE_STALLED;
    if (wanted && (outbound_accepts(&run->outbound, sending) || late))
        histogram_add(&run->seen.accepted, sending->answer.duration);
    if (!sending->answer.status)
        return;
    run->seen.answers++;
    look_for_redirect(run, of);
    look_for_secrets(run, of);
    look_for_traces(run, of);
}
