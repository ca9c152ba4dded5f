/* The first word of a listener: that it listens, where, and with which secrets. */
#ifndef SFPY_ANNOUNCE_H
#define SFPY_ANNOUNCE_H

#include "secrets.h"
#include "ui.h"

struct announcement {
    const char *url;
    const char *socket, *cacert; /* NULL: none */
    const struct scheme *scheme;
    const struct secrets *secrets;
    bool json;         /* a `ready` line on standard output */
    bool unchecked;    /* signatures are not looked at */
    bool print_secret; /* shows the first secret itself */
};

/*
 * Says it on standard error, also with --quiet, or with `json` as the `ready` line, beside which
 * standard error still tells of the development secret and of signatures that aren't checked.
 */
MUST_USE bool announce_ready(const struct ui *ui, const struct announcement *announcement,
                             struct error *err);

#endif
