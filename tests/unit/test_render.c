#include "check.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BODY                                                                                       \
    "{\"data\":{\"token\":\"C3SLANR2DNCAUU2H1GE0\",\"type\":\"payment:created\",\"data\":"         \
    "{\"notification\":{\"request_id\":\"C3SLANR2DNCAUU2H1GE1\",\"chain_id\":1,\"is_eth\":true,"   \
    "\"from\":\"0x742D0cd613E3D8F16AdF91B7584A2265b1f9cE29\",\"amount\":\"350000000000000000\","   \
    "\"rate\":\"2034550000\",\"digits\":1.500}}}}"

/* 2021-07-22T11:24:15.317Z; the time zone is set to five hours east of it. */
static struct delivery delivery_of(struct arena *arena, const char *body)
{
    struct error err;
    const struct scheme *scheme = scheme_find(scheme_builtin(), "sfpy", &err);
    return (struct delivery){
        .time = INT64_C(1626953055317896000),
        .request = {SPAN("POST"), SPAN("/"), SPAN("1.1"), {NULL, 0}, span_of(body)},
        .judged = true,
        .verdict = {.validity = VALIDITY_VALID, .scheme = scheme},
        .event = event_label(arena, scheme, span_of(body)),
        .answer = {.status = 200, .duration = 412345}};
}

#define LINE "16:24:15.317  payment.confirmed (payment:created)  C3SLANR2DNCAUU2H1GE0"

static const struct {
    const char *name;
    bool judged;
    enum validity validity;
    enum reason reason;
    int status;
    int64_t duration;
    const char *line;
} lines[] = {
    {"valid", true, VALIDITY_VALID, REASON_NONE, 200, 412345, LINE "  ✓ valid  → 200  0.4 ms\n"},
    {"invalid", true, VALIDITY_INVALID, REASON_MISMATCH, 401, 1299999,
     LINE "  ✗ mismatch  → 401  1.2 ms\n"},
    {"accepted", true, VALIDITY_INVALID, REASON_NO_DATA, 204, 12000000000,
     LINE "  ✗ no-data  → 204 (accepted all the same)  12000.0 ms\n"},
    {"unchecked", true, VALIDITY_UNCHECKED, REASON_NONE, 503, 0,
     LINE "  · unchecked  → 503  0.0 ms\n"},
    {"sent", false, VALIDITY_UNCHECKED, REASON_NONE, 0, 0, LINE "\n"},
};

static void renders_lines(void)
{
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct buf out = {0};
        struct delivery delivery = delivery_of(&arena, BODY);
        check_row("%s", lines[i].name);
        delivery.judged = lines[i].judged;
        delivery.verdict.validity = lines[i].validity;
        delivery.verdict.reason = lines[i].reason;
        delivery.answer = (struct answer){.status = lines[i].status, .duration = lines[i].duration};
        render_line(&out, &delivery, &plain_palette);
        CHECK_TEXT(buf_span(&out), lines[i].line);
        buf_clear(&out);
    }
    arena_clear(&arena);
}

