/*
 * libcurl's multi interface on the loop. For this layer only.
 *
 * Happy path: multi_start() hands an easy handle to libcurl, which names the sockets to watch
 * (on_socket) and the time to wake it (on_timer); each event goes to curl_multi_socket_action(),
 * and whatever it was, all transfers that are done are reaped: their jobs are called back and their
 * easy handles kept for the next. A socket keeps its poll handle from one transfer to the next, in
 * a table by descriptor, until libcurl closes it.
 *
 * What can fail: polling a socket (libcurl is told by CURL_CSELECT_ERR and ends the transfer). What
 * libcurl opens past us (the pipe of its resolver) is watched only as long as it asks for it.
 */
#ifndef SFPY_MULTI_H
#define SFPY_MULTI_H

#include "curl_api.h"
#include "loop.h"

struct multi;

/* One transfer, a member of who waits for it. */
struct multi_job {
    CURL *easy; /* lent while it runs */
    void (*done)(struct multi_job *job, CURLcode code);
};

/*
 * `background`: its transfers don't keep the loop running; for `most` of them at one time handles
 * and connections are kept for the next. NULL with code SYSTEM.
 */
struct multi *multi_new(struct loop *loop, bool background, size_t most, struct error *err);

/* The library it runs on. */
const struct curl_api *multi_api(const struct multi *multi);

/*
 * Lends an easy handle to a job, all options at their defaults but those that tie it to the loop.
 * NULL where libcurl has none.
 */
CURL *multi_lend(struct multi *multi, struct multi_job *job);

/*
 * Starts what was set up. `done` is called once, later; the handle is still the job's then, to be
 * asked and given back.
 */
void multi_start(struct multi *multi, struct multi_job *job);

/* Takes a handle back, whether its transfer is done or not; `done` isn't called any more. */
void multi_take_back(struct multi *multi, struct multi_job *job);

/* Ends it, also in `done`; freed once the loop has let go. All handles must be back. Accepts NULL.
 */
void multi_close(struct multi *multi);

#endif
