#include "check.h"
#include "files.h"
#include "lines_back.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static char path[96];

static void begin(void)
{
    snprintf(path, sizeof path, "%s/file", folder);
    remove(path);
}

/* Makes a file and begins at its end; returns it, to be closed. */
static int open_content(struct lines_back *reader, struct span content)
{
    struct error err = {0};
    begin();
    CHECK(file_write(path, content, false, &err));
    int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    lines_back_open(reader, file, (int64_t)content.size);
    return file;
}

static const struct {
    struct span content;
    const char *lines; /* each behind its offset, with a bar in front */
} files[] = {
    {BYTES(""), ""},
    {BYTES("\n\n \t\r\n"), ""},
    {BYTES("a\n"), "|0a"},
    {BYTES("a"), "|0a"},
    {BYTES("\n \na"), "|3a"},
    {BYTES("\na\n"), "|1a"},
    {BYTES("a\nb"), "|2b|0a"},
    {BYTES("a\r\n\r\nbc\r\n"), "|5bc|0a"},
    {BYTES("a\r"), "|0a"},
    {BYTES("a\n\n\n \n"), "|0a"},
    {BYTES(" a \n\tb\r\r\n"), "|4\tb\r|0 a "},
};

static void reads_lines(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct lines_back reader;
        struct buf got = {0};
        struct span line;
        int64_t at;
        struct error err = {0};
        check_row("row %zu", i);
        int file = open_content(&reader, files[i].content);
        while (lines_back_next(&reader, &line, &at, &err) == LINE_READ)
            buf_printf(&got, "|%lld%.*s", (long long)at, SPAN_ARG(line));
        CHECK_SPAN(buf_span(&got), span_of(files[i].lines));
        CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_END);
        CHECK_NUMBER(err.code, ERROR_NONE);
        lines_back_close(&reader);
        close(file);
        buf_clear(&got);
    }
    lines_back_close(&(struct lines_back){0});
}

static void keeps_nuls(void)
{
    struct lines_back reader;
    struct span line;
    struct error err;
    int file = open_content(&reader, SPAN("\0\na\0b\n"));
    CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_READ);
    CHECK_SPAN(line, SPAN("a\0b"));
    CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_READ);
    CHECK_SPAN(line, SPAN("\0"));
    lines_back_close(&reader);
    close(file);
}

/* What is appended meanwhile is not seen. */
static void ends_where_it_began(void)
{
    struct lines_back reader;
    struct span line;
    struct error err;
    int file = open_content(&reader, SPAN("a\nb\n"));
    CHECK(file_write_all(file, SPAN("c\n")));
    CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_READ);
    CHECK_TEXT(line, "b");
    lines_back_close(&reader);
    close(file);
}

/* A line of `size` bytes that no other has. */
static void add_line(struct buf *out, size_t size, size_t number)
{
    buf_add_repeated(out, (char)('a' + number % 26), size);
    buf_add_byte(out, '\n');
}

/* Lines as `sizes` says, read back: each at its place, and held in little more than the longest. */
static void check_sizes(const size_t *sizes, size_t count, size_t most)
{
    struct buf content = {0};
    struct lines_back reader;
    struct span line;
    struct error err;
    int64_t at, end;
    for (size_t i = 0; i < count; i++)
        add_line(&content, sizes[i], i);
    int file = open_content(&reader, buf_span(&content));
    end = (int64_t)content.size;
    for (size_t i = count; i-- > 0;) {
        check_row("line %zu", i);
        if (!CHECK(lines_back_next(&reader, &line, &at, &err) == LINE_READ))
            break;
        end -= (int64_t)sizes[i] + 1;
        CHECK_NUMBER(at, end);
        CHECK_NUMBER((long long)line.size, (long long)sizes[i]);
        CHECK_NUMBER(line.at[0], (long long)('a' + i % 26));
        CHECK_NUMBER(line.at[line.size - 1], (long long)('a' + i % 26));
        CHECK(reader.held.room <= most);
    }
    CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_END);
    lines_back_close(&reader);
    close(file);
    buf_clear(&content);
}

/* Around the sizes of blocks lines are cut at every place. */
static void reads_across_blocks(void)
{
    enum { FIRST = 64 << 10 };
    static const size_t sizes[] = {
        2,         3 * LINES_BLOCK + 5, LINES_BLOCK + 1, LINES_BLOCK, LINES_BLOCK - 1, FIRST + 1,
        FIRST - 1, FIRST - 2,           FIRST - 3,       FIRST,       FIRST - 1,       1};
    check_sizes(sizes, COUNT_OF(sizes), 10 * LINES_BLOCK);
}

/* What is held stays small, whatever the file's size. */
static void holds_a_block(void)
{
    static size_t sizes[16 << 10];
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        sizes[i] = 900 + i % 97;
    check_sizes(sizes, COUNT_OF(sizes), 3 * LINES_BLOCK);
}

static void says_what_cannot_be_read(void)
{
    struct lines_back reader;
    struct span line;
    struct error err = {0};
    int file = open_content(&reader, SPAN("a\nb\n"));
    CHECK(ftruncate(file, 3) == 0);
    CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_FAILED);
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK_TEXT(span_of(err.text), "the line that ends at byte 4 can't be read: the file has become "
                                  "shorter meanwhile");
    CHECK(lines_back_next(&reader, &line, NULL, &err) == LINE_FAILED);
    lines_back_close(&reader);
    close(file);
}

static const struct check_case cases[] = {
    {"reads lines", reads_lines},
    {"keeps NULs", keeps_nuls},
    {"ends where it began", ends_where_it_began},
    {"reads across blocks", reads_across_blocks},
    {"holds a block", holds_a_block},
    {"says what cannot be read", says_what_cannot_be_read},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
