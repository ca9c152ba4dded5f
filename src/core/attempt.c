#include "attempt.h"

#include "encode.h"

#include <openssl/evp.h>

static const struct attempt_hash hashes[] = {{"SHA512", 64}, {"SHA256", 32},     {"SHA1", 20},
                                             {"SHA384", 48}, {"SHA512-256", 32}, {"MD5", 16}};

const struct attempt_hash *attempt_hashes(size_t *count)
{
    *count = COUNT_OF(hashes);
    return hashes;
}

bool attempt_key(const struct attempt *attempt, struct span secret, struct arena *arena,
                 struct buf *key)
{
    struct key_form form = {
        .text = secret, .kind = attempt->scheme->key, .prefix = attempt->scheme->key_prefix};
    for (size_t i = 0; i < attempt->rekey_count; i++)
        if (!attempt->rekeys[i]->rekey(attempt->rekeys[i], &form, arena))
            return false;
    if (form.kind == KEY_TEXT && form.text.size == 0) /* as who has no secret */
        return true;
    const struct scheme rule = {.key = form.kind, .key_prefix = form.prefix};
    if (scheme_decode_key(&rule, form.text, key))
        return true;
    buf_reset(key);
    return form.lenient && form.kind == KEY_BASE64 && decode_base64_leniently(key, form.text) &&
           key->size > 0;
}

/* The hash of secret and content, as who doesn't know HMAC writes it. */
static bool hash_plainly(const char *hash, struct span key, const struct scheme_pieces *pieces,
                         struct raw_signature *signature)
{
    unsigned size = 0;
    const EVP_MD *digest = EVP_get_digestbyname(hash);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = digest && context && EVP_DigestInit_ex(context, digest, NULL) == 1 &&
                EVP_DigestUpdate(context, key.at, key.size) == 1;
    for (size_t i = 0; done && i < pieces->count; i++)
        done = EVP_DigestUpdate(context, pieces->at[i].at, pieces->at[i].size) == 1;
    done = done && EVP_DigestFinal_ex(context, signature->at, &size) == 1;
    EVP_MD_CTX_free(context);
    signature->size = size;
    return done;
}

bool attempt_sign(const struct attempt *attempt, const char *hash, struct span key,
                  const struct scheme_pieces *pieces, struct raw_signature *signature)
{
    if (attempt->plain_hash)
        return hash_plainly(hash, attempt->keyless ? (struct span){"", 0} : key, pieces, signature);
    struct error err;
    struct key *made = key_hmac(hash, key, &err);
    bool done = made && key_sign(made, pieces, signature);
    key_free(made);
    return done;
}
