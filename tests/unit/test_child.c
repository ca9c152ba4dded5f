/* Real commands, each run until nothing of its group is left. */
#include "check.h"
#include "child.h"
#include "clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct stage {
    struct loop *loop;
    struct child *child;
    struct loop_timer *timer;
    int64_t pause; /* from the command's end to child_end() */
    struct buf heard;
    size_t heard_before_end;
    int status; /* -1: it has not ended */
    int64_t ended, over;
};

static void on_pause_over(void *context)
{
    struct stage *stage = context;
    child_end(stage->child, SIGTERM);
}

static void on_ended(void *context, int status)
{
    struct stage *stage = context;
    stage->status = status;
    stage->ended = clock_ticks();
    stage->heard_before_end = stage->heard.size;
    loop_timer_set(stage->timer, stage->pause);
}

static void on_said(void *context, struct span bytes)
{
    struct stage *stage = context;
    CHECK(bytes.size > 0);
    buf_add(&stage->heard, bytes);
}

static void begin(struct stage *stage, const char *line)
{
    const char *const words[] = {"sh", "-c", line, NULL};
    const struct child_settings settings = {.words = words, .environment = environ};
    const struct child_handler handler = {stage, on_ended, on_said};
    struct error err = {0};
    stage->status = -1;
    stage->loop = loop_new(&err);
    stage->timer = loop_timer_new(stage->loop, on_pause_over, stage);
    stage->child = child_start(stage->loop, &settings, &handler, &err);
    CHECK(stage->child);
}

/* Runs the loop out, which nothing may keep from ending within `limit`. */
static void run(struct stage *stage, int64_t limit)
{
    int64_t begun = clock_ticks();
    loop_run(stage->loop);
    stage->over = clock_ticks();
    CHECK(stage->over - begun < limit);
    CHECK(!child_is_running(stage->child));
}

static void end(struct stage *stage)
{
    loop_timer_free(stage->timer);
    CHECK(loop_free(stage->loop));
    child_free(stage->child);
    buf_clear(&stage->heard);
}

static const struct {
    const char *line;
    struct span heard;
    int status;
    const char *words;
} rows[] = {
    {"echo a; echo b >&2; echo c; echo d >&2", BYTES("a\nb\nc\nd\n"), 0, "ended with status 0"},
    {"printf 'no line end' >&2; exit 3", BYTES("no line end"), 3, "ended with status 3"},
    {"printf '\\000\\377\\n\\r\\000'", BYTES("\0\xff\n\r\0"), 0, "ended with status 0"},
    {"exec >&- 2>&-; sleep 0.2; exit 255", BYTES(""), 255, "ended with status 255"},
    {"echo last; kill -SEGV $$", BYTES("last\n"), 139, "ended with status 139, as by SIGSEGV"},
    {"cat", BYTES(""), 0, "ended with status 0"}, /* its input is empty */
};

static void what_it_says_is_heard(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage stage = {0};
        char text[64];
        struct buf words = BUF_OVER(text);
        check_row("%s", rows[i].line);
        begin(&stage, rows[i].line);
        run(&stage, 2 * CLOCK_SECOND);
        CHECK_SPAN(buf_span(&stage.heard), rows[i].heard);
        CHECK_NUMBER((long long)stage.heard_before_end, (long long)rows[i].heard.size);
        CHECK_NUMBER(stage.status, rows[i].status);
        child_write_status(&words, stage.status);
        CHECK_TEXT(buf_span(&words), rows[i].words);
        end(&stage);
    }
}

/* 10 MB, of which what the command wrote last is heard before its end, as the first was. */
static void much_is_heard_quickly(void)
{
    struct stage stage = {0};
    begin(&stage, "seq 1000000 1428570; printf end >&2");
    run(&stage, 5 * CLOCK_SECOND);
    CHECK_NUMBER((long long)stage.heard.size, 428571 * 8 + 3);
    CHECK(stage.heard_before_end == stage.heard.size);
    CHECK(span_starts(buf_span(&stage.heard), SPAN("1000000\n1000001\n")));
    CHECK(span_ends(buf_span(&stage.heard), SPAN("\n1428569\n1428570\nend")));
    end(&stage);
    stage = (struct stage){0};
    begin(&stage, "head -c 10000000 /dev/zero");
    run(&stage, 5 * CLOCK_SECOND);
    CHECK_NUMBER((long long)stage.heard_before_end, 10000000);
    end(&stage);
}

static void what_is_left_of_the_group_is_heard_and_ended(void)
{
    struct stage stage = {.pause = CLOCK_SECOND};
    begin(&stage, "(sleep 0.3; echo late; sleep 60) & echo early");
    run(&stage, 3 * CLOCK_SECOND);
    CHECK_TEXT(buf_span(&stage.heard), "early\nlate\n");
    CHECK_NUMBER((long long)stage.heard_before_end, 6);
    CHECK(stage.over - stage.ended >= CLOCK_SECOND);
    end(&stage);
}