static void renders_foreign_events_harmless(void)
{
    static const char *const rows[][2] = {
        {"{\"data\":{\"type\":\"\\u001b[2J\",\"token\":\"a\\nb\\u202e\"}}",
         "16:24:15.317  \\x1b[2J  a\\nb\\u{202e}  ✓ valid  → 200  0.4 ms\n"},
        {"{\"data\":{}}", "16:24:15.317  no event  ✓ valid  → 200  0.4 ms\n"},
        {"{\"data\":{\"type\":\"\"}}", "16:24:15.317  no event  ✓ valid  → 200  0.4 ms\n"},
        {"", "16:24:15.317  no event  ✓ valid  → 200  0.4 ms\n"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        struct delivery delivery = delivery_of(&arena, rows[i][0]);
        check_row("%s", rows[i][0]);
        render_line(&out, &delivery, &plain_palette);
        CHECK_TEXT(buf_span(&out), rows[i][1]);
        buf_clear(&out);
    }
    arena_clear(&arena);
}

#define MARGIN "              "

static void renders_pretty(void)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct delivery delivery = delivery_of(&arena, BODY);
    struct header headers[] = {{SPAN("X-A"), SPAN("\x1b\xff")},
                               {SPAN("authorization"), SPAN("Bearer hunter2")}};
    delivery.request.headers = (struct headers){headers, COUNT_OF(headers)};
    delivery.verdict.validity = VALIDITY_INVALID;
    delivery.verdict.reason = REASON_MISMATCH;
    delivery.answer.status = 401;
    render_pretty(&out, &delivery, RENDER_HEADERS | RENDER_BODY, 1 << 20, &plain_palette);
    CHECK_TEXT(buf_span(&out), LINE
               "  ✗ mismatch  → 401  0.4 ms\n" MARGIN
               "the signature was made with another secret or over other bytes\n" MARGIN
               "0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GE1\n" MARGIN
               "X-A: \\x1b\\xff\n" MARGIN "authorization: ***\n" MARGIN "{\n" MARGIN
               "  \"data\": {\n" MARGIN "    \"token\": \"C3SLANR2DNCAUU2H1GE0\",\n" MARGIN
               "    \"type\": \"payment:created\",\n" MARGIN "    \"data\": {\n" MARGIN
               "      \"notification\": {\n" MARGIN
               "        \"request_id\": \"C3SLANR2DNCAUU2H1GE1\",\n" MARGIN
               "        \"chain_id\": 1,\n" MARGIN "        \"is_eth\": true,\n" MARGIN
               "        \"from\": \"0x742D0cd613E3D8F16AdF91B7584A2265b1f9cE29\",\n" MARGIN
               "        \"amount\": \"350000000000000000\",\n" MARGIN
               "        \"rate\": \"2034550000\",\n" MARGIN "        \"digits\": 1.500\n" MARGIN
               "      }\n" MARGIN "    }\n" MARGIN "  }\n" MARGIN "}\n");
    buf_clear(&out);
    arena_clear(&arena);
}

/* What the body says in a sentence stays, also without it. */
static void renders_parts(void)
{
    static const char *const shown[] = {
        "",
        MARGIN "X-A: 1\n",
        MARGIN "| 0.35 x\n",
        MARGIN "X-A: 1\n" MARGIN "| 0.35 x\n",
    };
    struct arena arena = {0};
    struct delivery delivery = delivery_of(&arena, "0.35 x\n");
    struct header headers[] = {{SPAN("X-A"), SPAN("1")}};
    delivery.request.headers = (struct headers){headers, COUNT_OF(headers)};
    delivery.request.body = SPAN("0.35 x\n");
    for (unsigned parts = 0; parts < COUNT_OF(shown); parts++) {
        struct buf out = {0}, expected = {0};
        check_row("parts %u", parts);
        render_line(&expected, &delivery, &plain_palette);
        buf_add_text(&expected, shown[parts]);
        render_pretty(&out, &delivery, parts, 1 << 20, &plain_palette);
        CHECK_SPAN(buf_span(&out), buf_span(&expected));
        buf_clear(&out);
        buf_clear(&expected);
    }
    struct buf out = {0};
    delivery.request.body = SPAN(BODY);
    render_pretty(&out, &delivery, 0, 1 << 20, &plain_palette);
    CHECK(span_contains(buf_span(&out), SPAN("0.35 ETH")));
    CHECK(!span_contains(buf_span(&out), SPAN("token")));
    buf_clear(&out);
    arena_clear(&arena);
}

