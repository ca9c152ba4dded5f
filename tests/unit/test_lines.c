#include "check.h"
#include "files.h"
#include "lines.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static char path[96];

static void begin(void)
{
    snprintf(path, sizeof path, "%s/file", folder);
    remove(path);
}

static void open_content(struct line_reader *reader, struct span content)
{
    struct error err = {0};
    begin();
    CHECK(file_write(path, content, false, &err));
    CHECK(lines_open(reader, path, &err));
}

static const struct {
    struct span content;
    const char *lines; /* each behind its number, with a bar in front */
    bool several;
} files[] = {
    {BYTES(""), "", false},
    {BYTES("\n\n \t\r\n"), "", false},
    {BYTES("a\n"), "|1a", false},
    {BYTES("a"), "|1a", false},
    {BYTES("\n \na"), "|3a", false},
    {BYTES("a\nb"), "|1a|2b", true},
    {BYTES("a\r\n\r\nb\r\n"), "|1a|3b", true},
    {BYTES("a\n\n\n \n"), "|1a", false},
    {BYTES(" a \n\tb\r\r\n"), "|1 a |2\tb\r", true},
    {BYTES("a b c d"), "|1a b c d", false},
};

static void reads_lines(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct line_reader reader;
        struct buf got = {0};
        struct span line;
        struct error err = {0};
        check_row("row %zu", i);
        open_content(&reader, files[i].content);
        CHECK(lines_several(&reader) == files[i].several);
        while (lines_next(&reader, &line, &err) == LINE_READ)
            buf_printf(&got, "|%zu%.*s", reader.number, SPAN_ARG(line));
        CHECK_SPAN(buf_span(&got), span_of(files[i].lines));
        CHECK(lines_next(&reader, &line, &err) == LINE_END);
        CHECK_NUMBER(err.code, ERROR_NONE);
        lines_close(&reader);
        buf_clear(&got);
    }
}

static void keeps_nuls(void)
{
    struct line_reader reader;
    struct span line;
    struct error err;
    open_content(&reader, SPAN("\0\na\0b\n"));
    CHECK(lines_several(&reader));
    CHECK(lines_next(&reader, &line, &err) == LINE_READ);
    CHECK_SPAN(line, SPAN("\0"));
    CHECK(lines_next(&reader, &line, &err) == LINE_READ);
    CHECK_SPAN(line, SPAN("a\0b"));
    lines_close(&reader);
}

/* A line of `size` bytes that no other has. */
static void add_line(struct buf *out, size_t size, size_t number)
{
    buf_add_repeated(out, (char)('a' + number % 26), size);
    buf_add_byte(out, '\n');
}

/* Around the size of a block lines are cut at every place. */
static void reads_across_blocks(void)
{
    static const size_t sizes[] = {1,
                                   LINES_BLOCK - 4,
                                   LINES_BLOCK - 3,
                                   LINES_BLOCK - 2,
                                   LINES_BLOCK - 1,
                                   LINES_BLOCK,
                                   LINES_BLOCK + 1,
                                   3 * LINES_BLOCK + 5,
                                   2};
    struct buf content = {0};
    struct line_reader reader;
    struct span line;
    struct error err;
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        add_line(&content, sizes[i], i);
    open_content(&reader, buf_span(&content));
    CHECK(lines_several(&reader));
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        check_row("line %zu", i);
        CHECK(lines_next(&reader, &line, &err) == LINE_READ);
        CHECK_NUMBER((long long)line.size, (long long)sizes[i]);
        CHECK_NUMBER(line.at[0], (long long)('a' + i % 26));
        CHECK_NUMBER(line.at[line.size - 1], (long long)('a' + i % 26));
    }
    CHECK(lines_next(&reader, &line, &err) == LINE_END);
    lines_close(&reader);
    buf_clear(&content);
}

/* What is held stays small, whatever the file's size. */
static void holds_a_block(void)
{
    struct buf content = {0};
    struct line_reader reader;
    struct span line;
    struct error err;
    size_t count = 0, most = 0;
    while (content.size < 16 * LINES_BLOCK)
        add_line(&content, 1000 + content.size % 977, count++);
    open_content(&reader, buf_span(&content));
    CHECK(lines_several(&reader));
    for (; lines_next(&reader, &line, &err) == LINE_READ; count--)
        most = reader.held.room > most ? reader.held.room : most;
    CHECK_NUMBER((long long)count, 0);
    CHECK(most <= 3 * LINES_BLOCK);
    lines_close(&reader);
    buf_clear(&content);
}

static void hands_out_the_rest(void)
{
    struct line_reader reader;
    struct span line, text;
    struct error err = {0};
    struct buf content = {0};
    add_line(&content, 3, 0);
    add_line(&content, 2 * LINES_BLOCK, 1);
    open_content(&reader, buf_span(&content));
    CHECK(span_starts(lines_ahead(&reader), SPAN("aaa\nbb")));
    CHECK(lines_next(&reader, &line, &err) == LINE_READ);
    CHECK(lines_rest(&reader, &text, &err));
    CHECK_NUMBER((long long)text.size, 2 * LINES_BLOCK + 1);
    CHECK(lines_next(&reader, &line, &err) == LINE_END);
    lines_close(&reader);
    open_content(&reader, SPAN(""));
    CHECK(lines_rest(&reader, &text, &err));
    CHECK_TEXT(text, "");
    lines_close(&reader);
    buf_clear(&content);
}

/* A pipe gives what it has; lines come out whole. */
static void reads_pipes(void)
{
    struct line_reader reader;
    struct span line;
    struct error err = {0};
    begin();
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t writer = fork();
    if (writer == 0) {
        static const struct span parts[] = {BYTES("fir"), BYTES("st\n\nse"), BYTES("cond\n")};
        close(ends[0]);
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            usleep(20000);
            if (!file_write_all(ends[1], parts[i]))
                _exit(1);
        }
        _exit(0);
    }
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    CHECK(lines_open(&reader, path, &err));
    CHECK(lines_next(&reader, &line, &err) == LINE_READ);
    CHECK_TEXT(line, "first");
    CHECK(lines_next(&reader, &line, &err) == LINE_READ);
    CHECK_TEXT(line, "second");
    CHECK_NUMBER((long long)reader.number, 3);
    CHECK(lines_next(&reader, &line, &err) == LINE_END);
    lines_close(&reader);
    close(ends[0]);
    int status;
    CHECK(waitpid(writer, &status, 0) == writer && status == 0);
    begin();
}

static void says_what_fails(void)
{
    struct line_reader reader = {0};
    struct error err = {0}, whole = {0};
    struct buf content = {0};
    const char *const paths[] = {path, folder, "/nowhere/at/all", ""};
    begin();
    lines_close(&reader);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        check_row("%s", paths[i]);
        CHECK(!lines_open(&reader, paths[i], &err));
        CHECK(!file_read(&content, paths[i], &whole));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(span_of(err.text), whole.text);
        CHECK_NUMBER((long long)err.why, (long long)whole.why);
        lines_close(&reader);
    }
    buf_clear(&content);
}

static const struct check_case cases[] = {
    {"reads lines", reads_lines},
    {"keeps NULs", keeps_nuls},
    {"reads across blocks", reads_across_blocks},
    {"holds a block", holds_a_block},
    {"hands out the rest", hands_out_the_rest},
    {"reads pipes", reads_pipes},
    {"says what fails", says_what_fails},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
