#include "devcert.h"

#include "certificate.h"
#include "clock.h"
#include "files.h"
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { MOST_PEM = 64 * 1024 };

/* The text of a file in the arena; empty where it can't be read. */
static struct span load(struct arena *arena, const char *path)
{
    struct buf text = buf_limited(MOST_PEM);
    struct error ignored;
    struct span kept = SPAN("");
    if (file_read(&text, path, &ignored))
        kept = span_keep(arena, buf_span(&text));
    buf_wipe(&text);
    return kept;
}

/* The key goes first: a certificate without its key is made anew by the next use. */
static bool make(struct arena *arena, struct devcert *devcert, const char *key_path,
                 struct error *err)
{
    struct buf certificate = {0}, key = {0};
    bool made = certificate_make(clock_now(), &certificate, &key, err) &&
                file_write(key_path, buf_span(&key), false, err) &&
                file_write(devcert->path, buf_span(&certificate), false, err);
    if (made) {
        devcert->certificate = span_keep(arena, buf_span(&certificate));
        devcert->key = span_keep(arena, buf_span(&key));
    }
    buf_clear(&certificate);
    buf_wipe(&key);
    return made;
}

bool devcert_load(struct arena *arena, struct devcert *devcert, struct error *err)
{
    devcert->path = state_path(arena, "tls-cert.pem", err);
    const char *key_path = devcert->path ? state_path(arena, "tls-key.pem", err) : NULL;
    const char *lock_path = key_path ? state_path(arena, "tls.lock", err) : NULL;
    if (!lock_path)
        return false;
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        error_errno(err, ERROR_SYSTEM, errno, "cannot lock %s", lock_path);
        if (lock >= 0)
            close(lock);
        return false;
    }
    devcert->certificate = load(arena, devcert->path);
    devcert->key = load(arena, key_path);
    bool loaded = certificate_is_good(devcert->certificate, devcert->key, clock_now()) ||
                  make(arena, devcert, key_path, err);
    close(lock);
    return loaded;
}
