#include "check.h"
#include "differences.h"

/* Adds "where name: before > after" for each row; what is absent is nothing. */
static struct span tell(struct buf *out, const struct differences *list)
{
    buf_reset(out);
    buf_add_text(out, "");
    for (size_t i = 0; i < list->count; i++) {
        const struct difference *row = &list->at[i];
        buf_printf(out, "%s%s", i > 0 ? "; " : "", difference_place_name(row->place));
        if (row->name.at)
            buf_printf(out, " %.*s", SPAN_ARG(row->name));
        buf_add_text(out, ":");
        if (row->before.at)
            buf_printf(out, " %.*s", SPAN_ARG(row->before));
        buf_add_text(out, " >");
        if (row->after.at)
            buf_printf(out, " %.*s", SPAN_ARG(row->after));
        if (row->bytes)
            buf_printf(out, " (%zu and %zu, %zu from %zu%s)", row->before_size, row->after_size,
                       row->offset, row->from, row->same_json ? ", same" : "");
    }
    return buf_span(out);
}

/* "Name: value" lines, parted by line feeds. */
static struct headers headers_of(struct arena *arena, const char *text)
{
    struct headers headers = {NULL, 0};
    struct span rest = span_of(text), line, name;
    while (rest.size > 0 && span_split(&rest, '\n', &line)) {
        span_split(&line, ':', &name);
        headers_add(&headers, arena, name, span_trim(line));
    }
    return headers;
}

static const char *const some[] = {"x-a", "DATE"};

static const struct {
    const char *name, *before, *after;
    struct header_choice choice;
    const char *rows;
} header_rows[] = {
    {"alike", "A: 1\nB: 2", "b: 2\na: 1", {NULL, 0, true}, ""},
    {"other values",
     "A: 1\nB: 2",
     "a: 2\nB: 3",
     {NULL, 0, true},
     "header A: 1 > 2; header B: 2 > 3"},
    {"in their order, added ones behind",
     "Z: 1\nM: 1\nA: 1",
     "B: 1\nA: 2\nZ: 2\nY: 1",
     {NULL, 0, true},
     "header Z: 1 > 2; header M: 1 >; header A: 1 > 2; header B: > 1; header Y: > 1"},
    {"one name, several times",
     "C: 1\nX: 0\nC: 2\nC: 3",
     "C: 1\nC: 3\nX: 0",
     {NULL, 0, true},
     "header C: 2 > 3; header C: 3 >"},
    {"another order of one name",
     "C: 1\nC: 2",
     "c: 2\nc: 1",
     {NULL, 0, true},
     "header C: 1 > 2; header C: 2 > 1"},
    {"empty is not absent", "A:\nB: 1", "A: 1", {NULL, 0, true}, "header A:  > 1; header B: 1 >"},
    {"names that begin alike",
     "X-A: 1\nX-A-B: 1",
     "X-A-B: 2",
     {NULL, 0, true},
     "header X-A: 1 >; header X-A-B: 1 > 2"},
    {"none is chosen", "A: 1", "A: 2", {NULL, 0, false}, ""},
    {"chosen ones",
     "X-A: 1\nDate: 1\nB: 1",
     "X-A: 2\nB: 2",
     {some, 2, false},
     "header X-A: 1 > 2; header Date: 1 >"},
    {"all but these", "X-A: 1\nDate: 1\nB: 1", "X-A: 2\nB: 2", {some, 2, true}, "header B: 1 > 2"},
};

static void compares_headers(void)
{
    struct arena arena = {0};
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(header_rows); i++) {
        struct differences list = {0};
        struct headers before = headers_of(&arena, header_rows[i].before);
        struct headers after = headers_of(&arena, header_rows[i].after);
        check_row("%s", header_rows[i].name);
        differences_add_headers(&list, DIFFERENCE_HEADER, &before, &after, &header_rows[i].choice);
        CHECK_TEXT(tell(&out, &list), header_rows[i].rows);
        differences_clear(&list);
    }
    buf_clear(&out);
    arena_clear(&arena);
}

