/*
 * Takes records out of a journal and puts others in, beside processes that append to it meanwhile.
 *
 * Both files of the journal are copied, without what goes and with what comes, to new ones in the
 * same folder, while appending goes on. Then the lock is taken, what was appended since is copied
 * too, and each new file takes the name of its old one. Killed at any moment, it has done all of
 * this for a file or nothing; the new files that it leaves behind are removed by the next run.
 * Where another process rotates or rewrites the journal first, all begins anew.
 */
#ifndef SFPY_JOURNAL_REWRITE_H
#define SFPY_JOURNAL_REWRITE_H

#include "delivery.h"
#include "journal_merge.h"

struct journal_edit {
    /*
     * Whether a record, of which the frame is read, stays; asked of each in the order of the
     * journal, and of all again where it begins anew. NULL: all stay. Lines that are no whole
     * record always do, byte for byte.
     */
    bool (*keep)(void *context, const struct delivery *delivery);
    void *context;
    /*
     * Records to put in. Each goes before the first record with a later id, so that the journal
     * stays as sorted as it was; what the journal has already, or what comes twice, is passed over.
     */
    const struct journal_record *added;
    size_t added_count;
};

/* What came of it, over both files. */
struct journal_changes {
    size_t kept, dropped, added;
    size_t known;   /* of those to be added, the ones that the journal had already */
    size_t damaged; /* lines that are no record, blank ones not counted */
};

/*
 * Rewrites a journal, which is made where there is none; a file in which nothing changes is left
 * alone, and one before the journal (`PATH.1`) of which nothing stays is removed. False with code
 * INPUT where it can't be read, SYSTEM where it can't be written: then no record has gone that
 * should stay.
 */
MUST_USE bool journal_rewrite(const char *path, const struct journal_edit *edit,
                              struct journal_changes *changes, struct error *err);

#endif
