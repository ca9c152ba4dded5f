/* Targets of each kind on this machine. */
#include "check.h"
#include "clock.h"
#include "serving.h"
#include "watch.h"

#include <stdio.h>

enum { MOST_RESULTS = 200 };
#define LIMIT (5 * CLOCK_SECOND)

struct stage {
    struct loop *loop;
    struct loop_timer *timer; /* keeps the loop, which a watch doesn't */
    struct watch *watch;
    struct watched_target *target;
    int file;     /* where it listens from the try on that `until` says */
    size_t until; /* how many tries are waited for; the watch is closed with the last */
    size_t count; /* of results */
    struct watch_result at[MOST_RESULTS];
    int64_t times[MOST_RESULTS];
};

static void close_watch(struct stage *stage)
{
    watch_close(stage->watch);
    stage->watch = NULL;
    loop_timer_free(stage->timer);
    stage->timer = NULL;
}

static void on_time_over(void *context)
{
    close_watch(context);
}

static void on_told(void *context, const struct watch_result *result)
{
    struct stage *stage = context;
    stage->at[stage->count] = *result;
    stage->times[stage->count++] = clock_ticks();
    if (stage->file && stage->count == 3)
        CHECK(listen(stage->file, 1) == 0);
    if (stage->count == stage->until)
        close_watch(stage);
}

static void begin(struct stage *stage, const char *url, const struct watch_settings *settings)
{
    struct error err = {0};
    stage->loop = loop_new(&err);
    stage->timer = loop_timer_new(stage->loop, on_time_over, stage);
    stage->watch = watch_open(stage->loop, settings, &err);
    if (CHECK(stage->watch))
        stage->target = watch_add(stage->watch, url, true, on_told, stage);
}

static void run(struct stage *stage, int64_t limit)
{
    loop_timer_set(stage->timer, limit);
    loop_run(stage->loop);
    CHECK(loop_free(stage->loop));
}

static const struct watch_settings each = {
    .timeout = 300 * CLOCK_MS, .pause = 20 * CLOCK_MS, .each = true};

enum peer { NOBODY, SILENT, TALKING, FULL };

static const struct {
    const char *scheme;
    enum peer peer;
    bool connected;
    enum trouble trouble;
} rows[] = {
    {"http", NOBODY, false, TROUBLE_REFUSED},  {"http", SILENT, true, TROUBLE_NONE},
    {"http", TALKING, true, TROUBLE_NONE},     {"http", FULL, false, TROUBLE_LATE},
    {"https", NOBODY, false, TROUBLE_REFUSED}, {"https", SILENT, true, TROUBLE_LATE},
    {"https", TALKING, true, TROUBLE_TLS},     {"https", FULL, false, TROUBLE_LATE},
};

static void a_try_tells_connection_and_tls(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool again = rows[i].trouble != TROUBLE_NONE;
        struct stage stage = {.until = again ? 2 : 1};
        char url[64];
        unsigned port;
        int file = serving_bind(&port), files[4] = {-1, -1, -1, -1};
        enum peer peer = rows[i].peer;
        pid_t process = 0;
        check_row("%s, peer %d", rows[i].scheme, (int)peer);
        snprintf(url, sizeof url, "%s://127.0.0.1:%u/", rows[i].scheme, port);
        if (peer == SILENT || peer == FULL)
            CHECK(listen(file, peer == FULL ? 0 : 16) == 0);
        if (peer == FULL)
            serving_fill(port, files, COUNT_OF(files));
        if (peer == TALKING)
            process = serving_begin(file, "220 no TLS here\r\n", true);
        begin(&stage, url, &each);
        run(&stage, LIMIT);
        CHECK_NUMBER((long long)stage.count, again ? 2 : 1);
        for (size_t j = 0; j < stage.count; j++) {
            CHECK_NUMBER(stage.at[j].connected, rows[i].connected);
            CHECK_NUMBER(stage.at[j].trouble, rows[i].trouble);
        }
        for (size_t j = 0; peer == FULL && j < COUNT_OF(files); j++)
            close(files[j]);
        if (process)
            serving_end(process);
        else
            close(file);
    }
}

