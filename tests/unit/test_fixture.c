#include "embedded.h"
#include "events.h"
#include "files.h"
#include "go_marshal.h"
#include "ident.h"
#include "json.h"
#include "rendering.h"

#include <string.h>

static struct fixture_list load(struct arena *arena)
{
    struct fixture_list list = {0};
    struct error err = {0};
    if (!CHECK(fixture_load(arena, NULL, scheme_builtin(), &list, &err)))
        CHECK_TEXT(span_of(err.text), "");
    return list;
}

static const struct fixture *find(const struct fixture_list *list, const char *name)
{
    struct error err;
    const struct fixture *found = fixture_find(list, name, &err);
    CHECK(found);
    return found;
}

static void sfpy_ones_are_what_go_marshals(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    size_t seen = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (!span_is(list.at[i].scheme, "sfpy"))
            continue;
        struct buf event = {0}, again = {0};
        struct go_fault fault;
        check_row("%.*s", SPAN_ARG(list.at[i].name));
        render(&list.at[i], &event);
        CHECK(go_marshal_event(&again, buf_span(&event), &fault));
        CHECK_SPAN(buf_span(&event), buf_span(&again));
        CHECK_SPAN(json_text_at(&arena, buf_span(&event), "type"), list.at[i].type);
        buf_clear(&event);
        buf_clear(&again);
        seen++;
    }
    CHECK(seen >= 14);
    arena_clear(&arena);
}

static void check_headers(struct arena *arena, const struct fixture *fixture)
{
    struct headers headers = {0};
    struct error err;
    CHECK(fixture_headers(fixture, &values, arena, &headers, &err));
    CHECK_NUMBER((long long)headers.count, (long long)fixture->headers.count);
    for (size_t i = 0; i < headers.count; i++) {
        CHECK(header_is_sound(headers.at[i].name, headers.at[i].value));
        CHECK(headers.at[i].value.size > 0);
        CHECK(!span_contains(headers.at[i].value, SPAN("{{")));
    }
}

static void built_in_ones_are_sound(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    for (size_t i = 0; i < list.count; i++) {
        const struct fixture *fixture = &list.at[i];
        struct buf event = {0}, name = {0};
        struct span value;
        struct error err;
        check_row("%.*s", SPAN_ARG(fixture->name));
        render(fixture, &event);
        CHECK(json_document(buf_span(&event), &value, &err));
        CHECK_SPAN(value, buf_span(&event));
        CHECK(value.at[0] == '{');
        CHECK(!span_contains(value, SPAN("{{")));
        CHECK(scheme_lookup(scheme_builtin(), fixture->scheme) != NULL);
        CHECK(fixture->file == NULL);
        CHECK(i == 0 || strcmp(list.at[i - 1].name.at, fixture->name.at) < 0);
        buf_printf(&name, "%.*s.json", SPAN_ARG(fixture->name));
        CHECK_SPAN(fixture->text, embedded_file(name.at));
        check_headers(&arena, fixture);
        buf_clear(&event);
        buf_clear(&name);
    }
    arena_clear(&arena);
}

static void every_scheme_has_one(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    const struct schemes *schemes = scheme_builtin();
    for (size_t i = 0; i < schemes->count; i++) {
        size_t count = 0;
        check_row("%s", schemes->at[i].name);
        for (size_t j = 0; j < list.count; j++)
            count += span_is(list.at[j].scheme, schemes->at[i].name);
        CHECK(count > 0);
    }
    arena_clear(&arena);
}

/* What the sfpy ones say in a sentence: every digit, and the dollars of their rates. */
static void sfpy_ones_mean_what_they_are_called(void)
{
    static const char *const rows[][2] = {
        {"payment.confirmed", "0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, "},
        {"payment.confirmed.usdc", "250 USDC (about $250.00) from 0x742D…9cE29 on mainnet, "},
        {"payment.confirmed.dai", "99.95 DAI (about $99.95) from 0x742D…9cE29 on mainnet, "},
        {"payment.confirmed.wbtc", "0.0125 WBTC (about $403.98) from 0x742D…9cE29 on mainnet, "},
        {"payment.confirmed.goerli", "0.35 ETH (about $712.09) from 0x742D…9cE29 on goerli, "},
        {"payment.confirmed.underpaid", "0.3 ETH (about $610.37) "},
        {"payment.confirmed.overpaid", "0.4 ETH (about $813.82) "},
        {"payment.confirmed.unknown-token",
         "1000000000000000000000 of token 0x9E32b13ce7f2E80A01932B42553652E053D6ed8e from "},
        {"payment.huge", "115792089237316195423570985008687907853269984665640564039457"
                         ".584007913129639935 ETH (about $"},
        {"refund.confirmed", "0.35 ETH refunded to 0x742D…9cE29 on mainnet, "},
        {"refund.confirmed.partial", "0.1 ETH refunded to 0x742D…9cE29 on mainnet, "},
    };
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf event = {0}, sentence = {0};
        check_row("%s", rows[i][0]);
        render(find(&list, rows[i][0]), &event);
        event_describe(&sentence, buf_span(&event));
        CHECK_TEXT(span_slice(buf_span(&sentence), 0, strlen(rows[i][1])), rows[i][1]);
        buf_clear(&event);
        buf_clear(&sentence);
    }
    arena_clear(&arena);
}

