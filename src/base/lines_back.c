#include "lines_back.h"

#include "files.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { FIRST_BLOCK = 64 << 10 };

void lines_back_open(struct lines_back *reader, int file, int64_t size)
{
    *reader = (struct lines_back){.file = file, .at = size, .block = FIRST_BLOCK};
}

/*
 * Reads what stands in front of what is held. A line that goes through many blocks is moved with
 * each of them: as much is read as there is of it, so that the moves stay few.
 */
static bool read_more(struct lines_back *reader)
{
    size_t size = reader->left > reader->block ? reader->left : reader->block;
    if (size > FILE_LIMIT - reader->left)
        size = FILE_LIMIT - reader->left;
    if ((int64_t)size > reader->at - reader->from)
        size = (size_t)(reader->at - reader->from);
    errno = EFBIG;
    reader->held.size = reader->left;
    bool read = size > 0 && buf_space(&reader->held, size);
    if (read) {
        memmove(reader->held.at + size, reader->held.at, reader->left);
        read = file_read_at(reader->file, reader->held.at, size, reader->at - (int64_t)size);
    }
    if (!read) {
        reader->failure = errno;
        return false;
    }
    reader->at -= (int64_t)size;
    reader->left += size;
    reader->block = reader->block < LINES_BLOCK ? reader->block * 2 : LINES_BLOCK;
    return true;
}

/* Takes the last line off what is held; false where its begin is not there yet. */
static bool take_line(struct lines_back *reader, struct span *line, int64_t *at)
{
    const char *held = reader->held.at ? reader->held.at : ""; /* of an empty file */
    size_t fresh = reader->left - reader->scanned;
    const char *end = fresh ? memrchr(held, '\n', fresh) : NULL;
    reader->scanned = end ? 0 : reader->left;
    if (!end && reader->at > reader->from)
        return false;
    size_t from = end ? (size_t)(end - held) + 1 : 0, size = reader->left - from;
    if (size > 0 && held[reader->left - 1] == '\r')
        size--;
    *line = (struct span){held + from, size};
    *at = reader->at + (int64_t)from;
    reader->left = end ? from - 1 : 0;
    reader->ended = !end;
    return true;
}

static enum line_result failed(const struct lines_back *reader, struct error *err)
{
    error_set(err, ERROR_INPUT, "%s",
              reader->failure == EFBIG    ? "it is longer than 1 GiB"
              : reader->failure == ESTALE ? "the file has become shorter meanwhile"
                                          : strerror(reader->failure));
    error_context(err, "the line that ends at byte %" PRId64 " can't be read",
                  reader->at + (int64_t)reader->left);
    return LINE_FAILED;
}

enum line_result lines_back_next(struct lines_back *reader, struct span *line, int64_t *at,
                                 struct error *err)
{
    int64_t unasked;
    do {
        if (reader->ended)
            return LINE_END;
        if (reader->failure)
            return failed(reader, err);
        while (!take_line(reader, line, at ? at : &unasked))
            if (!read_more(reader))
                return failed(reader, err);
    } while (span_trim(*line).size == 0);
    return LINE_READ;
}

void lines_back_close(struct lines_back *reader)
{
    buf_clear(&reader->held);
}
