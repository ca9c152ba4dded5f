/*
 * The copy that takes a file's place: made beside it with mode 0600, and locked as long as it is
 * open, so that who finds it under the file's name waits until all is done.
 *
 * It is called PATH.new.XXXXXX. One that a killed process left behind is known by this name and by
 * having no lock; journal_copy_tidy() removes such.
 */
#ifndef SFPY_JOURNAL_COPY_H
#define SFPY_JOURNAL_COPY_H

#include "lines.h"

struct journal_copy {
    int from;        /* the file, borrowed */
    int64_t at;      /* how much of it was read */
    struct buf held; /* the last of what was read */
    size_t taken;    /* what of `held` was handed out */
    size_t scanned;  /* bytes behind that known to hold no line end */
    int into;        /* -1: none */
    char *name;      /* of the new file; NULL: there is none */
    struct buf out;  /* what goes into it next */
    bool changed;    /* it is to differ from the file; for the user to set */
};

/* Removes what killed processes left behind beside a journal. */
void journal_copy_tidy(const char *journal);

/*
 * Makes the new file beside a journal, of the same owner as `from` where the system allows it.
 * False with code SYSTEM; journal_copy_close() is due all the same.
 */
MUST_USE bool journal_copy_open(struct journal_copy *copy, const char *journal, int from,
                                struct error *err);

/*
 * The next line of the file, with its line end, valid until the next call. LINE_END where no whole
 * one ends before `end`, a size that the file has; with `rest` what is left then is a line too.
 * LINE_FAILED with code INPUT where it can't be read or a line is longer than 1 GiB.
 */
enum line_result journal_copy_next(struct journal_copy *copy, int64_t end, bool rest,
                                   struct span *line, struct error *err);

/* Writes `out` and empties it, where it is large or `all` is asked for. False with code SYSTEM. */
MUST_USE bool journal_copy_write(struct journal_copy *copy, bool all, struct error *err);

/* Writes all and waits until it is on disk. False with code SYSTEM. */
MUST_USE bool journal_copy_sync(struct journal_copy *copy, struct error *err);

/*
 * Gives the copy the name of the file that it replaces or, where it is empty and `lone` says that
 * there may be no file, removes that. False with code SYSTEM.
 */
MUST_USE bool journal_copy_replace(struct journal_copy *copy, const char *path, bool lone,
                                   struct error *err);

/* Removes the new file, unless it has replaced another. Accepts a zeroed copy. */
void journal_copy_close(struct journal_copy *copy);

#endif
