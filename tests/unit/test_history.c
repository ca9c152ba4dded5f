#include "check.h"
#include "delivery.h"
#include "files.h"
#include "history.h"
#include "recording.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Absent content: no file. */
static void make_files(struct span content, struct span older)
{
    struct error err = {0};
    begin();
    CHECK(!content.at || file_write(path, content, false, &err));
    CHECK(!older.at || file_write(old_path, older, false, &err));
}

/* All lines as they come, each behind its file and number, with a bar in front. */
static void write_lines(struct buf *out, struct history *history)
{
    struct span line;
    struct place place;
    struct error err = {0};
    while (history_previous(history, &line, &place, &err) == LINE_READ) {
        struct buf again = {0};
        CHECK(history_read(history, &place, &again, &err));
        CHECK_SPAN(buf_span(&again), line);
        buf_printf(out, "|%u:%zu%.*s", place.file, history_line(history, &place), SPAN_ARG(line));
        CHECK_TEXT(span_of(history_path(history, &place)), place.file ? old_path : path);
        buf_clear(&again);
    }
    CHECK(history_previous(history, &line, &place, &err) == LINE_END);
    CHECK_NUMBER(err.code, ERROR_NONE);
}

static const struct {
    struct span content, older;
    const char *lines;
} pairs[] = {
    {BYTES("c\nd\n"), BYTES("a\nb\n"), "|0:2d|0:1c|1:2b|1:1a"},
    {BYTES("c\n\nd"), {0}, "|0:3d|0:1c"},
    {{0}, BYTES("\na\r\nb\n"), "|1:3b|1:2a"},
    {BYTES(""), BYTES("a"), "|1:1a"},
    {BYTES("c"), BYTES(""), "|0:1c"},
    {BYTES(""), {0}, ""},
};

static void reads_both_files_as_one(void)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct history history;
        struct buf got = {0};
        struct error err = {0};
        check_row("row %zu", i);
        make_files(pairs[i].content, pairs[i].older);
        CHECK(history_open(&history, path, &err));
        write_lines(&got, &history);
        CHECK_SPAN(buf_span(&got), span_of(pairs[i].lines));
        history_close(&history);
        buf_clear(&got);
    }
    history_close(&(struct history){0});
}

static void keeps_what_it_opened(void)
{
    struct history history;
    struct buf got = {0};
    struct error err = {0};
    make_files(SPAN("c\n"), SPAN("b\n"));
    CHECK(history_open(&history, path, &err));
    CHECK(rename(path, old_path) == 0);
    CHECK(file_write(path, SPAN("d\n"), false, &err));
    write_lines(&got, &history);
    CHECK_TEXT(buf_span(&got), "|0:1c|1:1b");
    history_close(&history);
    buf_clear(&got);
}

static void reads_a_file_of_two_names_once(void)
{
    struct history history;
    struct buf got = {0};
    struct error err = {0};
    make_files(SPAN("a\n"), (struct span){0});
    CHECK(link(path, old_path) == 0);
    CHECK(history_open(&history, path, &err));
    write_lines(&got, &history);
    CHECK_TEXT(buf_span(&got), "|0:1a");
    history_close(&history);
    buf_clear(&got);
}

