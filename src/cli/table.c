#include "table.h"

#include "text.h"

#include <string.h>

/* A single long cell must not pad all rows of a list that goes to a file. */
enum { GAP = 2, MOST_PADDED = 64 };

struct table_cell {
    size_t at, size;
    const char *paint;
};

void table_add(struct table *table, struct span text, const char *paint)
{
    struct table_cell cell = {.at = table->text.size, .paint = paint};
    text_escape(&table->text, text.at ? text : SPAN("-"));
    cell.size = table->text.size - cell.at;
    buf_add(&table->cells, (struct span){(const char *)&cell, sizeof cell});
}

static const struct table_cell *cells_of(const struct table *table, size_t *count)
{
    *count = table->cells.size / sizeof(struct table_cell);
    return (const struct table_cell *)(const void *)table->cells.at;
}

static struct span text_of(const struct table *table, const struct table_cell *cell)
{
    return span_slice(buf_span(&table->text), cell->at, cell->at + cell->size);
}

static size_t total(const struct table *table)
{
    size_t sum = 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->shown[i])
            sum += table->widths[i] + (sum ? GAP : 0);
    return sum;
}

static void drop(struct table *table, size_t width, bool late)
{
    for (unsigned rank = 1; rank <= table->count && total(table) > width; rank++)
        for (size_t i = 0; i < table->count; i++)
            if ((late ? table->columns[i].yields : table->columns[i].leaves) == rank)
                table->shown[i] = false;
}

static void shrink(struct table *table, size_t width)
{
    for (size_t i = 0; i < table->count; i++) {
        size_t least = table->columns[i].least, over = total(table);
        if (!table->shown[i] || !least || over <= width || table->widths[i] <= least)
            continue;
        size_t most = table->widths[i] - least;
        over -= width;
        table->widths[i] -= over < most ? over : most;
    }
}

static void fit(struct table *table, size_t width)
{
    size_t natural[TABLE_COLUMNS];
    memcpy(natural, table->widths, sizeof natural);
    drop(table, width, false);
    shrink(table, width);
    drop(table, width, true);
    /* What has gone has left room. */
    memcpy(table->widths, natural, sizeof natural);
    shrink(table, width);
}

static size_t next_column(const struct table *table, size_t column)
{
    return column + 1 < table->count ? column + 1 : 0;
}

static void lay_out(struct table *table, size_t width)
{
    size_t count;
    const struct table_cell *cells = cells_of(table, &count);
    for (size_t i = 0; i < table->count; i++) {
        table->shown[i] = true;
        table->widths[i] = width ? text_cells(span_of(table->columns[i].title)) : 0;
    }
    for (size_t column = 0, i = 0; i < count; i++, column = next_column(table, column)) {
        size_t size = text_cells(text_of(table, &cells[i]));
        if (size > table->widths[column])
            table->widths[column] = size;
    }
    table->slack = SIZE_MAX;
    for (size_t i = 0; !width && i < table->count; i++)
        if (table->widths[i] > MOST_PADDED)
            table->widths[i] = MOST_PADDED;
    if (width) {
        fit(table, width);
        table->slack = total(table) < width ? width - total(table) : 0;
    }
    table->laid_out = true;
}

/* The last column that is shown has nothing behind it. */
static void write_cell(struct buf *out, const struct table *table, size_t column, struct span text,
                       const char *paint, const char *end)
{
    struct buf cut = {0};
    size_t width = table->widths[column], size = text_cells(text);
    bool last = true;
    for (size_t i = column + 1; i < table->count; i++)
        last = last && !table->shown[i];
    bool fits = size <= width || !table->columns[column].least || size - width <= table->slack;
    if (!fits) {
        text_cut(&cut, text, width - 1);
        buf_add_text(&cut, "…");
        text = buf_span(&cut);
        size = text_cells(text);
    }
    buf_printf(out, "%s%.*s%s", paint, SPAN_ARG(text), paint[0] ? end : "");
    if (!last)
        buf_add_repeated(out, ' ', (size < width ? width - size : 0) + GAP);
    buf_clear(&cut);
}

static void write_titles(struct buf *out, const struct table *table, const struct palette *palette)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->shown[i])
            write_cell(out, table, i, span_of(table->columns[i].title), palette->dim, palette->end);
    buf_add_byte(out, '\n');
}

void table_write(struct buf *out, struct table *table, size_t width, const struct palette *palette)
{
    size_t count;
    const struct table_cell *cells = cells_of(table, &count);
    bool first = !table->laid_out;
    if (count == 0)
        return;
    if (first)
        lay_out(table, width);
    if (first && width && table->columns[0].title)
        write_titles(out, table, palette);
    for (size_t column = 0, i = 0; i < count; i++, column = next_column(table, column)) {
        if (table->shown[column])
            write_cell(out, table, column, text_of(table, &cells[i]), cells[i].paint, palette->end);
        if (column == table->count - 1)
            buf_add_byte(out, '\n');
    }
    buf_reset(&table->text);
    buf_reset(&table->cells);
}

void table_clear(struct table *table)
{
    buf_clear(&table->text);
    buf_clear(&table->cells);
}
