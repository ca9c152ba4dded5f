#include "settings.h"

#include "clock.h"
#include "files.h"
#include "message.h"
#include "state.h"

#include <string.h>

static const struct opt signing_rows[] = {
    OPT(struct common_opts, secrets, .name = "secret", .letter = 's', .value = "SECRET",
        .help = "shared secret, used as text; repeatable: any verifies, the first signs",
        .secret = true, .own_env = true),
    OPT(struct common_opts, secret_file, .name = "secret-file", .value = "FILE",
        .help = "secrets from a file, one a line; - is standard input",
        .complete = OPT_COMPLETE_FILE, .own_env = true),
    OPT(struct common_opts, scheme, .name = "scheme", .value = "NAME",
        .help = "signing scheme; 'sfpy-hook help schemes' lists them",
        .complete = OPT_COMPLETE_SCHEME),
    OPT(struct common_opts, tolerance, .name = "tolerance", .value = "SECONDS",
        .help = "how old a signed time may be (default: the scheme's; 0: any age)",
        .unit = CLOCK_SECOND),
    OPT(struct common_opts, notification_url, .name = "notification-url", .value = "URL",
        .help = "the endpoint's URL as registered, for schemes that sign it"),
};

static const struct opt journal_rows[] = {
    OPT(struct common_opts, journal, .name = "journal", .value = "FILE",
        .help = "record deliveries here (default: journal.jsonl in the state folder)",
        .complete = OPT_COMPLETE_FILE),
    OPT(struct common_opts, journal_max, .name = "journal-max", .value = "SIZE",
        .help = "over this it becomes FILE.1, in place of an older one (default 256M; 0: never)",
        .most = INT64_C(1) << 50, .bytes = true),
    OPT(struct common_opts, no_record, .name = "no-record", .help = "record nothing"),
};

static const struct opt fixture_rows[] = {
    OPT(struct common_opts, fixtures, .name = "fixtures", .value = "DIR",
        .help = "events of your own: the *.json of this folder, found before the built-in ones",
        .complete = OPT_COMPLETE_FOLDER),
};

static const char *const color_choices[] = {"auto", "always", "never", NULL};

static const struct opt output_rows[] = {
    OPT(struct common_opts, json, .name = "json", .help = "machine output: one JSON object a line"),
    OPT(struct common_opts, quiet, .name = "quiet", .letter = 'q', .help = "say less"),
    OPT(struct common_opts, verbose, .name = "verbose", .letter = 'v',
        .help = "say more, such as headers"),
    OPT(struct common_opts, color, .name = "color", .value = "WHEN",
        .help = "auto, always or never", .choices = color_choices),
    OPT(struct common_opts, config_file, .name = "config", .value = "FILE",
        .help = "read settings here, not in .sfpy-hook.json and the user's config.json",
        .complete = OPT_COMPLETE_FILE, .only_typed = true),
    OPT(struct common_opts, help, .name = "help", .letter = 'h', .help = "show this help",
        .only_typed = true),
};

const struct opt_group signing_group = OPT_GROUP_COMMON("Secret and scheme", signing_rows);
const struct opt_group journal_group = OPT_GROUP_COMMON("Journal", journal_rows);
const struct opt_group fixture_group = OPT_GROUP_COMMON("Fixtures", fixture_rows);
const struct opt_group output_group = OPT_GROUP_COMMON("Output and settings", output_rows);

static const char journal_name[] = "journal.jsonl";

const char *settings_journal(const struct common_opts *opts, struct arena *arena, struct error *err)
{
    enum { LEAST = 1024 };
    if (opts->no_record)
        return NULL;
    if (opts->journal_max > 0 && opts->journal_max < LEAST) {
        error_set(err, ERROR_USAGE, "%d bytes would hold no record", (int)opts->journal_max);
        error_context(err, "option '--journal-max'");
        error_hint(err, "1K at least, such as 256M; 0: any size");
        return NULL;
    }
    return opts->journal ? opts->journal : state_path(arena, journal_name, err);
}

