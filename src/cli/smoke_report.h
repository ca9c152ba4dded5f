/*
 * The report of a smoke test: what came of each check, in the forms in which people, CI services
 * and programs read it. Pure text: nothing here sends, asks a clock or writes a file.
 */
#ifndef SFPY_SMOKE_REPORT_H
#define SFPY_SMOKE_REPORT_H

#include "render.h"
#include "scheme.h"

enum smoke_severity { SMOKE_MUST, SMOKE_SHOULD };
enum smoke_status { SMOKE_PASS, SMOKE_FAIL, SMOKE_SKIP, SMOKE_LISTED };

/*
 * What came of a check. The texts are one line each, foreign parts escaped, known secrets masked;
 * absent where there is nothing to say. Only `again` and `log` may have several lines.
 */
struct smoke_result {
    const char *id;    /* "refuses.no_signature" */
    const char *group; /* "refuses" */
    struct span title; /* of what a good endpoint does: "refuses a delivery without a signature" */
    enum smoke_severity severity;
    enum smoke_status status;
    struct span sent, expected, got;
    struct span meaning, mend; /* of a failure, in the endpoint's code */
    struct span again;         /* a command that sends the same again, wherever it is run */
    struct span replay;        /* a shorter one, where the journal is */
    struct span log;           /* what the application under test wrote meanwhile */
    struct span reason;        /* why it was skipped */
    int64_t duration;          /* nanoseconds; negative: nothing was sent */
};

/* What a report is about. */
struct smoke_heading {
    struct span url; /* masked */
    const struct scheme *scheme;
    const char *fingerprint, *origin; /* of the secret that signs */
    size_t planned;                   /* checks that are reported */
    size_t width;                     /* cells that text for people is wrapped to; 0: it is not */
    bool listing;                     /* nothing is run, all results are SMOKE_LISTED */
    bool strict;                      /* a failed `should` counts, too */
    int64_t begun;                    /* nanoseconds since 1970 */
};

struct smoke_totals {
    size_t passed, failed, skipped;
    size_t counted;   /* of the failed ones those for which the run fails */
    int64_t duration; /* of the whole run */
};

/* All that a report is made from once the run is over. */
struct smoke_report {
    struct smoke_heading heading;
    const struct smoke_result *results;
    size_t count;
    struct smoke_totals totals;
};

/* A form that is written while the run goes on: each adds its part. NULL: it has none. */
struct smoke_form {
    void (*begin)(struct buf *out, const struct smoke_heading *heading,
                  const struct palette *palette);
    /* Of the result at place `at` of `results`; those before it were reported, in this order. */
    void (*check)(struct buf *out, const struct smoke_heading *heading,
                  const struct smoke_result *results, size_t at, const struct palette *palette);
    void (*end)(struct buf *out, const struct smoke_report *report, const struct palette *palette);
};

/*
 * For people: grouped, a line a check, a failed one with all that is known of it; skipped ones once
 * it is known how many have one reason; in the end, which ones failed. A list is a table. TAP
 * version 14, where a failed `should` that doesn't count is a TODO. Lines of JSON, of kind `check`,
 * then, unless it is a list, the `summary`.
 */
extern const struct smoke_form smoke_text, smoke_tap, smoke_json;

/* Adds the whole as JUnit XML, as GitHub, GitLab and Jenkins read it: one suite a group. */
void smoke_junit_write(struct buf *out, const struct smoke_report *report);

/*
 * Adds the whole as Markdown, for the summary of a job. GitHub takes no more than 1 MiB a step:
 * long texts are cut.
 */
void smoke_markdown_write(struct buf *out, const struct smoke_report *report);

/*
 * Adds a line by which a GitHub Actions runner shows a failed check, `::error …` or, where it
 * doesn't count, `::warning …`, properties and message encoded; nothing for any other. It is safe
 * as it is: smoke_disarm() would spoil it.
 */
void smoke_annotation_write(struct buf *out, const struct smoke_heading *heading,
                            const struct smoke_result *result);

/*
 * Breaks up what a GitHub Actions runner would take for a command: `##[`, wherever it stands in a
 * line, and, unless `json`, `::` at the begin of a line. In JSON the values stay the same.
 */
void smoke_disarm(struct buf *text, bool json);

#endif
