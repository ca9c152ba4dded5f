/*
 * The journal: a file of records, one a line, to which several processes may append at once.
 * Nothing in it is ever cut: a line that an interrupted write left behind is closed by the next
 * writer and named by readers.
 */
#ifndef SFPY_JOURNAL_H
#define SFPY_JOURNAL_H

#include "buf.h"
#include "errors.h"

struct journal {
    char *path;
    int file; /* -1 while closed */
};

/*
 * Opens a journal for appending, made with mode 0600 where there is none. False with code SYSTEM.
 */
MUST_USE bool journal_open(struct journal *journal, const char *path, struct error *err);

/*
 * Appends whole lines by one write under flock(2), and with `durable` waits until they are on disk.
 * Reopens the file where another process has replaced or removed it. False with code SYSTEM where
 * not all is written; `written`, which may be NULL, gets how many of the bytes are all the same.
 */
MUST_USE bool journal_append(struct journal *journal, struct span lines, bool durable,
                             size_t *written, struct error *err);

/* Waits until all that was appended is on disk. False with code SYSTEM where that fails. */
MUST_USE bool journal_sync(struct journal *journal, struct error *err);

/* Accepts NULL and a zeroed journal. */
void journal_close(struct journal *journal);

#endif
