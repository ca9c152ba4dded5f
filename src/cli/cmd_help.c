#include "commands.h"

#include "config.h"
#include "scheme.h"

#include <string.h>

static void list_schemes(struct buf *out)
{
    size_t count;
    const struct scheme *schemes = scheme_all(&count);
    buf_add_text(out, "Signing schemes, for --scheme:\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "\n  %-12s%s\n", schemes[i].name, schemes[i].summary);
        buf_printf(out, "  %-12ssigned: %s   header: ", "", schemes[i].signed_bytes);
        for (size_t j = 0; j < SCHEME_HEADERS && schemes[i].headers[j]; j++)
            buf_printf(out, "%s%s", j ? ", " : "", schemes[i].headers[j]);
        buf_add_byte(out, '\n');
    }
}

static enum error_code run(const void *opts, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    (void)arena;
    const struct config *config = ((const struct common_opts *)opts)->config;
    struct buf text = {0};
    if (operands->count == 0) {
        command_overview(&text);
    } else if (strcmp(operands->at[0], "schemes") == 0) {
        if (config->fault.code != ERROR_NONE) {
            *err = config->fault;
            return err->code;
        }
        list_schemes(&text);
    } else {
        const struct command *command = command_find(operands->at[0], err);
        if (!command)
            return err->code;
        opt_help(&text, &command->options);
    }
    bool written = ui_data(ui, buf_span(&text), err);
    buf_clear(&text);
    return written ? ERROR_NONE : err->code;
}

static const struct opt_group *const groups[] = {&output_group, NULL};

const struct command command_help = {
    .options =
        {
            .name = "help",
            .synopsis = "[COMMAND | schemes]",
            .summary = "show the help of a command, or the signing schemes",
            .about = "Show what a command does and takes, the same as COMMAND --help.\n"
                     "'help schemes' lists the signing schemes.\n",
            .examples = "  sfpy-hook help listen\n  sfpy-hook help schemes\n",
            .groups = groups,
            .most_operands = 1,
        },
    .opts_size = sizeof(struct common_opts),
    .helps = true,
    .run = run,
};
