#include "opt.h"

#include "clock.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One run of the parser. */
struct parse {
    const struct opt_command *command;
    int argc, next;
    char **argv;
    void *into;
    struct opt_list *operands;
    struct arena *arena;
    struct error *err;
    bool *given;          /* by number of the row over all groups */
    const char *see_help; /* the hint where nothing better is known */
};

/* Where a value comes from, as messages name it. */
struct origin {
    const char *before, *name, *after;
};

struct row_ref {
    const struct opt_group *group;
    const struct opt *row;
    size_t number;
};

void opt_list_add(struct opt_list *list, struct arena *arena, const char *value)
{
    bool full = (list->count & (list->count - 1)) == 0;
    if (full) {
        size_t room = list->count ? list->count * 2 : 1;
        const char **moved = arena_new(arena, room * sizeof *moved);
        if (list->count)
            memcpy(moved, list->at, list->count * sizeof *moved);
        list->at = moved;
    }
    list->at[list->count++] = value;
}

/* Goes through all rows of all groups; starts with a zeroed ref. */
static bool next_row(const struct opt_command *command, struct row_ref *ref)
{
    size_t skipped = 0, wanted = ref->row ? ref->number + 1 : 0;
    for (const struct opt_group *const *group = command->groups; *group; group++) {
        if (wanted < skipped + (*group)->count) {
            *ref = (struct row_ref){*group, &(*group)->rows[wanted - skipped], wanted};
            return true;
        }
        skipped += (*group)->count;
    }
    return false;
}

static bool find_long(const struct opt_command *command, struct span name, struct row_ref *found)
{
    for (*found = (struct row_ref){0}; next_row(command, found);)
        if (span_is(name, found->row->name))
            return true;
    return false;
}

static bool find_letter(const struct opt_command *command, char letter, struct row_ref *found)
{
    for (*found = (struct row_ref){0}; next_row(command, found);)
        if (found->row->letter == letter)
            return true;
    return false;
}

static bool unknown_long(struct parse *parse, struct span name)
{
    struct nearest nearest = nearest_to(name);
    nearest.prefix = "--";
    for (struct row_ref ref = {0}; next_row(parse->command, &ref);)
        nearest_offer(&nearest, ref.row->name);
    return nearest_unknown(&nearest, "option", parse->see_help, parse->err);
}

static bool bad_value(struct parse *parse, struct origin origin, const char *value,
                      const char *wanted)
{
    error_set(parse->err, ERROR_USAGE, "%s, not '%s'", wanted, value);
    return error_context(parse->err, "%s%s%s", origin.before, origin.name, origin.after);
}

static void *field_of(const struct parse *parse, const struct opt *row)
{
    return (char *)parse->into + row->at;
}

static bool store_number(struct parse *parse, const struct opt *row, const char *value,
                         struct origin origin)
{
    int64_t *into = field_of(parse, row);
    char wanted[96];
    struct buf text = BUF_OVER(wanted);
    if (row->unit) {
        int64_t duration;
        bool read = clock_read_duration(span_of(value), row->unit, &duration);
        if (read && duration >= row->least * row->unit &&
            (!row->most || duration <= row->most * row->unit)) {
            *into = duration;
            return true;
        }
        buf_printf(&text, "a duration such as 250ms, 10s or 2m is wanted");
        if (read)
            buf_printf(&text, " (%" PRId64 " or more)", row->least);
        return bad_value(parse, origin, value, wanted);
    }
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    bool read = isdigit((unsigned char)value[0]) && !*end && !errno;
    if (read && number >= row->least && number <= row->most) {
        *into = number;
        return true;
    }
    buf_printf(&text, "a number from %" PRId64 " to %" PRId64 " is wanted", row->least, row->most);
    return bad_value(parse, origin, value, wanted);
}

static bool store_choice(struct parse *parse, const struct opt *row, const char *value,
                         struct origin origin)
{
    struct nearest nearest = nearest_to(span_of(value));
    char wanted[96];
    struct buf text = BUF_OVER(wanted);
    for (int i = 0; row->choices[i]; i++) {
        if (strcmp(row->choices[i], value) == 0) {
            *(int *)field_of(parse, row) = i;
            return true;
        }
        nearest_offer(&nearest, row->choices[i]);
        buf_printf(&text, "%s%s",
                   i == 0                ? ""
                   : row->choices[i + 1] ? ", "
                                         : " or ",
                   row->choices[i]);
    }
    buf_add_text(&text, " is wanted");
    bad_value(parse, origin, value, wanted);
    return nearest_hint(&nearest, NULL, parse->err);
}

static bool store(struct parse *parse, const struct opt *row, const char *value,
                  struct origin origin)
{
    void *field = field_of(parse, row);
    switch (row->type) {
    case OPT_FLAG:
        *(bool *)field = true;
        return true;
    case OPT_TEXT:
        *(const char **)field = value;
        return true;
    case OPT_LIST:
        opt_list_add((struct opt_list *)field, parse->arena, value);
        return true;
    case OPT_NUMBER:
        return store_number(parse, row, value, origin);
    case OPT_CHOICE:
        return store_choice(parse, row, value, origin);
    }
    return true;
}

/* Stores an option's value from the command line; a secret is moved out of sight of `ps`. */
static bool store_argument(struct parse *parse, const struct row_ref *ref, char *value,
                           struct origin origin)
{
    const char *kept = value;
    if (value && ref->row->secret) {
        kept = span_keep(parse->arena, span_of(value)).at;
        explicit_bzero(value, strlen(value));
    }
    parse->given[ref->number] = true;
    return store(parse, ref->row, kept, origin);
}

