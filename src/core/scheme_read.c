#include "scheme_read.h"

#include "json.h"
#include "scheme_draft.h"
#include "text.h"

#include <string.h>

enum { DEFAULT_TOLERANCE = 300 };

struct reading {
    struct arena *arena;
    const char **at;
    struct error *err;
    const char *name; /* of the scheme, once it is known to be one */
};

/* By the place of the algorithm's word. */
static const char *const hashes[] = {"SHA1", "SHA256", "SHA384", "SHA512", NULL};

/* Says where what `err` holds is wrong; always returns false. */
static bool fault_at(const struct reading *reading, const char *at)
{
    *reading->at = at;
    return reading->name ? error_context(reading->err, "scheme %s", reading->name) : false;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* The size of a word in braces at the begin of a text; 0: there is none. */
static size_t placeholder_size(const char *text)
{
    size_t size = 1;
    while (is_word(text[size]))
        size++;
    return size > 1 && text[size] == '}' ? size + 1 : 0;
}

static bool check_placeholder(const struct reading *reading, struct span given, const char *at)
{
    struct nearest nearest = nearest_to(given);
    const char *known;
    for (size_t i = 0; (known = scheme_placeholder(i)); i++) {
        if (span_is(given, known))
            return true;
        nearest_offer(&nearest, known);
    }
    nearest_unknown(&nearest, "placeholder",
                    "there are {body}, {data}, {timestamp}, {id} and {url}", reading->err);
    reading->err->code = ERROR_INPUT;
    error_context(reading->err, "\"%s\"", scheme_members[MEMBER_SIGNED].name);
    return fault_at(reading, at);
}

/* Braces around anything but a word are literal text. */
static bool check_placeholders(const struct reading *reading, const struct draft *draft)
{
    for (const char *at = draft->scheme.signed_bytes; at && (at = strchr(at, '{'));) {
        struct span given = {at, placeholder_size(at)};
        if (given.size && !check_placeholder(reading, given, draft->values[MEMBER_SIGNED].at))
            return false;
        at += given.size ? given.size : 1;
    }
    return true;
}

static bool check_rules(const struct reading *reading, const struct draft *draft)
{
    const struct scheme_rule *rule = scheme_broken_rule(draft);
    if (!rule)
        return true;
    error_set(reading->err, ERROR_INPUT, "\"%s\": %s", scheme_members[rule->at].name, rule->why);
    error_hint(reading->err, "%s", rule->mend);
    return fault_at(reading, draft->values[rule->at].at);
}

/* Adds `a, b or c`. */
static void add_words(struct buf *out, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
}

static bool wrong_value(const struct reading *reading, const struct member *member,
                        struct span value, struct span text)
{
    char space[96];
    struct buf wanted = BUF_OVER(space);
    struct nearest nearest = nearest_to(text);
    if (member->kind->wanted)
        buf_add_text(&wanted, member->kind->wanted);
    else
        add_words(&wanted, member->words);
    if (strchr(member->kind->begins, value.at[0]))
        error_set(reading->err, ERROR_INPUT, "\"%s\": %s is wanted, not '%.*s'", member->name,
                  wanted.at, SPAN_ARG(text));
    else
        error_set(reading->err, ERROR_INPUT, "\"%s\": %s is wanted, not %s", member->name,
                  wanted.at, json_kind(value));
    for (size_t i = 0; text.at && member->words && member->words[i]; i++)
        nearest_offer(&nearest, member->words[i]);
    nearest_hint(&nearest, NULL, reading->err);
    return fault_at(reading, value.at);
}

/* The text of a string, or any other value as it stands. */
static bool read_text(const struct reading *reading, const struct member *member, struct span value,
                      struct span *text)
{
    const char *fault = NULL;
    *text = value;
    if (value.at[0] != '"')
        return true;
    struct buf plain = {0};
    if (!json_unquote(&plain, value))
        fault = "half a surrogate pair is no character";
    else if (memchr(buf_span(&plain).at, 0, plain.size))
        fault = "a text without NUL characters is wanted";
    *text = buf_keep(reading->arena, &plain);
    if (!fault)
        return true;
    error_set(reading->err, ERROR_INPUT, "\"%s\": %s", member->name, fault);
    return fault_at(reading, value.at);
}

/* An empty text takes the member away. */
static bool read_member(const struct reading *reading, const struct member *member,
                        struct span *value, struct draft *draft)
{
    struct span text = {0};
    if (!strchr(member->kind->begins, value->at[0]))
        return wrong_value(reading, member, *value, text);
    if (!read_text(reading, member, *value, &text))
        return false;
    if (text.size == 0 && !member->words) {
        *value = (struct span){0};
        return true;
    }
    return member->kind->store(text, member->words, (char *)draft + member->into) ||
           wrong_value(reading, member, *value, text);
}

static const struct member *find_member(const struct reading *reading, struct span quoted)
{
    struct nearest nearest = nearest_to(json_text(reading->arena, quoted));
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        if (span_is(nearest.given, scheme_members[i].name))
            return &scheme_members[i];
        nearest_offer(&nearest, scheme_members[i].name);
    }
    nearest_unknown(&nearest, "member", "sfpy-hook-schemes(7) has all of them", reading->err);
    reading->err->code = ERROR_INPUT;
    fault_at(reading, quoted.at);
    return NULL;
}

