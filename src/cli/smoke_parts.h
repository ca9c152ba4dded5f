/* What the forms of a smoke report share. */
#ifndef SFPY_SMOKE_PARTS_H
#define SFPY_SMOKE_PARTS_H

#include "smoke_report.h"

/* The texts of one line that tell of a check, as they are shown and named in this order. */
enum { SMOKE_FIELDS = 5 };

struct smoke_field {
    const char *name;
    struct span text; /* absent where there is nothing to say */
};

/* The text at place `i` of these. */
struct smoke_field smoke_field_at(const struct smoke_result *result, size_t i);

/* "must", "pass", … */
const char *smoke_severity_name(enum smoke_severity severity);
const char *smoke_status_name(enum smoke_status status);

/* The id without the group in front: "no_signature". */
const char *smoke_short_id(const struct smoke_result *result);

/* Whether the run fails for this check. */
bool smoke_counts(const struct smoke_heading *heading, const struct smoke_result *result);

/* Why a check says nothing of the endpoint: a text also where no reason was given. */
struct span smoke_reason(const struct smoke_result *result);

/* How many of the results, from the first on, are of its group; 0: there are none. */
size_t smoke_group_size(const struct smoke_result *results, size_t count);

/* Whether both were skipped, and for one reason. */
bool smoke_skipped_alike(const struct smoke_result *a, const struct smoke_result *b);

/* Counts results; the duration is the sum of theirs. */
struct smoke_totals smoke_count(const struct smoke_heading *heading,
                                const struct smoke_result *results, size_t count);

/* Adds `56 passed, 2 failed (1 should), 3 skipped in 1.20 s`. */
void smoke_totals_write(struct buf *out, const struct smoke_totals *totals,
                        const struct palette *palette);

/* Without the line ends at its end. */
struct span smoke_trim_lines(struct span lines);

/* The length of the longest run of a byte in a text. */
size_t smoke_longest_run(struct span text, char byte);

/* Adds foreign text, escaped, of which what is past `most` cells is left out, and said to be. */
void smoke_escape_cut(struct buf *out, struct span foreign, size_t most);

/* Where a text stands in XML: line ends and tabs of attributes are kept by references. */
enum smoke_xml { SMOKE_XML_TEXT, SMOKE_XML_ATTRIBUTE };

/*
 * Adds foreign text as XML 1.0, or HTML, has it. What that can't hold, or what could steer who
 * shows it, comes escaped as by text_escape().
 */
void smoke_xml_write(struct buf *out, struct span foreign, enum smoke_xml place);

#endif
