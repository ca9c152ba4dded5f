/* A delivery that came before is sent to the applications again, as it came. */
#include "kept.h"
#include "listening.h"

#include <stdlib.h>

struct resending {
    struct listening *listening;
    struct kept *kept;
    struct forwards forwards;
    struct arena arena;
};

static void resending_free(struct resending *resending)
{
    kept_release(resending->kept);
    arena_clear(&resending->arena);
    free(resending);
}

static void on_resent(struct forwards *forwards)
{
    struct resending *resending = CONTAINER_OF(forwards, struct resending, forwards);
    struct listening *listening = resending->listening;
    struct delivery again = resending->kept->delivery;
    struct buf out = {0};
    again.answer = (struct answer){0};
    if (forwards->count && forwards->outcomes[0].status)
        again.answer = (struct answer){.status = forwards->outcomes[0].status,
                                       .duration = forwards->outcomes[0].duration};
    buf_add_text(&out, "resent ");
    render_line(&out, &again, listening->ui->out);
    forwards_render(&out, forwards, listening->ui->out);
    ui_hide(listening->ui, &out);
    listening_print(listening, buf_span(&out));
    buf_clear(&out);
    forwards_clear(forwards);
    resending_free(resending);
}

void listening_resend(struct listening *listening, struct kept *kept)
{
    struct resending *resending = mem_new(1, sizeof *resending);
    resending->listening = listening;
    resending->kept = kept_hold(kept);
    if (listening->forwarding && !listening->stopping &&
        forwarding_begin(listening->forwarding, &resending->forwards, &kept->delivery,
                         &resending->arena, on_resent))
        return;
    ui_note(listening->ui, listening->forwarding
                               ? "no target takes this event"
                               : "deliveries are not forwarded: there is no app to resend it to");
    resending_free(resending);
}
