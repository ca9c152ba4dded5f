#include "placeholder.h"

#include "clock.h"
#include "ident.h"
#include "json.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_HEX = 128, MOST_DIGITS = 18, MOST_SHOWN = 60 };

struct placeholder_row {
    const char *word;
    /* Reads what stands behind the word; false where that makes no sense. */
    bool (*read)(struct span rest, struct placeholder *placeholder);
    void (*write)(const struct placeholder *placeholder, const struct fixture_values *values,
                  struct buf *out);
    bool number; /* a value that is nothing else becomes one */
    const char *forms;
};

static bool read_nothing(struct span rest, struct placeholder *placeholder)
{
    (void)placeholder;
    return rest.size == 0;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

static bool read_name(struct span rest, struct placeholder *placeholder)
{
    placeholder->recurs = true;
    for (size_t i = 1; i < rest.size; i++)
        if (!is_name_byte(rest.at[i]))
            return false;
    return rest.size > 1 && rest.at[0] == ':';
}

static bool read_maybe_name(struct span rest, struct placeholder *placeholder)
{
    return rest.size == 0 || read_name(rest, placeholder);
}

/* `:N`, and maybe a name. */
static bool read_digits(struct span rest, struct placeholder *placeholder, size_t most)
{
    size_t at = 1, digits = 0;
    for (; at < rest.size && rest.at[at] >= '0' && rest.at[at] <= '9' && digits <= most; at++)
        digits = digits * 10 + (size_t)(rest.at[at] - '0');
    placeholder->digits = digits;
    return rest.size > 0 && rest.at[0] == ':' && digits > 0 && digits <= most &&
           read_maybe_name(span_slice(rest, at, rest.size), placeholder);
}

static bool read_hex(struct span rest, struct placeholder *placeholder)
{
    return read_digits(rest, placeholder, MOST_HEX);
}

static bool read_decimal(struct span rest, struct placeholder *placeholder)
{
    return read_digits(rest, placeholder, MOST_DIGITS);
}

/* `+DURATION` or `-DURATION`. */
static bool read_shift(struct span rest, struct placeholder *placeholder)
{
    if (rest.size == 0)
        return true;
    bool back = rest.at[0] == '-';
    if ((!back && rest.at[0] != '+') ||
        !clock_read_duration(span_slice(rest, 1, rest.size), CLOCK_SECOND, &placeholder->shift))
        return false;
    placeholder->shift = back ? -placeholder->shift : placeholder->shift;
    return true;
}

static void write_xid(const struct placeholder *placeholder, const struct fixture_values *values,
                      struct buf *out)
{
    (void)placeholder;
    ident_write_xid(out, values->dice, values->now);
}

static void write_uuid(const struct placeholder *placeholder, const struct fixture_values *values,
                       struct buf *out)
{
    (void)placeholder;
    ident_write_uuid(out, values->dice);
}

static void write_tx_hash(const struct placeholder *placeholder,
                          const struct fixture_values *values, struct buf *out)
{
    (void)placeholder;
    buf_add_text(out, "0x");
    ident_write_hex(out, values->dice, 32);
}

static void write_address(const struct placeholder *placeholder,
                          const struct fixture_values *values, struct buf *out)
{
    (void)placeholder;
    buf_add_text(out, "0x");
    ident_write_hex(out, values->dice, 20);
}

static void write_hex(const struct placeholder *placeholder, const struct fixture_values *values,
                      struct buf *out)
{
    char space[MOST_HEX + 2];
    struct buf digits = BUF_OVER(space);
    ident_write_hex(&digits, values->dice, (placeholder->digits + 1) / 2);
    buf_add(out, span_slice(buf_span(&digits), 0, placeholder->digits));
}

static void write_decimal(const struct placeholder *placeholder,
                          const struct fixture_values *values, struct buf *out)
{
    for (size_t i = 0; i < placeholder->digits; i++) {
        bool first = i == 0;
        buf_add_byte(out, (char)('0' + first + dice_below(values->dice, first ? 9 : 10)));
    }
}

/* The time it speaks of; what lies beyond the years that can be counted is their end. */
static int64_t time_of(const struct placeholder *placeholder, const struct fixture_values *values)
{
    int64_t time;
    if (__builtin_add_overflow(values->now, placeholder->shift, &time))
        return placeholder->shift < 0 ? INT64_MIN : INT64_MAX;
    return time;
}

/* What of a time lies within its second. */
static int64_t fraction_of(int64_t time)
{
    int64_t rest = time % CLOCK_SECOND;
    return rest < 0 ? rest + CLOCK_SECOND : rest;
}

static void write_now(const struct placeholder *placeholder, const struct fixture_values *values,
                      struct buf *out)
{
    clock_write_rfc3339(out, time_of(placeholder, values), 6);
}

static void write_seconds(const struct placeholder *placeholder,
                          const struct fixture_values *values, struct buf *out)
{
    int64_t time = time_of(placeholder, values);
    buf_printf(out, "%" PRId64, time / CLOCK_SECOND - (time % CLOCK_SECOND < 0));
}

static void write_nanos(const struct placeholder *placeholder, const struct fixture_values *values,
                        struct buf *out)
{
    (void)placeholder;
    buf_printf(out, "%" PRId64, fraction_of(values->now) / 1000 * 1000);
}

static void write_url(const struct placeholder *placeholder, const struct fixture_values *values,
                      struct buf *out)
{
    struct buf quoted = {0};
    (void)placeholder;
    json_quote(&quoted, values->url, JSON_GO);
    buf_add(out, span_slice(buf_span(&quoted), 1, quoted.size - 1));
    buf_clear(&quoted);
}

static const struct placeholder_row rows[] = {
    {"xid", read_nothing, write_xid, false, "{{xid}}"},
    {"ref", read_name, write_xid, false, "{{ref:NAME}}, an xid that recurs"},
    {"uuid", read_maybe_name, write_uuid, false, "{{uuid}} or, where it recurs, {{uuid:NAME}}"},
    {"tx_hash", read_nothing, write_tx_hash, false, "{{tx_hash}}"},
    {"address", read_nothing, write_address, false, "{{address}}"},
    {"hex", read_hex, write_hex, false, "{{hex:N}} or {{hex:N:NAME}}, with 1 to 128 digits"},
    {"digits", read_decimal, write_decimal, true,
     "{{digits:N}} or {{digits:N:NAME}}, with 1 to 18 digits"},
    {"now", read_shift, write_now, false, "{{now}}, {{now+1m}} or {{now-5m}}"},
    {"seconds", read_shift, write_seconds, true, "{{seconds}}, {{seconds+1m}} or {{seconds-5m}}"},
    {"nanos", read_nothing, write_nanos, true, "{{nanos}}"},
    {"url", read_nothing, write_url, false, "{{url}}"},
};

static bool unknown(const struct placeholder *placeholder, struct span word, struct error *err)
{
    struct nearest nearest = nearest_to(word);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        nearest_offer(&nearest, rows[i].word);
    error_set(err, ERROR_INPUT, "unknown placeholder %.*s",
              SPAN_ARG(span_slice(placeholder->text, 0, MOST_SHOWN)));
    return nearest_hint(&nearest,
                        "there are xid, ref:NAME, uuid, tx_hash, address, hex:N, digits:N, now, "
                        "seconds, nanos and url; braces as text: \\u007b{",
                        err);
}

static bool read_inner(struct span inner, struct placeholder *placeholder, struct error *err)
{
    size_t end = 0;
    while (end < inner.size &&
           ((inner.at[end] >= 'a' && inner.at[end] <= 'z') || inner.at[end] == '_'))
        end++;
    struct span word = span_slice(inner, 0, end);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!span_is(word, rows[i].word))
            continue;
        placeholder->row = &rows[i];
        if (rows[i].read(span_slice(inner, end, inner.size), placeholder))
            return true;
        error_set(err, ERROR_INPUT, "malformed placeholder %.*s",
                  SPAN_ARG(span_slice(placeholder->text, 0, MOST_SHOWN)));
        return error_hint(err, "it is written %s", rows[i].forms);
    }
    return unknown(placeholder, word, err);
}

