#include "commands.h"
#include "config.h"
#include "exposure.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum error_code print(struct ui *ui, struct buf *text)
{
    struct error err = {0};
    if (!ui_data(ui, buf_span(text), &err))
        ui_error(ui, &err);
    buf_clear(text);
    return err.code;
}

static enum error_code print_help(const struct command *command, struct ui *ui)
{
    struct buf help = {0};
    opt_help(&help, &command->options);
    return print(ui, &help);
}

/* Command line, environment, configuration: all of it, so that help and errors look as asked for.
 */
static bool settle(const struct command *command, int argc, char **argv,
                   struct opt_filling *filling, struct config *config, struct opt_list *operands,
                   struct error *err)
{
    struct common_opts *opts = filling->into;
    struct error fault = {0};
    bool settled = opt_parse(filling, argc, argv, operands, err);
    bool sound = opt_read_environment(filling, &fault);
    config_read(config, opts->config_file, filling);
    if (!sound)
        config->fault = fault;
    opts->config = config;
    opts->filling = filling;
    opts->schemes = &config->schemes;
    if (settled && config->fault.code != ERROR_NONE && !command->helps) {
        *err = config->fault;
        settled = false;
    }
    return settled;
}

static void show_as_asked(struct ui *ui, const struct common_opts *opts)
{
    ui->json = opts->json;
    ui->quiet = opts->quiet;
    ui->verbose = opts->verbose;
    ui_set_color(ui, (enum ui_color)opts->color);
}

static enum error_code run(const struct command *command, int argc, char **argv)
{
    struct ui ui = {.command = command->options.name};
    struct error err = {0};
    struct arena arena = {0};
    struct opt_list operands = {0};
    struct config config;
    enum error_code code = ERROR_NONE;
    struct opt_filling *filling = command_fill(command, &arena);
    struct common_opts *opts = filling->into;
    bool settled = settle(command, argc, argv, filling, &config, &operands, &err);
    show_as_asked(&ui, opts);
    if (opts->help) {
        code = print_help(command, &ui);
    } else {
        if (config.note && settled && !command->helps)
            ui_note(&ui, "%s", config.note);
        if (settled) {
            exposure_warn(&ui, opts);
            code = command->run(opts, &operands, &ui, &arena, &err);
            opt_locate(filling, &err);
        }
        if (err.code != ERROR_NONE) {
            ui_error(&ui, &err);
            code = err.code;
        }
    }
    arena_wipe(&arena); /* it holds secrets */
    return code;
}

/* Where no command is there to parse its options. */
static bool asked_for_json(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0)
            return true;
    return false;
}

/* A file opened later must not become a standard stream that was closed: data would end up in it.
 */
static void open_closed_streams(void)
{
    int file;
    do
        file = open("/dev/null", O_RDWR);
    while (file >= 0 && file <= STDERR_FILENO);
    if (file > STDERR_FILENO)
        close(file);
}

int main(int argc, char **argv)
{
    open_closed_streams();
    struct ui ui = {0};
    struct buf text = {0};
    struct error err = {0};
    const char *name = argc > 1 ? argv[1] : NULL;
    ui_set_color(&ui, UI_COLOR_AUTO);
    if (!name) {
        command_overview(&text);
        fwrite(text.at, 1, text.size, stderr);
        buf_clear(&text);
        return ERROR_USAGE;
    }
    if (strcmp(name, "--version") == 0) {
        buf_add_text(&text, "sfpy-hook " SFPY_HOOK_VERSION "\n");
        return (int)print(&ui, &text);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return (int)run(&command_help, argc - 2, argv + 2);
    const struct command *command = command_find(name, &err);
    if (command)
        return (int)run(command, argc - 2, argv + 2);
    ui.json = asked_for_json(argc, argv);
    ui_error(&ui, &err);
    return (int)err.code;
}
