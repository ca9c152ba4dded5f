/* How far a run of sends has come, as one line of text. */
#ifndef SFPY_PROGRESS_H
#define SFPY_PROGRESS_H

#include "render.h"

/* All that the line tells; it asks no clock. */
struct progress_state {
    int64_t elapsed;  /* nanoseconds since the first send */
    uint64_t planned; /* how many are to be sent; 0: that isn't known */
    int64_t duration; /* nanoseconds that it is to last; 0: that isn't known */
    uint64_t sent, failed;
};

/*
 * Adds `[██████░░░░]  61%  61,203/100,000  2,991/s  2 failed  13 s left`, without a line end and
 * never wider than `columns` cells: what stands at the right goes first, then the bar shrinks, and
 * nothing at all is left where not even its first part fits. With a number and a duration planned
 * it tells of what will be reached first; with neither there is no bar, and the time that has
 * passed stands at the end.
 */
void progress_render(struct buf *out, const struct progress_state *state, unsigned columns,
                     const struct palette *palette);

/*
 * Draws it on standard error, in the place of the one that stands there; takes it away. `drawn`
 * keeps whether it is there.
 */
void progress_draw(const struct progress_state *state, const struct palette *palette, bool *drawn);
void progress_erase(bool *drawn);

#endif
