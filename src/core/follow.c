#include "follow.h"

#include "files.h"
#include "journal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool remember(struct follow *follow, struct span line)
{
    struct span id;
    bool found = delivery_line_id(line, &id);
    if (found)
        memcpy(follow->last, id.at, ULID_SIZE);
    return found;
}

/* The end of the last line that is whole within `size` bytes. */
static int64_t end_of_lines(struct follow *follow, int64_t size)
{
    struct lines_back lines;
    struct span line;
    struct error ignored;
    int64_t at = 0, end = size;
    char last = '\n';
    lines_back_open(&lines, follow->file, size);
    if (size > 0 && pread(follow->file, &last, 1, size - 1) == 1 && last != '\n' &&
        lines_back_next(&lines, &line, &at, &ignored) == LINE_READ)
        end = at;
    while (lines_back_next(&lines, &line, &at, &ignored) == LINE_READ && !remember(follow, line))
        continue;
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
    size_t fresh = ahead.size - follow->scanned;
    const char *end = fresh ? memchr(ahead.at + follow->scanned, '\n', fresh) : NULL;
    follow->scanned = end ? 0 : ahead.size;
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
    errno = EFBIG;
    char *space = follow->held.size < FILE_LIMIT ? buf_space(&follow->held, LINES_BLOCK) : NULL;
    ssize_t size = -1;
    while (space &&
           (size = pread(follow->file, space, LINES_BLOCK,
                         follow->at + (int64_t)follow->held.size)) < 0 &&
           errno == EINTR)
        continue;
    if (size > 0)
        buf_grew(&follow->held, (size_t)size);
    return size;
}

static void go_to(struct follow *follow, int64_t at)
{
    follow->at = at;
    follow->taken = follow->scanned = 0;
    buf_shrink(&follow->held, LINES_BLOCK);
    buf_reset(&follow->held);
}

/* Behind the newest line of a file whose id is the last one, or with `before` not a later one. */
static bool find_last(const struct follow *follow, int file, bool before, int64_t *place)
{
    struct lines_back lines;
    struct span line, id;
    struct error ignored;
    struct stat status = {0};
    int64_t at;
    bool found = false;
    if (fstat(file, &status) != 0)
        return false;
    lines_back_open(&lines, file, status.st_size);
    while (!found && lines_back_next(&lines, &line, &at, &ignored) == LINE_READ) {
        int order = delivery_line_id(line, &id) ? memcmp(id.at, follow->last, ULID_SIZE) : 1;
        found = order == 0 || (before && order < 0);
        *place = at + (int64_t)line.size + 1;
    }
    lines_back_close(&lines);
    return found;
}

/* Where to go on in a file that took the other's place: after a rotation at its begin. */
static int64_t place_in(const struct follow *follow, int file)
{
    char *real = journal_real_path(follow->path), *old = journal_old_path(real);
    bool rotated = follow->file >= 0 && journal_is_at(old, follow->file);
    int64_t place;
    free(old);
    free(real);
    bool found = follow->last[0] && !rotated &&
                 (find_last(follow, file, false, &place) || find_last(follow, file, true, &place));
    return found ? place : 0;
}

/* False where there is no file to go on with, which may be so for a moment. */
static bool open_next(struct follow *follow)
{
    struct stat status;
    int file = open(follow->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0)
            close(file);
        return false;
    }
    int64_t place = place_in(follow, file);
    if (follow->file >= 0)
        close(follow->file);
    follow->file = file;
    go_to(follow, place);
    return true;
}

/* Whether the file was emptied in place, and written to anew. */
static bool was_emptied(const struct follow *follow)
{
    struct stat status;
    return follow->file >= 0 && fstat(follow->file, &status) == 0 &&
           status.st_size < follow->at + (int64_t)follow->held.size;
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
        if (size == 0 && was_emptied(follow))
            go_to(follow, 0);
        else if (size == 0 && (!replaced || !open_next(follow)))
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
