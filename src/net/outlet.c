#include "outlet.h"

#include "files.h"

#include <uv.h>

#include <errno.h>
#include <stdlib.h>

enum { MOST_WAITING = 4 << 20, MOST_KEPT = 1 << 20 };

struct outlet {
    uv_loop_t *loop;
    uv_work_t work;
    int file;
    void (*wrote)(void *context);
    void *context;
    struct buf queued, writing;
    bool busy;
    int failure; /* errno of the write that failed; 0: none has */
};

struct outlet *outlet_new(struct loop *loop, int file, void (*wrote)(void *context), void *context)
{
    struct outlet *outlet = mem_new(1, sizeof *outlet);
    outlet->loop = loop_uv(loop);
    outlet->work.data = outlet;
    outlet->file = file;
    outlet->wrote = wrote;
    outlet->context = context;
    return outlet;
}

/* In the thread pool. The loop leaves `writing` alone while this runs. */
static void write_queued(uv_work_t *work)
{
    struct outlet *outlet = work->data;
    if (!file_write_all(outlet->file, buf_span(&outlet->writing)))
        outlet->failure = errno;
}

static void start(struct outlet *outlet);

static void on_written(uv_work_t *work, int status)
{
    struct outlet *outlet = work->data;
    (void)status;
    outlet->busy = false;
    buf_shrink(&outlet->writing, MOST_KEPT);
    if (outlet->failure)
        buf_clear(&outlet->queued);
    start(outlet);
    outlet->wrote(outlet->context);
}

static void start(struct outlet *outlet)
{
    if (outlet->busy || outlet->queued.size == 0)
        return;
    struct buf idle = outlet->writing;
    outlet->writing = outlet->queued;
    outlet->queued = idle;
    buf_reset(&outlet->queued);
    outlet->busy = true;
    uv_queue_work(outlet->loop, &outlet->work, write_queued, on_written);
}

void outlet_write(struct outlet *outlet, struct span bytes)
{
    if (outlet->failure)
        return;
    buf_add(&outlet->queued, bytes);
    start(outlet);
}

bool outlet_is_full(const struct outlet *outlet)
{
    return outlet->queued.size > MOST_WAITING;
}

bool outlet_is_busy(const struct outlet *outlet)
{
    return outlet->busy;
}

bool outlet_failed(const struct outlet *outlet, struct error *err)
{
    if (outlet->failure)
        error_errno(err, ERROR_SYSTEM, outlet->failure, "cannot write to standard output");
    return outlet->failure != 0;
}

void outlet_free(struct outlet *outlet)
{
    if (!outlet)
        return;
    buf_clear(&outlet->queued);
    buf_clear(&outlet->writing);
    free(outlet);
}
