/*
 * The journal: a file of records, one a line, to which several processes may append at once.
 * Nothing in it is ever cut: a line that an interrupted write left behind is closed by the next
 * writer and named by readers. A file that has grown large is renamed to `PATH.1`, whose records
 * are then the ones that go.
 */
#ifndef SFPY_JOURNAL_H
#define SFPY_JOURNAL_H

#include "buf.h"
#include "errors.h"

struct journal {
    char *path;    /* links resolved */
    int64_t most;  /* bytes of the file; 0: any size */
    int file;      /* -1 while closed */
    bool regular;  /* it is no device or pipe */
    bool listed;   /* that the folder has it is on disk */
    bool unsynced; /* what was appended may not be on disk yet */
};

/*
 * Opens a journal for appending, made with mode 0600 where there is none. A regular file that would
 * become larger than `most` bytes (0: any size) is rotated away, where the system lets it be
 * renamed. False with code SYSTEM.
 */
MUST_USE bool journal_open(struct journal *journal, const char *path, int64_t most,
                           struct error *err);

/*
 * Appends whole lines by one write under flock(2), and with `durable` waits until they are on disk.
 * Goes on in another file where this one has been replaced, removed or is full. False with code
 * SYSTEM where not all is written; `written`, which may be NULL, gets how many of the bytes are all
 * the same.
 */
MUST_USE bool journal_append(struct journal *journal, struct span lines, bool durable,
                             size_t *written, struct error *err);

/*
 * Takes the exclusive lock of the file that the path names, opened or made anew where it is another
 * one by now: while it is held nobody appends, rotates or rewrites. Tried for 2 seconds. False with
 * code SYSTEM.
 */
MUST_USE bool journal_lock(struct journal *journal, struct error *err);

/* Lets go of the lock; nothing where the journal is closed. */
void journal_unlock(struct journal *journal);

/* Waits until all that was appended is on disk. False with code SYSTEM where that fails. */
MUST_USE bool journal_sync(struct journal *journal, struct error *err);

/* Accepts NULL and a zeroed journal. */
void journal_close(struct journal *journal);

#endif
