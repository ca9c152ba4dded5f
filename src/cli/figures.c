#include "figures.h"

#include "clock.h"

#include <inttypes.h>

void figures_count(struct buf *out, uint64_t count)
{
    char digits[24];
    struct buf text = BUF_OVER(digits);
    buf_printf(&text, "%" PRIu64, count);
    for (size_t i = 0; i < text.size; i++) {
        if (i > 0 && (text.size - i) % 3 == 0)
            buf_add_byte(out, ',');
        buf_add_byte(out, text.at[i]);
    }
}

void figures_real(struct buf *out, double value)
{
    /* Below each bound so many digits; what is nearly a power of ten is rounded up to it. */
    static const struct {
        double below;
        int digits;
    } rows[] = {{0.0000005, 0}, {0.0009995, 6}, {0.009995, 5}, {0.09995, 4},
                {0.9995, 3},    {9.995, 2},     {99.95, 1}};
    size_t row = 0;
    while (row < COUNT_OF(rows) && value >= rows[row].below)
        row++;
    if (row < COUNT_OF(rows))
        buf_printf(out, "%.*f", rows[row].digits, value);
    else
        figures_count(out, value < 0x1p63 ? (uint64_t)(value + 0.5) : UINT64_MAX);
}

void figures_ms(struct buf *out, int64_t duration)
{
    figures_real(out, (double)duration / (double)CLOCK_MS);
}

void figures_seconds(struct buf *out, int64_t seconds)
{
    static const struct {
        int64_t size;
        const char *name, *smaller;
        int64_t smaller_size;
    } units[] = {
        {86400, "d", "h", 3600},
        {3600, "h", "min", 60},
        {60, "min", "s", 1},
    };
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (seconds < units[i].size)
            continue;
        figures_count(out, (uint64_t)(seconds / units[i].size));
        buf_printf(out, " %s", units[i].name);
        int64_t rest = seconds % units[i].size / units[i].smaller_size;
        if (rest > 0)
            buf_printf(out, " %" PRId64 " %s", rest, units[i].smaller);
        return;
    }
    buf_printf(out, "%" PRId64 " s", seconds);
}

void figures_duration(struct buf *out, int64_t duration)
{
    if (duration < CLOCK_SECOND) {
        figures_ms(out, duration);
        buf_add_text(out, " ms");
    } else if (duration < 60 * CLOCK_SECOND) {
        figures_real(out, (double)duration / (double)CLOCK_SECOND);
        buf_add_text(out, " s");
    } else {
        figures_seconds(out, duration / CLOCK_SECOND);
    }
}
