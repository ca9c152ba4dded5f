/* The stages of a run of `smoke`, for the files that make it up alone. */
#ifndef SFPY_SMOKE_STAGES_H
#define SFPY_SMOKE_STAGES_H

#include "smoke.h"
#include "smoke_app.h"

/* The first delivery, on which all others depend. */
struct smoke_case *smoke_accepts(struct smoke_run *run);

/* Begins to send what a case sends. */
void smoke_begin(struct smoke_case *at);

/* Goes on as far as it can; from a callback of the loop. */
void smoke_advance(struct smoke_run *run);

/* A case has its result, which may be reported. */
void smoke_set_over(struct smoke_case *at);

/* Skips the checks that can't be run, once the preflight has passed. */
void smoke_skip_lacking(struct smoke_run *run);

/* Ends the run: what is not over is skipped for a reason. With a failure what is in flight is cut.
 */
void smoke_skip_rest(struct smoke_run *run, const char *reason);
void smoke_fail(struct smoke_run *run, const struct error *err, const char *reason);

/*
 * Begins to look whether something listens, starting the application where one is to be. False with
 * code SYSTEM or NETWORK.
 */
MUST_USE bool smoke_wait(struct smoke_run *run, struct error *err);
void smoke_stop_waiting(struct smoke_run *run);

/* The first delivery was answered: goes on, or looks for what the endpoint would accept. */
void smoke_preflown(struct smoke_run *run);

/* Sends the event signed in the next wrong way, or ends the run where there is none left. */
void smoke_guess(struct smoke_run *run);
MUST_USE bool smoke_make_guess(struct smoke_sending *sending, struct error *err);
void smoke_guessed(struct smoke_run *run);
void smoke_guessing_free(struct smoke_run *run);

/* So many bytes of foreign text are shown. */
enum { SMOKE_EXCERPT = 160 };

/* What came of a request. */
static inline const struct sending *smoke_answer(const struct smoke_sending *sending)
{
    return &sending->shot.sending;
}

/* A text for the report: known secrets in it masked; in the arena, and the buf is cleared. */
struct span smoke_keep(const struct smoke_run *run, struct buf *text);

/* Adds the status of an answer and the begin of its body, or why there is none. */
void smoke_write_answer(struct buf *out, const struct sending *sending);

/*
 * Commands that send a request again, as texts for the report: curl, or of what can't be shown
 * whole another one; and one for who has the journal, absent where nothing is recorded.
 */
struct span smoke_again(const struct smoke_sending *sending);
struct span smoke_replay(const struct smoke_sending *sending);

/* Shows the last lines that the application wrote, where one was started. */
void smoke_show_log(struct smoke_run *run);

/* Says of the failed checks of bytes what they have in common. */
void smoke_conclude_bytes(struct smoke_run *run);

/* Whether the files of the report can be written, as far as that shows before. Code SYSTEM. */
MUST_USE bool smoke_report_check(const struct smoke_run *run, struct error *err);

/* Writes what is left of the report: its end, and the files. False with code SYSTEM. */
MUST_USE bool smoke_report_end(struct smoke_run *run, struct error *err);

#endif
