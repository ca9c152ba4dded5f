/*
 * Processes that are killed while they append, rotate or rewrite: what a child has acknowledged,
 * by its number through a pipe after journal_append() returned, is there, once.
 */
#include "check.h"
#include "files.h"
#include "history.h"
#include "journal.h"
#include "journal_rewrite.h"
#include "recording.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 200, RECORD_SIZE = 300 };

/* A record whose time, in milliseconds, is its number. */
static void add_number(struct buf *out, int number)
{
    add_record(out, number, (size_t)(number * 31 % RECORD_SIZE), NULL);
}

static int number_of(const struct delivery *delivery)
{
    return (int)(delivery->time / CLOCK_MS);
}

struct appending {
    int64_t most; /* of journal_open() */
    bool durable;
    unsigned pause; /* microseconds between two records */
};

/* Appends records from a number on, and says after each that it is done. */
static _Noreturn void keep_appending(const struct appending *appending, int from, int told)
{
    struct journal journal;
    struct buf line = {0};
    struct error err;
    bool done = journal_open(&journal, path, appending->most, &err);
    for (int number = from; done; number++) {
        buf_reset(&line);
        add_number(&line, number);
        usleep(appending->pause);
        done = journal_append(&journal, buf_span(&line), appending->durable, NULL, &err) &&
               file_write_all(told, (struct span){(const char *)&number, sizeof number});
    }
    fprintf(stderr, "%s\n", err.text);
    _exit(1);
}

struct child {
    pid_t pid;
    int heard; /* the end of its pipe */
};

static struct child begin_appending(const struct appending *appending, int from)
{
    struct child child = {-1, -1};
    int ends[2];
    if (!CHECK(pipe(ends) == 0))
        return child;
    child.pid = fork();
    if (child.pid == 0) {
        close(ends[0]);
        keep_appending(appending, from, ends[1]);
    }
    close(ends[1]);
    child.heard = ends[0];
    return child;
}

/* Waits for the next number that is done. */
static int hear(const struct child *child)
{
    int number = -1;
    CHECK(read(child->heard, &number, sizeof number) == sizeof number);
    return number;
}

/* Kills it; returns the last number that it said, `last` where it said no more. */
static int end_child(struct child *child, int last)
{
    int number, status = 0;
    CHECK(kill(child->pid, SIGKILL) == 0);
    CHECK(waitpid(child->pid, &status, 0) == child->pid && WIFSIGNALED(status));
    while (read(child->heard, &number, sizeof number) == sizeof number)
        last = number;
    close(child->heard);
    return last;
}

/* Counts how often each number is in the journal; lines that are no record are torn ones. */
static void count_numbers(unsigned char *counts, size_t size)
{
    struct history history;
    struct span line;
    struct place place;
    struct error err = {0};
    memset(counts, 0, size);
    if (!CHECK(history_open(&history, path, &err)))
        return;
    while (history_previous(&history, &line, &place, &err) == LINE_READ) {
        struct arena arena = {0};
        struct delivery delivery;
        if (delivery_read(&arena, scheme_builtin(), line, DELIVERY_FRAME, &delivery, &err) &&
            CHECK((size_t)number_of(&delivery) < size))
            counts[number_of(&delivery)]++;
        arena_clear(&arena);
    }
    history_close(&history);
}

/* The same child dies at another time in each round: the pauses come from a fixed seed. */
static void pause_randomly(unsigned *seed, unsigned most)
{
    usleep((useconds_t)((unsigned)rand_r(seed) % most));
}

enum { MOST_NUMBERS = 1 << 18 };
static unsigned char counts[MOST_NUMBERS];

/* Numbers up to `end`, of which the acknowledged ones are marked: these are there, none twice. */
static unsigned char acknowledged[MOST_NUMBERS];

static void acknowledge(int from, int to)
{
    CHECK(to < MOST_NUMBERS);
    for (int number = from; number <= to && number < MOST_NUMBERS; number++)
        acknowledged[number] = 1;
}

/* Checks the numbers from `first` on; returns whether all is as it should be. */
static bool check_numbers(int first, int end)
{
    int lost = 0, twice = 0;
    count_numbers(counts, sizeof counts);
    for (int number = first; number <= end; number++) {
        lost += acknowledged[number] && !counts[number];
        twice += counts[number] > 1;
    }
    return (int)CHECK_NUMBER(lost, 0) & (int)CHECK_NUMBER(twice, 0);
}

static void survives_kills_of_appenders(void)
{
    unsigned seed = 1;
    int next = 1;
    begin();
    memset(acknowledged, 0, sizeof acknowledged);
    for (int i = 0; i < KILLS; i++) {
        const struct appending appending = {.durable = i % 2};
        struct child child = begin_appending(&appending, next);
        int first = hear(&child);
        pause_randomly(&seed, 2000);
        int last = end_child(&child, first);
        acknowledge(next, last);
        next = last + 2; /* one more may be there, or a part of it */
    }
    check_numbers(1, next);
}

/* What is left is a run of numbers without a hole, up to the last one. */
static void survives_kills_amid_rotations(void)
{
    const struct appending appending = {.most = (int64_t)4 * RECORD_SIZE};
    unsigned seed = 2;
    int next = 1;
    begin();
    memset(acknowledged, 0, sizeof acknowledged);
    for (int i = 0; i < KILLS; i++) {
        struct child child = begin_appending(&appending, next);
        int first = hear(&child);
        pause_randomly(&seed, 2000);
        int last = end_child(&child, first), oldest;
        acknowledge(next, last);
        count_numbers(counts, sizeof counts);
        for (oldest = 1; oldest <= last + 1 && !counts[oldest]; oldest++)
            continue;
        check_row("kill %d: of %d, %d is the oldest", i, last, oldest);
        if (!CHECK(oldest <= last) || !check_numbers(oldest, last + 1))
            break;
        next = last + 2;
    }
    check_row("none");
}

