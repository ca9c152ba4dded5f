/* Real applications, of a few lines of shell, in a folder by whose files they are led. */
#include "check.h"
#include "clock.h"
#include "smoke_app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

struct stage {
    struct loop *loop;
    struct smoke_app *app;
    struct loop_timer *timer; /* ends it, where it doesn't end by itself */
    struct secret secret;
    struct secrets secrets;
    struct ui ui;
    struct buf passed_on;
    int ended;  /* how many times that was told */
    bool by_us; /* as soon as it has ended smoke_app_end() is called by the timer alone */
};

static void on_passed_on(void *context, struct span lines)
{
    struct stage *stage = context;
    buf_add(&stage->passed_on, lines);
}

static void on_ended(void *context)
{
    struct stage *stage = context;
    CHECK(!smoke_app_is_running(stage->app));
    stage->ended++;
    if (!stage->by_us)
        smoke_app_end(stage->app);
}

static void on_time_over(void *context)
{
    struct stage *stage = context;
    smoke_app_end(stage->app);
    smoke_app_end(stage->app);
}

/* What is passed on goes to the stage instead of standard error. */
static void begin(struct stage *stage, const char *command)
{
    struct error err = {0};
    stage->secret = secret_of(SPAN("whsec_of_the_stage"));
    stage->secrets = (struct secrets){&stage->secret, 1};
    stage->ui.divert = on_passed_on;
    stage->ui.context = stage;
    stage->loop = loop_new(&err);
    stage->timer = loop_timer_new(stage->loop, on_time_over, stage);
    const struct smoke_app_settings settings = {.command = command,
                                                .url = "http://127.0.0.1:3000/hook",
                                                .secret = &stage->secret,
                                                .ui = &stage->ui};
    const struct smoke_app_handler handler = {stage, on_ended};
    stage->app = smoke_app_start(stage->loop, &settings, &handler, &err);
    CHECK(smoke_app_is_running(stage->app));
}

/* Runs the loop out; an application that goes on is ended after a time. */
static void run(struct stage *stage, int64_t time)
{
    if (time)
        loop_timer_set(stage->timer, time);
    loop_run(stage->loop);
    CHECK(!smoke_app_is_running(stage->app));
}

static void end(struct stage *stage)
{
    loop_timer_free(stage->timer);
    CHECK(loop_free(stage->loop));
    smoke_app_free(stage->app);
    buf_clear(&stage->passed_on);
}

static void check_tail(struct stage *stage, const char *expected)
{
    struct buf tail = {0};
    smoke_app_write_tail(stage->app, &tail);
    CHECK_TEXT(buf_span(&tail), expected);
    buf_clear(&tail);
}

static void check_since(struct stage *stage, uint64_t mark, const char *expected)
{
    struct buf lines = {0};
    smoke_app_write_since(stage->app, mark, &lines);
    CHECK_TEXT(lines.at ? buf_span(&lines) : SPAN(""), expected);
    buf_clear(&lines);
}

static const struct {
    const char *command, *tail, *status;
} rows[] = {
    {"echo one; echo two >&2; exit 3", "| one\n| two\n", "ended with status 3"},
    {"printf '\\n\\nlast'", "| \n| \n| last\n", "ended with status 0"},
    {"printf 'a\\r\\nb\\rc\\r\\n'", "| a\n| b\\rc\n", "ended with status 0"},
    {"printf '\\033[31m\\000\\377\\342\\200\\256\\n'", "| \\x1b[31m\\x00\\xff\\u{202e}\n",
     "ended with status 0"},
    {"echo '##[error]::x'; kill -ABRT $$", "| ##[error]::x\n",
     "ended with status 134, as by SIGABRT"},
    {"echo \"$SFPY_HOOK_URL\"; echo \"<$SFPY_WEBHOOK_SECRET>\"; cat",
     "| http://127.0.0.1:3000/hook\n| <whsec_of_the_stage>\n", "ended with status 0"},
    {"seq 1 21",
     "| 2\n| 3\n| 4\n| 5\n| 6\n| 7\n| 8\n| 9\n| 10\n| 11\n| 12\n| 13\n| 14\n| 15\n| 16\n"
     "| 17\n| 18\n| 19\n| 20\n| 21\n",
     "ended with status 0"},
};

static void its_end_is_told_with_what_it_wrote(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage stage = {0};
        struct buf status = {0};
        check_row("%s", rows[i].command);
        begin(&stage, rows[i].command);
        run(&stage, 0);
        CHECK_NUMBER(stage.ended, 1);
        check_tail(&stage, rows[i].tail);
        smoke_app_write_status(stage.app, &status);
        CHECK_TEXT(buf_span(&status), rows[i].status);
        CHECK_NUMBER((long long)stage.passed_on.size, 0);
        buf_clear(&status);
        end(&stage);
    }
}

