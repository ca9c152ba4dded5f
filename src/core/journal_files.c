#include "journal_files.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

char *journal_real_path(const char *path)
{
    struct stat status;
    bool regular = stat(path, &status) == 0 && S_ISREG(status.st_mode);
    char *real = regular ? realpath(path, NULL) : NULL;
    return real ? real : mem_text(path);
}

char *journal_old_path(const char *path)
{
    struct buf old = {0};
    buf_printf(&old, "%s.1", path);
    return old.at;
}

bool journal_is_at(const char *path, int file)
{
    struct stat by_path, by_file;
    if (stat(path, &by_path) != 0)
        return file < 0 && errno == ENOENT;
    return file >= 0 && fstat(file, &by_file) == 0 && by_path.st_ino == by_file.st_ino &&
           by_path.st_dev == by_file.st_dev;
}

/* The pauses grow: an append takes microseconds, waiting for a disk milliseconds. */
bool journal_lock_file(int file, int kind, int64_t wait)
{
    const int64_t longest = 5 * CLOCK_MS, end = clock_ticks() + wait;
    for (struct timespec pause = {.tv_nsec = 20000};;) {
        if (flock(file, kind | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        if (clock_ticks() >= end)
            break;
        nanosleep(&pause, NULL);
        pause.tv_nsec = pause.tv_nsec * 2 < longest ? pause.tv_nsec * 2 : longest;
    }
    errno = EWOULDBLOCK;
    return false;
}

void journal_add_folder(struct buf *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    buf_add(out, slash ? (struct span){path, (size_t)(slash - path) + 1} : SPAN("."));
}

bool journal_sync_folder(const char *path)
{
    struct buf folder = {0};
    journal_add_folder(&folder, path);
    int file = open(folder.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = file < 0 || fsync(file) == 0 || errno == EINVAL;
    int failure = errno;
    if (file >= 0)
        close(file);
    buf_clear(&folder);
    errno = failure;
    return synced;
}
