#include "commands.h"

#include "text.h"

#include <string.h>

static const struct command *const commands[] = {
    &command_listen, &command_trigger,    &command_sign,       &command_verify,
    &command_replay, &command_deliveries, &command_smoke,      &command_fixtures,
    &command_secret, &command_config,     &command_completion, &command_help,
};

/* In front of the command there are few; most are of a command, and stand behind it. */
static void refuse_option(const char *name, struct error *err)
{
    bool is_long = name[1] == '-';
    struct nearest nearest = nearest_to(span_of(name + 1 + is_long));
    nearest.prefix = is_long ? "--" : "-";
    if (is_long) {
        nearest_offer(&nearest, "help");
        nearest_offer(&nearest, "version");
    }
    nearest_unknown(&nearest, "option",
                    "a command comes first, its options behind it; 'sfpy-hook help' lists the "
                    "commands",
                    err);
}

struct opt_filling *command_fill(const struct command *command, struct arena *arena)
{
    struct opt_filling *filling = arena_new(arena, sizeof *filling);
    void *opts = arena_new(arena, command->opts_size);
    if (command->defaults)
        memcpy(opts, command->defaults, command->opts_size);
    *filling = opt_fill(&command->options, opts, arena);
    return filling;
}

const struct command *command_find(const char *name, struct error *err)
{
    if (name[0] == '-') {
        refuse_option(name, err);
        return NULL;
    }
    struct nearest nearest = nearest_to(span_of(name));
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(commands[i]->options.name, name) == 0)
            return commands[i];
        nearest_offer(&nearest, commands[i]->options.name);
    }
    nearest_unknown(&nearest, "command", "'sfpy-hook help' lists the commands", err);
    return NULL;
}

const struct command *command_at(size_t place)
{
    return place < COUNT_OF(commands) ? commands[place] : NULL;
}

void command_overview(struct buf *out)
{
    buf_add_text(out, "Usage: sfpy-hook [--help | --version] COMMAND [OPTION]... [ARGUMENT]...\n\n"
                      "Test webhook endpoints of SFPY: receive, send, sign and verify deliveries,\n"
                      "offline and without an account.\n\nCommands:\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        buf_printf(out, "  %-12s%s\n", commands[i]->options.name, commands[i]->options.summary);
    buf_add_text(out, "\nExamples:\n"
                      "  sfpy-hook listen                        # in one terminal\n"
                      "  sfpy-hook trigger payment.confirmed     # in another\n"
                      "  sfpy-hook help trigger\n");
}
