#include "config_parts.h"
#include "configuring.h"

#include "commands.h"
#include "files.h"
#include "hyperlink.h"
#include "jsonw.h"
#include "setting.h"
#include "state.h"
#include "text.h"

#include <string.h>
#include <sys/stat.h>

enum { WIDTH = 96 };

static const char project_name[] = ".sfpy-hook.json";

/* What is written, for whom. */
struct draft {
    struct buf text;
    struct arena *arena;
    bool trusted; /* a project's file may not set all */
};

/* Words in a block, so that a line comment always holds a member. */
static void add_words(struct buf *out, size_t margin, const char *words)
{
    buf_add_repeated(out, ' ', margin);
    buf_add_text(out, "/* ");
    text_wrap(out, span_of(words), margin + 3, margin + 3, WIDTH);
    buf_add_text(out, " */\n");
}

static void add_row(struct draft *draft, size_t margin, const struct opt *row, const void *defaults)
{
    const struct setting setting = setting_example(row, defaults, draft->arena);
    struct buf help = {0};
    opt_write_help(&help, row);
    add_words(&draft->text, margin, help.at);
    buf_clear(&help);
    buf_add_repeated(&draft->text, ' ', margin);
    buf_printf(&draft->text, "// \"%s\": ", row->name);
    setting_write_json(&draft->text, &setting);
    buf_add_text(&draft->text, ",\n");
}

/* The rows that all commands share, or a command's own. */
static void add_rows(struct draft *draft, const struct command *command, bool common)
{
    for (struct opt_ref ref = {0}; opt_next(&command->options, &ref);)
        if (ref.group->common == common && !ref.row->only_typed &&
            (draft->trusted || !ref.row->only_trusted))
            add_row(draft, common ? 2 : 4, ref.row, command->defaults);
}

static void add_section(struct draft *draft, const struct command *command)
{
    buf_add_byte(&draft->text, '\n');
    add_words(&draft->text, 2, command->options.summary);
    buf_printf(&draft->text, "  \"%s\": {\n", command->options.name);
    add_rows(draft, command, false);
    buf_add_text(&draft->text, "  },\n");
}

static void write_draft(struct draft *draft)
{
    const struct command *command;
    add_words(&draft->text, 0,
              "Settings of sfpy-hook. Each stands here with its default, or an example: take the "
              "slashes away from what you want to set. What stands at top level is for all "
              "commands, what stands under a command's name for that one. 'sfpy-hook config' shows "
              "what counts, and where it comes from.");
    if (!draft->trusted)
        add_words(&draft->text, 0,
                  "This file is the project's: it may name files in its folder and URLs of this "
                  "machine only. A secret must not get into git with it: keep that in the user's "
                  "file ('sfpy-hook config init --user'), or this file out of git.");
    buf_add_text(&draft->text, "{\n");
    add_rows(draft, &command_config, true);
    for (size_t i = 0; (command = command_at(i)); i++)
        if (command != &command_config && command != &command_help)
            add_section(draft, command);
    buf_add_byte(&draft->text, '\n');
    add_words(&draft->text, 2,
              "signing schemes of your own; 'sfpy-hook help schemes' lists the built-in ones");
    buf_add_text(&draft->text, "  \"schemes\": {}\n}\n");
}

static const char *choose_path(const struct configuring *run, struct error *err)
{
    const char *given = run->args.count ? run->args.at[0] : NULL, *path;
    if (!run->opts->user || (given && strcmp(given, "-") == 0))
        return given ? given : project_name;
    if (given) {
        error_set(err, ERROR_USAGE, "--user and a FILE don't go together");
        error_hint(err, "FILE is written where it says, --user has a place of its own");
        return NULL;
    }
    path = config_find_user(run->arena);
    if (!path) {
        error_set(err, ERROR_SYSTEM, "neither XDG_CONFIG_HOME nor HOME is set");
        return NULL;
    }
    return state_make_folder_of(path, err) ? path : NULL;
}

static bool say(const struct configuring *run, const char *path, bool project, struct error *err)
{
    struct buf out = {0};
    if (run->ui->json) {
        jsonw_object(&out, NULL);
        jsonw_text(&out, "kind", SPAN("configuration"));
        jsonw_text(&out, "path", span_of(path));
        jsonw_end_object(&out);
    } else {
        hyperlink_file(&out, run->ui, run->ui->out, path);
    }
    buf_add_byte(&out, '\n');
    bool said = ui_data(run->ui, buf_span(&out), err);
    buf_clear(&out);
    if (said)
        ui_note(run->ui,
                "written; nothing is set yet: take the slashes away from what you want, "
                "then 'sfpy-hook config%s' shows what counts",
                project || run->opts->user ? "" : " --config FILE");
    return said;
}

bool config_init(void *configuring, struct error *err)
{
    const struct configuring *run = configuring;
    const char *path = choose_path(run, err);
    struct stat status;
    if (!path)
        return false;
    bool print = strcmp(path, "-") == 0, written;
    bool project = !run->opts->user && (print || span_ends(span_of(path), span_of(project_name)));
    struct draft draft = {.arena = run->arena, .trusted = !project};
    if (!print && !run->opts->force && lstat(path, &status) == 0) {
        error_set(err, ERROR_CHECK, "%s is left as it is", path);
        return error_hint(err, "--force replaces it; 'sfpy-hook config init -' prints a fresh one");
    }
    write_draft(&draft);
    written = print ? ui_data(run->ui, buf_span(&draft.text), err)
                    : file_write(path, buf_span(&draft.text), !run->opts->force, err) &&
                          say(run, path, project, err);
    buf_clear(&draft.text);
    return written;
}
