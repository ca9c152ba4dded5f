#include "gosmee.h"

#include "clock.h"
#include "shell_words.h"
#include "url.h"

#include <string.h>

/* What is behind the first, or the last, line of a text that begins so. */
static struct span behind_line(struct span text, const char *begin, bool last)
{
    struct span found = {0}, line;
    while (span_split(&text, '\n', &line)) {
        if (!span_starts(line, span_of(begin)) || (found.at && !last))
            continue;
        size_t skipped = strlen(begin);
        const char *at = line.at + skipped;
        found = (struct span){at, line.size - skipped + (text.at ? text.size + 1 : 0)};
    }
    return found;
}

bool gosmee_looks(struct span text)
{
    return span_starts(text, SPAN("#!")) && behind_line(text, "targetURL=\"", false).at;
}

static bool no_script(struct error *err, const char *what)
{
    error_set(err, ERROR_INPUT, "it is no script as gosmee saves them: %s", what);
    return false;
}

/* Cuts the text before a mark off `rest`; false where there is no such mark. */
static bool take_until(struct span *rest, const char *mark, struct span *part)
{
    const char *at = rest->size ? memmem(rest->at, rest->size, mark, strlen(mark)) : NULL;
    if (!at)
        return false;
    size_t size = (size_t)(at - rest->at);
    *part = span_slice(*rest, 0, size);
    *rest = span_slice(*rest, size + strlen(mark), rest->size);
    return true;
}

/* The command's parts: the words of the headers, and what follows the mark of the body's file. */
static bool find_command(struct span script, struct span *headers, struct span *file)
{
    struct span curl = behind_line(script, "curl -sSi ", true);
    struct span httpie = behind_line(script, "http -F ", true), options;
    if (curl.at) {
        *file = curl;
        return take_until(file, " -X POST -d @./", headers);
    }
    *file = httpie;
    return take_until(file, " POST \"${targetURL}\" ", &options) &&
           take_until(file, " < ./", headers);
}

/* `Name: value` of curl, or `Name:value` of HTTPie. */
static bool add_header(struct arena *arena, struct span word, struct message *message)
{
    struct header header;
    struct error ignored;
    if (!header_read(word, &header, &ignored))
        return false;
    const struct header *type = headers_find(&message->headers, SPAN("Content-Type"), NULL);
    /* The script repeats the one that it begins with. */
    if (type && span_equal_nocase(header.name, type->name))
        headers_remove(&message->headers, type->name);
    headers_add(&message->headers, arena, header.name, header.value);
    return true;
}

static bool read_headers(struct arena *arena, struct span text, struct message *message,
                         struct error *err)
{
    struct shell_words words;
    if (!shell_split(arena, text, &words, err))
        return error_context(err, "its headers");
    for (size_t i = 0; i < words.count; i++)
        if (!span_is(words.at[i], "-H") && !add_header(arena, words.at[i], message))
            return no_script(err, "a header is malformed");
    return true;
}

/* A name beside the script, and no way out of its folder, nor to standard input. */
static bool read_body(struct arena *arena, struct span rest, struct span folder,
                      const struct curl_files *files, struct span *body, struct error *err)
{
    struct buf path = {0}, content = {0};
    size_t size = 0;
    while (size < rest.size && !is_white_space(rest.at[size]))
        size++;
    struct span name = span_slice(rest, 0, size);
    if (name.size == 0 || span_is(name, "-") || memchr(name.at, '/', name.size) ||
        memchr(name.at, 0, name.size))
        return no_script(err, "it names no file beside it with the body");
    buf_add(&path, folder);
    buf_add(&path, name);
    bool read = files->read(&content, path.at, err);
    if (read)
        *body = content.at ? span_keep(arena, buf_span(&content)) : SPAN("");
    else
        error_hint(err, "gosmee saves the body beside the script: keep both together");
    buf_clear(&path);
    buf_clear(&content);
    return read;
}

static bool read_target(struct arena *arena, struct span script, struct url *url, struct error *err)
{
    struct span text = behind_line(script, "targetURL=\"", false);
    span_split(&text, '"', &text);
    if (url_read(arena, span_keep(arena, text).at, url, err))
        return true;
    err->code = ERROR_INPUT;
    err->hint[0] = 0; /* it is about what our own options take */
    return error_context(err, "its targetURL");
}

bool gosmee_read(struct arena *arena, struct span script, struct span folder,
                 const struct curl_files *files, struct message *message, struct span *url,
                 struct error *err)
{
    struct url target;
    struct span headers, file;
    *message = (struct message){.method = SPAN("POST"), .version = SPAN("1.1"), .body = SPAN("")};
    if (!gosmee_looks(script) || !find_command(script, &headers, &file))
        return no_script(err, "there is no command in it that sends the body");
    if (!read_target(arena, script, &target, err))
        return false;
    headers_add(&message->headers, arena, SPAN("Host"), target.authority);
    message->target = target.target;
    *url = target.text;
    return read_headers(arena, headers, message, err) &&
           read_body(arena, file, folder, files, &message->body, err);
}

/* Whether a text has the form: 0 stands for a digit, anything else for itself. */
static bool has_form(struct span text, const char *form)
{
    bool fits = text.size == strlen(form);
    for (size_t i = 0; fits && i < text.size; i++)
        fits = form[i] == '0' ? text.at[i] >= '0' && text.at[i] <= '9' : text.at[i] == form[i];
    return fits;
}

/* 2023-11-06T21.14.11.314, or in old versions 20231106T21h14. */
static bool write_time(struct buf *out, struct span text)
{
    bool old = has_form(text, "00000000T00h00");
    if (!old && !has_form(text, "0000-00-00T00.00.00.000"))
        return false;
    const char *month = text.at + (old ? 4 : 5), *day = text.at + (old ? 6 : 8);
    const char *hour = text.at + (old ? 9 : 11), *minute = text.at + (old ? 12 : 14);
    const char *second = old || memcmp(text.at + 17, month, 2) == 0 ? "00" : text.at + 17;
    buf_printf(out, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s.%.3sZ", text.at, month, day, hour, minute,
               second, old ? "000" : text.at + 20);
    return true;
}

bool gosmee_time(struct span file, int64_t *time)
{
    enum { OLD_SIZE = 14, SIZE = 23 };
    char made[32];
    struct buf text = BUF_OVER(made);
    if (!span_ends(file, SPAN(".sh")))
        return false;
    file = span_slice(file, 0, file.size - 3);
    struct span whole = span_slice(file, file.size > SIZE ? file.size - SIZE : 0, file.size);
    struct span old = span_slice(file, file.size > OLD_SIZE ? file.size - OLD_SIZE : 0, file.size);
    return (write_time(&text, whole) || write_time(&text, old)) &&
           clock_read_rfc3339(buf_span(&text), time);
}
