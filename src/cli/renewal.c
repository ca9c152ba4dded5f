#include "renewal.h"

#include "clock.h"
#include "listening.h"
#include "state.h"

#include <string.h>

struct retired {
    struct signer *signer;
    struct retired *before;
};

void renewal_begin(struct renewal *renewal, struct arena *arena)
{
    struct error err;
    *renewal = (struct renewal){.path = state_find(arena, "secret", &err), .arena = arena};
    renewal->version = devsecret_version(renewal->path);
}

static bool is_over(const struct secrets *secrets)
{
    int64_t now = clock_now();
    for (size_t i = 0; i < secrets->count; i++)
        if (secrets->at[i].until && secrets->at[i].until <= now)
            return true;
    return false;
}

static bool is_due(struct renewal *renewal, const struct secrets *in_use)
{
    if (!renewal->path || !secrets_are_development(in_use))
        return false;
    const struct devsecret_version version = devsecret_version(renewal->path);
    bool changed = version.inode && memcmp(&version, &renewal->version, sizeof version) != 0;
    if (changed)
        renewal->version = version;
    return changed || is_over(in_use);
}

static void say(const struct listening *listening)
{
    const struct secrets *secrets = &listening->keyring.in_use;
    struct buf line = {0};
    buf_printf(&line, "the development secret was rotated: it is %s now",
               secrets->at[0].fingerprint);
    for (size_t i = 1; i < secrets->count; i++) {
        buf_printf(&line, "%s %s until ",
                   i > 1 ? "," : "; still accepted:", secrets->at[i].fingerprint);
        clock_write_rfc3339(&line, secrets->at[i].until, 0);
    }
    ui_note(listening->ui, "%s", line.at);
    buf_clear(&line);
}

/* Takes what was read; the signer before it stays for those verdicts that name its secrets. */
static void take(struct renewal *renewal, struct listening *listening, const struct keyring *fresh,
                 struct signer *signer)
{
    bool rotated =
        strcmp(listening->keyring.in_use.at[0].fingerprint, fresh->in_use.at[0].fingerprint) != 0;
    struct retired *retired = arena_new(renewal->arena, sizeof *retired);
    *retired = (struct retired){listening->signer, renewal->retired};
    renewal->retired = retired;
    listening->signer = signer;
    listening->keyring = *fresh;
    ui_mask(listening->ui, renewal->arena, &fresh->known);
    if (rotated)
        say(listening);
}

void renewal_check(struct renewal *renewal, struct listening *listening)
{
    struct error err;
    struct keyring fresh;
    if (!is_due(renewal, &listening->keyring.in_use))
        return;
    struct signer *signer = NULL;
    if (keyring_open(&fresh, &listening->opts->common, renewal->arena, &err))
        signer = signer_new(listening->scheme, fresh.in_use.at, fresh.in_use.count, &err);
    if (signer && signer_check(signer, false, &err)) {
        take(renewal, listening, &fresh, signer);
        return;
    }
    signer_free(signer);
    ui_trouble(listening->ui, &err);
}

void renewal_end(struct renewal *renewal)
{
    for (struct retired *retired = renewal->retired; retired; retired = retired->before)
        signer_free(retired->signer);
    renewal->retired = NULL;
}