static bool missing_value(struct parse *parse, const struct opt *row)
{
    return error_set(parse->err, ERROR_USAGE, "option '--%s' wants a value: %s", row->name,
                     row->value);
}

static bool parse_long(struct parse *parse, char *word)
{
    struct span name = span_of(word + 2), rest = name;
    span_split(&rest, '=', &name);
    char *value = rest.at ? word + 2 + name.size + 1 : NULL;
    struct row_ref ref;
    if (!find_long(parse->command, name, &ref))
        return unknown_long(parse, name);
    if (ref.row->type == OPT_FLAG && value)
        return error_set(parse->err, ERROR_USAGE, "option '--%s' takes no value", ref.row->name);
    if (ref.row->type != OPT_FLAG && !value) {
        if (parse->next >= parse->argc)
            return missing_value(parse, ref.row);
        value = parse->argv[parse->next++];
    }
    return store_argument(parse, &ref, value, (struct origin){"option '--", ref.row->name, "'"});
}

static bool parse_letters(struct parse *parse, char *word)
{
    for (char *letter = word + 1; *letter; letter++) {
        struct row_ref ref;
        if (!find_letter(parse->command, *letter, &ref)) {
            error_set(parse->err, ERROR_USAGE, "unknown option '-%c'", *letter);
            return error_hint(parse->err, "%s", parse->see_help);
        }
        struct origin origin = {"option '--", ref.row->name, "'"};
        if (ref.row->type == OPT_FLAG) {
            if (!store_argument(parse, &ref, NULL, origin))
                return false;
            continue;
        }
        char *value = letter[1] ? letter + 1 : NULL;
        if (!value) {
            if (parse->next >= parse->argc)
                return missing_value(parse, ref.row);
            value = parse->argv[parse->next++];
        }
        return store_argument(parse, &ref, value, origin);
    }
    return true;
}

/*
 * Goes on behind a word that is wrong, the first of which is told: what is asked for later, such as
 * --help, counts all the same.
 */
static bool parse_words(struct parse *parse)
{
    bool only_operands = false, right = true;
    struct error *first = parse->err, later;
    while (parse->next < parse->argc) {
        char *word = parse->argv[parse->next++];
        bool option = !only_operands && word[0] == '-' && word[1], taken = true;
        if (option && strcmp(word, "--") == 0)
            only_operands = true;
        else if (!option)
            opt_list_add(parse->operands, parse->arena, word);
        else
            taken = word[1] == '-' ? parse_long(parse, word) : parse_letters(parse, word);
        if (!taken)
            parse->err = &later;
        right = right && taken;
    }
    parse->err = first;
    return right;
}

static bool check_operands(struct parse *parse)
{
    const struct opt_command *command = parse->command;
    if (parse->operands->count > command->most_operands) {
        const char *extra = parse->operands->at[command->most_operands];
        error_set(parse->err, ERROR_USAGE, "unexpected argument '%s'", extra);
    } else if (parse->operands->count < command->least_operands) {
        error_set(parse->err, ERROR_USAGE, "an argument is missing");
    } else {
        return true;
    }
    return error_hint(parse->err, "usage: sfpy-hook %s %s", command->name, command->synopsis);
}

const char *opt_env_name(const struct opt_command *command, const struct opt_group *group,
                         const struct opt *row, struct arena *arena)
{
    struct buf name = {0};
    buf_add_text(&name, "SFPY_HOOK_");
    if (!group->common)
        buf_printf(&name, "%s_", command->name);
    buf_add_text(&name, row->name);
    for (size_t i = 0; i < name.size; i++)
        name.at[i] = name.at[i] == '-' ? '_' : (char)toupper((unsigned char)name.at[i]);
    const char *kept = span_keep(arena, buf_span(&name)).at;
    buf_clear(&name);
    return kept;
}

static bool parse_environment(struct parse *parse)
{
    for (struct row_ref ref = {0}; next_row(parse->command, &ref);) {
        if (parse->given[ref.number] || ref.row->type == OPT_FLAG || ref.row->own_env)
            continue;
        const char *name = opt_env_name(parse->command, ref.group, ref.row, parse->arena);
        struct span value = span_of(getenv(name)), line;
        if (value.size == 0)
            continue;
        struct origin origin = {"variable ", name, ""};
        if (ref.row->type != OPT_LIST) {
            if (!store(parse, ref.row, value.at, origin))
                return false;
            continue;
        }
        while (span_split(&value, '\n', &line))
            if (line.size > 0 && !store(parse, ref.row, span_keep(parse->arena, line).at, origin))
                return false;
    }
    return true;
}

bool opt_parse(const struct opt_command *command, int argc, char **argv, void *into,
               struct opt_list *operands, struct arena *arena, struct error *err)
{
    size_t rows = 0;
    struct buf see_help = {0};
    buf_printf(&see_help, "'sfpy-hook %s --help' lists the options", command->name);
    for (struct row_ref ref = {0}; next_row(command, &ref);)
        rows++;
    struct parse parse = {.command = command,
                          .argc = argc,
                          .argv = argv,
                          .into = into,
                          .operands = operands,
                          .arena = arena,
                          .err = err,
                          .given = mem_new(rows, sizeof(bool)),
                          .see_help = see_help.at};
    bool parsed = parse_words(&parse) && parse_environment(&parse) && check_operands(&parse);
    free(parse.given);
    buf_clear(&see_help);
    return parsed;
}
