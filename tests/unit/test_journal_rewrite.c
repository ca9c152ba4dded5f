#include "check.h"
#include "files.h"
#include "journal.h"
#include "journal_rewrite.h"
#include "recording.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t count_files(void)
{
    size_t count = 0;
    DIR *open_folder = opendir(folder);
    for (const struct dirent *entry; (entry = readdir(open_folder));)
        count += entry->d_name[0] != '.';
    closedir(open_folder);
    return count;
}

/*
 * Lines as a text says them: a capital is the record of that letter's time; so is a digit or a
 * small letter, of which all ids end alike, and a small letter's time is a guess. `_` is a blank
 * line, `!` a damaged line, `#` one with an id that is no record, `?` one that is cut short and has
 * no line end, `-` no file.
 */
static struct buf records['z' + 1];

static void make_records(void)
{
    enum { TIME_SIZE = 10 };
    for (int letter = '0'; letter <= 'z'; letter++) {
        char id[ULID_SIZE + 1];
        add_record(&records[letter], letter * 1000, 20, id);
        char *tail = memmem(records[letter].at, records[letter].size, id, ULID_SIZE);
        if (letter < 'A' || letter > 'Z')
            memset(tail + TIME_SIZE, '0', ULID_SIZE - TIME_SIZE);
    }
}

static void clear_records(void)
{
    for (int letter = '0'; letter <= 'z'; letter++)
        buf_clear(&records[letter]);
}

static void add_lines(struct buf *out, const char *lines)
{
    for (; *lines; lines++)
        if (*lines == '_')
            buf_add_text(out, " \r\n");
        else if (*lines == '!')
            buf_add_text(out, "{\"kind\":\"delivery\",\"id\":\"\xff\r\n");
        else if (*lines == '#')
            buf_add_text(out, "{\"kind\":\"delivery\",\"id\":\"7ZZZZZZZZZZZZZZZZZZZZZZZZZ\"}\n");
        else if (*lines == '?')
            buf_add(out, span_slice(buf_span(&records['Z']), 0, records['Z'].size - 9));
        else
            buf_add(out, buf_span(&records[(int)*lines]));
}

static void make_file(const char *name, const char *lines)
{
    struct buf content = {0};
    struct error err = {0};
    add_lines(&content, lines);
    CHECK(lines[0] == '-' || file_write(name, buf_span(&content), false, &err));
    buf_clear(&content);
}

static void check_file(const char *name, const char *lines)
{
    struct buf content = {0}, expected = {0};
    struct error err = {0};
    if (lines[0] == '-') {
        CHECK(access(name, F_OK) != 0);
        return;
    }
    add_lines(&expected, lines);
    CHECK(file_read(&content, name, &err));
    CHECK_SPAN(buf_span(&content), buf_span(&expected));
    buf_clear(&content);
    buf_clear(&expected);
}

/* What `deliveries prune` does. */
static bool keeps_since(void *context, const struct delivery *delivery)
{
    return delivery->time >= *(const int64_t *)context;
}

/* The time of the record of a letter. */
static int64_t time_of(int letter)
{
    return letter * 1000 * CLOCK_MS;
}

static const struct {
    const char *older, *content;
    char since;
    const char *older_then, *content_then;
    size_t kept, dropped, damaged;
} keeping[] = {
    {"-", "ABC", 'B', "-", "BC", 2, 1, 0},
    {"-", "ABC", 'A', "-", "ABC", 3, 0, 0},
    {"-", "ABC", 'D', "-", "", 0, 3, 0},
    {"AB", "CD", 'B', "B", "CD", 3, 1, 0},
    {"AB", "CD", 'C', "-", "CD", 2, 2, 0},
    {"AB", "CD", 'D', "-", "D", 1, 3, 0},
    {"A!_B", "!C_D?", 'D', "!_", "!_D?", 1, 3, 3},
    {"A?", "B", 'C', "?", "", 0, 2, 1},
    {"-", "-", 'A', "-", "", 0, 0, 0},
    {"A#", "B#C##", 'B', "#", "B#C##", 2, 1, 4}, /* what is no record never goes */
    {"AB", "-", 'B', "B", "", 1, 1, 0},
    {"BAC", "BDA", 'C', "C", "D", 2, 4, 0}, /* in whatever order they stand */
};

