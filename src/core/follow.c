#include "follow.h"

#include "files.h"
#include "journal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void remember(struct follow *follow, struct span line)
{
    struct span id;
    if (delivery_line_id(line, &id) && id.size == ULID_SIZE)
        memcpy(follow->last, id.at, ULID_SIZE);
}

/* The end of the last line that is whole within `size` bytes; its record is the last one seen. */
static int64_t end_of_lines(struct follow *follow, int64_t size)
{
    struct lines_back lines;
    struct span line;
    struct error ignored;
    int64_t at = 0;
    char last = '\n';
    lines_back_open(&lines, follow->file, size);
    bool torn = size > 0 && pread(follow->file, &last, 1, size - 1) == 1 && last != '\n';
    bool some = lines_back_next(&lines, &line, &at, &ignored) == LINE_READ;
    int64_t end = some && torn ? at : size;
    if (some && torn)
        some = lines_back_next(&lines, &line, &at, &ignored) == LINE_READ;
    if (some)
        remember(follow, line);
    lines_back_close(&lines);
    return end;
}

void follow_begin(struct follow *follow, const char *path, const struct history *history)
{
    *follow = (struct follow){.path = path, .file = -1};
    if (!history || history->files[0].file < 0)
        return;
    follow->file = fcntl(history->files[0].file, F_DUPFD_CLOEXEC, 3);
    if (follow->file >= 0)
        follow->at = end_of_lines(follow, history->files[0].size);
}

/* Takes the next whole line off what is held. */
static bool take_line(struct follow *follow, struct span *line)
{
    struct span ahead = span_slice(buf_span(&follow->held), follow->taken, follow->held.size);
    const char *end = ahead.size ? memchr(ahead.at, '\n', ahead.size) : NULL;
    if (!end)
        return false;
    *line = span_slice(ahead, 0, (size_t)(end - ahead.at));
    follow->taken += line->size + 1;
    return true;
}

/* Reads on; -1 with errno where that fails, 0 at the end of the file. */
static ssize_t read_more(struct follow *follow)
{
    buf_drop(&follow->held, follow->taken);
    follow->at += (int64_t)follow->taken;
    follow->taken = 0;
    char *space = buf_space(&follow->held, LINES_BLOCK);
    ssize_t size;
    do
        size = pread(follow->file, space, LINES_BLOCK, follow->at + (int64_t)follow->held.size);
    while (size < 0 && errno == EINTR);
    if (size > 0)
        buf_grew(&follow->held, (size_t)size);
    return size;
}

/* Where to go on in a file that took the other's place: behind the last record, or at its begin. */
static int64_t place_in(const struct follow *follow, int file)
{
    struct lines_back lines;
    struct span line, id;
    struct error ignored;
    int64_t at, size = lseek(file, 0, SEEK_END), place = 0;
    lines_back_open(&lines, file, size > 0 ? size : 0);
    while (!place && follow->last[0] && lines_back_next(&lines, &line, &at, &ignored) == LINE_READ)
        if (delivery_line_id(line, &id) && span_is(id, follow->last))
            place = at + (int64_t)line.size + 1;
    lines_back_close(&lines);
    return place;
}

/* False where there is no file to go on with, which may be so for a moment. */
static bool open_next(struct follow *follow)
{
    int file = open(follow->path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    if (follow->file >= 0)
        close(follow->file);
    follow->file = file;
    follow->at = place_in(follow, file);
    follow->taken = 0;
    buf_reset(&follow->held);
    return true;
}

static enum line_result next_whole(struct follow *follow, struct span *line, struct error *err)
{
    while (!take_line(follow, line)) {
        /* Asked before the rest is read: nobody appends to a file that was replaced. */
        bool replaced = follow->file < 0 || !journal_is_at(follow->path, follow->file);
        ssize_t size = follow->file < 0 ? 0 : read_more(follow);
        if (size < 0) {
            error_errno(err, ERROR_INPUT, errno, "cannot read on in %s", follow->path);
            return LINE_FAILED;
        }
        if (size == 0 && (!replaced || !open_next(follow)))
            return LINE_END;
    }
    return LINE_READ;
}

enum line_result follow_next(struct follow *follow, struct span *line, struct error *err)
{
    enum line_result result;
    do
        result = next_whole(follow, line, err);
    while (result == LINE_READ && span_strip(*line).size == 0);
    if (result == LINE_READ)
        remember(follow, *line);
    return result;
}

void follow_end(struct follow *follow)
{
    if (follow->path && follow->file >= 0)
        close(follow->file);
    buf_clear(&follow->held);
}
