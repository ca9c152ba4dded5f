#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FILE = 1 << 30 };

/* Makes each folder of an absolute path that is missing. */
static bool make_folders(char *path, struct error *err)
{
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = 0;
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        if (!made)
            return error_errno(err, ERROR_SYSTEM, errno, "cannot make the folder %s", path);
        if (!slash)
            return true;
        *slash = '/';
    }
}

const char *state_path(struct arena *arena, const char *name, struct error *err)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    struct buf path = {0};
    if (state && state[0] == '/') {
        buf_printf(&path, "%s/sfpy-hook", state);
    } else if (home && home[0] == '/') {
        buf_printf(&path, "%s/.local/state/sfpy-hook", home);
    } else {
        error_set(err, ERROR_SYSTEM, "neither XDG_STATE_HOME nor HOME is set");
        error_hint(err, "give --secret or --secret-file, and --journal or --no-record");
        return NULL;
    }
    const char *kept = NULL;
    if (make_folders(path.at, err)) {
        buf_printf(&path, "/%s", name);
        kept = span_keep(arena, buf_span(&path)).at;
    }
    buf_clear(&path);
    return kept;
}

static bool read_all(struct buf *out, int file, struct error *err)
{
    enum { STEP = 65536 };
    for (;;) {
        char *space = out->size < MAX_FILE ? buf_space(out, STEP) : NULL;
        if (!space)
            return error_set(err, ERROR_INPUT, "it is larger than 1 GiB");
        ssize_t size = read(file, space, STEP);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set(err, ERROR_INPUT, "%s", strerror(errno));
        if (size == 0)
            return true;
        buf_grew(out, (size_t)size);
    }
}

bool file_read(struct buf *out, const char *path, struct error *err)
{
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return error_errno(err, ERROR_INPUT, errno, "cannot read %s", path);
    if (standard && isatty(file))
        fputs("reading from the terminal; Ctrl-D ends\n", stderr);
    bool whole = read_all(out, file, err);
    if (!standard)
        close(file);
    return whole || error_context(err, "cannot read %s", standard ? "standard input" : path);
}

static bool fill(int file, struct span content)
{
    while (content.size > 0) {
        ssize_t written = write(file, content.at, content.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        content = span_slice(content, (size_t)written, content.size);
    }
    return fsync(file) == 0 || errno == EINVAL;
}

bool file_write(const char *path, struct span content, bool fresh, struct error *err)
{
    struct buf name = {0};
    buf_printf(&name, "%s.XXXXXX", path);
    int file = mkstemp(name.at); /* mode 0600 */
    bool written = file >= 0 && fill(file, content);
    if (written)
        written = fresh ? link(name.at, path) == 0 || errno == EEXIST : rename(name.at, path) == 0;
    int failure = errno;
    if (file >= 0) {
        close(file);
        unlink(name.at);
    }
    buf_clear(&name);
    return written || error_errno(err, ERROR_SYSTEM, failure, "cannot write %s", path);
}
