/* Any bytes, behind two that choose a form, to the writer of other forms of JSON. */
#include "fuzz.h"

#include "json_form.h"

enum { CHOOSING = 2, LIMIT = 1 << 22 };

/* The form that the first bytes choose. */
static struct json_form choose(const uint8_t *data)
{
    return (struct json_form){
        .layout = (enum json_layout)(data[0] % (JSON_LINES_TAB + 1)),
        .html = (enum json_html)((data[0] / 6) % (JSON_HTML_PLAIN + 1)),
        .slash = (enum json_slash)((data[0] / 18) % (JSON_SLASH_PLAIN + 1)),
        .sort_keys = data[0] / 54 % 2,
        .empty_object_as_array = data[0] / 108 % 2,
        .unicode = (enum json_unicode)(data[1] % (JSON_UNICODE_PLAIN + 1)),
        .numbers = (enum json_numbers)((data[1] / 4) % (JSON_NUMBERS_PHP + 1)),
        .del = (enum json_del)((data[1] / 16) % (JSON_DEL_PLAIN + 1)),
        .last_of_name = data[1] / 48 % 2,
        .indexes_first = data[1] / 96 % 2,
        .lists_as_arrays = data[1] / 192 % 2,
    };
}

/* What Python writes for 1e400 is no JSON. */
static bool may_be_broken(const struct json_form *form, struct span written)
{
    return form->numbers == JSON_NUMBERS_PYTHON && span_contains(written, SPAN("Infinity"));
}

/* PHP writes -0.0 as -0, which it reads as 0. */
static bool may_change_again(const struct json_form *form, struct span written)
{
    return form->numbers == JSON_NUMBERS_PHP && span_contains(written, SPAN("-0"));
}

/* What is written is JSON, and has the form already; compact it is so by the other writer, too. */
static void check_written(struct span written, const struct json_form *form)
{
    static const struct json_form compacted = {.layout = JSON_COMPACTED};
    struct error err;
    struct span value;
    struct buf again = {0}, compact = {0};
    if (!json_document(written, &value, &err)) {
        MUST_HOLD(may_be_broken(form, written));
        return;
    }
    MUST_HOLD(span_equal(value, written));
    MUST_HOLD(json_form_write(&again, written, form));
    MUST_HOLD(span_equal(buf_span(&again), written) || may_change_again(form, written));
    buf_reset(&again);
    MUST_HOLD(json_form_write(&again, written, &compacted));
    json_compact(&compact, written, JSON_PLAIN);
    MUST_HOLD(span_equal(buf_span(&again), buf_span(&compact)));
    buf_clear(&again);
    buf_clear(&compact);
}

/* Whatever the layout, compacted it is the same. */
static void check_layouts(struct span text, struct json_form form, struct span written)
{
    struct buf compact = {0}, other = {0};
    json_compact(&compact, written, JSON_PLAIN);
    form.layout = JSON_COMPACTED;
    MUST_HOLD(json_form_write(&other, text, &form));
    MUST_HOLD(span_equal(buf_span(&other), buf_span(&compact)));
    buf_clear(&compact);
    buf_clear(&other);
}

/* The forms that json_compact() knows. */
static void check_compact(struct span text)
{
    static const struct json_form plain = {.layout = JSON_COMPACTED};
    static const struct json_form go = {.layout = JSON_COMPACTED, .html = JSON_HTML_ESCAPED};
    struct buf out = {0}, expected = {0};
    MUST_HOLD(json_form_write(&out, text, &plain));
    json_compact(&expected, text, JSON_PLAIN);
    MUST_HOLD(span_equal(buf_span(&out), buf_span(&expected)));
    buf_reset(&out);
    buf_reset(&expected);
    MUST_HOLD(json_form_write(&out, text, &go));
    json_compact(&expected, text, JSON_GO);
    MUST_HOLD(span_equal(buf_span(&out), buf_span(&expected)));
    buf_clear(&out);
    buf_clear(&expected);
}

/* Whether it is JSON, and how deep it is nested at most. */
static bool is_json(struct span text, size_t *depth)
{
    struct json_reader reader;
    enum json_token kind;
    *depth = 0;
    json_open(&reader, text);
    while ((kind = json_next(&reader)) > JSON_END)
        if (reader.depth > *depth)
            *depth = reader.depth;
    json_close(&reader);
    return kind == JSON_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < CHOOSING)
        return 0;
    struct json_form form = choose(data);
    struct span text = fuzz_input(data + CHOOSING, size - CHOOSING), value;
    struct buf out = buf_limited(LIMIT);
    struct error err;
    size_t depth;
    bool writable = is_json(text, &depth) && depth <= 512;
    bool written = json_form_write(&out, text, &form);
    MUST_HOLD(out.size <= LIMIT);
    MUST_HOLD(written == writable || (writable && out.full));
    if (written && form.layout == JSON_LAYOUT_KEPT && form.numbers == JSON_NUMBERS_KEPT &&
        !form.html && !form.slash && !form.unicode && !form.del && !form.sort_keys &&
        !form.last_of_name && !form.indexes_first && !form.lists_as_arrays &&
        !form.empty_object_as_array)
        MUST_HOLD(json_value(text, &value, &err) && span_equal(buf_span(&out), value));
    if (written) {
        check_written(buf_span(&out), &form);
        check_compact(text);
        if (!may_be_broken(&form, buf_span(&out)))
            check_layouts(text, form, buf_span(&out));
    }
    buf_clear(&out);
    return 0;
}
