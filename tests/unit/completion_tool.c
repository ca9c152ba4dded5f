/*
 * Writes the completion script of a shell for made-up commands, whose texts are what breaks quotes,
 * to try it in that shell: completion_tool SHELL. `names` instead writes what must be told of each
 * option, a line each: its name, a tab, and the first clause of its help.
 */
#include "completion.h"

#include <stdio.h>
#include <string.h>

struct made_up {
    bool flag;
    const char *text;
    int choice;
};

static const char *const choices[] = {"one", "two-and-a-half", NULL};

static const struct opt rows[] = {
    OPT(struct made_up, flag, .name = "quotes", .letter = 'q', .help = "it's \"quoted\" `by` ''"),
    OPT(struct made_up, flag, .name = "dollars", .help = "costs $HOME $(touch pwned) ${x} $$"),
    OPT(struct made_up, flag, .name = "ticks", .help = "a `touch pwned` command; more"),
    OPT(struct made_up, flag, .name = "slashes", .help = "C:\\temp\\new and \\ at the end \\"),
    OPT(struct made_up, flag, .name = "brackets", .help = "[of] {all} (kinds] <here>, ]:["),
    OPT(struct made_up, flag, .name = "colons", .help = "a:b::c :d e: f"),
    OPT(struct made_up, flag, .name = "signs", .help = "100% !bang #hash & | * ? ~ = + @ ^"),
    OPT(struct made_up, flag, .name = "umlauts", .help = "äöü … 日本 – “x”"),
    OPT(struct made_up, text, .name = "value", .letter = 'V', .value = "'A: B[$C]\\`",
        .help = "named 'A: B[$C]'"),
    OPT(struct made_up, choice, .name = "choice", .value = "X", .choices = choices,
        .help = "one of 'them'"),
};

static const struct opt_group group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&group, NULL};

static const struct verb verbs[] = {
    {.name = "act", .summary = "it's \\ $x: `y` [z]"},
    {.name = "hidden"},
};

static const struct verbs all_verbs = {.command = "make", .at = verbs, .count = COUNT_OF(verbs)};

static const struct command commands[] = {
    {.options = {.name = "make", .summary = "isn't: $x `y` [z] \\", .groups = groups}},
    {.options = {.name = "take", .summary = "two", .groups = groups}, .verbs = &all_verbs},
};

static const struct command *command_in(size_t place)
{
    return place < COUNT_OF(commands) ? &commands[place] : NULL;
}

int main(int argc, char **argv)
{
    const struct completion_shell *const shells[] = {&completion_bash, &completion_zsh,
                                                     &completion_fish};
    struct buf out = {0};
    for (size_t i = 0; argc > 1 && i < COUNT_OF(shells); i++)
        if (strcmp(shells[i]->name, argv[1]) == 0)
            completion_write(&out, shells[i], command_in);
    for (size_t i = 0; argc > 1 && strcmp(argv[1], "names") == 0 && i < COUNT_OF(rows); i++) {
        buf_printf(&out, "--%s\t", rows[i].name);
        completion_clause(&out, rows[i].help);
        buf_add_byte(&out, '\n');
    }
    bool written = out.size > 0 && fwrite(out.at, 1, out.size, stdout) == out.size;
    buf_clear(&out);
    return !written;
}