/* Paths whose values differ at each call, and paths that agree within one. */
static const char *const fresh[] = {"token",
                                    "data.token",
                                    "data.notification.token",
                                    "data.notification.request_id",
                                    "data.notification.payment_id",
                                    "data.notification.txn_hash"};
static const char *const agreeing[][2] = {{"token", "data.event_id"},
                                          {"data.token", "data.notification.notification_id"}};

static void check_fresh(struct arena *arena, const struct fixture *fixture)
{
    struct buf a = {0}, b = {0};
    render(fixture, &a);
    render(fixture, &b);
    for (size_t j = 0; j < COUNT_OF(fresh); j++) {
        struct span one = json_text_at(arena, buf_span(&a), fresh[j]);
        struct span other = json_text_at(arena, buf_span(&b), fresh[j]);
        check_row("%.*s: %s", SPAN_ARG(fixture->name), fresh[j]);
        bool hash = span_starts(one, SPAN("0x"));
        CHECK_NUMBER((long long)one.size, hash ? 66 : XID_SIZE);
        CHECK(!span_equal(one, other));
        for (size_t k = 0; k < j; k++)
            CHECK(!span_equal(one, json_text_at(arena, buf_span(&a), fresh[k])));
    }
    for (size_t j = 0; j < COUNT_OF(agreeing); j++) {
        check_row("%.*s: %s", SPAN_ARG(fixture->name), agreeing[j][1]);
        CHECK_SPAN(json_text_at(arena, buf_span(&a), agreeing[j][1]),
                   json_text_at(arena, buf_span(&a), agreeing[j][0]));
    }
    buf_clear(&a);
    buf_clear(&b);
}

static void is_fresh_at_each_call(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    check_fresh(&arena, find(&list, "payment.confirmed"));
    check_fresh(&arena, find(&list, "refund.confirmed"));
    arena_clear(&arena);
}

/* All that the fixtures render to, events and headers, by the dice of a seed. */
static void render_by_seed(const struct fixture_list *list, uint64_t seed, struct buf *out)
{
    struct arena arena = {0};
    struct dice dice = dice_of_seed(seed, 0);
    for (size_t i = 0; i < list->count; i++) {
        struct fixture_refs refs = {0};
        struct headers headers = {0};
        struct error err;
        const struct fixture_values seeded = {values.now, values.url, &dice, &refs};
        CHECK(fixture_render(&list->at[i], &seeded, out, &err));
        CHECK(fixture_headers(&list->at[i], &seeded, &arena, &headers, &err));
        headers_write(out, &headers);
        fixture_refs_clear(&refs);
    }
    arena_clear(&arena);
}

static void is_the_same_by_the_same_seed(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    struct buf a = {0}, b = {0}, c = {0};
    render_by_seed(&list, 7, &a);
    render_by_seed(&list, 7, &b);
    render_by_seed(&list, 8, &c);
    CHECK(span_equal(buf_span(&a), buf_span(&b)));
    CHECK(!span_equal(buf_span(&a), buf_span(&c)));
    buf_clear(&a);
    buf_clear(&b);
    buf_clear(&c);
    arena_clear(&arena);
}

