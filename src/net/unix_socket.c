#include "unix_socket.h"

#include "mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct unix_socket {
    char *path;
    dev_t device;
    ino_t inode;
};

/*
 * Two that find the same stale socket at the same time must not both replace it: the second waits
 * here and finds the first's. -1 where the folder can't be locked, which only leaves that race.
 */
static int lock_folder(const char *path)
{
    char *folder = mem_text(path), *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = 0;
    int lock = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock >= 0)
        flock(lock, LOCK_EX);
    free(folder);
    return lock;
}

static int open_stream(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* A full backlog shows that somebody listens, too. */
static bool is_stale(const struct sockaddr_un *address)
{
    int probe = open_stream();
    bool refused = probe >= 0 &&
                   connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 &&
                   errno == ECONNREFUSED;
    if (probe >= 0)
        close(probe);
    return refused;
}

/* Whether what is in the way may be removed, and was. */
static bool make_way(const struct sockaddr_un *address, struct error *err)
{
    struct stat status;
    if (lstat(address->sun_path, &status) != 0)
        return errno == ENOENT || error_set(err, ERROR_NETWORK, "%s", strerror(errno));
    if (!S_ISSOCK(status.st_mode)) {
        error_set(err, ERROR_NETWORK, "there is something that is no socket");
        return error_hint(err, "choose another path, or remove it yourself");
    }
    if (!is_stale(address)) {
        error_set(err, ERROR_NETWORK, "address in use");
        return error_hint(err, "another program listens there; choose another path");
    }
    return unlink(address->sun_path) == 0 || error_set(err, ERROR_NETWORK, "%s", strerror(errno));
}

/* Nobody can connect before listen(2), so that the mode comes in time. */
static bool bind_and_listen(int file, const struct sockaddr_un *address, int backlog,
                            struct stat *status, struct error *err)
{
    const char *path = address->sun_path;
    bool bound = make_way(address, err);
    if (!bound)
        return false;
    if (bind(file, (const struct sockaddr *)address, sizeof *address) == 0) {
        if (chmod(path, S_IRUSR | S_IWUSR) == 0 && lstat(path, status) == 0 &&
            listen(file, backlog) == 0)
            return true;
        int failure = errno;
        unlink(path);
        errno = failure;
    }
    return error_set(err, ERROR_NETWORK, "%s", strerror(errno));
}

struct unix_socket *unix_socket_listen(const char *path, int backlog, int *file, struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t most = sizeof address.sun_path - 1, size = strlen(path);
    if (size > most || size == 0) {
        error_set(err, ERROR_USAGE, "the path of a unix socket has 1 to %zu bytes", most);
        return NULL;
    }
    memcpy(address.sun_path, path, size);
    struct stat status;
    int lock = lock_folder(path);
    *file = open_stream();
    bool listening = *file >= 0 ? bind_and_listen(*file, &address, backlog, &status, err)
                                : error_set(err, ERROR_NETWORK, "%s", strerror(errno));
    if (lock >= 0)
        close(lock);
    if (!listening) {
        if (*file >= 0)
            close(*file);
        error_context(err, "cannot listen at %s", path);
        return NULL;
    }
    struct unix_socket *socket = mem_new(1, sizeof *socket);
    *socket = (struct unix_socket){mem_text(path), status.st_dev, status.st_ino};
    return socket;
}

void unix_socket_remove(struct unix_socket *socket)
{
    struct stat status;
    if (!socket)
        return;
    if (lstat(socket->path, &status) == 0 && status.st_dev == socket->device &&
        status.st_ino == socket->inode)
        unlink(socket->path);
    free(socket->path);
    free(socket);
}