static void keeps_what_is_newer(void)
{
    for (size_t i = 0; i < COUNT_OF(keeping); i++) {
        struct journal_changes changes;
        struct error err = {0};
        int64_t since = time_of(keeping[i].since);
        const struct journal_edit edit = {.keep = keeps_since, .context = &since};
        check_row("row %zu", i);
        begin();
        make_file(old_path, keeping[i].older);
        make_file(path, keeping[i].content);
        CHECK(journal_rewrite(path, &edit, &changes, &err));
        check_file(old_path, keeping[i].older_then);
        check_file(path, keeping[i].content_then);
        CHECK_NUMBER((long long)changes.kept, (long long)keeping[i].kept);
        CHECK_NUMBER((long long)changes.dropped, (long long)keeping[i].dropped);
        CHECK_NUMBER((long long)changes.damaged, (long long)keeping[i].damaged);
        CHECK_NUMBER((long long)count_files(), 1 + (keeping[i].older_then[0] != '-'));
    }
}

/* What goes must not stay under the other name. */
static void drops_a_second_name(void)
{
    for (int first = 'A'; first <= 'B'; first++) {
        struct journal_changes changes;
        struct error err = {0};
        int64_t since = time_of(first);
        const struct journal_edit edit = {.keep = keeps_since, .context = &since};
        check_row("%c", first);
        begin();
        make_file(path, "AB");
        CHECK(link(path, old_path) == 0);
        CHECK(journal_rewrite(path, &edit, &changes, &err));
        check_file(path, first == 'A' ? "AB" : "B");
        check_file(old_path, first == 'A' ? "AB" : "-");
        CHECK_NUMBER((long long)changes.dropped, first - 'A');
    }
}

static const struct {
    const char *older, *content, *added, *older_then, *content_then;
    size_t known;
} adding[] = {
    {"-", "-", "BA", "-", "AB", 0},
    {"-", "BD", "CAE", "-", "ABCDE", 0},
    {"BD", "FH", "CAEGI", "ABCD", "EFGHI", 0},
    {"BD", "FH", "BDFH", "BD", "FH", 4},
    {"BD", "FH", "HAAB", "ABD", "FH", 3},
    {"-", "B!D?", "CE", "-", "B!CDE?", 0},
    {"-", "?", "A", "-", "A?", 0},
    {"A", "-", "BC", "A", "BC", 0},
    {"-", "CAD", "B", "-", "BCAD", 0},
    {"-", "AB", "", "-", "AB", 0},
    {"-", "-", "ba", "-", "b", 1}, /* the first of those that are the same */
    {"-", "ab", "dc", "-", "ab", 2},
    {"c", "B", "Aa", "Ac", "B", 1},
    {"-", "1", "2", "-", "12", 0},
    {"-", "-", "1a2", "-", "12", 1},
    {"-", "-", "a2a1", "-", "12", 2},
    {"1", "-", "a2", "1", "2", 1},
};

static void adds_in_order(void)
{
    for (size_t i = 0; i < COUNT_OF(adding); i++) {
        struct journal_changes changes;
        struct error err = {0};
        struct journal_record added[8];
        size_t count = strlen(adding[i].added);
        for (size_t j = 0; j < count; j++) {
            char letter = adding[i].added[j];
            const struct buf *record = &records[(int)letter];
            added[j] =
                (struct journal_record){.line = span_slice(buf_span(record), 0, record->size - 1),
                                        .timeless = letter >= 'a' && letter <= 'z'};
        }
        const struct journal_edit edit = {.added = added, .added_count = count};
        check_row("row %zu", i);
        begin();
        make_file(old_path, adding[i].older);
        make_file(path, adding[i].content);
        CHECK(journal_rewrite(path, &edit, &changes, &err));
        check_file(old_path, adding[i].older_then);
        check_file(path, adding[i].content_then);
        CHECK_NUMBER((long long)changes.known, (long long)adding[i].known);
        CHECK_NUMBER((long long)changes.added, (long long)(count - adding[i].known));
        CHECK_NUMBER((long long)changes.dropped, 0);
    }
}

