#include "history.h"

#include "clock.h"
#include "delivery.h"
#include "files.h"
#include "journal_files.h"
#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool unreadable(const struct history_file *file, const char *why, struct error *err)
{
    error_set(err, ERROR_INPUT, "%s", why);
    return file_unreadable(file->name, err);
}

/* Opens one file, unless there is none. */
static bool open_file(struct history_file *file, struct error *err)
{
    struct stat status;
    file->file = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->file < 0)
        return errno == ENOENT || unreadable(file, strerror(errno), err);
    if (fstat(file->file, &status) != 0)
        return unreadable(file, strerror(errno), err);
    if (S_ISREG(status.st_mode))
        return true;
    return unreadable(file, S_ISDIR(status.st_mode) ? strerror(EISDIR) : "it is no regular file",
                      err);
}

static bool open_older(struct history_file *file, struct error *err)
{
    if (open_file(file, err))
        return true;
    error_hint(err,
               "a journal is rotated to that name: what has it must be a file that can be read, "
               "or move away");
    return false;
}

static void close_file(struct history_file *file)
{
    if (file->file >= 0)
        close(file->file);
    file->file = -1;
    file->size = 0;
}

static bool take_size(struct history_file *file, struct error *err)
{
    struct stat status = {0};
    if (file->file >= 0 && fstat(file->file, &status) != 0)
        return unreadable(file, strerror(errno), err);
    file->size = status.st_size;
    return true;
}

/*
 * Opens both and takes their sizes while nobody appends or rotates. Who can't have the lock for the
 * while goes on without: then a record may be seen of which a part is written only. `settled` says
 * whether the names still mean what was opened; a file of two names is opened once.
 */
static bool open_both(struct history_file *files, bool *settled, struct error *err)
{
    const int64_t wait = 100 * CLOCK_MS;
    if (!open_file(&files[0], err))
        return false;
    bool locked = files[0].file >= 0 && journal_lock_file(files[0].file, LOCK_SH, wait);
    bool opened =
        open_older(&files[1], err) && take_size(&files[0], err) && take_size(&files[1], err);
    *settled =
        journal_is_at(files[0].path, files[0].file) && journal_is_at(files[1].path, files[1].file);
    if (files[1].file >= 0 && journal_is_at(files[0].path, files[1].file))
        close_file(&files[1]);
    if (locked)
        flock(files[0].file, LOCK_UN);
    return opened;
}

bool history_open(struct history *history, const char *path, struct error *err)
{
    enum { TRIES = 100 };
    struct history_file *files = history->files;
    bool settled = false;
    *history = (struct history){0};
    files[0] =
        (struct history_file){.path = journal_real_path(path), .name = mem_text(path), .file = -1};
    files[1] = (struct history_file){
        .path = journal_old_path(files[0].path), .name = journal_old_path(path), .file = -1};
    for (int i = 0; i < TRIES && !settled; i++) {
        close_file(&files[0]);
        close_file(&files[1]);
        if (!open_both(files, &settled, err))
            return false;
    }
    if (!settled)
        return unreadable(&files[0], "it is being replaced all the time", err);
    if (files[0].file < 0 && files[1].file < 0)
        return unreadable(&files[0], strerror(ENOENT), err);
    history_rewind(history);
    return true;
}

void history_rewind(struct history *history)
{
    lines_back_close(&history->lines);
    history->reading = 0;
    lines_back_open(&history->lines, history->files[0].file, history->files[0].size);
}

/* A file that is not there has no line: its size is 0. */
enum line_result history_previous(struct history *history, struct span *line, struct place *place,
                                  struct error *err)
{
    enum line_result result;
    int64_t at;
    while ((result = lines_back_next(&history->lines, line, &at, err)) == LINE_END &&
           history->reading + 1 < HISTORY_FILES) {
        const struct history_file *next = &history->files[++history->reading];
        lines_back_close(&history->lines);
        lines_back_open(&history->lines, next->file, next->size);
    }
    if (result == LINE_READ)
        *place = (struct place){history->reading, at, line->size};
    else if (result == LINE_FAILED)
        error_context(err, "%s", history->files[history->reading].name);
    return result;
}

bool history_read(const struct history *history, const struct place *place, struct buf *line,
                  struct error *err)
{
    const struct history_file *file = &history->files[place->file];
    char *space = buf_space(line, place->size);
    if (!space)
        return unreadable(file, strerror(EFBIG), err);
    if (!file_read_at(file->file, space, place->size, place->at))
        return unreadable(file, strerror(errno), err);
    buf_grew(line, place->size);
    return true;
}

