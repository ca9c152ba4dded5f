/*
 * Group commit: records that wait at the same time share one write and one fdatasync(2), in the
 * thread pool, so the loop never waits for the disk.
 *
 * Happy path: commit_add() queues a line; when no write is under way one starts with all that is
 * queued; when it is done, each ticket of it is called back, and what was queued meanwhile makes up
 * the next write. What can fail: the write or the sync (disk full, file system gone): then the
 * tickets of that write whose records are not on disk are told so, and the next write is tried all
 * the same.
 */
#ifndef SFPY_COMMIT_H
#define SFPY_COMMIT_H

#include "buf.h"
#include "loop.h"

struct commit;

/* When records are safe from a loss of power; against the end of this process they always are. */
enum commit_sync {
    SYNC_ALWAYS, /* before a ticket is called back */
    SYNC_BATCH,  /* every 50 ms at the latest */
    SYNC_NONE,   /* when the system sees fit */
};

/* One waiting record, a member of who waits; it must live until it is called back. */
struct commit_ticket {
    void (*done)(struct commit_ticket *ticket,
                 const struct error *failure); /* NULL: it is on disk */
    struct commit_ticket *next;
    size_t end; /* of its record in what is written at once */
};

/*
 * Opens the journal at `path`, as journal_open() does; NULL with code SYSTEM where that fails.
 */
struct commit *commit_open(struct loop *loop, const char *path, int64_t most, enum commit_sync sync,
                           struct error *err);

/* Queues a line, whose bytes are copied. */
void commit_add(struct commit *commit, struct span line, struct commit_ticket *ticket);

/* Syncs and closes the journal; only when no ticket waits. Accepts NULL. */
void commit_close(struct commit *commit);

#endif
