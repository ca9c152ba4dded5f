/*
 * What the parts of `smoke` share: its options, the checks as rows, and one run of them.
 *
 * Happy path: once something listens at the URL a rightly signed delivery is sent; when that is
 * accepted the checks follow, those that don't disturb each other several at once, the others one
 * after the other; each is judged when its answers are there, and reported in the order of the
 * rows. What can fail: nothing listens, or the first delivery is refused (the rest is skipped
 * then); the application goes away amid the run; a signal; a report that can't be written.
 */
#ifndef SFPY_SMOKE_H
#define SFPY_SMOKE_H

#include "histogram.h"
#include "keyring.h"
#include "recorder.h"
#include "request.h"
#include "smoke_report.h"

struct smoke_opts {
    struct outbound_opts outbound; /* `expect`: of --accept */
    const char *reject;            /* NULL: 4xx */
    const char *only, *skip;       /* NULL: all; none */
    const char *events;            /* NULL: harmless ones of each type */
    const char *spawn, *junit, *summary, *signature_header;
    bool list, strict, tap;
    int64_t wait;    /* nanoseconds; SMOKE_NO_WAIT: none is given */
    int64_t at_once; /* checks; 0: some */
};

enum { SMOKE_NO_WAIT = -1 };

/* An endpoint has so long to answer, by what Safepay's documents say of theirs. */
#define SMOKE_LIMIT (10 * CLOCK_SECOND)

struct smoke_app;
struct smoke_case;
struct smoke_guessing;
struct smoke_run;
struct smoke_sending;
struct smoke_waiting;

/* What an answer must be for a check to pass. */
enum smoke_want {
    WANT_ACCEPTED, /* a status of --accept */
    WANT_REFUSED,  /* a status of --reject */
    WANT_CALM,     /* whole, and no 5xx */
    WANT_NOT_OK,   /* the same, and none of --accept */
    WANT_OWN,      /* what the check's own judge says */
};

/* Who signs, and how. */
enum smoke_signing { SIGNED_RIGHTLY, SIGNED_BY_SECOND, SIGNED_BY_STRANGER, SIGNED_BY_OTHER_HASH };

enum { SMOKE_SIGNINGS = SIGNED_BY_OTHER_HASH + 1, SMOKE_AT_ONCE = 20 };

/*
 * A check: what is sent, what is wanted, and what it means where that doesn't come. In the words
 * stand places, see smoke_words().
 */
struct smoke_check {
    const char *group, *name; /* NULL: one for each event, by its fixture's name */
    const char *title;        /* what a good endpoint does */
    enum smoke_severity severity;
    enum smoke_want want;
    const char *sent, *meaning, *mend;
    const char *command; /* that sends the like again; NULL: a curl command of the request itself */
    const char *(*lacks)(const struct smoke_run *run); /* why it can't be run; NULL: it can */
    /* How a request is made; all zero: an event, rightly signed. */
    const char *member;                                  /* JSON that is added to the event */
    bool (*shape)(struct buf *event, struct error *err); /* changes the event's template */
    enum smoke_signing signing;
    bool tampered; /* a byte of the body is changed after it was signed */
    int age;       /* of the signature, in percent of the tolerance; negative: ahead */
    bool (*spoil)(struct smoke_sending *sending, struct error *err); /* changes the request */
    /* How it goes. */
    bool alone;        /* nothing else is sent meanwhile */
    unsigned requests; /* 0: one, unless it only looks at what came of the others */
    bool together;     /* all at once; else one after the other */
    bool repeats;      /* the same bytes each time */
    bool backwards;    /* each happened long before the one that was sent before it */
    bool passive;      /* sends nothing, is judged at the end */
    bool concluded;    /* what failed is held against the others of its group */
    bool (*judge)(struct smoke_case *at, struct buf *got); /* once each answer is as wanted */
};

extern const struct smoke_check smoke_checks[];
extern const size_t smoke_check_count;

/* One request of a check. */
struct smoke_sending {
    struct shot shot;
    struct smoke_case *at;
    int64_t signed_at;
};

/* A check in a run. */
struct smoke_case {
    const struct smoke_check *check;
    struct smoke_run *run;
    struct source source;        /* of its events */
    const struct source *second; /* of the second event, where that is another one */
    struct smoke_result result;
    struct smoke_sending *sendings;
    size_t requests, begun, done;
    struct span body; /* that was sent, where others are held against it */
    uint64_t log;     /* where the application's output stood when it began */
    bool running, over;
    bool again, dropped; /* it is run a second time, alone; since its connection was dropped */
};

