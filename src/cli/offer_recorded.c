/*
 * What is offered of what was recorded: ids, and the URLs that were used. The newest records are
 * read without the journal's lock, which somebody may hold; a line that is being written is passed
 * over.
 */
#include "offer.h"

#include "clock.h"
#include "event_list.h"
#include "files.h"
#include "journal_files.h"
#include "selecting.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So much of a journal is read, from its end. */
enum { MOST_READ = 1 << 20 };

/* Records, the newest first. */
struct recorded {
    struct delivery *at;
    size_t count;
    struct buf held;
};

static void add_record(struct recorded *recorded, const struct offering *at, struct span line)
{
    struct delivery delivery;
    struct error ignored;
    if (!delivery_read(at->arena, at->common->schemes, line, DELIVERY_FRAME, &delivery, &ignored))
        return;
    buf_add(&recorded->held, (struct span){(const char *)&delivery, sizeof delivery});
    recorded->count++;
}

/* Reads the last bytes of a file, and the records whose begin is among them, from the last one. */
static size_t read_end(struct recorded *recorded, const struct offering *at, const char *path,
                       size_t most)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status = {0};
    bool regular = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    size_t size = !regular ? 0 : status.st_size > (off_t)most ? most : (size_t)status.st_size;
    char *text = arena_new(at->arena, size + 1);
    if (size > 0 && !file_read_at(file, text, size, status.st_size - (off_t)size))
        size = 0;
    for (size_t left = size; left > 0;) {
        const char *end = memrchr(text, '\n', left);
        size_t begin = end ? (size_t)(end - text) + 1 : 0;
        if (begin < left)
            add_record(recorded, at, (struct span){text + begin, left - begin});
        left = end ? begin - 1 : 0;
    }
    if (file >= 0)
        close(file);
    return size;
}

/* Newest first, as `deliveries` lists them; of one time, what was appended last. */
static int compare(const void *a, const void *b)
{
    const struct delivery *one = a, *other = b;
    if (one->time != other->time)
        return one->time < other->time ? 1 : -1;
    return -strcmp(one->id, other->id);
}

/* The newest records there are; clear `held`. */
static struct recorded recorded_of(const struct offering *at)
{
    struct recorded recorded = {0};
    struct error ignored;
    const char *path = settings_recorded(at->common, at->arena, &ignored);
    if (!path)
        return recorded;
    size_t size = read_end(&recorded, at, path, MOST_READ);
    char *real = journal_real_path(path), *old = journal_old_path(real);
    if (size < MOST_READ)
        read_end(&recorded, at, old, MOST_READ - size);
    free(real);
    free(old);
    recorded.at = (struct delivery *)(void *)recorded.held.at;
    if (recorded.count > 0)
        qsort(recorded.at, recorded.count, sizeof *recorded.at, compare);
    return recorded;
}

/* The field of an option that the command has and that holds a text; NULL without. */
static const char *text_of(const struct offering *at, const char *name)
{
    struct opt_ref ref;
    bool found = opt_find(&at->command->options, span_of(name), &ref) && ref.row->type == OPT_TEXT;
    return found ? *(const char *const *)((const char *)at->common + ref.row->at) : NULL;
}

static bool flag_of(const struct offering *at, const char *name)
{
    struct opt_ref ref;
    bool found = opt_find(&at->command->options, span_of(name), &ref) && ref.row->type == OPT_FLAG;
    return found && *(const bool *)((const char *)at->common + ref.row->at);
}

static int choice_of(const struct offering *at, const char *name)
{
    struct opt_ref ref;
    bool found =
        opt_find(&at->command->options, span_of(name), &ref) && ref.row->type == OPT_CHOICE;
    return found ? *(const int *)((const char *)at->common + ref.row->at) : 0;
}

/* What the options choose that stand on the line, where the command has options that choose. */
static struct selection selection_of(const struct offering *at)
{
    struct selection selection = {.invalid = flag_of(at, "invalid"),
                                  .direction = (enum selected_direction)choice_of(at, "direction")};
    const struct selecting_opts opts = {.events = text_of(at, "events"),
                                        .since = text_of(at, "since"),
                                        .until = text_of(at, "until"),
                                        .failed = flag_of(at, "failed")};
    struct opt_ref ref;
    struct error ignored;
    bool chooses = opt_find(&at->command->options, SPAN("failed"), &ref);
    if (!chooses || !selecting_read(&opts, &selection, &ignored))
        selection = (struct selection){0};
    return selection;
}

/* What it was, when, and what came of it. */
static void write_about(struct buf *out, const struct delivery *delivery, int64_t midnight)
{
    const struct event_label *event = &delivery->event;
    struct span name = event->name.at ? event->name : event->type;
    bool sent = delivery->direction == DIRECTION_SENT;
    bool invalid = delivery->judged && delivery->verdict.validity == VALIDITY_INVALID;
    buf_printf(out, "%.*s  ", SPAN_ARG(name.size > 0 ? name : SPAN("no type")));
    clock_write_short(out, delivery->time, midnight);
    buf_printf(out, "  %s%s", sent ? "sent" : "received", invalid ? ", invalid" : "");
    if (delivery->answer.status)
        buf_printf(out, ", %d", delivery->answer.status);
}

