/* Deliveries as people read them. */
#ifndef SFPY_RENDER_H
#define SFPY_RENDER_H

#include "delivery.h"
#include "json.h"

/* Further lines stand below the event's name: so many spaces. */
enum { RENDER_MARGIN = 14 };

/* The escape sequences around what is shown; `plain_palette` has none. */
struct palette {
    const char *strong, *dim, *good, *warn, *bad, *end;
    struct json_paint json;
    size_t columns; /* where lines are folded; 0: nowhere */
    bool links;     /* whether paths may come as hyperlinks */
};

extern const struct palette plain_palette, colour_palette;

/* Adds nanoseconds as milliseconds with one digit behind the point, dimmed. */
void render_duration(struct buf *out, int64_t duration, const struct palette *palette);

/*
 * Adds one line: time of day, friendly name and wire type, token, verdict with its reason, answer,
 * duration; several where it is wider than the palette's columns. Foreign text comes escaped.
 */
void render_line(struct buf *out, const struct delivery *delivery, const struct palette *palette);

/* The same with a word of the program's own in front of the answer. */
void render_line_marked(struct buf *out, const struct delivery *delivery, const char *mark,
                        const struct palette *palette);

/* What of a delivery is shown beside what is always. */
enum { RENDER_HEADERS = 1, RENDER_BODY = 2, RENDER_CREDENTIALS = 4 };

/*
 * Adds the line, then what it means in a sentence, then of `parts` the headers and the whole body
 * indented; every digit as it came. A body that came compressed by gzip or deflate is unpacked, to
 * at most `most` bytes; what can't be only has its size shown.
 */
void render_pretty(struct buf *out, const struct delivery *delivery, unsigned parts, size_t most,
                   const struct palette *palette);

/*
 * The same with all else there is: id, time, method and URL in front; behind it the forwards, and
 * of `parts` the answer.
 */
void render_whole(struct buf *out, const struct delivery *delivery, unsigned parts, size_t most,
                  const struct palette *palette);

/* Adds headers, a line each below the event's name; credentials are masked unless `parts` has them.
 */
void render_headers(struct buf *out, const struct headers *headers, unsigned parts,
                    const struct palette *palette);

/* Adds a body behind `margin` spaces: JSON indented, anything else line by line behind "| ". */
void render_body(struct buf *out, struct span body, size_t margin, const struct palette *palette);

/* Adds the body of an answer below the event's name, of a long one the first 4096 bytes. */
void render_answer_body(struct buf *out, struct span body, const struct palette *palette);

#endif
