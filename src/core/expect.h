/* Which statuses of an answer are wanted: a list such as `2xx` or `200,204,4xx`. */
#ifndef SFPY_EXPECT_H
#define SFPY_EXPECT_H

#include "errors.h"

/* Whether the list is well-formed; false with code USAGE. */
MUST_USE bool expect_check(const char *list, struct error *err);

/* Whether a status fits a well-formed list. */
bool expect_fits(const char *list, int status);

#endif
