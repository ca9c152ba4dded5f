#include "check.h"
#include "delivery.h"
#include "json.h"

#include <string.h>

static const struct span bodies[] = {
    BYTES(""),
    BYTES("{\"data\":{\"amount\":1.50,\"a\":\"\\u00e9\\/\"}}"),
    BYTES("a\nb\r\nc\td\\\"e"),
    BYTES("\0"),
    BYTES("a\0b\0"),
    BYTES("\xff\xfe{\0}\0"),
    BYTES("\xed\xa0\x80"),
    BYTES("\xef\xbb\xbf{}"),
    BYTES("\xe2\x80\xa8\xe2\x80\xae\x7f\x1b[2J"),
    BYTES("Zoë 🦊"),
    BYTES("\n"),
};

static const struct header headers[] = {
    {BYTES("Host"), BYTES("127.0.0.1:4242")},
    {BYTES("X-SFPY-SIGNATURE"), BYTES("00ff")},
    {BYTES("X-Twice"), BYTES("1")},
    {BYTES("x-twice"), BYTES("2")},
    {BYTES("X-Twice"), BYTES("1")},
    {BYTES("X-Empty"), BYTES("")},
    {BYTES("X-Latin"), BYTES("caf\xe9 \xff")}, /* obs-text */
    {BYTES("X-Utf8"), BYTES("caf\xc3\xa9")},
    {BYTES("X-Tab"), BYTES("a\tb \"c\\")},
};

/* A delivery of that body with all the headers. */
static struct delivery delivery_of(struct span body)
{
    struct delivery delivery = {
        .direction = DIRECTION_RECEIVED,
        .peer = SPAN("127.0.0.1:55555"),
        .url = SPAN("http://127.0.0.1:4242/hooks?a=\"b\""),
        .request = {.method = SPAN("POST"),
                    .target = SPAN("/hooks?a=\"b\""),
                    .version = SPAN("1.1"),
                    .headers = {(struct header *)headers, COUNT_OF(headers)},
                    .body = body}};
    delivery_stamp(&delivery, INT64_C(1626953055317896001));
    return delivery;
}

static void check_same(const struct delivery *got, const struct delivery *expected)
{
    const struct message *a = &got->request, *b = &expected->request;
    CHECK_TEXT(span_of(got->id), expected->id);
    CHECK_NUMBER(got->time, expected->time);
    CHECK_SPAN(got->url, expected->url);
    CHECK_SPAN(a->method, b->method);
    CHECK_SPAN(a->target, b->target);
    CHECK_SPAN(a->version, b->version);
    CHECK_SPAN(a->body, b->body);
    CHECK_NUMBER((long long)a->headers.count, (long long)b->headers.count);
    for (size_t i = 0; i < a->headers.count && i < b->headers.count; i++) {
        CHECK_SPAN(a->headers.at[i].name, b->headers.at[i].name);
        CHECK_SPAN(a->headers.at[i].value, b->headers.at[i].value);
    }
}

/* What was read from a line is written as the same line. */
static void check_rewritten(struct span line)
{
    struct arena arena = {0};
    struct buf again = {0};
    struct error err = {0};
    struct delivery delivery;
    if (CHECK(delivery_read(&arena, scheme_builtin(), line, DELIVERY_WHOLE, &delivery, &err)))
        delivery_write(&again, &delivery);
    CHECK_SPAN(buf_span(&again), line);
    buf_clear(&again);
    arena_clear(&arena);
}

static void keeps_each_byte(void)
{
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct arena arena = {0};
        struct buf line = {0};
        struct error err = {0};
        struct delivery delivery = delivery_of(bodies[i]), read;
        struct span value;
        check_row("body %zu", i);
        delivery_write(&line, &delivery);
        CHECK(line.at[line.size - 1] == '\n');
        CHECK(!memchr(line.at, '\n', line.size - 1)); /* a record is one line */
        CHECK(json_document(buf_span(&line), &value, &err));
        CHECK(delivery_looks_recorded(buf_span(&line)));
        if (CHECK(delivery_read(&arena, scheme_builtin(), buf_span(&line), DELIVERY_WHOLE, &read,
                                &err)))
            check_same(&read, &delivery);
        buf_clear(&line);
        arena_clear(&arena);
    }
}

