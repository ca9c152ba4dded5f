/* What the parts of reading a user's schemes share; see scheme_read.h. */
#ifndef SFPY_SCHEME_DRAFT_H
#define SFPY_SCHEME_DRAFT_H

#include "scheme.h"

enum scheme_member {
    MEMBER_HEADER,
    MEMBER_SIGNED,
    MEMBER_ALGORITHM,
    MEMBER_KEY,
    MEMBER_KEY_PREFIX,
    MEMBER_ENCODING,
    MEMBER_ANY_CASE,
    MEMBER_PREFIX,
    MEMBER_SEPARATOR,
    MEMBER_TIMESTAMP_HEADER,
    MEMBER_TIMESTAMP_PREFIX,
    MEMBER_TIMESTAMP,
    MEMBER_ID_HEADER,
    MEMBER_TOLERANCE,
    MEMBER_FUTURE,
    MEMBER_SUMMARY,
    MEMBER_COUNT
};

/* A row on its way. */
struct draft {
    struct scheme scheme;
    int algorithm, key, encoding, timestamp; /* the place of the word in its list */
    struct span values[MEMBER_COUNT];        /* raw; absent: not given */
};

/* What a member takes, and how its text (of a string: its escapes undone) is stored. */
struct kind {
    const char *begins; /* the bytes that its raw values begin with */
    const char *wanted; /* NULL: one of the member's words */
    bool (*store)(struct span text, const char *const *words, void *into);
};

struct member {
    const char *name;
    const struct kind *kind;
    size_t into;              /* offset in struct draft */
    const char *const *words; /* NULL-terminated */
    const char *required;     /* an example of what is missing without it; NULL: optional */
};

extern const struct member scheme_members[MEMBER_COUNT];

/* What holds for the members of one scheme together. */
struct scheme_rule {
    bool (*broken)(const struct draft *draft);
    enum scheme_member at; /* given wherever the rule is broken */
    const char *why, *mend;
};

/* The first rule that a draft, whose members are right each for itself, breaks; NULL: none. */
const struct scheme_rule *scheme_broken_rule(const struct draft *draft);

#endif
