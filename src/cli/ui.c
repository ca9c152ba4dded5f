#include "ui.h"

#include "hyperlink.h"
#include "jsonw.h"
#include "secrets.h"
#include "terminal.h"
#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void ui_mask(struct ui *ui, struct arena *arena, const struct secrets *secrets)
{
    struct secrets *kept = arena_new(arena, sizeof *kept);
    *kept = *secrets;
    ui->masked = kept;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static const struct palette *choose(enum ui_color color, int stream)
{
    if (color != UI_COLOR_AUTO)
        return color == UI_COLOR_ALWAYS ? &colour_palette : &plain_palette;
    const char *force = variable("CLICOLOR_FORCE"), *term = variable("TERM");
    if (variable("NO_COLOR"))
        return &plain_palette;
    if (force && strcmp(force, "0") != 0)
        return &colour_palette;
    bool able = term && strcmp(term, "dumb") != 0 && isatty(stream);
    return able ? &colour_palette : &plain_palette;
}

void ui_set_color(struct ui *ui, enum ui_color color)
{
    for (int i = 0; i < 2; i++) {
        int stream = i == 0 ? STDOUT_FILENO : STDERR_FILENO;
        ui->palettes[i] = *choose(color, stream);
        ui->palettes[i].links = ui->palettes[i].end[0] && hyperlink_is_shown(stream);
    }
    ui->out = &ui->palettes[0];
    ui->err = &ui->palettes[1];
    ui_measure(ui);
}

void ui_measure(struct ui *ui)
{
    ui->palettes[0].columns = terminal_said_columns(STDOUT_FILENO);
    ui->palettes[1].columns = terminal_said_columns(STDERR_FILENO);
}

bool ui_data(const struct ui *ui, struct span bytes, struct error *err)
{
    (void)ui;
    bool written = fwrite(bytes.at, 1, bytes.size, stdout) == bytes.size && fflush(stdout) == 0;
    return written || error_errno(err, ERROR_SYSTEM, errno, "cannot write to standard output");
}

bool ui_may_draw(const struct ui *ui)
{
    const char *term = variable("TERM");
    return !ui->quiet && isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

void ui_hide(const struct ui *ui, struct buf *text)
{
    if (ui->masked)
        secrets_mask(ui->masked, text);
}

bool ui_text(const struct ui *ui, struct buf *text, struct error *err)
{
    if (!ui->json)
        ui_hide(ui, text);
    return ui_data(ui, buf_span(text), err);
}

bool ui_raw(const struct ui *ui, struct span bytes, struct error *err)
{
    struct buf shown = {0};
    if (!isatty(STDOUT_FILENO) || bytes.size == 0)
        return ui_data(ui, bytes, err);
    text_escape_lines(&shown, bytes, "");
    bool printed = ui_text(ui, &shown, err);
    buf_clear(&shown);
    return printed;
}

static bool streams_are_one_terminal(void)
{
    struct stat out, err;
    return isatty(STDERR_FILENO) && fstat(STDOUT_FILENO, &out) == 0 &&
           fstat(STDERR_FILENO, &err) == 0 && out.st_rdev == err.st_rdev;
}

void ui_divert(struct ui *ui, void (*divert)(void *context, struct span lines), void *context)
{
    ui->divert = divert && streams_are_one_terminal() ? divert : NULL;
    ui->context = context;
}

static void print_lines(const struct ui *ui, struct span lines)
{
    if (ui->divert)
        ui->divert(ui->context, lines);
    else
        fwrite(lines.at, 1, lines.size, stderr);
}

static void print_note(const struct ui *ui, struct buf *line)
{
    buf_add_byte(line, '\n');
    print_lines(ui, buf_span(line));
    buf_wipe(line);
}

void ui_say(const struct ui *ui, const char *format, ...)
{
    struct buf line = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&line, format, args);
    va_end(args);
    print_note(ui, &line);
}

void ui_note(const struct ui *ui, const char *format, ...)
{
    if (ui->quiet)
        return;
    struct buf line = {0}, safe = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&line, format, args);
    va_end(args);
    ui_hide(ui, &line);
    text_escape(&safe, buf_span(&line));
    print_note(ui, &safe);
    buf_wipe(&line);
}

void ui_note_waiting(const struct ui *ui, const char *file)
{
    if (strcmp(file, "-") == 0 && isatty(STDIN_FILENO))
        ui_note(ui, "reading from the terminal; Ctrl-D ends");
}

/* A member of the error line, masked before it is quoted; null where it is empty. */
static void write_masked(struct buf *line, const struct ui *ui, const char *name, struct span text)
{
    struct buf value = {0};
    buf_add(&value, text);
    ui_hide(ui, &value);
    jsonw_text(line, name, value.size ? buf_span(&value) : (struct span){0});
    buf_wipe(&value);
}

void ui_error_line(const struct ui *ui, const struct error *err)
{
    if (!ui->json)
        return;
    struct buf line = {0};
    struct span text = span_of(err->text), what = text, why = {0};
    if (err->why > 2 && err->why <= text.size) {
        what = span_slice(text, 0, err->why - 2);
        why = span_slice(text, err->why, text.size);
    }
    jsonw_object(&line, NULL);
    jsonw_text(&line, "kind", SPAN("error"));
    jsonw_text(&line, "command", span_of(ui->command));
    jsonw_integer(&line, "code", err->code);
    write_masked(&line, ui, "what", what);
    write_masked(&line, ui, "why", why);
    write_masked(&line, ui, "hint", span_of(err->hint));
    jsonw_end_object(&line);
    buf_add_byte(&line, '\n');
    struct error ignored; /* standard error has said it already */
    if (!ui_data(ui, buf_span(&line), &ignored))
        clearerr(stdout);
    buf_clear(&line);
}

void ui_trouble(const struct ui *ui, const struct error *err)
{
    struct buf text = {0};
    const struct palette *palette = ui->err ? ui->err : &plain_palette;
    buf_printf(&text, "%ssfpy-hook%s:", palette->bad, palette->end);
    if (ui->command)
        buf_printf(&text, " %s:", ui->command);
    buf_add_byte(&text, ' ');
    text_escape(&text, span_of(err->text));
    buf_add_byte(&text, '\n');
    if (err->hint[0]) {
        buf_printf(&text, "%shint:%s ", palette->strong, palette->end);
        text_escape(&text, span_of(err->hint));
        buf_add_byte(&text, '\n');
    }
    ui_hide(ui, &text);
    print_lines(ui, buf_span(&text));
    buf_clear(&text);
}

void ui_error(const struct ui *ui, const struct error *err)
{
    ui_trouble(ui, err);
    ui_error_line(ui, err);
}