#define ANSWER_BODY "{\"received\":true}"

static void writes_all_members(void)
{
    struct buf line = {0};
    struct error err;
    struct header header = {SPAN("Content-Type"), SPAN("application/json")},
                  latin = {SPAN("X"), SPAN("\xe9")};
    struct delivery delivery = {
        .direction = DIRECTION_RECEIVED,
        .time = INT64_C(1626953055317896000),
        .url = SPAN("http://h/"),
        .request = {SPAN("POST"), SPAN("/"), SPAN("1.1"), {&latin, 1}, SPAN("\xff")},
        .judged = true,
        .verdict = {.validity = VALIDITY_INVALID,
                    .scheme = scheme_find(scheme_builtin(), "sfpy", &err),
                    .reason = REASON_MISMATCH},
        .event = {SPAN("payment.confirmed"), SPAN("payment:created"), SPAN("C3SL")},
        .answer = {200, {&header, 1}, SPAN(ANSWER_BODY), 1234567},
    };
    memcpy(delivery.id, "01ARYZ6S41TSV4RRFFQ69G5FAV", ULID_SIZE);
    delivery_write(&line, &delivery);
    check_rewritten(buf_span(&line));
    CHECK_TEXT(
        buf_span(&line),
        "{\"kind\":\"delivery\",\"schema\":1,\"id\":\"01ARYZ6S41TSV4RRFFQ69G5FAV\",\"direction\":"
        "\"received\","
        "\"time\":\"2021-07-22T11:24:15.317896Z\",\"peer\":null,\"method\":\"POST\","
        "\"url\":\"http://h/\",\"target\":\"/\",\"version\":\"1.1\","
        "\"headers\":[[\"X\",\"\\ufffd\",\"6Q==\"]],\"body_base64\":\"/w==\","
        "\"verdict\":{\"valid\":false,\"scheme\":\"sfpy\",\"reason\":\"mismatch\",\"cause\":null},"
        "\"event\":{\"name\":\"payment.confirmed\",\"type\":\"payment:created\",\"token\":\"C3SL\"}"
        ","
        "\"answer\":{\"status\":200,\"headers\":[[\"Content-Type\",\"application/json\"]],"
        "\"body\":\"{\\\"received\\\":true}\",\"ms\":1.234},\"forwards\":[],\"replay_of\":null}\n");
    buf_clear(&line);
}

static void writes_forwards(void)
{
    static const struct forwarded forwards[] = {
        {BYTES("http://***@h/?a"), 200, 1500000, 2, {NULL, 0}},
        {BYTES("http://h:1/"), 0, 0, 1, BYTES("connection refused")},
    };
    struct buf line = {0};
    struct delivery delivery = delivery_of(SPAN("{}"));
    struct span value = {0};
    delivery.forwards = forwards;
    delivery.forward_count = COUNT_OF(forwards);
    delivery_write(&line, &delivery);
    CHECK(json_member(buf_span(&line), SPAN("forwards"), &value) == JSON_FOUND);
    CHECK_TEXT(value, "[{\"url\":\"http://***@h/?a\",\"status\":200,\"ms\":1.500,\"attempts\":2,"
                      "\"error\":null},{\"url\":\"http://h:1/\",\"status\":null,\"ms\":0.000,"
                      "\"attempts\":1,\"error\":\"connection refused\"}]");
    check_rewritten(buf_span(&line));
    buf_clear(&line);
}

static void reads_sent_ones(void)
{
    struct buf line = {0};
    struct delivery delivery = delivery_of(SPAN("{}"));
    delivery.direction = DIRECTION_SENT;
    delivery.expected = SPAN("200,4xx");
    delivery.error = SPAN("the answer broke off");
    delivery.replay_of = SPAN("01ARYZ6S41TSV4RRFFQ69G5FAV");
    delivery.answer = (struct answer){.status = 500, .body = SPAN("\xff"), .fault = "reset"};
    delivery_write(&line, &delivery);
    check_rewritten(buf_span(&line));
    buf_clear(&line);
}