/* Keeps the values of the members as they stand. */
static bool gather(const struct reading *reading, struct span object, struct draft *draft)
{
    struct json_walk walk;
    struct span name, value;
    bool known = json_walk_open(&walk, object);
    while (known && json_walk_next(&walk, &name, &value)) {
        const struct member *member = find_member(reading, name);
        known = member != NULL;
        if (known)
            draft->values[member - scheme_members] = value;
    }
    return json_walk_close(&walk) && known;
}

static bool read_members(const struct reading *reading, struct span object, struct draft *draft)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        struct span *value = &draft->values[i];
        if (value->at && !read_member(reading, &scheme_members[i], value, draft))
            return false;
        if (value->at || !scheme_members[i].required)
            continue;
        error_set(reading->err, ERROR_INPUT, "\"%s\" is missing", scheme_members[i].name);
        error_hint(reading->err, "such as \"%s\": \"%s\"", scheme_members[i].name,
                   scheme_members[i].required);
        return fault_at(reading, object.at);
    }
    return true;
}

/* What stands for the words, and what is not given. */
static void settle(struct draft *draft)
{
    struct scheme *scheme = &draft->scheme;
    scheme->hash = hashes[draft->algorithm];
    if (!draft->values[MEMBER_KEY].at && !scheme->hash)
        draft->key = KEY_BASE64;
    scheme->key = (enum scheme_key)draft->key;
    scheme->encoding = (enum scheme_encoding)draft->encoding;
    scheme->timestamp = (enum scheme_timestamp)draft->timestamp;
    scheme->event_path = scheme_signs(scheme, "{data}") ? "data" : "";
    if (!scheme_signs(scheme, "{timestamp}"))
        scheme->tolerance = 0;
    else if (!draft->values[MEMBER_TOLERANCE].at)
        scheme->tolerance = DEFAULT_TOLERANCE;
}

static const char *default_summary(struct arena *arena, const struct scheme *scheme)
{
    struct buf summary = {0};
    buf_printf(&summary, "your own: %s, %s%s, %s", scheme->signed_bytes,
               scheme->hash ? "HMAC-" : "Ed25519", scheme->hash ? scheme->hash : "",
               scheme_members[MEMBER_ENCODING].words[scheme->encoding]);
    return buf_keep(arena, &summary).at;
}

