/* Differences as they are printed: for people, or as JSON lines. */
#ifndef SFPY_DIFF_VIEW_H
#define SFPY_DIFF_VIEW_H

#include "differences.h"
#include "ui.h"

/* What is compared with what, and where that is shown. */
struct diff_view {
    const struct ui *ui;
    const char *before_id, *after_id; /* for JSON lines */
    size_t margin;                    /* spaces in front of each line of text */
    size_t columns; /* of the terminal, to which long values are cut; 0: nothing is cut */
};

/* The columns of the terminal on standard output; 0 where it is none. */
size_t diff_columns(void);

/*
 * Adds all of the list: with --json a line `difference` each, values as texts of what stands there;
 * else `where  name  before → after`, long values on two lines, credentials as ***, known secrets
 * by their fingerprints. Adds nothing where the list is empty.
 */
void diff_write(struct buf *out, const struct differences *list, const struct diff_view *view);

/*
 * Prints in what two deliveries differ, below a line for each, or "no difference"; `differ` gets
 * whether they do. False with code SYSTEM where printing fails.
 */
MUST_USE bool diff_deliveries(const struct ui *ui, const struct delivery *before,
                              const struct delivery *after, bool *differ, struct error *err);

#endif
