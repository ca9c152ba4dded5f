#include "curl_data.h"

#include "files.h"

#include <string.h>

bool curl_file_read(struct buf *out, const char *path, const struct curl_files *files,
                    struct error *err)
{
    bool piped = strcmp(path, "-") == 0;
    if (piped && files->input.at) {
        buf_add(out, files->input);
        return true;
    }
    if (piped)
        return error_set(err, ERROR_INPUT, "what curl would read from standard input is not known");
    if (files->read(out, path, err))
        return true;
    return error_hint(err, "a file that a command names is looked for in the working folder");
}

/* As curl reads --data @FILE: line ends and NULs are left out. */
static void add_without_lines(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!memchr("\r\n", text.at[i], 3))
            buf_add_byte(out, text.at[i]);
}

/* As curl_easy_escape(), a space as + in place of %20. */
static void add_urlencoded(struct buf *out, struct span text)
{
    static const char upper[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c && strchr("-._~", c));
        char escape[] = {'%', upper[c >> 4], upper[c & 15]};
        if (plain || c == ' ')
            buf_add_byte(out, c == ' ' ? '+' : (char)c);
        else
            buf_add(out, (struct span){escape, sizeof escape});
    }
}

/* `content`, `=content`, `name=content`, `@file` or `name@file`. */
static bool add_pair(struct buf *out, struct span value, const struct curl_files *files,
                     struct error *err)
{
    const char *mark = value.size ? memchr(value.at, '=', value.size) : NULL;
    if (!mark && value.size)
        mark = memchr(value.at, '@', value.size);
    size_t name = mark ? (size_t)(mark - value.at) : 0;
    struct span content = span_slice(value, name + (mark ? 1 : 0), value.size);
    struct buf file = {0};
    bool named = mark && *mark == '@';
    if (named && !curl_file_read(&file, content.at, files, err)) {
        buf_clear(&file);
        return false;
    }
    buf_add(out, span_slice(value, 0, name));
    if (name)
        buf_add_byte(out, '=');
    add_urlencoded(out, named ? buf_span(&file) : content);
    buf_clear(&file);
    return true;
}

static bool add_content(struct buf *out, enum curl_data_kind kind, struct span value,
                        const struct curl_files *files, struct error *err)
{
    if (kind == CURL_DATA_URLENCODED)
        return add_pair(out, value, files, err);
    if (kind == CURL_DATA_RAW || !span_starts(value, SPAN("@"))) {
        buf_add(out, value);
        return true;
    }
    struct buf file = {0};
    bool read = curl_file_read(&file, value.at + 1, files, err);
    if (read && kind == CURL_DATA_TEXT)
        add_without_lines(out, buf_span(&file));
    else if (read)
        buf_add(out, buf_span(&file));
    buf_clear(&file);
    return read;
}

bool curl_data_add(struct curl_data *data, enum curl_data_kind kind, struct span value,
                   const struct curl_files *files, struct error *err)
{
    data->body.limit = FILE_LIMIT;
    if (data->given && kind != CURL_DATA_JSON)
        buf_add_byte(&data->body, '&');
    data->given = true;
    data->json = data->json || kind == CURL_DATA_JSON;
    if (!add_content(&data->body, kind, value, files, err))
        return false;
    return !data->body.full || error_set(err, ERROR_INPUT, "the body is larger than 1 GiB");
}