static bool read_scheme(const struct reading *reading, struct span object, struct scheme *row)
{
    struct draft draft = {.scheme = {.name = reading->name, .future = true}};
    if (object.at[0] != '{') {
        error_set(reading->err, ERROR_INPUT, "an object is wanted, not %s", json_kind(object));
        return fault_at(reading, object.at);
    }
    if (!gather(reading, object, &draft) || !read_members(reading, object, &draft))
        return false;
    settle(&draft);
    if (!check_placeholders(reading, &draft) || !check_rules(reading, &draft))
        return false;
    if (!draft.scheme.summary)
        draft.scheme.summary = default_summary(reading->arena, &draft.scheme);
    *row = draft.scheme;
    return true;
}

static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.size; i++)
        if (!is_word(name.at[i]) && name.at[i] != '.')
            return false;
    return name.size > 0 && name.size <= SCHEME_NAME_MOST;
}

/* `before`: the rows that were read already. */
static bool check_name(const struct reading *reading, const struct schemes *before,
                       struct span name)
{
    if (!is_name(name)) {
        error_set(reading->err, ERROR_INPUT, "'%.*s' is no name for a scheme", SPAN_ARG(name));
        return error_hint(reading->err, "a name is made of 1 to %d letters, digits, '-', '_', '.'",
                          SCHEME_NAME_MOST);
    }
    if (span_is(name, "auto") || scheme_lookup(scheme_builtin(), name)) {
        error_set(reading->err, ERROR_INPUT, "scheme %s is built in", name.at);
        return error_hint(reading->err, "give yours another name");
    }
    if (!scheme_lookup(before, name))
        return true;
    error_set(reading->err, ERROR_INPUT, "scheme %s is there already", name.at);
    return error_hint(reading->err, "give one of them another name");
}

static bool read_row(struct reading *reading, struct span quoted, struct span object,
                     struct schemes *own, struct scheme *row)
{
    struct span name = json_text(reading->arena, quoted);
    reading->name = NULL;
    if (!check_name(reading, own, name))
        return fault_at(reading, quoted.at);
    reading->name = name.at;
    return read_scheme(reading, object, row);
}

static size_t count_children(struct span object)
{
    struct json_walk walk;
    struct span name, value;
    bool more = json_walk_open(&walk, object);
    while (more && json_walk_next(&walk, &name, &value))
        ;
    more = json_walk_close(&walk) && more;
    return more ? walk.index : 0;
}

bool scheme_read(struct arena *arena, struct span object, struct schemes *own, const char **at,
                 struct error *err)
{
    struct reading reading = {.arena = arena, .at = at, .err = err};
    struct json_walk walk;
    struct span name, value;
    size_t count = count_children(object);
    struct scheme *rows = arena_new(arena, (count + 1) * sizeof *rows);
    *own = (struct schemes){.at = rows};
    *at = object.at;
    if (count > SCHEME_READ_MOST) {
        error_set(err, ERROR_INPUT, "more than %d schemes", SCHEME_READ_MOST);
        return fault_at(&reading, object.at);
    }
    bool right = json_walk_open(&walk, object);
    while (right && json_walk_next(&walk, &name, &value)) {
        right = read_row(&reading, name, value, own, &rows[own->count]);
        own->count += right;
    }
    own->own = own->count;
    return json_walk_close(&walk) && right;
}

struct schemes scheme_join(struct arena *arena, const struct schemes *own, size_t count)
{
    const struct schemes *builtin = scheme_builtin();
    size_t most = builtin->count;
    for (size_t i = 0; i < count; i++)
        most += own[i].count;
    struct scheme *rows = arena_new(arena, most * sizeof *rows);
    struct schemes all = {.at = rows};
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < own[i].count; j++)
            if (!scheme_lookup(&all, span_of(own[i].at[j].name)))
                rows[all.count++] = own[i].at[j];
    all.own = all.count;
    memcpy(rows + all.count, builtin->at, builtin->count * sizeof *rows);
    all.count += builtin->count;
    return all;
}
