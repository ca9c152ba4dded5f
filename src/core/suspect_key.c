/* Suspects that used another key. */
#include "suspect_rows.h"

static bool space_off(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)self;
    (void)arena;
    size_t before = form->text.size;
    form->text = span_strip(form->text);
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
    if (text.size < 3 || !span_starts(text, quote) || !span_ends(text, quote))
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

static bool prefix_off(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    struct span prefix = span_of(self->text);
    if (form->prefix || !span_starts(form->text, prefix))
        return false;
    form->text = span_slice(form->text, prefix.size, form->text.size);
    return form->text.size > 0;
}

static bool prefix_on(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    struct span prefix = span_of(self->text);
    if (form->prefix || span_starts(form->text, prefix))
        return false;
    struct buf out = {0};
    buf_add(&out, prefix);
    buf_add(&out, form->text);
    form->text = span_keep(arena, buf_span(&out));
    buf_wipe(&out);
    return true;
}

/* Decoded with the rest, where the scheme takes it off. */
static bool prefix_kept(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    if (!form->prefix || !span_starts(form->text, span_of(self->text)))
        return false;
    form->prefix = NULL;
    form->lenient = true;
    return true;
}

/* Decoded where another form is due; a prefix is no part of it. */
static bool decoded(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    struct span prefix = span_of(self->text);
    if (form->kind == self->kind)
        return false;
    if (!form->prefix && prefix.at && span_starts(form->text, prefix))
        form->text = span_slice(form->text, prefix.size, form->text.size);
    form->kind = self->kind;
    form->lenient = true;
    return form->text.size > 0;
}

/* As text where it should be decoded, a prefix included. */
static bool undecoded(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    bool due = form->kind == self->kind;
    form->kind = KEY_TEXT;
    form->prefix = NULL;
    return due;
}

/* The same behind the prefix. */
static bool undecoded_behind(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    bool due =
        form->kind == self->kind && form->prefix && span_starts(form->text, span_of(form->prefix));
    form->kind = KEY_TEXT;
    return due;
}

/* What languages make of a variable that isn't set. */
static bool missing(const struct suspect *self, struct key_form *form, struct arena *arena)
{
    (void)arena;
    *form = (struct key_form){.text = span_of(self->text), .kind = KEY_TEXT};
    return true;
}

#define REKEYED(name, sentence, instead, wanted, step, function, ...)                              \
    {                                                                                              \
        .cause = (name), .was = (sentence), .mend = (instead), .advice = (wanted),                 \
        .stage = (step), .rekey = (function), __VA_ARGS__                                          \
    }

#define TRIM_SECRET "take white space off the secret where it is read"
#define BARE_SECRET "write the secret without quotes, or let the tool that reads it take them off"
#define SET_SECRET "set the secret where the app reads it, and let it end at once where none is set"
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
    REKEYED("secret-hex", "the key was the bytes that the secret stands for in hex", AS_SHOWN,
            ADVICE_KEY, STAGE_KEY_FORM, decoded, .kind = KEY_HEX),
    REKEYED("secret-hex", "the key was the secret's text, not the bytes that it stands for in hex",
            AS_SHOWN, ADVICE_KEY, STAGE_KEY_FORM, undecoded, .kind = KEY_HEX),
    REKEYED("secret-base64", "the key was the bytes that the secret stands for in base64", AS_SHOWN,
            ADVICE_KEY, STAGE_KEY_FORM, decoded, .kind = KEY_BASE64, .text = "whsec_"),
    REKEYED("secret-base64",
            "the key was the secret's text, not the bytes that it stands for in base64", AS_SHOWN,
            ADVICE_KEY, STAGE_KEY_FORM, undecoded, .kind = KEY_BASE64),
    REKEYED("secret-base64",
            "the key was the secret's text behind its prefix, not the bytes that it stands for in "
            "base64",
            AS_SHOWN, ADVICE_KEY, STAGE_KEY_FORM, undecoded_behind, .kind = KEY_BASE64),
    REKEYED("secret-prefix", "the key was made without the secret's first characters, whsec_",
            AS_SHOWN, ADVICE_KEY, STAGE_KEY_TEXT, prefix_off, .text = "whsec_"),
    REKEYED("secret-prefix", "the key was made from whsec_ and the secret behind it", AS_SHOWN,
            ADVICE_KEY, STAGE_KEY_TEXT, prefix_on, .text = "whsec_"),
    REKEYED("secret-prefix", "whsec_ was decoded as part of the secret", AS_SHOWN, ADVICE_KEY,
            STAGE_KEY_TEXT, prefix_kept, .text = "whsec_"),
    REKEYED("no-secret", "the key was the text \"undefined\", as where no secret is set (Node.js)",
            SET_SECRET, ADVICE_SECRET, STAGE_KEY_TEXT, missing, .text = "undefined"),
    REKEYED("no-secret", "the key was the text \"null\", as where no secret is set", SET_SECRET,
            ADVICE_SECRET, STAGE_KEY_TEXT, missing, .text = "null"),
    REKEYED("no-secret", "the key was the text \"None\", as where no secret is set (Python)",
            SET_SECRET, ADVICE_SECRET, STAGE_KEY_TEXT, missing, .text = "None"),
    REKEYED("no-secret", "the key was empty, as where no secret is set (PHP, Go)", SET_SECRET,
            ADVICE_SECRET, STAGE_KEY_TEXT, missing, .text = ""),
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
