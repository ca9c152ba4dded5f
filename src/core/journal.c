#include "journal.h"

#include "clock.h"
#include "files.h"
#include "journal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool open_file(struct journal *journal, struct error *err)
{
    struct stat status;
    /* Readable too, since the last byte is looked at. */
    journal->file = open(journal->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (journal->file >= 0) {
        journal->regular = fstat(journal->file, &status) == 0 && S_ISREG(status.st_mode);
        journal->listed = !journal->regular;
        return true;
    }
    error_errno(err, ERROR_SYSTEM, errno, "cannot open the journal %s", journal->path);
    return error_hint(err, "name another with --journal FILE, or record nothing with --no-record");
}

bool journal_open(struct journal *journal, const char *path, int64_t most, struct error *err)
{
    *journal = (struct journal){.path = mem_text(path), .most = most, .file = -1};
    if (!open_file(journal, err))
        return false;
    free(journal->path);
    journal->path = journal_real_path(path);
    return true;
}

static bool cannot_write(const struct journal *journal, int failure, struct error *err)
{
    return error_errno(err, ERROR_SYSTEM, failure, "cannot write to the journal %s", journal->path);
}

/* A device or pipe has no disk to wait for (EINVAL). */
static bool sync_file(struct journal *journal, struct error *err)
{
    bool synced = fdatasync(journal->file) == 0 || errno == EINVAL;
    journal->unsynced = journal->unsynced && !synced;
    journal->listed = journal->listed || (synced && journal_sync_folder(journal->path));
    return (synced && journal->listed) || cannot_write(journal, errno, err);
}

/* Closes the file, whose name is another by now; journal_sync() would miss what was written. */
static bool leave_file(struct journal *journal, struct error *err)
{
    journal->listed = true; /* as far as it matters: who renamed it sees to the folder */
    bool synced = !journal->unsynced || sync_file(journal, err);
    close(journal->file);
    journal->file = -1;
    journal->unsynced = false;
    return synced;
}

bool journal_lock(struct journal *journal, struct error *err)
{
    const int64_t wait = 2 * CLOCK_SECOND;
    for (;;) {
        if (journal->file < 0 && !open_file(journal, err))
            return false;
        if (!journal_lock_file(journal->file, LOCK_EX, wait))
            return error_errno(err, ERROR_SYSTEM, errno, "cannot lock the journal %s",
                               journal->path);
        if (journal_is_at(journal->path, journal->file))
            return true;
        journal_unlock(journal);
        if (!leave_file(journal, err))
            return false;
    }
}

void journal_unlock(struct journal *journal)
{
    if (journal->file >= 0)
        flock(journal->file, LOCK_UN);
}

static bool is_full(const struct journal *journal, size_t more)
{
    struct stat status;
    return journal->regular && journal->most > 0 && fstat(journal->file, &status) == 0 &&
           status.st_size > 0 && status.st_size > journal->most - (int64_t)more;
}

/*
 * Gives the file the name of the one before it; others may be first to make the new one. Where it
 * has that name already, as a second one, rename(2) would do nothing.
 */
static bool rotate(const struct journal *journal)
{
    char *old = journal_old_path(journal->path);
    bool second = journal_is_at(old, journal->file);
    bool renamed = (!second || unlink(old) == 0) && rename(journal->path, old) == 0;
    free(old);
    return renamed;
}

/* A file that can't be renamed is better too large than without the record. */
static bool lock_with_room(struct journal *journal, size_t size, struct error *err)
{
    for (;;) {
        if (!journal_lock(journal, err))
            return false;
        if (!is_full(journal, size) || !rotate(journal))
            return true;
        journal_unlock(journal);
        if (!leave_file(journal, err))
            return false;
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

bool journal_append(struct journal *journal, struct span lines, bool durable, size_t *written,
                    struct error *err)
{
    size_t none;
    written = written ? written : &none;
    *written = 0;
    if (!lock_with_room(journal, lines.size, err))
        return false;
    if (!ends_torn(journal) || file_write_all(journal->file, SPAN("\n")))
        *written = write_most(journal->file, lines);
    int failure = errno;
    journal->unsynced = journal->unsynced || *written > 0;
    journal_unlock(journal);
    if (*written > 0 && durable && !sync_file(journal, err)) {
        *written = 0;
        return false;
    }
    return *written == lines.size || cannot_write(journal, failure, err);
}

bool journal_sync(struct journal *journal, struct error *err)
{
    return journal->file < 0 || sync_file(journal, err);
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