static void what_the_shell_says_is_kept(void)
{
    struct stage stage = {0};
    struct buf tail = {0}, status = {0};
    begin(&stage, "no-such-program --at-all");
    run(&stage, 0);
    smoke_app_write_tail(stage.app, &tail);
    CHECK(span_starts(buf_span(&tail), SPAN("| ")));
    CHECK(span_contains(buf_span(&tail), SPAN("no-such-program: not found\n")));
    smoke_app_write_status(stage.app, &status);
    CHECK_TEXT(buf_span(&status), "ended with status 127");
    buf_clear(&tail);
    buf_clear(&status);
    end(&stage);
}

static void long_lines_are_cut(void)
{
    struct stage stage = {0};
    struct buf expected = {0};
    for (int line = 0; line < 2; line++) {
        buf_add_text(&expected, "| ");
        buf_add_repeated(&expected, '0', line ? 4096 : 4095);
        buf_add_text(&expected, line ? "…\n" : "1\n");
    }
    buf_add_text(&expected, "| short\n");
    begin(&stage, "printf '%04096d\\n' 1; printf '%04097d' 1; sleep 0.1; echo; echo short");
    run(&stage, 0);
    check_tail(&stage, expected.at);
    buf_clear(&expected);
    end(&stage);
}

/* 10 MB in many lines, and in one. */
static void much_takes_no_time_and_no_memory(void)
{
    static const char *const commands[] = {"seq 1000000 1428570; echo end",
                                           "head -c 10000000 /dev/zero; echo; echo end"};
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct stage stage = {0};
        struct buf tail = {0};
        int64_t begun = clock_ticks();
        begin(&stage, commands[i]);
        run(&stage, 0);
        CHECK(clock_ticks() - begun < 5 * CLOCK_SECOND);
        smoke_app_write_tail(stage.app, &tail);
        CHECK(span_ends(buf_span(&tail), SPAN("\n| end\n")));
        CHECK(tail.size < 20 * 4 * 4200); /* \x00 a byte, at most */
        buf_clear(&tail);
        end(&stage);
    }
}

static void step(const char *name)
{
    char path[96];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

/* Waits, while no loop runs, until as much has been written. */
static uint64_t mark_at(struct stage *stage, uint64_t written)
{
    const struct timespec moment = {0, 5 * CLOCK_MS};
    int64_t begun = clock_ticks();
    while (smoke_app_mark(stage->app) < written && clock_ticks() - begun < 5 * CLOCK_SECOND)
        clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL);
    CHECK_NUMBER((long long)smoke_app_mark(stage->app), (long long)written);
    return smoke_app_mark(stage->app);
}

/* Secrets are masked wherever they stand, also where a line is cut or not ended yet. */
static void secrets_are_masked(void)
{
    struct stage stage = {0};
    struct buf tail = {0};
    begin(&stage, "echo \"a $SFPY_WEBHOOK_SECRET b\"; printf '%04090d' 0; "
                  "echo $SFPY_WEBHOOK_SECRET; printf 'open whsec_o'; sleep 60");
    stage.ui.masked = &stage.secrets;
    stage.ui.verbose = true;
    mark_at(&stage, 23 + 4109 + 12);
    smoke_app_write_tail(stage.app, &tail);
    CHECK(!span_contains(buf_span(&tail), SPAN("whse")));
    CHECK(!span_contains(buf_span(&stage.passed_on), SPAN("whse")));
    CHECK(span_starts(buf_span(&tail), SPAN("| a [secret #")));
    CHECK(span_contains(buf_span(&tail), SPAN("0[secret #")));
    CHECK(span_contains(buf_span(&tail), SPAN("]…\n| open [secret #")));
    CHECK(span_starts(buf_span(&stage.passed_on), SPAN("| a [secret #")));
    buf_clear(&tail);
    run(&stage, 50 * CLOCK_MS);
    end(&stage);
}

static void it_is_passed_on_line_by_line(void)
{
    struct stage stage = {.ui.verbose = true};
    begin(&stage, "echo one; printf 'tw'; sleep 0.1; printf 'o\\n\\033[2J\\n'; printf last");
    run(&stage, 0);
    CHECK_TEXT(buf_span(&stage.passed_on), "| one\n| two\n| \\x1b[2J\n| last\n");
    end(&stage);
}