/* What a later version says is no less a record. */
static void keeps_unknown_members(void)
{
    struct journal_changes changes;
    struct error err = {0};
    struct buf content = {0}, read = {0};
    int64_t since = time_of('B');
    const struct journal_edit edit = {.keep = keeps_since, .context = &since};
    begin();
    add_lines(&content, "A");
    const size_t dropped = content.size;
    buf_add(&content, span_slice(buf_span(&records['B']), 0, records['B'].size - 2));
    buf_add_text(&content, " , \"later\" : [1.0e5, {\"a\":\"\\u0041\"}] } \r\n");
    CHECK(file_write(path, buf_span(&content), false, &err));
    CHECK(journal_rewrite(path, &edit, &changes, &err));
    CHECK(file_read(&read, path, &err));
    CHECK_SPAN(buf_span(&read), span_slice(buf_span(&content), dropped, content.size));
    buf_clear(&content);
    buf_clear(&read);
}

/* Across blocks, and lines longer than one. */
static void copies_large_files(void)
{
    struct journal_changes changes;
    struct error err = {0};
    struct buf content = {0}, read = {0};
    size_t dropped = 0;
    int64_t since = 2 * CLOCK_MS;
    const struct journal_edit edit = {.keep = keeps_since, .context = &since};
    begin();
    for (size_t i = 0; i < 1000; i++) {
        add_record(&content, (int64_t)i, i == 500 ? 3 << 20 : i * 7 % 9000, NULL);
        dropped = i == 1 ? content.size : dropped;
    }
    CHECK(file_write(path, buf_span(&content), false, &err));
    CHECK(journal_rewrite(path, &edit, &changes, &err));
    CHECK(file_read(&read, path, &err));
    CHECK_SPAN(buf_span(&read), span_slice(buf_span(&content), dropped, content.size));
    CHECK_NUMBER((long long)changes.kept, 998);
    buf_clear(&content);
    buf_clear(&read);
}

/* In the middle of it another process appends, rotates, or prunes: `meddle` of a callback. */
struct meddling {
    void (*meddle)(void);
    size_t asked, at;
};

static bool keeps_and_meddles(void *context, const struct delivery *delivery)
{
    struct meddling *meddling = context;
    if (meddling->asked++ == meddling->at && meddling->meddle)
        meddling->meddle();
    return delivery->time >= time_of('C');
}

static void append_letter(int letter, int64_t most)
{
    struct journal journal;
    struct error err = {0};
    CHECK(journal_open(&journal, path, most, &err));
    CHECK(journal_append(&journal, buf_span(&records[letter]), false, NULL, &err));
    journal_close(&journal);
}

static void append_both(void)
{
    append_letter('A', 0);
    append_letter('E', 0);
}

static void rotate(void)
{
    append_letter('E', 1);
}

static void rewrite_first(void)
{
    struct journal_changes changes;
    struct error err = {0};
    int64_t since = 'D' * 1000 * CLOCK_MS;
    const struct journal_edit edit = {.keep = keeps_since, .context = &since};
    CHECK(journal_rewrite(path, &edit, &changes, &err));
}

static const struct {
    void (*meddle)(void);
    const char *older_then, *content_then;
    size_t kept, dropped;
} meddlings[] = {
    {append_both, "C", "DE", 3, 3},
    {rotate, "D", "E", 2, 1},
    {rewrite_first, "-", "D", 1, 0},
};

