/* Any bytes to the JSON reader and all that is built on it. */
#include "fuzz.h"

#include "json.h"
#include "json_edit.h"
#include "text.h"

static const struct json_paint plain = {"", "", "", "", ""};

/* The tokens of a text, each in its own bytes and behind its kind. Returns whether it is JSON. */
static bool list_tokens(struct buf *out, struct span text)
{
    struct json_reader reader;
    enum json_token kind;
    json_open(&reader, text);
    while ((kind = json_next(&reader)) > JSON_END) {
        MUST_HOLD(reader.slice.at >= text.at);
        MUST_HOLD(reader.slice.at + reader.slice.size <= text.at + text.size);
        buf_printf(out, "%d ", kind);
        buf_add(out, reader.slice);
        buf_add_byte(out, '\n');
    }
    MUST_HOLD(json_next(&reader) == kind);
    json_close(&reader);
    return kind == JSON_END;
}

/* Compact or, where no character in it has to be escaped, indented, it has the same tokens. */
static void check_rewrites(struct span value, struct span tokens)
{
    struct buf written = {0}, again = {0};
    json_compact(&written, value, JSON_PLAIN);
    MUST_HOLD(list_tokens(&again, buf_span(&written)));
    MUST_HOLD(span_equal(buf_span(&again), tokens));
    buf_reset(&written);
    json_indent(&written, value, 3, &plain);
    bool harmless = true;
    for (size_t i = 0; i < value.size; i++)
        harmless = harmless && value.at[i] >= 0 && value.at[i] != 0x7F;
    buf_reset(&again);
    if (harmless) {
        MUST_HOLD(list_tokens(&again, buf_span(&written)));
        MUST_HOLD(span_equal(buf_span(&again), tokens));
    }
    buf_clear(&written);
    buf_clear(&again);
}

/* What is quoted is JSON, and unquoted and quoted once more it is the same. */
static void check_quotes(struct span string)
{
    struct buf text = {0}, quoted = {0}, again = {0};
    for (int style = JSON_PLAIN; style <= JSON_GO; style++) {
        struct error err;
        struct span value;
        buf_reset(&text);
        buf_reset(&quoted);
        buf_reset(&again);
        json_unquote(&text, string);
        json_quote(&quoted, buf_span(&text), (enum json_style)style);
        MUST_HOLD(json_document(buf_span(&quoted), &value, &err));
        json_unquote(&again, buf_span(&quoted));
        if (text_is_utf8(buf_span(&text)))
            MUST_HOLD(span_equal(buf_span(&again), buf_span(&text)));
        MUST_HOLD(text_is_utf8(buf_span(&again)));
    }
    buf_clear(&text);
    buf_clear(&quoted);
    buf_clear(&again);
}

/* The member that is found is a whole value inside the text, and can be set. */
static void check_members(struct span text, bool json)
{
    static const char *const paths[] = {"data", "data.data", "a", "0", "1.a", "\"a.b\".0", "", "."};
    struct span value, missing;
    enum json_found found = json_member(text, SPAN("data"), &value);
    MUST_HOLD(json || found == JSON_INVALID);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct error err;
        struct buf out = {0};
        struct span path = span_of(paths[i]), whole;
        found = json_at_path(text, path, &value, &missing);
        MUST_HOLD(json || found == JSON_INVALID);
        if (found == JSON_FOUND)
            MUST_HOLD(json_document(value, &whole, &err) && span_equal(value, whole));
        if (json_set(&out, text, path, SPAN("[1]"), false, &err))
            MUST_HOLD(json_document(buf_span(&out), &whole, &err));
        buf_clear(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size), value;
    struct buf tokens = {0};
    struct error err;
    bool json = list_tokens(&tokens, text);
    MUST_HOLD(json_value(text, &value, &err) == json);
    if (json) {
        check_rewrites(value, buf_span(&tokens));
        if (value.at[0] == '"')
            check_quotes(value);
    }
    check_members(text, json);
    buf_clear(&tokens);
    return 0;
}
