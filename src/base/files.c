#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool too_large(size_t most, struct error *err)
{
    bool huge = most >= FILE_LIMIT;
    return error_set(err, ERROR_INPUT, "it is larger than %zu %s", most >> (huge ? 30 : 20),
                     huge ? "GiB" : "MiB");
}

bool file_read_all(struct buf *out, int file, struct error *err)
{
    const size_t most = out->limit ? out->limit : FILE_LIMIT, step = 65536;
    for (;;) {
        size_t left = most - out->size;
        char *space = left ? buf_space(out, left < step ? left : step) : NULL;
        if (!space)
            return too_large(most, err);
        ssize_t size = read(file, space, left < step ? left : step);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set(err, ERROR_INPUT, "%s", strerror(errno));
        if (size == 0)
            return true;
        buf_grew(out, (size_t)size);
    }
}

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

int file_open(const char *path, struct error *err)
{
    int file = is_standard(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        error_set(err, ERROR_INPUT, "%s", strerror(errno));
        file_unreadable(path, err);
    }
    return file;
}

void file_close(int file)
{
    if (file != STDIN_FILENO)
        close(file);
}

bool file_unreadable(const char *path, struct error *err)
{
    return error_context(err, "cannot read %s", is_standard(path) ? "standard input" : path);
}

bool file_read(struct buf *out, const char *path, struct error *err)
{
    int file = file_open(path, err);
    if (file < 0)
        return false;
    bool whole = file_read_all(out, file, err);
    file_close(file);
    return whole || file_unreadable(path, err);
}

bool file_write_all(int file, struct span bytes)
{
    while (bytes.size > 0) {
        ssize_t written = write(file, bytes.at, bytes.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes = span_slice(bytes, (size_t)written, bytes.size);
    }
    return true;
}

bool file_read_at(int file, char *into, size_t size, int64_t at)
{
    while (size > 0) {
        ssize_t got = pread(file, into, size, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got < 0 ? errno : ESTALE;
            return false;
        }
        into += got;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

/* EINVAL: a device or pipe, which has no disk to wait for. */
static bool sync_file(int file)
{
    return fsync(file) == 0 || errno == EINVAL;
}

/* A device, pipe or socket, which is written to and never replaced. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

static bool write_special(const char *path, struct span content, struct error *err)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool written = file >= 0 && file_write_all(file, content);
    int failure = errno;
    if (file >= 0)
        close(file);
    return written || error_errno(err, ERROR_SYSTEM, failure, "cannot write %s", path);
}

void file_remove(const char *path)
{
    if (!is_special(path))
        unlink(path);
}

bool file_write(const char *path, struct span content, bool fresh, struct error *err)
{
    struct buf name = {0};
    if (is_special(path))
        return write_special(path, content, err);
    buf_printf(&name, "%s.XXXXXX", path);
    int file = mkstemp(name.at); /* mode 0600 */
    bool written = file >= 0 && file_write_all(file, content) && sync_file(file);
    if (written)
        written = fresh ? link(name.at, path) == 0 || errno == EEXIST : rename(name.at, path) == 0;
    int failure = errno;
    if (file >= 0) {
        close(file);
        unlink(name.at);
    }
    buf_clear(&name);
    return written || error_errno(err, ERROR_SYSTEM, failure, "cannot write %s", path);
}
