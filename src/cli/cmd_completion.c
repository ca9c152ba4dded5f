#include "commands.h"

#include "completion.h"
#include "files.h"
#include "jsonw.h"
#include "offer.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* One run of the command. */
struct completing {
    const struct common_opts *opts;
    const char *shell;
    struct opt_list args;
    struct ui *ui;
    struct arena *arena;
};

static const struct completion_shell *const shells[] = {&completion_bash, &completion_zsh,
                                                        &completion_fish};

static bool print_script(void *context, struct error *err)
{
    struct completing *run = context;
    struct buf script = {0}, line = {0};
    for (size_t i = 0; i < COUNT_OF(shells); i++)
        if (strcmp(shells[i]->name, run->shell) == 0)
            completion_write(&script, shells[i], command_at);
    if (run->ui->json) {
        jsonw_object(&line, NULL);
        jsonw_text(&line, "kind", SPAN("completion"));
        jsonw_text(&line, "shell", span_of(run->shell));
        jsonw_text(&line, "script", buf_span(&script));
        jsonw_end_object(&line);
        buf_add_byte(&line, '\n');
    }
    bool printed = ui_data(run->ui, buf_span(run->ui->json ? &line : &script), err);
    buf_clear(&script);
    buf_clear(&line);
    return printed;
}

static void give_up(int signal)
{
    (void)signal;
    _exit(ERROR_NONE);
}

/* What a shell asks for while somebody types: where it can't be told soon, nothing is. */
static bool print_values(void *context, struct error *err)
{
    enum { MOST_TYPED = 1 << 20, MOST_SECONDS = 2 };
    struct completing *run = context;
    struct buf typed = buf_limited(MOST_TYPED), values = {0};
    struct error ignored;
    signal(SIGALRM, give_up);
    alarm(MOST_SECONDS);
    if (isatty(STDIN_FILENO) || !file_read_all(&typed, STDIN_FILENO, &ignored))
        buf_reset(&typed);
    bool printed = offer_values(&values, run->args.at[0], buf_span(&typed), run->arena, err) &&
                   ui_data(run->ui, buf_span(&values), err);
    buf_wipe(&typed);
    buf_clear(&values);
    return printed;
}

static const struct verb verbs[] = {
    {"bash",
     0,
     0,
     "no argument",
     "source <(sfpy-hook completion bash)",
     print_script,
     "for bash 4.4 and later, with or without bash-completion",
     {0}},
    {"zsh",
     0,
     0,
     "no argument",
     "sfpy-hook completion zsh > FOLDER/_sfpy-hook",
     print_script,
     "for zsh",
     {0}},
    {"fish",
     0,
     0,
     "no argument",
     "sfpy-hook completion fish | source",
     print_script,
     "for fish",
     {0}},
    {.name = "values",
     .least = 1,
     .most = 1,
     .takes = "the kind of value that is asked for",
     .hint = "the scripts know the kinds",
     .act = print_values},
};

static const struct verbs all_verbs = {
    .command = "completion",
    .at = verbs,
    .count = COUNT_OF(verbs),
    .otherwise = "'completion bash', 'completion zsh' or 'completion fish'",
    .noun = "shell"};

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct completing work = {.opts = options, .shell = operands->at[0], .ui = ui, .arena = arena};
    const struct verb *verb = verb_find(&all_verbs, work.opts->filling, operands, &work.args, err);
    return verb && verb->act(&work, err) ? ERROR_NONE : err->code;
}

static const struct opt_group *const groups[] = {&output_group, NULL};

const struct command command_completion = {
    .options =
        {
            .name = "completion",
            .synopsis = "[OPTION]... SHELL",
            .summary = "print the completion script for bash, zsh or fish",
            .about =
                "Print what makes a shell complete commands, options and their values: schemes,\n"
                "events, the ids of recorded deliveries, URLs, checks, files. A package has put\n"
                "it in place; else:\n"
                "\n"
                "  bash  in ~/.bashrc: source <(sfpy-hook completion bash)\n"
                "  zsh   sfpy-hook completion zsh > FOLDER/_sfpy-hook, a FOLDER of $fpath\n"
                "  fish  sfpy-hook completion fish > \\\n"
                "            ~/.config/fish/completions/sfpy-hook.fish\n"
                "\n"
                "What is not always the same the scripts ask for as you type, by 'completion\n"
                "values KIND': it makes no file, waits for no lock and uses no network.\n",
            .examples = "  source <(sfpy-hook completion bash)\n"
                        "  sfpy-hook completion zsh > \"${fpath[1]}/_sfpy-hook\"\n"
                        "  sfpy-hook completion fish | source\n",
            .groups = groups,
            .least_operands = 1,
            .most_operands = 2,
        },
    .opts_size = sizeof(struct common_opts),
    .verbs = &all_verbs,
    .helps = true,
    .run = run,
};