static void reads_the_frame_alone(void)
{
    struct arena arena = {0};
    struct buf line = {0};
    struct error err = {0};
    struct delivery delivery = delivery_of(SPAN("{}")), frame;
    delivery.answer = (struct answer){.status = 204, .body = SPAN("no")};
    delivery_write(&line, &delivery);
    if (CHECK(delivery_read(&arena, scheme_builtin(), buf_span(&line), DELIVERY_FRAME, &frame,
                            &err))) {
        CHECK_NUMBER(frame.answer.status, 204);
        CHECK_NUMBER(frame.time, delivery.time);
        CHECK(!frame.request.body.at && !frame.answer.body.at && frame.request.headers.count == 0);
    }
    buf_clear(&line);
    arena_clear(&arena);
}

static void writes_null_for_what_is_absent(void)
{
    static const char *const parts[] = {"\"direction\":\"sent\"",
                                        "\"verdict\":null",
                                        "\"answer\":null",
                                        "\"event\":{\"name\":null,\"type\":null,\"token\":null}",
                                        "\"headers\":[],\"body\":\"\"",
                                        "\"replay_of\":null"};
    struct delivery delivery = {.direction = DIRECTION_SENT};
    struct buf line = {0};
    delivery_write(&line, &delivery);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        check_row("%s", parts[i]);
        CHECK(span_contains(buf_span(&line), span_of(parts[i])));
    }
    buf_clear(&line);
}

#define ID "\"id\":\"01ARYZ6S41TSV4RRFFQ69G5FAV\""
#define TIME ",\"time\":\"2021-07-22T11:24:15Z\""
#define REST ",\"method\":\"POST\",\"url\":\"http://h/\",\"target\":\"/\",\"version\":\"1.1\""
#define HEADERS ",\"headers\":[[\"A\",\"1\"]]"
#define BODY ",\"body\":\"x\""
#define WHOLE "{" ID TIME REST HEADERS BODY

