/* Hyperlinks (OSC 8) to local files, on terminals that are known to show them. */
#ifndef SFPY_HYPERLINK_H
#define SFPY_HYPERLINK_H

#include "ui.h"

/*
 * Whether a stream is a terminal that shows hyperlinks, as the environment says: FORCE_HYPERLINK,
 * where it is set (0: it doesn't), else what is known of terminals by their variables.
 */
bool hyperlink_is_shown(int stream);

/*
 * Adds the path of a file, escaped and with known secrets masked; where the stream's palette has
 * links and the file is there, as a link to it. What is behind it must not be escaped again. The
 * target is made of nothing but this host's name and the file's real path.
 */
void hyperlink_file(struct buf *out, const struct ui *ui, const struct palette *palette,
                    const char *path);

#endif
