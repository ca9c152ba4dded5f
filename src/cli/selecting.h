/* The options by which commands choose among what was recorded. */
#ifndef SFPY_SELECTING_H
#define SFPY_SELECTING_H

#include "opt.h"
#include "selection.h"

struct selecting_opts {
    const char *events, *since, *until;
    bool failed;
};

/* A row for each, for an options struct that has them as its member `selecting`. */
#define SELECTING_ROWS(struct_type)                                                                \
    OPT(struct_type, selecting.events, .name = "events", .letter = 'e', .value = "LIST",           \
        .help = "of these events only; globs, ! excludes: 'payment.*,!*.failed'",                  \
        .complete = OPT_COMPLETE_EVENT),                                                           \
        OPT(struct_type, selecting.since, .name = "since", .value = "TIME",                        \
            .help = "since when: 2026-01-02, 2026-01-02T15:04:05Z, today, 10m",                    \
            .complete = OPT_COMPLETE_TIME),                                                        \
        OPT(struct_type, selecting.until, .name = "until", .value = "TIME", .help = "up to then",  \
            .complete = OPT_COMPLETE_TIME),                                                        \
        OPT(struct_type, selecting.failed, .name = "failed",                                       \
            .help = "received and not answered 2xx by all; sent and not answered as expected")

/* Reads them into a selection. False with code USAGE where one is malformed. */
MUST_USE bool selecting_read(const struct selecting_opts *opts, struct selection *selection,
                             struct error *err);

#endif