/* Something that an answer must not show, where it was seen first. */
struct smoke_sight {
    size_t count;
    const char *id; /* of the check whose answer it was */
    struct span what, again, replay;
};

/* What is seen in passing. */
struct smoke_seen {
    size_t answers;
    struct histogram accepted; /* durations of deliveries that were to be accepted */
    struct smoke_sight redirect, secret, trace;
};

enum smoke_stage {
    SMOKE_WAITING,   /* until something listens */
    SMOKE_PREFLIGHT, /* the first delivery */
    SMOKE_GUESSING,  /* in which other way it would be accepted */
    SMOKE_SHARED,
    SMOKE_ALONE,
    SMOKE_OVER,
};

struct smoke_run {
    const struct smoke_opts *opts;
    struct ui *ui;
    struct arena *arena;
    struct outbound outbound;
    struct url url;
    struct keyring keyring;
    const char *reject; /* statuses */
    const struct scheme *scheme;
    int64_t tolerance; /* nanoseconds */
    struct source *events;
    size_t event_count;
    struct signer *signers[SMOKE_SIGNINGS];
    struct request_rules rules;
    struct smoke_case *cases;
    size_t count;
    struct loop *loop;
    struct sender *sender;
    struct recorder recorder;
    struct loop_timer *closer, *pause;
    struct smoke_case *paused;     /* until the pause is over */
    struct smoke_app *app;         /* that is tested; NULL: it was there before */
    struct smoke_waiting *waiting; /* NULL: it is over */
    struct smoke_guessing *guessing;
    enum smoke_stage stage;
    size_t running, reported; /* cases */
    uint64_t made;            /* requests */
    bool advancing, shows_progress, drawn;
    const struct smoke_case *latest; /* of those that are sent alone */
    struct headers accepted;         /* of the first delivery, which the endpoint accepted */
    struct smoke_seen seen;
    struct smoke_result *results; /* those that were reported */
    struct smoke_report report;
    int64_t begun;        /* clock_ticks() */
    struct error failure; /* what ends it early */
};

/*
 * Adds words about a case, their places filled in: {header} {hash} {other} {signed} {scheme}
 * {tolerance} of the scheme, {event} {age} of the check, {url}, quoted, {secret}, a fingerprint.
 */
void smoke_words(struct buf *out, const struct smoke_case *at, const char *words);

/* The same as a text in the arena; absent for NULL. */
struct span smoke_said(const struct smoke_case *at, const char *words);

/* A hash that is not the scheme's. */
const char *smoke_other_hash(const struct scheme *scheme);

/* How old the signatures of a case are, in nanoseconds; negative: they lie ahead. */
int64_t smoke_age(const struct smoke_case *at);

/*
 * Finds the events, and makes the cases that the options choose; all lives in the arena. False with
 * code USAGE or INPUT.
 */
MUST_USE bool smoke_plan(struct smoke_run *run, struct error *err);

/* Makes the keys. False with code USAGE where a secret is none of the scheme's. */
MUST_USE bool smoke_key(struct smoke_run *run, struct error *err);

/*
 * Makes the next request of a case, as its check wants it. False where the scheme doesn't let it be
 * made.
 */
MUST_USE bool smoke_make(struct smoke_sending *sending, struct error *err);

/* Gives the next request its URL, time and number. */
void smoke_number(struct smoke_sending *sending);

/* What is signed with the body of a request. */
struct stamp smoke_stamp(const struct smoke_sending *sending);

/*
 * Signs a request as if this were its body, by the first secret; where the scheme can't sign that
 * the signature that is there stays.
 */
void smoke_sign(struct smoke_sending *sending, struct span body);

/*
 * Takes over the headers among `others` that the scheme sends, instead of those that the request
 * has.
 */
void smoke_take_headers(struct smoke_sending *sending, const struct headers *others);

/* Sends all and reports. False with what ended it early, or with how many checks failed. */
MUST_USE bool smoke_send(struct smoke_run *run, struct error *err);

/* Looks at an answer in passing. */
void smoke_observe(const struct smoke_sending *of);

/* Whether an answer is what the check of a sending wants. */
bool smoke_fits(const struct smoke_sending *sending);

/* Whether an answer refuses the signature or the event, and not the route, size or type. */
bool smoke_refuses_signature(const struct sending *sending);

/* Judges a case whose answers are there, or which sends nothing: fills its result. */
void smoke_judge(struct smoke_case *at);

/* The same of a case that could not even be sent. */
void smoke_judge_lost(struct smoke_case *at, const struct sending *sending);

/* Reports what is to be reported next, as far as cases are over. */
void smoke_tell(struct smoke_run *run);

#endif
