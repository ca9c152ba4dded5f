#include "opt.h"

#include "text.h"

#include <ctype.h>
#include <string.h>

enum { HELP_COLUMN = 28, HELP_WIDTH = 79 };

static void add_row(struct buf *out, const struct opt *row)
{
    size_t start = out->size;
    if (row->letter)
        buf_printf(out, "  -%c, ", row->letter);
    else
        buf_add_text(out, "      ");
    buf_printf(out, "--%s", row->name);
    if (row->value)
        buf_printf(out, " %s", row->value);
    size_t used = out->size - start;
    if (used + 2 > HELP_COLUMN) {
        buf_add_byte(out, '\n');
        used = 0;
    }
    buf_add_repeated(out, ' ', HELP_COLUMN - used);
    struct buf help = {0};
    opt_write_help(&help, row);
    text_wrap(out, buf_span(&help), HELP_COLUMN, HELP_COLUMN, HELP_WIDTH);
    buf_add_byte(out, '\n');
    buf_clear(&help);
}

static void add_environment(struct buf *out, const struct opt_command *command)
{
    bool own = false;
    for (const struct opt_group *const *group = command->groups; *group; group++)
        for (size_t i = 0; i < (*group)->count; i++)
            own |= !(*group)->common && (*group)->rows[i].type != OPT_FLAG;
    buf_add_text(out, "\nEnvironment:\n  A value may also come from SFPY_HOOK_OPTION (");
    buf_add_text(out,
                 own ? "common options; dashes are\n  underscores)" : "dashes are underscores)");
    if (own) {
        buf_add_text(out, " or SFPY_HOOK_");
        for (const char *letter = command->name; *letter; letter++)
            buf_add_byte(out, (char)toupper((unsigned char)*letter));
        buf_add_text(out, "_OPTION");
    }
    buf_add_text(out, ".\n");
}

void opt_help(struct buf *out, const struct opt_command *command)
{
    buf_printf(out, "Usage: sfpy-hook %s %s\n\n%s", command->name, command->synopsis,
               command->about);
    for (const struct opt_group *const *group = command->groups; *group; group++) {
        buf_printf(out, "\n%s:\n", (*group)->title);
        for (size_t i = 0; i < (*group)->count; i++)
            add_row(out, &(*group)->rows[i]);
    }
    add_environment(out, command);
    buf_printf(out, "\nExamples:\n%s", command->examples);
}