static const struct {
    const char *line, *fault; /* the begin of the message; NULL: it can be read */
} lines[] = {
    {"{" ID TIME REST HEADERS BODY "}", NULL},
    {"{" ID TIME REST HEADERS BODY ",\"more\":[1,{}]}", NULL},
    {"{" ID TIME REST ",\"headers\":[],\"body\":null,\"body_base64\":\"/w==\"}", NULL},
    {"{" ID TIME REST HEADERS ",\"body_base64\":\"\"}", NULL},
    {"", "the record is no whole JSON object"},
    {"[]", "the record is no whole JSON object"},
    {"{" ID TIME REST HEADERS BODY, "the record is no whole JSON object"},
    {"{" TIME REST HEADERS BODY "}", "the record is no whole JSON object"}, /* a comma in front */
    {"{\"id\":\"short\"" TIME REST HEADERS BODY "}", "the record's member \"id\""},
    {"{\"id\":\"01ARYZ6S41TSV4RRFFQ69G5FA\\n\"" TIME REST HEADERS BODY "}",
     "the record's member \"id\""},
    {"{\"id\":\"01ARYZ6S41TSV4RRFFQ69G5F\xc3\xa9\"" TIME REST HEADERS BODY "}",
     "the record's member \"id\""},
    {"{\"id\":\"\\u00301ARYZ6S41TSV4RRFFQ69G5FAV\"" TIME REST HEADERS BODY "}",
     "the record's member \"id\""}, /* nor does delivery_line_id() take it */
    {"{\"id\":5" TIME REST HEADERS BODY "}", "the record's member \"id\""},
    {"{" ID REST HEADERS BODY "}", "the record's member \"time\""},
    {"{" ID ",\"time\":\"yesterday\"" REST HEADERS BODY "}", "the record's member \"time\""},
    {"{" ID TIME HEADERS BODY "}", "the record's member \"url\""},
    {"{" ID TIME REST ",\"method\":null" HEADERS BODY "}", "the record's member \"method\""},
    {"{" ID TIME REST ",\"version\":1.1" HEADERS BODY "}", "the record's member \"version\""},
    {"{" ID TIME REST BODY "}", "the record's member \"headers\""},
    {"{" ID TIME REST ",\"headers\":{\"A\":\"1\"}" BODY "}", "the record's member \"headers\""},
    {"{" ID TIME REST ",\"headers\":[[\"A\"]]" BODY "}", "the record's member \"headers\""},
    {"{" ID TIME REST ",\"headers\":[[\"A\",1]]" BODY "}", "the record's member \"headers\""},
    {"{" ID TIME REST ",\"headers\":[\"A: 1\"]" BODY "}", "the record's member \"headers\""},
    {"{" ID TIME REST ",\"headers\":[[\"A\",\"1\",\"?\"]]" BODY "}",
     "the record's member \"headers\""},
    {"{" ID TIME REST HEADERS ",\"body_base64\":\"?\"}", "the record's member \"body\""},
    {"{" ID TIME REST HEADERS ",\"body_base64\":\"/w\"}", "the record's member \"body\""},
    {"{" ID TIME REST HEADERS ",\"body\":5,\"body_base64\":5}", "the record's member \"body\""},
    {"{" ID TIME REST HEADERS "}", "the record's member \"body\""},
    {WHOLE ",\"schema\":1,\"peer\":null,\"verdict\":null,\"answer\":null,\"forwards\":null}", NULL},
    {WHOLE ",\"verdict\":{\"valid\":false,\"scheme\":\"later\",\"reason\":\"later\"}}", NULL},
    {WHOLE "} ", NULL},
    {WHOLE "}{}", "the record is no whole JSON object"},
    {WHOLE "} x", "the record is no whole JSON object"},
    {WHOLE ",\"schema\":2}", "the record is of schema 2"},
    {WHOLE ",\"schema\":\"1\"}", "the record's member \"schema\""},
    {WHOLE ",\"direction\":\"up\"}", "the record's member \"direction\""},
    {WHOLE ",\"peer\":5}", "the record's member \"peer\""},
    {WHOLE ",\"verdict\":[]}", "the record's member \"verdict\""},
    {WHOLE ",\"verdict\":{\"valid\":1}}", "the record's member \"verdict\""},
    {WHOLE ",\"event\":{\"type\":1}}", "the record's member \"event\""},
    {WHOLE ",\"answer\":{}}", "the record's member \"answer\""},
    {WHOLE ",\"answer\":{\"status\":20,\"headers\":[],\"body\":\"\"}}",
     "the record's member \"answer\""},
    {WHOLE ",\"answer\":{\"status\":200,\"headers\":[],\"body\":\"\",\"ms\":-1}}",
     "the record's member \"answer\""},
    {WHOLE ",\"answer\":{\"status\":200,\"headers\":[]}}", "the record's member \"answer\""},
    {WHOLE ",\"forwards\":[{\"url\":1}]}", "the record's member \"forwards\""},
    {WHOLE ",\"forwards\":[5]}", "the record's member \"forwards\""},
    {WHOLE ",\"forwards\":{}}", "the record's member \"forwards\""},
    {WHOLE ",\"replay_of\":[]}", "the record's member \"replay_of\""},
};

/* Others may have recorded them. */
static void masks_passwords(void)
{
    struct arena arena = {0};
    struct error err = {0};
    struct delivery delivery;
    if (CHECK(
            delivery_read(&arena, scheme_builtin(),
                          SPAN("{" ID TIME REST HEADERS BODY ",\"url\":\"http://u:secret@h/a\","
                               "\"forwards\":[{\"url\":\"http://u:secret@h/b\"},{\"url\":null}]}"),
                          DELIVERY_FRAME, &delivery, &err)) &&
        CHECK_NUMBER((long long)delivery.forward_count, 2)) {
        CHECK_TEXT(delivery.url, "http://***@h/a");
        CHECK_TEXT(delivery.forwards[0].url, "http://***@h/b");
        CHECK(!delivery.forwards[1].url.at);
    }
    arena_clear(&arena);
}

static void names_the_member_at_fault(void)
{
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct arena arena = {0};
        struct delivery delivery;
        struct error err = {0};
        check_row("%s", lines[i].line);
        CHECK(delivery_read(&arena, scheme_builtin(), span_of(lines[i].line), DELIVERY_WHOLE,
                            &delivery, &err) == !lines[i].fault);
        CHECK_NUMBER(err.code, lines[i].fault ? ERROR_INPUT : ERROR_NONE);
        if (lines[i].fault)
            CHECK(span_starts(span_of(err.text), span_of(lines[i].fault)));
        arena_clear(&arena);
    }
}

