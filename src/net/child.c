#include "child.h"

#include "clock.h"
#include "mem.h"

#include <uv.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GRACE_SECONDS = 5, KILLING_SECONDS = 1, LOOK_EVERY_MS = 20 };
enum { HEARD_AT_ONCE = 16 << 10 };

struct child {
    uv_process_t process;
    uv_timer_t timer; /* looks, once it is to end, whether it has */
    uv_poll_t poll;   /* of `heard` */
    int heard;        /* our end of the pipe that it writes to; -1: there is none any more */
    struct child_handler handler;
    pid_t group; /* 0: nothing of it is left */
    bool running, ending, killed;
    int64_t deadline; /* clock_ticks() */
};

/*
 * Looks whether anything of the group is left. What the command left behind has become our child,
 * so that it is reaped here, whatever process 1 does.
 */
static void look(struct child *child)
{
    if (child->running || !child->group)
        return;
    while (waitpid(-child->group, NULL, WNOHANG) > 0)
        ;
    if (kill(-child->group, 0) != 0)
        child->group = 0;
}

static void signal_group(const struct child *child, int number)
{
    if (child->group)
        kill(-child->group, number);
}

static void close_file(int file)
{
    if (file >= 0)
        close(file);
}

static void stop_hearing(struct child *child)
{
    if (child->heard < 0)
        return;
    uv_close((uv_handle_t *)&child->poll, NULL);
    close(child->heard);
    child->heard = -1;
}

/* What is written while this runs is for the next time: who writes for ever doesn't hold us. */
void child_hear(struct child *child)
{
    char bytes[HEARD_AT_ONCE];
    int left = 0;
    if (!child || child->heard < 0)
        return;
    ioctl(child->heard, FIONREAD, &left);
    do {
        ssize_t size = read(child->heard, bytes, sizeof bytes);
        bool later = size < 0 && (errno == EAGAIN || errno == EINTR);
        if (size <= 0) {
            if (!later)
                stop_hearing(child);
            return;
        }
        child->handler.said(child->handler.context, (struct span){bytes, (size_t)size});
        left -= (int)size;
    } while (left > 0);
}

static void on_said(uv_poll_t *poll, int status, int events)
{
    (void)status; /* of a failure reading tells, too */
    (void)events;
    child_hear(poll->data);
}

/* It never keeps the loop: the process does, or the timer. */
static void begin_hearing(struct child *child, struct loop *loop)
{
    if (child->heard < 0)
        return;
    if (uv_poll_init(loop_uv(loop), &child->poll, child->heard) != 0) {
        close_file(child->heard);
        child->heard = -1;
        return;
    }
    child->poll.data = child;
    uv_poll_start(&child->poll, UV_READABLE, on_said);
    uv_unref((uv_handle_t *)&child->poll);
}

static void on_process_ended(uv_process_t *process, int64_t status, int signal_number)
{
    struct child *child = process->data;
    child->running = false;
    uv_close((uv_handle_t *)process, NULL);
    look(child); /* at once: later the number may be another's */
    child_hear(child);
    child->handler.ended(child->handler.context, signal_number ? 128 + signal_number : (int)status);
}

/* Lets go of the handles: all has ended, or what is left can't even be killed. */
static void let_go(struct child *child)
{
    child_hear(child);
    stop_hearing(child);
    uv_close((uv_handle_t *)&child->timer, NULL);
    if (child->running)
        uv_close((uv_handle_t *)&child->process, NULL);
}

static void on_look(uv_timer_t *timer)
{
    struct child *child = timer->data;
    bool late = clock_ticks() >= child->deadline;
    look(child);
    if (!child->group || (late && child->killed)) {
        let_go(child);
    } else if (late) {
        child_kill(child);
        child->deadline = clock_ticks() + KILLING_SECONDS * CLOCK_SECOND;
    }
}

static void on_never_started(uv_handle_t *process)
{
    free(process->data);
}

static void set_failure(struct error *err, int failure, const char *name)
{
    bool exhausted = failure == UV_EAGAIN || failure == UV_ENOMEM || failure == UV_EMFILE ||
                     failure == UV_ENFILE;
    int code = failure == UV_ENOENT ? CHILD_NOT_FOUND : CHILD_NOT_EXECUTABLE;
    error_set(err, exhausted ? ERROR_SYSTEM : (enum error_code)code, "%s", uv_strerror(failure));
    error_context(err, "cannot run '%s'", name);
    if (failure == UV_ENOENT && strpbrk(name, " |&;<>$"))
        error_hint(err, "a line for a shell is run by: -- sh -c '%s'", name);
    else if (failure == UV_ENOENT && !strchr(name, '/'))
        error_hint(err, "no folder of PATH has it; a file of this folder is ./%s", name);
    else if (failure == UV_EACCES)
        error_hint(err, "chmod +x makes a file executable");
}

struct child *child_start(struct loop *loop, const struct child_settings *settings,
                          const struct child_handler *handler, struct error *err)
{
    int output = settings->output_to_errors ? STDERR_FILENO : STDOUT_FILENO;
    uv_file pipe[] = {-1, -1}; /* which nobody else inherits */
    int unheard = handler->said ? uv_pipe(pipe, UV_NONBLOCK_PIPE, 0) : 0;
    uv_stdio_container_t streams[] = {
        {.flags = UV_IGNORE}, /* libuv opens /dev/null */
        {.flags = UV_INHERIT_FD, .data.fd = handler->said ? pipe[1] : output},
        {.flags = UV_INHERIT_FD, .data.fd = handler->said ? pipe[1] : STDERR_FILENO},
    };
    const uv_process_options_t options = {
        .exit_cb = on_process_ended,
        .file = settings->words[0],
        .args = (char **)settings->words,
        .env = (char **)settings->environment,
        .flags = UV_PROCESS_DETACHED, /* a session, so a group, of its own */
        .stdio_count = (int)COUNT_OF(streams),
        .stdio = streams,
    };
    struct child *child = mem_new(1, sizeof *child);
    child->handler = *handler;
    child->process.data = child->timer.data = child;
    child->heard = pipe[0];
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    int failure = uv_spawn(loop_uv(loop), &child->process, &options); /* fails without its pipe */
    close_file(pipe[1]);
    if (!failure) {
        uv_timer_init(loop_uv(loop), &child->timer);
        begin_hearing(child, loop);
        child->group = uv_process_get_pid(&child->process);
        child->running = true;
        return child;
    }
    set_failure(err, unheard ? unheard : failure, settings->words[0]);
    close_file(pipe[0]);
    uv_close((uv_handle_t *)&child->process, on_never_started);
    return NULL;
}

void child_write_status(struct buf *out, int status)
{
    buf_printf(out, "ended with status %d", status);
    if (status > 128 && sigabbrev_np(status - 128))
        buf_printf(out, ", as by SIG%s", sigabbrev_np(status - 128));
}

bool child_is_running(const struct child *child)
{
    return child && child->running;
}

void child_end(struct child *child, int number)
{
    if (!child || child->ending)
        return;
    child->ending = true;
    child->deadline = clock_ticks() + GRACE_SECONDS * CLOCK_SECOND;
    signal_group(child, number);
    uv_timer_start(&child->timer, on_look, 0, LOOK_EVERY_MS);
}

void child_kill(struct child *child)
{
    if (!child)
        return;
    child->killed = true;
    signal_group(child, SIGKILL);
}

void child_free(struct child *child)
{
    free(child);
}