/* The order's id in body and header, which is a number here and a text there. */
static void shares_ids_with_its_headers(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    const struct fixture *fixture = find(&list, "shopify.orders.paid");
    struct fixture_refs refs = {0};
    const struct fixture_values shared = {values.now, values.url, NULL, &refs};
    struct buf event = {0};
    struct headers headers = {0};
    struct error err;
    struct span id;
    CHECK(fixture_render(fixture, &shared, &event, &err));
    CHECK(fixture_headers(fixture, &shared, &arena, &headers, &err));
    CHECK_NUMBER(json_at_path(buf_span(&event), SPAN("id"), &id, NULL), JSON_FOUND);
    CHECK_NUMBER((long long)id.size, 13);
    CHECK(id.at[0] >= '1' && id.at[0] <= '9');
    const struct header *header = headers_find(&headers, SPAN("X-Shopify-Order-Id"), NULL);
    CHECK_SPAN(header ? header->value : (struct span){0}, id);
    fixture_refs_clear(&refs);
    buf_reset(&event);
    CHECK(fixture_render(fixture, &shared, &event, &err));
    CHECK(!span_equal(
        json_at_path(buf_span(&event), SPAN("id"), &id, NULL) == JSON_FOUND ? id : SPAN(""),
        header ? header->value : SPAN("")));
    fixture_refs_clear(&refs);
    buf_clear(&event);
    arena_clear(&arena);
}

/* Whoever changed the template may render it as well. */
static void renders_an_edited_template(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    struct fixture edited = *find(&list, "payment.confirmed");
    struct buf event = {0};
    edited.event = SPAN("{\"type\":\"payment:created\",\"n\":\"{{digits:3}}\",\"u\":\"{{url}}\"}");
    render(&edited, &event);
    CHECK(span_starts(buf_span(&event), SPAN("{\"type\":\"payment:created\",\"n\":")));
    CHECK(span_ends(buf_span(&event), SPAN(",\"u\":\"http://a/?b=c\\u0026d\"}")));
    buf_clear(&event);
    arena_clear(&arena);
}

static void wraps_as_the_scheme_says(void)
{
    static const char *const rows[][2] = {{"sfpy", "{\"data\":{\"a\":1}}"},
                                          {"safepay-v1", "{\"data\":{\"a\":1}}"},
                                          {"safepay-v2", "{\"a\":1}"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf body = {0};
        struct error err;
        check_row("%s", rows[i][0]);
        fixture_wrap(&body, scheme_find(scheme_builtin(), rows[i][0], &err), SPAN("{\"a\":1}"));
        CHECK_TEXT(buf_span(&body), rows[i][1]);
        buf_clear(&body);
    }
}

static void finds_by_name_and_type(void)
{
    static const char *const rows[][3] = {
        {"payment.confirmed", "payment.confirmed", NULL},
        {"payment:created", "payment.confirmed", NULL},
        {"refund:created", "refund.confirmed", NULL},
        {"payment.succeeded", "safepay-v2.payment.succeeded", NULL},
        {"orders/paid", "shopify.orders.paid", NULL},
        {"payment", NULL, "did you mean 'payment.confirmed'?"},
        {"refund", NULL, "did you mean 'refund.confirmed'?"},
        {"paymnet.confirmed", NULL, "did you mean 'payment.confirmed'?"},
        {"refund:craeted", NULL, "did you mean 'refund:created'?"},
        {"invoicesettled", NULL, "did you mean 'InvoiceSettled'?"},
        {"xyzzy", NULL, "'sfpy-hook fixtures list' shows the events there are"},
        {"", NULL, "'sfpy-hook fixtures list' shows the events there are"},
    };
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    struct error err;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("'%s'", rows[i][0]);
        const struct fixture *found = fixture_find(&list, rows[i][0], &err);
        CHECK_TEXT(found ? found->name : (struct span){0}, rows[i][1]);
        if (found)
            continue;
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK_TEXT(span_of(err.hint), rows[i][2]);
    }
    arena_clear(&arena);
}

/* An own one, else one of the scheme sfpy, else the first. */
static void finds_a_type_in_turns(void)
{
    struct fixture all[] = {
        {.name = SPAN("a"), .type = SPAN("t"), .scheme = SPAN("stripe")},
        {.name = SPAN("b"), .type = SPAN("t"), .scheme = SPAN("sfpy")},
        {.name = SPAN("t2"), .type = SPAN("t"), .scheme = SPAN("stripe"), .file = "own.json"},
        {.name = SPAN("c"), .type = SPAN("t2"), .scheme = SPAN("sfpy")},
    };
    static const struct {
        size_t first, count;
        const char *name, *found;
    } rows[] = {{0, 4, "t", "t2"},
                {0, 2, "t", "b"},
                {0, 1, "t", "a"},
                {0, 4, "t2", "t2"},
                {3, 1, "t2", "c"}};
    struct error err;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct fixture_list list = {all + rows[i].first, rows[i].count};
        const struct fixture *found = fixture_find(&list, rows[i].name, &err);
        check_row("%s of %zu", rows[i].name, rows[i].count);
        CHECK_TEXT(found ? found->name : (struct span){0}, rows[i].found);
    }
}

