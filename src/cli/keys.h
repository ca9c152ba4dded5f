/* What is typed on a terminal, taken apart into keys. */
#ifndef SFPY_KEYS_H
#define SFPY_KEYS_H

#include "buf.h"

/* Zeroed it has read nothing yet. */
struct keys {
    char bytes[16]; /* of the key that is being read; what is longer is no key of ours */
    size_t size;
    bool whole;   /* `bytes` hold a key; the next byte begins another */
    bool pasting; /* between the marks of pasted text */
    int64_t last; /* when the last bytes came, in nanoseconds */
};

/*
 * Takes bytes off `typed` until a key is whole: a byte, or an escape sequence as ECMA-48 (section
 * 5.4) makes them, be it cut in several reads. False once all bytes are used up. Text that is
 * pasted, as terminals mark it that were asked to, is passed over. What was begun half a second
 * before `now` (2 s for pasted text) is forgotten. `key` is valid until the next call.
 */
bool keys_next(struct keys *keys, struct span *typed, int64_t now, struct span *key);

#endif
