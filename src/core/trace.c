#include "trace.h"

#include "text.h"

#include <ctype.h>
#include <string.h>

/* In a text laid bare: where a line ends, and where one may end, or a folder begin with n. */
enum { LINE_END = '\n', MAYBE_LINE_END = '\1' };

/*
 * Parts of lines: `@` stands for digits, `%` for letters, `*` for anything within the line that is
 * no double quote. Before a letter at the begin no letter or digit stands.
 */
static const struct {
    const char *kind;
    const char *forms[8];
} rows[] = {
    {"a Python traceback",
     {"Traceback (most recent call last)", "File \"*.py\", line @", "File \"*\", line @, in "}},
    {"a Rust panic",
     {"panicked at *.rs:@", "thread '*' panicked at ", "at *.rs:@:@", "stack backtrace:"}},
    {"a Go panic",
     {"goroutine @ [*]:", "panic: runtime error: ", ".go:@ +0x", "http: panic serving "}},
    {"a Go stack trace", {"/src/net/http/server.go:@"}},
    {"a Java stack trace",
     {"at *.java:@)", "at *.kt:@)", "at *.scala:@)", "at *.groovy:@)", "at *.clj:@)",
      "at *(Unknown Source)", "at *(Native Method)"}},
    {"a .NET stack trace",
     {"at *) in *.cs:line @", "at *) in *.%:line @", "at System.%.%", "at Microsoft.%.%"}},
    {"a Node.js stack trace", {"at *.%:@:@", "at *node:%*:@:@"}},
    {"a PHP stack trace",
     {"#@ *.php(@): ", "#@ [internal function]: ", "#@ {main}", "in *.php:@", "in *.php on line @",
      "\"file\":\"*.php\",\"line\":@", "\"file\": \"*.php\", \"line\": @"}},
    {"a Ruby backtrace", {".rb:@:in ", ".ru:@:in ", ".erb:@:in ", "(eval):@:in "}},
    {"a Perl error with its line",
     {"at *.pl line @", "at *.pm line @", "at *.cgi line @", "at *.psgi line @"}},
    {"an Elixir stack trace", {".ex:@: %", ".exs:@: %", ".erl:@: %"}},
    {"a Lua traceback", {"stack traceback:"}},
    {"Werkzeug's debug page",
     {"Werkzeug Debugger", "caught an exception in your WSGI application"}},
    {"Django's debug page", {"because you have DEBUG = True"}},
    {"Laravel's debug page", {"window.ignite(", "Illuminate\\%\\"}},
    {"Symfony's debug page", {"Symfony Exception", "Symfony\\Component\\%"}},
    {"Rails' debug page", {"Rails.root: ", "\"Application Trace\"", "Framework Trace"}},
};

/* Of HTML: what characters are written as, and the tags that stand between lines. */
static const struct {
    const char *name;
    char character;
} entities[] = {{"&nbsp;", ' '},  {"&lt;", '<'},    {"&gt;", '>'},   {"&quot;", '"'},
                {"&#34;", '"'},   {"&#x22;", '"'},  {"&#39;", '\''}, {"&#x27;", '\''},
                {"&#039;", '\''}, {"&apos;", '\''}, {"&#x2F;", '/'}, {"&#x60;", '`'},
                {"&amp;", '&'}};
static const char *const blocks[] = {"br", "p",  "div", "li", "pre", "td", "tr", "th",
                                     "h1", "h2", "h3",  "h4", "dd",  "dt", "hr", "title"};

static struct span rest_of(struct span text, size_t at)
{
    return span_slice(text, at, text.size);
}

static bool is_block(struct span tag)
{
    struct span name = span_starts(tag, SPAN("</")) ? rest_of(tag, 2) : rest_of(tag, 1);
    size_t size = 0;
    while (size < name.size && isalnum((unsigned char)name.at[size]))
        size++;
    for (size_t i = 0; i < COUNT_OF(blocks); i++)
        if (span_equal_nocase(span_slice(name, 0, size), span_of(blocks[i])))
            return true;
    return false;
}

/* What follows `<`: a tag is left out, up to what can't be in one; returns its bytes. */
static size_t take_tag(struct buf *out, struct span text)
{
    char next = text.size > 1 ? text.at[1] : ' ';
    size_t end = 1;
    if (span_starts(text, SPAN("<!--"))) {
        buf_add_byte(out, LINE_END);
        return 4;
    }
    if (!isalpha((unsigned char)next) && next != '/' && next != '!') {
        buf_add_byte(out, '<');
        return 1;
    }
    while (end < text.size && !strchr("<>\n\\", text.at[end]))
        end++;
    if (is_block(span_slice(text, 0, end)))
        buf_add_byte(out, LINE_END);
    return end + (end < text.size && text.at[end] == '>');
}

static size_t take_entity(struct buf *out, struct span text)
{
    for (size_t i = 0; i < COUNT_OF(entities); i++)
        if (span_starts(text, span_of(entities[i].name))) {
            buf_add_byte(out, entities[i].character);
            return strlen(entities[i].name);
        }
    buf_add_byte(out, '&');
    return 1;
}

/* The ASCII character that \u00XX stands for; -1: it is none. */
static int read_escape(struct span text)
{
    if (text.size < 6 || !span_starts(text, SPAN("\\u00")))
        return -1;
    int high = text_hex_value(text.at[4]), low = text_hex_value(text.at[5]);
    return high < 0 || low < 0 || high > 7 ? -1 : high << 4 | low;
}

