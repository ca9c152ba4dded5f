/*
 * What the parts of `listen` share: its options, its state, what becomes of a delivery, and how it
 * ends.
 */
#ifndef SFPY_LISTENING_H
#define SFPY_LISTENING_H

#include "answers.h"
#include "child.h"
#include "commit.h"
#include "condition.h"
#include "endpoint.h"
#include "forwarding.h"
#include "outlet.h"
#include "renewal.h"
#include "server.h"
#include "suspicion.h"
#include "ui.h"

enum listen_format { FORMAT_PRETTY, FORMAT_COMPACT, FORMAT_JSON };
struct listen_opts {
    struct common_opts common;
    int64_t port;
    const char *host;
    const char *path;
    const char *events;
    int64_t count;
    struct opt_list until;
    int64_t timeout;
    const char *ready_file;
    bool accept_invalid, no_verify, allow_browser, print_secret;
    int64_t max_body, max_connections;
    int format;
    int sync; /* enum commit_sync */
    struct forward_opts forward;
    struct answer_opts answers;
    struct endpoint_opts endpoint;
};

struct console;
struct kept;

struct listening {
    const struct listen_opts *opts;
    struct ui *ui;
    struct loop *loop;
    struct server *server;
    struct commit *commit;         /* NULL: nothing is recorded */
    struct outlet *outlet;         /* standard output */
    struct forwarding *forwarding; /* NULL: nothing is forwarded */
    struct suspicions *suspicions; /* why signatures are refused */
    struct console *console;       /* NULL: no keys are read */
    struct signer *signer;
    const struct scheme *scheme;
    struct keyring keyring;
    struct renewal renewal;
    struct answers answers;
    struct endpoint endpoint;
    struct conditions conditions;
    const struct opt_list *command; /* to be run; its words */
    struct child *child;            /* NULL: it doesn't run yet, or there is no command */
    struct loop_timer *timeout, *drain;
    size_t received, valid, invalid, refused;
    size_t forwarded, failed; /* of the forwarded ones those that not every target took */
    struct arrival *held,
        **held_end; /* wait for standard output or forwards in flight, or paused */
    size_t held_count;
    bool paused; /* new deliveries wait, as the user wishes */
    bool bodies; /* are printed */
    bool stopping, stopped, write_failure_said;
    struct error failure; /* what ended it, where that is an error */
};

/* Whether deliveries are printed as JSON, one a line. */
bool listening_prints_json(const struct listening *listening);

/* Prints text on standard output, or what is new on the status line alone where it is empty. */
void listening_print(struct listening *listening, struct span text);

/*
 * Hands a delivery to the application once more, or says that there is none. Who does so later than
 * in this call holds it meanwhile.
 */
void listening_resend(struct listening *listening, struct kept *kept);

/* What a request is judged by, as of a time. */
struct evidence listening_evidence(const struct listening *listening, const struct message *request,
                                   int64_t time);

/* Whether an event is to be shown and forwarded: --events. */
bool listening_shows(const struct listening *listening, const struct event_label *event);

/*
 * Counts a delivery, and stops once all that is waited for has come; a command that still runs is
 * waited for too.
 */
void listening_count(struct listening *listening, const struct delivery *delivery);

/* Runs the command, where there is one; what can't be run is the failure that ends it all. */
void listening_run_command(struct listening *listening, struct arena *arena);

/*
 * Accepts no more, lets what was begun finish, ends the command; the loop ends by itself after
 * this.
 */
void listening_stop(struct listening *listening);

/* Lets the timers go once all is done, so that the loop ends. */
void listening_rest(struct listening *listening);

/* What the loop and its timers call back, with the listening as context. */
void listening_on_signal(void *context, int number);
void listening_on_timeout(void *context);
void listening_on_drain_over(void *context);

/*
 * Takes a delivery through its life: verified, counted, forwarded or given an answer of ours,
 * recorded, answered, printed. While standard output isn't read, or as many forwards as may be are
 * in flight, it is held at its begin, so that its sender waits and no memory is filled.
 */
void arrival_begin(struct listening *listening, struct exchange *exchange);

/* Lets held deliveries go on as far as standard output and forwards take them, unless paused. */
void arrival_release(struct listening *listening);

/* Answers held deliveries with 503: they could not go on in time. */
void arrival_drop(struct listening *listening);

#endif
