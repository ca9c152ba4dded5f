/* `deliveries list`: a line each, newest first. */
#include "deliveries.h"

#include "clock.h"
#include "figures.h"
#include "file_watch.h"
#include "follow.h"
#include "table.h"
#include "terminal.h"

#include <signal.h>
#include <unistd.h>

enum { LIMIT_OF_TERMINAL = 20 };

enum { AT_ONCE = 1000 }; /* rows */

static const struct table_column columns[] = {
    {.title = "ID"},
    {.title = "TIME", .yields = 2},
    {.title = "WAY", .yields = 1},
    {.title = "EVENT", .least = 12},
    {.title = "TOKEN", .leaves = 2},
    {.title = "VERDICT", .least = 9, .yields = 3},
    {.title = "ANSWER", .yields = 4},
    {.title = "MS", .leaves = 1},
};

/* How the records that were found are printed. */
struct listing {
    struct deliveries *run;
    struct table table;
    size_t width; /* of the terminal; 0: there is none */
    int64_t midnight;
    struct buf out;
    struct catalogue catalogue;
    size_t count;    /* records that were added */
    int64_t printed; /* when that was */
};

/* For people in short, else whole. */
static void add_time(struct listing *listing, int64_t time)
{
    struct buf text = {0};
    if (!listing->width)
        clock_write_rfc3339(&text, time, 9);
    else
        clock_write_short(&text, time, listing->midnight);
    table_add(&listing->table, buf_span(&text), listing->run->ui->out->dim);
    buf_clear(&text);
}

static void add_verdict(struct listing *listing, const struct delivery *delivery)
{
    const struct palette *palette = listing->run->ui->out;
    const struct verdict *verdict = &delivery->verdict;
    const char *reason = reason_name(verdict->reason);
    if (!delivery->judged)
        table_add(&listing->table, (struct span){0}, "");
    else if (verdict->validity == VALIDITY_INVALID)
        table_add(&listing->table, span_of(reason ? reason : "invalid"), palette->bad);
    else if (verdict->validity == VALIDITY_VALID)
        table_add(&listing->table, SPAN("valid"), palette->good);
    else
        table_add(&listing->table, SPAN("unchecked"), palette->dim);
}

/* A 2xx of what failed all the same, by a forward or as another was expected, has a sign: colour
 * alone says nothing. */
static void add_answer(struct listing *listing, const struct delivery *delivery)
{
    const struct palette *palette = listing->run->ui->out;
    bool failed = delivery_failed(delivery);
    const char *paint = failed ? palette->bad : palette->good;
    char digits[16];
    struct buf status = BUF_OVER(digits);
    struct buf duration = {0};
    buf_printf(&status, "%d%s", delivery->answer.status,
               failed && delivery->answer.status / 100 == 2 ? "!" : "");
    figures_ms(&duration, delivery->answer.duration);
    bool answered = delivery->answer.status != 0;
    table_add(&listing->table, answered ? buf_span(&status) : SPAN("none"), paint);
    table_add(&listing->table, answered ? buf_span(&duration) : (struct span){0}, palette->dim);
    buf_clear(&duration);
}

static void add_row(struct listing *listing, const struct delivery *delivery)
{
    struct table *table = &listing->table;
    const struct event_label *event = &delivery->event;
    bool sent = delivery->direction == DIRECTION_SENT;
    table_add(table, span_of(delivery->id), "");
    add_time(listing, delivery->time);
    table_add(table, sent ? SPAN("sent") : listing->width ? SPAN("recv") : SPAN("received"), "");
    table_add(table, event->name.at ? event->name : event->type, "");
    table_add(table, event->token, "");
    add_verdict(listing, delivery);
    add_answer(listing, delivery);
}

static bool print(struct listing *listing, struct error *err)
{
    const struct ui *ui = listing->run->ui;
    if (!ui->json)
        table_write(&listing->out, &listing->table, listing->width, ui->out);
    bool printed =
        ui->json ? ui_raw(ui, buf_span(&listing->out), err) : ui_text(ui, &listing->out, err);
    buf_reset(&listing->out);
    listing->printed = clock_now();
    return printed;
}

/*
 * Rows come together, so that columns are as wide as needed; a thousand are enough to tell, and who
 * filters sees what is found.
 */
static bool add_entry(void *context, const struct entry *entry, struct error *err)
{
    const int64_t patience = 300 * CLOCK_MS;
    struct listing *listing = context;
    struct arena arena = {0};
    struct delivery delivery;
    bool read;
    if (listing->run->ui->json) {
        read = history_read(&listing->catalogue.history, &entry->place, &listing->out, err);
        buf_add_byte(&listing->out, '\n');
    } else {
        read = catalogue_read(&listing->catalogue, entry, DELIVERY_FRAME, &arena, &delivery, NULL,
                              err);
        if (read)
            add_row(listing, &delivery);
    }
    arena_clear(&arena);
    bool due = ++listing->count % AT_ONCE == 0 || clock_now() - listing->printed >= patience;
    return read && (!due || print(listing, err));
}