/* What follows a backslash, which is an escape of a string or a part of a path. */
static size_t take_escape(struct buf *out, struct span text)
{
    char next = text.size > 1 ? text.at[1] : ' ';
    bool joined = text.size > 2 && isalnum((unsigned char)text.at[2]);
    int escaped = read_escape(text);
    if (escaped >= 0) {
        buf_add_byte(out, escaped >= ' ' ? (char)escaped : LINE_END);
        return 6;
    }
    if (next == 'n' || next == 'r')
        buf_add_byte(out, joined ? MAYBE_LINE_END : LINE_END);
    else if (next == 't')
        buf_add_byte(out, joined ? MAYBE_LINE_END : ' ');
    else if (next && strchr("\"\\/'", next))
        buf_add_byte(out, next);
    else
        buf_add_byte(out, '\\');
    return out->at[out->size - 1] == '\\' && next != '\\' ? 1 : 2;
}

/* Adds the first character of a text, freed of what HTML or JSON make of it; returns its bytes. */
static size_t take(struct buf *out, struct span text)
{
    switch (text.at[0]) {
    case '<':
        return take_tag(out, text);
    case '&':
        return take_entity(out, text);
    case '\\':
        return take_escape(out, text);
    default:
        buf_add_byte(out, text.at[0] == '\r' ? LINE_END : text.at[0]);
        return 1;
    }
}

static void lay_bare(struct buf *out, struct span text)
{
    for (size_t at = 0; at < text.size;)
        at += take(out, rest_of(text, at));
}

struct range {
    size_t from, to;
};

/* What in a text a byte of it laid bare was made of; what follows the text where there is none. */
static struct range origin_of(struct span text, size_t place)
{
    struct buf out = {0};
    struct range origin = {0};
    while (origin.to < text.size && out.size <= place) {
        origin.from = origin.to;
        origin.to += take(&out, rest_of(text, origin.from));
    }
    if (out.size <= place)
        origin.from = text.size;
    buf_clear(&out);
    return origin;
}

/* How many of a kind of characters stand there, at most. */
static size_t run_of(struct span text, size_t at, int (*is_kind)(int), size_t most)
{
    size_t size = 0;
    while (size < most && at + size < text.size && is_kind((unsigned char)text.at[at + size]))
        size++;
    return size;
}

/* Whether a part of a form, which has no `*`, stands there; `end` gets the place behind it. */
static bool stands_at(struct span part, struct span text, size_t at, size_t *end)
{
    enum { MOST_DIGITS = 9, MOST_LETTERS = 24 };
    for (size_t i = 0; i < part.size; i++) {
        char c = part.at[i];
        size_t size = c == '@'   ? run_of(text, at, isdigit, MOST_DIGITS)
                      : c == '%' ? run_of(text, at, isalpha, MOST_LETTERS)
                                 : at < text.size && text.at[at] == c;
        if (size == 0)
            return false;
        at += size;
    }
    *end = at;
    return true;
}

/* Finds the first part of a form; words don't begin within a word. */
static bool find_first(struct span part, struct span text, size_t from, struct range *range)
{
    bool word = isalpha((unsigned char)part.at[0]);
    for (const char *at = text.at + from;
         (at = memchr(at, part.at[0], (size_t)(text.at + text.size - at))); at++) {
        range->from = (size_t)(at - text.at);
        bool inside = word && range->from > 0 && isalnum((unsigned char)at[-1]);
        if (!inside && stands_at(part, text, range->from, &range->to))
            return true;
    }
    return false;
}

/* Finds a later part, from `range->to` on; false at what `*` doesn't stand for, at `range->to`. */
static bool find_later(struct span part, struct span text, struct range *range)
{
    for (; range->to < text.size; range->to++) {
        if (stands_at(part, text, range->to, &range->to))
            return true;
        if (text.at[range->to] == LINE_END || text.at[range->to] == '"')
            break;
    }
    return false;
}

/*
 * Where a form stands. The search goes on behind the place at which it came to nothing, so that no
 * byte is looked at twice by the same part.
 */
static bool find_form(const char *form, struct span text, struct range *range)
{
    struct span first, part, parts = span_of(form);
    span_split(&parts, '*', &first);
    for (size_t from = 0; find_first(first, text, from, range); from = range->to) {
        struct span rest = parts;
        bool found = true;
        while (found && span_split(&rest, '*', &part))
            found = find_later(part, text, range);
        if (found)
            return true;
    }
    return false;
}

static bool ends_line(char c)
{
    return c == LINE_END || c == MAYBE_LINE_END;
}

/* The line that a place is in or, of a long one, what follows the place. */
static struct span line_of(struct span text, struct span bare, struct range found)
{
    enum { LONGEST = 200 };
    size_t from = found.from, to = found.to;
    while (from > 0 && found.to - from < LONGEST && !ends_line(bare.at[from - 1]))
        from--;
    if (from > 0 && !ends_line(bare.at[from - 1]))
        from = found.from;
    while (to < bare.size && to - from < LONGEST && !ends_line(bare.at[to]))
        to++;
    while (from < to && is_white_space(bare.at[from]))
        from++;
    size_t begin = from ? origin_of(text, from - 1).to : 0, end = origin_of(text, to).from;
    return span_trim(span_slice(text, begin, end < begin + LONGEST ? end : begin + LONGEST));
}

const char *trace_find(struct span text, struct span *where)
{
    struct buf bare = {0};
    struct range best = {0}, range;
    const char *kind = NULL;
    lay_bare(&bare, text);
    for (size_t i = 0; i < COUNT_OF(rows) && bare.size > 0; i++)
        for (size_t j = 0; j < COUNT_OF(rows[i].forms) && rows[i].forms[j]; j++)
            if (find_form(rows[i].forms[j], buf_span(&bare), &range) &&
                (!kind || range.from < best.from)) {
                kind = rows[i].kind;
                best = range;
            }
    if (kind && where)
        *where = line_of(text, buf_span(&bare), best);
    buf_clear(&bare);
    return kind;
}
