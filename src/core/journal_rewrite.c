#include "journal_rewrite.h"

#include "history.h"
#include "journal.h"
#include "journal_copy.h"
#include "journal_files.h"
#include "json.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* The older one first, as it is copied: its place in a history is the other one. */
enum { OLD, NEW, SIDES };

struct rewriting {
    const struct journal_edit *edit;
    struct journal_changes *changes;
    struct journal journal; /* for its lock */
    struct history history; /* what is rewritten */
    struct journal_merge merge;
    struct journal_copy copies[SIDES];
};

static const struct history_file *source(const struct rewriting *rewriting, unsigned side)
{
    return &rewriting->history.files[side == OLD ? 1 : 0];
}

/* A line as far as the edit asks for it. */
struct reading {
    struct arena arena;
    struct delivery delivery; /* where records can go: without headers and bodies */
    struct span id;
};

/*
 * Whether a line is a record: where records can go one that can be read, since what can't be stays
 * and must not count; else one that has an id and is whole, which costs less to find out.
 */
static bool read_record(const struct rewriting *rewriting, struct span line,
                        struct reading *reading)
{
    struct error unheard;
    struct span value;
    if (!rewriting->edit->keep)
        return delivery_line_id(line, &reading->id) && json_document(line, &value, &unheard);
    bool read = delivery_read(&reading->arena, scheme_builtin(), line, DELIVERY_FRAME,
                              &reading->delivery, &unheard);
    reading->id = span_of(reading->delivery.id);
    return read;
}

/* Learns which of the records to be added are there. */
static bool survey(struct rewriting *rewriting, struct error *err)
{
    struct span line;
    struct place place;
    enum line_result result;
    struct reading reading = {0};
    journal_merge_restart(&rewriting->merge);
    if (rewriting->edit->added_count == 0)
        return true;
    while ((result = history_previous(&rewriting->history, &line, &place, err)) == LINE_READ) {
        if (read_record(rewriting, line, &reading))
            journal_merge_know(&rewriting->merge, reading.id);
        arena_clear(&reading.arena);
    }
    return result == LINE_END;
}

/* Adds what comes before an id, or all that is left. */
static bool add(struct rewriting *rewriting, struct journal_copy *copy, struct span id,
                struct error *err)
{
    struct span line;
    while (journal_merge_next(&rewriting->merge, id, &line)) {
        buf_add(&copy->out, line);
        buf_add_byte(&copy->out, '\n');
        copy->changed = true;
        rewriting->changes->added++;
        if (!journal_copy_write(copy, false, err))
            return false;
    }
    return true;
}

/* What is no record stays, whatever it says. */
static bool copy_line(struct rewriting *rewriting, struct journal_copy *copy, struct span raw,
                      struct error *err)
{
    const struct journal_edit *edit = rewriting->edit;
    struct journal_changes *changes = rewriting->changes;
    struct reading reading = {0};
    struct span line = raw;
    bool kept = true, written = true;
    if (span_ends(line, SPAN("\n")))
        line.size--;
    if (span_ends(line, SPAN("\r")))
        line.size--;
    if (read_record(rewriting, line, &reading)) {
        written = add(rewriting, copy, reading.id, err);
        kept = !edit->keep || edit->keep(edit->context, &reading.delivery);
        changes->kept += kept;
        changes->dropped += !kept;
    } else {
        changes->damaged += span_trim(line).size > 0;
    }
    arena_clear(&reading.arena);
    copy->changed = copy->changed || !kept;
    if (kept)
        buf_add(&copy->out, raw);
    return written && journal_copy_write(copy, false, err);
}

/* Copies the lines up to a size of the file; with `rest` also one that has no end. */
static bool copy_lines(struct rewriting *rewriting, unsigned side, int64_t end, bool rest,
                       struct error *err)
{
    struct journal_copy *copy = &rewriting->copies[side];
    struct span raw;
    enum line_result result;
    while ((result = journal_copy_next(copy, end, rest, &raw, err)) == LINE_READ) {
        if (!copy_line(rewriting, copy, raw, err))
            return false;
    }
    return result == LINE_END || error_context(err, "%s", source(rewriting, side)->path);
}

static int64_t size_of(int file)
{
    struct stat status = {0};
    return fstat(file, &status) == 0 ? status.st_size : 0;
}

/* Puts a copy on disk, unless it is of no use. */
static bool settle(struct journal_copy *copy, struct error *err)
{
    return !copy->changed || journal_copy_sync(copy, err);
}

/* Copies what was appended meanwhile until it is little: what is left, appenders wait for. */
static bool catch_up(struct rewriting *rewriting, struct error *err)
{
    enum { TRIES = 10, LITTLE = 256 << 10 };
    struct journal_copy *copy = &rewriting->copies[NEW];
    for (int i = 0; i < TRIES; i++) {
        int64_t end = size_of(copy->from);
        if (!copy_lines(rewriting, NEW, end, false, err) || !settle(copy, err))
            return false;
        if (size_of(copy->from) - end < LITTLE)
            break;
    }
    return true;
}

