#include "progress.h"

#include "clock.h"
#include "figures.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>
#include <unistd.h>

enum { GAP = 2, BRACKETS = 2, BAR_LEAST = 10, BAR_MOST = 30 };

/* What stands behind the bar, from the left. */
struct parts {
    struct {
        char text[96];
        struct buf shown;
        const char *paint;
    } at[6];
    size_t count;
};

static bool is_planned(const struct progress_state *state)
{
    return state->planned || state->duration > 0;
}

/* 0 to 1: of what will be reached first. */
static double share_done(const struct progress_state *state)
{
    double share = 0;
    if (state->planned)
        share = (double)state->sent / (double)state->planned;
    if (state->duration > 0 && (double)state->elapsed / (double)state->duration > share)
        share = (double)state->elapsed / (double)state->duration;
    if (share < 0)
        return 0;
    return share < 1 ? share : 1;
}

static struct buf *begin_part(struct parts *parts, const char *paint)
{
    struct buf *shown = &parts->at[parts->count].shown;
    *shown = (struct buf)BUF_OVER(parts->at[parts->count].text);
    parts->at[parts->count++].paint = paint;
    return shown;
}

/* As wide as it will ever be, so that what follows stays in its place. */
static void add_counts(struct buf *out, const struct progress_state *state)
{
    char digits[32], most[32];
    struct buf sent = BUF_OVER(digits), planned = BUF_OVER(most);
    figures_count(&sent, state->sent);
    figures_count(&planned, state->planned);
    if (!state->planned) {
        buf_printf(out, "%s sent", digits);
        return;
    }
    if (sent.size < planned.size)
        buf_add_repeated(out, ' ', planned.size - sent.size);
    buf_printf(out, "%s/%s", digits, most);
}

/* Rounded up: it isn't over before it is. Not known before the first was sent. */
static void add_left(struct parts *parts, const struct progress_state *state, const char *paint)
{
    double share = share_done(state);
    double left = share > 0 ? (double)state->elapsed / share * (1 - share) : 0;
    double seconds = left / (double)CLOCK_SECOND;
    if (share <= 0 || state->elapsed <= 0)
        return;
    struct buf *text = begin_part(parts, paint);
    int64_t whole = seconds < 0x1p62 ? (int64_t)seconds : INT64_C(1) << 62;
    figures_seconds(text, whole + ((double)whole < seconds));
    buf_add_text(text, " left");
}

static void add_rate(struct parts *parts, const struct progress_state *state)
{
    if (state->elapsed <= 0 || !state->sent)
        return;
    struct buf *text = begin_part(parts, "");
    figures_real(text, (double)state->sent / ((double)state->elapsed / (double)CLOCK_SECOND));
    buf_add_text(text, "/s");
}

static void make_parts(struct parts *parts, const struct progress_state *state,
                       const struct palette *palette)
{
    bool planned = is_planned(state);
    if (planned)
        buf_printf(begin_part(parts, ""), "%3d%%", (int)(share_done(state) * 100));
    add_counts(begin_part(parts, ""), state);
    add_rate(parts, state);
    if (state->failed) {
        struct buf *failed = begin_part(parts, palette->bad);
        figures_count(failed, state->failed);
        buf_add_text(failed, " failed");
    }
    if (planned)
        add_left(parts, state, palette->dim);
    else
        figures_seconds(begin_part(parts, palette->dim),
                        state->elapsed > 0 ? state->elapsed / CLOCK_SECOND : 0);
}

/* The cells of the first `count` parts and of the gaps between them. */
static size_t width_of(const struct parts *parts, size_t count)
{
    size_t cells = 0;
    for (size_t i = 0; i < count; i++)
        cells += text_cells(buf_span(&parts->at[i].shown)) + (i > 0 ? GAP : 0);
    return cells;
}

static void add_cells(struct buf *out, uint32_t point, size_t count)
{
    while (count-- > 0)
        text_encode(out, point);
}

static void add_bar(struct buf *out, double share, size_t cells, const struct palette *palette)
{
    enum { FULL = 0x2588, LIGHT = 0x2591 };
    size_t full = (size_t)(share * (double)cells);
    buf_printf(out, "[%s", palette->good);
    add_cells(out, FULL, full);
    buf_printf(out, "%s%s", palette->end, palette->dim);
    add_cells(out, LIGHT, cells - full);
    buf_printf(out, "%s]", palette->end);
}

/* Of the columns alone, so that it keeps its size while the figures behind it grow. */
static size_t blocks_of(size_t columns)
{
    size_t blocks = columns / 5;
    if (blocks < BAR_LEAST)
        return BAR_LEAST;
    return blocks < BAR_MOST ? blocks : BAR_MOST;
}

void progress_render(struct buf *out, const struct progress_state *state, unsigned columns,
                     const struct palette *palette)
{
    enum { AROUND = BRACKETS + GAP };
    struct parts parts = {.count = 0};
    make_parts(&parts, state, palette);
    size_t count = parts.count, blocks = is_planned(state) ? blocks_of(columns) : 0;
    while (count > 1 && width_of(&parts, count) + (blocks ? blocks + AROUND : 0) > columns)
        count--;
    size_t width = width_of(&parts, count);
    if (width > columns)
        return;
    if (blocks + AROUND > columns - width)
        blocks = columns - width > AROUND ? columns - width - AROUND : 0;
    if (blocks > 0) {
        add_bar(out, share_done(state), blocks, palette);
        buf_add_repeated(out, ' ', GAP);
    }
    for (size_t i = 0; i < count; i++) {
        buf_add_repeated(out, ' ', i > 0 ? GAP : 0);
        buf_printf(out, "%s%s%s", parts.at[i].paint, parts.at[i].text,
                   *parts.at[i].paint ? palette->end : "");
    }
}

void progress_draw(const struct progress_state *state, const struct palette *palette, bool *drawn)
{
    struct buf line = {0};
    buf_add_text(&line, "\r");
    progress_render(&line, state, terminal_columns(STDERR_FILENO) - 1, palette);
    buf_add_text(&line, "\033[K");
    fwrite(line.at, 1, line.size, stderr);
    buf_clear(&line);
    *drawn = true;
}

void progress_erase(bool *drawn)
{
    if (*drawn)
        fputs("\r\033[K", stderr);
    *drawn = false;
}
