#include "check.h"
#include "clock.h"
#include "selection.h"

static const struct forwarded forwards[] = {
    {BYTES("http://h/"), 200, 1, 1, {NULL, 0}},
    {BYTES("http://h:1/"), 0, 1, 1, BYTES("connection refused")},
};

static const struct {
    const char *name;
    struct delivery delivery;
    bool failed;
} outcomes[] = {
    {"answered 200", {.answer = {.status = 200}}, false},
    {"answered 401", {.answer = {.status = 401}}, true},
    {"not answered", {.answer = {.status = 0}}, true},
    {"one forward", {.answer = {.status = 200}, .forwards = forwards, .forward_count = 1}, false},
    {"two forwards", {.answer = {.status = 200}, .forwards = forwards, .forward_count = 2}, true},
    {"sent", {.direction = DIRECTION_SENT, .answer = {.status = 204}}, false},
    {"sent in vain", {.direction = DIRECTION_SENT}, true},
    {"sent, 401 wanted",
     {.direction = DIRECTION_SENT, .answer = {.status = 401}, .expected = BYTES("4xx")},
     false},
    {"sent, 4xx wanted, 200 came",
     {.direction = DIRECTION_SENT, .answer = {.status = 200}, .expected = BYTES("4xx")},
     true},
    {"sent, nonsense wanted",
     {.direction = DIRECTION_SENT, .answer = {.status = 200}, .expected = BYTES("x,")},
     false},
    {"sent, broken off",
     {.direction = DIRECTION_SENT, .answer = {.status = 200}, .error = BYTES("broken off")},
     true},
};

static void tells_what_failed(void)
{
    for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
        check_row("%s", outcomes[i].name);
        CHECK(delivery_failed(&outcomes[i].delivery) == outcomes[i].failed);
    }
}

/* Received, refused, at second 100. */
static const struct delivery refused = {
    .time = 100 * CLOCK_SECOND,
    .judged = true,
    .verdict = {.validity = VALIDITY_INVALID, .reason = REASON_MISMATCH},
    .event = {BYTES("payment.confirmed"), BYTES("payment:created"), {NULL, 0}},
    .answer = {.status = 401},
};

static const struct {
    const char *name;
    struct selection selection;
    bool fits, filters;
} rows[] = {
    {"all", {0}, true, false},
    {"received", {.direction = SELECT_RECEIVED}, true, true},
    {"sent", {.direction = SELECT_SENT}, false, true},
    {"since then", {.has_since = true, .since = 100 * CLOCK_SECOND}, true, true},
    {"since later", {.has_since = true, .since = 100 * CLOCK_SECOND + 1}, false, true},
    {"until then", {.has_until = true, .until = 100 * CLOCK_SECOND}, true, true},
    {"until before", {.has_until = true, .until = 100 * CLOCK_SECOND - 1}, false, true},
    {"failed", {.failed = true}, true, true},
    {"invalid", {.invalid = true}, true, true},
    {"its event", {.events = "payment.*"}, true, true},
    {"its wire type", {.events = "payment:created"}, true, true},
    {"another event", {.events = "refund.*"}, false, true},
    {"one of two fits", {.invalid = true, .events = "!payment.*"}, false, true},
};

static void holds_filters_against_a_delivery(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s", rows[i].name);
        CHECK(selection_fits(&rows[i].selection, &refused) == rows[i].fits);
        CHECK(selection_filters(&rows[i].selection) == rows[i].filters);
    }
}

static const struct check_case cases[] = {
    {"tells what failed", tells_what_failed},
    {"holds filters against a delivery", holds_filters_against_a_delivery},
};

int main(void)
{
    return CHECK_RUN(cases);
}
