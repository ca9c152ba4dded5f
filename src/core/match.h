/*
 * Whether a computed signature is what was given, however that is written: for diagnosis, which
 * asks what was done, not whether it was right. It runs after the refusal and never changes it, for
 * the one who holds the secrets; so nothing here compares in constant time, as signature.h does.
 */
#ifndef SFPY_MATCH_H
#define SFPY_MATCH_H

#include "claim.h"

enum { MATCH_TOKENS = 16, MATCH_LONGEST = 3 * KEY_SIGNATURE_MOST };

/* A text among the given ones that may be a signature. */
struct match_token {
    size_t header;       /* in which header of the claim it stands */
    struct span element; /* as it came */
    struct span text;    /* of it what is hex or base64 */
    bool alone;          /* the scheme's own way to cut the header gives just this element */
};

struct match_tokens {
    struct match_token at[MATCH_TOKENS];
    size_t count, headers;
};

enum match { MATCH_NONE, MATCH_TRUNCATED, MATCH_ENCODING, MATCH_EXACT };

/*
 * Cuts the headers' values into what may be signatures: the first MATCH_TOKENS of them that are no
 * longer than MATCH_LONGEST.
 */
void match_read(struct match_tokens *tokens, const struct scheme *scheme,
                const struct claim *claim);

/*
 * How the signature stands in the headers: in each of them, as the scheme wants it (EXACT), written
 * otherwise, or cut short to no less than 64 bits. `worst` gets the token that decided, and may be
 * NULL.
 */
enum match match_signature(const struct match_tokens *tokens, const struct scheme *scheme,
                           const struct raw_signature *signature, const struct match_token **worst);

/* In how many headers the signature stands just as the scheme wants it. */
size_t match_exact_headers(const struct match_tokens *tokens, const struct scheme *scheme,
                           const struct raw_signature *signature);

/*
 * The bytes of a token, be it hex or any base64; false where it is neither of `size` bytes. Where
 * both are possible it is hex.
 */
bool match_decode(const struct match_token *token, size_t size, struct raw_signature *signature);

/* Adds how a token is written, other than the scheme says, as a sentence. */
void match_describe(struct buf *out, const struct match_token *token, const struct scheme *scheme,
                    const struct raw_signature *signature, enum match match);

#endif
