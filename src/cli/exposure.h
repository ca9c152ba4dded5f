/* Secrets in files that others can read, or that git would take along. */
#ifndef SFPY_EXPOSURE_H
#define SFPY_EXPOSURE_H

#include "settings.h"
#include "ui.h"

/*
 * Says, unless --quiet, which of the files that secrets come from others can read, and which lie
 * under git without being ignored, with the mend. What can't be told is not said; the development
 * secret is no such file.
 */
void exposure_warn(const struct ui *ui, const struct common_opts *opts);

#endif
