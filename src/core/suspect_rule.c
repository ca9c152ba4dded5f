/* Suspects that signed by another rule. */
#include "suspect_rows.h"

#include "clock.h"
#include "json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Leaves out a placeholder and the literal text behind it or, where none is, in front of it. */
static bool leave_out(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    const char *place = strstr(attempt->template, self->text);
    if (!place || strcmp(attempt->template, self->text) == 0)
        return false;
    const char *from = place, *to = place + strlen(self->text);
    if (!*to)
        while (from > attempt->template && from[-1] != '}')
            from--;
    while (*to && *to != '{')
        to++;
    struct buf out = {0};
    buf_add(&out, (struct span){attempt->template, (size_t)(from - attempt->template)});
    buf_add_text(&out, to);
    attempt->template = buf_keep(arena, &out).at;
    return true;
}

static bool without_separators(const struct suspect *self, struct attempt *attempt,
                               struct arena *arena)
{
    (void)self;
    struct buf out = {0};
    bool inside = false, changed = false;
    for (const char *at = attempt->template; *at; at++) {
        inside = inside || *at == '{';
        if (inside)
            buf_add_byte(&out, *at);
        changed = changed || !inside;
        inside = inside && *at != '}';
    }
    attempt->template = buf_keep(arena, &out).at;
    return changed && attempt->template;
}

static bool set_timestamp(struct attempt *attempt, struct arena *arena, const struct buf *text)
{
    bool changed = !span_equal(buf_span(text), attempt->timestamp);
    attempt->timestamp = span_keep(arena, buf_span(text));
    return changed;
}

static bool set_number(struct attempt *attempt, struct arena *arena, int64_t number)
{
    char space[24];
    struct buf text = BUF_OVER(space);
    buf_printf(&text, "%" PRId64, number);
    return set_timestamp(attempt, arena, &text);
}

/* The moment that the timestamp tells, whether it is RFC 3339, seconds or milliseconds. */
static bool read_timestamp(const struct attempt *attempt, int64_t *time)
{
    enum { DIGITS_OF_MS = 12 };
    char *end;
    struct span text = attempt->timestamp;
    if (!text.at || clock_read_rfc3339(text, time))
        return text.at != NULL;
    struct buf digits = {0};
    buf_add(&digits, span_slice(text, 0, 20));
    int64_t number = digits.size ? strtoll(digits.at, &end, 10) : 0;
    bool read = digits.size > 0 && !*end && number >= 0;
    bool ms = number >= INT64_C(100000000000);
    buf_clear(&digits);
    return read && !__builtin_mul_overflow(number, ms ? CLOCK_MS : CLOCK_SECOND, time);
}

static bool in_seconds(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    int64_t time;
    return read_timestamp(attempt, &time) && set_number(attempt, arena, time / CLOCK_SECOND);
}

static bool in_ms(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    int64_t time;
    return read_timestamp(attempt, &time) && set_number(attempt, arena, time / CLOCK_MS);
}

static bool in_rfc3339(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    int64_t time;
    char space[40];
    struct buf text = BUF_OVER(space);
    if (!read_timestamp(attempt, &time))
        return false;
    clock_write_rfc3339(&text, time, 9);
    return set_timestamp(attempt, arena, &text);
}

static bool take_tracker(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    static const char *const paths[] = {"data.notification.tracker", "data.tracker", "tracker",
                                        "data.data.notification.tracker"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        attempt->work += WORK_READ * attempt->body.size;
        struct span tracker = json_text_at(arena, attempt->body, paths[i]);
        if (!tracker.at)
            continue;
        attempt->content = tracker;
        attempt->template = "{body}";
        attempt->hash = "SHA256";
        return true;
    }
    return false;
}

static bool hash_without_key(const struct suspect *self, struct attempt *attempt,
                             struct arena *arena)
{
    (void)self;
    (void)arena;
    attempt->plain_hash = attempt->keyless = true;
    return attempt->content.at != NULL;
}

static bool set_url(struct attempt *attempt, struct buf *url, struct arena *arena)
{
    attempt->url = buf_keep(arena, url);
    return true;
}

static bool toggle_slash(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    struct buf url = {0};
    bool there = span_ends(attempt->url, SPAN("/"));
    buf_add(&url, span_slice(attempt->url, 0, attempt->url.size - there));
    buf_add_text(&url, there ? "" : "/");
    return set_url(attempt, &url, arena);
}

static bool toggle_tls(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    struct buf url = {0};
    size_t scheme = http_scheme_size(attempt->url);
    if (!scheme)
        return false;
    buf_add_text(&url, scheme == strlen("http://") ? "https://" : "http://");
    buf_add(&url, span_slice(attempt->url, scheme, attempt->url.size));
    return set_url(attempt, &url, arena);
}

static bool hash_plainly(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    (void)arena;
    attempt->plain_hash = true;
    return attempt->content.at != NULL;
}
#define RULE(name, sentence, instead, function, place)                                             \
    {                                                                                              \
        .cause = (name), .was = (sentence), .mend = (instead), .advice = ADVICE_SIGNED,            \
        .stage = STAGE_RULE, .apply = (function), .text = (place),                                 \
    }

#define ALL_PARTS                                                                                  \
    "put the signed bytes together as the scheme says, every part and separator of them"
#define URL_AS_REGISTERED "take the URL to the letter as it is registered with the vendor"
#define AS_IT_CAME "sign the timestamp's text just as the header has it"

const struct suspect suspect_rule_rows[] = {
    RULE("no-timestamp", "the timestamp was left out of what was signed", ALL_PARTS, leave_out,
         "{timestamp}"),
    RULE("no-id", "the id was left out of what was signed", ALL_PARTS, leave_out, "{id}"),
    RULE("no-url", "the URL was left out of what was signed", ALL_PARTS, leave_out, "{url}"),
    RULE("url", "the URL was signed with or without a slash at its end", URL_AS_REGISTERED,
         toggle_slash, "{url}"),
    RULE("url", "the URL was signed with the other of http and https", URL_AS_REGISTERED,
         toggle_tls, "{url}"),
    RULE("no-separator", "the parts were signed without what stands between them", ALL_PARTS,
         without_separators, NULL),
    RULE("timestamp-unit", "the timestamp was signed in milliseconds", AS_IT_CAME, in_ms,
         "{timestamp}"),
    RULE("timestamp-unit", "the timestamp was signed in seconds, written anew", AS_IT_CAME,
         in_seconds, "{timestamp}"),
    RULE("timestamp-unit", "the timestamp was signed as RFC 3339, written anew", AS_IT_CAME,
         in_rfc3339, "{timestamp}"),
    {
        .cause = "redirect-signature",
        .was = "it is the signature of the checkout redirect, the HMAC-SHA256 of the tracker",
        .mend = "the redirect and the webhook are signed differently: take the webhook's header",
        .advice = ADVICE_DIGEST,
        .stage = STAGE_ALONE,
        .apply = take_tracker,
    },
    {
        .cause = "not-hmac",
        .was = "a plain hash was made of the secret and the bytes behind it, which is no HMAC",
        .mend = "use HMAC: a plain hash of secret and text can be forged",
        .advice = ADVICE_DIGEST,
        .stage = STAGE_RULE,
        .apply = hash_plainly,
    },
    {
        .cause = "not-hmac",
        .was = "a plain hash was made of the bytes, without any key",
        .mend = "use HMAC with the secret: a hash without a key proves nothing",
        .advice = ADVICE_DIGEST,
        .stage = STAGE_RULE,
        .apply = hash_without_key,
    },
};

const size_t suspect_rule_count = COUNT_OF(suspect_rule_rows);
