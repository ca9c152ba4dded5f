#include "parting.h"

#include "json_escape.h"
#include "text.h"

static bool has_space(struct span gap)
{
    for (size_t i = 0; i < gap.size; i++)
        if (is_white_space(gap.at[i]))
            return true;
    return false;
}

struct parting parting_find(struct span value, struct span remade)
{
    struct parting parting;
    struct json_reader old, new;
    json_open(&old, value);
    json_open(&new, remade);
    do {
        size_t end = old.at;
        parting.was = json_next(&old);
        parting.is = json_next(&new);
        parting.old = old.slice;
        parting.new = new.slice;
        parting.space = has_space(span_slice(value, end, (size_t)(old.slice.at - value.at)));
    } while (parting.was > JSON_END && parting.was == parting.is && !parting.space &&
             span_equal(parting.old, parting.new));
    parting.depth = old.depth;
    json_close(&old);
    json_close(&new);
    return parting;
}

bool parting_is_same_text(struct span one, struct span other)
{
    struct buf a = {0}, b = {0};
    json_unquote(&a, one);
    json_unquote(&b, other);
    bool same = span_equal(buf_span(&a), buf_span(&b));
    buf_clear(&a);
    buf_clear(&b);
    return same;
}

/* The escape or character that stands at a place of a string token. */
static struct span unit_at(struct span token, size_t at)
{
    uint32_t point;
    struct span rest = span_slice(token, at, token.size);
    size_t size = text_decode(rest, &point);
    if (span_starts(rest, SPAN("\\u")))
        size = json_escape_read(rest, &point);
    else if (span_starts(rest, SPAN("\\")))
        size = 2;
    return span_slice(rest, 0, size ? size : 1);
}

/* The first units of two string tokens that differ. */
static void find_units(struct span *old, struct span *new)
{
    size_t at = 0;
    struct span one, other;
    do {
        one = unit_at(*old, at);
        other = unit_at(*new, at);
        at += one.size;
    } while (span_equal(one, other) && at < old->size);
    *old = one;
    *new = other;
}

static void add_token(struct buf *out, struct span token)
{
    enum { LONGEST = 40 };
    size_t size = token.size;
    while (size > LONGEST || (size < token.size && ((unsigned char)token.at[size] & 0xC0) == 0x80))
        size--;
    text_escape(out, span_slice(token, 0, size));
    buf_add_text(out, size < token.size ? "\xe2\x80\xa6" : "");
}

static void add_sentence(struct buf *out, struct span subject, const char *verb, struct span object)
{
    add_token(out, subject);
    buf_printf(out, " %s", verb);
    if (object.size > 0) {
        buf_add_byte(out, ' ');
        add_token(out, object);
    }
}

/* What is said where members are others, or stand in another order. */
static void write_members(struct buf *out, const struct parting *parting, struct span remade)
{
    if (parting->was != JSON_NAME)
        add_sentence(out, parting->new, "is added", SPAN(""));
    else if (parting->is != JSON_NAME || !span_contains(remade, parting->old))
        add_sentence(out, parting->old, "is left out", SPAN(""));
    else
        add_sentence(out, parting->new, "moves in front of", parting->old);
}

bool parting_write(struct buf *out, const struct parting *parting, struct span remade)
{
    bool string = parting->was == JSON_STRING || parting->was == JSON_NAME;
    struct span old = parting->old, new = parting->new;
    struct span rest = span_slice(remade, (size_t)(new.at - remade.at), remade.size);
    if (parting->was <= JSON_END && parting->is <= JSON_END)
        return false;
    if (parting->space) {
        buf_add_text(out, "white space between tokens is left out");
    } else if (string && parting->was == parting->is && parting_is_same_text(old, new)) {
        find_units(&old, &new);
        add_sentence(out, old, "becomes", new);
    } else if (parting->was == JSON_NAME || parting->is == JSON_NAME) {
        write_members(out, parting, remade);
    } else if (parting->was == JSON_OBJECT && parting->is == JSON_ARRAY) {
        bool empty = span_starts(rest, SPAN("[]"));
        buf_add_text(out, empty ? "{} becomes []" : "an object becomes a list");
    } else {
        add_sentence(out, old, "becomes", new);
    }
    return true;
}
