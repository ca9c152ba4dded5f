#include "secrets.h"

#include "config.h"
#include "devsecret.h"
#include "files.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { SHORTEST_MASKED = 4 };

static const char own_variable[] = "SFPY_HOOK_SECRET", file_variable[] = "SFPY_HOOK_SECRET_FILE";
static const char app_variable[] = "SFPY_WEBHOOK_SECRET";

bool secrets_add(struct secrets *secrets, struct arena *arena, struct span text, const char *origin,
                 struct error *err)
{
    if (text.size == 0) {
        error_set(err, ERROR_USAGE, "the secret from %s is empty", origin);
        error_hint(err, "an empty key would accept what anybody can sign");
        return false;
    }
    struct secret *grown = arena_new(arena, (secrets->count + 1) * sizeof *grown);
    if (secrets->count)
        memcpy(grown, secrets->at, secrets->count * sizeof *grown);
    grown[secrets->count] = secret_of(text);
    grown[secrets->count].origin = origin;
    secrets->at = grown;
    secrets->count++;
    return true;
}

/* A line each, empty ones skipped; nothing but such is an empty secret. */
static bool add_lines(struct secrets *secrets, struct arena *arena, struct span text,
                      const char *origin, struct error *err)
{
    struct span line;
    size_t before = secrets->count;
    while (span_split(&text, '\n', &line)) {
        if (line.size > 0 && line.at[line.size - 1] == '\r')
            line.size--;
        if (line.size > 0 && !secrets_add(secrets, arena, span_keep(arena, line), origin, err))
            return false;
    }
    return secrets->count > before || secrets_add(secrets, arena, SPAN(""), origin, err);
}

/* A source as output shows it: names of files are foreign text. */
static const char *origin_of(struct arena *arena, const char *source, const char *path)
{
    struct buf origin = {0};
    text_escape(&origin, span_of(source));
    if (path) {
        buf_add_byte(&origin, ' ');
        text_escape(&origin, span_of(path));
    }
    return buf_keep(arena, &origin).at;
}

static bool add_file(struct secrets *secrets, struct arena *arena, const char *path,
                     const char *source, struct error *err)
{
    struct buf content = {0};
    bool added = file_read(&content, path, err) &&
                 add_lines(secrets, arena, buf_span(&content), origin_of(arena, source, path), err);
    buf_wipe(&content);
    return added;
}

static bool add_configured(struct secrets *secrets, struct arena *arena,
                           const struct config_file *file, struct error *err)
{
    const char *origin = origin_of(arena, file->name, NULL), *path = file->own.secret_file;
    for (size_t i = 0; i < file->own.secrets.count; i++)
        if (!secrets_add(secrets, arena, span_of(file->own.secrets.at[i]), origin, err))
            return false;
    if (path)
        return add_file(secrets, arena, path, origin_of(arena, file->name, "secret-file"), err);
    return secrets->count || secrets_add(secrets, arena, SPAN(""), origin, err);
}

bool secrets_resolve(const struct common_opts *opts, struct arena *arena, struct secrets *secrets,
                     struct error *err)
{
    return secrets_given(opts, arena, secrets, err) &&
           (secrets->count > 0 || devsecret_load(arena, secrets, err));
}

struct secret_source secrets_source(const struct common_opts *opts)
{
    const char *file = getenv(file_variable);
    if (opts->secrets.count || opts->secret_file)
        return (struct secret_source){.kind = SECRETS_TYPED, .path = opts->secret_file};
    if (getenv(own_variable))
        return (struct secret_source){.kind = SECRETS_BY_VARIABLE, .variable = own_variable};
    if (file && *file)
        return (struct secret_source){
            .kind = SECRETS_BY_VARIABLE, .variable = file_variable, .path = file};
    if (getenv(app_variable))
        return (struct secret_source){.kind = SECRETS_BY_VARIABLE, .variable = app_variable};
    for (size_t i = 0; opts->config && i < opts->config->count; i++) {
        const struct config_file *config = &opts->config->files[i];
        if (config->secret_line)
            return (struct secret_source){
                .kind = SECRETS_BY_FILE, .file = config, .path = config->own.secret_file};
    }
    return (struct secret_source){.kind = SECRETS_OF_DEVELOPMENT};
}

static bool add_typed(struct secrets *secrets, struct arena *arena, const struct common_opts *opts,
                      struct error *err)
{
    for (size_t i = 0; i < opts->secrets.count; i++)
        if (!secrets_add(secrets, arena, span_of(opts->secrets.at[i]), "--secret", err))
            return false;
    return !opts->secret_file || add_file(secrets, arena, opts->secret_file, "--secret-file", err);
}

static bool add_variable(struct secrets *secrets, struct arena *arena,
                         const struct secret_source *source, struct error *err)
{
    struct span value = span_of(getenv(source->variable));
    if (source->path)
        return add_file(secrets, arena, source->path, source->variable, err);
    if (source->variable == own_variable)
        return add_lines(secrets, arena, value, source->variable, err);
    return secrets_add(secrets, arena, value, source->variable, err);
}

bool secrets_given(const struct common_opts *opts, struct arena *arena, struct secrets *secrets,
                   struct error *err)
{
    const struct secret_source source = secrets_source(opts);
    *secrets = (struct secrets){0};
    switch (source.kind) {
    case SECRETS_TYPED:
        return add_typed(secrets, arena, opts, err);
    case SECRETS_BY_VARIABLE:
        return add_variable(secrets, arena, &source, err);
    case SECRETS_BY_FILE:
        return add_configured(secrets, arena, source.file, err);
    case SECRETS_OF_DEVELOPMENT:
        break;
    }
    return true;
}

