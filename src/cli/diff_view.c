#include "diff_view.h"

#include "clock.h"
#include "figures.h"
#include "json.h"
#include "jsonw.h"
#include "secrets.h"
#include "terminal.h"
#include "text.h"

#include <unistd.h>

enum {
    PLAIN_COLUMNS = 100, /* what one line may take where no terminal says it */
    NAMES_MOST = 40,     /* names that are longer are not aligned */
    FEWEST_CELLS = 20,   /* of a value, however narrow the terminal is */
    SHARED_SHOWN = 12,   /* bytes in front of the difference, of what both begin with */
    INDENT = 2,
};

/* What is before and what is after, harmless and masked. */
struct sides {
    struct buf before, after;
    bool has_before, has_after;
};

/* The width of the columns. */
struct widths {
    size_t place, name;
};

size_t diff_columns(void)
{
    return isatty(STDOUT_FILENO) ? terminal_columns(STDOUT_FILENO) : 0;
}

static bool is_header(const struct difference *difference)
{
    return difference->place == DIFFERENCE_HEADER || difference->place == DIFFERENCE_ANSWER_HEADER;
}

static bool is_json(const struct difference *difference)
{
    bool body = difference->place == DIFFERENCE_BODY || difference->place == DIFFERENCE_ANSWER_BODY;
    return body && !difference->bytes;
}

/* Makes the text of a value; an empty one is said to be. */
static void show(struct buf *out, const struct difference *difference, struct span value,
                 const struct ui *ui)
{
    struct buf text = {0};
    if (is_json(difference))
        json_compact(&text, value, JSON_PLAIN);
    else
        buf_add(&text, value);
    if (difference->bytes && ui->masked)
        secrets_mask_excerpt(ui->masked, &text);
    text_escape(out, text.size > 0 ? buf_span(&text) : SPAN("(empty)"));
    ui_hide(ui, out);
    buf_wipe(&text);
}

static struct sides sides_of(const struct difference *difference, const struct ui *ui)
{
    struct sides sides = {.has_before = difference->before.at, .has_after = difference->after.at};
    if (is_header(difference) && header_is_credential(difference->name)) {
        buf_add_text(&sides.before, "***");
        buf_add_text(&sides.after, sides.has_before ? "*** (another)" : "***");
        return sides;
    }
    if (sides.has_before)
        show(&sides.before, difference, difference->before, ui);
    if (sides.has_after)
        show(&sides.after, difference, difference->after, ui);
    return sides;
}

static void sides_clear(struct sides *sides)
{
    buf_wipe(&sides->before);
    buf_wipe(&sides->after);
}

/* A name, harmless. */
static struct buf name_of(const struct difference *difference)
{
    struct buf name = {0};
    text_escape(&name, difference->name);
    return name;
}

static struct widths measure(const struct differences *list)
{
    struct widths widths = {0, 0};
    for (size_t i = 0; i < list->count; i++) {
        const struct difference *difference = &list->at[i];
        struct buf name = name_of(difference);
        size_t cells = text_cells(buf_span(&name));
        size_t place = text_cells(span_of(difference_place_name(difference->place)));
        widths.place = place > widths.place ? place : widths.place;
        widths.name = cells > widths.name && cells <= NAMES_MOST ? cells : widths.name;
        buf_clear(&name);
    }
    return widths;
}

/* Adds as much of a text as fits, with a sign where something is missing. */
static void add_cut(struct buf *out, struct span text, size_t skip, size_t cells)
{
    struct span rest = span_slice(text, skip, text.size);
    if (skip > 0) {
        buf_add_text(out, "…");
        cells--;
    }
    bool fits = text_cells(rest) <= cells;
    size_t size = out->size;
    text_cut(out, rest, fits ? cells : cells - 1);
    if (out->size - size < rest.size)
        buf_add_text(out, "…");
}

/* How many cells there are in a line of the terminal beside what is used. */
static size_t cells_beside(const struct diff_view *view, size_t used)
{
    return view->columns > used + FEWEST_CELLS ? view->columns - used : FEWEST_CELLS;
}