static bool print_newest_first(struct listing *listing, size_t most, struct error *err)
{
    return catalogue_visit(&listing->catalogue, &listing->run->selection, most, add_entry, listing,
                           err) &&
           print(listing, err);
}

/* What is followed goes on below. */
static bool print_newest_last(struct listing *listing, size_t most, struct error *err)
{
    struct catalogue *catalogue = &listing->catalogue;
    if (!catalogue_choose(catalogue, &listing->run->selection, most, err))
        return false;
    for (size_t i = catalogue->count; i-- > 0;)
        if (!add_entry(listing, &catalogue->at[i], err))
            return false;
    return print(listing, err);
}

/* Adds a record from its line. */
static void add(struct listing *listing, struct span line, const struct delivery *delivery)
{
    if (!listing->run->ui->json) {
        add_row(listing, delivery);
        return;
    }
    buf_add(&listing->out, line);
    buf_add_byte(&listing->out, '\n');
}

/* A record that came while the list is followed. */
static void add_if_meant(struct listing *listing, struct span line)
{
    const struct deliveries *run = listing->run;
    struct arena arena = {0};
    struct delivery delivery;
    struct error fault = {0};
    if (!delivery_read(&arena, run->opts->common.schemes, line, DELIVERY_FRAME, &delivery,
                       &fault)) {
        error_context(&fault, "%s: a line that was added is damaged", run->journal);
        ui_trouble(run->ui, &fault);
    } else if (selection_fits(&run->selection, &delivery))
        add(listing, line, &delivery);
    arena_clear(&arena);
}

static size_t limit_of(const struct deliveries *run, bool terminal)
{
    if (run->opts->limit == LIMIT_OF_OUTPUT)
        return terminal && !run->ui->json ? LIMIT_OF_TERMINAL : SIZE_MAX;
    return run->opts->limit ? (size_t)run->opts->limit : SIZE_MAX;
}

/* What is appended from now on, until a signal. */
struct following {
    struct listing *listing;
    struct follow follow;
    struct file_watch *watch;
    bool failed;
    struct error *err;
};

static void stop(struct following *following)
{
    file_watch_free(following->watch);
    following->watch = NULL;
}

static void on_signal(void *context, int number)
{
    struct following *following = context;
    if (following->watch)
        following->listing->run->code = (enum error_code)(128 + number);
    stop(following);
}

/* Prints what is there, of much a part: signals are heard in between. */
static bool look(void *context)
{
    struct following *following = context;
    struct span line;
    enum line_result result = LINE_READ;
    for (size_t i = 0; i < AT_ONCE && result == LINE_READ; i++) {
        result = follow_next(&following->follow, &line, following->err);
        if (result == LINE_READ)
            add_if_meant(following->listing, line);
    }
    following->failed = result == LINE_FAILED || !print(following->listing, following->err);
    if (following->failed)
        stop(following);
    return result == LINE_READ;
}

static bool follow(struct listing *listing, struct error *err)
{
    const struct catalogue *catalogue = &listing->catalogue;
    const char *journal = listing->run->journal;
    struct following following = {.listing = listing, .err = err};
    /* As it is where nothing is followed, a reader that went away ends the program. */
    void (*at_broken_pipe)(int) = signal(SIGPIPE, SIG_IGN);
    struct loop *loop = loop_new(err);
    signal(SIGPIPE, at_broken_pipe);
    if (!loop)
        return false;
    bool done = loop_on_signal(loop, on_signal, &following, err);
    follow_begin(&following.follow, journal, catalogue->empty ? NULL : &catalogue->history);
    if (done)
        following.watch = file_watch_new(loop, journal, look, &following);
    loop_run(loop);
    follow_end(&following.follow);
    return loop_free(loop) && done && !following.failed;
}

bool deliveries_list(void *context, struct error *err)
{
    struct deliveries *run = context;
    bool terminal = isatty(STDOUT_FILENO);
    struct listing listing = {
        .run = run,
        .table = {.columns = columns, .count = COUNT_OF(columns)},
        .width = terminal ? terminal_columns(STDOUT_FILENO) : 0,
        .printed = clock_now(),
    };
    size_t most = limit_of(run, terminal);
    bool done = clock_read_moment(SPAN("today"), listing.printed, &listing.midnight) &&
                deliveries_open(run, &listing.catalogue, err);
    if (done && run->opts->follow)
        done = print_newest_last(&listing, most, err) && follow(&listing, err);
    else if (done)
        done = print_newest_first(&listing, most, err) &&
               (listing.count > 0 || deliveries_none(run, err));
    catalogue_close(&listing.catalogue);
    table_clear(&listing.table);
    buf_clear(&listing.out);
    return done;
}
