/*
 * In what two deliveries, or two answers, differ: a list of rows, in the order of a record's
 * members. What differs by nature is none: ids, times, peers, durations.
 */
#ifndef SFPY_DIFFERENCES_H
#define SFPY_DIFFERENCES_H

#include "delivery.h"

/* X(name, as it is written) */
#define DIFFERENCE_PLACES(X)                                                                       \
    X(DIRECTION, "direction")                                                                      \
    X(METHOD, "method")                                                                            \
    X(URL, "url")                                                                                  \
    X(TARGET, "target")                                                                            \
    X(VERSION, "version")                                                                          \
    X(HEADER, "header")                                                                            \
    X(BODY, "body")                                                                                \
    X(VERDICT, "verdict")                                                                          \
    X(EVENT, "event")                                                                              \
    X(STATUS, "answer.status")                                                                     \
    X(FAULT, "answer.fault")                                                                       \
    X(ANSWER_HEADER, "answer.header")                                                              \
    X(ANSWER_BODY, "answer.body")                                                                  \
    X(EXPECTED, "expected")                                                                        \
    X(ERROR, "error")

enum difference_place {
#define DIFFERENCE_ENUM(name, text) DIFFERENCE_##name,
    DIFFERENCE_PLACES(DIFFERENCE_ENUM)
#undef DIFFERENCE_ENUM
};

/* How a place is written, such as "answer.body". */
const char *difference_place_name(enum difference_place place);

struct difference {
    enum difference_place place;
    struct span name; /* a header's, the path in a body, a member of verdict and event; absent where
                         the place has one value */
    struct span before, after;      /* absent where it is in one alone; in a body raw JSON */
    bool bytes;                     /* of a body: both are excerpts, as told by what follows */
    bool same_json;                 /* the same JSON, only written in another way */
    size_t offset, from;            /* of the first byte that differs; where both excerpts begin */
    size_t before_size, after_size; /* bytes of the whole bodies */
};

/* At most so many rows are kept. */
enum { DIFFERENCES_MOST = 1000 };

/* A zeroed one is empty. Texts are borrowed from what is compared, or in the arena. */
struct differences {
    struct difference *at;
    size_t count, room;
    size_t left_out; /* there are so many more */
    struct arena arena;
};

/* Accepts NULL and a zeroed list. */
void differences_clear(struct differences *list);

/* Which headers are compared: those named (in any case) or all others; a zeroed one is none. */
struct header_choice {
    const char *const *names;
    size_t count;
    bool others;
};

/* Adds in what headers differ; those of one name are compared one by one, in their order. */
void differences_add_headers(struct differences *list, enum difference_place place,
                             const struct headers *before, const struct headers *after,
                             const struct header_choice *choice);

/*
 * Adds in what bodies differ: JSON by path (base/json_diff.h), else one row with what is around the
 * first byte that differs. With `exact` there is such a row, too, for the same JSON in other bytes.
 */
void differences_add_bodies(struct differences *list, enum difference_place place,
                            struct span before, struct span after, bool exact);

/* What of answers is compared beside status and body; a zeroed one: nothing, and all of the body.
 */
struct answer_choice {
    struct header_choice headers;
    const char *const *ignored; /* paths in the body, by the rule of json_path_is_in() */
    size_t ignored_count;
};

/* Adds in what answers differ: status, what went wrong on purpose, the chosen headers, body; packed
 * ones by what they hold. */
void differences_add_answers(struct differences *list, const struct answer *before,
                             const struct answer *after, const struct answer_choice *choice);

/* Adds in what all of two deliveries differs, but for what became of their forwards. */
void differences_add_deliveries(struct differences *list, const struct delivery *before,
                                const struct delivery *after);

#endif