/* Adds place and name; returns the cells of the line so far. */
static size_t add_label(struct buf *out, const struct difference *difference,
                        const struct widths *widths, const struct diff_view *view)
{
    const struct palette *palette = view->ui->out;
    const char *place = difference_place_name(difference->place);
    struct buf whole = name_of(difference), name = {0};
    if (view->columns)
        add_cut(&name, buf_span(&whole), 0, cells_beside(view, view->margin + widths->place + 2));
    else
        buf_add(&name, buf_span(&whole));
    buf_clear(&whole);
    size_t cells = text_cells(buf_span(&name));
    size_t column = cells > widths->name ? cells : widths->name;
    buf_add_repeated(out, ' ', view->margin);
    buf_printf(out, "%s%-*s%s", palette->dim, (int)widths->place, place, palette->end);
    if (cells > 0) {
        buf_add_text(out, "  ");
        buf_add(out, buf_span(&name));
    }
    buf_clear(&name);
    if (widths->name == 0 && cells == 0)
        return view->margin + widths->place;
    buf_add_repeated(out, ' ', column - cells + (cells == 0 ? 2 : 0));
    return view->margin + widths->place + 2 + column;
}

static void add_side(struct buf *out, char sign, struct span text, const struct palette *palette)
{
    buf_printf(out, "%s%c ", sign == '-' ? palette->bad : palette->good, sign);
    buf_add(out, text);
    buf_add_text(out, palette->end);
}

/* On the line of the label, where that has room for it. */
static bool add_short(struct buf *out, const struct sides *sides, size_t used,
                      const struct diff_view *view)
{
    const struct palette *palette = view->ui->out;
    size_t columns = view->columns ? view->columns : PLAIN_COLUMNS;
    size_t cells = text_cells(buf_span(&sides->before)) + text_cells(buf_span(&sides->after));
    if (used + 2 + cells + 3 > columns)
        return false;
    buf_add_text(out, "  ");
    if (sides->has_before && sides->has_after) {
        buf_printf(out, "%s%.*s%s → %s%.*s%s", palette->bad, SPAN_ARG(sides->before), palette->end,
                   palette->good, SPAN_ARG(sides->after), palette->end);
    } else {
        add_side(out, sides->has_before ? '-' : '+',
                 buf_span(sides->has_before ? &sides->before : &sides->after), palette);
    }
    buf_add_byte(out, '\n');
    return true;
}

/* For a value on a line of its own, behind its sign. */
static size_t value_cells(const struct diff_view *view)
{
    return cells_beside(view, view->margin + INDENT + 2);
}

/* Whether a character begins there that needs none in front of it, as a mark does. */
static bool stands_alone(struct span text, size_t at)
{
    size_t cells;
    bool continues = ((unsigned char)text.at[at] & 0xC0) == 0x80;
    return !continues && text_step(span_slice(text, at, text.size), &cells) > 0 && cells > 0;
}

/* Where to begin to show two texts of which not all can be: a bit before they part. */
static size_t skip_shared(struct span a, struct span b, size_t cells)
{
    size_t same = 0;
    if (text_cells(a) <= cells && text_cells(b) <= cells)
        return 0;
    while (same < a.size && same < b.size && a.at[same] == b.at[same])
        same++;
    size_t skip = same > 2 * SHARED_SHOWN ? same - SHARED_SHOWN : 0;
    while (skip > 0 && !stands_alone(a, skip))
        skip--;
    return skip;
}

static void add_long_side(struct buf *out, char sign, struct span text, size_t skip,
                          const struct diff_view *view)
{
    struct buf cut = {0};
    if (view->columns)
        add_cut(&cut, text, skip, value_cells(view));
    else
        buf_add(&cut, text);
    buf_add_repeated(out, ' ', view->margin + INDENT);
    add_side(out, sign, buf_span(&cut), view->ui->out);
    buf_add_byte(out, '\n');
    buf_wipe(&cut);
}

/* Below the label, a line for either side. */
static void add_long(struct buf *out, const struct sides *sides, bool whole,
                     const struct diff_view *view)
{
    struct span before = buf_span(&sides->before), after = buf_span(&sides->after);
    bool both = sides->has_before && sides->has_after;
    size_t skip = both && !whole ? skip_shared(before, after, value_cells(view)) : 0;
    while (out->size > 0 && out->at[out->size - 1] == ' ')
        out->size--;
    buf_add_byte(out, '\n');
    if (sides->has_before)
        add_long_side(out, '-', before, skip, view);
    if (sides->has_after)
        add_long_side(out, '+', after, skip, view);
}

