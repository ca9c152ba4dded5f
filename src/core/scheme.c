#include "scheme.h"

#include "encode.h"
#include "json.h"
#include "text.h"

#include <stddef.h>
#include <string.h>

/* Facts and sources: the vendors' documents and SDKs; tests/data holds what they signed. */
static const struct scheme rows[] = {
    {
        .name = "sfpy",
        .summary = "SFPY: the bytes of the member data, HMAC-SHA512, hex",
        .names = {{.signature = "X-SFPY-SIGNATURE"}, {.signature = "SFPY-Signature"}},
        .every_name = true,
        .signed_bytes = "{data}",
        .hash = "SHA512",
        .any_case = true,
        .event_path = "data",
    },
    {
        .name = "safepay-v1",
        .summary = "Safepay, first version: the same rule, other events",
        .names = {{.signature = "X-SFPY-SIGNATURE"}},
        .signed_bytes = "{data}",
        .hash = "SHA512",
        .any_case = true,
        .event_path = "data",
        .marks = {"data.notification"},
        .shares_rule = true,
    },
    {
        .name = "safepay-v2",
        .summary = "Safepay 2.0.0: the whole body, HMAC-SHA512, hex",
        .names = {{.signature = "X-SFPY-SIGNATURE"}},
        .signed_bytes = "{body}",
        .hash = "SHA512",
        .any_case = true,
        .event_path = "",
        .marks = {"version", "type"},
    },
    {
        .name = "safepay-raast",
        .summary = "Safepay Raast: time and body, HMAC-SHA256, hex",
        .names = {{.signature = "X-SFPY-SIGNATURE", .timestamp = "X-SFPY-TIMESTAMP"}},
        .signed_bytes = "{timestamp}.{body}",
        .hash = "SHA256",
        .key = KEY_BASE64,
        .prefix = "sha256=",
        .timestamp = TIMESTAMP_RFC3339,
        .tolerance = 300,
        .future = true,
        .event_path = "",
    },
    {
        .name = "standard",
        .alias = "standardwebhooks",
        .summary = "Standard Webhooks: id, time and body, HMAC-SHA256, base64",
        .names = {{"webhook-signature", "webhook-timestamp", "webhook-id"}},
        .signed_bytes = "{id}.{timestamp}.{body}",
        .hash = "SHA256",
        .key = KEY_BASE64,
        .key_prefix = "whsec_",
        .encoding = ENCODING_BASE64,
        .prefix = "v1,",
        .separator = " ",
        .tolerance = 300,
        .future = true,
        .event_path = "",
    },
    {
        .name = "standard-v1a",
        .alias = "standardwebhooks_v1a",
        .summary = "Standard Webhooks by key pair: the same bytes, Ed25519, base64",
        .names = {{"webhook-signature", "webhook-timestamp", "webhook-id"}},
        .signed_bytes = "{id}.{timestamp}.{body}",
        .key = KEY_BASE64,
        .encoding = ENCODING_BASE64,
        .prefix = "v1a,",
        .separator = " ",
        .tolerance = 300,
        .future = true,
        .event_path = "",
    },
    {
        .name = "svix",
        .summary = "Svix: as standard, by headers of its own",
        .names = {{"svix-signature", "svix-timestamp", "svix-id"},
                  {"webhook-signature", "webhook-timestamp", "webhook-id"}},
        .signed_bytes = "{id}.{timestamp}.{body}",
        .hash = "SHA256",
        .key = KEY_BASE64,
        .key_prefix = "whsec_",
        .encoding = ENCODING_BASE64,
        .prefix = "v1,",
        .separator = " ",
        .tolerance = 300,
        .future = true,
        .event_path = "",
    },
    {
        .name = "stripe",
        .summary = "Stripe: time and body, HMAC-SHA256, hex",
        .names = {{.signature = "Stripe-Signature"}},
        .signed_bytes = "{timestamp}.{body}",
        .hash = "SHA256",
        .prefix = "v1=",
        .separator = ",",
        .timestamp_prefix = "t=",
        .tolerance = 300,
        .event_path = "",
    },
    {
        .name = "github",
        .summary = "GitHub: the whole body, HMAC-SHA256, hex",
        .names = {{.signature = "X-Hub-Signature-256"}},
        .signed_bytes = "{body}",
        .hash = "SHA256",
        .prefix = "sha256=",
        .event_path = "",
    },
    {
        .name = "shopify",
        .summary = "Shopify: the whole body, HMAC-SHA256, base64",
        .names = {{.signature = "X-Shopify-Hmac-Sha256"}},
        .signed_bytes = "{body}",
        .hash = "SHA256",
        .encoding = ENCODING_BASE64,
        .event_path = "",
    },
    {
        .name = "slack",
        .summary = "Slack: version, time and body, HMAC-SHA256, hex",
        .names = {{.signature = "X-Slack-Signature", .timestamp = "X-Slack-Request-Timestamp"}},
        .signed_bytes = "v0:{timestamp}:{body}",
        .hash = "SHA256",
        .prefix = "v0=",
        .tolerance = 300,
        .event_path = "",
    },
    {
        .name = "coinbase",
        .summary = "Coinbase Commerce: the whole body, HMAC-SHA256, hex",
        .names = {{.signature = "X-CC-Webhook-Signature"}},
        .signed_bytes = "{body}",
        .hash = "SHA256",
        .event_path = "",
    },
    {
        .name = "btcpay",
        .summary = "BTCPay Server: the whole body, HMAC-SHA256, hex",
        .names = {{.signature = "BTCPay-Sig"}},
        .signed_bytes = "{body}",
        .hash = "SHA256",
        .prefix = "sha256=",
        .event_path = "",
    },
    {
        .name = "paystack",
        .summary = "Paystack: the whole body, HMAC-SHA512, hex",
        .names = {{.signature = "x-paystack-signature"}},
        .signed_bytes = "{body}",
        .hash = "SHA512",
        .event_path = "",
    },
    {
        .name = "square",
        .summary = "Square: the notification URL and the body, HMAC-SHA256, base64",
        .names = {{.signature = "x-square-hmacsha256-signature"}},
        .signed_bytes = "{url}{body}",
        .hash = "SHA256",
        .encoding = ENCODING_BASE64,
        .event_path = "",
    },
};

