#include "loop.h"

#include "clock.h"
#include "mem.h"

#include <uv.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { SIGNALS = 4 };

struct loop {
    uv_loop_t uv;
    uv_signal_t signals[SIGNALS];
    int signals_open;
    void (*on_signal)(void *context, int number);
    void *context;
};

struct loop_timer {
    uv_timer_t uv;
    void (*callback)(void *context);
    void *context;
};

/* As many descriptors as the system allows, so that our own limits are the ones that count. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

struct loop *loop_new(struct error *err)
{
    struct loop *loop = mem_new(1, sizeof *loop);
    int failure = uv_loop_init(&loop->uv);
    if (failure) {
        error_set(err, ERROR_SYSTEM, "cannot make an event loop: %s", uv_strerror(failure));
        free(loop);
        return NULL;
    }
    raise_descriptor_limit();
    /* A peer or a reader that went away is an error of the write, not the end of the program. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow */
    return loop;
}

void loop_run(struct loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

bool loop_free(struct loop *loop)
{
    if (!loop)
        return true;
    for (int i = 0; i < loop->signals_open; i++)
        uv_close((uv_handle_t *)&loop->signals[i], NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    bool closed = uv_loop_close(&loop->uv) == 0;
    if (closed)
        free(loop);
    return closed;
}

struct uv_loop_s *loop_uv(struct loop *loop)
{
    return &loop->uv;
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct loop *loop = handle->data;
    loop->on_signal(loop->context, number);
}

static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

bool loop_on_signal(struct loop *loop, void (*callback)(void *context, int number), void *context,
                    struct error *err)
{
    static const struct {
        int number;
        bool may_be_ignored;
    } rows[SIGNALS] = {{SIGINT, false}, {SIGTERM, false}, {SIGHUP, true}, {SIGQUIT, true}};
    loop->on_signal = callback;
    loop->context = context;
    for (int i = 0; i < SIGNALS; i++) {
        if (rows[i].may_be_ignored && is_ignored(rows[i].number))
            continue;
        uv_signal_t *handle = &loop->signals[loop->signals_open++];
        uv_signal_init(&loop->uv, handle);
        handle->data = loop;
        int failure = uv_signal_start(handle, on_signal, rows[i].number);
        if (failure)
            return error_set(err, ERROR_SYSTEM, "cannot catch signals: %s", uv_strerror(failure));
        uv_unref((uv_handle_t *)handle);
    }
    return true;
}

struct loop_timer *loop_timer_new(struct loop *loop, void (*callback)(void *context), void *context)
{
    struct loop_timer *timer = mem_new(1, sizeof *timer);
    timer->callback = callback;
    timer->context = context;
    timer->uv.data = timer;
    uv_timer_init(&loop->uv, &timer->uv);
    return timer;
}

static void on_timer(uv_timer_t *handle)
{
    struct loop_timer *timer = handle->data;
    timer->callback(timer->context);
}

void loop_timer_set(struct loop_timer *timer, int64_t delay)
{
    uv_update_time(timer->uv.loop);
    uv_timer_start(&timer->uv, on_timer, (uint64_t)((delay + CLOCK_MS - 1) / CLOCK_MS), 0);
}

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void loop_timer_free(struct loop_timer *timer)
{
    if (timer)
        uv_close((uv_handle_t *)&timer->uv, on_timer_closed);
}
