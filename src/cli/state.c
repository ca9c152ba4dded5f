#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

bool state_make_folder_of(const char *path, struct error *err)
{
    char *folder = mem_text(path), *slash = strrchr(folder, '/');
    *slash = 0;
    bool made = slash == folder || make_folders(folder, err);
    free(folder);
    return made;
}

/* Adds the path of the folder. */
static bool write_folder(struct buf *path, struct error *err)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && state[0] == '/')
        buf_printf(path, "%s/sfpy-hook", state);
    else if (home && home[0] == '/')
        buf_printf(path, "%s/.local/state/sfpy-hook", home);
    if (path->at)
        return true;
    error_set(err, ERROR_SYSTEM, "neither XDG_STATE_HOME nor HOME is set");
    error_hint(err, "give --secret or --secret-file, and --journal or --no-record");
    return false;
}

static const char *path_of(struct arena *arena, const char *name, bool make, struct error *err)
{
    struct buf path = {0};
    const char *kept = NULL;
    if (write_folder(&path, err) && (!make || make_folders(path.at, err))) {
        buf_printf(&path, "/%s", name);
        kept = span_keep(arena, buf_span(&path)).at;
    }
    buf_clear(&path);
    return kept;
}

const char *state_path(struct arena *arena, const char *name, struct error *err)
{
    return path_of(arena, name, true, err);
}

const char *state_find(struct arena *arena, const char *name, struct error *err)
{
    return path_of(arena, name, false, err);
}
