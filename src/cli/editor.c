#include "editor.h"

#include "files.h"
#include "handover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EDITED_MOST = 16 << 20, LONGEST_NAME = 64 };

/* The first of some variables that is set to something, or what stands for them all. */
static const char *first_set(const char *const *variables, const char *otherwise)
{
    for (; *variables; variables++) {
        const char *value = getenv(*variables);
        if (value && *value)
            return value;
    }
    return otherwise;
}

/* NULL where none is named, and nobody could answer the usual one. */
static const char *editor_command(void)
{
    static const char *const variables[] = {"VISUAL", "EDITOR", NULL};
    return first_set(variables, isatty(STDIN_FILENO) ? "vi" : NULL);
}

/* A folder's name must not look like an option to the editor. */
static bool make_folder(struct editing *editing, struct error *err)
{
    static const char *const variables[] = {"TMPDIR", NULL};
    const char *parent = first_set(variables, "/tmp");
    struct buf path = {0};
    buf_printf(&path, "%s%s/sfpy-hook-XXXXXX", parent[0] == '/' ? "" : "./", parent);
    if (mkdtemp(path.at)) {
        editing->folder = path.at;
        return true;
    }
    error_errno(err, ERROR_SYSTEM, errno, "cannot make a folder in %s", parent);
    buf_clear(&path);
    return error_hint(err, "TMPDIR names another place for it");
}

/* Adds what a name, or the last part of a path, has of plain characters. */
static void add_file_name(struct buf *out, const char *name)
{
    const char *slash = strrchr(name, '/');
    struct span plain = span_of(slash ? slash + 1 : name);
    if (span_ends(plain, SPAN(".json")))
        plain.size -= strlen(".json");
    if (plain.size == 0)
        plain = SPAN("event");
    for (size_t i = 0; i < plain.size && i < LONGEST_NAME; i++) {
        char c = plain.at[i], low = (char)(c | 0x20);
        bool is_plain = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                        c == '-' || c == '_';
        buf_add_byte(out, is_plain ? c : '_');
    }
    buf_add_text(out, ".json");
}

static bool make_file(struct editing *editing, struct span text, const char *name,
                      struct error *err)
{
    struct buf path = {0};
    if (!make_folder(editing, err))
        return false;
    buf_printf(&path, "%s/", editing->folder);
    add_file_name(&path, name);
    editing->path = path.at;
    return file_write(editing->path, text, false, err);
}

/*
 * What signals do while the editor has the terminal: what is typed there is for it alone, and its
 * end is always told.
 */
static const struct {
    int number;
    void (*meanwhile)(int number);
} signals[] = {{SIGINT, SIG_IGN}, {SIGQUIT, SIG_IGN}, {SIGCHLD, SIG_DFL}};

struct dispositions {
    struct sigaction before[COUNT_OF(signals)];
    sigset_t defaults; /* what the editor is not to ignore, though we do */
};

static void hold_signals(struct dispositions *dispositions)
{
    sigemptyset(&dispositions->defaults);
    sigaddset(&dispositions->defaults, SIGPIPE);
    sigaddset(&dispositions->defaults, SIGXFSZ);
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        struct sigaction meanwhile = {.sa_handler = signals[i].meanwhile};
        sigaction(signals[i].number, &meanwhile, &dispositions->before[i]);
        if (dispositions->before[i].sa_handler != SIG_IGN)
            sigaddset(&dispositions->defaults, signals[i].number);
    }
}

static void release_signals(const struct dispositions *dispositions)
{
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        sigaction(signals[i].number, &dispositions->before[i], NULL);
}

/* Starts the editor: its command, which may have words of its own, and the file behind them. */
static int start(pid_t *process, const char *command, const char *path, const sigset_t *defaults)
{
    struct arena arena = {0};
    struct buf line = {0};
    buf_printf(&line, "%s \"$1\"", command);
    const char *const words[] = {"sh", "-c", line.at, "sh", path, NULL};
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    /* What goes to a file or a pipe is ours alone. */
    if (!isatty(STDOUT_FILENO))
        posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawn(process, "/bin/sh", &actions, &attributes, (char *const *)words,
                              handover_nothing(&arena));
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    buf_clear(&line);
    arena_clear(&arena);
    return failure;
}

/* Runs the editor to its end. Returns an errno value; `status` is as a shell has it. */
static int run(const char *command, const char *path, int *status)
{
    struct dispositions dispositions;
    pid_t process;
    int how = 0;
    hold_signals(&dispositions);
    int failure = start(&process, command, path, &dispositions.defaults);
    while (!failure && waitpid(process, &how, 0) < 0)
        failure = errno == EINTR ? 0 : errno;
    release_signals(&dispositions);
    *status = WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
    return failure;
}

static bool check_status(const char *command, int status, struct error *err)
{
    enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127 };
    if (status == 0)
        return true;
    if (status > 128 && status <= 128 + SIGRTMAX)
        return error_set(err, ERROR_CHECK, "the editor '%s' was ended by signal %d", command,
                         status - 128);
    if (status != NOT_FOUND && status != NOT_EXECUTABLE)
        return error_set(err, ERROR_CHECK, "the editor '%s' ended with status %d", command, status);
    error_set(err, ERROR_CHECK, "cannot run the editor '%s'", command);
    return error_hint(err, "VISUAL or EDITOR names the one to run");
}

static bool read_back(const struct editing *editing, struct buf *result, struct error *err)
{
    struct buf content = buf_limited(EDITED_MOST);
    bool read = file_read(&content, editing->path, err);
    if (read) {
        buf_reset(result);
        buf_add(result, buf_span(&content));
    } else if (access(editing->path, F_OK) != 0) {
        error_hint(err, "the editor has to write to the file that it is given");
    }
    buf_clear(&content);
    return read;
}

bool editing_run(struct editing *editing, struct span text, const char *name, struct buf *result,
                 struct error *err)
{
    const char *command = editor_command();
    int status;
    if (!command) {
        error_set(err, ERROR_USAGE, "standard input is no terminal, and no editor is named");
        return error_hint(err, "VISUAL or EDITOR names the one to run");
    }
    if (!make_file(editing, text, name, err))
        return false;
    int failure = run(command, editing->path, &status);
    if (failure)
        return error_errno(err, ERROR_CHECK, failure, "cannot run the editor '%s'", command);
    return check_status(command, status, err) && read_back(editing, result, err);
}

/* Editors leave copies and locks beside a file. */
static void empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        unlinkat(dirfd(folder), entry->d_name, 0); /* leaves folders alone, so . and .. */
    if (folder)
        closedir(folder);
}

void editing_end(struct editing *editing, bool keep)
{
    if (editing->folder && !keep) {
        empty_folder(editing->folder);
        rmdir(editing->folder);
    }
    free(editing->folder);
    free(editing->path);
    *editing = (struct editing){0};
}
