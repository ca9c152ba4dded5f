/* What rows of checks do to a signed request, and how they judge what came of all. */
#ifndef SFPY_SMOKE_SPOIL_H
#define SFPY_SMOKE_SPOIL_H

#include "smoke.h"

/* Change the spelling of the names of all headers of the scheme. */
bool smoke_lower_case(struct smoke_sending *sending, struct error *err);
bool smoke_upper_case(struct smoke_sending *sending, struct error *err);

/* Change all headers that hold the signature. */
bool smoke_drop_signature(struct smoke_sending *sending, struct error *err);
bool smoke_empty_signature(struct smoke_sending *sending, struct error *err);
bool smoke_change_digit(struct smoke_sending *sending, struct error *err);
bool smoke_halve_signature(struct smoke_sending *sending, struct error *err);
bool smoke_swap_signature(struct smoke_sending *sending, struct error *err);
bool smoke_sign_nothing(struct smoke_sending *sending, struct error *err);
bool smoke_double_signature_first(struct smoke_sending *sending, struct error *err);
bool smoke_double_signature_last(struct smoke_sending *sending, struct error *err);

/* Change body, framing or method; the body is signed anew where the scheme can. */
bool smoke_malform(struct smoke_sending *sending, struct error *err);
bool smoke_cut_body(struct smoke_sending *sending, struct error *err);
bool smoke_empty_body(struct smoke_sending *sending, struct error *err);
bool smoke_retype(struct smoke_sending *sending, struct error *err);
bool smoke_null_data(struct smoke_sending *sending, struct error *err);
bool smoke_spoil_utf8(struct smoke_sending *sending, struct error *err);
bool smoke_send_chunked(struct smoke_sending *sending, struct error *err);
bool smoke_expect(struct smoke_sending *sending, struct error *err);
bool smoke_get(struct smoke_sending *sending, struct error *err);

/* Say in a few words what was got; false where that is not good. */
bool smoke_judge_twice(struct smoke_case *at, struct buf *got);
bool smoke_judge_kept_alive(struct smoke_case *at, struct buf *got);
bool smoke_judge_in_time(struct smoke_case *at, struct buf *got);
bool smoke_judge_redirects(struct smoke_case *at, struct buf *got);
bool smoke_judge_secrets(struct smoke_case *at, struct buf *got);
bool smoke_judge_traces(struct smoke_case *at, struct buf *got);

#endif