static void says_what_cannot_be_read(void)
{
    struct history history;
    struct error err = {0};
    char expected[256];
    begin();
    CHECK(!history_open(&history, path, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    snprintf(expected, sizeof expected, "cannot read %s: No such file or directory", path);
    CHECK_TEXT(span_of(err.text), expected);
    history_close(&history);
    err = (struct error){0};
    CHECK(!history_open(&history, folder, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK(span_ends(span_of(err.text), SPAN(": Is a directory")));
    history_close(&history);
    CHECK(mkfifo(path, 0600) == 0); /* must not wait for a writer */
    err = (struct error){0};
    CHECK(!history_open(&history, path, &err));
    CHECK(span_ends(span_of(err.text), SPAN(": it is no regular file")));
    CHECK_TEXT(span_of(err.hint), "");
    history_close(&history);
    make_files(SPAN("a\n"), (struct span){0});
    CHECK(mkdir(old_path, 0700) == 0);
    err = (struct error){0};
    CHECK(!history_open(&history, path, &err));
    CHECK(span_ends(span_of(err.text), SPAN(".1: Is a directory")));
    CHECK(span_starts(span_of(err.hint), SPAN("a journal is rotated to that name: ")));
    history_close(&history);
}

static void says_which_file_became_shorter(void)
{
    struct history history;
    struct span line;
    struct place place = {0, 0, 2};
    struct buf read = {0};
    struct error err = {0};
    make_files(SPAN("c\n"), SPAN("b\n"));
    CHECK(history_open(&history, path, &err));
    CHECK(truncate(path, 0) == 0);
    CHECK(history_previous(&history, &line, &place, &err) == LINE_FAILED);
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK(span_starts(span_of(err.text), span_of(path)));
    CHECK(history_previous(&history, &line, &place, &err) == LINE_FAILED);
    CHECK(!history_read(&history, &place, &read, &err));
    CHECK_TEXT(buf_span(&read), "");
    CHECK_NUMBER((long long)history_line(&history, &(struct place){0, 1, 1}), 0);
    history_close(&history);
    buf_clear(&read);
}

/* Rotates as fast as it can; both files together always hold consecutive numbers. */
static _Noreturn void keep_rotating(void)
{
    struct error err;
    for (int i = 2;; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d\n", i);
        if (rename(path, old_path) != 0 || !file_write(path, span_of(number), false, &err))
            _exit(1);
    }
}

static void sees_rotations_whole(void)
{
    make_files(SPAN("1\n"), SPAN("0\n"));
    pid_t rotating = fork();
    if (rotating == 0)
        keep_rotating();
    for (int i = 0; i < 2000; i++) {
        struct history history;
        struct span line;
        struct place place;
        struct error err = {0};
        int previous = -1;
        if (!CHECK(history_open(&history, path, &err)))
            break;
        while (history_previous(&history, &line, &place, &err) == LINE_READ) {
            int number = (int)strtol(line.at, NULL, 10);
            if (previous >= 0)
                CHECK_NUMBER(number, previous - 1);
            previous = number;
        }
        history_close(&history);
    }
    kill(rotating, SIGKILL);
    waitpid(rotating, NULL, 0);
}

/* The numbers of lines, asked for in any order. */
static void counts_lines(void)
{
    enum { LINES = 20000, ASKED = 500 };
    struct buf content = {0};
    struct history history;
    struct error err = {0};
    static struct place places[LINES];
    for (size_t i = 0; i < LINES; i++) {
        places[i] = (struct place){0, (int64_t)content.size, i % 37};
        buf_add_repeated(&content, 'x', i % 37);
        buf_add_byte(&content, '\n');
    }
    make_files(buf_span(&content), (struct span){0});
    CHECK(history_open(&history, path, &err));
    for (size_t i = 0; i < ASKED; i++) {
        size_t number = i * 7919 % LINES;
        CHECK_NUMBER((long long)history_line(&history, &places[number]), (long long)number + 1);
    }
    for (size_t i = LINES; i-- > 0;)
        CHECK_NUMBER((long long)history_line(&history, &places[i]), (long long)i + 1);
    history_close(&history);
    buf_clear(&content);
}

enum { RECORDS = 2000 };

/* Records of all sizes, those of a row a second apart but for what `disorder` shuffles. */
static void add_records(struct buf *out, int64_t from, int64_t disorder, size_t padding)
{
    for (int64_t i = 0; i < RECORDS; i++) {
        add_record(out, from + i * 1000 - (disorder ? i * 7919 % disorder : 0),
                   (size_t)(i * 31) % padding, NULL);
        if (i % 100 == 7)
            buf_add_text(out, "damaged {\n\n");
        if (i % 100 == 8)
            buf_add_text(out, "{\"id\":12}\n");
    }
}

/* Every 97th record of both files is found at its place. */
static void check_found(const struct history *history, struct span content, unsigned file)
{
    struct span rest = content, line, id;
    for (int i = 0; span_split(&rest, '\n', &line); i++) {
        struct place place = {0};
        struct error err;
        char wanted[ULID_SIZE + 1] = "";
        bool found = false;
        if (i % 97 != 0 || !delivery_line_id(line, &id))
            continue;
        memcpy(wanted, id.at, ULID_SIZE);
        check_row("file %u, line %d", file, i);
        CHECK(history_find(history, wanted, &place, &found, &err) && found);
        CHECK_NUMBER(place.file, file);
        CHECK_NUMBER((long long)place.at, line.at - content.at);
        CHECK_NUMBER((long long)place.size, (long long)line.size);
    }
    check_row("none");
}

static void finds(int64_t disorder, size_t padding)
{
    struct buf content = {0}, older = {0};
    struct history history;
    struct place place;
    struct error err = {0};
    bool found = true;
    const int64_t time = INT64_C(1767366245000);
    add_records(&older, time, disorder, padding);
    add_records(&content, time + RECORDS * 1000, disorder, padding);
    make_files(buf_span(&content), buf_span(&older));
    CHECK(history_open(&history, path, &err));
    check_found(&history, buf_span(&content), 0);
    check_found(&history, buf_span(&older), 1);
    CHECK(history_find(&history, "01KDYZ3S88ABCDEFGHJKMNPQRS", &place, &found, &err));
    CHECK(!found);
    history_close(&history);
    buf_clear(&content);
    buf_clear(&older);
}

static void finds_what_is_sorted(void)
{
    finds(0, 4000);
}

static void finds_what_is_nearly_sorted(void)
{
    finds(20000, 4000);
}

static void finds_what_is_not_sorted(void)
{
    finds(RECORDS * 1000, 2000);
}

/* Of two records with one id the newer one; one that is cut short doesn't count. */
static void finds_the_newest_whole_record(void)
{
    struct buf content = {0}, record = {0};
    struct history history;
    struct place place = {0};
    struct error err = {0};
    char id[ULID_SIZE + 1] = "";
    bool found = false;
    add_record(&record, 1000, 10, id);
    buf_printf(&content, "%s%s%.*s\n", record.at, record.at, (int)record.size - 5, record.at);
    make_files(buf_span(&content), (struct span){0});
    CHECK(history_open(&history, path, &err));
    CHECK(history_find(&history, id, &place, &found, &err) && found);
    CHECK_NUMBER((long long)place.at, (long long)record.size);
    CHECK_NUMBER((long long)history_line(&history, &place), 2);
    history_close(&history);
    buf_clear(&content);
    buf_clear(&record);
}

/* How many bytes this process has read so far. */
static int64_t bytes_read(void)
{
    struct buf text = {0};
    struct error err = {0};
    CHECK(file_read(&text, "/proc/self/io", &err));
    bool counted = CHECK(span_starts(buf_span(&text), SPAN("rchar: ")));
    int64_t bytes = counted ? strtoll(text.at + strlen("rchar: "), NULL, 10) : 0;
    buf_clear(&text);
    return bytes;
}

/* Between two records stands what is none: blank lines, or a single long one. */
static void searches_no_part_again_and_again(void)
{
    const size_t size = 2 << 20;
    for (int i = 0; i < 2; i++) {
        struct buf content = {0};
        struct history history;
        struct place place = {0};
        struct error err = {0};
        char id[ULID_SIZE + 1] = "";
        bool found = false;
        add_record(&content, 1000, 10, id);
        buf_add_repeated(&content, i ? 'x' : '\n', size);
        buf_add_byte(&content, '\n');
        add_record(&content, 3000, 10, NULL);
        make_files(buf_span(&content), (struct span){0});
        CHECK(history_open(&history, path, &err));
        int64_t before = bytes_read();
        check_row("row %d", i);
        CHECK(history_find(&history, id, &place, &found, &err) && found && place.at == 0);
        CHECK(bytes_read() - before < 3 * (int64_t)size);
        history_close(&history);
        buf_clear(&content);
    }
    check_row("none");
}

static const struct check_case cases[] = {
    {"reads both files as one", reads_both_files_as_one},
    {"keeps what it opened", keeps_what_it_opened},
    {"reads a file of two names once", reads_a_file_of_two_names_once},
    {"says what cannot be read", says_what_cannot_be_read},
    {"says which file became shorter", says_which_file_became_shorter},
    {"sees rotations whole", sees_rotations_whole},
    {"counts lines", counts_lines},
    {"finds what is sorted", finds_what_is_sorted},
    {"finds what is nearly sorted", finds_what_is_nearly_sorted},
    {"finds what is not sorted", finds_what_is_not_sorted},
    {"finds the newest whole record", finds_the_newest_whole_record},
    {"searches no part again and again", searches_no_part_again_and_again},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