/* Each try is told until one succeeds, a pause between two. */
static void an_application_that_comes_up_is_seen(void)
{
    struct stage stage = {.until = 4};
    char url[64];
    unsigned port;
    stage.file = serving_bind(&port);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    begin(&stage, url, &each);
    run(&stage, LIMIT);
    CHECK_NUMBER((long long)stage.count, 4);
    for (size_t i = 0; i < stage.count; i++) {
        CHECK_NUMBER(stage.at[i].connected, i == 3);
        if (i > 0)
            CHECK(stage.times[i] - stage.times[i - 1] >= 15 * CLOCK_MS);
    }
    close(stage.file);
}

/* As listen has it: the first failure, the answer after it, and what was seen elsewhere. */
static void only_changes_are_told(void)
{
    struct stage stage = {0};
    char url[64];
    unsigned port;
    const struct watch_settings changes = {.timeout = CLOCK_SECOND, .pause = 20 * CLOCK_MS};
    int file = serving_bind(&port);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    begin(&stage, url, &changes);
    watch_saw(stage.target, true); /* nothing was wrong yet */
    CHECK_NUMBER((long long)stage.count, 0);
    run(&stage, 200 * CLOCK_MS);
    CHECK_NUMBER((long long)stage.count, 1);
    CHECK_NUMBER(stage.at[0].trouble, TROUBLE_REFUSED);

    stage = (struct stage){0};
    begin(&stage, url, &changes);
    watch_saw(stage.target, false);
    CHECK_NUMBER((long long)stage.count, 0);
    watch_saw(stage.target, true);
    watch_saw(stage.target, true);
    CHECK_NUMBER((long long)stage.count, 1);
    CHECK_NUMBER(stage.at[0].trouble, TROUBLE_NONE);
    close_watch(&stage);
    loop_run(stage.loop);
    CHECK(loop_free(stage.loop));
    close(file);
}

static void the_whole_reach_is_honoured(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char url[64], resolution[64];
    unsigned port;
    int file = serving_bind(&port), local = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(url, sizeof url, "http://no.such.host.invalid:%u/", port);
    snprintf(resolution, sizeof resolution, "no.such.host.invalid:%u:127.0.0.1", port);
    const char *const resolutions[] = {resolution, NULL};
    struct watch_settings settings = each;
    struct stage stage = {.until = 1};
    CHECK(listen(file, 16) == 0);
    settings.reach.resolutions = resolutions;
    begin(&stage, url, &settings);
    run(&stage, LIMIT);
    CHECK_NUMBER((long long)stage.count, 1);
    CHECK(stage.at[0].connected);
    close(file);

    stage = (struct stage){.until = 1};
    snprintf(address.sun_path, sizeof address.sun_path, "/tmp/test_watch.%d", (int)getpid());
    CHECK(bind(local, (struct sockaddr *)&address, sizeof address) == 0 && listen(local, 1) == 0);
    settings.reach = (struct reach){.unix_socket = address.sun_path};
    begin(&stage, url, &settings);
    run(&stage, LIMIT);
    CHECK_NUMBER((long long)stage.count, 1);
    CHECK(stage.at[0].connected);
    close(local);
    unlink(address.sun_path);

    stage = (struct stage){.until = 2};
    begin(&stage, url, &settings);
    run(&stage, LIMIT);
    CHECK_NUMBER((long long)stage.count, 2);
    CHECK(!stage.at[1].connected);
}

static void it_does_not_keep_the_loop(void)
{
    struct stage stage = {0};
    unsigned port;
    char url[64];
    int file = serving_bind(&port);
    int64_t begun = clock_ticks();
    snprintf(url, sizeof url, "https://127.0.0.1:%u/", port);
    CHECK(listen(file, 16) == 0);
    begin(&stage, url, &each);
    loop_run(stage.loop);
    CHECK(clock_ticks() - begun < 200 * CLOCK_MS);
    CHECK_NUMBER((long long)stage.count, 0);
    close_watch(&stage);
    loop_run(stage.loop);
    CHECK(loop_free(stage.loop));
    close(file);
}

int main(void)
{
    static const struct check_case cases[] = {
        {"a try tells connection and TLS", a_try_tells_connection_and_tls},
        {"an application that comes up is seen", an_application_that_comes_up_is_seen},
        {"only changes are told", only_changes_are_told},
        {"the whole reach is honoured", the_whole_reach_is_honoured},
        {"it does not keep the loop", it_does_not_keep_the_loop},
    };
    return CHECK_RUN(cases);
}
