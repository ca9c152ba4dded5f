/* Peers that are processes of their own, at ports of this machine. */
#ifndef SERVING_H
#define SERVING_H

#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* A socket at a free port, which refuses connections until listen(). */
static inline int serving_bind(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(file, (struct sockaddr *)&address, size) == 0);
    CHECK(getsockname(file, (struct sockaddr *)&address, &size) == 0);
    *port = ntohs(address.sin_port);
    return file;
}

/* Connections that fill the queue of who listens at a port, so that one more is not made. */
static inline void serving_fill(unsigned port, int *files, size_t count)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (size_t i = 0; i < count; i++) {
        files[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        int failed = connect(files[i], (const struct sockaddr *)&address, sizeof address);
        CHECK(!failed || errno == EINPROGRESS);
    }
}

/*
 * To each piece that comes over a connection, as one of a request without a body does, it answers
 * `text`, NULL: nothing; `closing` then ends the connection.
 */
static inline void serving_answer(int connection, const char *text, bool closing)
{
    char bytes[16 << 10];
    while (read(connection, bytes, sizeof bytes) > 0) {
        if (text && write(connection, text, strlen(text)) < 0)
            break;
        if (closing)
            break;
    }
    close(connection);
}

/* Serves one connection after the other at `file`, which it takes; to be ended by serving_end(). */
static inline pid_t serving_begin(int file, const char *text, bool closing)
{
    CHECK(listen(file, 16) == 0);
    pid_t process = fork();
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_IGN);
        for (;;)
            serving_answer(accept(file, NULL, NULL), text, closing);
    }
    close(file);
    return process;
}

static inline void serving_end(pid_t process)
{
    CHECK(kill(process, SIGKILL) == 0);
    waitpid(process, NULL, 0);
}

#endif
