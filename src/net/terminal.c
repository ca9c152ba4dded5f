#include "terminal.h"

#include "mem.h"

#include <uv.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

enum { SIGNALS = 3, USUAL_WIDTH = 80 };

struct terminal {
    struct terminal_handler handler;
    uv_poll_t input;
    uv_signal_t signals[SIGNALS];
    int signals_open, closings;
    int file;     /* opened anew, so that its non-blocking mode is nobody else's */
    bool reading; /* whether it is polled */
};

/*
 * What has to be put back, where signal handlers and exit() find it. There is one terminal. `held`
 * says that its mode is ours; it is set last and cleared first.
 */
static struct {
    volatile sig_atomic_t held;
    int file;
    struct termios theirs, ours; /* modes: found, and made of it */
    char farewell[32];
} kept;

static bool in_front(int file)
{
    return tcgetpgrp(file) == getpgrp();
}

/* Calls only what POSIX allows in a signal handler. */
void terminal_restore(void)
{
    if (!kept.held)
        return;
    kept.held = 0;
    if (!in_front(kept.file))
        return; /* the shell has set it as it wants it */
    /* Not blocking: a terminal that stands still must not keep the program from its end. */
    ssize_t written = write(kept.file, kept.farewell, strlen(kept.farewell));
    (void)written;
    tcsetattr(kept.file, TCSANOW, &kept.theirs);
}

static void on_fatal(int number)
{
    terminal_restore();
    raise(number); /* again, and as it would have been without us */
}

/* Signals that end the program there and then, but for what somebody else has a handler for. */
static void catch_fatal_signals(void)
{
    static const int numbers[] = {SIGABRT, SIGSEGV, SIGBUS,  SIGFPE,   SIGILL,  SIGTRAP,
                                  SIGSYS,  SIGXCPU, SIGALRM, SIGUSR1,  SIGUSR2, SIGVTALRM,
                                  SIGPROF, SIGPOLL, SIGPWR,  SIGSTKFLT};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct sigaction now, ours = {.sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
        ours.sa_handler = on_fatal;
        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
            sigaction(numbers[i], &ours, NULL);
    }
}

static void restore_at_every_end(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    atexit(terminal_restore);
    catch_fatal_signals();
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_set_death_callback(terminal_restore);
#endif
}

static bool is_mode(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

/*
 * Keys come one by one and aren't echoed; Ctrl-C, Ctrl-Z, Ctrl-S do what they always do. After a
 * stop the mode may still be ours, or the shell may have brought it back: that is not what to
 * restore.
 */
static bool take(struct terminal *terminal)
{
    struct termios now;
    if (tcgetattr(terminal->file, &now) != 0)
        return false;
    if (!is_mode(&now, &kept.ours))
        kept.theirs = now;
    kept.ours = kept.theirs;
    kept.ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    kept.ours.c_cc[VMIN] = 1;
    kept.ours.c_cc[VTIME] = 0;
    kept.file = terminal->file;
    kept.held = 1;
    tcsetattr(terminal->file, TCSANOW, &kept.ours);
    return true;
}

static void stop_reading(struct terminal *terminal)
{
    uv_poll_stop(&terminal->input);
    terminal->reading = false;
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    struct terminal *terminal = handle->data;
    char bytes[1024];
    (void)events;
    /* In the background a read would stop the program. */
    ssize_t count =
        status == 0 && in_front(terminal->file) ? read(terminal->file, bytes, sizeof bytes) : 0;
    if (count > 0)
        terminal->handler.read(terminal->handler.context, (struct span){bytes, (size_t)count});
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
        stop_reading(terminal);
}

bool terminal_is_ours(struct terminal *terminal)
{
    if (!in_front(terminal->file)) {
        kept.held = 0;
        return false;
    }
    if (!kept.held && !take(terminal))
        return false;
    if (!terminal->reading)
        terminal->reading = uv_poll_start(&terminal->input, UV_READABLE, on_readable) == 0;
    return true;
}

static void on_signal(uv_signal_t *handle, int number);

/* By the signal that came, so that the shell sees what it expects. */
static void stop(struct terminal *terminal, uv_signal_t *handle)
{
    terminal_restore();
    stop_reading(terminal);
    uv_signal_stop(handle); /* now it has its usual effect */
    raise(SIGTSTP);
    uv_signal_start(handle, on_signal, SIGTSTP);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct terminal *terminal = handle->data;
    if (number == SIGTSTP)
        stop(terminal, handle);
    if (number != SIGWINCH)
        kept.held = 0; /* who stopped us may have set the mode */
    terminal->handler.changed(terminal->handler.context);
}

static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void watch_signals(struct terminal *terminal, struct loop *loop)
{
    static const int numbers[SIGNALS] = {SIGWINCH, SIGCONT, SIGTSTP};
    for (int i = 0; i < SIGNALS; i++) {
        if (is_ignored(numbers[i]))
            continue;
        uv_signal_t *handle = &terminal->signals[terminal->signals_open++];
        uv_signal_init(loop_uv(loop), handle);
        handle->data = terminal;
        uv_signal_start(handle, on_signal, numbers[i]);
        uv_unref((uv_handle_t *)handle);
    }
}

/* Both ends are one terminal, and it is the one that we are controlled from. */
static bool is_one_terminal(void)
{
    struct stat in, out;
    const char *term = getenv("TERM");
    return term && *term && strcmp(term, "dumb") != 0 && isatty(STDIN_FILENO) &&
           isatty(STDOUT_FILENO) && fstat(STDIN_FILENO, &in) == 0 &&
           fstat(STDOUT_FILENO, &out) == 0 && in.st_rdev == out.st_rdev &&
           tcgetpgrp(STDIN_FILENO) > 0;
}

static int open_anew(void)
{
    char name[256];
    int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    int file = ttyname_r(STDIN_FILENO, name, sizeof name) == 0 ? open(name, flags) : -1;
    return file >= 0 ? file : open("/dev/tty", flags);
}

struct terminal *terminal_open(struct loop *loop, const struct terminal_handler *handler)
{
    int file = is_one_terminal() ? open_anew() : -1;
    if (file < 0)
        return NULL;
    struct terminal *terminal = mem_new(1, sizeof *terminal);
    *terminal = (struct terminal){.handler = *handler, .file = file};
    if (uv_poll_init(loop_uv(loop), &terminal->input, file) != 0) {
        close(file);
        free(terminal);
        return NULL;
    }
    terminal->input.data = terminal;
    uv_unref((uv_handle_t *)&terminal->input);
    struct buf farewell = BUF_OVER(kept.farewell);
    buf_add_text(&farewell, handler->farewell);
    restore_at_every_end();
    watch_signals(terminal, loop);
    return terminal;
}

unsigned terminal_said_columns(int file)
{
    struct winsize size = {0};
    return ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

unsigned terminal_columns(int file)
{
    unsigned said = terminal_said_columns(file);
    return said > 0 ? said : USUAL_WIDTH;
}

size_t terminal_width(const struct terminal *terminal)
{
    return terminal_columns(terminal->file);
}

static void on_closed(uv_handle_t *handle)
{
    struct terminal *terminal = handle->data;
    if (--terminal->closings > 0)
        return;
    close(terminal->file);
    free(terminal);
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    terminal_restore();
    terminal->closings = terminal->signals_open + 1;
    uv_close((uv_handle_t *)&terminal->input, on_closed);
    for (int i = 0; i < terminal->signals_open; i++)
        uv_close((uv_handle_t *)&terminal->signals[i], on_closed);
}
