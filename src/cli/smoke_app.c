#include "smoke_app.h"

#include "child.h"
#include "handover.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_KEPT = 20, LINES_SINCE = 10, LINE_KEPT = 4 << 10 };

struct app_line {
    uint64_t end; /* how much had been written when it last grew */
    size_t size;
    bool cut;
    char bytes[LINE_KEPT];
};

struct smoke_app {
    struct child *child;
    struct smoke_app_handler handler;
    const struct ui *ui;
    bool ending;
    int status;
    uint64_t written;
    size_t count; /* of lines, the kept ones being the last */
    bool open;    /* the last one has no line end yet */
    struct app_line lines[LINES_KEPT];
};

static struct app_line *last_line(struct smoke_app *app)
{
    return &app->lines[(app->count - 1) % LINES_KEPT];
}

/* A secret may be cut through at the end of what is there of a line. */
static void write_line(struct smoke_app *app, const struct app_line *line, struct buf *out)
{
    bool whole = !line->cut && !(app->open && line == last_line(app));
    struct span text = {line->bytes, line->size};
    struct buf shown = {0};
    if (whole && span_ends(text, SPAN("\r")))
        text.size--;
    buf_add(&shown, text);
    if (app->ui->masked && !whole)
        secrets_mask_excerpt(app->ui->masked, &shown);
    else
        ui_hide(app->ui, &shown);
    text_escape(out, buf_span(&shown));
    buf_add_text(out, line->cut ? "…" : "");
    buf_wipe(&shown);
}

/* The last line is whole: what follows is another. */
static void close_line(struct smoke_app *app)
{
    if (!app->open)
        return;
    app->open = false;
    if (!app->ui->verbose)
        return;
    struct buf text = {0};
    write_line(app, last_line(app), &text);
    ui_note(app->ui, "| %s", text.at ? text.at : "");
    buf_wipe(&text);
}

/* Adds to the last line, or begins one; what is `ended` ends the line, too. */
static void add(struct smoke_app *app, struct span piece, bool ended)
{
    app->count += !app->open;
    struct app_line *line = last_line(app);
    if (!app->open)
        line->size = line->cut = 0;
    app->open = true;
    struct span kept = span_slice(piece, 0, LINE_KEPT - line->size);
    memcpy(line->bytes + line->size, kept.at, kept.size);
    line->size += kept.size;
    line->cut |= kept.size < piece.size;
    app->written += piece.size + ended;
    line->end = app->written;
    if (ended)
        close_line(app);
}

static void on_said(void *context, struct span bytes)
{
    while (bytes.size > 0) {
        const char *end = memchr(bytes.at, '\n', bytes.size);
        size_t size = end ? (size_t)(end - bytes.at) : bytes.size;
        add(context, span_slice(bytes, 0, size), end);
        bytes = span_slice(bytes, size + 1, bytes.size);
    }
}

static void on_ended(void *context, int status)
{
    struct smoke_app *app = context;
    app->status = status;
    close_line(app);
    if (!app->ending)
        app->handler.ended(app->handler.context);
}

struct smoke_app *smoke_app_start(struct loop *loop, const struct smoke_app_settings *settings,
                                  const struct smoke_app_handler *handler, struct error *err)
{
    const char *const words[] = {"/bin/sh", "-c", settings->command, NULL};
    struct arena arena = {0};
    struct smoke_app *app = mem_new(1, sizeof *app);
    app->handler = *handler;
    app->ui = settings->ui;
    const struct child_settings child = {
        .words = words, .environment = handover(settings->url, settings->secret, &arena, err)};
    const struct child_handler hearing = {app, on_ended, on_said};
    if (child.environment)
        app->child = child_start(loop, &child, &hearing, err);
    arena_wipe(&arena);
    if (app->child)
        return app;
    free(app);
    return NULL;
}

bool smoke_app_is_running(const struct smoke_app *app)
{
    return app && child_is_running(app->child);
}

void smoke_app_write_status(const struct smoke_app *app, struct buf *out)
{
    child_write_status(out, app->status);
}

/* Of the last `most` lines those that grew behind `mark`. */
static void write_lines(struct smoke_app *app, size_t most, uint64_t mark, const char *prefix,
                        struct buf *out)
{
    child_hear(app->child);
    for (size_t i = app->count < most ? 0 : app->count - most; i < app->count; i++) {
        const struct app_line *line = &app->lines[i % LINES_KEPT];
        if (line->end <= mark)
            continue;
        buf_add_text(out, prefix);
        write_line(app, line, out);
        buf_add_byte(out, '\n');
    }
}

uint64_t smoke_app_mark(struct smoke_app *app)
{
    if (!app)
        return 0;
    child_hear(app->child);
    return app->written;
}

void smoke_app_write_since(struct smoke_app *app, uint64_t mark, struct buf *out)
{
    if (app)
        write_lines(app, LINES_SINCE, mark, "", out);
}

void smoke_app_write_tail(struct smoke_app *app, struct buf *out)
{
    if (app)
        write_lines(app, LINES_KEPT, 0, "| ", out);
}

void smoke_app_end(struct smoke_app *app)
{
    if (!app)
        return;
    app->ending = true;
    child_end(app->child, SIGTERM);
}

void smoke_app_kill(struct smoke_app *app)
{
    if (app)
        child_kill(app->child);
}

void smoke_app_free(struct smoke_app *app)
{
    if (!app)
        return;
    close_line(app);
    child_free(app->child);
    free(app);
}
