#include "journal.h"

#include "clock.h"
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool open_file(struct journal *journal, struct error *err)
{
    /* Readable too, since the last byte is looked at. */
    journal->file = open(journal->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (journal->file >= 0)
        return true;
    error_errno(err, ERROR_SYSTEM, errno, "cannot open the journal %s", journal->path);
    return error_hint(err, "name another with --journal FILE, or record nothing with --no-record");
}

bool journal_open(struct journal *journal, const char *path, struct error *err)
{
    *journal = (struct journal){.path = mem_text(path), .file = -1};
    return open_file(journal, err);
}

/* Whether the path still names the file that is open. */
static bool is_current(const struct journal *journal)
{
    struct stat by_path, by_file;
    return stat(journal->path, &by_path) == 0 && fstat(journal->file, &by_file) == 0 &&
           by_path.st_ino == by_file.st_ino && by_path.st_dev == by_file.st_dev;
}

/* Tries for a while only: a process that holds the lock and stands still must not stop us. */
static bool lock(struct journal *journal)
{
    enum { TRIES = 400 };
    const struct timespec pause = {.tv_nsec = 5 * CLOCK_MS};
    for (int i = 0; i < TRIES; i++) {
        if (flock(journal->file, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        nanosleep(&pause, NULL);
    }
    errno = EWOULDBLOCK;
    return false;
}

/*
 * Locks the file that the path names now, which another process may replace until the lock is held.
 */
static bool lock_current(struct journal *journal, struct error *err)
{
    for (;;) {
        if (journal->file < 0 && !open_file(journal, err))
            return false;
        if (!lock(journal))
            return error_errno(err, ERROR_SYSTEM, errno, "cannot lock the journal %s",
                               journal->path);
        if (is_current(journal))
            return true;
        close(journal->file);
        journal->file = -1;
    }
}

static bool ends_torn(const struct journal *journal)
{
    struct stat status;
    char last = '\n';
    if (fstat(journal->file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        return false;
    return pread(journal->file, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

/* Writes as much as the system takes; errno says why it is not all. */
static size_t write_most(int file, struct span bytes)
{
    size_t written = 0;
    while (written < bytes.size) {
        ssize_t size = write(file, bytes.at + written, bytes.size - written);
        if (size < 0 && errno != EINTR)
            break;
        written += size > 0 ? (size_t)size : 0;
    }
    return written;
}

/* A device or pipe has no disk to wait for (EINVAL). */
static bool sync_file(const struct journal *journal)
{
    return fdatasync(journal->file) == 0 || errno == EINVAL;
}

static bool cannot_write(const struct journal *journal, int failure, struct error *err)
{
    return error_errno(err, ERROR_SYSTEM, failure, "cannot write to the journal %s", journal->path);
}

bool journal_append(struct journal *journal, struct span lines, bool durable, size_t *written,
                    struct error *err)
{
    size_t none;
    written = written ? written : &none;
    *written = 0;
    if (!lock_current(journal, err))
        return false;
    if (!ends_torn(journal) || file_write_all(journal->file, SPAN("\n")))
        *written = write_most(journal->file, lines);
    int failure = errno;
    bool done = *written == lines.size;
    flock(journal->file, LOCK_UN);
    if (*written > 0 && durable && !sync_file(journal)) {
        failure = errno;
        *written = 0;
        done = false;
    }
    return done || cannot_write(journal, failure, err);
}

bool journal_sync(struct journal *journal, struct error *err)
{
    return journal->file < 0 || sync_file(journal) || cannot_write(journal, errno, err);
}

void journal_close(struct journal *journal)
{
    if (!journal || !journal->path)
        return;
    if (journal->file >= 0)
        close(journal->file);
    free(journal->path);
    *journal = (struct journal){.file = -1};
}
