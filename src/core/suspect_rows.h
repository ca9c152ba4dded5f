/* What the files of suspects share; for core/suspect and core/suspect_* alone. */
#ifndef SFPY_SUSPECT_ROWS_H
#define SFPY_SUSPECT_ROWS_H

#include "suspect.h"

/* The rows of one kind, in their order. */
extern const struct suspect suspect_content_rows[], suspect_key_rows[], suspect_rule_rows[];

/* How many there are. */
extern const size_t suspect_content_count, suspect_key_count, suspect_rule_count;

#endif
