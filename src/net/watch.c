#include "watch.h"

#include "clock.h"
#include "multi.h"
#include "transfer.h"

#include <stdlib.h>
#include <uv.h>

enum { MOST_TRIES = 16 }; /* at one time */

struct watched_target {
    struct watch *watch;
    struct watched_target *next;
    const char *url;
    bool loopback, dead;
    void (*told)(void *context, const struct watch_result *result);
    void *context;
    struct multi_job job;
    struct curl_slist *resolutions; /* of a try */
    uv_timer_t timer;
    char words[CURL_ERROR_SIZE];
};

struct watch {
    uv_loop_t *loop;
    struct multi *multi;
    struct watch_settings settings;
    struct watched_target *targets;
};

struct watch *watch_open(struct loop *loop, const struct watch_settings *settings,
                         struct error *err)
{
    struct multi *multi = multi_new(loop, true, MOST_TRIES, err);
    if (!multi)
        return NULL;
    struct watch *watch = mem_new(1, sizeof *watch);
    *watch = (struct watch){.loop = loop_uv(loop), .multi = multi, .settings = *settings};
    return watch;
}

static long in_ms(int64_t duration)
{
    return (long)((duration + CLOCK_MS - 1) / CLOCK_MS);
}

static void try(struct watched_target *target);

static void on_timer(uv_timer_t *timer)
{
    struct watched_target *target = timer->data;
    if (target->dead && !target->job.easy)
        try(target);
}

static void set(struct watched_target *target, bool alive)
{
    target->dead = !alive;
    if (alive)
        uv_timer_stop(&target->timer);
    else if (!uv_is_active((uv_handle_t *)&target->timer))
        uv_timer_start(&target->timer, on_timer, (uint64_t)in_ms(target->watch->settings.pause), 0);
}

static void take_back(struct watched_target *target)
{
    struct multi *multi = target->watch->multi;
    multi_take_back(multi, &target->job);
    multi_api(multi)->curl_slist_free_all(target->resolutions);
    target->resolutions = NULL;
}

/* `why` of CURL_ERROR_SIZE bytes. */
static struct watch_result result_of(struct watched_target *target, CURLcode code, char *why)
{
    const struct curl_api *api = multi_api(target->watch->multi);
    struct watch_result result = {.connected = true, .why = why};
    long connections = 0;
    why[0] = 0;
    if (code == CURLE_OK)
        return result;
    api->curl_easy_getinfo(target->job.easy, CURLINFO_NUM_CONNECTS, &connections);
    result.connected = connections > 0;
    result.trouble =
        transfer_trouble(api, target->job.easy, code, target->words, why, CURL_ERROR_SIZE);
    return result;
}

static void on_tried(struct multi_job *job, CURLcode code)
{
    struct watched_target *target = CONTAINER_OF(job, struct watched_target, job);
    char why[CURL_ERROR_SIZE];
    bool was_dead = target->dead;
    struct watch_result result = result_of(target, code, why);
    take_back(target);
    set(target, result.trouble == TROUBLE_NONE);
    if (target->watch->settings.each || target->dead != was_dead)
        target->told(target->context, &result);
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
    api->curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, in_ms(watch->settings.timeout));
    api->curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (target->loopback)
        api->curl_easy_setopt(easy, CURLOPT_PROXY, "");
    api->curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, target->words);
    target->resolutions = transfer_reach(api, easy, &watch->settings.reach);
    multi_start(watch->multi, &target->job);
}

struct watched_target *watch_add(struct watch *watch, const char *url, bool loopback,
                                 void (*told)(void *context, const struct watch_result *result),
                                 void *context)
{
    struct watched_target *target = mem_new(1, sizeof *target);
    *target = (struct watched_target){.watch = watch,
                                      .next = watch->targets,
                                      .url = url,
                                      .loopback = loopback,
                                      .told = told,
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
    bool again = alive && target->dead;
    set(target, alive);
    if (again)
        target->told(target->context, &(struct watch_result){.connected = true, .why = ""});
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
        take_back(target);
        uv_close((uv_handle_t *)&target->timer, on_timer_closed);
    }
    multi_close(watch->multi);
    free(watch);
}
