#include "opt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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
    return buf_keep(arena, &name).at;
}

/* A line is a value where there may be several; empty ones are none. */
static bool store_variable(const struct opt_filling *filling, const struct opt *row,
                           struct span value, struct error *err)
{
    struct span line;
    if (row->type != OPT_LIST)
        return opt_store(row, value.at, filling->into, filling->arena, err);
    while (span_split(&value, '\n', &line)) {
        const char *kept = span_keep(filling->arena, line).at;
        if (line.size > 0 && !opt_store(row, kept, filling->into, filling->arena, err))
            return false;
    }
    return true;
}

static bool read_variable(const struct opt_filling *filling, const struct opt_ref *ref,
                          struct error *err)
{
    struct opt_origin *origin = &filling->origins[ref->number];
    const char *name = opt_env_name(filling->command, ref->group, ref->row, filling->arena);
    struct span value = span_of(getenv(name));
    if (value.size == 0)
        return true;
    *origin = (struct opt_origin){.source = OPT_BY_VARIABLE, .name = name};
    if (store_variable(filling, ref->row, value, err))
        return true;
    origin->refused = value.at;
    return error_context(err, "variable %s", name);
}

bool opt_read_environment(struct opt_filling *filling, struct error *err)
{
    bool right = true;
    struct error later;
    for (struct opt_ref ref = {0}; opt_next(filling->command, &ref);) {
        bool open = filling->origins[ref.number].source == OPT_BY_DEFAULT;
        if (open && ref.row->type != OPT_FLAG && !ref.row->own_env)
            right = read_variable(filling, &ref, right ? err : &later) && right;
    }
    return right;
}

void opt_write_place(struct buf *out, const struct opt *row, const struct opt_origin *origin)
{
    if (origin->source == OPT_BY_FILE)
        buf_printf(out, "%s: line %zu: \"%s\"", origin->name, origin->line, row->name);
    else if (origin->source == OPT_BY_VARIABLE)
        buf_printf(out, "variable %s", origin->name);
    else
        buf_printf(out, "option '--%s'", row->name);
}

/* What follows the name of an option that an error begins with; absent where it begins otherwise.
 */
static struct span behind_option(const struct error *err, struct span *name)
{
    static const struct span begin = {"option '--", sizeof "option '--" - 1};
    struct span rest = span_of(err->text);
    if (!span_starts(rest, begin))
        return (struct span){0};
    rest = span_slice(rest, begin.size, rest.size);
    span_split(&rest, '\'', name);
    return rest;
}

void opt_locate(const struct opt_filling *filling, struct error *err)
{
    struct span name, rest = behind_option(err, &name);
    struct opt_ref ref;
    if (!rest.at || !opt_find(filling->command, name, &ref))
        return;
    const struct opt_origin *origin = &filling->origins[ref.number];
    if (origin->source != OPT_BY_FILE && origin->source != OPT_BY_VARIABLE)
        return;
    struct buf place = {0};
    opt_write_place(&place, ref.row, origin);
    while (*rest.at == ':' || *rest.at == ' ')
        rest.at++;
    size_t gone = (size_t)(rest.at - err->text);
    err->why = err->why > gone ? err->why - gone : 0;
    memmove(err->text, rest.at, strlen(rest.at) + 1);
    if (origin->source == OPT_BY_FILE && err->code == ERROR_USAGE)
        err->code = ERROR_INPUT;
    error_context(err, "%s", place.at);
    buf_clear(&place);
}
