#include "check.h"
#include "kept.h"

#include <string.h>

static struct delivery delivery_of(struct span body)
{
    static struct header headers[] = {{BYTES("Host"), BYTES("localhost")},
                                      {BYTES("X-Twice"), BYTES("1")},
                                      {BYTES("X-Twice"), BYTES("2")}};
    static struct header answered[] = {{BYTES("Content-Type"), BYTES("application/json")}};
    return (struct delivery){
        .id = "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        .time = 42,
        .peer = SPAN("127.0.0.1:1"),
        .url = SPAN("http://localhost/"),
        .request = {SPAN("POST"), SPAN("/?a=b"), SPAN("1.1"), {headers, 3}, body},
        .judged = true,
        .verdict = {.validity = VALIDITY_INVALID, .reason = REASON_MISMATCH, .cause = "gzip"},
        .event = {.type = SPAN("payment:created"), .token = SPAN("T")},
        .answer = {.status = 401, .headers = {answered, 1}, .body = SPAN("{}"), .duration = 7}};
}

static void copies_all_of_it(void)
{
    static struct kept_list list;
    char bytes[] = "a\0b";
    struct delivery delivery = delivery_of((struct span){bytes, 3});
    kept_add(&list, &delivery);
    memset(bytes, 'x', sizeof bytes); /* the copy doesn't see it */
    const struct delivery *copy = &kept_find(&list, 1)->delivery;
    CHECK_SPAN(copy->request.body, ((struct span){"a\0b", 3}));
    CHECK_TEXT(span_of(copy->id), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    CHECK_NUMBER(copy->time, 42);
    CHECK_TEXT(copy->peer, "127.0.0.1:1");
    CHECK_TEXT(copy->url, "http://localhost/");
    CHECK_TEXT(copy->request.method, "POST");
    CHECK_TEXT(copy->request.target, "/?a=b");
    CHECK_TEXT(copy->request.version, "1.1");
    CHECK_NUMBER((long long)copy->request.headers.count, 3);
    CHECK(copy->request.headers.at != delivery.request.headers.at);
    CHECK_TEXT(copy->request.headers.at[2].name, "X-Twice");
    CHECK_TEXT(copy->request.headers.at[2].value, "2");
    CHECK(copy->judged && copy->verdict.validity == VALIDITY_INVALID);
    CHECK_NUMBER(copy->verdict.reason, REASON_MISMATCH);
    CHECK_TEXT(span_of(copy->verdict.cause), "gzip");
    CHECK(!copy->event.name.at);
    CHECK_TEXT(copy->event.type, "payment:created");
    CHECK_TEXT(copy->event.token, "T");
    CHECK_NUMBER(copy->answer.status, 401);
    CHECK_TEXT(copy->answer.headers.at[0].value, "application/json");
    CHECK_TEXT(copy->answer.body, "{}");
    CHECK_NUMBER(copy->answer.duration, 7);
    kept_clear(&list);
    CHECK_NUMBER((long long)list.size, 0);
}

static void keeps_the_last_thousand(void)
{
    static struct kept_list list;
    struct delivery delivery = delivery_of(SPAN("{}"));
    for (size_t number = 1; number <= 2500; number++) {
        kept_add(&list, &delivery);
        CHECK_NUMBER((long long)kept_count(&list), number < KEPT_MOST ? (long long)number : 1000);
    }
    CHECK(!kept_find(&list, 0) && !kept_find(&list, 1500) && !kept_find(&list, 2501));
    CHECK_NUMBER((long long)kept_find(&list, 1501)->number, 1501);
    CHECK_NUMBER((long long)kept_find(&list, 2500)->number, 2500);
    CHECK_NUMBER((long long)kept_place(&list, 1501), 1);
    CHECK_NUMBER((long long)kept_place(&list, 2500), 1000);
    kept_clear(&list);
    CHECK(!kept_find(&list, 2500));
    CHECK_NUMBER((long long)kept_count(&list), 0);
    kept_add(&list, &delivery);
    CHECK_NUMBER((long long)kept_find(&list, 2501)->number, 2501);
    CHECK_NUMBER((long long)kept_place(&list, 2501), 1);
    kept_clear(&list);
}

static void keeps_so_many_bytes(void)
{
    static struct kept_list list;
    static char bytes[KEPT_BYTES + 1];
    struct delivery large = delivery_of((struct span){bytes, 10 << 20}),
                    small = delivery_of(SPAN("{}"));
    for (int i = 0; i < 100; i++) {
        kept_add(&list, &large);
        CHECK(list.size <= KEPT_BYTES);
    }
    CHECK_NUMBER((long long)kept_count(&list), 6);
    for (int i = 0; i < 500; i++)
        kept_add(&list, &small);
    CHECK_NUMBER((long long)kept_count(&list), 506); /* what fits stays */

    large.request.body = (struct span){bytes, KEPT_BYTES + 1};
    kept_add(&list, &large);
    CHECK_NUMBER((long long)kept_count(&list), 506); /* too large by itself */
    large.request.body.size = KEPT_BYTES;
    kept_add(&list, &large);
    CHECK_NUMBER((long long)kept_count(&list), 506); /* with all that belongs to it */
    large.request.body.size = KEPT_BYTES - 4096;
    kept_add(&list, &large);
    CHECK(kept_count(&list) < 10); /* it fits, with next to nothing beside it */
    CHECK(list.size <= KEPT_BYTES && kept_find(&list, list.end)->size > KEPT_BYTES - 4096);
    kept_clear(&list);
}

static void lives_as_long_as_it_is_held(void)
{
    static struct kept_list list;
    struct delivery delivery = delivery_of(SPAN("{}"));
    kept_add(&list, &delivery);
    struct kept *held = kept_hold(kept_find(&list, 1));
    kept_clear(&list);
    CHECK_TEXT(held->delivery.request.body, "{}");
    kept_release(held);
    kept_release(NULL);
    CHECK(!kept_hold(NULL));
}

static const struct check_case cases[] = {
    {"copies all of it", copies_all_of_it},
    {"keeps the last thousand", keeps_the_last_thousand},
    {"keeps so many bytes", keeps_so_many_bytes},
    {"lives as long as it is held", lives_as_long_as_it_is_held},
};

int main(void)
{
    return CHECK_RUN(cases);
}
