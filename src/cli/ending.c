/* When `listen` ends, and with which status: conditions, time, signals and the command. */
#include "clock.h"
#include "files.h"
#include "handover.h"
#include "listening.h"
#include "terminal.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { DRAIN_SECONDS = 5, SECONDS_AFTER_COMMAND = 5 };

/* `seconds`: how long what is in flight may take; 0: as long as it takes. */
static void stop(struct listening *listening, int seconds)
{
    if (listening->stopping)
        return;
    listening->stopping = true;
    if (seconds)
        loop_timer_set(listening->drain, seconds * CLOCK_SECOND);
    server_stop(listening->server);
    child_end(listening->child, SIGTERM);
    if (listening->paused) {
        listening->paused = false;
        arrival_release(listening);
    }
}

void listening_stop(struct listening *listening)
{
    stop(listening, DRAIN_SECONDS);
}

/* Standard error may be the terminal that stands still. */
static bool errors_are_read(void)
{
    struct pollfd errors = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&errors, 1, 0) == 1 && (errors.revents & POLLOUT);
}

/*
 * Cuts what still goes on. Where standard output isn't read a write in the thread pool can't be
 * waited for: then this is the end of the program, with the status of the error or signal.
 */
static void cut(struct listening *listening, int status)
{
    child_kill(listening->child);
    server_abort(listening->server);
    arrival_drop(listening);
    forwarding_cut(listening->forwarding);
    if (!outlet_is_busy(listening->outlet))
        return;
    terminal_restore();
    ui_divert(listening->ui, NULL, NULL);
    struct error err;
    error_set(&err, ERROR_SYSTEM, "it is not read");
    error_context(&err, "cannot write to standard output");
    if (errors_are_read())
        ui_trouble(listening->ui, &err);
    if (listening->opts->ready_file)
        file_remove(listening->opts->ready_file);
    _exit(status);
}

/* Senders of what is cut are told, for which there is a last second. */
void listening_on_drain_over(void *context)
{
    struct listening *listening = context;
    child_kill(listening->child);
    arrival_drop(listening);
    if (forwarding_cut(listening->forwarding))
        loop_timer_set(listening->drain, CLOCK_SECOND);
    else
        cut(listening, ERROR_SYSTEM);
}

/* The first failure counts. Its reason is `why`, then what is unmet. */
static void fail(struct listening *listening, int code, const char *what, const char *why)
{
    if (listening->failure.code != ERROR_NONE)
        return;
    struct buf text = {0};
    buf_add_text(&text, why);
    if (*why && !conditions_met(&listening->conditions))
        buf_add_text(&text, "; ");
    conditions_write_unmet(&text, &listening->conditions);
    error_set(&listening->failure, (enum error_code)code, "%s", text.at);
    error_context(&listening->failure, "%s", what);
    buf_clear(&text);
}

void listening_count(struct listening *listening, const struct delivery *delivery)
{
    conditions_see(&listening->conditions, delivery);
    if (conditions_exist(&listening->conditions) && conditions_met(&listening->conditions) &&
        !child_is_running(listening->child))
        stop(listening, listening->forwarding ? 0 : DRAIN_SECONDS); /* its time is the user's */
}

void listening_on_timeout(void *context)
{
    struct listening *listening = context;
    if (listening->stopping)
        return;
    if (!conditions_met(&listening->conditions))
        fail(listening, ERROR_CHECK, "time is up", "");
    if (child_is_running(listening->child))
        ui_note(listening->ui, "time is up: the command is ended");
    listening_stop(listening);
}

/* A second signal doesn't wait for anything, nor does SIGQUIT. */
void listening_on_signal(void *context, int number)
{
    struct listening *listening = context;
    bool at_once = listening->stopping || number == SIGQUIT;
    bool running = child_is_running(listening->child);
    char words[32];
    struct buf what = BUF_OVER(words);
    buf_printf(&what, "ended by SIG%s", sigabbrev_np(number));
    if (!listening->stopping && (running || !conditions_met(&listening->conditions)))
        fail(listening, 128 + number, words, running ? "the command was still running" : "");
    child_end(listening->child, number);
    listening_stop(listening);
    if (at_once)
        cut(listening, 128 + number);
}

static void fail_as_command(struct listening *listening, int status)
{
    char words[64];
    struct buf why = BUF_OVER(words);
    buf_add_text(&why, "it ");
    child_write_status(&why, status);
    fail(listening, status, "the command failed", words);
}

/* What it said of deliveries may still be on its way: conditions get their time. */
static void wait_after_command(struct listening *listening)
{
    struct buf unmet = {0};
    conditions_write_unmet(&unmet, &listening->conditions);
    ui_note(listening->ui, "the command has ended; waiting, %s", unmet.at);
    buf_clear(&unmet);
    if (!listening->opts->timeout)
        loop_timer_set(listening->timeout, SECONDS_AFTER_COMMAND * CLOCK_SECOND);
}

static void on_command_ended(void *context, int status)
{
    struct listening *listening = context;
    if (listening->stopping)
        return;
    if (status == 0 && !conditions_met(&listening->conditions)) {
        wait_after_command(listening);
        return;
    }
    if (status != 0)
        fail_as_command(listening, status);
    listening_stop(listening);
}

void listening_run_command(struct listening *listening, struct arena *arena)
{
    const struct opt_list *command = listening->command;
    if (command->count == 0)
        return;
    const char **words = arena_new(arena, (command->count + 1) * sizeof *words);
    memcpy(words, command->at, command->count * sizeof *words);
    const struct child_settings settings = {
        .words = words,
        .environment = handover(server_url(listening->server), &listening->keyring.in_use.at[0],
                                arena, &listening->failure),
        .output_to_errors = listening_prints_json(listening),
    };
    const struct child_handler handler = {.context = listening, .ended = on_command_ended};
    if (settings.environment)
        listening->child = child_start(listening->loop, &settings, &handler, &listening->failure);
    if (!listening->child)
        listening_stop(listening);
}
