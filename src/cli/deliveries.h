/* What the subcommands of `deliveries` share. */
#ifndef SFPY_DELIVERIES_H
#define SFPY_DELIVERIES_H

#include "catalogue.h"
#include "selecting.h"
#include "settings.h"

struct deliveries_opts {
    struct common_opts common;
    struct selecting_opts selecting;
    bool invalid;
    int direction; /* enum selected_direction */
    int64_t limit; /* LIMIT_OF_OUTPUT: what fits where it goes; 0: none */
    bool follow;
    int format; /* enum deliveries_format */
    bool show_credentials;
    int64_t keep; /* 0: not given */
    const char *older_than;
    bool dry_run;
};

enum { LIMIT_OF_OUTPUT = -1 };

/* The values of --format, of which each subcommand takes some. */
enum deliveries_format {
    FORMAT_OF_VERB = -1,
    FORMAT_PRETTY,
    FORMAT_HTTP,
    FORMAT_BODY,
    FORMAT_CURL,
    FORMAT_JSON,
    FORMAT_JSONL,
    FORMAT_HAR
};

/* One run of the command. */
struct deliveries {
    const struct deliveries_opts *opts;
    struct opt_list args; /* behind the subcommand */
    struct ui *ui;
    struct arena *arena;
    const char *journal;
    enum deliveries_format format; /* one that the subcommand can write, or FORMAT_OF_VERB */
    struct selection selection;
    enum error_code code; /* what it ends with where nothing failed: CHECK where two differ */
    struct error damage;  /* the first input that could not be read, which was said already */
};

/*
 * The subcommands: `run` is a struct deliveries. Each is false with the error that ends the
 * command; CHECK where a selection fits nothing.
 */
bool deliveries_list(void *run, struct error *err);
bool deliveries_show(void *run, struct error *err);
bool deliveries_export(void *run, struct error *err);
bool deliveries_import(void *run, struct error *err);
bool deliveries_compare(void *run, struct error *err);
bool deliveries_prune(void *run, struct error *err);

/*
 * Says that nothing was found: false with code CHECK where the selection has filters, else true and
 * a note that nothing is recorded.
 */
MUST_USE bool deliveries_none(const struct deliveries *run, struct error *err);

/* Adds a curl command that sends a delivery again to where it went. False as url_of_request(). */
MUST_USE bool deliveries_write_curl(struct buf *out, struct arena *arena,
                                    const struct delivery *delivery, struct error *err);

/* Opens the journal as the run's options name it; catalogue_close() is due in either case. */
MUST_USE bool deliveries_open(const struct deliveries *run, struct catalogue *catalogue,
                              struct error *err);

#endif
