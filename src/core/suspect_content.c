/* Suspects that signed other bytes of the body. */
#include "suspect_rows.h"

#include "inflate.h"
#include "json.h"

#include <string.h>

/* Replaces the body; false where it stays the same. */
static bool set_body(struct attempt *attempt, struct span body)
{
    bool other = !span_equal(body, attempt->body);
    attempt->body = body;
    if (other)
        attempt_derive(attempt);
    return other;
}

static bool set_content(struct attempt *attempt, struct buf *content, struct arena *arena)
{
    bool changed = !content->full && !span_equal(buf_span(content), attempt->content);
    if (changed)
        attempt->content = span_keep(arena, buf_span(content));
    buf_clear(content);
    return changed;
}

static bool gunzip(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    struct buf plain = buf_limited(INFLATE_MOST);
    bool whole = inflate_looks_packed(attempt->body) && inflate_all(attempt->body, &plain);
    attempt->work += WORK_UNPACK * plain.size;
    if (whole)
        return set_body(attempt, buf_keep(arena, &plain));
    buf_clear(&plain);
    return false;
}

static bool cut_begin(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)arena;
    struct span body = attempt->body, begin = span_of(self->text);
    return span_starts(body, begin) && set_body(attempt, span_slice(body, begin.size, body.size));
}

static bool cut_end(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)arena;
    struct span body = attempt->body, end = span_of(self->text);
    return span_ends(body, end) && set_body(attempt, span_slice(body, 0, body.size - end.size));
}

static bool cut_space(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    (void)arena;
    return set_body(attempt, span_strip(attempt->body));
}

static bool make_lf(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    struct buf out = {0};
    struct span body = attempt->body;
    if (!span_contains(body, SPAN("\r\n")))
        return false;
    attempt->work += WORK_WRITE * body.size;
    for (size_t i = 0; i < body.size; i++)
        if (body.at[i] != '\r' || i + 1 == body.size || body.at[i + 1] != '\n')
            buf_add_byte(&out, body.at[i]);
    return set_body(attempt, buf_keep(arena, &out));
}

static bool take_body(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    (void)arena;
    bool changes = !attempt->whole;
    attempt->whole = true;
    attempt_derive(attempt);
    return changes;
}

static bool take_data(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    (void)arena;
    bool changes = attempt->whole;
    attempt->whole = false;
    attempt_derive(attempt);
    return changes && attempt->content.at;
}

static bool take_inner_data(const struct suspect *self, struct attempt *attempt,
                            struct arena *arena)
{
    (void)self;
    (void)arena;
    attempt->work += WORK_READ * attempt->content.size;
    return !attempt->whole && attempt->content.at &&
           json_member(attempt->content, SPAN("data"), &attempt->content) == JSON_FOUND;
}

bool attempt_rewrite(struct attempt *attempt, const struct json_form *form, struct arena *arena)
{
    enum { GROWTH = 4, SPARE = 64 << 10 }; /* what is nested deep grows far more when indented */
    unsigned costly;
    struct span content = attempt->content;
    struct buf out = buf_limited(GROWTH * content.size + SPARE);
    bool written = json_form_write_counting(&out, content, form, &costly);
    attempt->work += WORK_WRITE * (content.size + out.size) + (size_t)costly * WORK_NUMBER +
                     (form->sort_keys ? WORK_SORT * content.size : 0);
    if (written && !span_equal(buf_span(&out), span_strip(content)))
        return set_content(attempt, &out, arena);
    buf_clear(&out);
    return false;
}

static bool reform(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    return attempt_rewrite(attempt, &self->form, arena);
}

static bool prepend(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    struct buf out = {0};
    buf_add_text(&out, self->text);
    buf_add(&out, attempt->content);
    return set_content(attempt, &out, arena);
}

bool attempt_append(struct attempt *attempt, const char *text, struct arena *arena)
{
    struct buf out = {0};
    buf_add(&out, attempt->content);
    buf_add_text(&out, text);
    return set_content(attempt, &out, arena);
}

static bool append(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    return attempt_append(attempt, self->text, arena);
}

static bool make_crlf(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    struct buf out = {0};
    struct span content = attempt->content;
    if (!span_contains(content, SPAN("\n")))
        return false;
    attempt->work += WORK_WRITE * content.size;
    for (size_t i = 0; i < content.size; i++) {
        if (content.at[i] == '\n' && (i == 0 || content.at[i - 1] != '\r'))
            buf_add_byte(&out, '\r');
        buf_add_byte(&out, content.at[i]);
    }
    return set_content(attempt, &out, arena);
}

/* White space around data within the body. */
static bool widen(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    (void)arena;
    struct span body = attempt->body, content = attempt->content;
    if (attempt->whole || content.at < body.at || content.at > body.at + body.size)
        return false;
    size_t from = (size_t)(content.at - body.at), to = from + content.size;
    while (from > 0 && is_white_space(body.at[from - 1]))
        from--;
    while (to < body.size && is_white_space(body.at[to]))
        to++;
    attempt->content = span_slice(body, from, to);
    return attempt->content.size != content.size;
}

#define SIGN_AS_IT_STANDS                                                                          \
    "sign and verify the bytes as they were sent, before anything parses and writes them anew"

#define REWRITTEN(name, sentence, ...)                                                             \
    {                                                                                              \
        .cause = (name), .was = (sentence), .mend = SIGN_AS_IT_STANDS, .advice = ADVICE_BYTES,     \
        .stage = STAGE_FORM, .apply = reform, .form = {__VA_ARGS__},                               \
    }

#define AROUND(name, sentence, instead, function, bytes)                                           \
    {                                                                                              \
        .cause = (name), .was = (sentence), .mend = (instead), .advice = ADVICE_BYTES,             \
        .stage = STAGE_AROUND, .apply = (function), .text = (bytes),                               \
    }

