/*
 * What a manual page in mdoc(7) says of options: the same rows as --help, as mandoc and groff want
 * them. Text that goes through here comes out as it is, whatever it begins with or holds, and can
 * be copied from the page: dashes stay dashes, quotes straight.
 */
#ifndef SFPY_OPT_MDOC_H
#define SFPY_OPT_MDOC_H

#include "opt.h"

/* Adds running text, in lines of source that are filled. */
void mdoc_text(struct buf *out, struct span text);

/* Adds one argument of a macro's line, in quotes where it has spaces. */
void mdoc_word(struct buf *out, struct span word);

/* Adds all groups, each under its title as a subsection, a tagged list of its rows. */
void opt_mdoc_options(struct buf *out, const struct opt_command *command);

/*
 * Adds the variables of all rows that take a value, and which option each stands for, as a tagged
 * list; nothing where there are none.
 */
void opt_mdoc_environment(struct buf *out, const struct opt_command *command);

#endif
