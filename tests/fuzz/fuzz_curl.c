/* Any bytes as a curl command: it is read or refused, and what was read, written as a command,
 * reads as the same request. */
#include "fuzz.h"

#include "curl_command.h"
#include "curl_read.h"
#include "shell_words.h"

#include <string.h>

/* In place of the system's files, none of which the fuzzer may open. */
static bool read_nothing(struct buf *out, const char *path, struct error *err)
{
    if (!*path)
        return error_set(err, ERROR_INPUT, "no file");
    buf_add_text(out, path);
    buf_add(out, SPAN("\r\n\0"));
    return true;
}

static const struct curl_files files = {.read = read_nothing};

/* Content-Length, where it says what is true, is left to curl. */
static void remove_length(struct message *message)
{
    headers_remove(&message->headers, SPAN("Content-Length"));
    headers_remove(&message->headers, SPAN("Host"));
}

static void check_same(struct message *a, struct message *b)
{
    remove_length(a);
    remove_length(b);
    MUST_HOLD(span_equal(a->method, b->method));
    MUST_HOLD(span_equal(a->target, b->target));
    MUST_HOLD(span_equal(a->body, b->body));
    MUST_HOLD(a->headers.count == b->headers.count);
    for (size_t i = 0; i < a->headers.count; i++)
        MUST_HOLD(span_equal(a->headers.at[i].name, b->headers.at[i].name) &&
                  span_equal(a->headers.at[i].value, b->headers.at[i].value));
}

static void check_written(struct arena *arena, struct message *message, struct span plain)
{
    struct message again;
    struct span location;
    struct url url;
    struct error err;
    struct buf command = {0};
    MUST_HOLD(url_read(arena, span_keep(arena, plain).at, &url, &err));
    size_t at = 0;
    curl_write(&command, message, &url, NULL);
    curl_write(&command, message, &url, NULL);
    MUST_HOLD(curl_looks(buf_span(&command)));
    for (int i = 0; i < 2; i++) {
        MUST_HOLD(curl_next(arena, buf_span(&command), &at, &files, &again, &location, &err) ==
                  CURL_READ);
        MUST_HOLD(span_equal(location, plain));
        check_same(message, &again);
    }
    MUST_HOLD(curl_next(arena, buf_span(&command), &at, &files, &again, &location, &err) ==
              CURL_END);
    buf_clear(&command);
}

/* No word holds a NUL, and each has one behind it. */
static void check_words(struct arena *arena, struct span text)
{
    struct shell_words words;
    struct error err;
    if (!shell_split(arena, text, &words, &err)) {
        MUST_HOLD(err.code == ERROR_INPUT);
        return;
    }
    for (size_t i = 0; i < words.count; i++)
        MUST_HOLD(strlen(words.at[i].at) == words.at[i].size);
}

/* A script is gone through to its end, and each command of it is read or refused. */
static void check_script(struct span text)
{
    size_t at = 0, before = 0;
    enum curl_result result;
    do {
        struct arena arena = {0};
        struct message message;
        struct span url;
        struct error err = {0};
        result = curl_next(&arena, text, &at, &files, &message, &url, &err);
        MUST_HOLD(result == CURL_END || at > before);
        MUST_HOLD(at <= text.size && (result == CURL_DAMAGED) == (err.code == ERROR_INPUT));
        if (result == CURL_READ)
            check_written(&arena, &message, url);
        before = at;
        arena_clear(&arena);
    } while (result != CURL_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    struct arena arena = {0};
    struct message message;
    struct span url;
    struct error err = {0};
    check_words(&arena, text);
    if (!curl_read(&arena, text, &files, &message, &url, &err))
        MUST_HOLD(err.code == ERROR_INPUT);
    else
        check_written(&arena, &message, url);
    arena_clear(&arena);
    check_script(text);
    return 0;
}
