#include "outcome.h"

#include "progress.h"

/* More events than these are not shown one by one. */
enum { MOST_SHOWN = 20 };

static struct ui *ui_of(const struct volley *volley)
{
    return volley->settings->ui;
}

/* The only one is told whole, and is what it all comes to; of more there is a summary. */
static bool is_many(const struct volley *volley)
{
    return volley_planned(volley->settings) != 1;
}

static void print(struct volley *volley, struct buf *text)
{
    struct error err = {0};
    if (text->size == 0)
        return;
    outcome_clear_line(volley);
    if (!ui_text(ui_of(volley), text, &err))
        volley_fail(volley, &err);
}

void outcome_retry(struct volley *volley, const struct shot *shot, int64_t pause)
{
    char status[16];
    struct buf answer = BUF_OVER(status);
    const struct sending *sending = &shot->sending;
    if (is_many(volley) && !ui_of(volley)->verbose)
        return;
    outcome_clear_line(volley);
    buf_printf(&answer, "answered %d", sending->answer.status);
    ui_note(ui_of(volley), "attempt %u of %zu: %s; the next in %g s", sending->attempts,
            volley->settings->outbound->retries + 1, sending->answer.status ? status : sending->why,
            (double)pause / (double)CLOCK_SECOND);
}

/* Whether a failure is the first of its kind, or one that there is room for. */
static bool is_told(struct volley *volley, const struct sending *sending)
{
    int kind = (int)sending->trouble * 1000 + sending->answer.status;
    if (volley->settings->count <= MOST_SHOWN)
        return true;
    for (size_t i = 0; i < volley->told_count; i++)
        if (volley->told[i] == kind)
            return false;
    if (volley->told_count < VOLLEY_TOLD)
        volley->told[volley->told_count++] = kind;
    return true;
}

/* One of few is shown, and one of many where it is not as it should be. */
static bool is_shown(const struct volley *volley)
{
    return !ui_of(volley)->quiet && (ui_of(volley)->verbose || volley->settings->shows_each ||
                                     volley->settings->count <= MOST_SHOWN);
}

/* What is printed of one. */
struct telling {
    bool shown;
    bool whole; /* with its answer's body where that wasn't wanted */
    const struct error *failure;
    struct span differences; /* the whole of what is wrong, where there are some */
};

static void render(struct buf *out, const struct volley *volley, struct shot *shot,
                   const struct telling *telling)
{
    const struct ui *ui = ui_of(volley);
    const struct answer *answer = &shot->delivery.answer;
    bool unexpected = telling->failure->code != ERROR_NONE && telling->differences.size == 0;
    if (ui->json) {
        report_sent(out, &shot->delivery, shot->mode, shot->sending.attempts,
                    answer->status ? NULL : telling->failure);
        buf_add(out, telling->differences);
        return;
    }
    if (!answer->status || !telling->shown)
        return;
    render_line_marked(out, &shot->delivery, shot->record ? shot->mode : NULL, ui->out);
    if (ui->verbose)
        render_headers(out, &answer->headers, 0, ui->out);
    if ((unexpected && telling->whole) || ui->verbose)
        render_answer_body(out, answer->body, ui->out);
    buf_add(out, telling->differences);
}

static void count(struct volley *volley, const struct shot *shot, bool fits, bool differs)
{
    const struct sending *sending = &shot->sending;
    struct tally *tally = &volley->tally;
    int64_t duration =
        tally->corrected ? clock_ticks() - volley->begun - shot->due : sending->answer.duration;
    tally_add(tally, sending->answer.status, duration, sending->answer.status ? NULL : sending->why,
              fits);
    tally->differing += differs;
}

void outcome_done(struct volley *volley, struct shot *shot)
{
    const struct volley_settings *settings = volley->settings;
    const struct sending *sending = &shot->sending;
    struct buf out = {0}, differences = {0};
    struct error failure = {0};
    bool differs, fits = volley_accepts(volley, shot, &differs, &differences);
    bool cut = sending->trouble == TROUBLE_CUT;
    if (differs)
        error_set(&failure, ERROR_CHECK, "the answer differs from the recorded one");
    else if (shot->fault.code != ERROR_NONE)
        failure = shot->fault;
    else if (!fits)
        outbound_explain(settings->outbound, shot->url, sending, settings->fingerprint, &failure);
    count(volley, shot, fits, differs);
    bool told = !fits && !cut && (differs || is_told(volley, sending));
    const struct telling telling = {.shown = told || is_shown(volley),
                                    .whole = told,
                                    .failure = &failure,
                                    .differences = buf_span(&differences)};
    render(&out, volley, shot, &telling);
    print(volley, &out);
    buf_clear(&out);
    buf_clear(&differences);
    if (shot->record && !sending->answer.status) /* no line says which it is about */
        error_context(&failure, "delivery %s", shot->record->id);
    if (told && is_many(volley)) {
        if (differs)
            return; /* it stands below the line */
        outcome_clear_line(volley);
        ui_trouble(ui_of(volley), &failure);
    } else if (told && volley->failure.code == ERROR_NONE) {
        volley->failure = failure;
    }
}

bool outcome_shows_progress(const struct volley *volley)
{
    return is_many(volley) && ui_may_draw(ui_of(volley));
}

void outcome_progress(struct volley *volley)
{
    const struct volley_settings *settings = volley->settings;
    const struct progress_state progress = {
        .planned = volley_planned(settings),
        .sent = volley->tally.sent,
        .failed = volley->tally.sent - volley->tally.ok,
        .duration = settings->duration,
        .elapsed = clock_ticks() - volley->begun,
    };
    progress_draw(&progress, ui_of(volley)->err, &volley->drawn);
}

void outcome_clear_line(struct volley *volley)
{
    progress_erase(&volley->drawn);
}

void outcome_sum_up(struct volley *volley, struct error *err)
{
    struct tally *tally = &volley->tally;
    const struct ui *ui = ui_of(volley);
    size_t bad = tally->sent - tally->ok;
    struct buf out = {0};
    if (!is_many(volley))
        return;
    tally->started = volley->begun;
    tally->ended = clock_ticks();
    if (ui->json)
        tally_write(&out, tally, volley->settings->command);
    else if (!ui->quiet || bad > 0)
        tally_render(&out, tally, ui->out);
    print(volley, &out);
    buf_clear(&out);
    if (volley->late > 0 && tally->corrected)
        ui_note(ui,
                "%zu left later than they were due: no more than %u may be in flight; -c takes "
                "more",
                (size_t)volley->late, volley->settings->pace.at_once);
    if (volley->differing > 0)
        ui_note(ui, "%zu second deliveries got another answer than the first of the same event",
                volley->differing);
    if (volley->told_count > 0 && bad > volley->told_count && !ui->json)
        ui_note(ui, "of failures of one kind the first is shown");
    if (bad > 0 && bad == tally->differing && err->code == ERROR_NONE)
        error_set(err, ERROR_CHECK, "%zu of %zu answers differ from the recorded ones", bad,
                  tally->sent);
    else if (bad > 0 && err->code == ERROR_NONE)
        error_set(err, tally->answered ? ERROR_CHECK : ERROR_NETWORK,
                  "%zu of %zu deliveries were not answered as expected", bad, tally->sent);
}
