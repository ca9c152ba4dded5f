#include "job.h"

#include "mem.h"

#include <uv.h>

#include <stdlib.h>

struct job {
    uv_work_t uv;
    void (*work)(void *context);
    void (*done)(void *context);
    void *context;
};

static void on_work(uv_work_t *work)
{
    struct job *job = work->data;
    job->work(job->context);
}

static void on_done(uv_work_t *work, int status)
{
    struct job *job = work->data;
    (void)status; /* nobody cancels it */
    job->done(job->context);
    free(job);
}

void job_start(struct loop *loop, void (*work)(void *context), void (*done)(void *context),
               void *context)
{
    struct job *job = mem_new(1, sizeof *job);
    *job = (struct job){.work = work, .done = done, .context = context};
    job->uv.data = job;
    uv_queue_work(loop_uv(loop), &job->uv, on_work, on_done);
}