static void renders_bodies(void)
{
    static const struct {
        struct span body;
        const char *rendered;
    } rows[] = {
        {BYTES(""), ""},
        {BYTES("{ }"), "  {}\n"},
        {BYTES("[1]\n"), "  [\n    1\n  ]\n"},
        {BYTES("{} x"), "  | {} x\n"},
        {BYTES("a\r\nb\x1b[2J\n"), "  | a\n  | b\\x1b[2J\n"},
        {BYTES("\xff\0"), "  | \\xff\\x00\n"},
        {BYTES("\"\xe2\x80\xae\""), "  \"\\u202e\"\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        check_row("row %zu", i);
        render_body(&out, rows[i].body, 2, &plain_palette);
        CHECK_TEXT(buf_span(&out), rows[i].rendered);
        buf_clear(&out);
    }
}

/* Adds a text without the escape sequences of its colours. */
static void strip(struct buf *out, struct span coloured)
{
    for (size_t i = 0; i < coloured.size; i++) {
        if (coloured.at[i] == '\x1b')
            i += strcspn(coloured.at + i, "m");
        else
            buf_add_byte(out, coloured.at[i]);
    }
}

/* Colours stand around the text and change none of it. */
static void colours_add_only_escapes(void)
{
    struct arena arena = {0};
    struct buf plain = {0}, coloured = {0}, stripped = {0};
    struct delivery delivery = delivery_of(&arena, BODY);
    render_pretty(&plain, &delivery, RENDER_HEADERS | RENDER_BODY, 1 << 20, &plain_palette);
    render_pretty(&coloured, &delivery, RENDER_HEADERS | RENDER_BODY, 1 << 20, &colour_palette);
    strip(&stripped, buf_span(&coloured));
    CHECK_SPAN(buf_span(&stripped), buf_span(&plain));
    CHECK(coloured.size > plain.size);
    buf_clear(&plain);
    buf_clear(&coloured);
    buf_clear(&stripped);
    arena_clear(&arena);
}

/* Between its parts, which stand below the event's name then. */
static void folds_lines(void)
{
    static const struct {
        size_t columns;
        const char *text;
    } folded[] = {
        {0,
         "16:24:15.317  payment.confirmed (payment:created)  C3SLANR2DNCAUU2H1GE0  ✓ valid  → 200  "
         "0.4 ms\n"
         "              0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GE1\n"},
        {95,
         "16:24:15.317  payment.confirmed (payment:created)  C3SLANR2DNCAUU2H1GE0  ✓ valid  → 200  "
         "0.4 ms\n"
         "              0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GE1\n"},
        {94,
         "16:24:15.317  payment.confirmed (payment:created)  C3SLANR2DNCAUU2H1GE0  ✓ valid  → 200\n"
         "              0.4 ms\n"
         "              0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GE1\n"},
        {60, "16:24:15.317  payment.confirmed (payment:created)\n"
             "              C3SLANR2DNCAUU2H1GE0  ✓ valid  → 200  0.4 ms\n"
             "              0.35 ETH (about $712.09) from 0x742D…9cE29 on\n"
             "                mainnet, request C3SL…GE1\n"},
        {25, "16:24:15.317  payment.confirmed (payment:created)\n"
             "              C3SLANR2DNCAUU2H1GE0\n"
             "              ✓ valid\n"
             "              → 200\n"
             "              0.4 ms\n"
             "              0.35 ETH\n"
             "                (about\n"
             "                $712.09)\n"
             "                from\n"
             "                0x742D…9cE29\n"
             "                on\n"
             "                mainnet,\n"
             "                request\n"
             "                C3SL…GE1\n"},
    };
    struct arena arena = {0};
    struct delivery delivery = delivery_of(&arena, BODY);
    for (size_t i = 0; i < COUNT_OF(folded); i++) {
        struct buf out = {0}, plain = {0};
        struct palette narrow = colour_palette;
        narrow.columns = folded[i].columns;
        check_row("%zu columns", narrow.columns);
        render_pretty(&out, &delivery, 0, 1 << 20, &narrow);
        strip(&plain, buf_span(&out));
        CHECK_TEXT(buf_span(&plain), folded[i].text);
        buf_clear(&out);
        buf_clear(&plain);
    }
    arena_clear(&arena);
}

/* No yellow, blue or white, nothing bright: see colour_palette. */
static void colours_read_on_light_and_dark(void)
{
    static const char *const readable[] = {"\x1b[0m",  "\x1b[1m",  "\x1b[2m", "\x1b[31m",
                                           "\x1b[32m", "\x1b[35m", "\x1b[36m"};
    const struct palette *palette = &colour_palette;
    const struct json_paint *json = &palette->json;
    const char *const used[] = {palette->strong, palette->dim,  palette->good, palette->warn,
                                palette->bad,    palette->end,  json->name,    json->string,
                                json->number,    json->literal, json->end};
    for (size_t i = 0; i < COUNT_OF(used); i++) {
        bool found = false;
        check_row("colour %zu", i);
        for (size_t j = 0; j < COUNT_OF(readable); j++)
            found = found || strcmp(used[i], readable[j]) == 0;
        CHECK(found);
    }
}

static const struct check_case cases[] = {
    {"renders lines", renders_lines},
    {"renders foreign events harmless", renders_foreign_events_harmless},
    {"renders pretty", renders_pretty},
    {"renders parts", renders_parts},
    {"renders bodies", renders_bodies},
    {"colours add only escapes", colours_add_only_escapes},
    {"folds lines", folds_lines},
    {"colours read on light and dark", colours_read_on_light_and_dark},
};

int main(void)
{
    setenv("TZ", "PKT-5", 1);
    tzset();
    return CHECK_RUN(cases);
}
