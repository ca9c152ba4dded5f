/* Deliveries out of files of all forms that hold any, as records for the journal. */
#ifndef SFPY_IMPORT_H
#define SFPY_IMPORT_H

#include "adopt.h"
#include "journal_merge.h"
#include "payload.h"

struct import_reader {
    struct payload_reader payloads;
    int64_t written; /* when the file was last changed, or now; nanoseconds since 1970 */
    size_t deliveries;
    struct adopted adopted;
    size_t skipped, bodiless; /* of another method, and without the bytes of their bodies */
    struct buf made;          /* the record of what came in another form */
};

/* As payload_open(), whatever form the file has; import_close() is due all the same. */
MUST_USE bool import_open(struct import_reader *reader, const char *file,
                          const struct schemes *schemes, struct error *err);

enum import_result { IMPORT_READ, IMPORT_END, IMPORT_DAMAGED };

/*
 * The next record, its line without a line end, valid until the next call: of a journal as it
 * stands there, else made by adopt(). What was not posted, or came without its body, is passed over
 * and counted. After IMPORT_DAMAGED, with code INPUT and the file in front, the next one can be
 * read all the same.
 */
enum import_result import_next(struct import_reader *reader, struct journal_record *record,
                               struct error *err);

/* Accepts a zeroed reader. */
void import_close(struct import_reader *reader);

#endif