/*
 * In compact JSON "{{" stands in strings only: an object's brace is followed by a quote or its end.
 * A placeholder ends within its string.
 */
enum placeholder_found placeholder_next(struct span text, size_t from, struct placeholder *found,
                                        struct error *err)
{
    *found = (struct placeholder){0};
    const char *open = from < text.size ? memmem(text.at + from, text.size - from, "{{", 2) : NULL;
    if (!open)
        return PLACEHOLDER_NONE;
    size_t begin = (size_t)(open - text.at), end = begin + 2;
    while (end < text.size && text.at[end] != '"' && text.at[end] != '}')
        end++;
    struct span inner = span_slice(text, begin + 2, end);
    bool closed = span_starts(span_slice(text, end, text.size), SPAN("}}"));
    found->text = span_slice(text, begin, end + (closed ? 2 : 0));
    if (closed && read_inner(inner, found, err))
        return PLACEHOLDER_READ;
    if (!closed) {
        error_set(err, ERROR_INPUT, "the placeholder %.*s has no end",
                  SPAN_ARG(span_slice(found->text, 0, MOST_SHOWN)));
        error_hint(err, "it ends with }}; braces as text are written \\u007b{");
    }
    return PLACEHOLDER_FAULT;
}

struct fixture_ref {
    struct fixture_ref *next;
    struct span placeholder, text;
};

