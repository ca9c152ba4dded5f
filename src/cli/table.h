/* Tables for people: columns as wide as what stands in them, narrower where there is no room. */
#ifndef SFPY_TABLE_H
#define SFPY_TABLE_H

#include "render.h"

enum { TABLE_COLUMNS = 12 };

struct table_column {
    const char *title; /* of the line above; NULL in all: there is no such line */
    size_t least;      /* how many cells it may shrink to; 0: it stays as wide as it is */
    /* Where there is no room columns go, 1 before 2; 0: it stays. */
    unsigned leaves; /* before others shrink */
    unsigned yields; /* where even that is not enough */
};

/* Rows of cells, one after the other. Zeroed but for the columns it is empty. */
struct table {
    const struct table_column *columns;
    size_t count;
    size_t widths[TABLE_COLUMNS]; /* of what was written; later rows don't change them */
    bool shown[TABLE_COLUMNS];
    bool laid_out;
    size_t slack;     /* cells that the first rows left free; SIZE_MAX: nothing is ever cut */
    struct buf text;  /* of all cells */
    struct buf cells; /* struct table_cell */
};

/* Adds a cell, the next of its row: foreign text, which comes escaped, or `-` where it is absent.
 * `paint` is the colour around it. */
void table_add(struct table *table, struct span text, const char *paint);

/*
 * Adds the rows to `out` and takes them from the table, at first with the titles above. They fit
 * `width` terminal cells as far as the columns let them; 0: as wide as it takes, without titles.
 */
void table_write(struct buf *out, struct table *table, size_t width, const struct palette *palette);

/* Accepts a zeroed table. */
void table_clear(struct table *table);

#endif
