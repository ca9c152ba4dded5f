#include "worker.h"

#include "mem.h"

#include <uv.h>

#include <stdlib.h>

struct worker {
    uv_loop_t *loop;
    uv_work_t work;
    struct worker_job *first, **end; /* the first one is under way */
    size_t count;
};

struct worker *worker_new(struct loop *loop)
{
    struct worker *worker = mem_new(1, sizeof *worker);
    worker->loop = loop_uv(loop);
    worker->work.data = worker;
    worker->end = &worker->first;
    return worker;
}

static void do_work(uv_work_t *work)
{
    struct worker *worker = work->data;
    worker->first->work(worker->first);
}

static void start(struct worker *worker);

static void on_done(uv_work_t *work, int status)
{
    (void)status; /* nothing cancels it */
    struct worker *worker = work->data;
    struct worker_job *job = worker->first;
    worker->first = job->next;
    if (!worker->first)
        worker->end = &worker->first;
    worker->count--;
    if (worker->first)
        start(worker);
    job->done(job);
}

static void start(struct worker *worker)
{
    uv_queue_work(worker->loop, &worker->work, do_work, on_done);
}

void worker_add(struct worker *worker, struct worker_job *job)
{
    bool idle = !worker->first;
    job->next = NULL;
    *worker->end = job;
    worker->end = &job->next;
    worker->count++;
    if (idle)
        start(worker);
}

size_t worker_count(const struct worker *worker)
{
    return worker->count;
}

void worker_free(struct worker *worker)
{
    free(worker);
}
