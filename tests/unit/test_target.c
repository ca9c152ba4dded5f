#include "check.h"
#include "target.h"

#include <string.h>

static const struct {
    const char *given;
    const char *type, *url; /* of the latter NULL: refused */
} targets[] = {
    {"3000", NULL, "http://127.0.0.1:3000/"},
    {":3000/a", NULL, "http://127.0.0.1:3000/a"},
    {"/a", NULL, "http://127.0.0.1/a"},
    {"3000/a?b=c", NULL, "http://127.0.0.1:3000/a?b=c"},
    {"/a=b", NULL, "http://127.0.0.1/a=b"},
    {"http://localhost:1/?a=b", NULL, "http://localhost:1/?a=b"},
    {"payment.confirmed=3000", "payment.confirmed", "http://127.0.0.1:3000/"},
    {"payment:created=:3000/a", "payment:created", "http://127.0.0.1:3000/a"},
    {"a=/b=c", "a", "http://127.0.0.1/b=c"},
    {"a=https://h/?x=y", "a", "https://h/?x=y"},
    {"a=http://u:p@h/", "a", "http://***@h/"},
    {"=3000", NULL, NULL},
    {"a=", NULL, NULL},
    {"a=b=3000", NULL, NULL},
    {"a/b=3000", NULL, NULL},
    {"a?=3000", NULL, NULL},
    {"", NULL, NULL},
    {"a=ftp://h/", NULL, NULL},
};

static void reads_targets(void)
{
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct arena arena = {0};
        struct target target;
        struct error err = {0};
        check_row("%s", targets[i].given);
        if (!CHECK(target_read(&arena, targets[i].given, &target, &err) == !!targets[i].url))
            continue;
        if (!targets[i].url) {
            CHECK_NUMBER(err.code, ERROR_USAGE);
        } else {
            CHECK_TEXT(target.url.text, targets[i].url);
            CHECK(!target.type.at == !targets[i].type);
            if (targets[i].type)
                CHECK_TEXT(target.type, targets[i].type);
        }
        arena_clear(&arena);
    }
}

static const struct {
    const char *target, *type;
    bool fits;
} events[] = {
    {"3000", "payment:created", true},
    {"3000", NULL, true},
    {"payment:created=3000", "payment:created", true},
    {"payment.confirmed=3000", "payment:created", true},
    {"payment:created=3000", "payment.confirmed", true},
    {"payment.confirmed=3000", "payment.confirmed", true},
    {"payment.confirmed=3000", "refund:created", false},
    {"payment:created=3000", "payment:create", false},
    {"payment:created=3000", "", false},
    {"payment:created=3000", NULL, false},
    {"charge.success=3000", "charge.success", true},
    {"charge.success=3000", "Charge.success", false},
};

static void chooses_by_either_name(void)
{
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        struct arena arena = {0};
        struct target target;
        struct error err;
        struct event_label label = {.type = span_of(events[i].type)};
        check_row("%s %s", events[i].target, events[i].type ? events[i].type : "none");
        if (CHECK(target_read(&arena, events[i].target, &target, &err)))
            CHECK(target_fits(&target, &label) == events[i].fits);
        arena_clear(&arena);
    }
}

static const struct {
    const char *target, *delivery, *plain, *shown;
} joins[] = {
    {"http://h/a", "/b", "http://h/a", "http://h/a"},
    {"http://h/a", "/b?c=d&e", "http://h/a?c=d&e", "http://h/a?c=d&e"},
    {"http://h/a?x", "/?y", "http://h/a?x&y", "http://h/a?x&y"},
    {"http://h/a?x&", "/?y", "http://h/a?x&y", "http://h/a?x&y"},
    {"http://h/a?", "/?y", "http://h/a?y", "http://h/a?y"},
    {"http://h/a?x", "/?", "http://h/a?x", "http://h/a?x"},
    {"http://h", "/?a?b#c", "http://h/?a?b", "http://h/?a?b"},
    {"http://h", "http://other/?a", "http://h/?a", "http://h/?a"},
    {"http://u:p@h/?x", "/?y", "http://h/?x&y", "http://***@h/?x&y"},
};

static void joins_queries(void)
{
    for (size_t i = 0; i < COUNT_OF(joins); i++) {
        struct arena arena = {0};
        struct target target;
        struct error err;
        check_row("%s %s", joins[i].target, joins[i].delivery);
        if (CHECK(target_read(&arena, joins[i].target, &target, &err))) {
            struct target_url url = target_url(&arena, &target, span_of(joins[i].delivery));
            CHECK_TEXT(url.plain, joins[i].plain);
            CHECK_TEXT(url.shown, joins[i].shown);
        }
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"reads targets", reads_targets},
    {"chooses by either name of an event", chooses_by_either_name},
    {"joins the queries", joins_queries},
};

int main(void)
{
    return CHECK_RUN(cases);
}
