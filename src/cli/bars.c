#include "bars.h"

#include "clock.h"
#include "figures.h"
#include "text.h"

#include <inttypes.h>

enum { LEAST_DURATIONS = 20, MOST_RANGES = 6, ROWS = MOST_RANGES + 2, BAR_CELLS = 40 };

/* Where ranges end and the next begin. */
struct bounds {
    int64_t at[MOST_RANGES + 1];
    size_t count;
};

/* What a row of the picture says. */
struct bar {
    char text[64];
    struct buf label;
    uint64_t count;
};

static int64_t smaller_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/*
 * Steps of 1, 2 or 5 and any power of ten, wide enough that what the histogram can't tell apart
 * makes no difference.
 */
static void part_evenly(struct bounds *bounds, int64_t low, int64_t high)
{
    static const int64_t factors[] = {1, 2, 5};
    int64_t step = 1, power = 1;
    for (size_t i = 0; step < high / 128 || high / step - low / step >= MOST_RANGES;) {
        i = (i + 1) % COUNT_OF(factors);
        power = i ? power : power * 10;
        step = factors[i] * power;
    }
    for (int64_t at = low / step * step; at <= high; at += step)
        bounds->at[bounds->count++] = at;
    bounds->at[bounds->count] = bounds->at[bounds->count - 1] + step;
    bounds->count++;
}

/* False where there would be too many; then the bounds are the lowest. */
static bool part_by(struct bounds *bounds, const int *series, int64_t low, int64_t high)
{
    bounds->count = 0;
    for (int64_t power = 1;; power *= 10) {
        for (size_t i = 0; series[i]; i++) {
            int64_t at = series[i] * power;
            if (at <= low)
                bounds->count = 0;
            if (bounds->count == COUNT_OF(bounds->at))
                return false;
            bounds->at[bounds->count++] = at;
            if (at > high)
                return true;
        }
    }
}

static void part(struct bounds *bounds, int64_t low, int64_t high)
{
    enum { MOST_ALIKE = 5 };
    static const int series[][7] = {
        {10, 15, 20, 30, 50, 70, 0}, {10, 20, 50, 0}, {10, 30, 0}, {10, 0}};
    if (high / MOST_ALIKE <= low) {
        part_evenly(bounds, low, high);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(series); i++) {
        if (part_by(bounds, series[i], low, high))
            return;
    }
}

/* Milliseconds with all digits that are none of the zeros at the end. */
static void add_bound(struct buf *out, int64_t bound)
{
    figures_count(out, (uint64_t)(bound / CLOCK_MS));
    if (bound % CLOCK_MS == 0)
        return;
    buf_printf(out, ".%06" PRId64, bound % CLOCK_MS);
    while (out->at[out->size - 1] == '0')
        out->size--;
}

static struct buf *begin_bar(struct bar *bar, uint64_t count)
{
    bar->count = count;
    bar->label = (struct buf)BUF_OVER(bar->text);
    return &bar->label;
}

static size_t make_bars(struct bar *bars, const struct bounds *bounds,
                        const struct histogram *durations)
{
    size_t made = 0;
    uint64_t below = histogram_below(durations, bounds->at[0]);
    if (below > 0) {
        struct buf *label = begin_bar(&bars[made++], below);
        buf_add_text(label, "under ");
        add_bound(label, bounds->at[0]);
    }
    for (size_t i = 1; i < bounds->count; i++) {
        uint64_t next = histogram_below(durations, bounds->at[i]);
        struct buf *label = begin_bar(&bars[made++], next - below);
        add_bound(label, bounds->at[i - 1]);
        buf_add_text(label, " – ");
        add_bound(label, bounds->at[i]);
        below = next;
    }
    if (durations->count > below) {
        struct buf *label = begin_bar(&bars[made++], durations->count - below);
        buf_add_text(label, "over ");
        add_bound(label, bounds->at[bounds->count - 1]);
    }
    return made;
}

/* In eighths of a cell, so that what is there at all is seen. */
static void add_blocks(struct buf *out, uint64_t count, uint64_t most)
{
    enum { EIGHTHS = 8, FULL = 0x2588 };
    unsigned size = (unsigned)((double)count / (double)most * BAR_CELLS * EIGHTHS + 0.5);
    if (size == 0 && count > 0)
        size = 1;
    for (; size >= EIGHTHS; size -= EIGHTHS)
        text_encode(out, FULL);
    if (size > 0)
        text_encode(out, FULL + EIGHTHS - size);
}

static void add_bar(struct buf *out, const struct bar *bar, size_t width, uint64_t most,
                    const struct palette *palette)
{
    char digits[32], widest[32];
    struct buf count = BUF_OVER(digits), most_count = BUF_OVER(widest);
    struct span label = buf_span(&bar->label);
    figures_count(&count, bar->count);
    figures_count(&most_count, most);
    buf_add_repeated(out, ' ', 2 + width - text_cells(label));
    buf_printf(out, "%s%.*s%s", palette->dim, SPAN_ARG(label), palette->end);
    buf_add_repeated(out, ' ', 2 + most_count.size - count.size);
    buf_add(out, buf_span(&count));
    if (bar->count > 0)
        buf_add_text(out, "  ");
    add_blocks(out, bar->count, most);
    buf_add_byte(out, '\n');
}

void bars_render(struct buf *out, const struct histogram *durations, const struct palette *palette)
{
    struct bounds bounds = {.count = 0};
    struct bar bars[ROWS];
    size_t width = 0;
    uint64_t most = 0;
    if (durations->count < LEAST_DURATIONS)
        return;
    /* What is at a bound, as near as the histogram knows, is above it. */
    int64_t low = smaller_of(histogram_percentile(durations, 10), HISTOGRAM_MOST);
    int64_t high = smaller_of(histogram_percentile(durations, 990), HISTOGRAM_MOST);
    part(&bounds, smaller_of(low + low / 1024, high), high);
    size_t count = make_bars(bars, &bounds, durations);
    for (size_t i = 0; i < count; i++) {
        size_t cells = text_cells(buf_span(&bars[i].label));
        width = cells > width ? cells : width;
        most = bars[i].count > most ? bars[i].count : most;
    }
    for (size_t i = 0; i < count && most < durations->count; i++)
        add_bar(out, &bars[i], width, most, palette);
}
