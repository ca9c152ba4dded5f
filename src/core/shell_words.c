#include "shell_words.h"

#include "json.h"
#include "text.h"

#include <string.h>

struct splitting {
    struct span text;
    size_t at;
    struct arena *arena;
    struct shell_words *words;
    struct buf word;
    bool open;    /* a word has begun, which may be empty */
    bool several; /* another command may follow */
    bool piped, ended;
};

/* The byte `ahead` places further on; 0, which no command holds, behind the end. */
static char peek(const struct splitting *splitting, size_t ahead)
{
    size_t at = splitting->at + ahead;
    return at < splitting->text.size ? splitting->text.at[at] : 0;
}

static bool one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static bool fail(const struct splitting *splitting, size_t at, struct error *err, const char *why)
{
    size_t line, column;
    json_position(splitting->text, at, &line, &column);
    return error_set(err, ERROR_INPUT, "%s at line %zu, column %zu", why, line, column);
}

/* What a shell would put in place of what begins here. */
static bool unknown(const struct splitting *splitting, struct error *err)
{
    char why[] = "what ? stands for can't be known";
    why[strlen("what ")] = splitting->text.at[splitting->at];
    fail(splitting, splitting->at, err, why);
    return error_hint(err, "write what it stands for in its place, or '…' around it");
}

static void add_word(struct splitting *splitting)
{
    struct shell_words *words = splitting->words;
    if (!splitting->open)
        return;
    if ((words->count & (words->count - 1)) == 0) {
        size_t room = words->count ? words->count * 2 : 1;
        struct span *moved = arena_new(splitting->arena, room * sizeof *moved);
        if (words->count)
            memcpy(moved, words->at, words->count * sizeof *moved);
        words->at = moved;
    }
    words->at[words->count++] = span_keep(splitting->arena, buf_span(&splitting->word));
    buf_reset(&splitting->word);
    splitting->open = false;
}

/* The size of a line end at a place; 0: there is none. */
static size_t line_end(const struct splitting *splitting, size_t ahead)
{
    if (peek(splitting, ahead) == '\n')
        return 1;
    return peek(splitting, ahead) == '\r' && peek(splitting, ahead + 1) == '\n' ? 2 : 0;
}

