#include "opt.h"

#include "clock.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool opt_next(const struct opt_command *command, struct opt_ref *ref)
{
    size_t skipped = 0, wanted = ref->row ? ref->number + 1 : 0;
    for (const struct opt_group *const *group = command->groups; *group; group++) {
        if (wanted < skipped + (*group)->count) {
            *ref = (struct opt_ref){*group, &(*group)->rows[wanted - skipped], wanted};
            return true;
        }
        skipped += (*group)->count;
    }
    return false;
}

bool opt_find(const struct opt_command *command, struct span name, struct opt_ref *found)
{
    for (*found = (struct opt_ref){0}; opt_next(command, found);)
        if (span_is(name, found->row->name))
            return true;
    return false;
}

bool opt_names_file(const struct opt *row)
{
    return row->complete == OPT_COMPLETE_FILE || row->complete == OPT_COMPLETE_FOLDER;
}

struct opt_filling opt_fill(const struct opt_command *command, void *into, struct arena *arena)
{
    size_t rows = 0;
    for (struct opt_ref ref = {0}; opt_next(command, &ref);)
        rows++;
    return (struct opt_filling){.command = command,
                                .into = into,
                                .arena = arena,
                                .origins = arena_new(arena, rows * sizeof(struct opt_origin))};
}

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

static void write_choices(struct buf *out, const char *const *choices)
{
    for (int i = 0; choices[i]; i++) {
        if (i > 0)
            buf_add_text(out, choices[i + 1] ? ", " : " or ");
        buf_add_text(out, choices[i]);
    }
}

void opt_write_wanted(struct buf *out, const struct opt *row)
{
    switch (row->type) {
    case OPT_FLAG:
        buf_add_text(out, "true or false");
        break;
    case OPT_TEXT:
        buf_add_text(out, "a string");
        break;
    case OPT_LIST:
        buf_add_text(out, "a string or an array of strings");
        break;
    case OPT_CHOICE:
        write_choices(out, row->choices);
        break;
    case OPT_NUMBER:
        if (row->unit)
            buf_add_text(out, "a duration such as 250ms, 10s or 2m");
        else
            buf_printf(out, "a %s from %" PRId64 " to %" PRId64 "%s",
                       row->bytes ? "size" : "number", row->least, row->most,
                       row->bytes ? " bytes, such as 512K or 10M," : "");
        break;
    }
}

static bool bad_value(const struct opt *row, const char *value, const char *further,
                      struct error *err)
{
    char wanted[96];
    struct buf text = BUF_OVER(wanted);
    opt_write_wanted(&text, row);
    return error_set(err, ERROR_USAGE, "%s is wanted%s, not '%s'", wanted, further, value);
}

static bool store_duration(const struct opt *row, const char *value, int64_t *into,
                           struct error *err)
{
    int64_t duration;
    char least[32] = "";
    struct buf further = BUF_OVER(least);
    if (!clock_read_duration(span_of(value), row->unit, &duration))
        return bad_value(row, value, least, err);
    if (duration >= row->least * row->unit && (!row->most || duration <= row->most * row->unit)) {
        *into = duration;
        return true;
    }
    buf_printf(&further, " (%" PRId64 " or more)", row->least);
    return bad_value(row, value, least, err);
}

/* How many binary digits the unit behind a size adds, K or KiB and so on; -1 where it is none. */
static int read_size_unit(const char *unit)
{
    static const char units[] = "KMGT";
    const char *found = *unit ? strchr(units, *unit) : NULL;
    if (!*unit)
        return 0;
    return found && (!unit[1] || strcmp(unit + 1, "iB") == 0) ? 10 * (int)(found - units + 1) : -1;
}

static bool store_number(const struct opt *row, const char *value, int64_t *into, struct error *err)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    int shift = row->bytes ? read_size_unit(end) : *end ? -1 : 0;
    bool read = isdigit((unsigned char)value[0]) && !errno && shift >= 0 &&
                !__builtin_mul_overflow(number, INT64_C(1) << shift, &number);
    if (!read || number < row->least || number > row->most)
        return bad_value(row, value, "", err);
    *into = number;
    return true;
}

static bool store_choice(const struct opt *row, const char *value, int *into, struct error *err)
{
    struct nearest nearest = nearest_to(span_of(value));
    for (int i = 0; row->choices[i]; i++) {
        if (strcmp(row->choices[i], value) == 0) {
            *into = i;
            return true;
        }
        nearest_offer(&nearest, row->choices[i]);
    }
    bad_value(row, value, "", err);
    return nearest_hint(&nearest, NULL, err);
}

bool opt_store(const struct opt *row, const char *value, void *into, struct arena *arena,
               struct error *err)
{
    void *field = (char *)into + row->at;
    switch (row->type) {
    case OPT_FLAG:
        *(bool *)field = !value || strcmp(value, "true") == 0;
        return true;
    case OPT_TEXT:
        *(const char **)field = value;
        return true;
    case OPT_LIST:
        opt_list_add(field, arena, value);
        return true;
    case OPT_NUMBER:
        return row->unit ? store_duration(row, value, field, err)
                         : store_number(row, value, field, err);
    case OPT_CHOICE:
        return store_choice(row, value, field, err);
    }
    return true;
}