/* What can be said of bytes. */
static void add_contrast(struct buf *out, const struct difference *difference)
{
    buf_add_text(out, difference->same_json ? "  the same JSON in other bytes: " : "  ");
    figures_count(out, difference->before_size);
    buf_add_text(out, " and ");
    figures_count(out, difference->after_size);
    buf_printf(out, " bytes, differing from byte %zu on", difference->offset);
    if (difference->from > 0)
        buf_printf(out, " (shown from %zu)", difference->from);
}

static void add_row(struct buf *out, const struct difference *difference,
                    const struct widths *widths, const struct diff_view *view)
{
    struct sides sides = sides_of(difference, view->ui);
    size_t used = add_label(out, difference, widths, view);
    if (difference->bytes)
        add_contrast(out, difference);
    if (difference->bytes || !add_short(out, &sides, used, view))
        add_long(out, &sides, difference->bytes, view);
    sides_clear(&sides);
}

static void write_rows(struct buf *out, const struct differences *list,
                       const struct diff_view *view)
{
    struct widths widths = measure(list);
    for (size_t i = 0; i < list->count; i++)
        add_row(out, &list->at[i], &widths, view);
    if (list->left_out == 0)
        return;
    buf_add_repeated(out, ' ', view->margin);
    buf_add_text(out, "… and ");
    figures_count(out, list->left_out);
    buf_add_text(out, " more\n");
}

/* A value as text; what is no UTF-8 also as base64. */
static void write_value(struct buf *out, const char *name, const char *base64, struct span value)
{
    jsonw_text(out, name, value);
    if (!text_is_utf8(value))
        jsonw_base64(out, base64, value);
}

static void write_line(struct buf *out, const struct difference *difference, size_t more,
                       const struct diff_view *view)
{
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("difference"));
    jsonw_text(out, "before_id", span_of(view->before_id));
    jsonw_text(out, "after_id", span_of(view->after_id));
    jsonw_text(out, "where", span_of(difference_place_name(difference->place)));
    jsonw_text(out, "path", difference->name);
    write_value(out, "before", "before_base64", difference->before);
    write_value(out, "after", "after_base64", difference->after);
    if (difference->bytes) {
        jsonw_bool(out, "same_json", difference->same_json);
        jsonw_integer(out, "offset", (int64_t)difference->offset);
        jsonw_integer(out, "from", (int64_t)difference->from);
        jsonw_integer(out, "before_size", (int64_t)difference->before_size);
        jsonw_integer(out, "after_size", (int64_t)difference->after_size);
    }
    if (more > 0)
        jsonw_integer(out, "left_out", (int64_t)more);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

void diff_write(struct buf *out, const struct differences *list, const struct diff_view *view)
{
    if (!view->ui->json) {
        write_rows(out, list, view);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        write_line(out, &list->at[i], i + 1 == list->count ? list->left_out : 0, view);
}

/* The line of one delivery. */
static void add_head(struct buf *out, const char *sign, const char *colour,
                     const struct delivery *delivery, const struct palette *palette)
{
    const struct event_label *event = &delivery->event;
    buf_printf(out, "%s%s %s%s  ", colour, sign, delivery->id, palette->end);
    clock_write_rfc3339(out, delivery->time, 3);
    if (event->name.at || event->type.at) {
        buf_add_text(out, "  ");
        text_escape(out, event->name.at ? event->name : event->type);
    }
    buf_add_byte(out, '\n');
}

bool diff_deliveries(const struct ui *ui, const struct delivery *before,
                     const struct delivery *after, bool *differ, struct error *err)
{
    struct differences list = {0};
    struct buf out = {0};
    const struct diff_view view = {
        .ui = ui, .before_id = before->id, .after_id = after->id, .columns = diff_columns()};
    differences_add_deliveries(&list, before, after);
    *differ = list.count > 0;
    if (!ui->json) {
        add_head(&out, "---", ui->out->bad, before, ui->out);
        add_head(&out, "+++", ui->out->good, after, ui->out);
        if (!*differ)
            buf_add_text(&out, "no difference\n");
    }
    diff_write(&out, &list, &view);
    bool printed = ui_text(ui, &out, err);
    differences_clear(&list);
    buf_wipe(&out);
    return printed;
}
