#include "multi.h"

#include "mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

/* A socket that is or was watched; kept ones stand in the table by descriptor. */
struct watched {
    uv_poll_t poll;
    struct multi *multi;
    int socket;
    int events; /* that are polled for; 0: none are */
    bool idle;  /* no transfer wants them now */
    bool used;  /* an event has come */
};

struct multi {
    const struct curl_api *api;
    CURLM *curl;
    uv_loop_t *loop;
    uv_timer_t timer;
    bool background;
    struct watched **by_socket;
    size_t room;
    CURL **kept; /* easy handles for the next transfers */
    size_t kept_count, most;
};

static void reap(struct multi *multi)
{
    const CURLMsg *message;
    int left;
    while (multi->curl && (message = multi->api->curl_multi_info_read(multi->curl, &left))) {
        struct multi_job *job = NULL;
        CURLcode code = message->data.result;
        multi->api->curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&job);
        job->done(job, code);
    }
}

static void act(struct multi *multi, curl_socket_t socket, int events)
{
    int running;
    multi->api->curl_multi_socket_action(multi->curl, socket, events, &running);
    reap(multi);
}

static void on_time(uv_timer_t *timer)
{
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer(CURLM *curl, long delay, void *context)
{
    struct multi *multi = context;
    (void)curl;
    if (delay < 0) {
        uv_timer_stop(&multi->timer);
        return 0;
    }
    uv_update_time(multi->loop);
    uv_timer_start(&multi->timer, on_time, (uint64_t)delay, 0);
    return 0;
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct watched *watched = poll->data;
    int flags = status < 0 ? CURL_CSELECT_ERR : 0;
    watched->used = true;
    if (watched->idle) { /* the peer ended a connection that was kept for later */
        uv_poll_stop(poll);
        watched->events = 0;
        return;
    }
    if (events & UV_READABLE)
        flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        flags |= CURL_CSELECT_OUT;
    act(watched->multi, watched->socket, flags);
}

static struct watched *watch(struct multi *multi, int socket)
{
    struct watched *watched = mem_new(1, sizeof *watched);
    *watched = (struct watched){.multi = multi, .socket = socket};
    if (uv_poll_init(multi->loop, &watched->poll, socket) != 0) {
        free(watched);
        return NULL;
    }
    watched->poll.data = watched;
    if (multi->background)
        uv_unref((uv_handle_t *)&watched->poll);
    return watched;
}

static void on_poll_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void unwatch(struct watched *watched)
{
    uv_close((uv_handle_t *)&watched->poll, on_poll_closed);
}

static struct watched *kept(const struct multi *multi, int socket)
{
    return (size_t)socket < multi->room ? multi->by_socket[socket] : NULL;
}

static void keep(struct multi *multi, struct watched *watched)
{
    size_t at = (size_t)watched->socket;
    if (at >= multi->room) {
        size_t room = 2 * at + 64;
        multi->by_socket = mem_resize(multi->by_socket, room, sizeof(struct watched *));
        while (multi->room < room)
            multi->by_socket[multi->room++] = NULL;
    }
    multi->by_socket[at] = watched;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    int file = socket(address->family, address->socktype, address->protocol);
    if (file < 0)
        return CURL_SOCKET_BAD;
    fcntl(file, F_SETFD, FD_CLOEXEC);
    struct watched *watched = watch(context, file);
    if (watched) {
        keep(context, watched);
        return file;
    }
    close(file);
    return CURL_SOCKET_BAD;
}

static void forget(struct watched *watched)
{
    watched->multi->by_socket[watched->socket] = NULL;
    unwatch(watched);
}

static int close_socket(void *context, curl_socket_t socket)
{
    struct watched *watched = kept(context, socket);
    if (watched)
        forget(watched);
    return close(socket);
}

/*
 * Stopping to poll and starting again are system calls: what is likely to be wanted again by the
 * next transfer goes on, but keeps the loop no more. What never connected isn't: libcurl 7.88
 * closes it past us when its time is up.
 */
static void rest(struct watched *watched)
{
    if (!watched->used) {
        forget(watched);
        return;
    }
    watched->idle = true;
    uv_unref((uv_handle_t *)&watched->poll);
}

static int poll_for(struct watched *watched, int events)
{
    watched->idle = false;
    if (!watched->multi->background)
        uv_ref((uv_handle_t *)&watched->poll);
    if (watched->events == events)
        return 0;
    watched->events = events;
    return uv_poll_start(&watched->poll, events, on_event) == 0 ? 0 : -1;
}

/* `attached` is what was made for a socket that libcurl opened past us. */
static int on_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *attached)
{
    struct multi *multi = context;
    struct watched *watched = kept(multi, socket), *lent = attached;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watched)
            rest(watched);
        else if (lent)
            unwatch(lent);
        return 0;
    }
    if (!watched && !lent) {
        lent = watch(multi, socket);
        multi->api->curl_multi_assign(multi->curl, socket, lent);
    }
    watched = watched ? watched : lent;
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return watched ? poll_for(watched, events) : -1;
}

