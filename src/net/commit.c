#include "commit.h"

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
    bool written;
    struct error failure;
};

static void batch_reset(struct batch *batch)
{
    buf_shrink(&batch->lines, MOST_KEPT);
    buf_reset(&batch->lines);
    batch->first = NULL;
    batch->end = &batch->first;
}

struct commit *commit_open(struct loop *loop, const char *path, struct error *err)
{
    struct commit *commit = mem_new(1, sizeof *commit);
    if (!journal_open(&commit->journal, path, err)) {
        commit_close(commit);
        return NULL;
    }
    commit->loop = loop_uv(loop);
    commit->work.data = commit;
    batch_reset(&commit->queued);
    batch_reset(&commit->writing);
    return commit;
}

/* In the thread pool. The loop leaves `writing` alone while this runs. */
static void write_batch(uv_work_t *work)
{
    struct commit *commit = work->data;
    commit->written =
        journal_append(&commit->journal, buf_span(&commit->writing.lines), true, &commit->failure);
}

static void start(struct commit *commit);

static void on_written(uv_work_t *work, int status)
{
    struct commit *commit = work->data;
    struct commit_ticket *ticket = commit->writing.first;
    const struct error *failure = status == 0 && commit->written ? NULL : &commit->failure;
    while (ticket) {
        struct commit_ticket *next = ticket->next;
        ticket->done(ticket, failure);
        ticket = next;
    }
    batch_reset(&commit->writing);
    commit->busy = false;
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
    uv_queue_work(commit->loop, &commit->work, write_batch, on_written);
}

void commit_add(struct commit *commit, struct span line, struct commit_ticket *ticket)
{
    buf_add(&commit->queued.lines, line);
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
    journal_close(&commit->journal);
    buf_clear(&commit->queued.lines);
    buf_clear(&commit->writing.lines);
    free(commit);
}
