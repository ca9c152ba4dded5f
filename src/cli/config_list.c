#include "config_show.h"

#include "commands.h"
#include "hyperlink.h"
#include "terminal.h"
#include "text.h"

#include <string.h>
#include <unistd.h>

static const struct table_column columns[] = {
    {.title = "setting"}, {.title = "value", .least = 16}, {.title = "from", .least = 16}};

/* What can only be typed is no setting, but some of it has a variable all the same. */
static bool is_setting(const struct config_view *view, const struct opt_ref *ref)
{
    return !ref->row->only_typed || view->filling->origins[ref->number].source == OPT_BY_VARIABLE;
}

/* Whether a command has another value for what is common to all, by its section of a file. */
static bool is_special(const struct config_show *show, const struct config_view *view,
                       const struct opt_ref *ref)
{
    const struct opt_filling *filling = show->common.filling;
    const struct opt_origin *own = &view->filling->origins[ref->number], *common;
    struct opt_ref same;
    if (ref->row->own_env) {
        const struct secret_source here = secrets_source(view->opts);
        const struct secret_source there = secrets_source(show->common.opts);
        bool wins = here.kind == SECRETS_BY_FILE && there.kind >= SECRETS_BY_FILE;
        bool shown = ref->row->type == OPT_LIST || here.path;
        return wins && shown &&
               (!there.file || strcmp(here.file->name, there.file->name) != 0 ||
                here.file->secret_line != there.file->secret_line);
    }
    if (own->source != OPT_BY_FILE || !opt_find(filling->command, span_of(ref->row->name), &same))
        return false;
    common = &filling->origins[same.number];
    return common->source == OPT_BY_DEFAULT ||
           (common->source == OPT_BY_FILE &&
            (strcmp(common->name, own->name) != 0 || common->line != own->line));
}

/* Of one command what is set for it alone, or, with `all`, can be. */
static void list_own(struct config_show *show, const struct command *command, bool all)
{
    const struct config_view view = config_view_of(show, command);
    for (struct opt_ref ref = {0}; opt_next(&command->options, &ref);) {
        bool set = ref.group->common
                       ? is_special(show, &view, &ref)
                       : all || view.filling->origins[ref.number].source != OPT_BY_DEFAULT;
        if (set && is_setting(&view, &ref))
            config_show_row(show, &view, &ref, command->options.name);
    }
}

static void list_common(struct config_show *show)
{
    const struct config_view *view = &show->common;
    for (struct opt_ref ref = {0}; opt_next(view->filling->command, &ref);)
        if (ref.group->common && is_setting(view, &ref))
            config_show_row(show, view, &ref, NULL);
}

static bool is_listed(const struct command *command)
{
    return command != &command_config && command != &command_help;
}

static void list_all(struct config_show *show)
{
    const struct command *command;
    list_common(show);
    for (size_t i = 0; (command = command_at(i)); i++)
        if (is_listed(command))
            list_own(show, command, show->run->opts->all);
}

static void list_command(struct config_show *show, const struct command *command)
{
    const struct config_view view = config_view_of(show, command);
    for (struct opt_ref ref = {0}; opt_next(&command->options, &ref);)
        if (is_setting(&view, &ref))
            config_show_row(show, &view, &ref, ref.group->common ? NULL : command->options.name);
}

/* One setting by its name: of the command in front of its dot, or of all that have it. */
static bool list_one(struct config_show *show, struct span name)
{
    const struct command *command;
    struct opt_ref ref;
    struct span option = name, prefix = {0};
    bool found = false;
    if (memchr(name.at, '.', name.size))
        span_split(&option, '.', &prefix);
    if (!prefix.at && opt_find(show->common.filling->command, option, &ref) && ref.group->common &&
        is_setting(&show->common, &ref)) {
        config_show_row(show, &show->common, &ref, NULL);
        return true;
    }
    for (size_t i = 0; (command = command_at(i)); i++) {
        const char *of = command->options.name;
        if (!is_listed(command) || (prefix.at && !span_is(prefix, of)) ||
            !opt_find(&command->options, option, &ref) || (ref.group->common && !prefix.at))
            continue;
        const struct config_view view = config_view_of(show, command);
        if (!is_setting(&view, &ref))
            continue;
        config_show_row(show, &view, &ref, of);
        found = true;
    }
    return found;
}

