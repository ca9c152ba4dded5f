/* Objects of our own output, member by member, so that commas and quotes are in one place. */
#ifndef SFPY_JSONW_H
#define SFPY_JSONW_H

#include "buf.h"

/* Begins an object or array, as a member called `name` unless that is NULL. */
void jsonw_object(struct buf *out, const char *name);
void jsonw_array(struct buf *out, const char *name);

/* Ends the innermost one. */
void jsonw_end_object(struct buf *out);
void jsonw_end_array(struct buf *out);

/* Adds a text; an absent one is null. */
void jsonw_text(struct buf *out, const char *name, struct span text);
void jsonw_bool(struct buf *out, const char *name, bool value);
void jsonw_integer(struct buf *out, const char *name, int64_t value);
void jsonw_null(struct buf *out, const char *name);

/* With one digit behind the point. */
void jsonw_real(struct buf *out, const char *name, double value);

/* Nanoseconds as milliseconds with a fraction. */
void jsonw_ms(struct buf *out, const char *name, int64_t nanoseconds);

/* A time as RFC 3339 in UTC. */
void jsonw_time(struct buf *out, const char *name, int64_t time);

/* Bytes as base64. */
void jsonw_base64(struct buf *out, const char *name, struct span bytes);

/* A value that is JSON already. */
void jsonw_raw(struct buf *out, const char *name, struct span value);

#endif