static void minds_others(void)
{
    for (size_t i = 0; i < COUNT_OF(meddlings) * 4; i++) {
        struct journal_changes changes;
        struct error err = {0};
        struct meddling meddling = {meddlings[i / 4].meddle, 0, i % 4};
        const struct journal_edit edit = {.keep = keeps_and_meddles, .context = &meddling};
        check_row("row %zu, line %zu", i / 4, i % 4);
        begin();
        make_file(old_path, "AC");
        make_file(path, "BD");
        CHECK(journal_rewrite(path, &edit, &changes, &err));
        check_file(old_path, meddlings[i / 4].older_then);
        check_file(path, meddlings[i / 4].content_then);
        CHECK_NUMBER((long long)changes.kept, (long long)meddlings[i / 4].kept);
        CHECK_NUMBER((long long)changes.dropped, (long long)meddlings[i / 4].dropped);
        CHECK_NUMBER((long long)count_files(), meddlings[i / 4].older_then[0] == '-' ? 1 : 2);
    }
}

/* What killed processes left; other names, and what has a lock, is not ours to remove. */
static void tidies_up(void)
{
    static const struct {
        const char *suffix;
        bool locked, stays;
    } files[] = {
        {".new.aB3xY9", false, false}, {".new.aB3xY8", true, true}, {".new.aB3xY9z", false, true},
        {".new.aB3x.9", false, true},  {".new.", false, true},      {".new", false, true},
    };
    struct journal_changes changes;
    struct error err = {0};
    const struct journal_edit edit = {.keep = NULL};
    char names[COUNT_OF(files)][128];
    int lock = -1;
    begin();
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(names[i], sizeof names[i], "%s%s", path, files[i].suffix);
        make_file(names[i], "A");
        if (files[i].locked) {
            lock = open(names[i], O_RDONLY | O_CLOEXEC);
            CHECK(flock(lock, LOCK_EX) == 0);
        }
    }
    CHECK(journal_rewrite(path, &edit, &changes, &err));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check_row("%s", files[i].suffix);
        CHECK((access(names[i], F_OK) == 0) == files[i].stays);
        remove(names[i]);
    }
    close(lock);
    check_row("none");
    CHECK_NUMBER((long long)count_files(), 1);
}

static void says_what_is_wrong(void)
{
    struct journal_changes changes;
    struct error err = {0};
    int64_t since = INT64_MAX;
    const struct journal_edit edit = {.keep = keeps_since, .context = &since};
    const struct journal_record nameless = {.line = SPAN("{}")};
    const struct journal_edit bad = {.added = &nameless, .added_count = 1};
    begin();
    CHECK(!journal_rewrite(path, &bad, &changes, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK_TEXT(span_of(err.text), "record 1 to be added has no id");
    err = (struct error){0};
    CHECK(!journal_rewrite("/dev/null", &edit, &changes, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    err = (struct error){0};
    CHECK(!journal_rewrite("/nowhere/at/all", &edit, &changes, &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
}

static void makes_private_files(void)
{
    struct journal_changes changes;
    struct error err = {0};
    struct stat status;
    int64_t since = time_of('B');
    const struct journal_edit edit = {.keep = keeps_since, .context = &since};
    begin();
    umask(0);
    make_file(path, "AB");
    CHECK(chmod(path, 0644) == 0);
    CHECK(journal_rewrite(path, &edit, &changes, &err));
    CHECK(stat(path, &status) == 0);
    CHECK_NUMBER(status.st_mode & 07777, 0600);
}

static const struct check_case cases[] = {
    {"keeps what is newer", keeps_what_is_newer},
    {"drops a second name", drops_a_second_name},
    {"adds in order", adds_in_order},
    {"keeps unknown members", keeps_unknown_members},
    {"copies large files", copies_large_files},
    {"minds others", minds_others},
    {"tidies up", tidies_up},
    {"says what is wrong", says_what_is_wrong},
    {"makes private files", makes_private_files},
};

int main(void)
{
    make_records();
    int result = check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
    clear_records();
    return result;
}