struct multi *multi_new(struct loop *loop, bool background, size_t most, struct error *err)
{
    const struct curl_api *api = curl_api(err);
    CURLM *curl = api ? api->curl_multi_init() : NULL;
    if (!curl) {
        if (api)
            error_set(err, ERROR_SYSTEM, "libcurl can't be initialised");
        return NULL;
    }
    struct multi *multi = mem_new(1, sizeof *multi);
    multi->api = api;
    multi->curl = curl;
    multi->loop = loop_uv(loop);
    multi->background = background;
    multi->most = most;
    multi->kept = mem_new(most, sizeof *multi->kept);
    uv_timer_init(multi->loop, &multi->timer);
    multi->timer.data = multi;
    if (background)
        uv_unref((uv_handle_t *)&multi->timer);
    api->curl_multi_setopt(curl, CURLMOPT_SOCKETFUNCTION, on_socket);
    api->curl_multi_setopt(curl, CURLMOPT_SOCKETDATA, multi);
    api->curl_multi_setopt(curl, CURLMOPT_TIMERFUNCTION, on_timer);
    api->curl_multi_setopt(curl, CURLMOPT_TIMERDATA, multi);
    /* By default as many connections are kept as the transfers of this moment ask for. */
    api->curl_multi_setopt(curl, CURLMOPT_MAXCONNECTS, (long)(2 * most));
    return multi;
}

const struct curl_api *multi_api(const struct multi *multi)
{
    return multi->api;
}

CURL *multi_lend(struct multi *multi, struct multi_job *job)
{
    const struct curl_api *api = multi->api;
    CURL *easy = multi->kept_count ? multi->kept[--multi->kept_count] : api->curl_easy_init();
    job->easy = easy;
    if (!easy)
        return NULL;
    api->curl_easy_reset(easy);
    api->curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    api->curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    api->curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, multi);
    api->curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    api->curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, multi);
#if LIBCURL_VERSION_NUM >= 0x075700
    api->curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* a slow resolver isn't waited for */
#endif
    return easy;
}

void multi_start(struct multi *multi, struct multi_job *job)
{
    multi->api->curl_multi_add_handle(multi->curl, job->easy);
}

void multi_take_back(struct multi *multi, struct multi_job *job)
{
    if (!job->easy)
        return;
    multi->api->curl_multi_remove_handle(multi->curl, job->easy);
    if (multi->kept_count < multi->most)
        multi->kept[multi->kept_count++] = job->easy;
    else
        multi->api->curl_easy_cleanup(job->easy);
    job->easy = NULL;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct multi *multi = handle->data;
    free(multi->by_socket);
    free(multi->kept);
    free(multi);
}

void multi_close(struct multi *multi)
{
    if (!multi)
        return;
    while (multi->kept_count)
        multi->api->curl_easy_cleanup(multi->kept[--multi->kept_count]);
    multi->api->curl_multi_cleanup(multi->curl);
    multi->curl = NULL; /* which may happen in a callback of a job */
    uv_close((uv_handle_t *)&multi->timer, on_timer_closed);
}
