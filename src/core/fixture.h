/*
 * Fixtures: events to be sent, each a JSON file with a head (name, type, scheme, summary) and the
 * event, in whose strings placeholders stand for what is fresh every time:
 *
 *     {{xid}} {{tx_hash}} {{address}}   random, of SFPY's forms
 *     {{ref:NAME}}                      an xid that is the same wherever NAME recurs in the event
 *     {{now}} {{now+1m}} {{now-5m}}     RFC 3339 to the microsecond, as a Go sender writes it
 *     {{url}}                           where the event is sent
 */
#ifndef SFPY_FIXTURE_H
#define SFPY_FIXTURE_H

#include "dice.h"
#include "errors.h"
#include "scheme.h"

struct fixture {
    struct span name, type, scheme, summary;
    struct span event; /* the raw slice, placeholders in it */
};

struct fixture_list {
    struct fixture *at;
    size_t count;
};

struct fixture_values {
    int64_t now;
    struct span url;
    struct dice *dice; /* NULL: the system's */
};

/*
 * Reads a fixture file; `file` names it in messages. False with code INPUT and what the file lacks.
 */
MUST_USE bool fixture_read(struct arena *arena, struct span text, const char *file,
                           struct fixture *fixture, struct error *err);

/*
 * The built-in fixtures, sorted by name, as the build embedded them; the texts are static or in the
 * arena.
 */
MUST_USE bool fixture_builtin(struct arena *arena, struct fixture_list *list, struct error *err);

/*
 * The fixture of that name or, failing that, the first of that wire type; NULL with code USAGE and
 * the nearest name.
 */
const struct fixture *fixture_find(const struct fixture_list *list, const char *name,
                                   struct error *err);

/*
 * Adds the event as a Go sender would marshal it: compact, members in their order, placeholders
 * filled in. False with code INPUT where a placeholder is unknown.
 */
MUST_USE bool fixture_render(const struct fixture *fixture, const struct fixture_values *values,
                             struct buf *event, struct error *err);

/* Adds the body in which a scheme sends an event. */
void fixture_wrap(struct buf *body, const struct scheme *scheme, struct span event);

#endif
