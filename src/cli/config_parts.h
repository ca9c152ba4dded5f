/* What the parts of reading configuration files share; see config.h. */
#ifndef SFPY_CONFIG_PARTS_H
#define SFPY_CONFIG_PARTS_H

#include "config.h"

/*
 * Looks for .sfpy-hook.json from the working folder up to the first folder that holds .git, is the
 * home or the root. Returns its name relative to the working folder, in the arena; NULL without
 * one.
 */
const char *config_find_project(struct arena *arena);

/*
 * The name of the user's file, in the arena, whether it is there or not; NULL without a home. A
 * relative XDG_CONFIG_HOME is ignored, as the specification of base directories has it.
 */
const char *config_find_user(struct arena *arena);

/*
 * Turns comments, and a comma behind the last member or element, into spaces, line ends staying; a
 * comment ends no string. False with code INPUT where one has no end.
 */
MUST_USE bool config_blank_comments(struct buf *text, struct error *err);

/*
 * Goes through the members of a file: false with code INPUT where one is unknown, can't be set
 * from a file such as this, or has a value of the wrong kind. Values that are not given yet are
 * filled in, those of rows with an own variable into the file; also behind a mistake, so that it is
 * told in the form that the file asks for.
 */
MUST_USE bool config_fill(struct config_file *file, struct opt_filling *filling, struct error *err);

/*
 * Reads the schemes of all files, the first file's before the next one's and all of them before the
 * built-in ones; of equal names the first counts. What is wrong is left in `fault`, with the place.
 */
void config_read_schemes(struct config *config, struct arena *arena);

/* A file name in a file, relative to where that stands, as one to open; in the arena. */
const char *config_path(const struct config_file *file, const char *name, struct arena *arena);

/*
 * Whether the file may give a row this raw value: a project's can't set what only a trusted file
 * may, nor a file outside its folder, links resolved, nor a URL beyond this machine; code INPUT.
 */
MUST_USE bool config_may_set(const struct config_file *file, const struct opt *row,
                             struct span value, struct arena *arena, struct error *err);

/* The line of what stands at `at`, a place in the text of the file. */
size_t config_line(const struct config_file *file, const char *at);

/* Puts `FILE: line L: "NAME"` in front; otherwise as config_context(). */
bool config_setting_context(const struct config_file *file, const char *at, const char *name,
                            struct error *err);

#endif
