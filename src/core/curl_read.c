#include "curl_read.h"

#include "curl_options.h"
#include "encode.h"
#include "shell_printf.h"
#include "shell_words.h"
#include "url.h"

#include <string.h>

/* Whether a text begins with a word, and what stands behind that is white space. */
static bool begins_with(struct span text, const char *word)
{
    struct span begin = span_of(word);
    return span_starts(text, begin) && text.size > begin.size &&
           is_white_space(text.at[begin.size]);
}

bool curl_looks(struct span text)
{
    text = span_skip_space(text);
    if (span_starts(text, SPAN("$ ")))
        text = span_skip_space(span_slice(text, 1, text.size));
    return begins_with(text, "curl") || span_starts(text, SPAN("printf '"));
}

/* One command's words, being read into a request. */
struct curl_reading {
    struct shell_words words;
    size_t next;
    struct curl_request request;
};

static bool apply(struct curl_reading *reading, const struct curl_option *option,
                  struct span attached, struct error *err)
{
    struct span value = attached;
    if (option->valued && !attached.size) {
        if (reading->next == reading->words.count)
            return error_set(err, ERROR_INPUT, "curl's option '--%s' wants a value", option->name);
        value = reading->words.at[reading->next++];
    }
    if (!option->apply || option->apply(&reading->request, option, value, err))
        return true;
    err->code = ERROR_INPUT;
    return error_context(err, "curl's option '--%s'", option->name);
}

static bool read_long(struct curl_reading *reading, struct span word, struct error *err)
{
    struct span name = span_slice(word, 2, word.size);
    const struct curl_option *option = curl_option_named(name);
    if (option)
        return apply(reading, option, (struct span){0}, err);
    bool negated = span_starts(name, SPAN("no-"));
    if (negated)
        option = curl_option_named(span_slice(name, 3, name.size));
    return (option && !option->valued) || curl_option_unknown(word, err);
}

/* Letters in one word; what follows one that takes a value is the value. */
static bool read_letters(struct curl_reading *reading, struct span word, struct error *err)
{
    for (size_t i = 1; i < word.size; i++) {
        const struct curl_option *option = curl_option_lettered(word.at[i]);
        struct span rest = span_slice(word, i + 1, word.size);
        if (!option)
            return curl_option_unknown(word, err);
        if (!apply(reading, option, option->valued ? rest : (struct span){0}, err))
            return false;
        if (option->valued)
            return true;
    }
    return word.size > 1 || curl_option_unknown(word, err);
}

static bool read_words(struct curl_reading *reading, struct error *err)
{
    bool options = true, read = true;
    while (read && reading->next < reading->words.count) {
        struct span word = reading->words.at[reading->next++];
        if (!options || !span_starts(word, SPAN("-")))
            read = curl_url_add(&reading->request, NULL, word, err);
        else if (span_is(word, "--"))
            options = false;
        else if (span_starts(word, SPAN("--")))
            read = read_long(reading, word, err);
        else
            read = read_letters(reading, word, err);
    }
    return read;
}

/* Steps over the prompt and the program's name. */
static bool read_program(struct curl_reading *reading, struct error *err)
{
    struct shell_words *words = &reading->words;
    if (words->count && span_is(words->at[0], "$"))
        reading->next++;
    if (reading->next == words->count)
        return error_set(err, ERROR_INPUT, "there is no command in it");
    struct span program = words->at[reading->next++];
    const char *slash = program.size ? memrchr(program.at, '/', program.size) : NULL;
    size_t folder = slash ? (size_t)(slash - program.at) + 1 : 0;
    struct span name = span_slice(program, folder, program.size);
    return span_is(name, "curl") || span_is(name, "curl.exe") ||
           error_set(err, ERROR_INPUT, "the command is '%.*s', not curl", SPAN_ARG(program));
}

static bool is_bracket(char c)
{
    return c && strchr("[]{}", c);
}

/* The bytes of an IPv6 address in brackets at the begin of a text; 0: it is none. */
static size_t bracketed_size(struct span text)
{
    size_t size = 1, colons = 0;
    if (text.at[0] != '[')
        return 0;
    for (; size < text.size && text.at[size] != ']'; size++) {
        if (!text.at[size] || !strchr("0123456789abcdefABCDEF:.", text.at[size]))
            return 0;
        colons += text.at[size] == ':';
    }
    return size < text.size && colons > 1 ? size + 1 : 0;
}

