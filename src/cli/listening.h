/* What the parts of `listen` share: its options, its state, and what becomes of a delivery. */
#ifndef SFPY_LISTENING_H
#define SFPY_LISTENING_H

#include "commit.h"
#include "forwarding.h"
#include "outlet.h"
#include "secrets.h"
#include "server.h"
#include "ui.h"

enum listen_format { FORMAT_PRETTY, FORMAT_COMPACT, FORMAT_JSON };
struct listen_opts {
    struct common_opts common;
    int64_t port;
    const char *host;
    const char *path;
    int64_t count;
    int64_t timeout;
    const char *ready_file;
    bool accept_invalid, no_verify, allow_browser, print_secret;
    int64_t max_body, max_connections;
    int format;
    struct forward_opts forward;
};

struct listening {
    const struct listen_opts *opts;
    struct ui *ui;
    struct loop *loop;
    struct server *server;
    struct commit *commit;         /* NULL: nothing is recorded */
    struct outlet *outlet;         /* standard output */
    struct forwarding *forwarding; /* NULL: nothing is forwarded */
    struct signer *signer;
    const struct scheme *scheme;
    struct secrets secrets;
    struct loop_timer *timeout, *drain;
    size_t received, valid, invalid, refused;
    size_t forwarded, failed;         /* of the forwarded ones those that not every target took */
    struct arrival *held, **held_end; /* wait for standard output or for forwards in flight */
    bool stopping, stopped, write_failure_said;
    struct error failure; /* what ended it, where that is an error */
};

/* Whether deliveries are printed as JSON, one a line. */
bool listening_prints_json(const struct listening *listening);

/* Whether as many deliveries came as --count asks for; true without it. */
bool listening_is_met(const struct listening *listening);

/* Accepts no more, lets what was begun finish; the loop ends by itself after this. */
void listening_stop(struct listening *listening);

/*
 * Takes a delivery through its life: verified, forwarded, recorded, answered, printed. While
 * standard output isn't read, or as many forwards as may be are in flight, it is held at its begin,
 * so that its sender waits and no memory is filled.
 */
void arrival_begin(struct listening *listening, struct exchange *exchange);

/* Lets held deliveries go on as far as standard output and forwards take them. */
void arrival_release(struct listening *listening);

/* Answers held deliveries with 503: they could not go on in time. */
void arrival_drop(struct listening *listening);

#endif
