/*
 * Fixtures: events to be sent, each a JSON file with a head (name, type, scheme, summary), maybe
 * headers (an object of texts), and the event, in whose strings placeholders stand for what is
 * fresh every time:
 *
 *     {{xid}} {{uuid}}                  random, of the forms that SFPY and others use
 *     {{tx_hash}} {{address}}           random, of Ethereum
 *     {{hex:N}} {{digits:N}}            N random digits, the first decimal one no zero
 *     {{ref:NAME}} {{uuid:NAME}}        an xid or UUID that is the same wherever NAME recurs;
 *     {{hex:N:NAME}} {{digits:N:NAME}}  so are digits
 *     {{now}} {{now+1m}} {{now-5m}}     RFC 3339 to the microsecond, as a Go sender writes it
 *     {{seconds}} {{seconds+1m}}        unix seconds, and the nanoseconds within the second
 *     {{nanos}}                         (to the microsecond)
 *     {{url}}                           where the event is sent
 *
 * A value that is nothing but {{seconds}}, {{nanos}} or {{digits:N}} becomes a number. Two braces
 * that begin no placeholder are written \u007b{.
 */
#ifndef SFPY_FIXTURE_H
#define SFPY_FIXTURE_H

#include "dice.h"
#include "errors.h"
#include "scheme.h"

struct fixture {
    struct span name, type, scheme, summary; /* NUL-terminated */
    struct headers headers; /* values as they stand between their quotes, escapes and placeholders
                               in them */
    struct span event; /* the template: compact, as a Go sender escapes, placeholders in it; may
                          be replaced by another such template before it is rendered */
    struct span text;  /* the whole file */
    const char *file;  /* its path; NULL: built in */
};

struct fixture_list {
    struct fixture *at;
    size_t count;
};

/* The ids that recur, by their placeholders; zeroed there are none yet. */
struct fixture_refs {
    struct fixture_ref *newest;
    struct arena arena;
};

struct fixture_values {
    int64_t now;
    struct span url;
    struct dice *dice;         /* NULL: the system's */
    struct fixture_refs *refs; /* shared by the event and its headers; NULL: each has its own */
};

/* A mistake in a fixture file; the texts are in the arena. */
struct fixture_fault {
    size_t line, column; /* from 1, columns in bytes */
    const char *why;
    const char *hint; /* NULL: none */
};

struct fixture_faults {
    struct fixture_fault *at;
    size_t count;
};

/*
 * Reads the text of a fixture file, which must live as long as the fixture does. False where it has
 * faults; all of them are told, in the order of the file. `schemes` are the ones that are known.
 */
MUST_USE bool fixture_check(struct arena *arena, struct span text, const struct schemes *schemes,
                            struct fixture *fixture, struct fixture_faults *faults);

/*
 * The same; false with code INPUT and the first fault, "FILE: line L, column C: why". `file` is
 * kept as the fixture's.
 */
MUST_USE bool fixture_read(struct arena *arena, struct span text, const char *file,
                           const struct schemes *schemes, struct fixture *fixture,
                           struct error *err);

/* Reads the file at a path, or standard input as `-`; its text lives in the arena. */
MUST_USE bool fixture_read_file(struct arena *arena, const char *path,
                                const struct schemes *schemes, struct fixture *fixture,
                                struct error *err);

/*
 * All fixtures: the *.json of the user's own folder (NULL: none), sorted by file name, then the
 * built-in ones, sorted by name; of equal names only the first. False with code INPUT where the
 * folder or a file of it can't be read.
 */
MUST_USE bool fixture_load(struct arena *arena, const char *folder, const struct schemes *schemes,
                           struct fixture_list *list, struct error *err);

/*
 * The fixture of that name or, failing that, the first of that wire type: an own one, one of the
 * scheme sfpy, any other. NULL with code USAGE and the nearest name.
 */
const struct fixture *fixture_find(const struct fixture_list *list, const char *name,
                                   struct error *err);

/*
 * The same; where there is none and the name has a slash or ends in .json, the fixture in the file
 * of that name, which the arena holds. NULL with code USAGE or INPUT.
 */
const struct fixture *fixture_choose(struct arena *arena, const struct fixture_list *list,
                                     const char *name, const struct schemes *schemes,
                                     struct error *err);

/*
 * Adds the event as a Go sender would marshal it: compact, members in their order, placeholders
 * filled in. False with code INPUT where a placeholder is unknown or malformed, which none of a
 * fixture that was read is.
 */
MUST_USE bool fixture_render(const struct fixture *fixture, const struct fixture_values *values,
                             struct buf *event, struct error *err);

/* Adds the headers of the fixture to others, values in the arena; otherwise the same. */
MUST_USE bool fixture_headers(const struct fixture *fixture, const struct fixture_values *values,
                              struct arena *arena, struct headers *headers, struct error *err);

/* Forgets the ids, so that the next event gets fresh ones. Accepts NULL and zeroed refs. */
void fixture_refs_clear(struct fixture_refs *refs);

/* Adds the body in which a scheme sends an event. */
void fixture_wrap(struct buf *body, const struct scheme *scheme, struct span event);

#endif