#define OF_BODY(name, sentence, instead, function, bytes)                                          \
    {                                                                                              \
        .cause = (name), .was = (sentence), .mend = (instead), .advice = ADVICE_BYTES,             \
        .stage = STAGE_BODY, .apply = (function), .text = (bytes),                                 \
    }

#define NO_ECHO "sign without it: printf '%s' instead of echo, and no line end of an editor"
#define KEEP_BYTES "keep the body as it came: no editor, no text mode, no pasting between the two"

const struct suspect suspect_content_rows[] = {
    {
        .cause = "whole-body",
        .was = "the whole body was signed, not the bytes of \"data\" alone",
        .mend = "sign and verify the bytes of the member \"data\" alone, as they stand in the body",
        .advice = ADVICE_BYTES,
        .stage = STAGE_SCOPE,
        .apply = take_body,
    },
    {
        .cause = "data-only",
        .was = "the bytes of \"data\" alone were signed, not the whole body",
        .mend = "sign and verify the whole body, as it came",
        .advice = ADVICE_BYTES,
        .stage = STAGE_SCOPE,
        .apply = take_data,
    },
    AROUND("trailing-newline", "a newline was signed behind the rest", NO_ECHO, append, "\n"),
    AROUND("trailing-newline", "a line end (CRLF) was signed behind the rest", NO_ECHO, append,
           "\r\n"),
    OF_BODY("trailing-newline", "the body has a line end (CRLF) that was not signed", KEEP_BYTES,
            cut_end, "\r\n"),
    OF_BODY("trailing-newline", "the body has a newline at its end that was not signed", KEEP_BYTES,
            cut_end, "\n"),
    AROUND("crlf", "lines that end in CRLF were signed; the body's end in LF", KEEP_BYTES,
           make_crlf, NULL),
    OF_BODY("crlf", "lines that end in LF were signed; the body's end in CRLF", KEEP_BYTES, make_lf,
            NULL),
    OF_BODY("bom", "the body begins with a byte order mark that was not signed", KEEP_BYTES,
            cut_begin, "\xef\xbb\xbf"),
    AROUND("bom", "a byte order mark was signed in front of the rest",
           "write the file as UTF-8 without a byte order mark", prepend, "\xef\xbb\xbf"),
    OF_BODY("surrounding-space", "the body has white space around it that was not signed",
            KEEP_BYTES, cut_space, NULL),
    AROUND("surrounding-space", "the white space around \"data\" was signed with it",
           "sign the value alone, from its first to its last byte", widen, NULL),
    AROUND("surrounding-space", "a space was signed behind the rest", NO_ECHO, append, " "),
    AROUND("surrounding-space", "a space was signed in front of the rest",
           "sign the value alone, from its first to its last byte", prepend, " "),
    REWRITTEN("reformatted", "the JSON was signed without the white space between its tokens",
              .layout = JSON_COMPACTED),
    REWRITTEN("reformatted", "the JSON was signed with a space behind each comma and colon",
              .layout = JSON_SPACED),
    REWRITTEN("reformatted", "the JSON was signed indented by two spaces", .layout = JSON_LINES_2),
    REWRITTEN("reformatted", "the JSON was signed indented by four spaces", .layout = JSON_LINES_4),
    REWRITTEN("reformatted", "the JSON was signed indented by tabs", .layout = JSON_LINES_TAB),
    REWRITTEN("keys-sorted", "the JSON was signed with its members sorted", .sort_keys = true),
    REWRITTEN("go-escapes", "& < > were signed as \\u0026 \\u003c \\u003e, as Go writes them",
              .html = JSON_HTML_ESCAPED),
    REWRITTEN("go-escapes", "\\u0026 \\u003c \\u003e were signed as & < >",
              .html = JSON_HTML_PLAIN),
    REWRITTEN("slash-escapes", "slashes were signed as \\/, as PHP writes them",
              .slash = JSON_SLASH_ESCAPED),
    REWRITTEN("slash-escapes", "\\/ was signed as a plain slash", .slash = JSON_SLASH_PLAIN),
    REWRITTEN("unicode-escapes",
              "characters beyond ASCII were signed as \\uXXXX, as Python and PHP write them",
              .unicode = JSON_UNICODE_LOWER),
    REWRITTEN("unicode-escapes",
              "characters beyond ASCII were signed as \\uXXXX, as .NET writes them",
              .unicode = JSON_UNICODE_UPPER),
    REWRITTEN("unicode-escapes", "\\uXXXX was signed as the character that it stands for",
              .unicode = JSON_UNICODE_PLAIN),
    REWRITTEN("numbers-rewritten", "numbers were signed as JavaScript, Go or PHP write them anew",
              .numbers = JSON_NUMBERS_JS),
    REWRITTEN("numbers-rewritten", "numbers were signed as Python writes them anew",
              .numbers = JSON_NUMBERS_PYTHON),
    REWRITTEN("empty-object-as-array", "{} was signed as [], as PHP writes it",
              .empty_object_as_array = true),
    {
        .cause = "gzip",
        .was = "the body is compressed, and what it unpacks to was signed",
        .mend = "undo Content-Encoding first, and nothing else, then hash",
        .advice = ADVICE_BYTES,
        .stage = STAGE_UNPACKED,
        .apply = gunzip,
    },
    {
        .cause = "inner-data",
        .was = "the member \"data\" within the event was signed, not the event",
        .mend = "sign and verify the bytes of the outermost member \"data\"",
        .advice = ADVICE_BYTES,
        .stage = STAGE_SCOPE,
        .apply = take_inner_data,
    },
};

const size_t suspect_content_count = COUNT_OF(suspect_content_rows);
