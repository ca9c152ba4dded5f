#include "check.h"
#include "event_list.h"

static void checks_lists(void)
{
    static const struct {
        const char *list;
        bool well_formed;
    } rows[] = {
        {"payment.confirmed", true},
        {"a,b", true},
        {" a , b ", true},
        {"!a", true},
        {"! a", true},
        {"*", true},
        {"no-such", true},
        {"", false},
        {",", false},
        {"a,", false},
        {",a", false},
        {"a,,b", false},
        {"!", false},
        {"a,!", false},
        {"!!a", false},
        {" ", false},
        {"a, ,b", false},
        {"!,a", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        check_row("'%s'", rows[i].list);
        CHECK(event_list_check(rows[i].list, &err) == rows[i].well_formed);
        CHECK_NUMBER(err.code, rows[i].well_formed ? ERROR_NONE : ERROR_USAGE);
    }
}

#define PAYMENT "payment:created", "payment.confirmed"

static const struct {
    const char *list, *type, *name;
    bool selected;
} rows[] = {
    {NULL, PAYMENT, true},
    {"payment.confirmed", PAYMENT, true},
    {"payment:created", PAYMENT, true},
    {"refund.confirmed", PAYMENT, false},
    {"payment", PAYMENT, false},
    {"ayment.confirmed", PAYMENT, false},
    {"payment.confirmedx", PAYMENT, false},
    {"Payment.confirmed", PAYMENT, false},
    {"payment.*", PAYMENT, true},
    {"payment:*", PAYMENT, true},
    {"*.confirmed", PAYMENT, true},
    {"*:created", PAYMENT, true},
    {"*.*", PAYMENT, true},
    {"*", PAYMENT, true},
    {"**", PAYMENT, true},
    {"*m*.*d", PAYMENT, true},
    {"*m*.*x", PAYMENT, false},
    {"payment?confirmed", PAYMENT, true},
    {"payment.confirmed?", PAYMENT, false},
    {"?ayment.confirme?", PAYMENT, true},
    {"payment.confirmed*", PAYMENT, true},
    {"*payment.confirmed", PAYMENT, true},
    {"refund.*,payment.*", PAYMENT, true},
    {"payment.*,refund.*", PAYMENT, true},
    {" refund.* , payment.* ", PAYMENT, true},
    {"!payment.*", PAYMENT, false},
    {"!payment:created", PAYMENT, false},
    {"!refund.*", PAYMENT, true},
    {"!refund.*,!x", PAYMENT, true},
    {"!refund.*,!payment.*", PAYMENT, false},
    {"*,!payment.*", PAYMENT, false},
    {"!payment.*,*", PAYMENT, true},
    {"payment.*,!*.failed", PAYMENT, true},
    {"payment.*,!*.failed", "payment.failed", NULL, false},
    {"payment.*,!*.failed", "refund.failed", NULL, false},
    {"payment.*,!*.failed,payment.failed", "payment.failed", NULL, true},
    {"!*.failed,payment.*", "payment.failed", NULL, true},
    {"!x,refund.*", PAYMENT, false},
    {"charge.*", "charge.succeeded", NULL, true},
    {"*", NULL, NULL, true},
    {"?*", NULL, NULL, false},
    {"payment.*", NULL, NULL, false},
    {"!payment.*", NULL, NULL, true},
    {"!*", NULL, NULL, false},
    {"a?c",
     "a\xc3\xa9"
     "c",
     NULL, true},
    {"a??c",
     "a\xc3\xa9"
     "c",
     NULL, false},
    {"a?c",
     "a\xff"
     "c",
     NULL, true},
    {"a?", "a\xe2\x82", NULL, false},
    {"a??", "a\xe2\x82", NULL, true},
    {"a*b", "a*b", NULL, true},
    {"[ab]", "a", NULL, false},
    {"[ab]", "[ab]", NULL, true},
};

static void selects_events(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct event_label label = {.type = span_of(rows[i].type),
                                          .name = span_of(rows[i].name)};
        check_row("%s of '%s'", rows[i].type ? rows[i].type : "nothing",
                  rows[i].list ? rows[i].list : "all");
        CHECK(events_select(rows[i].list, &label) == rows[i].selected);
    }
}

/* A type of a mebibyte against a glob of many stars ends at once. */
static void does_not_blow_up(void)
{
    struct buf type = {0};
    buf_add_repeated(&type, 'a', 1 << 20);
    const struct event_label label = {.type = buf_span(&type)};
    CHECK(!events_select("*a*a*a*a*a*a*a*a*a*a*a*a*b", &label));
    CHECK(events_select("*a*a*a*a*a*a*a*a*a*a*a*a*", &label));
    buf_clear(&type);
}

static const struct check_case cases[] = {
    {"checks lists", checks_lists},
    {"selects events", selects_events},
    {"does not blow up", does_not_blow_up},
};

int main(void)
{
    return CHECK_RUN(cases);
}