/* Offers a record by what is typed of it: its id or, behind @, its place in the selection. */
static void offer_delivery(struct offering *at, const struct delivery *delivery, size_t place)
{
    int64_t midnight = 0;
    struct buf about = {0};
    char ordinal[24];
    struct buf value = BUF_OVER(ordinal);
    clock_read_moment(SPAN("today"), clock_now(), &midnight);
    write_about(&about, delivery, midnight);
    if (place)
        buf_printf(&value, "@%zu", place);
    offer(at, place ? buf_span(&value) : span_of(delivery->id), buf_span(&about));
    buf_clear(&about);
}

void offer_deliveries(struct offering *at)
{
    enum { MOST_PLACES = 9, MOST_IDS = 50 };
    struct recorded recorded = recorded_of(at);
    struct selection selection = selection_of(at), numbered = selection;
    if (at->command == &command_replay)
        numbered.direction = SELECT_RECEIVED;
    bool ordinals = span_starts(at->typed, SPAN("@"));
    size_t most = ordinals ? MOST_PLACES : at->typed.size == 0 ? 1 : 0;
    for (size_t i = 0, place = 0; i < recorded.count && place < most; i++)
        if (selection_fits(&numbered, &recorded.at[i]))
            offer_delivery(at, &recorded.at[i], ++place);
    size_t limit = MOST_IDS;
    for (size_t i = 0; i < recorded.count && limit > 0 && !ordinals; i++) {
        size_t before = at->exact.size + at->anycase.size;
        if (selection_fits(&selection, &recorded.at[i]))
            offer_delivery(at, &recorded.at[i], 0);
        limit -= at->exact.size + at->anycase.size > before;
    }
    buf_clear(&recorded.held);
}

enum { MOST_USED = 8, MOST_LISTENING = 8, MOST_URLS = MOST_USED + 1 + MOST_LISTENING };

/* URLs that were offered, and how many more may be. */
struct urls {
    struct span told[MOST_URLS];
    size_t count, left;
};

static void offer_url(struct offering *at, struct urls *urls, struct span url, const char *about)
{
    bool told = false;
    for (size_t i = 0; i < urls->count; i++)
        told = told || span_equal(urls->told[i], url);
    if (!url.at || !urls->left || told || span_contains(url, SPAN("***@")))
        return;
    urls->told[urls->count++] = span_keep(at->arena, url);
    urls->left--;
    offer(at, url, span_of(about));
}

/* Where deliveries went, the last one first. */
static void offer_used_urls(struct offering *at, struct urls *urls)
{
    struct recorded recorded = recorded_of(at);
    for (size_t i = 0; i < recorded.count; i++) {
        const struct delivery *delivery = &recorded.at[i];
        for (size_t j = 0; j < delivery->forward_count; j++)
            offer_url(at, urls, delivery->forwards[j].url, "forwarded to");
        if (delivery->direction == DIRECTION_SENT)
            offer_url(at, urls, delivery->url, "sent to");
    }
    buf_clear(&recorded.held);
}

/* The port of a socket that listens on this machine for the user; 0: it is none. */
static unsigned long port_of(struct span line)
{
    enum { LOCAL = 1, STATE = 3, OWNER = 7, FIELDS };
    struct span fields[FIELDS] = {{0}}, address;
    size_t count = 0;
    while (count < FIELDS && span_split(&line, ' ', &fields[count]))
        count += fields[count].size > 0;
    if (count < FIELDS || !span_is(fields[STATE], "0A") ||
        strtoul(fields[OWNER].at, NULL, 10) != geteuid() ||
        !span_split(&fields[LOCAL], ':', &address))
        return 0;
    bool here = span_is(address, "0100007F") || span_is(address, "00000000");
    return here && fields[LOCAL].at ? strtoul(fields[LOCAL].at, NULL, 16) : 0;
}

/*
 * Where the user's own programs listen: Linux has a line a socket, of which address and port, in
 * hex, the state (0A: it listens) and the owner count.
 */
static void offer_listening(struct offering *at, struct urls *urls)
{
    char line[512];
    FILE *sockets = fopen("/proc/net/tcp", "re");
    while (sockets && fgets(line, sizeof line, sockets)) {
        char url[64];
        struct buf text = BUF_OVER(url);
        unsigned long port = port_of(span_of(line));
        buf_printf(&text, "http://127.0.0.1:%lu/", port);
        if (port)
            offer_url(at, urls, buf_span(&text), "something listens there");
    }
    if (sockets)
        fclose(sockets);
}

void offer_urls(struct offering *at)
{
    struct urls urls = {.left = MOST_USED};
    offer_used_urls(at, &urls);
    urls.left++;
    offer_url(at, &urls, SPAN(SETTINGS_ENDPOINT), "where listen listens");
    urls.left = MOST_LISTENING;
    offer_listening(at, &urls);
}
