/*
 * When a file may have changed: it was written to, made, renamed or replaced.
 *
 * Happy path: the folder of the file is watched, as the system's notices have it (inotify(7)), and
 * `look` is called some microseconds after each change. What can fail: the folder is not there yet
 * (the nearest one above is watched until it is); the file system, or a limit of the system's,
 * gives no notices: `look` is called once a second all the same.
 */
#ifndef SFPY_FILE_WATCH_H
#define SFPY_FILE_WATCH_H

#include "loop.h"

struct file_watch;

/*
 * Begins to watch; the path is borrowed. `look` is called at once for the first time, so nothing is
 * missed, and may free the watch; it returns whether it has left something, and is to be called
 * again after what else has happened. Keeps the loop running.
 */
struct file_watch *file_watch_new(struct loop *loop, const char *path, bool (*look)(void *context),
                                  void *context);

/* Freed once the loop has let go. Accepts NULL. */
void file_watch_free(struct file_watch *watch);

#endif