void fixture_refs_clear(struct fixture_refs *refs)
{
    if (!refs)
        return;
    arena_clear(&refs->arena);
    refs->newest = NULL;
}

static void write_recurring(struct fixture_refs *refs, const struct placeholder *placeholder,
                            const struct fixture_values *values, struct buf *out)
{
    struct fixture_ref *ref = refs->newest;
    while (ref && !span_equal(ref->placeholder, placeholder->text))
        ref = ref->next;
    if (!ref) {
        struct buf text = {0};
        placeholder->row->write(placeholder, values, &text);
        ref = arena_new(&refs->arena, sizeof *ref);
        *ref = (struct fixture_ref){refs->newest, span_keep(&refs->arena, placeholder->text),
                                    span_keep(&refs->arena, buf_span(&text))};
        refs->newest = ref;
        buf_clear(&text);
    }
    buf_add(out, ref->text);
}

/* Whether a string is nothing but what stands from `from` to `to`, and no member's name. */
static bool is_whole_value(struct span text, size_t from, size_t to)
{
    bool begins = from > 0 && text.at[from - 1] == '"' && (from == 1 || text.at[from - 2] != '\\');
    bool ends = to < text.size && text.at[to] == '"';
    return begins && ends && (to + 1 == text.size || text.at[to + 1] != ':');
}

bool placeholder_fill(struct span text, const struct fixture_values *values, struct buf *out,
                      struct error *err)
{
    struct fixture_refs own = {0};
    struct placeholder placeholder;
    enum placeholder_found found;
    size_t done = 0;
    while ((found = placeholder_next(text, done, &placeholder, err)) == PLACEHOLDER_READ) {
        size_t from = (size_t)(placeholder.text.at - text.at), to = from + placeholder.text.size;
        bool unquoted = placeholder.row->number && is_whole_value(text, from, to);
        buf_add(out, span_slice(text, done, from - unquoted));
        if (placeholder.recurs)
            write_recurring(values->refs ? values->refs : &own, &placeholder, values, out);
        else
            placeholder.row->write(&placeholder, values, out);
        done = to + unquoted;
    }
    buf_add(out, span_slice(text, done, text.size));
    fixture_refs_clear(&own);
    return found == PLACEHOLDER_NONE;
}
