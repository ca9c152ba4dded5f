#include "suspect_rows.h"

#include "json.h"

#include <string.h>

struct attempt attempt_of(const struct scheme *scheme, const struct scheme_parts *parts)
{
    struct attempt attempt = {.scheme = scheme,
                              .template = scheme->signed_bytes,
                              .body = parts->body,
                              .whole = !scheme_signs(scheme, "{data}"),
                              .timestamp = parts->timestamp,
                              .id = parts->id,
                              .url = parts->url};
    attempt_derive(&attempt);
    return attempt;
}

bool attempt_apply(struct attempt *attempt, const struct suspect *suspect, struct arena *arena)
{
    if (suspect->rekey) {
        attempt->rekeys[attempt->rekey_count++] = suspect;
        return true;
    }
    bool no_place =
        suspect->text && suspect->text[0] == '{' && !strstr(attempt->template, suspect->text);
    bool needs_content = suspect->stage == STAGE_FORM || suspect->stage == STAGE_AROUND;
    if (no_place || (needs_content && !attempt->content.at))
        return false;
    return suspect->apply(suspect, attempt, arena);
}

void attempt_derive(struct attempt *attempt)
{
    attempt->content = attempt->body;
    if (attempt->whole)
        return;
    attempt->work += WORK_READ * attempt->body.size;
    if (json_member(attempt->body, SPAN("data"), &attempt->content) != JSON_FOUND)
        attempt->content = (struct span){0};
}

struct scheme_pieces attempt_pieces(const struct attempt *attempt)
{
    const struct scheme_parts parts = {.body = attempt->content,
                                       .data = attempt->content,
                                       .timestamp = attempt->timestamp,
                                       .id = attempt->id,
                                       .url = attempt->url};
    return scheme_expand(attempt->template, &parts);
}

size_t suspect_list(const struct suspect *list[SUSPECTS_MOST])
{
    const struct {
        const struct suspect *rows;
        size_t count;
    } kinds[] = {{suspect_content_rows, suspect_content_count},
                 {suspect_key_rows, suspect_key_count},
                 {suspect_rule_rows, suspect_rule_count}};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (size_t j = 0; j < kinds[i].count && count < SUSPECTS_MOST; j++)
            list[count++] = &kinds[i].rows[j];
    return count;
}

/* All a writer does to strings that it has read. */
#define STRINGS_PLAIN                                                                              \
    .html = JSON_HTML_PLAIN, .slash = JSON_SLASH_PLAIN, .unicode = JSON_UNICODE_PLAIN
#define STRINGS_ASCII                                                                              \
    .html = JSON_HTML_PLAIN, .slash = JSON_SLASH_PLAIN, .unicode = JSON_UNICODE_LOWER
#define STRINGS_PHP                                                                                \
    .html = JSON_HTML_PLAIN, .slash = JSON_SLASH_ESCAPED, .unicode = JSON_UNICODE_LOWER
#define STRINGS_GO                                                                                 \
    .html = JSON_HTML_ESCAPED, .slash = JSON_SLASH_PLAIN, .unicode = JSON_UNICODE_PLAIN
#define NUMBERS_PHP .numbers = JSON_NUMBERS_JS, .empty_object_as_array = true

/* What is lost where languages read it. */
#define READ_JS                                                                                    \
    {                                                                                              \
        .del = JSON_DEL_PLAIN, .last_of_name = true, .indexes_first = true                         \
    }
#define READ_PYTHON                                                                                \
    {                                                                                              \
        .del = JSON_DEL_ESCAPED, .last_of_name = true                                              \
    }
#define READ_PHP                                                                                   \
    {                                                                                              \
        .del = JSON_DEL_PLAIN, .numbers = JSON_NUMBERS_PHP, .last_of_name = true,                  \
        .lists_as_arrays = true                                                                    \
    }
#define READ_OTHERS                                                                                \
    {                                                                                              \
        .del = JSON_DEL_PLAIN, .last_of_name = true                                                \
    }

static const struct rewriter rewriters[] = {
    {"JSON.stringify",
     {.layout = JSON_COMPACTED, STRINGS_PLAIN, .numbers = JSON_NUMBERS_JS},
     READ_JS},
    {"JSON.stringify, sorted",
     {.layout = JSON_COMPACTED, STRINGS_PLAIN, .numbers = JSON_NUMBERS_JS, .sort_keys = true},
     READ_JS},
    {"JSON.stringify by 2",
     {.layout = JSON_LINES_2, STRINGS_PLAIN, .numbers = JSON_NUMBERS_JS},
     READ_JS},
    {"Python's json.dumps",
     {.layout = JSON_SPACED, STRINGS_ASCII, .numbers = JSON_NUMBERS_PYTHON},
     READ_PYTHON},
    {"Python's json.dumps, sorted",
     {.layout = JSON_SPACED, STRINGS_ASCII, .numbers = JSON_NUMBERS_PYTHON, .sort_keys = true},
     READ_PYTHON},
    {"Python's json.dumps, compact",
     {.layout = JSON_COMPACTED, STRINGS_ASCII, .numbers = JSON_NUMBERS_PYTHON},
     READ_PYTHON},
    {"Python's json.dumps, compact and sorted",
     {.layout = JSON_COMPACTED, STRINGS_ASCII, .numbers = JSON_NUMBERS_PYTHON, .sort_keys = true},
     READ_PYTHON},
    {"Python's json.dumps without ensure_ascii",
     {.layout = JSON_SPACED, STRINGS_PLAIN, .numbers = JSON_NUMBERS_PYTHON},
     READ_OTHERS},
    {"orjson or Ruby's JSON.generate",
     {.layout = JSON_COMPACTED, STRINGS_PLAIN, .numbers = JSON_NUMBERS_PYTHON},
     READ_OTHERS},
    {"Python's json.tool",
     {.layout = JSON_LINES_4, STRINGS_ASCII, .numbers = JSON_NUMBERS_PYTHON},
     READ_PYTHON},
    {"PHP's json_encode", {.layout = JSON_COMPACTED, STRINGS_PHP, NUMBERS_PHP}, READ_PHP},
    {"PHP's json_encode with plain slashes",
     {.layout = JSON_COMPACTED, STRINGS_ASCII, NUMBERS_PHP},
     READ_PHP},
    {"PHP's json_encode, unescaped",
     {.layout = JSON_COMPACTED, STRINGS_PLAIN, NUMBERS_PHP},
     READ_PHP},
    {"PHP's json_encode, pretty", {.layout = JSON_LINES_4, STRINGS_PHP, NUMBERS_PHP}, READ_PHP},
    {"Go's json.Marshal",
     {.layout = JSON_COMPACTED, STRINGS_GO, .numbers = JSON_NUMBERS_JS, .sort_keys = true},
     READ_OTHERS},
    {"Go's json.Marshal of a struct",
     {.layout = JSON_COMPACTED, STRINGS_GO},
     {.layout = JSON_LAYOUT_KEPT}},
    {"jq", {.layout = JSON_LINES_2, STRINGS_PLAIN}, READ_OTHERS},
    {"jq, compact", {.layout = JSON_COMPACTED, STRINGS_PLAIN}, READ_OTHERS},
    {"jq, sorted", {.layout = JSON_LINES_2, STRINGS_PLAIN, .sort_keys = true}, READ_OTHERS},
    {"jq, compact and sorted",
     {.layout = JSON_COMPACTED, STRINGS_PLAIN, .sort_keys = true},
     READ_OTHERS},
};

const struct rewriter *suspect_rewriters(size_t *count)
{
    *count = COUNT_OF(rewriters);
    return rewriters;
}
