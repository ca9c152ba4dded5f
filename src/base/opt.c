#include "opt.h"

#include "text.h"

#include <string.h>

/* One run of the parser. */
struct parse {
    struct opt_filling *filling;
    const struct opt_command *command;
    int argc, next;
    char **argv;
    struct opt_list *operands;
    struct error *err;
    const char *see_help; /* the hint where nothing better is known */
    bool only_operands;   /* `--` has come */
};

static bool find_letter(const struct opt_command *command, char letter, struct opt_ref *found)
{
    for (*found = (struct opt_ref){0}; opt_next(command, found);)
        if (found->row->letter == letter)
            return true;
    return false;
}

static bool unknown_long(struct parse *parse, struct span name)
{
    struct nearest nearest = nearest_to(name);
    nearest.prefix = "--";
    for (struct opt_ref ref = {0}; opt_next(parse->command, &ref);)
        nearest_offer(&nearest, ref.row->name);
    return nearest_unknown(&nearest, "option", parse->see_help, parse->err);
}

/* Stores an option's value from the command line; a secret is moved out of sight of `ps`. */
static bool store_argument(struct parse *parse, const struct opt_ref *ref, char *value)
{
    struct opt_filling *filling = parse->filling;
    const char *kept = value;
    if (value && ref->row->secret) {
        kept = span_keep(filling->arena, span_of(value)).at;
        explicit_bzero(value, strlen(value));
    }
    filling->origins[ref->number] = (struct opt_origin){.source = OPT_TYPED};
    return opt_store(ref->row, kept, filling->into, filling->arena, parse->err) ||
           error_context(parse->err, "option '--%s'", ref->row->name);
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
    struct opt_ref ref;
    if (!opt_find(parse->command, name, &ref))
        return unknown_long(parse, name);
    if (ref.row->type == OPT_FLAG && value)
        return error_set(parse->err, ERROR_USAGE, "option '--%s' takes no value", ref.row->name);
    if (ref.row->type != OPT_FLAG && !value) {
        if (parse->next >= parse->argc)
            return missing_value(parse, ref.row);
        value = parse->argv[parse->next++];
    }
    return store_argument(parse, &ref, value);
}

static bool parse_letters(struct parse *parse, char *word)
{
    for (char *letter = word + 1; *letter; letter++) {
        struct opt_ref ref;
        if (!find_letter(parse->command, *letter, &ref)) {
            error_set(parse->err, ERROR_USAGE, "unknown option '-%c'", *letter);
            return error_hint(parse->err, "%s", parse->see_help);
        }
        if (ref.row->type == OPT_FLAG) {
            if (!store_argument(parse, &ref, NULL))
                return false;
            continue;
        }
        char *value = letter[1] ? letter + 1 : NULL;
        if (!value) {
            if (parse->next >= parse->argc)
                return missing_value(parse, ref.row);
            value = parse->argv[parse->next++];
        }
        return store_argument(parse, &ref, value);
    }
    return true;
}

static bool take_operand(struct parse *parse, const char *word)
{
    const struct opt_command *command = parse->command;
    if (command->takes_command && !parse->only_operands) {
        error_set(parse->err, ERROR_USAGE, "unexpected argument '%s'", word);
        return error_hint(parse->err, "a command to run stands behind --: sfpy-hook %s -- %s",
                          command->name, word);
    }
    opt_list_add(parse->operands, parse->filling->arena, word);
    return true;
}

/*
 * Goes on behind a word that is wrong, the first of which is told: what is asked for later, such as
 * --help, counts all the same.
 */
static bool parse_words(struct parse *parse)
{
    bool right = true;
    struct error *first = parse->err, later;
    while (parse->next < parse->argc) {
        char *word = parse->argv[parse->next++];
        bool option = !parse->only_operands && word[0] == '-' && word[1], taken = true;
        if (option && strcmp(word, "--") == 0)
            parse->only_operands = true;
        else if (!option)
            taken = take_operand(parse, word);
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
    bool command_missing =
        command->takes_command && parse->only_operands && parse->operands->count == 0;
    if (command_missing) {
        error_set(parse->err, ERROR_USAGE, "the command behind -- is missing");
    } else if (parse->operands->count > command->most_operands) {
        const char *extra = parse->operands->at[command->most_operands];
        error_set(parse->err, ERROR_USAGE, "unexpected argument '%s'", extra);
    } else if (parse->operands->count < command->least_operands) {
        error_set(parse->err, ERROR_USAGE, "an argument is missing");
    } else {
        return true;
    }
    return error_hint(parse->err, "usage: sfpy-hook %s %s", command->name, command->synopsis);
}

bool opt_parse(struct opt_filling *filling, int argc, char **argv, struct opt_list *operands,
               struct error *err)
{
    struct buf see_help = {0};
    buf_printf(&see_help, "'sfpy-hook %s --help' lists the options", filling->command->name);
    struct parse parse = {.filling = filling,
                          .command = filling->command,
                          .argc = argc,
                          .argv = argv,
                          .operands = operands,
                          .err = err,
                          .see_help = see_help.at};
    bool parsed = parse_words(&parse) && check_operands(&parse);
    buf_clear(&see_help);
    return parsed;
}
