#include "check.h"
#include "journal.h"
#include "recording.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_file(const char *name, struct buf *content)
{
    char bytes[4096];
    ssize_t read_bytes;
    int file = open(name, O_RDONLY | O_CLOEXEC);
    buf_reset(content);
    while (file >= 0 && (read_bytes = read(file, bytes, sizeof bytes)) > 0)
        buf_add(content, (struct span){bytes, (size_t)read_bytes});
    if (file >= 0)
        close(file);
}

static void check_file(const char *name, const char *expected)
{
    struct buf content = {0};
    read_file(name, &content);
    CHECK_TEXT(buf_span(&content), expected);
    buf_clear(&content);
}

static void check_content(const char *expected)
{
    check_file(path, expected);
}

static void append(struct journal *journal, const char *lines)
{
    struct error err = {0};
    if (!CHECK(journal_append(journal, span_of(lines), true, NULL, &err)))
        CHECK_TEXT(span_of(err.text), "");
}

static void appends(void)
{
    struct journal journal;
    struct error err;
    struct stat status;
    begin();
    umask(0);
    CHECK(journal_open(&journal, path, 0, &err));
    CHECK(stat(path, &status) == 0);
    CHECK_NUMBER(status.st_mode & 07777, 0600);
    append(&journal, "1\n");
    append(&journal, "2\n3\n");
    journal_close(&journal);
    CHECK(journal_open(&journal, path, 0, &err));
    append(&journal, "4\n");
    journal_close(&journal);
    check_content("1\n2\n3\n4\n");
    journal_close(&journal);
    journal_close(NULL);
    journal_close(&(struct journal){0});
}

static void closes_a_torn_line(void)
{
    struct journal journal;
    struct error err;
    begin();
    FILE *file = fopen(path, "w");
    fputs("1\n{\"torn", file);
    fclose(file);
    CHECK(journal_open(&journal, path, 0, &err));
    append(&journal, "2\n");
    append(&journal, "3\n");
    check_content("1\n{\"torn\n2\n3\n");
    journal_close(&journal);
}

static void reopens_a_replaced_file(void)
{
    struct journal journal;
    struct error err;
    char other[112];
    begin();
    CHECK(journal_open(&journal, path, 0, &err));
    append(&journal, "1\n");
    snprintf(other, sizeof other, "%s.new", path);
    FILE *file = fopen(other, "w");
    fputs("kept\n", file);
    fclose(file);
    CHECK(rename(other, path) == 0);
    append(&journal, "2\n");
    check_content("kept\n2\n");
    CHECK(remove(path) == 0);
    append(&journal, "3\n");
    check_content("3\n");
    journal_close(&journal);
}

