/*
 * The suspects of a diagnosis, as rows: each is a way in which a signature can have been made over
 * something else, or with something else, than its scheme says, with the words for it. Adding one
 * is adding a row.
 */
#ifndef SFPY_SUSPECT_H
#define SFPY_SUSPECT_H

#include "advice.h"
#include "json_form.h"
#include "scheme.h"

/*
 * In which order two suspects of a pair are applied: what the body was packed in, what was done to
 * it as a whole, what of it was signed, how that was written, what came around it; the key; the
 * rule.
 */
enum suspect_stage {
    STAGE_UNPACKED,
    STAGE_BODY,
    STAGE_SCOPE,
    STAGE_FORM,
    STAGE_AROUND,
    STAGE_KEY_TEXT,
    STAGE_KEY_FORM,
    STAGE_RULE,
    STAGE_ALONE, /* never one of a pair */
};

/* What things cost, in bytes of SHA-512 that take as long: a byte, a number, a signature. */
enum {
    WORK_READ = 2,
    WORK_WRITE = 4,
    WORK_SORT = 32,
    WORK_UNPACK = 4,
    WORK_NUMBER = 2 << 10,
    WORK_HMAC = 1 << 10,
    WORK_ED25519 = 64 << 10,
};

/* What is signed in one attempt to reproduce a signature, and how. */
struct attempt {
    const struct scheme *scheme; /* by whose rule keys are made */
    const char *template;        /* in which {body} and {data} both stand for the content */
    const char *hash;            /* NULL: the scheme's */
    bool plain_hash;             /* no HMAC, but the hash of secret and content */
    bool keyless;                /* and not even that of the secret */
    struct span body, content;   /* content: absent where the body doesn't have it */
    bool whole;                  /* the content is the body, not its member data */
    struct span timestamp, id, url;
    const struct suspect *rekeys[2]; /* how each secret is changed */
    size_t rekey_count;
    bool other_secrets; /* by the secrets that are known, but not in use */
    size_t work;        /* what it took to make the content */
};

/* How the text of a secret becomes a key in one attempt. */
struct key_form {
    struct span text;
    enum scheme_key kind;
    const char *prefix; /* not part of it; NULL: none is taken off */
    bool lenient;       /* base64 as lenient decoders take it */
};

struct suspect {
    const char *cause;
    const char *was;  /* what was done, as a sentence */
    const char *mend; /* what to do instead */
    enum advice advice;
    enum suspect_stage stage;
    /* One of both; false where it changes nothing. What they make lives in the arena. */
    bool (*apply)(const struct suspect *self, struct attempt *attempt, struct arena *arena);
    bool (*rekey)(const struct suspect *self, struct key_form *form, struct arena *arena);
    const char *text; /* what it adds or takes away; a placeholder: what it is about */
    struct json_form form;
    enum scheme_key kind;
};

enum { SUSPECTS_MOST = 96 };

/* All rows, in the order in which the first that fits is the answer; returns how many. */
size_t suspect_list(const struct suspect *list[SUSPECTS_MOST]);

/* The attempt that makes just what the scheme says of the parts, their `data` aside. */
struct attempt attempt_of(const struct scheme *scheme, const struct scheme_parts *parts);

/*
 * Does to an attempt what the suspect did; false where it changes nothing (of what changes the
 * key, attempt_key() tells). What it makes lives in the arena.
 */
bool attempt_apply(struct attempt *attempt, const struct suspect *suspect, struct arena *arena);

/* What the body gives as content: itself, or its member data (absent where there is none). */
void attempt_derive(struct attempt *attempt);

/*
 * The content written in another form, or with a text behind it, in the arena; false where that
 * changes nothing, but for the white space around it, or can't be done.
 */
bool attempt_rewrite(struct attempt *attempt, const struct json_form *form, struct arena *arena);
bool attempt_append(struct attempt *attempt, const char *text, struct arena *arena);

/* The signed bytes of an attempt. */
struct scheme_pieces attempt_pieces(const struct attempt *attempt);

/*
 * What JSON libraries do when they write anew what they read: several suspects of stage FORM at
 * once, each by its cause.
 */
struct rewriter {
    const char *name; /* such as JSON.stringify */
    struct json_form form;
    /* Besides, what it does to what events hardly ever have: names that are integers, or twice. */
    struct json_form reading;
};

/* All of them; `count` gets how many. */
const struct rewriter *suspect_rewriters(size_t *count);

#endif