static char folder[256];

/* Writes a file of the folder whose event is named and has that summary. */
static void put(const char *file, const char *name, const char *summary)
{
    struct buf path = {0}, text = {0};
    struct error err;
    buf_printf(&path, "%s/%s", folder, file);
    buf_printf(
        &text,
        "{\"name\":\"%s\",\"type\":\"t\",\"scheme\":\"github\",\"summary\":\"%s\",\"event\":{}}",
        name, summary);
    CHECK(file_write(path.at, buf_span(&text), false, &err));
    buf_clear(&path);
    buf_clear(&text);
}

static const char *const own_files[] = {"b.json", "a.json", "c.json", "a.txt", ".a.json"};

static void tidy(void)
{
    for (size_t i = 0; i < COUNT_OF(own_files); i++) {
        struct buf path = {0};
        buf_printf(&path, "%s/%s", folder, own_files[i]);
        file_remove(path.at);
        buf_clear(&path);
    }
}

static void loads_a_folder_first(void)
{
    struct arena arena = {0};
    struct fixture_list list = {0}, builtin = load(&arena);
    struct error err = {0};
    put("b.json", "payment.confirmed", "own");
    put("a.json", "z.first", "");
    CHECK(!fixture_load(&arena, folder, scheme_builtin(), &list, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK(span_contains(span_of(err.text),
                        SPAN("/a.json: line 1, column 58: \"summary\": it is empty")));
    put("a.json", "z.first", "by the file's name");
    put("c.json", "z.first", "hidden by that");
    put("a.txt", "", "");
    put(".a.json", "", "");
    CHECK(fixture_load(&arena, folder, scheme_builtin(), &list, &err));
    CHECK_NUMBER((long long)list.count, (long long)builtin.count + 1);
    CHECK_TEXT(list.at[0].name, "z.first");
    CHECK_TEXT(list.at[0].summary, "by the file's name");
    CHECK(span_ends(span_of(list.at[0].file), SPAN("/a.json")));
    CHECK_TEXT(list.at[1].name, "payment.confirmed");
    CHECK_TEXT(find(&list, "payment.confirmed")->summary, "own");
    CHECK_TEXT(find(&list, "t")->name, "z.first");
    CHECK(find(&list, "refund.confirmed")->file == NULL);
    arena_clear(&arena);
}

static void says_what_it_cannot_read(void)
{
    struct arena arena = {0};
    struct fixture_list list;
    struct error err = {0};
    CHECK(!fixture_load(&arena, "/nowhere/at/all", scheme_builtin(), &list, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK_TEXT(span_of(err.text),
               "cannot read the folder /nowhere/at/all: No such file or directory");
    arena_clear(&arena);
}

static void chooses_a_file(void)
{
    struct arena arena = {0};
    struct fixture_list list = load(&arena);
    struct error err = {0};
    struct buf path = {0};
    buf_printf(&path, "%s/a.json", folder);
    put("a.json", "mine", "own");
    const struct fixture *found = fixture_choose(&arena, &list, path.at, scheme_builtin(), &err);
    CHECK_TEXT(found ? found->name : (struct span){0}, "mine");
    found = fixture_choose(&arena, &list, "orders/paid", scheme_builtin(), &err);
    CHECK_TEXT(found ? found->name : (struct span){0}, "shopify.orders.paid");
    CHECK(!fixture_choose(&arena, &list, "nowhere.json", scheme_builtin(), &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK(!fixture_choose(&arena, &list, "nowhere", scheme_builtin(), &err));
    CHECK_NUMBER(err.code, ERROR_USAGE);
    buf_clear(&path);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"sfpy ones are what Go marshals", sfpy_ones_are_what_go_marshals},
    {"built-in ones are sound", built_in_ones_are_sound},
    {"every scheme has one", every_scheme_has_one},
    {"sfpy ones mean what they are called", sfpy_ones_mean_what_they_are_called},
    {"is fresh at each call", is_fresh_at_each_call},
    {"is the same by the same seed", is_the_same_by_the_same_seed},
    {"shares ids with its headers", shares_ids_with_its_headers},
    {"renders an edited template", renders_an_edited_template},
    {"wraps as the scheme says", wraps_as_the_scheme_says},
    {"finds by name and type", finds_by_name_and_type},
    {"finds a type in turns", finds_a_type_in_turns},
    {"loads a folder first", loads_a_folder_first},
    {"says what it cannot read", says_what_it_cannot_read},
    {"chooses a file", chooses_a_file},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, tidy);
}
