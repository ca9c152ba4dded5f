#include "curl_command.h"

#include "shell_words.h"

#include <string.h>

const char *const curl_own_headers[] = {"Accept",         "Content-Type", "User-Agent", "Host",
                                        "Content-Length", "Expect",       NULL};

/* Upper-case letters mean nothing to a shell. */
static bool is_plain_word(struct span word)
{
    for (size_t i = 0; i < word.size; i++)
        if (word.at[i] < 'A' || word.at[i] > 'Z')
            return false;
    return word.size > 0;
}

static void add_curl_header(struct buf *out, struct span name, const char *between,
                            struct span value)
{
    struct buf line = {0};
    buf_add(&line, name);
    buf_add_text(&line, between);
    buf_add(&line, value);
    buf_add_text(out, " \\\n  -H ");
    shell_quote(out, buf_span(&line));
    buf_clear(&line);
}

/* Whether curl makes just this header by itself. */
static bool made_by_curl(const struct message *message, const struct header *header,
                         struct span authority)
{
    char size[24];
    struct buf digits = BUF_OVER(size);
    buf_printf(&digits, "%zu", message->body.size);
    return (span_equal_nocase(header->name, SPAN("Host")) &&
            span_equal(header->value, authority)) ||
           (span_equal_nocase(header->name, SPAN("Content-Length")) &&
            span_equal(header->value, buf_span(&digits)));
}

/* Linux takes words of up to 128 KiB, quotes undone. */
enum { LONGEST_WORD = 100000 };

static bool can_be_word(struct span body)
{
    return body.size <= LONGEST_WORD && !span_contains(body, SPAN("\0"));
}

/* The shell's own printf takes words of any length, and octal escapes. */
static void add_printf(struct buf *out, struct span body)
{
    struct buf format = {0};
    for (size_t i = 0; i < body.size; i++) {
        if (body.at[i] == 0)
            buf_add_text(&format, "\\000");
        else if (body.at[i] == '-' && i == 0)
            buf_add_text(&format, "\\055"); /* else it would be an option */
        else if (body.at[i] == '%' || body.at[i] == '\\')
            buf_add_repeated(&format, body.at[i], 2);
        else
            buf_add_byte(&format, body.at[i]);
    }
    buf_add_text(out, "printf ");
    shell_quote(out, buf_span(&format));
    buf_add_text(out, " | ");
    buf_clear(&format);
}

static void add_options(struct buf *out, const char *const *options)
{
    for (size_t i = 0; options && options[i]; i++) {
        buf_add_byte(out, ' ');
        if (options[i][0] == '-')
            buf_add_text(out, options[i]);
        else
            shell_quote(out, span_of(options[i]));
    }
}

static void add_body(struct buf *out, struct span body)
{
    /* To --data-binary a leading @ means a file. */
    bool file_like = span_starts(body, SPAN("@"));
    bool word = can_be_word(body);
    buf_printf(out, " \\\n  %s ", file_like && word ? "--data-raw" : "--data-binary");
    if (word)
        shell_quote(out, body);
    else
        buf_add_text(out, "@-");
}

void curl_write(struct buf *out, const struct message *message, const struct url *url,
                const char *const *options)
{
    if (!can_be_word(message->body))
        add_printf(out, message->body);
    buf_add_text(out, "curl -sS -g --path-as-is");
    add_options(out, options);
    buf_add_text(out, " -X ");
    if (is_plain_word(message->method))
        buf_add(out, message->method);
    else
        shell_quote(out, message->method);
    for (size_t i = 0; i < message->headers.count; i++) {
        const struct header *header = &message->headers.at[i];
        /* With a colon and nothing behind it curl would leave the header out. */
        if (!made_by_curl(message, header, url->authority))
            add_curl_header(out, header->name, header->value.size ? ": " : ";", header->value);
    }
    for (size_t i = 0; curl_own_headers[i]; i++)
        if (!headers_find(&message->headers, span_of(curl_own_headers[i]), NULL))
            add_curl_header(out, span_of(curl_own_headers[i]), ":", (struct span){0});
    add_body(out, message->body);
    buf_add_text(out, " \\\n  ");
    shell_quote(out, url->text);
    buf_add_byte(out, '\n');
}
