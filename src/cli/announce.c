#include "announce.h"

#include "jsonw.h"
#include "shell_words.h"
#include "text.h"

#include <string.h>
#include <unistd.h>

static bool print_json(const struct ui *ui, const struct announcement *announcement,
                       struct error *err)
{
    struct buf line = {0};
    jsonw_object(&line, NULL);
    jsonw_text(&line, "kind", SPAN("ready"));
    jsonw_text(&line, "url", span_of(announcement->url));
    jsonw_integer(&line, "pid", getpid());
    jsonw_text(&line, "scheme", span_of(announcement->scheme->name));
    jsonw_text(&line, "unix_socket", span_of(announcement->socket));
    jsonw_text(&line, "cacert", span_of(announcement->cacert));
    if (announcement->print_secret)
        jsonw_text(&line, "secret", announcement->secrets->at[0].text);
    jsonw_end_object(&line);
    buf_add_byte(&line, '\n');
    bool printed = ui_data(ui, buf_span(&line), err);
    buf_wipe(&line);
    return printed;
}

/* Quoted only where a shell would read it differently. */
static void add_option(struct buf *line, const char *option, const char *file)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
    buf_printf(line, " %s ", option);
    if (strspn(file, plain) == strlen(file))
        buf_add_text(line, file);
    else
        shell_quote(line, span_of(file));
}

/* How a client reaches and trusts what an URL alone doesn't name. */
static void say_how(const struct ui *ui, const struct announcement *announcement)
{
    struct buf line = {0};
    if (announcement->cacert)
        add_option(&line, "--cacert", announcement->cacert);
    if (announcement->socket)
        add_option(&line, "--unix-socket", announcement->socket);
    if (line.size > 0)
        ui_note(ui, "reach it by: curl%s %s", line.at, announcement->url);
    buf_clear(&line);
}

static void write_secrets(struct buf *line, const struct announcement *announcement)
{
    const struct secrets *secrets = announcement->secrets;
    if (announcement->unchecked) {
        buf_add_text(line, "signatures are not checked");
        return;
    }
    buf_add_text(line, "secret ");
    if (announcement->print_secret && !announcement->json)
        buf_printf(line, "%.*s ", SPAN_ARG(secrets->at[0].text));
    secrets_write_fingerprints(line, secrets);
    buf_printf(line, " (%s)", secrets->at[0].origin);
}

/* Between its parts, where the terminal is too narrow for the line. */
static void say_folded(const struct ui *ui, struct span line)
{
    struct buf safe = {0}, folded = {0};
    text_escape(&safe, line);
    text_fold(&folded, buf_span(&safe), SPAN("   "), 2, ui->err->columns);
    ui_say(ui, "%.*s", SPAN_ARG(buf_span(&folded)));
    buf_wipe(&safe);
    buf_wipe(&folded);
}

bool announce_ready(const struct ui *ui, const struct announcement *announcement, struct error *err)
{
    const char *socket = announcement->socket;
    bool json = announcement->json;
    bool telling =
        !json || announcement->unchecked || secrets_are_development(announcement->secrets);
    struct buf line = {0};
    if (!json)
        buf_printf(&line, "sfpy-hook listens on %s%s%s   scheme %s   ", announcement->url,
                   socket ? " at " : "", socket ? socket : "", announcement->scheme->name);
    write_secrets(&line, announcement);
    if (telling)
        say_folded(ui, buf_span(&line));
    buf_wipe(&line);
    say_how(ui, announcement);
    return !json || print_json(ui, announcement, err);
}
