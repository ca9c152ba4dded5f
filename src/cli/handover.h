/* What a command that we run gets to know. */
#ifndef SFPY_HANDOVER_H
#define SFPY_HANDOVER_H

#include "secrets.h"

/*
 * Our environment with SFPY_HOOK_URL and SFPY_WEBHOOK_SECRET set, and without what else names
 * secrets: every variable that begins with SFPY_HOOK_SECRET. NAME=VALUE each, NULL-terminated, in
 * the arena, which holds the secret after this. NULL with code USAGE where the secret can't be a
 * variable's value.
 */
char *const *handover(const char *url, const struct secret *secret, struct arena *arena,
                      struct error *err);

/*
 * Our environment for a program that needs no secret: without the variables that begin with
 * SFPY_HOOK_SECRET or SFPY_WEBHOOK_SECRET. NULL-terminated, in the arena; the texts are borrowed.
 */
char *const *handover_nothing(struct arena *arena);

#endif