static bool unknown(const char *name, struct error *err)
{
    struct span given = span_of(name), option = given, prefix;
    const struct command *command;
    if (strchr(name, '.'))
        span_split(&option, '.', &prefix);
    struct nearest nearest = nearest_to(option);
    for (size_t i = 0; (command = command_at(i)); i++) {
        nearest_offer(&nearest, command->options.name);
        for (struct opt_ref ref = {0}; opt_next(&command->options, &ref);)
            if (!ref.row->only_typed)
                nearest_offer(&nearest, ref.row->name);
    }
    nearest_offer(&nearest, "list");
    nearest_offer(&nearest, "init");
    error_set(err, ERROR_USAGE, "there is no command or setting '%s'", name);
    return nearest_hint(&nearest, "'sfpy-hook config --all' shows them", err);
}

static bool list_named(struct config_show *show, const char *name, struct error *err)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)); i++)
        if (is_listed(command) && strcmp(command->options.name, name) == 0) {
            /* `secret` is the name of a setting, too. */
            struct opt_ref same;
            if (!opt_find(&command->options, span_of(name), &same))
                list_one(show, span_of(name));
            list_command(show, command);
            return true;
        }
    return list_one(show, span_of(name)) || unknown(name, err);
}

static void say_file(const struct ui *ui, const char *whose, const char *name, const char *none)
{
    struct buf shown = {0};
    if (name)
        hyperlink_file(&shown, ui, ui->err, name);
    else
        buf_add_text(&shown, none);
    if (!ui->quiet)
        ui_say(ui, "%s: %s%s", whose, shown.at,
               !name || access(name, F_OK) == 0 ? "" : " (not there)");
    buf_clear(&shown);
}

static void say_files(const struct ui *ui, const struct common_opts *opts)
{
    const struct config *config = opts->config;
    if (opts->config_file) {
        say_file(ui, "this file alone", opts->config_file, NULL);
        return;
    }
    if (config->note)
        ui_note(ui, "the project's file: %s", config->note);
    else
        say_file(ui, "the project's file", config->project,
                 "none, here or above; 'sfpy-hook config init' writes one");
    say_file(ui, "the user's file", config->user, "none: HOME is not set");
}

static bool print(struct config_show *show, struct error *err)
{
    bool terminal = isatty(STDOUT_FILENO);
    table_write(&show->out, &show->table, terminal ? terminal_columns(STDOUT_FILENO) : 0,
                show->run->ui->out);
    bool printed = ui_data(show->run->ui, buf_span(&show->out), err);
    buf_wipe(&show->out);
    return printed;
}

bool config_list(void *configuring, struct error *err)
{
    const struct configuring *run = configuring;
    const struct common_opts *opts = &run->opts->common;
    const struct secrets none = {0};
    struct config_show show = {.run = run,
                               .common = {&command_config, opts, opts->filling},
                               .table = {.columns = columns, .count = COUNT_OF(columns)},
                               .known = secrets_known(opts, run->arena, &none),
                               .fault = opts->config->fault};
    bool listed = true;
    if (run->args.count == 0)
        list_all(&show);
    for (size_t i = 0; listed && i < run->args.count; i++)
        listed = list_named(&show, run->args.at[i], err);
    listed = listed && print(&show, err);
    if (listed)
        say_files(run->ui, opts);
    if (listed && show.fault.code != ERROR_NONE) {
        *err = show.fault;
        listed = false;
    }
    buf_wipe(&show.out);
    table_clear(&show.table);
    return listed;
}
