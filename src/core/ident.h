/* Identifiers that are never the same twice, unless their dice are (NULL: the system's). */
#ifndef SFPY_IDENT_H
#define SFPY_IDENT_H

#include "buf.h"
#include "dice.h"

enum { ULID_SIZE = 26, XID_SIZE = 20 };

/* Adds 2 * `bytes` random hex digits. */
void ident_write_hex(struct buf *out, struct dice *dice, size_t bytes);

/* Adds a UUID of version 4 (RFC 9562, section 5.4), in lower case. */
void ident_write_uuid(struct buf *out, struct dice *dice);

/*
 * Adds an xid as SFPY's tokens are: 20 characters of 0-9A-V, 4 bytes of unix seconds first, so they
 * sort by time.
 */
void ident_write_xid(struct buf *out, struct dice *dice, int64_t time);

/* A fresh id of a message, `msg_` and an xid, in the arena. */
struct span ident_message(struct arena *arena, struct dice *dice, int64_t time);

/*
 * Adds a ULID: 26 characters of Crockford's base 32, 48 bits of milliseconds first, then 80 random
 * ones.
 */
void ident_write_ulid(struct buf *out, struct dice *dice, int64_t time);

enum { ULID_TAIL = 10 };

/* The same with the bytes of the second part given, ULID_TAIL of them. */
void ident_write_ulid_of(struct buf *out, const unsigned char *tail, int64_t time);

/* Whether a text is a ULID as this writes them. */
bool ident_is_ulid(struct span text);

#endif
