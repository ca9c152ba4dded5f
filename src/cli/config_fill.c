#include "config_parts.h"

#include "commands.h"
#include "json.h"
#include "setting.h"
#include "text.h"

#include <string.h>

/* What goes through the members of one file. */
struct scan {
    struct config_file *file;
    struct opt_filling *filling;
    struct error *err;
};

static bool is_object(struct span value)
{
    return value.at[0] == '{';
}

static bool wrong_kind(const struct scan *scan, const char *name, struct span value,
                       const char *wanted)
{
    error_set(scan->err, ERROR_INPUT, "%s is wanted, not %s", wanted, json_kind(value));
    return config_setting_context(scan->file, value.at, name, scan->err);
}

static bool hint_at_example(const struct scan *scan, const struct opt *row)
{
    const struct setting setting = setting_example(row, NULL, scan->filling->arena);
    struct buf example = {0};
    setting_write_json(&example, &setting);
    error_hint(scan->err, "such as \"%s\": %s", row->name, example.at);
    buf_clear(&example);
    return false;
}

static bool wrong_value(const struct scan *scan, const struct opt *row, struct span value)
{
    char wanted[96];
    struct buf text = BUF_OVER(wanted);
    opt_write_wanted(&text, row);
    wrong_kind(scan, row->name, value, wanted);
    return hint_at_example(scan, row);
}

static void offer_rows(struct nearest *nearest, const struct opt_command *command)
{
    for (struct opt_ref ref = {0}; opt_next(command, &ref);)
        if (!ref.row->only_typed)
            nearest_offer(nearest, ref.row->name);
}

/* `command`: whose section it stands in; NULL at top level. */
static bool unknown(const struct scan *scan, const struct opt_command *command, struct span name,
                    struct span text)
{
    struct nearest nearest = nearest_to(text);
    struct buf otherwise = {0};
    const struct command *each;
    for (size_t i = 0; !command && (each = command_at(i)); i++) {
        if (!span_is(text, each->options.name)) /* help, which is no setting all the same */
            nearest_offer(&nearest, each->options.name);
        offer_rows(&nearest, &each->options);
    }
    if (command)
        offer_rows(&nearest, command);
    else
        nearest_offer(&nearest, "schemes");
    buf_printf(&otherwise, "'sfpy-hook %s --help' lists the options",
               command ? command->name : "COMMAND");
    nearest_unknown(&nearest, "setting", otherwise.at, scan->err);
    buf_clear(&otherwise);
    return config_context(scan->file, name.at, scan->err);
}

/* The row of that name which a file can set. */
static const struct opt *find_row(const struct opt_command *command, struct span name)
{
    struct opt_ref ref;
    return opt_find(command, name, &ref) && !ref.row->only_typed ? ref.row : NULL;
}

/* The same among all commands, the one that runs first. */
static const struct opt *find_row_anywhere(const struct scan *scan, struct span name)
{
    const struct opt *row = find_row(scan->filling->command, name);
    const struct command *each;
    for (size_t i = 0; !row && (each = command_at(i)); i++)
        row = find_row(&each->options, name);
    return row;
}

static const struct opt_command *find_command(struct span name)
{
    const struct command *each;
    for (size_t i = 0; (each = command_at(i)); i++)
        if (span_is(name, each->options.name))
            return &each->options;
    return NULL;
}

/* The bytes that values may begin with, by the type of their row. */
static const char *const beginnings[] = {
    [OPT_FLAG] = "tf",   [OPT_TEXT] = "\"",  [OPT_NUMBER] = "\"-0123456789",
    [OPT_CHOICE] = "\"", [OPT_LIST] = "\"[",
};

static bool has_kind(const struct opt *row, struct span value)
{
    return strchr(beginnings[row->type], value.at[0]) != NULL;
}

/* The row of that name, of a command for which the value is of the right kind; else `row`. */
static const struct opt *row_for(const struct opt *row, struct span value)
{
    const struct command *each;
    for (size_t i = 0; !has_kind(row, value) && (each = command_at(i)); i++) {
        const struct opt *other = find_row(&each->options, span_of(row->name));
        if (other && has_kind(other, value))
            return other;
    }
    return row;
}

static bool check_row(const struct scan *scan, const struct opt *row, struct span value)
{
    if (!has_kind(row, value))
        return wrong_value(scan, row, value);
    return config_may_set(scan->file, row, value, scan->filling->arena, scan->err);
}

static bool check_section(const struct scan *scan, const struct opt_command *command,
                          struct span section)
{
    struct json_walk walk;
    struct span name, value;
    bool right = json_walk_open(&walk, section);
    while (right && json_walk_next(&walk, &name, &value)) {
        struct span text = json_text(scan->filling->arena, name);
        const struct opt *row = find_row(command, text);
        right = row ? check_row(scan, row, value) : unknown(scan, command, name, text);
    }
    return json_walk_close(&walk) && right;
}

/* The name of a command may be that of an option too, such as `secret`: an object is for the first.
 */
