#include "worker.h"

#include "job.h"
#include "mem.h"

#include <stdlib.h>

struct worker {
    struct loop *loop;
    struct worker_job *first, **end; /* the first one is under way */
    size_t count;
};

struct worker *worker_new(struct loop *loop)
{
    struct worker *worker = mem_new(1, sizeof *worker);
    worker->loop = loop;
    worker->end = &worker->first;
    return worker;
}

static void do_work(void *context)
{
    struct worker *worker = context;
    worker->first->work(worker->first);
}

static void on_done(void *context)
{
    struct worker *worker = context;
    struct worker_job *job = worker->first;
    worker->first = job->next;
    if (!worker->first)
        worker->end = &worker->first;
    worker->count--;
    if (worker->first)
        job_start(worker->loop, do_work, on_done, worker);
    job->done(job);
}

void worker_add(struct worker *worker, struct worker_job *job)
{
    bool idle = !worker->first;
    job->next = NULL;
    *worker->end = job;
    worker->end = &job->next;
    worker->count++;
    if (idle)
        job_start(worker->loop, do_work, on_done, worker);
}

size_t worker_count(const struct worker *worker)
{
    return worker->count;
}

void worker_free(struct worker *worker)
{
    free(worker);
}
