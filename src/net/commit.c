#include "commit.h"

#include "clock.h"
#include "journal.h"

#include <uv.h>

#include <stdlib.h>

/* A burst of large bodies must not hold its memory for good. */
enum { MOST_KEPT = 1 << 20 };

/* Records and who waits for them. */
struct batch {
    struct buf lines;
    struct commit_ticket *first, **end;
};

struct commit {
    struct journal journal;
    struct batch queued, writing;
    uv_loop_t *loop;
    uv_work_t work;
    bool busy;
    enum commit_sync sync;
    struct loop_timer *timer; /* NULL unless syncs come by time */
    bool timer_set;
    bool due;           /* the next write is to be synced, even if it has no lines */
    bool syncing, done; /* of the write under way */
    size_t written;     /* bytes of the lines that are in the journal */
    struct error failure;
};

enum { BATCH_MS = 50 };

static void batch_reset(struct batch *batch)
{
    buf_shrink(&batch->lines, MOST_KEPT);
    buf_reset(&batch->lines);
    batch->first = NULL;
    batch->end = &batch->first;
}

static void start(struct commit *commit);

static void on_timer(void *context)
{
    struct commit *commit = context;
    commit->timer_set = false;
    commit->due = true;
    if (!commit->busy)
        start(commit);
}

struct commit *commit_open(struct loop *loop, const char *path, int64_t most, enum commit_sync sync,
                           struct error *err)
{
    struct commit *commit = mem_new(1, sizeof *commit);
    if (!journal_open(&commit->journal, path, most, err)) {
        commit_close(commit);
        return NULL;
    }
    commit->loop = loop_uv(loop);
    commit->sync = sync;
    if (sync == SYNC_BATCH)
        commit->timer = loop_timer_new(loop, on_timer, commit);
    commit->work.data = commit;
    batch_reset(&commit->queued);
    batch_reset(&commit->writing);
    return commit;
}

/*
 * In the thread pool. The loop leaves `writing` alone while this runs. A sync that fails stays due,
 * so that the next records learn of it.
 */
static void write_batch(uv_work_t *work)
{
    struct commit *commit = work->data;
    struct span lines = buf_span(&commit->writing.lines);
    commit->done = lines.size ? journal_append(&commit->journal, lines, commit->syncing,
                                               &commit->written, &commit->failure)
                              : journal_sync(&commit->journal, &commit->failure);
}

static void on_written(uv_work_t *work, int status)
{
    struct commit *commit = work->data;
    struct commit_ticket *ticket = commit->writing.first;
    size_t written = status == 0 ? commit->written : 0;
    bool lines = commit->writing.lines.size > 0;
    while (ticket) {
        struct commit_ticket *next = ticket->next;
        ticket->done(ticket, ticket->end <= written ? NULL : &commit->failure);
        ticket = next;
    }
    batch_reset(&commit->writing);
    commit->busy = false;
    commit->due = commit->due || (commit->timer && commit->syncing && !commit->done);
    if (commit->timer && lines && !commit->timer_set) {
        commit->timer_set = true;
        loop_timer_set(commit->timer, BATCH_MS * CLOCK_MS);
    }
    if (commit->queued.first)
        start(commit);
}

static void start(struct commit *commit)
{
    struct batch idle = commit->writing;
    commit->writing = commit->queued;
    commit->queued = idle;
    batch_reset(&commit->queued);
    commit->busy = true;
    commit->syncing = commit->sync == SYNC_ALWAYS || commit->due;
    commit->due = false;
    uv_queue_work(commit->loop, &commit->work, write_batch, on_written);
}

void commit_add(struct commit *commit, struct span line, struct commit_ticket *ticket)
{
    buf_add(&commit->queued.lines, line);
    ticket->end = commit->queued.lines.size;
    ticket->next = NULL;
    *commit->queued.end = ticket;
    commit->queued.end = &ticket->next;
    if (!commit->busy)
        start(commit);
}

void commit_close(struct commit *commit)
{
    if (!commit)
        return;
    struct error unheard; /* nobody waits for it any more */
    if (commit->sync == SYNC_BATCH)
        commit->done = journal_sync(&commit->journal, &unheard);
    loop_timer_free(commit->timer);
    journal_close(&commit->journal);
    buf_clear(&commit->queued.lines);
    buf_clear(&commit->writing.lines);
    free(commit);
}