const char *settings_recorded(const struct common_opts *opts, struct arena *arena,
                              struct error *err)
{
    return opts->journal ? opts->journal : state_find(arena, journal_name, err);
}

bool settings_time(const char *option, const char *value, int64_t *time, struct error *err)
{
    if (!value || clock_read_moment(span_of(value), clock_now(), time))
        return true;
    error_set(err, ERROR_USAGE, "'%s' is no time", value);
    error_context(err, "option '%s'", option);
    return error_hint(err, "such as 2026-01-02T15:04:05Z, 2026-01-02, 1767366245 (unix seconds), "
                           "now, today, yesterday, 10m or '2h ago'");
}

bool settings_headers(const struct opt_list *given, struct arena *arena, struct headers *headers,
                      struct error *err)
{
    for (size_t i = 0; i < given->count; i++) {
        struct header header;
        if (!header_read(span_of(given->at[i]), &header, err))
            return error_context(err, "option '--header'");
        headers_add(headers, arena, header.name, header.value);
    }
    return true;
}

bool settings_pem(const char *option, const char *path, struct error *err)
{
    enum { MOST_PEM = 16 << 20 };
    struct buf content = buf_limited(MOST_PEM);
    bool read = !path || file_read(&content, path, err);
    if (read && path && !span_contains(buf_span(&content), SPAN("-----BEGIN ")))
        read = error_set(err, ERROR_INPUT, "%s holds nothing in PEM form", path);
    buf_wipe(&content);
    return read || error_context(err, "option '%s'", option);
}

bool settings_url(const struct common_opts *opts, struct error *err)
{
    if (!opts->notification_url || http_scheme_size(span_of(opts->notification_url)))
        return true;
    error_set(err, ERROR_USAGE, "a URL begins with http:// or https://, not '%s'",
              opts->notification_url);
    return error_context(err, "option '--notification-url'");
}

bool settings_header_name(const char *name, struct error *err)
{
    if (!name || header_is_sound(span_of(name), SPAN("")))
        return true;
    error_set(err, ERROR_USAGE, "'%s' is no header name", name);
    return error_context(err, "option '--signature-header'");
}

bool settings_one_stdin(const struct common_opts *opts, const struct opt_list *files,
                        struct error *err)
{
    bool secret = opts->secret_file && strcmp(opts->secret_file, "-") == 0;
    bool config = opts->config_file && strcmp(opts->config_file, "-") == 0;
    size_t readers = (secret ? 1U : 0U) + (config ? 1U : 0U) + (files->count == 0 ? 1U : 0U);
    for (size_t i = 0; i < files->count; i++)
        readers += strcmp(files->at[i], "-") == 0;
    if (readers < 2)
        return true;
    error_set(err, ERROR_USAGE, "standard input can be read once only");
    return error_hint(err, secret ? "give the payload as FILE, or the secret in a file"
                                  : "name each FILE once");
}

static enum opt_source source_of(const struct common_opts *opts, const char *option)
{
    struct opt_ref ref;
    bool found = opts->filling && opt_find(opts->filling->command, span_of(option), &ref);
    return found ? opts->filling->origins[ref.number].source : OPT_BY_DEFAULT;
}

bool settings_typed(const struct common_opts *opts, const char *option)
{
    return source_of(opts, option) == OPT_TYPED;
}

bool settings_context(const struct common_opts *opts, const char *option, struct error *err)
{
    enum opt_source source = source_of(opts, option);
    if (source == OPT_BY_FILE || source == OPT_BY_VARIABLE)
        error_context(err, "option '--%s'", option); /* opt_locate() has the place */
    return false;
}

const struct scheme *settings_scheme(const struct common_opts *opts, const char *otherwise,
                                     struct error *err)
{
    const char *name = opts->scheme ? opts->scheme : otherwise;
    const struct scheme *scheme = scheme_find(opts->schemes, name, err);
    if (!scheme)
        settings_context(opts, "scheme", err);
    return scheme;
}