static void what_came_since_a_mark_is_told(void)
{
    struct stage stage = {0};
    char command[512];
    snprintf(command, sizeof command,
             "cd '%s'; wait_for() { until test -e $1; do sleep 0.01; done; }; printf 'one\\ntw'; "
             "wait_for a; printf 'o\\nthree\\n'; wait_for b; seq 11 24; wait_for c; printf '\\n'; "
             "wait_for d",
             folder);
    begin(&stage, command);
    check_since(&stage, mark_at(&stage, 6), "");
    check_since(&stage, 0, "one\ntw\n");
    uint64_t mark = smoke_app_mark(stage.app);
    step("a");
    mark_at(&stage, 14);
    check_since(&stage, mark, "two\nthree\n");
    mark = smoke_app_mark(stage.app);
    check_since(&stage, mark, "");
    step("b");
    mark_at(&stage, 14 + 14 * 3);
    check_since(&stage, mark, "15\n16\n17\n18\n19\n20\n21\n22\n23\n24\n");
    mark = smoke_app_mark(stage.app);
    step("c");
    mark_at(&stage, 14 + 14 * 3 + 1);
    check_since(&stage, mark, "\n");
    step("d");
    run(&stage, 0);
    check_since(&stage, mark, "\n");
    end(&stage);
    check_since(&(struct stage){0}, smoke_app_mark(NULL), "");
}

/* How it ends: what heeds SIGTERM quickly, what doesn't after 5 s, by SIGKILL. */
static const struct {
    const char *name, *command, *status;
    int64_t least, most; /* ms */
} ends[] = {
    {"heeds", "exec sleep 60", "ended with status 143, as by SIGTERM", 0, 1500},
    {"shuts down", "trap 'echo bye; exit 9' TERM; sleep 60 & wait", "ended with status 9", 0, 1500},
    {"doesn't heed", "trap '' TERM; echo up; while :; do sleep 1; done",
     "ended with status 137, as by SIGKILL", 5000, 6500},
};

static void it_is_ended_with_all_that_it_started(void)
{
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        struct stage stage = {0};
        struct buf status = {0}, tail = {0};
        int64_t begun = clock_ticks();
        check_row("%s", ends[i].name);
        begin(&stage, ends[i].command);
        run(&stage, 200 * CLOCK_MS);
        int64_t took = (clock_ticks() - begun) / CLOCK_MS;
        CHECK(took >= ends[i].least + 200 && took < ends[i].most + 200);
        CHECK_NUMBER(stage.ended, 0);
        smoke_app_write_status(stage.app, &status);
        CHECK_TEXT(buf_span(&status), ends[i].status);
        smoke_app_write_tail(stage.app, &tail);
        CHECK(i != 1 || span_is(buf_span(&tail), "| bye\n"));
        buf_clear(&tail);
        buf_clear(&status);
        end(&stage);
    }
}

/* A server in the background, whose parent has ended and which holds the pipe. */
static void what_it_left_behind_is_ended(void)
{
    struct stage stage = {.by_us = true};
    struct buf pid = {0};
    begin(&stage, "sleep 60 & echo $!");
    run(&stage, 300 * CLOCK_MS);
    CHECK_NUMBER(stage.ended, 1);
    smoke_app_write_since(stage.app, 0, &pid);
    pid_t left = (pid_t)strtol(pid.at, NULL, 10);
    if (CHECK(left > 1))
        CHECK(kill(left, 0) != 0 && errno == ESRCH);
    buf_clear(&pid);
    end(&stage);
}

static void it_can_be_killed(void)
{
    struct stage stage = {0};
    int64_t begun = clock_ticks();
    begin(&stage, "trap '' TERM; echo up; while :; do sleep 1; done");
    mark_at(&stage, 3);
    smoke_app_end(stage.app);
    smoke_app_kill(stage.app);
    run(&stage, 0);
    CHECK(clock_ticks() - begun < 2 * CLOCK_SECOND);
    CHECK_NUMBER(stage.ended, 0);
    end(&stage);
}

static void a_secret_that_no_variable_holds_is_refused(void)
{
    struct error err = {0};
    struct loop *loop = loop_new(&err);
    const struct ui ui = {0};
    const struct secret secret = secret_of(SPAN("a\0b"));
    const struct smoke_app_settings settings = {
        .command = "echo", .url = "http://a/", .secret = &secret, .ui = &ui};
    const struct smoke_app_handler handler = {NULL, on_ended};
    CHECK(!smoke_app_start(loop, &settings, &handler, &err));
    CHECK_NUMBER(err.code, ERROR_USAGE);
    CHECK(loop_free(loop));
}

static void tidy(void)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    char path[96];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
}

int main(void)
{
    static const struct check_case cases[] = {
        {"its end is told with what it wrote", its_end_is_told_with_what_it_wrote},
        {"what the shell says is kept", what_the_shell_says_is_kept},
        {"long lines are cut", long_lines_are_cut},
        {"much takes no time and no memory", much_takes_no_time_and_no_memory},
        {"secrets are masked", secrets_are_masked},
        {"it is passed on line by line", it_is_passed_on_line_by_line},
        {"what came since a mark is told", what_came_since_a_mark_is_told},
        {"it is ended with all that it started", it_is_ended_with_all_that_it_started},
        {"what it left behind is ended", what_it_left_behind_is_ended},
        {"it can be killed", it_can_be_killed},
        {"a secret that no variable holds is refused", a_secret_that_no_variable_holds_is_refused},
    };
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, tidy);
}
