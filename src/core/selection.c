#include "selection.h"

#include "event_list.h"
#include "expect.h"

static bool is_good(int status)
{
    return status / 100 == 2;
}

/* What a record says was expected may be forged. */
static bool is_expected(const struct delivery *delivery)
{
    struct error ignored;
    const char *expected = delivery->expected.at;
    bool sound = expected && expect_check(expected, &ignored);
    return sound ? expect_fits(expected, delivery->answer.status)
                 : is_good(delivery->answer.status);
}

bool delivery_failed(const struct delivery *delivery)
{
    if (delivery->direction == DIRECTION_SENT)
        return !delivery->answer.status || delivery->error.at || !is_expected(delivery);
    bool failed = !is_good(delivery->answer.status);
    for (size_t i = 0; i < delivery->forward_count; i++)
        failed = failed || !is_good(delivery->forwards[i].status);
    return failed;
}

static bool fits_direction(enum selected_direction wanted, enum direction direction)
{
    return wanted == SELECT_BOTH || (wanted == SELECT_SENT) == (direction == DIRECTION_SENT);
}

bool selection_fits(const struct selection *selection, const struct delivery *delivery)
{
    return fits_direction(selection->direction, delivery->direction) &&
           (!selection->has_since || delivery->time >= selection->since) &&
           (!selection->has_until || delivery->time <= selection->until) &&
           (!selection->invalid || delivery->verdict.validity == VALIDITY_INVALID) &&
           (!selection->failed || delivery_failed(delivery)) &&
           events_select(selection->events, &delivery->event);
}

bool selection_filters(const struct selection *selection)
{
    return selection->events || selection->has_since || selection->has_until || selection->failed ||
           selection->invalid || selection->direction != SELECT_BOTH;
}
