#include "config_parts.h"

#include "files.h"
#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

/* A pipe that somebody put in the place of a file must not be waited for. */
enum { OPEN_FOUND = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

bool config_context(const struct config_file *file, const char *at, struct error *err)
{
    size_t line, column;
    json_position(file->text, (size_t)(at - file->text.at), &line, &column);
    err->code = ERROR_INPUT;
    return error_context(err, "%s: line %zu, column %zu", file->name, line, column);
}

size_t config_line(const struct config_file *file, const char *at)
{
    size_t line, column;
    json_position(file->text, (size_t)(at - file->text.at), &line, &column);
    return line;
}

bool config_setting_context(const struct config_file *file, const char *at, const char *name,
                            struct error *err)
{
    err->code = ERROR_INPUT;
    return error_context(err, "%s: line %zu: \"%s\"", file->name, config_line(file, at), name);
}

/* The offset behind the string or comment that begins at `at`; past the end where it has none. */
static size_t skip(struct span text, size_t at)
{
    bool string = text.at[at] == '"', block = text.at[at + 1] == '*';
    for (size_t i = at + (string ? 1 : 2); i < text.size; i++) {
        if (string && text.at[i] == '\\')
            i++;
        else if (string ? text.at[i] == '"' : !block && text.at[i] == '\n')
            return i + string;
        else if (!string && block && text.at[i] == '*' && text.at[i + 1] == '/')
            return i + 2;
    }
    return text.size + (string || block);
}

/*
 * Looks at one byte outside of strings and comments, so that a comma behind the last member or
 * element goes: `comma` is the last one, while nothing but space stands behind it, else NULL.
 */
static void blank_comma(char *at, char **comma, char *before)
{
    if (is_white_space(*at))
        return;
    bool ends = *at == '}' || *at == ']', follows = !strchr(",[{:", *before);
    if (ends && *comma)
        **comma = ' ';
    *comma = *at == ',' && follows ? at : NULL;
    *before = *at;
}

bool config_blank_comments(struct buf *text, struct error *err)
{
    struct span span = buf_span(text);
    char *comma = NULL, before = '{';
    for (size_t at = 0, end; at < text->size; at = end) {
        bool string = text->at[at] == '"';
        bool comment = text->at[at] == '/' && (text->at[at + 1] == '/' || text->at[at + 1] == '*');
        end = string || comment ? skip(span, at) : at + 1;
        if (comment && end > text->size) {
            size_t line, column;
            json_position(span, at, &line, &column);
            return error_set(err, ERROR_INPUT,
                             "not JSON: a comment without its end at line %zu, column %zu", line,
                             column);
        }
        for (size_t i = at; comment && i < end; i++)
            if (text->at[i] != '\n')
                text->at[i] = ' ';
        if (!comment)
            blank_comma(&text->at[at], &comma, &before);
    }
    return true;
}

/* Adds a file whose content was read. */
static bool add_file(struct config *config, const char *name, bool trusted, struct buf *content,
                     struct arena *arena, struct error *err)
{
    struct config_file *file = &config->files[config->count++];
    struct span value;
    *file = (struct config_file){.name = name, .trusted = trusted};
    bool read = config_blank_comments(content, err);
    file->text = span_keep(arena, buf_span(content));
    if (!read || !json_document(file->text, &value, err)) {
        config->count--;
        return error_context(err, "%s", name);
    }
    if (value.at[0] == '{')
        return true;
    config->count--;
    error_set(err, ERROR_INPUT, "an object such as {\"scheme\": \"sfpy\"} is wanted");
    return config_context(file, value.at, err);
}

static bool is_own(const struct stat *status)
{
    return status->st_uid == 0 || status->st_uid == geteuid();
}

/* Whether what stands under the name, and what is open, are the user's alone to write. */
static bool is_safe(const char *name, int open, struct config *config, struct arena *arena)
{
    struct stat link, status;
    struct buf note = {0};
    bool owned = lstat(name, &link) == 0 && is_own(&link) &&
                 (open < 0 || (fstat(open, &status) == 0 && is_own(&status)));
    if (!owned)
        buf_printf(&note,
                   "not read: %s, which another user owns; '--config %s' reads it all the same",
                   name, name);
    else if (open >= 0 && (status.st_mode & (S_IWGRP | S_IWOTH)))
        buf_printf(&note, "not read: %s, which others can write; to mend it: chmod go-w %s", name,
                   name);
    if (note.size)
        config->note = span_keep(arena, buf_span(&note)).at;
    buf_clear(&note);
    return !config->note;
}

/* What can't be seen is not there. */
static bool is_absent(void)
{
    return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
}

static bool read_found(struct config *config, const char *name, bool project, struct arena *arena,
                       struct error *err)
{
    if (!name)
        return true;
    struct stat status; /* cheaper than to open in vain */
    if (stat(name, &status) != 0 && is_absent())
        return true;
    int file = open(name, OPEN_FOUND);
    int failure = errno;
    struct buf content = buf_limited(MOST_BYTES);
    bool read = true;
    if (project && !is_safe(name, file, config, arena))
        read = true;
    else if (file < 0)
        read = error_errno(err, ERROR_INPUT, failure, "cannot read %s", name);
    else if (!file_read_all(&content, file, err))
        read = error_context(err, "cannot read %s", name);
    else
        read = add_file(config, name, !project, &content, arena, err);
    buf_wipe(&content);
    if (file >= 0)
        close(file);
    return read;
}

static bool read_given(struct config *config, const char *name, struct arena *arena,
                       struct error *err)
{
    struct buf content = buf_limited(MOST_BYTES);
    bool read = file_read(&content, name, err) &&
                add_file(config, strcmp(name, "-") == 0 ? "standard input" : name, true, &content,
                         arena, err);
    buf_wipe(&content);
    return read;
}

/* What is wrong with one keeps nothing in the other from being shown. */
static bool read_both(struct config *config, struct arena *arena, struct error *err)
{
    struct error later;
    config->project = config_find_project(arena);
    config->user = config_find_user(arena);
    bool right = read_found(config, config->project, true, arena, err);
    return read_found(config, config->user, false, arena, right ? err : &later) && right;
}

void config_read(struct config *config, const char *given, struct opt_filling *filling)
{
    struct arena *arena = filling->arena;
    struct error *err = &config->fault, later;
    *config = (struct config){.schemes = *scheme_builtin()};
    bool read = given ? read_given(config, given, arena, err) : read_both(config, arena, err);
    if (config_apply(config, filling, read ? err : &later) && read)
        config_read_schemes(config, arena);
}

bool config_apply(struct config *config, struct opt_filling *filling, struct error *err)
{
    bool right = true;
    struct error later;
    for (size_t i = 0; i < config->count; i++) {
        struct config_file *file = &config->files[i];
        file->own = (struct common_opts){0};
        file->secret_line = 0;
        right = config_fill(file, filling, right ? err : &later) && right;
    }
    return right;
}
