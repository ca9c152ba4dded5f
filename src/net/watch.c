#include "watch.h"

#include "multi.h"
#include "transfer.h"

#include <stdlib.h>
#include <uv.h>

enum { MOST_TRIES = 16 }; /* at one time */
enum { TRY_MS = 3000 };   /* how long a try may take, and how long after a failed one the next is */

struct watched_target {
    struct watch *watch;
    struct watched_target *next;
    const char *url;
    bool loopback, dead;
    void (*changed)(void *context, enum trouble trouble, const char *why);
    void *context;
    struct multi_job job;
    uv_timer_t timer;
    char words[CURL_ERROR_SIZE];
};

struct watch {
    uv_loop_t *loop;
    struct multi *multi;
    struct reach reach;
    struct watched_target *targets;
};

struct watch *watch_open(struct loop *loop, const struct reach *reach, struct error *err)
{
    struct multi *multi = multi_new(loop, true, MOST_TRIES, err);
    if (!multi)
        return NULL;
    struct watch *watch = mem_new(1, sizeof *watch);
    *watch = (struct watch){.loop = loop_uv(loop), .multi = multi, .reach = *reach};
    return watch;
}

static void try(struct watched_target *target);

static void on_timer(uv_timer_t *timer)
{
    struct watched_target *target = timer->data;
    if (target->dead && !target->job.easy)
        try(target);
}

static void set_alive(struct watched_target *target)
{
    bool was_dead = target->dead;
    target->dead = false;
    uv_timer_stop(&target->timer);
    if (was_dead)
        target->changed(target->context, TROUBLE_NONE, "");
}

static void set_dead(struct watched_target *target)
{
    target->dead = true;
    if (!uv_is_active((uv_handle_t *)&target->timer))
        uv_timer_start(&target->timer, on_timer, TRY_MS, 0);
}

static void on_tried(struct multi_job *job, CURLcode code)
{
    struct watched_target *target = CONTAINER_OF(job, struct watched_target, job);
    char why[CURL_ERROR_SIZE];
    bool known = target->dead;
    enum trouble trouble = TROUBLE_NONE;
    if (code != CURLE_OK)
        trouble = transfer_trouble(multi_api(target->watch->multi), job->easy, code, target->words,
                                   why, sizeof why);
    multi_take_back(target->watch->multi, job);
    if (trouble == TROUBLE_NONE) {
        set_alive(target);
        return;
    }
    set_dead(target);
    if (!known)
        target->changed(target->context, trouble, why);
}

static void try(struct watched_target *target)
{
    struct watch *watch = target->watch;
    const struct curl_api *api = multi_api(watch->multi);
    CURL *easy = multi_lend(watch->multi, &target->job);
    if (!easy)
        return;
    target->words[0] = 0;
    api->curl_easy_setopt(easy, CURLOPT_URL, target->url);
    api->curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    api->curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)TRY_MS);
    api->curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (target->loopback)
        api->curl_easy_setopt(easy, CURLOPT_PROXY, "");
    api->curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, target->words);
    transfer_trust(api, easy, &watch->reach);
    multi_start(watch->multi, &target->job);
}

struct watched_target *watch_add(struct watch *watch, const char *url, bool loopback,
                                 void (*changed)(void *context, enum trouble trouble,
                                                 const char *why),
                                 void *context)
{
    struct watched_target *target = mem_new(1, sizeof *target);
    *target = (struct watched_target){.watch = watch,
                                      .next = watch->targets,
                                      .url = url,
                                      .loopback = loopback,
                                      .changed = changed,
                                      .context = context,
                                      .job.done = on_tried};
    watch->targets = target;
    uv_timer_init(watch->loop, &target->timer);
    uv_unref((uv_handle_t *)&target->timer);
    target->timer.data = target;
    try(target);
    return target;
}

void watch_saw(struct watched_target *target, bool alive)
{
    if (alive)
        set_alive(target);
    else
        set_dead(target);
}

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void watch_close(struct watch *watch)
{
    if (!watch)
        return;
    for (struct watched_target *target = watch->targets; target; target = target->next) {
        multi_take_back(watch->multi, &target->job);
        uv_close((uv_handle_t *)&target->timer, on_timer_closed);
    }
    multi_close(watch->multi);
    free(watch);
}
