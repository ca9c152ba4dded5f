/* What would be sent is printed instead: --dry-run. */
#ifndef SFPY_DRY_H
#define SFPY_DRY_H

#include "volley.h"

/* Whether a form was named; it is one of dry_formats. */
enum { DRY_NO_FORMAT = -1 };

/* How requests are printed, in the order in which --format names them; NULL behind the last. */
extern const char *const dry_formats[];

/* What a dry run needs. All is borrowed. */
struct dry_plan {
    const struct outbound *outbound;
    struct ui *ui;
    struct shot_maker maker;
    uint64_t count;
    int format;    /* of dry_formats; DRY_NO_FORMAT: http */
    uint64_t seed; /* of the records' ids */
    bool timed;
    int64_t time; /* of the records, where it is timed */
};

/* Makes and prints them all. False where one can't be made, or with code SYSTEM. */
MUST_USE bool dry_run(const struct dry_plan *plan, struct error *err);

#endif
