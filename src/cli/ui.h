/*
 * What reaches people: data on standard output, all else on standard error. Nothing else in the
 * program prints.
 */
#ifndef SFPY_UI_H
#define SFPY_UI_H

#include "render.h"

struct secrets;

struct ui {
    const char *command; /* the name in front of messages; NULL before one is known */
    bool json;
    bool quiet;
    bool verbose;
    const struct palette *out, *err; /* of the two streams */
    struct palette palettes[2];      /* what these point to */
    const struct secrets *masked;    /* secrets that never show in text; NULL: none is known */
    void (*divert)(void *context, struct span lines); /* see ui_divert() */
    void *context;
};

/* From here on these secrets don't show in text; what `secrets` holds must live as the arena does.
 */
void ui_mask(struct ui *ui, struct arena *arena, const struct secrets *secrets);

enum ui_color { UI_COLOR_AUTO, UI_COLOR_ALWAYS, UI_COLOR_NEVER };

/*
 * Chooses the palettes: `auto` asks NO_COLOR, CLICOLOR_FORCE, TERM and whether the stream is a
 * terminal. Their columns are those of the terminal; coloured ones have links where that shows
 * them. They point into `ui`, which stays in place.
 */
void ui_set_color(struct ui *ui, enum ui_color color);

/* Takes over the columns of the terminals, which may have another size by now. */
void ui_measure(struct ui *ui);

/* Whether a line that is drawn over again, such as of progress, is fit for standard error. */
bool ui_may_draw(const struct ui *ui);

/* Replaces the secrets that a text shows by their fingerprints. */
void ui_hide(const struct ui *ui, struct buf *text);

/* Writes data to standard output at once. False with code SYSTEM where that fails. */
MUST_USE bool ui_data(const struct ui *ui, struct span bytes, struct error *err);

/* As ui_data() for text that may hold foreign parts: known secrets in it are masked first,
 * unless it is JSON, which holds what there is. */
MUST_USE bool ui_text(const struct ui *ui, struct buf *text, struct error *err);

/*
 * Writes a request or body as it is; to a terminal so that nothing in it steers that, known secrets
 * masked.
 */
MUST_USE bool ui_raw(const struct ui *ui, struct span bytes, struct error *err);

/*
 * Writes one line on standard error, unless --quiet, known secrets masked; foreign text in it comes
 * escaped.
 */
void ui_note(const struct ui *ui, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same also with --quiet, nothing masked and nothing escaped: for the first line of listen. */
void ui_say(const struct ui *ui, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * From here on `divert` gets the lines that are for standard error, where that is the terminal that
 * standard output is: who draws there must know of them. NULL ends it.
 */
void ui_divert(struct ui *ui, void (*divert)(void *context, struct span lines), void *context);

/* Says that input is awaited where `file` is `-` and standard input is a terminal. */
void ui_note_waiting(const struct ui *ui, const char *file);

/* Prints an error and its hint on standard error: for what does not end the command. */
void ui_trouble(const struct ui *ui, const struct error *err);

/* With --json, the `error` line, which is the last one of standard output. */
void ui_error_line(const struct ui *ui, const struct error *err);

/* Both: for the error that ends the command. */
void ui_error(const struct ui *ui, const struct error *err);

#endif
