#include "journal_copy.h"

#include "files.h"
#include "journal_files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define INFIX ".new."
#define BLANKS "XXXXXX" /* which mkstemp(3) fills in with letters and digits */

static bool is_left_behind(struct span name, struct span journal)
{
    const size_t fixed = journal.size + sizeof INFIX - 1;
    if (name.size != fixed + sizeof BLANKS - 1 || !span_starts(name, journal) ||
        !span_equal(span_slice(name, journal.size, fixed), SPAN(INFIX)))
        return false;
    for (size_t i = fixed; i < name.size; i++)
        if (!isalnum((unsigned char)name.at[i]))
            return false;
    return true;
}

/*
 * Removes a file if nobody has its lock. Who has made it a moment ago and has no lock yet finds
 * that it is gone, and makes another. By the time there is a lock the name may be another's.
 */
static void remove_unlocked(int folder, const char *name)
{
    struct stat by_name, by_file;
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return;
    if (fstat(file, &by_file) == 0 && S_ISREG(by_file.st_mode) &&
        flock(file, LOCK_EX | LOCK_NB) == 0 &&
        fstatat(folder, name, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
        by_name.st_ino == by_file.st_ino && by_name.st_dev == by_file.st_dev)
        unlinkat(folder, name, 0);
    close(file);
}

void journal_copy_tidy(const char *journal)
{
    struct buf folder = {0};
    journal_add_folder(&folder, journal);
    DIR *entries = opendir(folder.at);
    const char *slash = strrchr(journal, '/');
    struct span base = span_of(slash ? slash + 1 : journal);
    for (const struct dirent *entry; entries && (entry = readdir(entries));)
        if (is_left_behind(span_of(entry->d_name), base))
            remove_unlocked(dirfd(entries), entry->d_name);
    if (entries)
        closedir(entries);
    buf_clear(&folder);
}

static bool cannot_write(const struct journal_copy *copy, struct error *err)
{
    return error_errno(err, ERROR_SYSTEM, errno, "cannot write %s", copy->name);
}

/* Another process that tidies may remove it before it is locked. */
bool journal_copy_open(struct journal_copy *copy, const char *journal, int from, struct error *err)
{
    enum { TRIES = 100 };
    struct stat status;
    *copy = (struct journal_copy){.from = from, .into = -1};
    for (int i = 0; i < TRIES; i++) {
        struct buf name = {0};
        buf_printf(&name, "%s" INFIX BLANKS, journal);
        copy->name = name.at;
        copy->into = mkstemp(copy->name); /* mode 0600 */
        if (copy->into < 0)
            return error_errno(err, ERROR_SYSTEM, errno, "cannot make a file beside %s", journal);
        fcntl(copy->into, F_SETFD, FD_CLOEXEC);
        if (flock(copy->into, LOCK_EX | LOCK_NB) == 0 && journal_is_at(copy->name, copy->into)) {
            bool owned =
                fstat(from, &status) != 0 || fchown(copy->into, status.st_uid, status.st_gid) == 0;
            return owned || errno == EPERM || cannot_write(copy, err);
        }
        journal_copy_close(copy);
        copy->from = from;
    }
    return error_set(err, ERROR_SYSTEM, "others keep removing new files beside %s", journal);
}

/* Reads up to a block; errno says why nothing came. */
static bool read_block(struct journal_copy *copy, int64_t end)
{
    size_t size = end - copy->at < LINES_BLOCK ? (size_t)(end - copy->at) : LINES_BLOCK;
    char *space = copy->held.size < FILE_LIMIT ? buf_space(&copy->held, size) : NULL;
    errno = space ? errno : EFBIG;
    if (!space || !file_read_at(copy->from, space, size, copy->at))
        return false;
    buf_grew(&copy->held, size);
    copy->at += (int64_t)size;
    return true;
}

enum line_result journal_copy_next(struct journal_copy *copy, int64_t end, bool rest,
                                   struct span *line, struct error *err)
{
    for (;;) {
        struct span ahead = span_slice(buf_span(&copy->held), copy->taken, copy->held.size);
        size_t fresh = ahead.size - copy->scanned;
        const char *stop = fresh ? memchr(ahead.at + copy->scanned, '\n', fresh) : NULL;
        bool last = !stop && rest && copy->at >= end && ahead.size > 0;
        if (stop || last) {
            *line = span_slice(ahead, 0, stop ? (size_t)(stop - ahead.at) + 1 : ahead.size);
            copy->taken += line->size;
            copy->scanned = 0;
            return LINE_READ;
        }
        copy->scanned = ahead.size;
        if (copy->at >= end)
            return LINE_END;
        buf_drop(&copy->held, copy->taken);
        copy->taken = 0;
        if (!read_block(copy, end)) {
            error_set(err, ERROR_INPUT, "%s", strerror(errno));
            return LINE_FAILED;
        }
    }
}

bool journal_copy_write(struct journal_copy *copy, bool all, struct error *err)
{
    if (!all && copy->out.size < LINES_BLOCK)
        return true;
    if (!file_write_all(copy->into, buf_span(&copy->out)))
        return cannot_write(copy, err);
    buf_reset(&copy->out);
    return true;
}

bool journal_copy_sync(struct journal_copy *copy, struct error *err)
{
    return journal_copy_write(copy, true, err) &&
           (fsync(copy->into) == 0 || cannot_write(copy, err));
}

bool journal_copy_replace(struct journal_copy *copy, const char *path, bool lone, struct error *err)
{
    struct stat status;
    if (lone && fstat(copy->into, &status) == 0 && status.st_size == 0)
        return unlink(path) == 0 || errno == ENOENT ||
               error_errno(err, ERROR_SYSTEM, errno, "cannot remove %s", path);
    if (rename(copy->name, path) != 0)
        return error_errno(err, ERROR_SYSTEM, errno, "cannot replace %s", path);
    free(copy->name);
    copy->name = NULL;
    return true;
}

void journal_copy_close(struct journal_copy *copy)
{
    if (copy->name && copy->into >= 0)
        unlink(copy->name);
    if (copy->into > 0) /* a zeroed copy has descriptor 0 */
        close(copy->into);
    free(copy->name);
    buf_clear(&copy->held);
    buf_clear(&copy->out);
    *copy = (struct journal_copy){.into = -1};
}