static bool holds(const struct secrets *secrets, struct span text)
{
    for (size_t i = 0; i < secrets->count; i++)
        if (span_equal(secrets->at[i].text, text))
            return true;
    return false;
}

struct secrets secrets_known(const struct common_opts *opts, struct arena *arena,
                             const struct secrets *in_use)
{
    static const char *const variables[] = {own_variable, app_variable};
    struct secrets all = {0};
    struct error err;
    const char *file = getenv(file_variable);
    bool added = true;
    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            added = add_lines(&all, arena, span_of(value), variables[i], &err) && added;
    }
    if (file && *file)
        added = add_file(&all, arena, file, file_variable, &err) && added;
    for (size_t i = 0; opts->config && i < opts->config->count; i++)
        if (opts->config->files[i].secret_line)
            added = add_configured(&all, arena, &opts->config->files[i], &err) && added;
    (void)added; /* what can't be had is not known */
    devsecret_known(arena, &all);
    struct secrets known = *in_use;
    for (size_t i = 0; i < all.count; i++)
        if (!holds(&known, all.at[i].text) &&
            !secrets_add(&known, arena, all.at[i].text, all.at[i].origin, &err))
            break;
    return known;
}

const struct secret *secrets_find(const struct secrets *secrets, const char *fingerprint)
{
    for (size_t i = 0; fingerprint && i < secrets->count; i++)
        if (strcmp(secrets->at[i].fingerprint, fingerprint) == 0)
            return &secrets->at[i];
    return &secrets->at[0];
}

bool secrets_are_development(const struct secrets *secrets)
{
    return secrets->count && strcmp(secrets->at[0].origin, "development") == 0;
}

void secrets_write_fingerprints(struct buf *out, const struct secrets *secrets)
{
    for (size_t i = 0; i < secrets->count; i++)
        buf_printf(out, "%s%s", i ? ", " : "", secrets->at[i].fingerprint);
}

/* The longest secret that stands at the begin of `text`, NULL where none does. */
static const struct secret *secret_at(const struct secrets *secrets, struct span text)
{
    const struct secret *longest = NULL;
    for (size_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->at[i];
        bool masked = secret->text.size >= SHORTEST_MASKED && span_starts(text, secret->text);
        if (masked && (!longest || secret->text.size > longest->text.size))
            longest = secret;
    }
    return longest;
}

static bool holds_secret(const struct secrets *secrets, struct span text)
{
    for (size_t i = 0; i < secrets->count; i++)
        if (secrets->at[i].text.size >= SHORTEST_MASKED && span_contains(text, secrets->at[i].text))
            return true;
    return false;
}

void secrets_mask(const struct secrets *secrets, struct buf *text)
{
    struct span rest = buf_span(text);
    if (!holds_secret(secrets, rest))
        return;
    struct buf masked = {0};
    while (rest.size > 0) {
        const struct secret *secret = secret_at(secrets, rest);
        if (secret)
            buf_printf(&masked, "[secret %s]", secret->fingerprint);
        else
            buf_add_byte(&masked, rest.at[0]);
        rest = span_slice(rest, secret ? secret->text.size : 1, rest.size);
    }
    buf_wipe(text);
    *text = masked;
}

/* The longest rest of a secret at an end of a text, which was cut there; `at` gets the secret. */
static size_t size_of_rest(const struct secrets *secrets, struct span text, bool at_begin,
                           const struct secret **at)
{
    size_t longest = 0;
    for (size_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->at[i];
        size_t whole = secret->text.size;
        for (size_t size = whole < text.size ? whole : text.size;
             size > longest && size >= SHORTEST_MASKED; size--) {
            size_t from = at_begin ? 0 : text.size - size;
            struct span rest = span_slice(text, from, from + size);
            size_t place = at_begin ? whole - size : 0;
            if (!span_equal(rest, span_slice(secret->text, place, place + size)))
                continue;
            longest = size;
            *at = secret;
        }
    }
    return longest;
}

/* A secret of which the whole text is a part from the middle. */
static const struct secret *secret_around(const struct secrets *secrets, struct span text)
{
    for (size_t i = 0; text.size >= SHORTEST_MASKED && i < secrets->count; i++)
        if (span_contains(secrets->at[i].text, text))
            return &secrets->at[i];
    return NULL;
}

void secrets_mask_excerpt(const struct secrets *secrets, struct buf *text)
{
    const struct secret *first = secret_around(secrets, buf_span(text)), *last = NULL;
    size_t begin = first ? text->size : size_of_rest(secrets, buf_span(text), true, &first);
    struct span rest = span_slice(buf_span(text), begin, text->size);
    size_t end = size_of_rest(secrets, rest, false, &last);
    struct buf masked = {0}, middle = {0};
    buf_add(&middle, span_slice(rest, 0, rest.size - end));
    secrets_mask(secrets, &middle);
    if (first)
        buf_printf(&masked, "[secret %s]", first->fingerprint);
    buf_add(&masked, buf_span(&middle));
    if (last)
        buf_printf(&masked, "[secret %s]", last->fingerprint);
    buf_wipe(&middle);
    buf_wipe(text);
    *text = masked;
}
