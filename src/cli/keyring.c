#include "keyring.h"

bool keyring_open(struct keyring *keyring, const struct common_opts *opts, struct arena *arena,
                  struct error *err)
{
    keyring->schemes = opts->schemes;
    if (!secrets_resolve(opts, arena, &keyring->in_use, err))
        return false;
    keyring->known = secrets_known(opts, arena, &keyring->in_use);
    return true;
}

struct diagnosis_case keyring_case(const struct keyring *keyring, const struct verdict *verdict,
                                   const struct evidence *evidence)
{
    const struct secrets *known = &keyring->known;
    size_t count = keyring->in_use.count;
    /* What was replaced, and counts no more as of then, is one of the others. */
    while (count > 1 && known->at[count - 1].until && known->at[count - 1].until <= evidence->now)
        count--;
    return (struct diagnosis_case){.scheme = verdict->scheme,
                                   .schemes = keyring->schemes,
                                   .secrets = known->at,
                                   .secret_count = count,
                                   .others = known->at + count,
                                   .other_count = known->count - count,
                                   .evidence = *evidence};
}

const struct secret *keyring_find(const struct keyring *keyring, const struct verdict *verdict)
{
    return secrets_find(&keyring->in_use, verdict->secret);
}