/*
 * Undoes the backslashes that keep brackets and braces from being a pattern of several URLs, which
 * those of an IPv6 address are not.
 */
static bool write_url(struct buf *out, const struct curl_request *request, struct error *err)
{
    struct span url = request->url;
    bool schemed = url.size > 2 && memmem(url.at, url.size, "://", 3);
    buf_add_text(out, schemed ? "" : "http://");
    while (url.size > 0) {
        bool escaped =
            !request->literal_url && url.at[0] == '\\' && url.size > 1 && is_bracket(url.at[1]);
        url = span_slice(url, escaped, url.size);
        bool pattern = !request->literal_url && !escaped && is_bracket(url.at[0]);
        size_t size = pattern ? bracketed_size(url) : 1;
        if (size == 0) {
            error_set(err, ERROR_INPUT, "the URL is a pattern of several, by its '%c'", url.at[0]);
            return error_hint(err, "with the option -g curl takes it as it is");
        }
        buf_add(out, span_slice(url, 0, size));
        url = span_slice(url, size, url.size);
    }
    return true;
}

static bool read_url(struct curl_request *request, struct url *url, struct error *err)
{
    if (request->urls != 1)
        return error_set(err, ERROR_INPUT, "%s",
                         request->urls ? "the command has several URLs, and one request can be read"
                                       : "the command has no URL");
    struct buf text = {0};
    bool read = write_url(&text, request, err);
    if (read &&
        !url_read(request->arena, span_keep(request->arena, buf_span(&text)).at, url, err)) {
        read = false;
        err->code = ERROR_INPUT;
        err->hint[0] = 0; /* it is about what our own options take */
    }
    buf_clear(&text);
    return read;
}

/* Adds a header that curl would make, unless -H has it or takes it out; blanks around a value are
 * none of it (RFC 9110, section 5.5). */
static void add_made(struct curl_request *request, struct headers *headers, const char *name,
                     struct span value)
{
    if (value.size && !headers_find(&request->lines, span_of(name), NULL))
        headers_add(headers, request->arena, span_of(name), span_trim(value));
}

/* Without the port that goes without saying. */
static struct span host_of(const struct url *url)
{
    bool secure = http_scheme_size(url->plain) == strlen("https://");
    struct span port = secure ? SPAN(":443") : SPAN(":80"), host = url->authority;
    size_t name = host.size > port.size ? host.size - port.size : host.size;
    return span_equal(span_slice(host, name, host.size), port) ? span_slice(host, 0, name) : host;
}

/* The value of Authorization; absent where there is none, or where it can't be known. */
static bool make_login(const struct curl_request *request, const struct url *url,
                       struct span *login, struct error *err)
{
    struct buf user = {0}, made = {0};
    *login = (struct span){0};
    if (request->user.at && !memchr(request->user.at, ':', request->user.size))
        return error_set(err, ERROR_INPUT, "curl's option '--user' asks for a password");
    if (request->other_login)
        return true;
    if (request->user.at)
        buf_add(&user, request->user);
    else if (url->user.at)
        decode_percent(&user, url->user);
    if (user.size && !memchr(user.at, ':', user.size))
        buf_add_byte(&user, ':'); /* only in a URL: without a password */
    if (user.size) {
        buf_add_text(&made, "Basic ");
        encode_base64(&made, buf_span(&user));
    } else if (request->bearer.at) {
        buf_printf(&made, "Bearer %.*s", SPAN_ARG(request->bearer));
    }
    *login = made.size ? span_keep(request->arena, buf_span(&made)) : *login;
    buf_wipe(&user);
    buf_wipe(&made);
    return true;
}

/* Up to `;auto`, which is for redirects. */
static struct span referer_of(struct span value)
{
    const char *automatic = value.size ? memmem(value.at, value.size, ";auto", 5) : NULL;
    return automatic ? span_slice(value, 0, (size_t)(automatic - value.at)) : value;
}