/* A hundred thousand of them take no quadratic time. */
static void compares_many_headers(void)
{
    enum { MANY = 100000 };
    struct arena arena = {0};
    struct differences list = {0};
    struct headers before = {NULL, 0}, after = {NULL, 0};
    const struct header_choice all = {.others = true};
    for (size_t i = 0; i < MANY; i++) {
        char room[32];
        struct buf name = BUF_OVER(room);
        buf_printf(&name, "X-%zu", i * 7919 % MANY);
        headers_add(&before, &arena, span_keep(&arena, buf_span(&name)), SPAN("1"));
        headers_add(&after, &arena, span_keep(&arena, buf_span(&name)), SPAN("2"));
    }
    differences_add_headers(&list, DIFFERENCE_HEADER, &before, &after, &all);
    CHECK_NUMBER((long long)list.count, DIFFERENCES_MOST);
    CHECK_NUMBER((long long)list.left_out, MANY - DIFFERENCES_MOST);
    differences_clear(&list);
    arena_clear(&arena);
}

static const struct {
    struct span before, after;
    bool exact;
    const char *rows;
} bodies[] = {
    {BYTES(""), BYTES(""), true, ""},
    {BYTES("{\"a\":1}"), BYTES("{\"a\":1}"), true, ""},
    {BYTES("{\"a\":1}"), BYTES("{\"a\":1.0}"), true, "body a: 1 > 1.0"},
    {BYTES("{\"a\":1}"), BYTES("{ \"a\": 1 }"), false, ""},
    {BYTES("{\"a\":1}"), BYTES("{ \"a\": 1 }"), true,
     "body: {\"a\":1} > { \"a\": 1 } (7 and 10, 1 from 0, same)"},
    {BYTES("ok\n"), BYTES("ok"), false, "body: ok\n > ok (3 and 2, 2 from 0)"},
    {BYTES(""), BYTES("{}"), false, "body:  > {} (0 and 2, 0 from 0)"},
    {BYTES("{\"a\":\"0123456789abcdef\"}"), BYTES("{\"a\":\"0123456789abcdeF\"} x"), false,
     "body: \"0123456789abcdef\"} > \"0123456789abcdeF\"} x (24 and 26, 21 from 5)"}, /* no JSON */
    {BYTES("\0\xff"), BYTES("\0\xfe"), false, NULL},
};

static void compares_bodies(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct differences list = {0};
        check_row("%.*s to %.*s", SPAN_ARG(bodies[i].before), SPAN_ARG(bodies[i].after));
        differences_add_bodies(&list, DIFFERENCE_BODY, bodies[i].before, bodies[i].after,
                               bodies[i].exact);
        if (bodies[i].rows) {
            CHECK_TEXT(tell(&out, &list), bodies[i].rows);
        } else if (CHECK_NUMBER((long long)list.count, 1)) {
            CHECK_SPAN(list.at[0].before, bodies[i].before);
            CHECK_SPAN(list.at[0].after, bodies[i].after);
            CHECK_NUMBER((long long)list.at[0].offset, 1);
        }
        differences_clear(&list);
    }
    buf_clear(&out);
}

/* A long name is part of each path below it. */
static void keeps_no_more_than_fits(void)
{
    enum { NAME = 1 << 20, MEMBERS = 2000 };
    struct buf before = {0}, after = {0};
    struct differences list = {0};
    struct buf *sides[] = {&before, &after};
    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        buf_add_text(sides[i], "{\"");
        buf_add_repeated(sides[i], 'n', NAME);
        buf_add_text(sides[i], "\":[");
        for (size_t j = 0; j < MEMBERS; j++)
            buf_printf(sides[i], "%s%zu", j > 0 ? "," : "", i);
        buf_add_text(sides[i], "]}");
    }
    differences_add_bodies(&list, DIFFERENCE_BODY, buf_span(&before), buf_span(&after), false);
    CHECK(list.count > 0 && list.count < 20);
    CHECK_NUMBER((long long)(list.count + list.left_out), MEMBERS);
    CHECK(arena_size(&list.arena) < 20 * NAME);
    differences_clear(&list);
    buf_clear(&before);
    buf_clear(&after);
}

