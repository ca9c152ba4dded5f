/* A unix socket to listen on: a file that must be made, found stale, and removed. */
#ifndef SFPY_UNIX_SOCKET_H
#define SFPY_UNIX_SOCKET_H

#include "errors.h"

struct unix_socket;

/*
 * Listens at `path`, made with mode 0600; a socket that nobody listens at any more is replaced. The
 * descriptor, in `file`, is for the caller to close. NULL with code NETWORK where somebody listens
 * there, or the path is something else, which is left alone; USAGE where it is too long for the
 * system.
 */
struct unix_socket *unix_socket_listen(const char *path, int backlog, int *file, struct error *err);

/* Removes the file, unless it has become somebody else's, and frees. Accepts NULL. */
void unix_socket_remove(struct unix_socket *socket);

#endif
