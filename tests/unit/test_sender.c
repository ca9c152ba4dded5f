/* Requests to peers on this machine. */
#include "check.h"
#include "clock.h"
#include "sender.h"
#include "serving.h"

#include <stdio.h>

enum { SENT = 4 };

struct stage {
    struct loop *loop;
    struct sender *sender;
    struct sending at[SENT];
    size_t done;
};

static void on_done(struct sending *sending)
{
    struct stage *stage = sending->context;
    if (++stage->done < SENT)
        sending_start(stage->sender, &stage->at[stage->done]);
}

/* Sends one after the other. */
static void run(struct stage *stage, const char *url, int64_t timeout)
{
    const struct sender_settings settings = {.timeout = timeout, .most = 1};
    struct error err = {0};
    stage->loop = loop_new(&err);
    stage->sender = sender_open(stage->loop, &settings, &err);
    for (size_t i = 0; i < SENT; i++)
        stage->at[i] = (struct sending){.url = url,
                                        .loopback = true,
                                        .request = {.method = SPAN("POST")},
                                        .done = on_done,
                                        .context = stage};
    sending_start(stage->sender, &stage->at[0]);
    loop_run(stage->loop);
    sender_close(stage->sender);
    CHECK(loop_free(stage->loop));
    CHECK_NUMBER((long long)stage->done, SENT);
}

static void clear(struct stage *stage)
{
    for (size_t i = 0; i < SENT; i++)
        sending_clear(&stage->at[i]);
}

static const struct {
    const char *answer;
    bool closing, reused;
    enum trouble trouble;
} rows[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, true, TROUBLE_NONE},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true, false,
     TROUBLE_NONE},
    {"HTTP/1.0 200 OK\r\n\r\n", true, false, TROUBLE_NONE},
    {"", true, false, TROUBLE_BROKEN},
};

static void connections_are_told_apart(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage stage = {0};
        unsigned port;
        char url[64];
        pid_t process = serving_begin(serving_bind(&port), rows[i].answer, rows[i].closing);
        check_row("row %zu", i);
        snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
        run(&stage, url, 5 * CLOCK_SECOND);
        serving_end(process);
        for (size_t j = 0; j < SENT; j++) {
            CHECK_NUMBER(stage.at[j].trouble, rows[i].trouble);
            CHECK_NUMBER(stage.at[j].reused, rows[i].reused && j > 0);
        }
        clear(&stage);
    }
}

/* What isn't connected in time leaves nothing that is in the way of the next. */
static void each_that_does_not_connect_is_late(void)
{
    struct stage stage = {0};
    unsigned port;
    char url[64];
    int file = serving_bind(&port), files[4];
    CHECK(listen(file, 0) == 0);
    serving_fill(port, files, COUNT_OF(files));
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    run(&stage, url, 200 * CLOCK_MS);
    for (size_t i = 0; i < SENT; i++) {
        CHECK_NUMBER(stage.at[i].trouble, TROUBLE_LATE);
        CHECK(!stage.at[i].reused);
    }
    for (size_t i = 0; i < COUNT_OF(files); i++)
        close(files[i]);
    close(file);
}

/* Nor is anything reused where nothing connects at all. */
static void each_that_is_refused_is_refused(void)
{
    struct stage stage = {0};
    unsigned port;
    char url[64];
    int file = serving_bind(&port);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    run(&stage, url, 5 * CLOCK_SECOND);
    for (size_t i = 0; i < SENT; i++) {
        CHECK_NUMBER(stage.at[i].trouble, TROUBLE_REFUSED);
        CHECK(!stage.at[i].reused);
    }
    close(file);
}

int main(void)
{
    static const struct check_case cases[] = {
        {"connections are told apart", connections_are_told_apart},
        {"each that does not connect is late", each_that_does_not_connect_is_late},
        {"each that is refused is refused", each_that_is_refused_is_refused},
    };
    return CHECK_RUN(cases);
}
