#include "exposure.h"

#include "config.h"
#include "handover.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A file that holds a secret. */
struct exposed {
    const struct ui *ui;
    const char *shown;          /* its name, escaped */
    char real[PATH_MAX], *name; /* its folder, and its name there, links resolved */
};

/* The status of git in the file's folder, its output thrown away; -1 where it can't be run. */
static int ask_git(const struct exposed *exposed, const char *command, const char *option)
{
    /* No program that the repository's settings name is to run. */
    const char *const words[] = {"git",  "-C", exposed->real, "-c", "core.fsmonitor=false", command,
                                 option, "--", exposed->name, NULL};
    struct arena arena = {0};
    posix_spawn_file_actions_t actions;
    pid_t process;
    int how = 0;
    posix_spawn_file_actions_init(&actions);
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    int failure = posix_spawnp(&process, "git", &actions, NULL, (char *const *)words,
                               handover_nothing(&arena));
    while (!failure && waitpid(process, &how, 0) < 0)
        failure = errno == EINTR ? 0 : errno;
    posix_spawn_file_actions_destroy(&actions);
    arena_clear(&arena);
    return !failure && WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static bool is_under_git(const char *folder)
{
    struct stat status;
    struct buf path = {0};
    bool found = false;
    for (size_t size = strlen(folder); !found && size > 0; size--) {
        if (size != strlen(folder) && folder[size] != '/')
            continue;
        buf_reset(&path);
        buf_printf(&path, "%.*s/.git", (int)size, folder);
        found = lstat(path.at, &status) == 0;
    }
    buf_clear(&path);
    return found;
}

static void warn_of_git(const struct exposed *exposed)
{
    const char *slash = strrchr(exposed->shown, '/');
    size_t folder = slash ? (size_t)(slash - exposed->shown) + 1 : 0;
    if (!is_under_git(exposed->real) || ask_git(exposed, "check-ignore", "-q") != 1)
        return;
    if (ask_git(exposed, "ls-files", "--error-unmatch") == 0)
        ui_note(
            exposed->ui,
            "the secret in %s is in git; to mend it: git rm --cached %s, and use another secret",
            exposed->shown, exposed->shown);
    else
        ui_note(exposed->ui,
                "git does not ignore the secret in %s; to mend it: echo /%s >> %.*s.gitignore",
                exposed->shown, exposed->shown + folder, (int)folder, exposed->shown);
}

/* An empty secret is told as the mistake that it is. What is no plain file is not read twice. */
static bool holds_text(const char *path)
{
    enum { LOOKED_AT = 4096 };
    char begin[LOOKED_AT];
    struct stat status;
    bool plain = stat(path, &status) == 0 && S_ISREG(status.st_mode), holds = false;
    int file = plain ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
    ssize_t size = file < 0 ? 0 : read(file, begin, sizeof begin);
    for (ssize_t i = 0; i < size; i++)
        holds = holds || (begin[i] != '\n' && begin[i] != '\r');
    explicit_bzero(begin, sizeof begin);
    if (file >= 0)
        close(file);
    return holds;
}

static bool has_text(const struct opt_list *secrets)
{
    for (size_t i = 0; i < secrets->count; i++)
        if (!*secrets->at[i])
            return false;
    return secrets->count > 0;
}

static void warn_of_file(const struct ui *ui, const char *path)
{
    struct exposed exposed = {.ui = ui};
    struct stat status;
    struct buf shown = {0};
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || !realpath(path, exposed.real))
        return;
    text_escape(&shown, span_of(path));
    exposed.shown = shown.at;
    exposed.name = strrchr(exposed.real, '/');
    *exposed.name++ = 0;
    if (status.st_mode & (S_IRGRP | S_IROTH))
        ui_note(ui, "others can read the secret in %s; to mend it: chmod 600 %s", shown.at,
                shown.at);
    warn_of_git(&exposed);
    buf_clear(&shown);
}

void exposure_warn(const struct ui *ui, const struct common_opts *opts)
{
    struct opt_ref ref;
    const struct config *config = opts->config;
    if (ui->quiet || !opt_find(opts->filling->command, SPAN("secret"), &ref))
        return;
    const struct secret_source source = secrets_source(opts);
    for (size_t i = 0; i < config->count; i++)
        if (has_text(&config->files[i].own.secrets))
            warn_of_file(ui, config->files[i].name);
    if (source.path && holds_text(source.path))
        warn_of_file(ui, source.path);
}
