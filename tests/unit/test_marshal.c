#include "check.h"
#include "go_marshal.h"
#include "json.h"

/* How many rows of each group say what the Go SDK hashed: all of them are reproduced. */
static const struct {
    const char *group;
    size_t rows;
} groups[] = {
    {"event", 15},    {"time", 8},       {"omitempty", 4}, {"empty", 3},  {"escape", 17},
    {"raw", 21},      {"structure", 11}, {"safepay", 1},   {"secret", 8}, {"signature", 8},
    {"algorithm", 4}, {"encoding", 1},   {"content", 1},   {"tamper", 6},
};

/* The re-marshaller that fixtures are held against says what the Go SDK itself said. */
static void says_what_go_says(void)
{
    struct arena arena = {0};
    struct span vectors = check_data(&arena, "sfpy.jsonl");
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        struct span rest = vectors, line;
        size_t rows = 0;
        while (span_split(&rest, '\n', &line)) {
            struct span payload = json_text_at(&arena, line, "go_payload");
            if (!payload.at || !span_is(json_text_at(&arena, line, "group"), groups[i].group))
                continue;
            struct buf out = {0};
            check_row("%.*s", SPAN_ARG(json_text_at(&arena, line, "name")));
            CHECK(go_marshal_body(&out, json_text_at(&arena, line, "body")));
            CHECK_SPAN(buf_span(&out), payload);
            buf_clear(&out);
            rows++;
        }
        check_row("rows of group %s", groups[i].group);
        CHECK_NUMBER((long long)rows, (long long)groups[i].rows);
    }
    arena_clear(&arena);
}

static void refuses_what_go_refuses(void)
{
    struct arena arena = {0};
    struct span rest = check_data(&arena, "sfpy.jsonl"), line;
    while (span_split(&rest, '\n', &line)) {
        struct buf out = {0};
        /* The times of a row are read as text, so that one is left out. */
        struct span name = json_text_at(&arena, line, "name"),
                    why = json_text_at(&arena, line, "go_error");
        check_row("%.*s", SPAN_ARG(name));
        if (span_starts(why, SPAN("decode")) && !span_is(name, "time-not-rfc3339"))
            CHECK(!go_marshal_body(&out, json_text_at(&arena, line, "body")));
        buf_clear(&out);
    }
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"says what Go says", says_what_go_says},
    {"refuses what Go refuses", refuses_what_go_refuses},
};

int main(void)
{
    return CHECK_RUN(cases);
}
