/*
 * Deliveries sent one after the other or many at once, on the loop: when each goes out, what is
 * recorded, printed and counted of it, and how it all ends.
 *
 * Happy path: shots are made and sent as the pace and the number in flight allow; each attempt is
 * recorded in the journal; a failed one is made anew and tried again as often as the options say;
 * what came of the last is printed and counted; when all have been, the summary. What can fail:
 * making a shot or writing the journal, which end it; a signal, which cuts what is in flight.
 */
#ifndef SFPY_VOLLEY_H
#define SFPY_VOLLEY_H

#include "outbound.h"
#include "pace.h"
#include "recorder.h"
#include "report.h"
#include "ui.h"

/* One delivery on its way. What it is follows from its number, source, time and attempt alone. */
struct shot {
    struct delivery delivery;      /* its time is that of the signature */
    const struct url *url;         /* where it goes */
    const char *mode;              /* exact, re-signed, edited or new */
    const struct delivery *record; /* that is sent again; NULL: none */
    uint64_t number;               /* of the event, from 0 */
    const void *source;            /* of the event */
    int64_t time;                  /* of the event */
    unsigned attempt;              /* 0: the first */
    struct arena arena;            /* of the request's texts */
    struct error fault;            /* why it can't be sent; it fails alone */
    /* For the volley. */
    struct sending sending;
    struct volley *volley;
    struct shot *next; /* made, and not yet sent */
    struct twins *twins;
    unsigned recorded; /* attempts */
    int64_t due;       /* since the begin */
};

/*
 * Chooses the source of the next event; fills a shot with its URL, request and label, the texts in
 * its arena. False ends it all; what can't be sent has a fault, and fails alone.
 */
struct shot_maker {
    const void *(*choose)(void *context);
    bool (*make)(void *context, struct shot *shot, struct error *err);
    void *context;
    /* When the delivery of that number is due, since the begin. NULL: the pace says it. */
    int64_t (*due)(void *context, uint64_t number);
    /*
     * Whether a whole answer differs from the one it should be like; adds in what, for people.
     * NULL: none is compared.
     */
    bool (*differs)(void *context, const struct shot *shot, struct buf *out);
};

struct volley_settings {
    const char *command;
    const struct outbound *outbound;
    struct ui *ui;
    const char *fingerprint; /* of the secret that signs */
    const char *journal;     /* NULL: nothing is recorded */
    struct pace pace;
    uint64_t count;   /* events in all; UINT64_MAX: until time is up */
    int64_t duration; /* after which no further one is sent; 0: any time */
    bool duplicate;   /* each is sent a second time, the same bytes */
    bool reorder;     /* within some that are made together the order is another one */
    bool shows_each;  /* also of many, as far as not quiet */
    bool any_status;  /* a whole answer is as expected unless it differs */
    struct dice *dice;
    struct shot_maker maker;
};

enum { VOLLEY_TOLD = 32 };

/* What the parts of it share. */
struct volley {
    const struct volley_settings *settings;
    struct loop *loop;
    struct sender *sender;
    struct recorder recorder;
    struct loop_timer *timer, *ticker; /* of the next shot, of the progress line */
    struct shot *ready;                /* made, in the order in which they go out */
    uint64_t made, fired;              /* events, deliveries */
    size_t in_flight;
    uint64_t late;         /* left much later than they were due */
    int64_t latest;        /* time of an event */
    size_t differing;      /* second deliveries that got another answer than the first */
    int told[VOLLEY_TOLD]; /* kinds of failures that were told */
    size_t told_count;
    int64_t begun;
    bool firing, stopped;
    bool drawn; /* a progress line stands on the terminal */
    struct tally tally;
    struct error failure; /* what ends it, or what came of the only one */
};

/* How many deliveries there are to be; 0: that isn't known. */
uint64_t volley_planned(const struct volley_settings *settings);

/* Whether it goes by times, so that what comes late counts from when it was due. */
bool volley_is_timed(const struct volley_settings *settings);

/*
 * Whether the last attempt of a shot came to what was wanted; `differs` gets whether it is the
 * comparison that says no, and `differences`, which may be NULL, in what.
 */
bool volley_accepts(const struct volley *volley, const struct shot *shot, bool *differs,
                    struct buf *differences);

/* Cuts what is in flight, and sends no more. */
void volley_stop(struct volley *volley);

/* The same for a failure, of which the first counts. */
void volley_fail(struct volley *volley, const struct error *err);

/*
 * Sends them all. False with what ended it early, or with what came of the only one, or with how
 * many were not as expected.
 */
MUST_USE bool volley_run(const struct volley_settings *settings, struct error *err);

#endif