/* Copies all that is there, without a lock. */
static bool copy_all(struct rewriting *rewriting, struct error *err)
{
    for (unsigned side = 0; side < SIDES; side++) {
        const struct history_file *file = source(rewriting, side);
        struct journal_copy *copy = &rewriting->copies[side];
        if (file->file < 0)
            continue;
        if (!journal_copy_open(copy, rewriting->journal.path, file->file, err) ||
            !copy_lines(rewriting, side, file->size, side == OLD, err))
            return false;
        bool added = side == OLD || add(rewriting, copy, (struct span){0}, err);
        if (!added || !settle(copy, err))
            return false;
    }
    return catch_up(rewriting, err);
}

/* Whether the older file's name is but another one of the journal's file: a link to it. */
static bool has_two_names(const struct rewriting *rewriting)
{
    const struct history_file *older = source(rewriting, OLD);
    return older->file < 0 && journal_is_at(older->path, source(rewriting, NEW)->file);
}

/* Whether both files are still those that were copied; the lock is held. */
static bool is_current(const struct rewriting *rewriting)
{
    const struct history_file *older = source(rewriting, OLD), *file = source(rewriting, NEW);
    return journal_is_at(file->path, file->file) &&
           (journal_is_at(older->path, older->file) || has_two_names(rewriting));
}

/* Under its second name the file as it was would take the place of the older one. */
static bool drop_second_name(const struct rewriting *rewriting, struct error *err)
{
    const struct history_file *older = source(rewriting, OLD);
    return !has_two_names(rewriting) || unlink(older->path) == 0 ||
           error_errno(err, ERROR_SYSTEM, errno, "cannot remove %s", older->path);
}

/*
 * Puts the copies in place, under the lock. The older file goes first: what is added stands in one
 * of them only, and what is dropped in neither, so nothing is twice in between.
 */
static bool replace(struct rewriting *rewriting, struct error *err)
{
    struct journal_copy *copy = &rewriting->copies[NEW];
    if (!copy_lines(rewriting, NEW, size_of(copy->from), true, err) ||
        (copy->changed && !drop_second_name(rewriting, err)))
        return false;
    for (unsigned side = 0; side < SIDES; side++) {
        copy = &rewriting->copies[side];
        if (!settle(copy, err))
            return false;
        if (copy->changed &&
            !journal_copy_replace(copy, source(rewriting, side)->path, side == OLD, err))
            return false;
    }
    return true;
}

/* Lets go of a try and of its locks; `changes` begin anew. */
static void close_try(struct rewriting *rewriting)
{
    for (unsigned side = 0; side < SIDES; side++)
        journal_copy_close(&rewriting->copies[side]);
    journal_unlock(&rewriting->journal);
    history_close(&rewriting->history);
}

/* One try; `done` stays false where another process was first. */
static bool try_once(struct rewriting *rewriting, bool *done, struct error *err)
{
    *rewriting->changes = (struct journal_changes){0};
    if (!history_open(&rewriting->history, rewriting->journal.path, err))
        return false;
    if (rewriting->history.files[0].file < 0) /* rotated just now */
        return journal_lock(&rewriting->journal, err);
    if (!survey(rewriting, err) || !copy_all(rewriting, err) ||
        !journal_lock(&rewriting->journal, err))
        return false;
    *done = is_current(rewriting);
    return !*done || replace(rewriting, err);
}

static bool rewrite(struct rewriting *rewriting, const char *path, struct error *err)
{
    enum { TRIES = 20 };
    const struct journal_edit *edit = rewriting->edit;
    bool done = false;
    if (!journal_merge_open(&rewriting->merge, edit->added, edit->added_count, err) ||
        !journal_open(&rewriting->journal, path, 0, err))
        return false;
    if (!rewriting->journal.regular)
        return error_set(err, ERROR_INPUT, "%s is no regular file", path);
    journal_copy_tidy(rewriting->journal.path);
    for (int i = 0; i < TRIES && !done; i++) {
        bool failed = !try_once(rewriting, &done, err);
        close_try(rewriting);
        if (failed)
            return false;
    }
    if (!done)
        return error_set(err, ERROR_SYSTEM, "the journal %s is being replaced all the time", path);
    return journal_sync_folder(rewriting->journal.path) ||
           error_errno(err, ERROR_SYSTEM, errno, "cannot write to the folder of %s", path);
}

bool journal_rewrite(const char *path, const struct journal_edit *edit,
                     struct journal_changes *changes, struct error *err)
{
    struct rewriting rewriting = {.edit = edit, .changes = changes};
    bool rewritten = rewrite(&rewriting, path, err);
    changes->known = edit->added_count - changes->added;
    journal_merge_close(&rewriting.merge);
    journal_close(&rewriting.journal);
    return rewritten;
}
