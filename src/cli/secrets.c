#include "secrets.h"

#include "clock.h"
#include "files.h"
#include "ident.h"
#include "state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SECRET_BYTES = 32, SHORTEST_MASKED = 8 };

static bool add(struct secrets *secrets, struct arena *arena, struct span text, const char *origin,
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
    secrets->at = grown;
    secrets->count++;
    secrets->origin = origin;
    return true;
}

/* One secret a line; only the line ends are removed, empty lines skipped. */
static bool add_file(struct secrets *secrets, struct arena *arena, const char *path,
                     const char *source, struct error *err)
{
    struct buf content = {0}, origin = {0};
    bool added = file_read(&content, path, err);
    size_t before = secrets->count;
    buf_printf(&origin, "%s %s", source, path);
    const char *name = span_keep(arena, buf_span(&origin)).at;
    struct span rest = buf_span(&content), line;
    while (added && span_split(&rest, '\n', &line)) {
        if (line.size > 0 && line.at[line.size - 1] == '\r')
            line.size--;
        added = line.size == 0 || add(secrets, arena, span_keep(arena, line), name, err);
    }
    if (added && secrets->count == before)
        added = add(secrets, arena, SPAN(""), name, err);
    buf_wipe(&content);
    buf_clear(&origin);
    return added;
}

static bool add_lines(struct secrets *secrets, struct arena *arena, const char *text,
                      const char *origin, struct error *err)
{
    struct span rest = span_of(text), line;
    bool added = true;
    while (added && span_split(&rest, '\n', &line))
        added = (line.size == 0 && secrets->count) ||
                add(secrets, arena, span_keep(arena, line), origin, err);
    return added;
}

bool secrets_resolve(const struct common_opts *opts, struct arena *arena, struct secrets *secrets,
                     struct error *err)
{
    *secrets = (struct secrets){0};
    for (size_t i = 0; i < opts->secrets.count; i++)
        if (!add(secrets, arena, span_of(opts->secrets.at[i]), "--secret", err))
            return false;
    if (opts->secret_file && !add_file(secrets, arena, opts->secret_file, "--secret-file", err))
        return false;
    if (secrets->count)
        return true;
    const char *own = getenv("SFPY_HOOK_SECRET"), *file = getenv("SFPY_HOOK_SECRET_FILE");
    const char *app = getenv("SFPY_WEBHOOK_SECRET");
    if (own)
        return add_lines(secrets, arena, own, "SFPY_HOOK_SECRET", err);
    if (file && *file)
        return add_file(secrets, arena, file, "SFPY_HOOK_SECRET_FILE", err);
    if (app)
        return add(secrets, arena, span_of(app), "SFPY_WEBHOOK_SECRET", err);
    return secrets_development(arena, secrets, err);
}

struct span secrets_fresh(struct arena *arena)
{
    struct buf text = {0};
    ident_write_hex(&text, SECRET_BYTES);
    struct span kept = span_keep(arena, buf_span(&text));
    buf_wipe(&text);
    return kept;
}

static bool store_line(struct arena *arena, const char *name, struct span line, bool fresh,
                       struct error *err)
{
    const char *path = state_path(arena, name, err);
    struct buf content = {0};
    buf_add(&content, line);
    buf_add_byte(&content, '\n');
    bool stored = path && file_write(path, buf_span(&content), fresh, err);
    buf_wipe(&content);
    return stored;
}

/* The lines of a file in the state folder, in the arena; no line where the file is missing. */
static bool load_lines(struct arena *arena, const char *name, struct span lines[2],
                       struct error *err)
{
    struct buf content = {0};
    struct error missing;
    const char *path = state_path(arena, name, err);
    lines[0] = lines[1] = (struct span){0};
    if (!path)
        return false;
    if (file_read(&content, path, &missing)) {
        struct span rest = span_keep(arena, buf_span(&content));
        for (int i = 0; i < 2 && span_split(&rest, '\n', &lines[i]); i++)
            ;
    }
    buf_wipe(&content);
    return true;
}

bool secrets_development(struct arena *arena, struct secrets *secrets, struct error *err)
{
    struct span lines[2], old[2];
    if (!load_lines(arena, "secret", lines, err))
        return false;
    if (!lines[0].at) {
        /* Of two first uses at the same time one wins, and both read what it stored. */
        if (!store_line(arena, "secret", secrets_fresh(arena), true, err) ||
            !load_lines(arena, "secret", lines, err))
            return false;
        if (!lines[0].at)
            return error_set(err, ERROR_INPUT, "the development secret can't be read");
    }
    if (!add(secrets, arena, lines[0], "development", err) ||
        !load_lines(arena, "secret.old", old, err))
        return false;
    int64_t until;
    bool accepted = old[0].size > 0 && clock_read_rfc3339(old[1], &until) && until > clock_now();
    return !accepted || add(secrets, arena, old[0], "development", err);
}

bool secrets_rotate(struct arena *arena, int64_t overlap, struct error *err)
{
    struct secrets current = {0};
    if (!secrets_development(arena, &current, err) || !current.at)
        return false;
    struct buf old = {0};
    buf_add(&old, current.at[0].text);
    buf_add_byte(&old, '\n');
    clock_write_rfc3339(&old, clock_now() + overlap, 0);
    bool rotated = store_line(arena, "secret.old", buf_span(&old), false, err) &&
                   store_line(arena, "secret", secrets_fresh(arena), false, err);
    buf_wipe(&old);
    return rotated;
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
