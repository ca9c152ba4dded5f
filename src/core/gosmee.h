/*
 * What gosmee's --saveDir leaves behind: for each delivery a script that sends it again, by curl or
 * HTTPie, and beside it the body in a file.
 */
#ifndef SFPY_GOSMEE_H
#define SFPY_GOSMEE_H

#include "curl_data.h"
#include "message.h"

/* Whether a text begins like such a script. */
bool gosmee_looks(struct span text);

/*
 * Reads a script's request into the arena. Headers and URL are the script's; the body is the whole
 * file that it names, looked for in the script's folder: what its curl would send is not the body
 * that came, once that has line ends. False with code INPUT.
 */
MUST_USE bool gosmee_read(struct arena *arena, struct span script, struct span folder,
                          const struct curl_files *files, struct message *message, struct span *url,
                          struct error *err);

/*
 * The time in the name of a script, in UTC: gosmee writes it to the minute, and milliseconds; in
 * place of the seconds it writes the month. False where there is none.
 */
bool gosmee_time(struct span file, int64_t *time);

#endif