static void tells_records(void)
{
    CHECK(delivery_looks_recorded(SPAN("{\"direction\":\"sent\",\"headers\":[]}\n{")));
    CHECK(!delivery_looks_recorded(SPAN("{\"data\":{\"direction\":1,\"headers\":1}}")));
    CHECK(!delivery_looks_recorded(SPAN("{\n\"direction\":1,\"headers\":1}")));
    CHECK(!delivery_looks_recorded(SPAN("POST / HTTP/1.1\n")));
    CHECK(!delivery_looks_recorded(SPAN("")));
}

#define AN_ID "01KE03P2M75E9JXBFCS5FJETD7"

static const struct {
    struct span line;
    bool found;
} lines_with_ids[] = {
    {BYTES("{\"kind\":\"delivery\",\"id\":\"" AN_ID "\",\"dire"), true},
    {BYTES("{\"kind\":\"delivery\",\"schema\":1,\"id\":\"" AN_ID "\""), true},
    {BYTES("{\"kind\":\"delivery\",\"id\":\"" AN_ID), false},
    {BYTES("{\"kind\":\"delivery\",\"id\":\"" AN_ID "0\"}"), false},
    {BYTES("{\"kind\":\"delivery\",\"id\":\"01ke03p2m75e9jxbfcs5fjetd7\"}"), false},
    {BYTES("{\"kind\":\"delivery\",\"id\":\""), false},
    {BYTES("{\"id\":\"\\u00301KE03P2M75E9JXBFCS5FJETD7\"}"), false},
    {BYTES("{\"kind\":\"delivery\",\"id\":\"1\",\"id\":\"" AN_ID "\"}"), true},
    {BYTES(" { \"text\": [], \"id\" : \"" AN_ID "\", \"kind\": \"delivery\"}"), true},
    {BYTES("{\"text\":[],\"id\":\"" AN_ID "\","), false},
    {BYTES("{\"id\":12}"), false},
    {BYTES("{\"id\":\"\"}"), false},
    {BYTES("[\"" AN_ID "\"]"), false},
    {BYTES("damaged"), false},
    {BYTES(""), false},
};

static void finds_ids_of_lines(void)
{
    for (size_t i = 0; i < COUNT_OF(lines_with_ids); i++) {
        struct span id;
        check_row("row %zu", i);
        bool found = delivery_line_id(lines_with_ids[i].line, &id);
        CHECK(found == lines_with_ids[i].found);
        if (found)
            CHECK_TEXT(id, AN_ID);
    }
}

/* What is written is read by the quick way and by the thorough one alike. */
static void finds_ids_of_what_it_writes(void)
{
    struct delivery delivery = {0};
    struct buf line = {0};
    struct span id = {0}, value;
    delivery_stamp(&delivery, INT64_C(1767366245000000000));
    delivery_write(&line, &delivery);
    CHECK(delivery_line_id(span_slice(buf_span(&line), 0, 80), &id)); /* the begin is enough */
    CHECK_TEXT(id, delivery.id);
    CHECK(json_member(buf_span(&line), SPAN("id"), &value) == JSON_FOUND);
    CHECK_SPAN(span_slice(value, 1, value.size - 1), id);
    buf_clear(&line);
}

static const struct check_case cases[] = {
    {"keeps each byte", keeps_each_byte},
    {"writes all members", writes_all_members},
    {"writes forwards", writes_forwards},
    {"reads sent ones", reads_sent_ones},
    {"reads the frame alone", reads_the_frame_alone},
    {"writes null for what is absent", writes_null_for_what_is_absent},
    {"masks passwords", masks_passwords},
    {"names the member at fault", names_the_member_at_fault},
    {"tells records", tells_records},
    {"finds ids of lines", finds_ids_of_lines},
    {"finds ids of what it writes", finds_ids_of_what_it_writes},
};

int main(void)
{
    return CHECK_RUN(cases);
}
