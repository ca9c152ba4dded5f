/* Any bytes as the begin of a connection: the end of the head is found at the same place however
 * they come in, and what is let through is what the checks promise to the parser behind them. */
#include "fuzz.h"

#include "curl_command.h"
#include "saved.h"

#include <string.h>

/* Scans in pieces whose sizes the input itself gives. */
static enum head_state scan_in_pieces(struct span bytes, size_t *scanned)
{
    enum head_state state = HEAD_MORE;
    size_t size = 0;
    *scanned = 0;
    while (state == HEAD_MORE && size < bytes.size) {
        size += 1 + (unsigned char)bytes.at[size] % 7;
        if (size > bytes.size)
            size = bytes.size;
        state = head_scan(span_slice(bytes, 0, size), scanned);
    }
    return state;
}

static void check_message(const struct message *message)
{
    size_t hosts;
    bool old = span_is(message->version, "1.0");
    headers_find(&message->headers, SPAN("host"), &hosts);
    MUST_HOLD(old || (span_is(message->version, "1.1") && hosts == 1));
    MUST_HOLD(message->method.size > 0 && message->target.size > 0);
    for (size_t i = 0; i < message->headers.count; i++) {
        struct span name = message->headers.at[i].name, value = message->headers.at[i].value;
        MUST_HOLD(name.size > 0 && !memchr(name.at, ' ', name.size));
        MUST_HOLD(value.size == 0 ||
                  (!memchr(value.at, '\r', value.size) && !memchr(value.at, '\n', value.size) &&
                   !memchr(value.at, 0, value.size)));
    }
    target_path(message->target);
}

/* Written as it is sent, the head reads as the same. */
static void check_written(const struct message *message)
{
    struct arena arena = {0};
    struct message again;
    struct buf head = {0};
    size_t scanned = 0;
    message_write(&head, message);
    MUST_HOLD(head_scan(buf_span(&head), &scanned) == HEAD_WHOLE && scanned == head.size);
    MUST_HOLD(!head_parse(&arena, buf_span(&head), &again));
    MUST_HOLD(span_equal(again.target, message->target));
    MUST_HOLD(again.headers.count == message->headers.count);
    for (size_t i = 0; i < again.headers.count; i++)
        MUST_HOLD(span_equal(again.headers.at[i].value, message->headers.at[i].value));
    buf_clear(&head);
    arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = fuzz_input(data, size);
    struct arena arena = {0};
    struct message message;
    struct error err;
    size_t at_once = 0, in_pieces;
    enum head_state state = head_scan(bytes, &at_once);
    enum head_state again = scan_in_pieces(bytes, &in_pieces);
    MUST_HOLD(state == again && (state != HEAD_WHOLE || at_once == in_pieces));
    struct span head = state == HEAD_WHOLE ? span_slice(bytes, 0, at_once) : bytes;
    if (!head_parse(&arena, head, &message)) {
        check_message(&message);
        if (state == HEAD_WHOLE)
            check_written(&message);
    }
    if (saved_read(&arena, bytes, &message, &err)) {
        struct buf command = {0};
        const struct url url = {.text = SPAN("http://127.0.0.1:4242/"), .authority = SPAN("h")};
        curl_write(&command, &message, &url, NULL);
        buf_clear(&command);
    }
    arena_clear(&arena);
    return 0;
}
