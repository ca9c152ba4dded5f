#include "file_watch.h"

#include "clock.h"
#include "journal_files.h"

#include <uv.h>

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

struct file_watch {
    const char *path;
    char *real; /* links resolved: the file that the notices are of */
    uv_fs_event_t notices;
    bool near; /* they come from the file's own folder */
    struct loop_timer *timer;
    bool (*look)(void *context);
    void *context;
};

static void on_notice(uv_fs_event_t *notices, const char *name, int events, int status);

/* Watches the folder that the file is in, or the nearest one above that is there. */
static void aim(struct file_watch *watch)
{
    free(watch->real);
    watch->real = journal_real_path(watch->path);
    char *path = mem_text(watch->real), *folder = dirname(path);
    uv_fs_event_stop(&watch->notices);
    watch->near = true;
    while (uv_fs_event_start(&watch->notices, on_notice, folder, 0) == UV_ENOENT &&
           strcmp(folder, "/") != 0 && strcmp(folder, ".") != 0) {
        folder = dirname(folder);
        watch->near = false;
    }
    free(path);
}

static void call(struct file_watch *watch)
{
    bool again = watch->look(watch->context);
    if (!uv_is_closing((uv_handle_t *)&watch->notices))
        loop_timer_set(watch->timer, again ? 0 : CLOCK_SECOND);
}

/* Aims first: what happens from then on is told. */
static void on_time(void *context)
{
    struct file_watch *watch = context;
    aim(watch);
    call(watch);
}

/* Others are busy in the folder too, with files of their own. */
static void on_notice(uv_fs_event_t *notices, const char *name, int events, int status)
{
    struct file_watch *watch = notices->data;
    const char *slash = strrchr(watch->real, '/');
    (void)events;
    (void)status;
    if (!watch->near)
        aim(watch);
    else if (name && strcmp(name, slash ? slash + 1 : watch->real) != 0)
        return;
    call(watch);
}

struct file_watch *file_watch_new(struct loop *loop, const char *path, bool (*look)(void *context),
                                  void *context)
{
    struct file_watch *watch = mem_new(1, sizeof *watch);
    *watch = (struct file_watch){.path = path, .look = look, .context = context};
    uv_fs_event_init(loop_uv(loop), &watch->notices);
    watch->notices.data = watch;
    watch->timer = loop_timer_new(loop, on_time, watch);
    loop_timer_set(watch->timer, 0);
    return watch;
}

static void on_closed(uv_handle_t *handle)
{
    struct file_watch *watch = handle->data;
    free(watch->real);
    free(watch);
}

void file_watch_free(struct file_watch *watch)
{
    if (!watch)
        return;
    loop_timer_free(watch->timer);
    uv_close((uv_handle_t *)&watch->notices, on_closed);
}
