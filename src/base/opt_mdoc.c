#include "opt_mdoc.h"

#include "text.h"

#include <ctype.h>
#include <string.h>

enum { LINE_WIDTH = 72, NAME_WIDTH = 32 /* which leaves room for the option at 60 columns */ };

/* What groff or mandoc would take for an escape, a hyphen or a curly quote, or has no ASCII for. */
static void add_escaped(struct buf *out, struct span text)
{
    static const char *const escapes[] = {
        ['\\'] = "\\e",  ['-'] = "\\-",   ['\''] = "\\(aq", ['`'] = "\\(ga",
        ['^'] = "\\(ha", ['~'] = "\\(ti", ['"'] = "\\(dq",
    };
    const struct span ellipsis = SPAN("…");
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (span_starts(span_slice(text, i, text.size), ellipsis)) {
            buf_add_text(out, "...");
            i += ellipsis.size - 1;
        } else if (byte < COUNT_OF(escapes) && escapes[byte])
            buf_add_text(out, escapes[byte]);
        else
            buf_add_byte(out, text.at[i]);
    }
}

void mdoc_word(struct buf *out, struct span word)
{
    const char *quote = span_contains(word, SPAN(" ")) ? "\"" : "";
    buf_add_text(out, quote);
    add_escaped(out, word);
    buf_add_text(out, quote);
}

/* Words that are no plain ones are never divided, and begin no line as a macro. */
void mdoc_text(struct buf *out, struct span text)
{
    struct buf escaped = {0};
    struct span word;
    while (span_split(&text, ' ', &word)) {
        buf_add_text(&escaped, escaped.size ? " " : "");
        for (size_t i = 0; i < word.size; i++)
            if (!isalpha((unsigned char)word.at[i]) && !strchr(",;:()", word.at[i])) {
                buf_add_text(&escaped, "\\%");
                break;
            }
        add_escaped(&escaped, word);
    }
    text_wrap(out, buf_span(&escaped), 0, 0, LINE_WIDTH);
    buf_add_byte(out, '\n');
    buf_clear(&escaped);
}

static void add_row(struct buf *out, const struct opt *row)
{
    buf_add_text(out, ".It");
    if (row->letter)
        buf_printf(out, " Fl %c ,", row->letter);
    buf_add_text(out, " Fl \\-");
    mdoc_word(out, span_of(row->name));
    if (row->value) {
        buf_add_text(out, " Ar ");
        mdoc_word(out, span_of(row->value));
    }
    buf_add_byte(out, '\n');
    struct buf help = {0};
    opt_write_help(&help, row);
    mdoc_text(out, buf_span(&help));
    buf_clear(&help);
}

void opt_mdoc_options(struct buf *out, const struct opt_command *command)
{
    for (const struct opt_group *const *group = command->groups; *group; group++) {
        buf_printf(out, ".Ss %s\n.Bl -tag -width Ds\n", (*group)->title);
        for (size_t i = 0; i < (*group)->count; i++)
            add_row(out, &(*group)->rows[i]);
        buf_add_text(out, ".El\n");
    }
}

/* The row's variable where it has one; NULL: it is a flag. */
static const char *variable(const struct opt_command *command, const struct opt_ref *ref,
                            struct arena *arena)
{
    return ref->row->type == OPT_FLAG ? NULL : opt_env_name(command, ref->group, ref->row, arena);
}

void opt_mdoc_environment(struct buf *out, const struct opt_command *command)
{
    struct arena arena = {0};
    const char *name, *longest = "";
    for (struct opt_ref ref = {0}; opt_next(command, &ref);) {
        name = variable(command, &ref, &arena);
        if (name && strlen(name) > strlen(longest) && strlen(name) <= NAME_WIDTH)
            longest = name;
    }
    if (*longest)
        buf_printf(out, ".Bl -tag -width %s -compact\n", longest);
    for (struct opt_ref ref = {0}; opt_next(command, &ref);) {
        if (!(name = variable(command, &ref, &arena)))
            continue;
        buf_printf(out, ".It Ev %s\n.Fl \\-", name);
        mdoc_word(out, span_of(ref.row->name));
        buf_add_text(out, ref.row->type == OPT_LIST ? " ,\none value a line\n" : "\n");
    }
    if (*longest)
        buf_add_text(out, ".El\n");
    arena_clear(&arena);
}
