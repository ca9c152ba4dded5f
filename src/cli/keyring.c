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
    const struct secrets *in_use = &keyring->in_use, *known = &keyring->known;
    return (struct diagnosis_case){.scheme = verdict->scheme,
                                   .schemes = keyring->schemes,
                                   .secrets = in_use->at,
                                   .secret_count = in_use->count,
                                   .others = known->at + in_use->count,
                                   .other_count = known->count - in_use->count,
                                   .evidence = *evidence};
}

const struct secret *keyring_find(const struct keyring *keyring, const struct verdict *verdict)
{
    return secrets_find(&keyring->in_use, verdict->secret);
}
