/* Suspects that used another key. */
#include "suspect_rows.h"

static bool space_off(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)self;
    (void)arena;
    size_t before = form->text.size;
    form->text = suspect_trim(form->text);
    return form->text.size < before && form->text.size > 0;
}

static bool space_on(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    struct buf out = {0};
    buf_add(&out, form->text);
    buf_add_text(&out, self->text);
    form->text = span_keep(arena, buf_span(&out));
    buf_wipe(&out);
    return true;
}

static bool quotes_off(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    struct span text = form->text, quote = span_of(self->text);
    if (text.size < 3 || !span_starts(text, quote) || !suspect_ends_with(text, quote))
        return false;
    form->text = span_slice(text, 1, text.size - 1);
    return true;
}

static bool quotes_on(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    struct buf out = {0};
    buf_add_text(&out, self->text);
    buf_add(&out, form->text);
    buf_add_text(&out, self->text);
    form->text = span_keep(arena, buf_span(&out));
    buf_wipe(&out);
    return true;
}

/* Off where it is, on where it isn't; where the scheme takes it off, it stays. */
static bool toggle_prefix(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    struct span prefix = span_of(self->text);
    bool there = span_starts(form->text, prefix);
    if (form->prefix) {
        form->prefix = NULL;
        form->lenient = true;
        return there;
    }
    if (there) {
        form->text = span_slice(form->text, prefix.size, form->text.size);
        return form->text.size > 0;
    }
    struct buf out = {0};
    buf_add(&out, prefix);
    buf_add(&out, form->text);
    form->text = span_keep(arena, buf_span(&out));
    buf_wipe(&out);
    return true;
}

/*
 * Text where it should be decoded, decoded where it should be text. As text, a prefix is part of
 * it, unless that was changed before.
 */
static bool toggle_kind(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    bool text = form->kind == self->kind;
    struct span prefix = span_of(self->text);
    if (text && !form->prefix && prefix.at && span_starts(form->text, prefix))
        form->text = span_slice(form->text, prefix.size, form->text.size);
    form->kind = text ? KEY_TEXT : self->kind;
    form->prefix = text ? NULL : form->prefix;
    form->lenient = true;
    return form->text.size > 0;
}

#define REKEYED(name, sentence, instead, wanted, step, function, ...)                              \
    {                                                                                              \
        .cause = (name), .was = (sentence), .mend = (instead), .advice = (wanted),                 \
        .stage = (step), .rekey = (function), __VA_ARGS__                                          \
    }

#define TRIM_SECRET "take white space off the secret where it is read"
#define BARE_SECRET "write the secret without quotes, or let the tool that reads it take them off"
#define AS_SHOWN                                                                                   \
    "make the key from the secret as the scheme says; 'sfpy-hook help schemes' shows how"

static bool use_others(const struct suspect *self, struct attempt *attempt, struct arena *arena)
{
    (void)self;
    (void)arena;
    attempt->other_secrets = true;
    return true;
}

const struct suspect suspect_key_rows[] = {
    REKEYED("secret-space", "the key was made from the secret with a newline behind it",
            TRIM_SECRET, ADVICE_SECRET, STAGE_KEY_TEXT, space_on, .text = "\n"),
    REKEYED("secret-space", "the key was made from the secret with CRLF behind it", TRIM_SECRET,
            ADVICE_SECRET, STAGE_KEY_TEXT, space_on, .text = "\r\n"),
    REKEYED("secret-space", "the key was made from the secret with a space behind it", TRIM_SECRET,
            ADVICE_SECRET, STAGE_KEY_TEXT, space_on, .text = " "),
    REKEYED("secret-space", "the secret has white space around it that is not part of the key",
            TRIM_SECRET, ADVICE_SECRET, STAGE_KEY_TEXT, space_off, .text = NULL),
    REKEYED("secret-quoted", "the secret has quotes around it that are not part of the key",
            BARE_SECRET, ADVICE_SECRET, STAGE_KEY_TEXT, quotes_off, .text = "\""),
    REKEYED("secret-quoted", "the secret has quotes around it that are not part of the key",
            BARE_SECRET, ADVICE_SECRET, STAGE_KEY_TEXT, quotes_off, .text = "'"),
    REKEYED("secret-quoted", "the key was made from the secret with quotes around it", BARE_SECRET,
            ADVICE_SECRET, STAGE_KEY_TEXT, quotes_on, .text = "\""),
    REKEYED("secret-quoted", "the key was made from the secret with quotes around it", BARE_SECRET,
            ADVICE_SECRET, STAGE_KEY_TEXT, quotes_on, .text = "'"),
    REKEYED("secret-hex", "the secret was decoded from hex, or not, against the scheme's rule",
            AS_SHOWN, ADVICE_KEY, STAGE_KEY_FORM, toggle_kind, .kind = KEY_HEX),
    REKEYED("secret-base64",
            "the secret was decoded from base64, or not, against the scheme's rule", AS_SHOWN,
            ADVICE_KEY, STAGE_KEY_FORM, toggle_kind, .kind = KEY_BASE64, .text = "whsec_"),
    REKEYED("secret-prefix", "the key was made with or without whsec_, against the scheme's rule",
            AS_SHOWN, ADVICE_KEY, STAGE_KEY_TEXT, toggle_prefix, .text = "whsec_"),
    {
        .cause = "other-secret",
        .was = "another of the known secrets was used",
        .mend = "give both sides the same secret; --secret takes the one that was used",
        .advice = ADVICE_NONE,
        .stage = STAGE_KEY_TEXT,
        .apply = use_others,
    },
};

const size_t suspect_key_count = COUNT_OF(suspect_key_rows);
