#include "dry.h"

#include "curl_command.h"
#include "text.h"

#include <inttypes.h>

enum { DRY_HTTP, DRY_CURL, DRY_BODY, DRY_JSON };

const char *const dry_formats[] = {"http", "curl", "body", "json", NULL};

static void write_request(struct buf *out, const struct dry_plan *plan, struct shot *shot)
{
    const struct message *request = &shot->delivery.request;
    switch (plan->ui->json ? DRY_JSON : plan->format) {
    case DRY_CURL:
        curl_write(out, request, shot->url,
                   outbound_curl_options(plan->outbound, shot->url, &shot->arena));
        break;
    case DRY_BODY:
        buf_add(out, request->body);
        break;
    case DRY_JSON:
        delivery_write(out, &shot->delivery);
        break;
    default:
        message_write(out, request);
    }
}

/* With a seed or a time even the record, which no journal will hold, is the same each time. */
static void stamp(const struct dry_plan *plan, struct shot *shot)
{
    struct dice dice = dice_of_seed(plan->seed, UINT64_MAX - shot->number);
    struct buf id = BUF_OVER(shot->delivery.id);
    shot->delivery.time = plan->timed ? plan->time : clock_now();
    shot->time = shot->delivery.time;
    ident_write_ulid(&id, &dice, shot->time);
}

static bool print(const struct dry_plan *plan, struct shot *shot, struct error *err)
{
    struct buf out = {0};
    write_request(&out, plan, shot);
    bool done = ui_raw(plan->ui, buf_span(&out), err);
    buf_clear(&out);
    return done;
}

/* What keeps one from being sent is told; of the only one that is all. */
static bool tell(const struct dry_plan *plan, const struct shot *shot, uint64_t *failed,
                 struct error *err)
{
    struct error failure = shot->fault;
    error_context(&failure, "delivery %s", shot->record->id);
    ++*failed;
    if (plan->count > 1) {
        ui_trouble(plan->ui, &failure);
        return true;
    }
    *err = failure;
    return false;
}

bool dry_run(const struct dry_plan *plan, struct error *err)
{
    const struct shot_maker *maker = &plan->maker;
    bool done = true;
    uint64_t failed = 0;
    for (uint64_t i = 0; done && i < plan->count; i++) {
        struct shot shot = {.number = i, .source = maker->choose(maker->context)};
        shot.delivery.direction = DIRECTION_SENT;
        shot.delivery.expected = span_of(plan->outbound->expect);
        stamp(plan, &shot);
        done = maker->make(maker->context, &shot, err) &&
               (shot.fault.code == ERROR_NONE ? print(plan, &shot, err)
                                              : tell(plan, &shot, &failed, err));
        arena_clear(&shot.arena);
    }
    return done &&
           (failed == 0 || error_set(err, ERROR_CHECK, "%" PRIu64 " of %" PRIu64 " can't be sent",
                                     failed, plan->count));
}
