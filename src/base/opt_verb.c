/* Options that only some subcommands heed. */
#include "opt.h"

struct span opt_verbs(const struct opt_ref *ref)
{
    return span_of(ref->row->of ? ref->row->of : ref->group->of);
}

/* Adds the words of a list, such as 'show' or 'export'. */
static void add_verbs(struct buf *out, struct span verbs, const char *quote, const char *last)
{
    struct span verb;
    for (bool first = true; span_split(&verbs, ' ', &verb); first = false) {
        if (!first)
            buf_add_text(out, verbs.at ? ", " : last);
        buf_add_text(out, quote);
        buf_add(out, verb);
        buf_add_text(out, quote);
    }
}

void opt_write_help(struct buf *out, const struct opt *row)
{
    if (row->of) {
        buf_add_text(out, "of ");
        add_verbs(out, span_of(row->of), "", " and ");
        buf_add_text(out, ": ");
    }
    buf_add_text(out, row->help);
}

static bool has_word(struct span words, const char *word)
{
    struct span each;
    while (span_split(&words, ' ', &each))
        if (span_is(each, word))
            return true;
    return false;
}

bool opt_check_verb(const struct opt_filling *filling, const char *verb, struct error *err)
{
    for (struct opt_ref ref = {0}; opt_next(filling->command, &ref);) {
        struct span verbs = opt_verbs(&ref);
        if (!verbs.at || filling->origins[ref.number].source != OPT_TYPED || has_word(verbs, verb))
            continue;
        struct buf owners = {0};
        add_verbs(&owners, verbs, "'", " or ");
        error_set(err, ERROR_USAGE, "option '--%s' is of '%s %s", ref.row->name,
                  filling->command->name, owners.at + 1);
        buf_clear(&owners);
        return false;
    }
    return true;
}
