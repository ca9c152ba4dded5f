#include "lines.h"

#include "files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool lines_open(struct line_reader *reader, const char *path, struct error *err)
{
    *reader = (struct line_reader){.file = file_open(path, err)};
    if (reader->file < 0)
        return false;
    lines_more(reader);
    if (!reader->failure)
        return true;
    error_set(err, ERROR_INPUT, "%s", strerror(reader->failure));
    return file_unreadable(path, err);
}

struct span lines_ahead(const struct line_reader *reader)
{
    return span_slice(buf_span(&reader->held), reader->at, reader->held.size);
}

/* Makes space for a block; NULL where more than the limit would be held. */
static char *make_space(struct line_reader *reader)
{
    buf_drop(&reader->held, reader->at);
    reader->at = 0;
    return reader->held.size < FILE_LIMIT ? buf_space(&reader->held, LINES_BLOCK) : NULL;
}

bool lines_more(struct line_reader *reader)
{
    if (reader->ended)
        return false;
    char *space = make_space(reader);
    ssize_t size = -1;
    errno = EFBIG;
    while (space && (size = read(reader->file, space, LINES_BLOCK)) < 0 && errno == EINTR)
        continue;
    reader->failure = size < 0 ? errno : 0;
    reader->ended = size <= 0;
    if (size > 0)
        buf_grew(&reader->held, (size_t)size);
    return size > 0;
}

/* Takes the next line off what is held; false where its end is not there yet. */
static bool take_line(struct line_reader *reader, struct span *line)
{
    struct span ahead = lines_ahead(reader);
    size_t fresh = ahead.size - reader->scanned;
    const char *end = fresh ? memchr(ahead.at + reader->scanned, '\n', fresh) : NULL;
    bool last = !end && reader->ended && !reader->failure && ahead.size > 0;
    reader->scanned = end || last ? 0 : ahead.size;
    if (!end && !last)
        return false;
    size_t size = end ? (size_t)(end - ahead.at) : ahead.size;
    reader->at += size + (end ? 1 : 0);
    reader->number++;
    if (size > 0 && ahead.at[size - 1] == '\r')
        size--;
    *line = span_slice(ahead, 0, size);
    return true;
}

static enum line_result end_of(const struct line_reader *reader, struct error *err)
{
    if (!reader->failure)
        return LINE_END;
    error_set(err, ERROR_INPUT, "%s",
              reader->failure == EFBIG ? "it is longer than 1 GiB" : strerror(reader->failure));
    error_context(err, "line %zu can't be read", reader->number + 1);
    return LINE_FAILED;
}

enum line_result lines_next(struct line_reader *reader, struct span *line, struct error *err)
{
    do {
        while (!take_line(reader, line))
            if (!lines_more(reader) && (reader->failure || lines_ahead(reader).size == 0))
                return end_of(reader, err);
    } while (span_trim(*line).size == 0);
    return LINE_READ;
}

bool lines_several(struct line_reader *reader)
{
    size_t at = 0, seen = 0;
    bool blank = true; /* the line so far */
    do {
        struct span ahead = lines_ahead(reader);
        for (; at < ahead.size && seen < 2; at++) {
            bool filled = blank && !is_white_space(ahead.at[at]);
            seen += filled;
            blank = ahead.at[at] == '\n' || (blank && !filled);
        }
    } while (seen < 2 && lines_more(reader));
    return seen > 1;
}

bool lines_rest(struct line_reader *reader, struct span *text, struct error *err)
{
    while (lines_more(reader))
        continue;
    if (reader->failure)
        return error_set(err, ERROR_INPUT, "%s",
                         reader->failure == EFBIG ? "it is larger than 1 GiB"
                                                  : strerror(reader->failure));
    *text = lines_ahead(reader);
    reader->at = reader->held.size;
    reader->scanned = 0;
    return true;
}

void lines_close(struct line_reader *reader)
{
    /* A zeroed reader holds no file, and descriptor 0 stays open all the same. */
    if (reader->file > 0)
        file_close(reader->file);
    buf_clear(&reader->held);
}