static void compares_answers(void)
{
    static const struct header date = {BYTES("Date"), BYTES("1")};
    static const struct header later = {BYTES("date"), BYTES("2")};
    static const char *const ignored[] = {"x", "ok"};
    const struct answer_choice dates = {.headers = {some, 2, false}}, none = {0},
                               flawed = {.ignored = ignored, .ignored_count = COUNT_OF(ignored)};
    const struct answer ok = {.status = 200,
                              .headers = {(struct header *)&date, 1},
                              .body = SPAN("{\"ok\":true}"),
                              .duration = 1};
    const struct answer late = {.status = 200,
                                .headers = {(struct header *)&later, 1},
                                .body = SPAN("{ \"ok\": true }"),
                                .duration = 2};
    const struct answer bad = {.status = 500, .body = SPAN("{\"ok\":false}")};
    const struct answer reset = {.fault = "reset"};
    const struct {
        const struct answer *before, *after;
        const struct answer_choice *choice;
        const char *rows;
    } rows[] = {
        {&ok, &ok, &dates, ""},
        {&ok, &late, &none, ""},
        {&ok, &late, &dates, "answer.header Date: 1 > 2"},
        {&ok, &bad, &none, "answer.status: 200 > 500; answer.body ok: true > false"},
        {&ok, &bad, &flawed, "answer.status: 200 > 500"},
        {&bad, &reset, &none, "answer.status: 500 >; answer.fault: > reset"},
        {&reset, &ok, &dates, "answer.status: > 200; answer.fault: reset >"},
    };
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct differences list = {0};
        check_row("%s", rows[i].rows);
        differences_add_answers(&list, rows[i].before, rows[i].after, rows[i].choice);
        CHECK_TEXT(tell(&out, &list), rows[i].rows);
        differences_clear(&list);
    }
    buf_clear(&out);
}

static void compares_deliveries(void)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct differences none = {0}, all = {0};
    struct error err;
    const struct delivery a = {
        .id = "A",
        .time = 1,
        .peer = SPAN("127.0.0.1:1"),
        .url = SPAN("http://a/"),
        .request = {SPAN("POST"), SPAN("/"), SPAN("1.1"), headers_of(&arena, "X: 1"), SPAN("[1]")},
        .judged = true,
        .verdict = {.validity = VALIDITY_VALID,
                    .scheme = scheme_find(scheme_builtin(), "sfpy", &err)},
        .event = {SPAN("n"), SPAN("t"), SPAN("k")},
        .answer = {.status = 200, .body = SPAN("")}};
    struct delivery b = a;
    b.time = 2;
    b.peer = SPAN("127.0.0.1:2");
    b.answer.duration = 3;
    differences_add_deliveries(&none, &a, &b);
    CHECK_TEXT(tell(&out, &none), "");
    b = (struct delivery){
        .direction = DIRECTION_SENT,
        .url = SPAN("http://b/?c"),
        .request = {SPAN("PUT"), SPAN("/?c"), SPAN("1.0"), headers_of(&arena, "X: 2"), SPAN("[2]")},
        .expected = SPAN("2xx"),
        .error = SPAN("refused")};
    differences_add_deliveries(&all, &a, &b);
    CHECK_TEXT(tell(&out, &all),
               "direction: received > sent; method: POST > PUT; url: http://a/ > http://b/?c; "
               "target: / > /?c; version: 1.1 > 1.0; header X: 1 > 2; body 0: 1 > 2; "
               "verdict scheme: sfpy >; verdict valid: true >; event name: n >; event type: t >; "
               "event token: k >; answer.status: 200 >; expected: > 2xx; error: > refused");
    differences_clear(&none);
    differences_clear(&all);
    b = a;
    b.verdict = (struct verdict){
        .validity = VALIDITY_INVALID, .reason = REASON_MISMATCH, .cause = "whole-body"};
    differences_add_deliveries(&all, &a, &b);
    CHECK_TEXT(tell(&out, &all), "verdict scheme: sfpy >; verdict valid: true > false; verdict "
                                 "reason: > mismatch; verdict cause: > whole-body");
    differences_clear(&all);
    buf_clear(&out);
    arena_clear(&arena);
}

int main(void)
{
    static const struct check_case cases[] = {
        {"compares headers", compares_headers},
        {"compares many headers", compares_many_headers},
        {"compares bodies", compares_bodies},
        {"keeps no more than fits", keeps_no_more_than_fits},
        {"compares answers", compares_answers},
        {"compares deliveries", compares_deliveries},
    };
    return CHECK_RUN(cases);
}
