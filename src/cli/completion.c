#include "completion.h"

#include "embedded.h"
#include "offer.h"
#include "text.h"

#include <string.h>

void completion_quote(struct buf *out, struct span text)
{
    buf_add_byte(out, '\'');
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_byte(out, text.at[i]);
    buf_add_byte(out, '\'');
}

/*
 * Where the first clause ends: at a semicolon, a colon or a bracket, unless so little stands before
 * it ("of show: …") that it says nothing.
 */
static size_t clause_end(struct span help)
{
    enum { LEAST = 16 };
    static const struct span ends[] = {{"; ", 2}, {": ", 2}, {" (", 2}};
    for (size_t i = LEAST; i < help.size; i++)
        for (size_t j = 0; j < COUNT_OF(ends); j++)
            if (span_starts(span_slice(help, i, help.size), ends[j]))
                return i;
    return help.size;
}

void completion_clause(struct buf *out, const char *help)
{
    enum { MOST_CELLS = 60 };
    struct span clause = span_slice(span_of(help), 0, clause_end(span_of(help)));
    bool whole = true;
    while (text_cells(clause) + !whole > MOST_CELLS) {
        const char *space = memrchr(clause.at, ' ', clause.size);
        if (!space)
            break;
        clause.size = (size_t)(space - clause.at);
        whole = false;
    }
    while (!whole && clause.size > 0 && strchr(",;:", clause.at[clause.size - 1]))
        clause.size--;
    buf_add(out, clause);
    buf_add_text(out, whole ? "" : "…");
}

void completion_heeding(struct buf *out, const struct opt_ref *ref, char between)
{
    struct span verbs = opt_verbs(ref), verb;
    for (bool first = true; verbs.at && span_split(&verbs, ' ', &verb); first = false) {
        if (!first)
            buf_add_byte(out, between);
        buf_add(out, verb);
    }
}

void completion_row_kind(struct buf *out, const struct opt *row)
{
    if (row->type == OPT_CHOICE) {
        for (size_t i = 0; row->choices[i]; i++)
            buf_printf(out, "%s%s", i ? "," : "choice:", row->choices[i]);
        return;
    }
    buf_add_text(out, row->type == OPT_FLAG ? "flag" : offer_kind(row->complete));
}

/* Writes what a line of the template stands for; false: it stands for itself. */
static bool write_part(struct buf *out, const struct completion_shell *shell,
                       const struct command *(*at)(size_t place), struct span line)
{
    static const struct span mark = {"#= ", 3};
    struct span trimmed = span_trim(line);
    if (!span_starts(trimmed, mark))
        return false;
    for (size_t i = 0; i < COUNT_OF(shell->parts) && shell->parts[i].name; i++)
        if (span_is(span_slice(trimmed, mark.size, trimmed.size), shell->parts[i].name)) {
            shell->parts[i].write(out, at);
            return true;
        }
    return false;
}

void completion_write(struct buf *out, const struct completion_shell *shell,
                      const struct command *(*at)(size_t place))
{
    struct span rest = embedded_file(shell->template), line;
    while (span_split(&rest, '\n', &line)) {
        if (write_part(out, shell, at, line) || (!rest.at && line.size == 0))
            continue;
        buf_add(out, line);
        buf_add_byte(out, '\n');
    }
}