/*
 * Records that a round's rewriting puts in: their numbers follow those that appenders have in all
 * rounds.
 */
enum { ADDED = 4, ADDED_FROM = MOST_NUMBERS - 2 * ADDED * KILLS };

/* A round of rewriting: odd numbers go, and those of earlier rounds. */
struct round {
    int floor; /* the least number of appenders that stays */
    int added; /* the first number that is put in; further ones are even, too */
    struct buf text;
    struct journal_record records[ADDED]; /* of `text`, which are put in */
};

static bool keeps_some(void *context, const struct delivery *delivery)
{
    const struct round *round = context;
    int number = number_of(delivery);
    return number % 2 == 0 && number >= (number < ADDED_FROM ? round->floor : round->added);
}

static bool rewrite(struct round *round, struct error *err)
{
    struct journal_changes changes;
    const struct journal_edit edit = {keeps_some, round, round->records, ADDED};
    return journal_rewrite(path, &edit, &changes, err);
}

/* The ids, too, are the same each time that it is tried. */
static void make_additions(struct round *round)
{
    buf_reset(&round->text);
    for (int i = 0; i < ADDED; i++)
        add_number(&round->text, round->added + 2 * i);
    struct span rest = buf_span(&round->text);
    for (int i = 0; i < ADDED; i++)
        CHECK(span_split(&rest, '\n', &round->records[i].line));
}

static struct child begin_rewriting(struct round *round)
{
    struct child child = {-1, -1};
    int ends[2], done = 0;
    struct error err;
    if (!CHECK(pipe(ends) == 0))
        return child;
    child.pid = fork();
    if (child.pid == 0) {
        close(ends[0]);
        while (rewrite(round, &err) &&
               file_write_all(ends[1], (struct span){(const char *)&done, sizeof done}))
            done++;
        fprintf(stderr, "%s\n", err.text);
        _exit(1);
    }
    close(ends[1]);
    child.heard = ends[0];
    return child;
}

/* Files that killed rewriters left behind. */
static int count_copies(void)
{
    int copies = 0;
    DIR *open_folder = opendir(folder);
    for (const struct dirent *entry; (entry = readdir(open_folder));)
        copies += strstr(entry->d_name, ".new.") != NULL;
    closedir(open_folder);
    return copies;
}

/* Waits, in some rounds, until a rewriting is done, in some until it has begun to copy. */
static void let_it_come(const struct child *rewriter, int number)
{
    struct pollfd done = {.fd = rewriter->heard, .events = POLLIN};
    if (number % 4 == 0)
        CHECK(poll(&done, 1, 10000) == 1);
    if (number % 4 == 1 || number % 4 == 2)
        while (count_copies() == 0 && poll(&done, 1, 1) == 0)
            continue;
}

/* Of numbers that others are rotated away with, those up to the oldest one may be gone. */
static void check_round(const struct round *round, int end, bool rotated, bool rewritten)
{
    int oldest = round->floor;
    count_numbers(counts, sizeof counts);
    for (int number = 1; number <= end; number += 2)
        acknowledged[number] = 0; /* it may be taken out */
    while (rotated && oldest <= end && !counts[oldest])
        oldest++;
    CHECK(oldest <= end);
    check_numbers(oldest, end);
    for (int i = 0; i < ADDED; i++) {
        unsigned char count = counts[round->added + 2 * i];
        CHECK(count == 1 || (count == 0 && (rotated || !rewritten)));
    }
}

/* An appender and a rewriter at once, killed one shortly after the other. */
static void kill_rewriters(int64_t most, int kills, unsigned seed)
{
    const struct appending appending = {.most = most, .pause = 1000};
    struct round round = {.floor = 2, .added = ADDED_FROM};
    int next = 2, caught = 0, done = 0;
    begin();
    memset(acknowledged, 0, sizeof acknowledged);
    for (int i = 0; i < kills; i++, round.added += 2 * ADDED) {
        check_row("kill %d of rewriters", i);
        make_additions(&round);
        struct child appender = begin_appending(&appending, next);
        int last = hear(&appender);
        struct child rewriter = begin_rewriting(&round);
        let_it_come(&rewriter, i);
        pause_randomly(&seed, 4000);
        if (i % 2)
            last = end_child(&appender, last);
        int rewritten = end_child(&rewriter, -1) + 1;
        caught += count_copies() > 0;
        done += rewritten;
        pause_randomly(&seed, 500);
        if (i % 2 == 0)
            last = end_child(&appender, last);
        acknowledge(next, last);
        CHECK(count_copies() <= 2);
        check_round(&round, last + 1, most > 0, rewritten > 0);
        round.floor = next;
        next = last + 2;
    }
    check_row("none");
    CHECK(caught > kills / 10 && done > kills / 10); /* some amid it, some after it */
    struct error err = {0};
    CHECK(rewrite(&round, &err));
    CHECK_NUMBER(count_copies(), 0);
    buf_clear(&round.text);
}

static void survives_kills_of_rewriters(void)
{
    kill_rewriters(0, KILLS, 3);
}

static void survives_kills_of_rewriters_amid_rotations(void)
{
    kill_rewriters((int64_t)100 * RECORD_SIZE, KILLS / 4, 4);
}

static const struct check_case cases[] = {
    {"survives kills of appenders", survives_kills_of_appenders},
    {"survives kills amid rotations", survives_kills_amid_rotations},
    {"survives kills of rewriters", survives_kills_of_rewriters},
    {"survives kills of rewriters amid rotations", survives_kills_of_rewriters_amid_rotations},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
