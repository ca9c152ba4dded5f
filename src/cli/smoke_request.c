/* The requests of `smoke`: keys, events, and what a check does to them. */
#include "encode.h"
#include "smoke.h"
#include "smoke_event.h"

#include <string.h>

enum { SEED_SIZE = 32 };

#define AN_HOUR (3600 * CLOCK_SECOND)

/* A random secret of the form that the scheme's secrets have. */
static struct secret stranger(const struct smoke_run *run)
{
    const struct scheme *scheme = run->scheme;
    unsigned char seed[SEED_SIZE];
    struct buf text = {0};
    dice_roll(NULL, seed, sizeof seed);
    if (scheme->key_prefix)
        buf_add_text(&text, scheme->key_prefix);
    else if (!scheme->hash)
        buf_add_text(&text, "whsk_");
    if (scheme->key == KEY_BASE64 || !scheme->hash)
        encode_base64(&text, (struct span){(const char *)seed, sizeof seed});
    else
        encode_hex(&text, seed, sizeof seed);
    struct secret secret = secret_of(buf_keep(run->arena, &text));
    secret.origin = "smoke";
    return secret;
}

/* The scheme with another hash; NULL where it has none. */
static const struct scheme *rehashed(const struct smoke_run *run)
{
    if (!run->scheme->hash)
        return NULL;
    struct scheme *other = arena_new(run->arena, sizeof *other);
    *other = *run->scheme;
    other->hash = smoke_other_hash(run->scheme);
    return other;
}

static bool make_signer(struct smoke_run *run, enum smoke_signing signing,
                        const struct scheme *scheme, const struct secret *secret, struct error *err)
{
    if (!scheme || !secret)
        return true;
    run->signers[signing] = signer_new(scheme, secret, 1, err);
    return run->signers[signing] && signer_check(run->signers[signing], true, err);
}

bool smoke_key(struct smoke_run *run, struct error *err)
{
    const struct secret *first = &run->keyring.in_use.at[0], other = stranger(run);
    const struct secret *second = run->keyring.in_use.count > 1 ? first + 1 : NULL;
    if (!make_signer(run, SIGNED_RIGHTLY, run->scheme, first, err) ||
        !make_signer(run, SIGNED_BY_SECOND, run->scheme, second, err) ||
        !make_signer(run, SIGNED_BY_STRANGER, run->scheme, &other, err) ||
        !make_signer(run, SIGNED_BY_OTHER_HASH, rehashed(run), first, err))
        return false;
    for (size_t i = 0; i < run->count; i++)
        run->cases[i].source.signer = run->signers[run->cases[i].check->signing];
    for (size_t i = 0; i < run->event_count; i++)
        run->events[i].signer = run->signers[SIGNED_RIGHTLY];
    return true;
}

static struct span id_of(const struct smoke_sending *sending)
{
    const char *name = sending->at->run->scheme->names[0].id;
    const struct headers *headers = &sending->shot.delivery.request.headers;
    const struct header *header = name ? headers_find(headers, span_of(name), NULL) : NULL;
    return header ? header->value : (struct span){0};
}

struct stamp smoke_stamp(const struct smoke_sending *sending)
{
    const char *url = sending->at->run->rules.notification_url;
    return (struct stamp){.time = sending->signed_at,
                          .id = id_of(sending),
                          .url = url ? span_of(url) : sending->shot.url->text};
}

void smoke_sign(struct smoke_sending *sending, struct span body)
{
    const struct smoke_run *run = sending->at->run;
    struct shot *shot = &sending->shot;
    const struct stamp stamp = smoke_stamp(sending);
    struct headers signature = {0};
    struct error ignored = {0};
    if (!signer_sign(run->signers[SIGNED_RIGHTLY], body, &stamp, run->rules.signature_header,
                     &shot->arena, &signature, &ignored))
        return;
    for (size_t i = 0; i < signature.count; i++)
        headers_set(&shot->delivery.request.headers, &shot->arena, signature.at[i].name,
                    signature.at[i].value);
}

/* Each request is another event, except that a second one may be the first once more. */
void smoke_number(struct smoke_sending *sending)
{
    struct smoke_case *at = sending->at;
    struct shot *shot = &sending->shot;
    const struct shot *first = &at->sendings[0].shot;
    bool again = at->check->repeats && shot != first;
    int64_t now = clock_now();
    shot->url = &at->run->url;
    shot->number = again ? first->number : at->run->made++;
    shot->time = again ? first->time : now;
    if (at->check->backwards)
        shot->time -= (sending - at->sendings) * AN_HOUR;
    shot->delivery.direction = DIRECTION_SENT;
    delivery_stamp(&shot->delivery, again ? first->delivery.time : now);
}

bool smoke_make(struct smoke_sending *sending, struct error *err)
{
    struct smoke_case *at = sending->at;
    const struct smoke_check *check = at->check;
    const struct source *source = at->second && sending == at->sendings ? at->second : &at->source;
    struct request_rules rules = at->run->rules;
    smoke_number(sending);
    sending->signed_at = sending->shot.delivery.time - smoke_age(at);
    rules.tamper = check->tampered;
    rules.timed = check->age != 0;
    rules.time = sending->signed_at;
    return request_make(&rules, source, &sending->shot, err) &&
           (!check->spoil || check->spoil(sending, err));
}