static bool check_member(const struct scan *scan, struct span name, struct span value)
{
    struct span text = json_text(scan->filling->arena, name);
    if (span_is(text, "schemes")) {
        scan->file->schemes = value;
        return is_object(value) || wrong_kind(scan, "schemes", value, "an object");
    }
    const struct opt_command *command = find_command(text);
    if (command && is_object(value))
        return check_section(scan, command, value);
    const struct opt *row = find_row_anywhere(scan, text);
    if (row)
        return check_row(scan, row_for(row, value), value);
    /* What is refused because it makes no sense in a file. */
    struct opt_ref ref;
    if (command && !opt_find(scan->filling->command, text, &ref))
        return wrong_kind(scan, command->name, value, "an object") ||
               error_hint(scan->err, "it holds the options of %s, such as {\"json\": true}",
                          command->name);
    return unknown(scan, NULL, name, text);
}

static bool check_members(const struct scan *scan)
{
    struct json_walk walk;
    struct span name, value;
    bool right = json_walk_open(&walk, scan->file->text);
    while (right && json_walk_next(&walk, &name, &value))
        right = check_member(scan, name, value);
    return json_walk_close(&walk) && right;
}

/* The last member of that name which is, or is not, an object. */
static bool find_last(struct span object, const char *name, bool section, struct span *found)
{
    struct json_walk walk;
    struct span quoted, value;
    *found = (struct span){0};
    bool container = json_walk_open(&walk, object);
    while (container && json_walk_next(&walk, &quoted, &value))
        if (is_object(value) == section && json_name_is(quoted, span_of(name)))
            *found = value;
    return json_walk_close(&walk) && found->at;
}

/* The text that a value stands for as one on the command line; NULL where it can't. */
static const char *text_of(const struct scan *scan, const struct opt *row, struct span value)
{
    struct arena *arena = scan->filling->arena;
    if (value.at[0] != '"')
        return span_keep(arena, value).at;
    struct span text = json_text(arena, value);
    bool file = opt_names_file(row);
    if (memchr(text.at, 0, text.size) || (file && text.size == 0)) {
        error_set(scan->err, ERROR_INPUT, "%s is wanted",
                  file ? "the name of a file" : "a text without NUL characters");
        config_setting_context(scan->file, value.at, row->name, scan->err);
        return NULL;
    }
    return file ? config_path(scan->file, text.at, arena) : text.at;
}

static bool store(const struct scan *scan, const struct opt *row, struct span value, void *into)
{
    const char *text = text_of(scan, row, value);
    if (!text)
        return false;
    return opt_store(row, text, into, scan->filling->arena, scan->err) ||
           config_setting_context(scan->file, value.at, row->name, scan->err);
}

static bool store_list(const struct scan *scan, const struct opt *row, struct span value,
                       void *into)
{
    struct json_walk walk;
    struct span name, element;
    bool stored = json_walk_open(&walk, value);
    while (stored && json_walk_next(&walk, &name, &element))
        stored = element.at[0] == '"' ? store(scan, row, element, into)
                                      : wrong_kind(scan, row->name, element, "a string") ||
                                            hint_at_example(scan, row);
    return json_walk_close(&walk) && stored;
}

static bool fill_row(const struct scan *scan, const struct opt_ref *ref, struct span value)
{
    const struct opt *row = ref->row;
    struct opt_origin own, *origin = row->own_env ? &own : &scan->filling->origins[ref->number];
    void *into = row->own_env ? (void *)&scan->file->own : scan->filling->into;
    *origin = (struct opt_origin){.source = OPT_BY_FILE, .name = scan->file->name};
    origin->line = config_line(scan->file, value.at);
    if (row->own_env && !scan->file->secret_line)
        scan->file->secret_line = origin->line;
    bool stored = !has_kind(row, value) ? wrong_value(scan, row, value)
                  : value.at[0] == '['  ? store_list(scan, row, value, into)
                                        : store(scan, row, value, into);
    if (!stored)
        origin->refused = span_keep(scan->filling->arena, value).at;
    return stored;
}

/* Where a row's value stands: the section of the command wins over the top level. */
static bool find_setting(const struct scan *scan, struct span section, const char *name,
                         struct span *value)
{
    return (section.at && find_last(section, name, false, value)) ||
           find_last(scan->file->text, name, false, value);
}

bool config_fill(struct config_file *file, struct opt_filling *filling, struct error *err)
{
    struct error later;
    struct scan scan = {file, filling, err};
    struct span section, value;
    bool right = check_members(&scan);
    find_last(file->text, filling->command->name, true, &section);
    for (struct opt_ref ref = {0}; opt_next(filling->command, &ref);) {
        const struct opt *row = ref.row;
        bool open = !row->only_typed &&
                    (row->own_env || filling->origins[ref.number].source == OPT_BY_DEFAULT);
        scan.err = right ? err : &later;
        if (open && find_setting(&scan, section, row->name, &value))
            right = fill_row(&scan, &ref, value) && right;
    }
    return right;
}
