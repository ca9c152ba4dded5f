#include "config_parts.h"

#include <stdlib.h>
#include <sys/stat.h>

static const char *keep(struct arena *arena, struct buf *path)
{
    return buf_keep(arena, path).at;
}

static bool is_there(const char *folder, const char *name)
{
    struct stat status;
    struct buf path = {0};
    buf_printf(&path, "%s%s", folder, name);
    bool there = lstat(path.at, &status) == 0;
    buf_clear(&path);
    return there;
}

/* Whether the search goes no higher than the folder, which is "" or ends in a slash. */
static bool is_top(const char *folder)
{
    const char *home = getenv("HOME");
    struct stat here, above, own;
    struct buf path = {0};
    buf_printf(&path, "%s.", folder);
    bool top = stat(path.at, &here) != 0;
    buf_add_byte(&path, '.');
    top = top || stat(path.at, &above) != 0 ||
          (here.st_dev == above.st_dev && here.st_ino == above.st_ino);
    buf_clear(&path);
    bool at_home = !top && home && home[0] == '/' && stat(home, &own) == 0 &&
                   here.st_dev == own.st_dev && here.st_ino == own.st_ino;
    return top || at_home || is_there(folder, ".git");
}

const char *config_find_project(struct arena *arena)
{
    static const char name[] = ".sfpy-hook.json";
    struct buf path = {0};
    buf_add_text(&path, "");
    while (!is_there(path.at, name)) {
        if (is_top(path.at)) {
            buf_clear(&path);
            return NULL;
        }
        buf_add_text(&path, "../");
    }
    buf_add_text(&path, name);
    return keep(arena, &path);
}

const char *config_find_user(struct arena *arena)
{
    const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct buf path = {0};
    if (folder && folder[0] == '/')
        buf_printf(&path, "%s/sfpy-hook/config.json", folder);
    else if (home && home[0] == '/')
        buf_printf(&path, "%s/.config/sfpy-hook/config.json", home);
    else
        return NULL;
    return keep(arena, &path);
}
