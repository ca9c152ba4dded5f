#include "console.h"

#include "clock.h"
#include "keys.h"
#include "recheck.h"
#include "terminal.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>

/* To the begin of the status line, which is erased, in several rows if the terminal got narrower.
 */
#define ERASE "\r\x1b[J"
#define CLEAR "\x1b[H\x1b[2J"
/* Pasted text comes marked, so that it isn't taken for keys. */
#define MARK_PASTES "\x1b[?2004h"
#define FAREWELL ERASE "\x1b[?2004l"

struct console {
    struct listening *listening;
    struct terminal *terminal;
    struct kept_list list;
    size_t chosen; /* its number; 0: none */
    struct keys keys;
    struct recheck recheck;
    bool drawn;      /* whether the status line is there */
    size_t left_out; /* lines for standard error that found no room */
};

struct key_row {
    const char *bytes[3]; /* what a terminal sends; several where terminals differ */
    const char *name, *help;
    void (*act)(struct console *console);
};

static const struct palette *palette_of(const struct console *console)
{
    return console->listening->ui->out;
}

static const struct {
    const char *name;
    size_t member;
    bool bad;         /* where it is not 0 */
    bool of_forwards; /* told where deliveries are forwarded */
} counters[] = {
    {"received", offsetof(struct listening, received), false, false},
    {"valid", offsetof(struct listening, valid), false, false},
    {"invalid", offsetof(struct listening, invalid), true, false},
    {"refused", offsetof(struct listening, refused), true, false},
    {"forwarded", offsetof(struct listening, forwarded), false, true},
    {"failed", offsetof(struct listening, failed), true, true},
};

static void write_counts(struct buf *out, const struct console *console)
{
    const struct palette *palette = palette_of(console);
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        if (counters[i].of_forwards && !console->listening->forwarding)
            continue;
        size_t count =
            *(const size_t *)(const void *)((const char *)console->listening + counters[i].member);
        buf_printf(out, "%s%zu %s%s%s · %s", counters[i].bad && count ? palette->bad : palette->dim,
                   count, counters[i].name, palette->end, palette->dim, palette->end);
    }
    bool usual = console->listening->opts->format == FORMAT_PRETTY;
    if (console->listening->bodies != usual)
        buf_printf(out, "%s%s bodies · %s", palette->dim, usual ? "no" : "with", palette->end);
    buf_printf(out, "%s? help%s", palette->dim, palette->end);
}

/* Such as 3/17. */
static void write_place(struct buf *out, const struct console *console, const struct kept *kept)
{
    const struct palette *palette = palette_of(console);
    buf_printf(out, "%s%zu/%zu%s  ", palette->strong, kept_place(&console->list, kept->number),
               kept_count(&console->list), palette->end);
}

static void write_status(struct buf *out, struct console *console)
{
    const struct listening *listening = console->listening;
    const struct palette *palette = palette_of(console);
    const struct kept *kept = kept_find(&console->list, console->chosen);
    struct buf line = {0};
    if (listening->paused)
        buf_printf(&line, "%spaused, %zu waiting%s%s · %s", palette->strong, listening->held_count,
                   palette->end, palette->dim, palette->end);
    if (kept) {
        struct palette unfolded = *palette;
        unfolded.columns = 0; /* it is cut below */
        write_place(&line, console, kept);
        render_line(&line, &kept->delivery, &unfolded);
    } else {
        console->chosen = 0; /* it may have fallen out */
        write_counts(&line, console);
    }
    ui_hide(listening->ui, &line);
    buf_add_text(out, MARK_PASTES);
    text_cut(out, buf_span(&line), terminal_width(console->terminal) - 1);
    buf_add_byte(out, '\r');
    buf_clear(&line);
}

/* In one write, so that nothing flickers. In the background there is no status line. */
void console_print(struct console *console, struct span text)
{
    struct buf out = {0};
    bool ours = terminal_is_ours(console->terminal);
    if (console->drawn && ours)
        buf_add_text(&out, ERASE);
    buf_add(&out, text);
    if (ours)
        write_status(&out, console);
    console->drawn = ours;
    outlet_write(console->listening->outlet, buf_span(&out));
    buf_clear(&out);
}

void console_refresh(struct console *console)
{
    if (console)
        console_print(console, SPAN(""));
}

/* Lines for standard error. While the terminal stands still they don't fill the memory. */
static void on_lines(void *context, struct span lines)
{
    struct console *console = context;
    if (outlet_is_full(console->listening->outlet)) {
        console->left_out++;
        return;
    }
    struct buf out = {0};
    if (console->left_out)
        buf_printf(&out, "(%zu messages were left out: the terminal stood still)\n",
                   console->left_out);
    console->left_out = 0;
    buf_add(&out, lines);
    console_print(console, buf_span(&out));
    buf_clear(&out);
}

void console_keep(struct console *console, const struct delivery *delivery)
{
    if (console)
        kept_add(&console->list, delivery);
}

static void print(struct console *console, struct buf *text)
{
    ui_hide(console->listening->ui, text);
    console_print(console, buf_span(text));
    buf_clear(text);
}

