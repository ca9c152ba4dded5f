/* Archives of deliveries: what is written is what is read back. */
#include "check.h"

#include "har.h"
#include "har_write.h"

#include <string.h>

#define ID "01KE5Z0000000000000000000A"

static struct arena arena;

static void add(struct headers *headers, struct span name, struct span value)
{
    headers_add(headers, &arena, name, value);
}

static struct delivery make(struct span body)
{
    struct delivery delivery = {
        .id = ID,
        .direction = DIRECTION_SENT,
        .time = INT64_C(1767323045678901234),
        .url = SPAN("http://***@127.0.0.1:1/ignored"),
        .request = {.method = SPAN("POST"),
                    .target = SPAN("/p?a=1&b=%20c+d&&e&=f&%ff=%"),
                    .version = SPAN("1.0"),
                    .body = body},
        .answer = {.status = 200, .body = body, .duration = 1234567000},
        .replay_of = SPAN(ID),
        .expected = SPAN("2xx,404"),
    };
    add(&delivery.request.headers, SPAN("X-Odd"), SPAN("a\xE9\t\xC3\xA9"));
    add(&delivery.request.headers, SPAN("x-odd"), SPAN(""));
    add(&delivery.request.headers, SPAN("Cookie"), SPAN("a=\xFF"));
    add(&delivery.request.headers, SPAN("content-type"), SPAN("text/\"plain\""));
    add(&delivery.answer.headers, SPAN("SET-COOKIE"), SPAN("secret"));
    add(&delivery.answer.headers, SPAN("Location"), SPAN("/x"));
    return delivery;
}

static struct span write_archive(struct buf *out, const struct delivery *delivery, bool credentials)
{
    struct har_writer writer = {.credentials = credentials};
    har_write_begin(out);
    har_write_entry(&writer, out, delivery);
    har_write_entry(&writer, out, delivery);
    har_write_end(out);
    return buf_span(out);
}

static void reads_back_what_was_written(void)
{
    static const struct span bodies[] = {BYTES(""), BYTES("text \"\\\n\r\0\x1b\xC3\xA9"),
                                         BYTES("\xFF\xFE\0"), BYTES("{\"data\":1}")};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct buf text = {0}, before = {0}, after = {0};
        struct har_reader reader;
        struct har_entry entry;
        struct delivery delivery = make(bodies[i]), again;
        struct error err = {0};
        check_row("row %zu", i);
        CHECK(har_open(&reader, write_archive(&text, &delivery, true), &err));
        CHECK(har_count(&reader, 9) == 2);
        CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_READ);
        CHECK(har_delivery(&arena, scheme_builtin(), &entry, &again, &err));
        delivery_write(&before, &delivery);
        delivery_write(&after, &again);
        CHECK_SPAN(buf_span(&after), buf_span(&before));
        har_close(&reader);
        buf_clear(&text);
        buf_clear(&before);
        buf_clear(&after);
    }
    arena_clear(&arena);
}

static bool holds(const struct buf *text, const char *part)
{
    return span_contains(buf_span(text), span_of(part));
}

static void shows_what_others_read(void)
{
    struct buf text = {0};
    struct delivery delivery = make(SPAN("\xFF"));
    write_archive(&text, &delivery, false);
    CHECK(holds(&text, "\"url\":\"http://127.0.0.1:1/p?a=1&b=%20c+d&&e&=f&%ff=%\""));
    CHECK(holds(&text, "{\"name\":\"b\",\"value\":\" c d\"},{\"name\":\"e\",\"value\":\"\"},"
                       "{\"name\":\"\",\"value\":\"f\"},"));
    CHECK(holds(&text, "\"postData\":{\"mimeType\":\"text/\\\"plain\\\"\",\"text\":\"/w==\","
                       "\"_encoding\":\"base64\"}"));
    CHECK(holds(&text, "{\"name\":\"Cookie\",\"value\":\"***\"}"));
    CHECK(holds(&text, "{\"name\":\"SET-COOKIE\",\"value\":\"***\"}"));
    CHECK(!holds(&text, "secret"));
    CHECK(holds(&text, "\"redirectURL\":\"/x\""));
    CHECK(
        holds(&text, "\"startedDateTime\":\"2026-01-02T03:04:05.678901234Z\",\"time\":1234.567,"));
    buf_clear(&text);
    arena_clear(&arena);
}

#define ENTRY(response)                                                                            \
    "{\"log\":{\"entries\":[{\"time\":12.3400000001,\"request\":{\"method\":\"POST\","             \
    "\"url\":\"http://h/\",\"headers\":[]},\"response\":" response "}]}}"

/* An answer that is damaged costs the request nothing. */
static void reads_answers_of_others(void)
{
    static const struct {
        const char *text;
        int status;
        size_t headers;
        struct span body;
    } rows[] = {
        {ENTRY("{\"status\":204,\"headers\":[{\"name\":\"a\",\"value\":\"b\"}],\"content\":{}}"),
         204, 1, BYTES("")},
        {ENTRY("{\"status\":500,\"headers\":[],\"content\":{\"text\":\"x\\u0000\"}}"), 500, 0,
         BYTES("x\0")},
        {ENTRY("{\"status\":200,\"content\":{\"text\":\"/w==\",\"encoding\":\"base64\"}}"), 200, 0,
         BYTES("\xFF")},
        {ENTRY(
             "{\"status\":200,\"headers\":1,\"content\":{\"text\":\"?\",\"encoding\":\"base64\"}}"),
         200, 0, BYTES("")},
        {ENTRY("{\"status\":0}"), 0, 0, BYTES("")},
        {ENTRY("{\"status\":-1}"), 0, 0, BYTES("")},
        {ENTRY("{\"status\":\"200\"}"), 0, 0, BYTES("")},
        {ENTRY("[]"), 0, 0, BYTES("")},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct har_reader reader;
        struct har_entry entry;
        struct error err = {0};
        check_row("row %zu", i);
        CHECK(har_open(&reader, span_of(rows[i].text), &err));
        CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_READ);
        CHECK_NUMBER(entry.answer.status, rows[i].status);
        CHECK(entry.answer.headers.count == rows[i].headers);
        CHECK_SPAN(entry.answer.body, rows[i].body);
        har_close(&reader);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"reads back what was written", reads_back_what_was_written},
    {"shows what others read", shows_what_others_read},
    {"reads answers of others", reads_answers_of_others},
};

int main(void)
{
    return CHECK_RUN(cases);
}
