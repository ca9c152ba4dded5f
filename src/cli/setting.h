/* The value of a row in an options struct, as text and as JSON; what is no one's business masked.
 */
#ifndef SFPY_SETTING_H
#define SFPY_SETTING_H

#include "opt.h"

struct setting {
    const struct opt *row;
    struct opt_list texts; /* one, unless it is a list */
    bool set;              /* there is a value, if only an empty list */
};

/*
 * Reads the field of a row in the options struct at `from`, with what `origin` says of it. What is
 * under the least number that a row takes stands for no value. Passwords in URLs and the values of
 * headers with credentials come as ***. Texts are borrowed or in the arena.
 */
struct setting setting_of(const struct opt *row, const void *from, const struct opt_origin *origin,
                          struct arena *arena);

/* A setting that is made of texts which no field holds. */
struct setting setting_of_texts(const struct opt *row, const struct opt_list *texts);

/*
 * Something that the row takes: what counts by `defaults`, an options struct or NULL, of a flag
 * what makes a difference; else the name that its help has.
 */
struct setting setting_example(const struct opt *row, const void *defaults, struct arena *arena);

/* Adds it as people read it, durations and sizes with a unit; nothing where there is none. */
void setting_write(struct buf *out, const struct setting *setting);

/*
 * Adds it as a configuration file has it, durations in the row's unit and sizes in bytes; null
 * where there is none.
 */
void setting_write_json(struct buf *out, const struct setting *setting);

#endif
