/*
 * Fills in the marked parts of a manual page, which are what the program's own tables say: reads a
 * page on standard input and writes it to standard output, with what stands between the lines
 * `.\" begin PART [NAME]` and `.\" end` made anew. script/manual runs it over man/; it is not
 * installed.
 */
#include "commands.h"

#include "files.h"
#include "opt_mdoc.h"
#include "reason.h"
#include "scheme.h"
#include "smoke.h"
#include "smoke_parts.h"
#include "suspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { GROUPS_MOST = 64 };

static void add_item(struct buf *out, const char *name, const char *text)
{
    buf_add_text(out, ".It Li ");
    mdoc_word(out, span_of(name));
    buf_add_byte(out, '\n');
    mdoc_text(out, span_of(text));
}

static bool add_commands(struct buf *out, const char *name, struct error *err)
{
    (void)name;
    (void)err;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)); i++) {
        buf_printf(out, ".It Xr sfpy-hook-%s 1\n", command->options.name);
        mdoc_text(out, span_of(command->options.summary));
    }
    return true;
}

static void pick(const struct opt_group *groups[], const struct opt_command *command, bool common)
{
    size_t count = 0;
    while (groups[count])
        count++;
    for (const struct opt_group *const *group = command->groups; *group; group++) {
        size_t known = 0;
        while (known < count && groups[known] != *group)
            known++;
        if ((*group)->common == common && known == count && count + 1 < GROUPS_MOST)
            groups[count++] = *group;
    }
}

/* What the name `common` stands for: the groups that several commands share. */
static struct opt_command shared(const struct opt_group *groups[])
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)); i++)
        pick(groups, &command->options, true);
    return (struct opt_command){.name = "common", .groups = groups};
}

static bool add_options(struct buf *out, const char *name, struct error *err)
{
    const struct opt_group *groups[GROUPS_MOST] = {NULL};
    if (strcmp(name, "common") == 0) {
        const struct opt_command common = shared(groups);
        opt_mdoc_options(out, &common);
        return true;
    }
    const struct command *command = command_find(name, err);
    if (command)
        opt_mdoc_options(out, &command->options);
    return command != NULL;
}

/* Of a command its own variables; those that commands share are in the page of the program. */
static bool add_environment(struct buf *out, const char *name, struct error *err)
{
    const struct opt_group *groups[GROUPS_MOST] = {NULL};
    struct opt_command chosen = {.groups = groups};
    if (strcmp(name, "common") == 0) {
        chosen = shared(groups);
    } else {
        const struct command *command = command_find(name, err);
        if (!command)
            return false;
        chosen.name = command->options.name;
        pick(groups, &command->options, false);
    }
    opt_mdoc_environment(out, &chosen);
    return true;
}

static bool add_exit_statuses(struct buf *out, const char *name, struct error *err)
{
    (void)name;
    (void)err;
    buf_add_text(out, ".Bl -tag -width Ds -compact\n");
#define STATUS_ITEM(code, status, meaning) add_item(out, #status, meaning);
    ERROR_CODES(STATUS_ITEM)
#undef STATUS_ITEM
    buf_add_text(out, ".El\n");
    return true;
}

static bool add_reasons(struct buf *out, const char *name, struct error *err)
{
    (void)name;
    (void)err;
    buf_add_text(out, ".Bl -tag -width Ds\n");
#define REASON_ITEM(code, text, meaning, mend) add_item(out, text, meaning);
    REASONS(REASON_ITEM)
#undef REASON_ITEM
    buf_add_text(out, ".El\n");
    return true;
}

/* Of several rows for one cause, all sentences. */
static void add_cause(struct buf *out, const struct suspect *const *list, size_t count)
{
    struct buf sentences = {0};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i]->cause, list[0]->cause) != 0 ||
            (sentences.size && span_contains(buf_span(&sentences), span_of(list[i]->was))))
            continue;
        buf_add_text(&sentences, sentences.size ? "; " : "");
        buf_add_text(&sentences, list[i]->was);
    }
    add_item(out, list[0]->cause, sentences.at);
    buf_clear(&sentences);
}

static bool add_causes(struct buf *out, const char *name, struct error *err)
{
    (void)name;
    (void)err;
    const struct suspect *list[SUSPECTS_MOST];
    size_t count = suspect_list(list);
    buf_add_text(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < count; i++) {
        size_t earlier = 0;
        while (strcmp(list[earlier]->cause, list[i]->cause) != 0)
            earlier++;
        if (earlier == i)
            add_cause(out, list + i, count - i);
    }
    buf_add_text(out, ".El\n");
    return true;
}

/* Titles have the event's name in one place. */
static void add_check(struct buf *out, const struct smoke_check *check)
{
    struct buf id = {0}, text = {0};
    const char *event = strstr(check->title, "{event}");
    size_t before = event ? (size_t)(event - check->title) : strlen(check->title);
    buf_printf(&id, "%s.%s", check->group, check->name ? check->name : "EVENT");
    buf_printf(&text, "(%s) %.*s%s%s", smoke_severity_name(check->severity), (int)before,
               check->title, event ? "EVENT" : "", event ? event + strlen("{event}") : "");
    add_item(out, id.at, text.at);
    buf_clear(&id);
    buf_clear(&text);
}

static bool add_checks(struct buf *out, const char *name, struct error *err)
{
    (void)name;
    (void)err;
    buf_add_text(out, ".Bl -tag -width Ds -compact\n");
    for (size_t i = 0; i < smoke_check_count; i++)
        add_check(out, &smoke_checks[i]);
    buf_add_text(out, ".El\n");
    return true;
}

