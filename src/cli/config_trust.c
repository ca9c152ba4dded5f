#include "config_parts.h"

#include "json.h"
#include "target.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The folder of a file: "", or up to and with the last slash of its name. */
static struct span folder_of(const struct config_file *file)
{
    const char *slash = strrchr(file->name, '/');
    return (struct span){file->name, slash ? (size_t)(slash - file->name) + 1 : 0};
}

const char *config_path(const struct config_file *file, const char *name, struct arena *arena)
{
    struct span folder = folder_of(file);
    struct buf path = {0};
    /* A dash, which is standard input on the command line, is a file here. */
    if (strcmp(name, "-") == 0 && folder.size == 0)
        buf_add_text(&path, "./");
    else if (name[0] != '/')
        buf_add(&path, folder);
    buf_add_text(&path, name);
    return buf_keep(arena, &path).at;
}

/*
 * Where `path`, which is changed, leads, links resolved; of what is not there yet, where it would
 * be made: the nearest folder that is there. False where that can't be told.
 */
static bool resolve(char *path, char real[PATH_MAX])
{
    struct stat status;
    while (!realpath(*path ? path : ".", real)) {
        char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
        /* A link that leads nowhere is followed once somebody makes the file. */
        if (errno != ENOENT || lstat(path, &status) == 0 || strcmp(last, "..") == 0)
            return false;
        char *end = slash == path ? path + 1 : slash ? slash : path;
        *end = 0;
    }
    return true;
}

static bool is_inside(struct span folder, const char *path)
{
    char top[PATH_MAX], real[PATH_MAX];
    char *copy = mem_text(path), *base = mem_new(folder.size + 1, 1);
    memcpy(base, folder.at, folder.size);
    bool resolved = realpath(*base ? base : ".", top) && resolve(copy, real);
    free(copy);
    free(base);
    size_t size = resolved && strcmp(top, "/") != 0 ? strlen(top) : 0;
    return resolved && strncmp(real, top, size) == 0 && (real[size] == '/' || !real[size]);
}

static bool trust_hint(const struct config_file *file, struct error *err)
{
    return error_hint(err, "it came with the project; once you know it: --config %s trusts it",
                      file->name);
}

static bool may_name(const struct config_file *file, const struct opt *row, const char *value,
                     struct arena *arena, struct error *err)
{
    struct target target;
    bool typed = row->complete == OPT_COMPLETE_TARGET;
    if (typed || row->complete == OPT_COMPLETE_URL) {
        if (!(typed ? target_read(arena, value, &target, err)
                    : url_read(arena, value, &target.url, err)))
            return false;
        if (target.url.loopback)
            return true;
        error_set(err, ERROR_INPUT, "a project's file may name URLs of this machine only, not '%s'",
                  target.url.text.at);
    } else {
        if (is_inside(folder_of(file), config_path(file, value, arena)))
            return true;
        error_set(err, ERROR_INPUT, "a project's file may name files in its folder only, not '%s'",
                  value);
    }
    return trust_hint(file, err);
}

bool config_may_set(const struct config_file *file, const struct opt *row, struct span value,
                    struct arena *arena, struct error *err)
{
    if (file->trusted)
        return true;
    if (row->only_trusted) {
        error_set(err, ERROR_INPUT, "a project's file may not set it");
        trust_hint(file, err);
        return config_setting_context(file, value.at, row->name, err);
    }
    if (row->complete != OPT_COMPLETE_URL && row->complete != OPT_COMPLETE_TARGET &&
        !opt_names_file(row))
        return true;
    struct json_walk walk;
    struct span name, element = value, text;
    bool allowed = true, list = json_walk_open(&walk, value);
    while (allowed && (!list || json_walk_next(&walk, &name, &element))) {
        text = json_text(arena, element);
        allowed = !text.at || may_name(file, row, text.at, arena, err) ||
                  config_setting_context(file, element.at, row->name, err);
        if (!list)
            break;
    }
    return json_walk_close(&walk) && allowed;
}