static void says_what_cannot_be_written(void)
{
    struct journal journal;
    struct error err = {0};
    begin();
    CHECK(!journal_open(&journal, folder, 0, &err)); /* a folder */
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    CHECK(span_contains(span_of(err.text), span_of(folder)));
    journal_close(&journal);
    err = (struct error){0};
    CHECK(!journal_open(&journal, "/nowhere/at/all", 0, &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    journal_close(&journal);
    err = (struct error){0};
    if (!CHECK(journal_open(&journal, "/dev/full", 0, &err)))
        return;
    CHECK(!journal_append(&journal, SPAN("1\n"), true, NULL, &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    CHECK_TEXT(span_of(err.text), "cannot write to the journal /dev/full: No space left on device");
    journal_close(&journal);
}

/* A file that may not grow: what fits is written, and told. */
static void tells_how_much_is_written(void)
{
    struct journal journal;
    struct error err = {0};
    size_t written;
    struct rlimit old, small = {.rlim_cur = 7};
    begin();
    CHECK(journal_open(&journal, path, 0, &err));
    CHECK(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK(!journal_append(&journal, SPAN("123\n567\n"), true, &written, &err));
    CHECK(setrlimit(RLIMIT_FSIZE, &old) == 0);
    CHECK_NUMBER((long long)written, 7);
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    CHECK(journal_append(&journal, SPAN("9\n"), true, &written, &err));
    CHECK_NUMBER((long long)written, 2);
    CHECK(journal_sync(&journal, &err));
    check_content("123\n567\n9\n");
    journal_close(&journal);
}

static void rotates_a_full_file(void)
{
    struct journal journal, other;
    struct error err;
    begin();
    CHECK(journal_open(&journal, path, 8, &err));
    CHECK(journal_open(&other, path, 8, &err));
    append(&journal, "123\n");
    append(&other, "567\n"); /* just fits */
    check_content("123\n567\n");
    append(&journal, "9\n");
    check_content("9\n");
    check_file(old_path, "123\n567\n");
    append(&other, "a\n"); /* finds the new one */
    check_content("9\na\n");
    append(&other, "longer than all\n");
    check_file(old_path, "9\na\n");
    check_content("longer than all\n");
    append(&journal, "b\n");
    check_file(old_path, "longer than all\n");
    check_content("b\n");
    CHECK(journal_sync(&other, &err)); /* of a file that is there no more */
    journal_close(&journal);
    journal_close(&other);
}

/* As a process leaves it that was killed between the two. */
static void goes_on_in_the_middle_of_a_rotation(void)
{
    struct journal journal;
    struct error err;
    begin();
    CHECK(journal_open(&journal, path, 8, &err));
    append(&journal, "123\n");
    CHECK(rename(path, old_path) == 0);
    append(&journal, "5\n");
    check_content("5\n");
    check_file(old_path, "123\n");
    journal_close(&journal);
}

/* Renaming a file to a link to it does nothing, and would be tried for ever. */
static void rotates_to_a_second_name(void)
{
    struct journal journal;
    struct error err;
    begin();
    CHECK(journal_open(&journal, path, 4, &err));
    append(&journal, "123\n");
    CHECK(link(path, old_path) == 0);
    append(&journal, "5\n");
    check_content("5\n");
    check_file(old_path, "123\n");
    journal_close(&journal);
}

/* Nor is anything lost where the name is taken. */
static void grows_where_it_cannot_rotate(void)
{
    struct journal journal;
    struct error err;
    begin();
    CHECK(mkdir(old_path, 0700) == 0);
    CHECK(journal_open(&journal, path, 2, &err));
    append(&journal, "1\n");
    append(&journal, "2\n");
    check_content("1\n2\n");
    journal_close(&journal);
    CHECK(rmdir(old_path) == 0);
}

/* What a link means is rotated, and the link stays one. */
static void follows_links(void)
{
    struct journal journal;
    struct error err;
    struct stat status;
    char link[112];
    begin();
    snprintf(link, sizeof link, "%s/link", folder);
    CHECK(symlink("journal.jsonl", link) == 0);
    CHECK(journal_open(&journal, link, 2, &err)); /* what it means is not there yet */
    append(&journal, "1\n");
    append(&journal, "2\n");
    check_content("2\n");
    check_file(old_path, "1\n");
    CHECK(lstat(link, &status) == 0 && S_ISLNK(status.st_mode));
    journal_close(&journal);
    remove(link);
}

static void gives_up_on_a_lock_that_is_held(void)
{
    struct journal journal, other;
    struct error err = {0};
    begin();
    CHECK(journal_open(&journal, path, 0, &err));
    CHECK(journal_open(&other, path, 0, &err));
    CHECK(journal_lock(&other, &err));
    CHECK(!journal_append(&journal, SPAN("1\n"), false, NULL, &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    CHECK(span_starts(span_of(err.text), SPAN("cannot lock the journal ")));
    journal_unlock(&other);
    append(&journal, "2\n");
    check_content("2\n");
    journal_close(&journal);
    journal_close(&other);
}

enum { WRITERS = 4, LINES = 25000 };

/* Lines of many lengths, some longer than a page, told apart by writer and number. */
static void add_line(struct buf *out, int writer, int number)
{
    int size = number % 50 ? number % 200 : number * 37 % 9000;
    buf_printf(out, "%d-%05d-", writer, number);
    buf_add_repeated(out, (char)('a' + writer), (size_t)size);
    buf_add_byte(out, '\n');
}

static _Noreturn void write_lines(int writer)
{
    struct journal journal;
    struct error err;
    struct buf line = {0};
    bool done = journal_open(&journal, path, 0, &err);
    for (int i = 0; done && i < LINES; i++) {
        buf_reset(&line);
        add_line(&line, writer, i);
        done = journal_append(&journal, buf_span(&line), false, NULL, &err);
    }
    buf_clear(&line);
    journal_close(&journal);
    _exit(done ? 0 : 1);
}

static void check_lines(struct span content)
{
    int next[WRITERS] = {0};
    struct span line;
    struct buf expected = {0};
    while (span_split(&content, '\n', &line) && line.size > 0) {
        int writer = line.at[0] - '0';
        if (!CHECK(writer >= 0 && writer < WRITERS))
            break;
        buf_reset(&expected);
        add_line(&expected, writer, next[writer]++);
        expected.size--;
        if (!CHECK_SPAN(line, buf_span(&expected)))
            break;
    }
    for (int i = 0; i < WRITERS; i++)
        CHECK_NUMBER(next[i], LINES);
    buf_clear(&expected);
}

static void keeps_lines_of_several_processes_whole(void)
{
    struct buf content = {0};
    pid_t writers[WRITERS];
    begin();
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = fork();
        if (writers[i] == 0)
            write_lines(i);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = -1;
        CHECK(waitpid(writers[i], &status, 0) == writers[i]);
        CHECK_NUMBER(status, 0);
    }
    read_file(path, &content);
    check_lines(buf_span(&content));
    buf_clear(&content);
}

static const struct check_case cases[] = {
    {"appends", appends},
    {"closes a torn line", closes_a_torn_line},
    {"reopens a replaced file", reopens_a_replaced_file},
    {"says what cannot be written", says_what_cannot_be_written},
    {"tells how much is written", tells_how_much_is_written},
    {"rotates a full file", rotates_a_full_file},
    {"goes on in the middle of a rotation", goes_on_in_the_middle_of_a_rotation},
    {"rotates to a second name", rotates_to_a_second_name},
    {"grows where it cannot rotate", grows_where_it_cannot_rotate},
    {"follows links", follows_links},
    {"gives up on a lock that is held", gives_up_on_a_lock_that_is_held},
    {"keeps lines of several processes whole", keeps_lines_of_several_processes_whole},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