/* It writes as fast as it can, also while the group ends. */
static void a_flood_does_not_keep_us(void)
{
    struct stage stage = {.pause = 100 * CLOCK_MS};
    begin(&stage, "yes 0123456789 & exit 7");
    run(&stage, 2 * CLOCK_SECOND);
    CHECK_NUMBER(stage.status, 7);
    CHECK(stage.heard.size > 100000);
    end(&stage);
}

/* Who has left the group is not ours; all that is ended is the pipe. */
static void who_left_the_group_does_not_keep_us(void)
{
    static const char *const lines[] = {"setsid sleep 60 & echo $!",
                                        "setsid yes >/dev/stderr & echo $!"};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct stage stage = {.pause = 200 * CLOCK_MS};
        check_row("%s", lines[i]);
        begin(&stage, lines[i]);
        run(&stage, 2 * CLOCK_SECOND);
        const char *number = stage.heard.at;
        while (number && number[0] == 'y')
            number += 2; /* lines of yes */
        pid_t left = (pid_t)strtol(number ? number : "0", NULL, 10);
        if (CHECK(left > 1))
            CHECK(kill(left, i == 0 ? SIGKILL : 0) == 0 || (i == 1 && errno == ESRCH));
        end(&stage);
    }
}

/* Pipes that are open here beside the standard streams, all of which must be for us alone. */
static int count_pipes(bool for_writing)
{
    int count = 0;
    DIR *open = opendir("/proc/self/fd");
    for (const struct dirent *entry = readdir(open); entry; entry = readdir(open)) {
        int file = (int)strtol(entry->d_name, NULL, 10);
        struct stat status;
        if (file <= STDERR_FILENO || fstat(file, &status) != 0 || !S_ISFIFO(status.st_mode))
            continue;
        bool is_for_writing = (fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY;
        count += is_for_writing == for_writing && (fcntl(file, F_GETFD) & FD_CLOEXEC);
    }
    closedir(open);
    return count;
}

static void nobody_else_has_the_pipe(void)
{
    struct stage first = {0}, second = {0};
    struct error err = {0};
    struct loop *loop = loop_new(&err); /* what the first loop of a process opens, is open */
    int readers = count_pipes(false), writers = count_pipes(true);
    begin(&first, "sleep 0.2");
    int readers_of_loop = count_pipes(false) - readers - 1;
    CHECK_NUMBER(count_pipes(true) - writers, readers_of_loop); /* a loop has whole pipes */
    begin(&second, "sleep 0.2");
    CHECK_NUMBER(count_pipes(false) - readers, 2 * readers_of_loop + 2);
    CHECK_NUMBER(count_pipes(true) - writers, 2 * readers_of_loop);
    run(&first, 2 * CLOCK_SECOND);
    run(&second, 2 * CLOCK_SECOND);
    end(&first);
    end(&second);
    CHECK_NUMBER(count_pipes(false), readers);
    CHECK_NUMBER(count_pipes(true), writers);
    CHECK(loop_free(loop));
}

/* The callback is called by who asks, for what nobody waited for. */
static void it_is_heard_when_asked(void)
{
    struct stage stage = {0};
    begin(&stage, "echo now; sleep 60");
    const struct timespec moment = {0, 300 * CLOCK_MS};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL);
    CHECK_NUMBER((long long)stage.heard.size, 0);
    child_hear(stage.child);
    CHECK_TEXT(buf_span(&stage.heard), "now\n");
    child_hear(stage.child); /* does not wait for more */
    CHECK(child_is_running(stage.child));
    child_end(stage.child, SIGTERM);
    run(&stage, 2 * CLOCK_SECOND);
    CHECK_NUMBER(stage.status, 128 + SIGTERM);
    end(&stage);
    child_hear(NULL);
}

static void what_can_not_be_run_leaves_nothing(void)
{
    static const char *const words[] = {"/no/such/program", NULL};
    const struct child_settings settings = {.words = words, .environment = environ};
    const struct child_handler handler = {NULL, on_ended, on_said};
    struct error err = {0};
    struct loop *loop = loop_new(&err);
    int before = count_pipes(false) + count_pipes(true);
    CHECK(!child_start(loop, &settings, &handler, &err));
    CHECK_NUMBER(err.code, CHILD_NOT_FOUND);
    CHECK_NUMBER(count_pipes(false) + count_pipes(true), before);
    loop_run(loop);
    CHECK(loop_free(loop));
}

int main(void)
{
    static const struct check_case cases[] = {
        {"what it says is heard", what_it_says_is_heard},
        {"much is heard quickly", much_is_heard_quickly},
        {"what is left of the group is heard and ended",
         what_is_left_of_the_group_is_heard_and_ended},
        {"a flood does not keep us", a_flood_does_not_keep_us},
        {"who left the group does not keep us", who_left_the_group_does_not_keep_us},
        {"nobody else has the pipe", nobody_else_has_the_pipe},
        {"it is heard when asked", it_is_heard_when_asked},
        {"what can not be run leaves nothing", what_can_not_be_run_leaves_nothing},
    };
    return CHECK_RUN(cases);
}