static const struct schemes builtin = {rows, COUNT_OF(rows), 0};

const struct schemes *scheme_builtin(void)
{
    return &builtin;
}

const struct scheme *scheme_lookup(const struct schemes *schemes, struct span name)
{
    for (size_t i = 0; i < schemes->count; i++) {
        const struct scheme *scheme = &schemes->at[i];
        if (span_is(name, scheme->name) || (scheme->alias && span_is(name, scheme->alias)))
            return scheme;
    }
    return NULL;
}

const struct scheme *scheme_find(const struct schemes *schemes, const char *name, struct error *err)
{
    const struct scheme *found = scheme_lookup(schemes, span_of(name));
    struct nearest nearest = nearest_to(span_of(name));
    for (size_t i = 0; !found && i < schemes->count; i++)
        nearest_offer(&nearest, schemes->at[i].name);
    if (!found)
        nearest_unknown(&nearest, "scheme", "'sfpy-hook help schemes' lists them", err);
    return found;
}

static bool has_marks(const struct scheme *scheme, struct span body)
{
    for (size_t i = 0; i < SCHEME_MARKS && scheme->marks[i]; i++) {
        struct span value;
        if (json_at_path(body, span_of(scheme->marks[i]), &value, NULL) != JSON_FOUND)
            return false;
    }
    return scheme->marks[0] != NULL;
}

static const struct header *find_header(const struct headers *headers, const char *name)
{
    return name ? headers_find(headers, span_of(name), NULL) : NULL;
}

bool scheme_has_header(const struct scheme *scheme, const struct headers *headers)
{
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++)
        if (find_header(headers, scheme->names[i].signature))
            return true;
    return false;
}

/*
 * How well a set of headers fits: -1 where the signature can't be there, else more for each of its
 * traits. A timestamp that should be there and isn't weighs as much as a prefix.
 */
static int fit_of_names(const struct scheme *scheme, const struct scheme_names *names,
                        const struct scheme_traits *traits)
{
    const struct header *signature = find_header(traits->headers, names->signature);
    bool timed = find_header(traits->headers, names->timestamp) != NULL;
    if (!signature && !(traits->bare_signature && timed))
        return -1;
    int fit = names->timestamp ? (timed ? 4 : 0) : 2;
    if (scheme->prefix && signature && span_contains(signature->value, span_of(scheme->prefix)))
        fit += 2;
    return fit;
}

static int fit_of(const struct scheme *scheme, const struct scheme_traits *traits)
{
    int best = -1;
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        int fit = fit_of_names(scheme, &scheme->names[i], traits);
        best = fit > best ? fit : best;
    }
    return best < 0 ? -1 : best + has_marks(scheme, traits->body);
}

static const struct scheme *fallback(const struct schemes *schemes)
{
    return &schemes->at[schemes->own];
}