static void make_headers(struct curl_request *request, const struct url *url, struct span login,
                         struct headers *headers)
{
    const struct curl_data *data = &request->data;
    add_made(request, headers, "Host", host_of(url));
    for (size_t i = 0; i < request->lines.count; i++)
        if (request->lines.at[i].value.at)
            headers_add(headers, request->arena, request->lines.at[i].name,
                        request->lines.at[i].value);
    add_made(request, headers, "Authorization", login);
    add_made(request, headers, "User-Agent", request->agent);
    add_made(request, headers, "Referer", referer_of(request->referer));
    add_made(request, headers, "Cookie", span_keep(request->arena, buf_span(&request->cookie)));
    if (data->given)
        add_made(request, headers, "Content-Type",
                 data->json ? SPAN("application/json") : SPAN("application/x-www-form-urlencoded"));
    if (data->json)
        add_made(request, headers, "Accept", SPAN("application/json"));
}

/* Options such as --user-agent take any text. */
static bool check_headers(const struct headers *headers, struct error *err)
{
    for (size_t i = 0; i < headers->count; i++)
        if (!header_is_sound(headers->at[i].name, headers->at[i].value))
            return error_set(err, ERROR_INPUT, "a line end in the value of header '%.*s'",
                             SPAN_ARG(headers->at[i].name));
    return true;
}

static bool make_message(struct curl_request *request, struct message *message, struct span *plain,
                         struct error *err)
{
    struct url url = {0};
    struct span login;
    if (!read_url(request, &url, err) || !make_login(request, &url, &login, err))
        return false;
    struct span usual = request->head ? SPAN("HEAD") : SPAN("GET");
    if (request->data.given)
        usual = SPAN("POST");
    message->method = request->method.size ? request->method : usual;
    message->target = request->target.size ? request->target : url.target;
    message->version = request->old ? SPAN("1.0") : SPAN("1.1");
    message->body = span_keep(request->arena, buf_span(&request->data.body));
    make_headers(request, &url, login, &message->headers);
    *plain = url.plain;
    return check_headers(&message->headers, err);
}

static bool read_command(struct curl_reading *reading, struct message *message, struct span *url,
                         struct error *err)
{
    *message = (struct message){0};
    bool read = read_program(reading, err) && read_words(reading, err) &&
                make_message(&reading->request, message, url, err);
    buf_clear(&reading->request.data.body);
    buf_clear(&reading->request.cookie);
    return read;
}

bool curl_read(struct arena *arena, struct span text, const struct curl_files *files,
               struct message *message, struct span *url, struct error *err)
{
    struct curl_reading reading = {.request = {.arena = arena, .files = files}};
    return shell_split(arena, text, &reading.words, err) &&
           read_command(&reading, message, url, err);
}

/* What the command in front of a `|` prints, in the arena. */
static bool read_piped(struct arena *arena, const struct shell_words *words, struct span *printed,
                       struct error *err)
{
    struct buf out = {0};
    bool read = shell_printf(&out, words, err);
    if (read)
        *printed = span_keep(arena, out.at ? buf_span(&out) : SPAN(""));
    buf_clear(&out);
    return read;
}

enum curl_result curl_next(struct arena *arena, struct span text, size_t *at,
                           const struct curl_files *files, struct message *message,
                           struct span *url, struct error *err)
{
    struct curl_files with_input = *files;
    struct curl_reading reading = {.request = {.arena = arena, .files = &with_input}};
    struct shell_words *words = &reading.words;
    bool piped, known = true;
    if (!shell_next(arena, text, at, words, &piped, err))
        return CURL_DAMAGED;
    if (words->count == 0)
        return CURL_END;
    if (piped) {
        known = read_piped(arena, words, &with_input.input, err);
        if (!shell_next(arena, text, at, words, &piped, err))
            return CURL_DAMAGED;
    }
    if (known && piped)
        known = error_set(err, ERROR_INPUT, "what a command behind another | does is not known");
    while (piped && *at < text.size)
        if (!shell_next(arena, text, at, words, &piped, err))
            return CURL_DAMAGED;
    return known && read_command(&reading, message, url, err) ? CURL_READ : CURL_DAMAGED;
}