/* What a key is about: the chosen delivery, else the newest. */
static struct kept *subject(struct console *console)
{
    size_t number = console->chosen ? console->chosen : console->list.end;
    struct kept *kept = kept_find(&console->list, number);
    if (!kept)
        ui_note(console->listening->ui, "there is no delivery to choose yet");
    return kept;
}

static void choose_older(struct console *console)
{
    size_t older = console->chosen ? console->chosen - 1 : console->list.end;
    if (kept_find(&console->list, older))
        console->chosen = older;
    console_refresh(console);
}

static void choose_newer(struct console *console)
{
    size_t newer = console->chosen ? console->chosen + 1 : 0;
    console->chosen = kept_find(&console->list, newer) ? newer : 0;
    console_refresh(console);
}

static void show(struct console *console)
{
    const struct palette *palette = palette_of(console);
    const struct kept *kept = subject(console);
    struct buf out = {0};
    if (!kept)
        return;
    write_place(&out, console, kept);
    render_whole(&out, &kept->delivery, RENDER_HEADERS | RENDER_BODY,
                 (size_t)console->listening->opts->max_body, palette);
    print(console, &out);
}

static void resend(struct console *console)
{
    struct kept *kept = subject(console);
    if (kept)
        listening_resend(console->listening, kept);
}

static void verify(struct console *console)
{
    struct kept *kept = subject(console);
    if (kept && !recheck_start(&console->recheck, console->listening, kept))
        ui_note(console->listening->ui, "one is still being verified");
}

static void toggle_bodies(struct console *console)
{
    console->listening->bodies = !console->listening->bodies;
    console_refresh(console);
}

static void toggle_pause(struct console *console)
{
    struct listening *listening = console->listening;
    listening->paused = !listening->paused && !listening->stopping;
    arrival_release(listening);
    console_refresh(console);
}

static void clear(struct console *console)
{
    kept_clear(&console->list);
    console->chosen = 0;
    console_print(console, SPAN(CLEAR));
}

static void quit(struct console *console)
{
    listening_on_signal(console->listening, SIGINT);
}

static void tell_keys(struct console *console);

static const struct key_row rows[] = {
    {{"\x1b[A", "\x1bOA", "k"}, "↑ k  ", "choose an older delivery", choose_older},
    {{"\x1b[B", "\x1bOB", "j"}, "↓ j  ", "choose a newer one, past the newest none", choose_newer},
    {{"\n", "\r"}, "Enter", "show it (none chosen: the newest) whole, with its answer", show},
    {{"r"}, "r    ", "resend it to the app", resend},
    {{"v"}, "v    ", "verify it again, and explain", verify},
    {{"b"}, "b    ", "hide or show bodies", toggle_bodies},
    {{"p"}, "p    ", "pause answering, or go on; new deliveries wait meanwhile", toggle_pause},
    {{"c"}, "c    ", "clear the screen, and forget the deliveries to choose from", clear},
    {{"q"}, "q    ", "quit", quit},
    {{"?"}, "?    ", "show these keys", tell_keys},
};

static void tell_keys(struct console *console)
{
    const struct palette *palette = palette_of(console);
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        buf_printf(&out, "  %s%s%s  %s\n", palette->strong, rows[i].name, palette->end,
                   rows[i].help);
    print(console, &out);
}

static const struct key_row *find_row(struct span key)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t j = 0; j < COUNT_OF(rows[i].bytes) && rows[i].bytes[j]; j++)
            if (span_is(key, rows[i].bytes[j]))
                return &rows[i];
    return NULL;
}

/* While the terminal stands still there is nothing to do but to quit. */
static void on_typed(void *context, struct span typed)
{
    struct console *console = context;
    struct span key;
    while (keys_next(&console->keys, &typed, clock_ticks(), &key)) {
        const struct key_row *row = find_row(key);
        if (row && (row->act == quit || !outlet_is_full(console->listening->outlet)))
            row->act(console);
    }
}

static void on_changed(void *context)
{
    struct console *console = context;
    ui_measure(console->listening->ui);
    console_refresh(console);
}

/* A command's output would go through the status line. */
static bool is_wanted(const struct listening *listening)
{
    return !listening_prints_json(listening) && !listening->ui->quiet && !listening->stopping &&
           listening->command->count == 0;
}

void console_open(struct listening *listening)
{
    if (!is_wanted(listening))
        return;
    struct console *console = mem_new(1, sizeof *console);
    *console = (struct console){.listening = listening};
    const struct terminal_handler handler = {console, on_typed, on_changed, FAREWELL};
    console->terminal = terminal_open(listening->loop, &handler);
    if (!console->terminal) {
        free(console);
        return;
    }
    listening->console = console;
    ui_divert(listening->ui, on_lines, console);
    console_refresh(console);
}

void console_close(struct listening *listening)
{
    struct console *console = listening->console;
    if (!console)
        return;
    ui_divert(listening->ui, NULL, NULL);
    terminal_close(console->terminal);
    kept_clear(&console->list);
    free(console);
    listening->console = NULL;
}
