#include "recheck.h"

#include "job.h"
#include "listening.h"

/* In the thread pool. */
static void look_for_cause(void *context)
{
    struct recheck *recheck = context;
    const struct keyring *keyring = &recheck->keyring;
    const struct verdict *verdict = &recheck->verdict;
    const struct diagnosis_case input = keyring_case(keyring, verdict, &recheck->evidence);
    if (diagnosis_is_due(verdict->reason))
        diagnose(&recheck->diagnosis, &input);
    working_out(&recheck->working, verdict->scheme, keyring_find(keyring, verdict),
                &recheck->evidence);
}

static void write_found(struct buf *out, const struct recheck *recheck)
{
    const struct listening *listening = recheck->listening;
    bool diagnosed = diagnosis_is_due(recheck->verdict.reason);
    struct buf hint = {0};
    if (recheck->verdict.validity != VALIDITY_VALID)
        working_write_mend(&hint, recheck->verdict.reason, recheck->verdict.scheme,
                           &recheck->evidence);
    const struct verification verification = {.verdict = &recheck->verdict,
                                              .diagnosis = diagnosed ? &recheck->diagnosis : NULL,
                                              .working = &recheck->working,
                                              .keyring = &recheck->keyring,
                                              .hint = buf_span(&hint)};
    render_line(out, &recheck->kept->delivery, listening->ui->out);
    verification_write_text(out, &verification, listening->ui->out);
    buf_clear(&hint);
}

static void on_found(void *context)
{
    struct recheck *recheck = context;
    struct buf out = {0};
    write_found(&out, recheck);
    ui_hide(recheck->listening->ui, &out);
    diagnosis_clear(&recheck->diagnosis);
    working_clear(&recheck->working);
    recheck->diagnosis = (struct diagnosis){.differs = false};
    recheck->working = (struct working){.signed_size = 0};
    kept_release(recheck->kept);
    recheck->kept = NULL;
    listening_print(recheck->listening, buf_span(&out));
    buf_clear(&out);
}

bool recheck_start(struct recheck *recheck, struct listening *listening, struct kept *kept)
{
    const struct delivery *delivery = &kept->delivery;
    if (recheck->kept)
        return false;
    recheck->listening = listening;
    recheck->kept = kept_hold(kept);
    recheck->evidence = listening_evidence(listening, &delivery->request, delivery->time);
    recheck->keyring = listening->keyring;
    recheck->verdict = signer_verify(listening->signer, &recheck->evidence);
    job_start(listening->loop, look_for_cause, on_found, recheck);
    return true;
}
