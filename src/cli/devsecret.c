#include "devsecret.h"

#include "clock.h"
#include "files.h"
#include "ident.h"
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_BYTES = 32 };

static const char origin[] = "development";

struct span devsecret_fresh(struct arena *arena)
{
    struct buf text = {0};
    ident_write_hex(&text, NULL, SECRET_BYTES);
    struct span kept = span_keep(arena, buf_span(&text));
    buf_wipe(&text);
    return kept;
}

/* The text of a file in the state folder, in the arena; absent where there is no such file. */
static bool load(struct arena *arena, const char *name, struct span *text, struct error *err)
{
    const char *path = state_find(arena, name, err);
    struct buf content = {0};
    *text = (struct span){0};
    if (!path || (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)))
        return path != NULL;
    bool read = file_read(&content, path, err);
    if (read)
        *text = span_keep(arena, buf_span(&content));
    buf_wipe(&content);
    return read;
}

/* Stores a text; `first`: unless there is one already. */
static bool store(struct arena *arena, const char *name, struct span text, bool first,
                  struct error *err)
{
    const char *path = state_path(arena, name, err);
    return path && file_write(path, text, first, err);
}

static bool store_secret(struct arena *arena, struct span secret, bool first, struct error *err)
{
    struct buf line = {0};
    buf_add(&line, secret);
    buf_add_byte(&line, '\n');
    bool stored = store(arena, "secret", buf_span(&line), first, err);
    buf_wipe(&line);
    return stored;
}

/* Of two first uses at the same time one wins, and both read what it stored. */
static bool load_current(struct arena *arena, struct span *secret, struct error *err)
{
    if (!load(arena, "secret", secret, err))
        return false;
    if (!secret->at && (!store_secret(arena, devsecret_fresh(arena), true, err) ||
                        !load(arena, "secret", secret, err)))
        return false;
    span_split(secret, '\n', secret);
    return true;
}

/* Takes the next secret that is still accepted off the lines `SECRET UNTIL` of secret.old. */
static bool next_old(struct span *lines, struct span *line, struct span *secret, int64_t *until)
{
    while (span_split(lines, '\n', line)) {
        struct span time = *line;
        if (span_split(&time, ' ', secret) && clock_read_rfc3339(time, until) &&
            *until > clock_now())
            return true;
    }
    return false;
}

bool devsecret_load(struct arena *arena, struct secrets *secrets, struct error *err)
{
    struct span current, old, line, secret;
    int64_t until;
    if (!load_current(arena, &current, err) || !secrets_add(secrets, arena, current, origin, err) ||
        !load(arena, "secret.old", &old, err))
        return false;
    while (next_old(&old, &line, &secret, &until)) {
        if (!secrets_add(secrets, arena, secret, origin, err))
            return false;
        secrets->at[secrets->count - 1].until = until;
    }
    return true;
}

struct devsecret_version devsecret_version(const char *path)
{
    struct stat status;
    if (!path || stat(path, &status) != 0)
        return (struct devsecret_version){0};
    return (struct devsecret_version){.device = status.st_dev,
                                      .inode = status.st_ino,
                                      .changed = status.st_ctim.tv_sec * CLOCK_SECOND +
                                                 status.st_ctim.tv_nsec,
                                      .size = status.st_size};
}

bool devsecret_is_there(struct arena *arena)
{
    struct error err;
    const char *path = state_find(arena, "secret", &err);
    return path && access(path, F_OK) == 0;
}

void devsecret_known(struct arena *arena, struct secrets *secrets)
{
    static const struct {
        const char *file, *origin;
    } sources[] = {{"secret", origin}, {"secret.old", "a development secret that was replaced"}};
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        struct error err;
        struct span lines, line;
        if (!load(arena, sources[i].file, &lines, &err))
            continue;
        while (span_split(&lines, '\n', &line)) {
            struct span secret;
            if (span_split(&line, ' ', &secret) && secret.size > 0 &&
                !secrets_add(secrets, arena, secret, sources[i].origin, &err))
                return;
        }
    }
}

static bool replace(struct arena *arena, int64_t overlap, struct span fresh, struct error *err)
{
    struct span current, old, line, secret;
    int64_t until;
    if (!load_current(arena, &current, err) || !load(arena, "secret.old", &old, err))
        return false;
    struct buf lines = {0};
    buf_add(&lines, current);
    buf_add_byte(&lines, ' ');
    clock_write_rfc3339(&lines, clock_now() + overlap, 9);
    buf_add_byte(&lines, '\n');
    while (next_old(&old, &line, &secret, &until)) {
        buf_add(&lines, line);
        buf_add_byte(&lines, '\n');
    }
    bool replaced = store(arena, "secret.old", buf_span(&lines), false, err) &&
                    store_secret(arena, fresh, false, err);
    buf_wipe(&lines);
    return replaced;
}

bool devsecret_rotate(struct arena *arena, int64_t overlap, struct secrets *secrets,
                      struct error *err)
{
    const char *path = state_path(arena, "secret.lock", err);
    if (!path)
        return false;
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        error_errno(err, ERROR_SYSTEM, errno, "cannot lock %s", path);
        if (lock >= 0)
            close(lock);
        return false;
    }
    bool rotated =
        replace(arena, overlap, devsecret_fresh(arena), err) && devsecret_load(arena, secrets, err);
    close(lock);
    return rotated;
}
