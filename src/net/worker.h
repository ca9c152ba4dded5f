/*
 * Work that the loop must not wait for: one job at a time, in the thread pool, in order.
 *
 * Happy path: worker_add() queues a job; when none is under way it starts; `work` runs in a thread,
 * then `done` in the loop. Nothing of this fails.
 */
#ifndef SFPY_WORKER_H
#define SFPY_WORKER_H

#include "loop.h"

struct worker;

/* A member of who wants work done; it must live until `done` is called. */
struct worker_job {
    void (*work)(struct worker_job *job); /* sees nothing that the loop changes meanwhile */
    void (*done)(struct worker_job *job);
    struct worker_job *next;
};

/* A worker without a job. */
struct worker *worker_new(struct loop *loop);

/* Queues a job; the loop goes on until it is done. */
void worker_add(struct worker *worker, struct worker_job *job);

/* How many jobs are not done yet. */
size_t worker_count(const struct worker *worker);

/* Only when no job waits. Accepts NULL. */
void worker_free(struct worker *worker);

#endif