/* Whether the dollar here stands for something else. */
static bool expands(const struct splitting *splitting)
{
    char next = peek(splitting, 1);
    return one_of(next, "({_@*#?-$!") || (next >= '0' && next <= '9') ||
           (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
}

/* Takes what stands before the quote that ends the part. */
static bool take_single(struct splitting *splitting, struct error *err)
{
    size_t from = splitting->at + 1;
    struct span rest = span_slice(splitting->text, from, splitting->text.size);
    const char *end = rest.size ? memchr(rest.at, '\'', rest.size) : NULL;
    if (!end)
        return fail(splitting, splitting->at, err, "the quote ' is not closed, opened");
    size_t size = (size_t)(end - rest.at);
    buf_add(&splitting->word, span_slice(rest, 0, size));
    splitting->at = from + size + 1;
    return true;
}

static bool take_double(struct splitting *splitting, struct error *err)
{
    size_t from = splitting->at++;
    for (;;) {
        char c = peek(splitting, 0);
        if (splitting->at >= splitting->text.size)
            return fail(splitting, from, err, "the quote \" is not closed, opened");
        if (c == '`' || (c == '$' && expands(splitting)))
            return unknown(splitting, err);
        size_t joined = c == '\\' ? line_end(splitting, 1) : 0;
        if (joined) {
            splitting->at += 1 + joined;
            continue;
        }
        splitting->at += 1U + (c == '\\' && one_of(peek(splitting, 1), "$`\"\\"));
        if (c == '"')
            return true;
        buf_add_byte(&splitting->word, splitting->text.at[splitting->at - 1]);
    }
}

/* Reads at most `most` digits of the base, 8 or 16, at a place; returns how many there are. */
static size_t read_digits(const struct splitting *splitting, size_t ahead, unsigned base,
                          size_t most, uint32_t *value)
{
    size_t count = 0;
    for (*value = 0; count < most; count++) {
        int digit = text_hex_value(peek(splitting, ahead + count));
        if (digit < 0 || (unsigned)digit >= base)
            break;
        *value = *value * base + (unsigned)digit;
    }
    return count;
}

/* A character by its number; the second half of a pair is looked for behind the first. */
static bool add_character(struct splitting *splitting, uint32_t point, struct error *err)
{
    uint32_t low;
    bool pair = point >= 0xD800 && point <= 0xDBFF && peek(splitting, 0) == '\\' &&
                peek(splitting, 1) == 'u' && read_digits(splitting, 2, 16, 4, &low) == 4 &&
                low >= 0xDC00 && low <= 0xDFFF;
    if (pair) {
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        splitting->at += 6;
    }
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return fail(splitting, splitting->at, err, "an escape that is no character ends");
    text_encode(&splitting->word, point);
    return true;
}

/* The escapes of $'…' that are numbers: a byte by octal or hex digits, a character by its point. */
static bool take_number(struct splitting *splitting, bool *taken, struct error *err)
{
    static const struct {
        char letter;
        unsigned base;
        size_t most;
        bool character;
    } kinds[] = {
        {'x', 16, 2, false}, {'u', 16, 4, true}, {'U', 16, 8, true}, {0, 8, 3, false} /* \101 */
    };
    size_t kind = 0;
    while (kinds[kind].letter && kinds[kind].letter != peek(splitting, 1))
        kind++;
    size_t before = kinds[kind].letter ? 2 : 1;
    uint32_t value;
    size_t digits = read_digits(splitting, before, kinds[kind].base, kinds[kind].most, &value);
    *taken = digits > 0;
    if (!*taken)
        return true;
    splitting->at += before + digits;
    if (kinds[kind].character)
        return add_character(splitting, value, err);
    if ((value & 0xFF) == 0)
        return fail(splitting, splitting->at, err, "an escape that is a NUL ends");
    buf_add_byte(&splitting->word, (char)value);
    return true;
}

static bool take_escape(struct splitting *splitting, struct error *err)
{
    static const char from[] = "abeEfnrtv\\'\"?", to[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
    bool number;
    if (!take_number(splitting, &number, err))
        return false;
    if (number)
        return true;
    const char *known = one_of(peek(splitting, 1), from) ? strchr(from, peek(splitting, 1)) : NULL;
    buf_add_byte(&splitting->word, known ? to[known - from] : '\\');
    splitting->at += known ? 2 : 1;
    return true;
}

/* Takes what stands between $' and ', as bash reads it. */
static bool take_dollar(struct splitting *splitting, struct error *err)
{
    size_t from = splitting->at;
    splitting->at += 2;
    while (splitting->at < splitting->text.size) {
        char c = peek(splitting, 0);
        if (c == '\\') {
            if (!take_escape(splitting, err))
                return false;
            continue;
        }
        splitting->at++;
        if (c == '\'')
            return true;
        buf_add_byte(&splitting->word, c);
    }
    return fail(splitting, from, err, "the quote $' is not closed, opened");
}

/* A backslash outside of quotes: joins two lines, or takes the meaning of what follows. */
static bool take_backslash(struct splitting *splitting, struct error *err)
{
    size_t joined = line_end(splitting, 1);
    if (joined) {
        splitting->at += 1 + joined;
        return true;
    }
    if (splitting->at + 1 >= splitting->text.size)
        return fail(splitting, splitting->at, err, "the command ends too early, in a backslash");
    splitting->open = true;
    buf_add_byte(&splitting->word, peek(splitting, 1));
    splitting->at += 2;
    return true;
}

/* Behind the end of a single command's line nothing may stand. */
static bool take_end(struct splitting *splitting, struct error *err)
{
    add_word(splitting);
    splitting->ended = splitting->several && splitting->words->count > 0;
    while (one_of(peek(splitting, 0), " \t\r\n"))
        splitting->at++;
    return splitting->at == splitting->text.size || splitting->words->count == 0 ||
           splitting->ended || fail(splitting, splitting->at, err, "a second command begins");
}

static bool take_plain(struct splitting *splitting, char c, struct error *err)
{
    if (one_of(c, ";|&<>()`") || (c == '#' && !splitting->open) ||
        (c == '$' && (expands(splitting) || peek(splitting, 1) == '"')))
        return unknown(splitting, err);
    if (c == '^' && (peek(splitting, 1) == '"' || line_end(splitting, 1))) {
        fail(splitting, splitting->at, err, "a command for Windows, by its ^");
        return error_hint(err, "copy it 'as cURL (bash)'");
    }
    splitting->open = true;
    buf_add_byte(&splitting->word, c);
    splitting->at++;
    return true;
}

/* The end of a command that prints for the next one. */
static bool take_pipe(struct splitting *splitting)
{
    add_word(splitting);
    splitting->at++;
    splitting->piped = splitting->ended = true;
    return true;
}

static bool skip_comment(struct splitting *splitting)
{
    while (splitting->at < splitting->text.size && peek(splitting, 0) != '\n')
        splitting->at++;
    return true;
}

/* What only has a meaning among several commands. */
static bool is_pipe(const struct splitting *splitting)
{
    return splitting->several && peek(splitting, 0) == '|' && peek(splitting, 1) != '|' &&
           peek(splitting, 1) != '&' && (splitting->words->count > 0 || splitting->open);
}

static bool is_comment(const struct splitting *splitting)
{
    return splitting->several && peek(splitting, 0) == '#' && !splitting->open;
}

/* As browsers put it between the commands where they copy all requests. */
static bool is_semicolon(const struct splitting *splitting)
{
    return splitting->several && peek(splitting, 0) == ';' && peek(splitting, 1) != ';' &&
           (splitting->words->count > 0 || splitting->open);
}

static bool take_semicolon(struct splitting *splitting)
{
    add_word(splitting);
    splitting->at++;
    splitting->ended = true;
    return true;
}

static bool take_part(struct splitting *splitting, struct error *err)
{
    char c = peek(splitting, 0);
    if (is_pipe(splitting))
        return take_pipe(splitting);
    if (is_semicolon(splitting))
        return take_semicolon(splitting);
    if (is_comment(splitting))
        return skip_comment(splitting);
    if (line_end(splitting, 0))
        return take_end(splitting, err);
    if (one_of(c, " \t\r")) {
        add_word(splitting);
        splitting->at++;
        return true;
    }
    bool dollar = c == '$' && peek(splitting, 1) == '\'';
    splitting->open = splitting->open || dollar || one_of(c, "'\"");
    if (dollar)
        return take_dollar(splitting, err);
    if (c == '\'')
        return take_single(splitting, err);
    if (c == '"')
        return take_double(splitting, err);
    return c == '\\' ? take_backslash(splitting, err) : take_plain(splitting, c, err);
}

/* Takes parts until the command ends; no command holds a NUL. */
static bool split(struct splitting *splitting, struct error *err)
{
    size_t from = splitting->at;
    bool whole = true;
    *splitting->words = (struct shell_words){0};
    while (whole && !splitting->ended && splitting->at < splitting->text.size)
        whole = take_part(splitting, err);
    struct span taken =
        span_slice(splitting->text, from, splitting->at + (splitting->several ? 0 : 1));
    const char *nul = taken.size ? memchr(taken.at, 0, taken.size) : NULL;
    if (nul)
        whole = fail(splitting, (size_t)(nul - splitting->text.at), err,
                     "a NUL, which no command holds,");
    if (whole)
        add_word(splitting);
    buf_clear(&splitting->word);
    return whole;
}

bool shell_split(struct arena *arena, struct span text, struct shell_words *words,
                 struct error *err)
{
    struct splitting splitting = {.text = text, .arena = arena, .words = words};
    return split(&splitting, err);
}

bool shell_next(struct arena *arena, struct span text, size_t *at, struct shell_words *words,
                bool *piped, struct error *err)
{
    struct splitting splitting = {
        .text = text, .at = *at, .arena = arena, .words = words, .several = true};
    bool whole = split(&splitting, err);
    *at = whole ? splitting.at : text.size;
    *piped = splitting.piped;
    return whole;
}

/* All but a single quote is literal between single quotes. */
void shell_quote(struct buf *out, struct span word)
{
    buf_add_byte(out, '\'');
    struct span part;
    bool first = true;
    while (span_split(&word, '\'', &part)) {
        if (!first)
            buf_add_text(out, "'\\''");
        buf_add(out, part);
        first = false;
    }
    buf_add_byte(out, '\'');
}