/* Counts the line ends between two places. */
static bool count_ends(int file, int64_t from, int64_t to, size_t *count)
{
    char block[64 << 10];
    *count = 0;
    while (from < to) {
        size_t size = to - from < (int64_t)sizeof block ? (size_t)(to - from) : sizeof block;
        if (!file_read_at(file, block, size, from))
            return false;
        const char *at = block, *end = block + size;
        while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
            ++*count;
            at++;
        }
        from += (int64_t)size;
    }
    return true;
}

size_t history_line(struct history *history, const struct place *place)
{
    struct history_file *file = &history->files[place->file];
    size_t ends;
    if (place->at < file->counted / 2)
        file->counted = 0, file->ends = 0;
    bool back = place->at < file->counted;
    if (!count_ends(file->file, back ? place->at : file->counted, back ? file->counted : place->at,
                    &ends))
        return 0;
    file->counted = place->at;
    file->ends = back ? file->ends - ends : file->ends + ends;
    return file->ends + 1;
}

const char *history_path(const struct history *history, const struct place *place)
{
    return history->files[place->file].name;
}

/*
 * Goes back over the lines of a file that end before `end` and begin behind `from`, as far as the
 * first with an id (`wanted`: with this one, and whole). LINE_END where there is none. Nothing else
 * of the file is read, however long a line is.
 */
static enum line_result find_back(const struct history_file *file, int64_t from, int64_t end,
                                  const char *wanted, char *id, struct place *place,
                                  struct error *err)
{
    struct lines_back lines;
    struct span line, value, found = {0};
    struct error broken;
    enum line_result result;
    lines_back_open(&lines, file->file, end);
    lines.from = from;
    bool skip = end < file->size; /* what it is the begin of may go on behind the end */
    bool done = false;
    while (!done && (result = lines_back_next(&lines, &line, &place->at, err)) == LINE_READ) {
        if (place->at == from && from > 0) /* a part of a line */
            result = LINE_END;
        done = result == LINE_END ||
               (!skip && delivery_line_id(line, &found) &&
                (!wanted || (span_is(found, wanted) && json_document(line, &value, &broken))));
        skip = false;
    }
    if (result == LINE_READ) {
        place->size = line.size;
        if (id)
            memcpy(id, found.at, ULID_SIZE);
    }
    lines_back_close(&lines);
    return result;
}

enum { TIME_SIZE = 10 }; /* characters of a ULID that are its time, which sort as they stand */

/* Where, within a block, the records of the time of an id begin if they are sorted. */
static bool find_time(const struct history_file *file, const char *wanted, int64_t *at,
                      struct error *err)
{
    const int64_t near = 64 << 10;
    int64_t low = 0, high = file->size;
    while (high - low > near) {
        int64_t middle = low + (high - low) / 2;
        char id[ULID_SIZE];
        struct place place;
        enum line_result result = find_back(file, low, middle, NULL, id, &place, err);
        if (result == LINE_FAILED)
            return error_context(err, "%s", file->name);
        if (result == LINE_END || memcmp(id, wanted, TIME_SIZE) < 0)
            low = middle;
        else
            high = middle;
    }
    *at = low;
    return true;
}

/* Searches a file up to `radius` around a place; `whole` says whether there is no more of it. */
static bool find_around(const struct history_file *file, int64_t at, int64_t radius, const char *id,
                        struct place *place, bool *found, bool *whole, struct error *err)
{
    int64_t from = at > radius ? at - radius : 0;
    int64_t end = file->size - at > radius ? at + radius : file->size;
    enum line_result result = find_back(file, from, end, id, NULL, place, err);
    *found = result == LINE_READ;
    *whole = from == 0 && end == file->size;
    return result != LINE_FAILED || error_context(err, "%s", file->name);
}

bool history_find(const struct history *history, const char *id, struct place *place, bool *found,
                  struct error *err)
{
    int64_t at[HISTORY_FILES] = {0};
    bool whole[HISTORY_FILES] = {false};
    *found = false;
    for (unsigned i = 0; i < HISTORY_FILES; i++)
        if (!find_time(&history->files[i], id, &at[i], err))
            return false;
    for (int64_t radius = 256 << 10; !(whole[0] && whole[1]); radius *= 16)
        for (unsigned i = 0; i < HISTORY_FILES; i++) {
            if (whole[i])
                continue;
            if (!find_around(&history->files[i], at[i], radius, id, place, found, &whole[i], err))
                return false;
            place->file = i;
            if (*found)
                return true;
        }
    return true;
}

void history_close(struct history *history)
{
    lines_back_close(&history->lines);
    for (unsigned i = 0; i < HISTORY_FILES; i++) {
        if (history->files[i].path) /* a zeroed history has descriptor 0 */
            close_file(&history->files[i]);
        free(history->files[i].path);
        free(history->files[i].name);
    }
    *history = (struct history){0};
}