static void add_headers(struct buf *out, const struct scheme *scheme)
{
    struct buf text = {0};
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        const struct scheme_names *names = &scheme->names[i];
        buf_printf(&text, "%s%s",
                   !i                   ? ""
                   : scheme->every_name ? ", and "
                                        : "; or ",
                   names->signature);
        if (names->timestamp)
            buf_printf(&text, ", %s", names->timestamp);
        if (names->id)
            buf_printf(&text, ", %s", names->id);
    }
    add_item(out, "headers", text.at);
    buf_clear(&text);
}

static void add_value(struct buf *out, const struct scheme *scheme)
{
    struct buf text = {0};
    buf_printf(&text, "%s%s%s%s%s", scheme->timestamp_prefix ? scheme->timestamp_prefix : "",
               scheme->timestamp_prefix ? "TIMESTAMP" : "",
               scheme->timestamp_prefix ? scheme->separator : "",
               scheme->prefix ? scheme->prefix : "", "SIGNATURE");
    if (scheme->separator)
        buf_printf(&text, ", one or more separated by '%s'", scheme->separator);
    add_item(out, "value", text.at);
    buf_clear(&text);
}

static void add_key(struct buf *out, const struct scheme *scheme)
{
    static const char *const keys[] = {[KEY_TEXT] = "the secret's text, as it is",
                                       [KEY_HEX] = "the secret, decoded from hex",
                                       [KEY_BASE64] = "the secret, decoded from base64"};
    struct buf text = {0};
    buf_add_text(&text, keys[scheme->key]);
    if (scheme->key_prefix)
        buf_printf(&text, " behind %s, which may be missing", scheme->key_prefix);
    if (!scheme->hash)
        buf_add_text(&text, " behind whsk_ (private key) or whpk_ (public key)");
    add_item(out, "key", text.at);
    buf_clear(&text);
}

static void add_time(struct buf *out, const struct scheme *scheme)
{
    struct buf text = {0};
    if (!scheme->names[0].timestamp && !scheme->timestamp_prefix) {
        buf_add_text(&text, "none is signed");
    } else {
        buf_add_text(&text, scheme->timestamp == TIMESTAMP_UNIX ? "unix seconds" : "RFC 3339");
        buf_printf(&text, ", at most %" PRId64 " seconds old%s", scheme->tolerance,
                   scheme->future ? ", or as far ahead" : "; not checked ahead");
    }
    add_item(out, "time", text.at);
    buf_clear(&text);
}

static bool add_scheme(struct buf *out, const char *name, struct error *err)
{
    const struct scheme *scheme = scheme_find(scheme_builtin(), name, err);
    if (!scheme)
        return false;
    struct buf algorithm = {0};
    if (scheme->hash)
        buf_printf(&algorithm, "HMAC-%s", scheme->hash);
    buf_add_text(out, ".Bl -tag -width algorithm -compact\n");
    add_headers(out, scheme);
    add_value(out, scheme);
    add_item(out, "signed", scheme->signed_bytes);
    add_item(out, "algorithm", scheme->hash ? algorithm.at : "Ed25519");
    add_item(out, "encoding",
             scheme->encoding == ENCODING_BASE64 ? "base64"
             : scheme->any_case                  ? "hex, sent in lower case and taken in either"
                                                 : "hex in lower case");
    add_key(out, scheme);
    add_time(out, scheme);
    buf_add_text(out, ".El\n");
    buf_clear(&algorithm);
    return true;
}

static const struct part {
    const char *name;
    bool (*add)(struct buf *out, const char *name, struct error *err);
} parts[] = {
    {"commands", add_commands},       {"options", add_options},
    {"environment", add_environment}, {"exit-status", add_exit_statuses},
    {"scheme", add_scheme},           {"reasons", add_reasons},
    {"causes", add_causes},           {"checks", add_checks},
};

static bool fill_part(struct buf *out, struct span heading, struct error *err)
{
    struct span part;
    struct arena arena = {0};
    bool filled = false, known = false;
    span_split(&heading, ' ', &part);
    const char *name = span_keep(&arena, heading.at ? heading : SPAN("")).at;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (span_is(part, parts[i].name)) {
            known = true;
            filled = parts[i].add(out, name, err);
        }
    if (!known)
        error_set(err, ERROR_INPUT, "there is no part '%.*s'", SPAN_ARG(part));
    arena_clear(&arena);
    return filled;
}

static bool fill_page(struct buf *out, struct span page, struct error *err)
{
    const struct span begin = SPAN(".\\\" begin "), end = SPAN(".\\\" end");
    struct span line;
    bool inside = false;
    while (span_split(&page, '\n', &line)) {
        bool begins = span_starts(line, begin);
        if (span_equal(line, end) || begins)
            inside = begins;
        else if (inside || (!line.size && !page.at))
            continue;
        buf_add(out, line);
        buf_add_byte(out, '\n');
        if (begins && !fill_part(out, span_slice(line, begin.size, line.size), err))
            return false;
    }
    return !inside || error_set(err, ERROR_INPUT, "a part has no end");
}

int main(void)
{
    struct buf page = {0}, out = {0};
    struct error err = {0};
    bool filled = file_read(&page, "-", &err) && fill_page(&out, buf_span(&page), &err);
    if (filled && !file_write_all(STDOUT_FILENO, buf_span(&out)))
        error_set(&err, ERROR_SYSTEM, "standard output can't be written");
    if (err.code != ERROR_NONE)
        fprintf(stderr, "manual: %s\n", err.text);
    buf_clear(&page);
    buf_clear(&out);
    return err.code;
}