/* By the body alone, of which only rules of their own can be told. */
static const struct scheme *detect_by_body(const struct schemes *schemes, struct span body)
{
    for (size_t i = 0; i < schemes->count; i++)
        if (!schemes->at[i].shares_rule && has_marks(&schemes->at[i], body))
            return &schemes->at[i];
    return fallback(schemes);
}

const struct scheme *scheme_detect(const struct schemes *schemes,
                                   const struct scheme_traits *traits)
{
    const struct scheme *found = NULL;
    int best = -1;
    for (size_t i = 0; i < schemes->count; i++) {
        int fit = fit_of(&schemes->at[i], traits);
        if (fit > best) {
            best = fit;
            found = &schemes->at[i];
        }
    }
    if (found)
        return found;
    return traits->bare_signature ? detect_by_body(schemes, traits->body) : fallback(schemes);
}

bool scheme_has_any_header(const struct schemes *schemes, const struct headers *headers)
{
    for (size_t i = 0; i < schemes->count; i++)
        if (scheme_has_header(&schemes->at[i], headers))
            return true;
    return false;
}

struct span scheme_event(const struct scheme *scheme, struct span body)
{
    struct span event;
    struct span path = span_of(scheme->event_path);
    if (path.size == 0)
        path = (struct span){0};
    return json_at_path(body, path, &event, NULL) == JSON_FOUND ? event : (struct span){0};
}

bool scheme_signs(const struct scheme *scheme, const char *placeholder)
{
    return strstr(scheme->signed_bytes, placeholder) != NULL;
}

static const struct {
    struct span text;
    size_t part; /* offset in struct scheme_parts */
} placeholders[] = {
    {{"{body}", 6}, offsetof(struct scheme_parts, body)},
    {{"{data}", 6}, offsetof(struct scheme_parts, data)},
    {{"{timestamp}", 11}, offsetof(struct scheme_parts, timestamp)},
    {{"{id}", 4}, offsetof(struct scheme_parts, id)},
    {{"{url}", 5}, offsetof(struct scheme_parts, url)},
};

const char *scheme_placeholder(size_t number)
{
    return number < COUNT_OF(placeholders) ? placeholders[number].text.at : NULL;
}

/* Takes the next piece off a template: a placeholder's part, or literal text up to one. */
static struct span take_piece(struct span *template, const struct scheme_parts *parts)
{
    for (size_t literal = 0; literal < template->size; literal++)
        for (size_t i = 0; i < COUNT_OF(placeholders); i++) {
            struct span here = span_slice(*template, literal, template->size);
            if (!span_starts(here, placeholders[i].text))
                continue;
            const struct span *part = (const void *)((const char *)parts + placeholders[i].part);
            struct span piece = literal ? span_slice(*template, 0, literal) : *part;
            size_t used = literal ? literal : placeholders[i].text.size;
            *template = span_slice(*template, used, template->size);
            return piece;
        }
    struct span piece = *template;
    *template = span_slice(*template, template->size, template->size);
    return piece;
}

struct scheme_pieces scheme_expand(const char *template, const struct scheme_parts *parts)
{
    struct scheme_pieces pieces = {0};
    struct span rest = span_of(template);
    while (rest.size > 0 && pieces.count < SCHEME_PIECES)
        pieces.at[pieces.count++] = take_piece(&rest, parts);
    return pieces;
}

bool scheme_template_fits(const char *template)
{
    const struct scheme_parts none = {.body = {0}};
    struct span rest = span_of(template);
    size_t count = 0;
    for (; rest.size > 0; count++)
        take_piece(&rest, &none);
    return count <= SCHEME_PIECES;
}

bool scheme_decode_key(const struct scheme *scheme, struct span secret, struct buf *key)
{
    struct span prefix = span_of(scheme->key_prefix);
    if (prefix.at && span_starts(secret, prefix))
        secret = span_slice(secret, prefix.size, secret.size);
    if (secret.size == 0)
        return false;
    if (scheme->key == KEY_BASE64)
        return decode_base64(key, secret) && key->size > 0;
    if (scheme->key == KEY_HEX) {
        size_t size;
        char *space = buf_space(key, secret.size / 2);
        if (!decode_hex(secret, true, (unsigned char *)space, secret.size / 2, &size))
            return false;
        buf_grew(key, size);
        return true;
    }
    buf_add(key, secret);
    return true;
}

void scheme_encode(const struct scheme *scheme, struct span signature, struct buf *out)
{
    if (scheme->prefix)
        buf_add_text(out, scheme->prefix);
    if (scheme->encoding == ENCODING_BASE64)
        encode_base64(out, signature);
    else
        encode_hex(out, (const unsigned char *)signature.at, signature.size);
}
