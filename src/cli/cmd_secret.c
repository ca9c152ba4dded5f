#include "commands.h"

#include "clock.h"
#include "devsecret.h"
#include "jsonw.h"
#include "state.h"
#include "text.h"

#include <string.h>

struct secret_opts {
    struct common_opts common;
    bool env;
    int64_t overlap;
};

static const struct opt rows[] = {
    OPT(struct secret_opts, env, .name = "env",
        .help = "print it as SFPY_WEBHOOK_SECRET=…, for a .env file"),
    OPT(struct secret_opts, overlap, .name = "overlap", .value = "HOURS",
        .help = "how long the old secret stays accepted after 'rotate' (default 24)",
        .unit = 3600 * CLOCK_SECOND),
};

static const struct verb verbs[] = {
    {.name = "new", .summary = "print a fresh one, which is stored nowhere"},
    {.name = "rotate", .summary = "replace the stored one"},
};

static const struct verbs all_verbs = {.command = "secret", .at = verbs, .count = COUNT_OF(verbs)};

static bool print(const struct secret_opts *opts, const struct secret *secret, const char *path,
                  struct ui *ui, struct error *err)
{
    struct buf out = {0};
    if (opts->common.json) {
        jsonw_object(&out, NULL);
        jsonw_text(&out, "kind", SPAN("secret"));
        jsonw_text(&out, "secret", secret->text);
        jsonw_text(&out, "fingerprint", span_of(secret->fingerprint));
        jsonw_text(&out, "path", span_of(path));
        jsonw_end_object(&out);
    } else {
        buf_add_text(&out, opts->env ? "SFPY_WEBHOOK_SECRET=" : "");
        buf_add(&out, secret->text);
    }
    buf_add_byte(&out, '\n');
    bool written = ui_data(ui, buf_span(&out), err);
    buf_wipe(&out);
    return written;
}

static bool check_verb(const char *verb, struct error *err)
{
    struct nearest nearest = nearest_to(span_of(verb));
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(verbs[i].name, verb) == 0)
            return true;
        nearest_offer(&nearest, verbs[i].name);
    }
    return nearest_unknown(&nearest, "subcommand", "'secret new' or 'secret rotate'", err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    const struct secret_opts *opts = options;
    const char *verb = operands->count ? operands->at[0] : "";
    struct secrets secrets = {0};
    if (operands->count && !check_verb(verb, err))
        return err->code;
    if (strcmp(verb, "new") == 0) {
        struct secret fresh = secret_of(devsecret_fresh(arena));
        return print(opts, &fresh, NULL, ui, err) ? ERROR_NONE : err->code;
    }
    const char *path = state_path(arena, "secret", err);
    if (!path)
        return err->code;
    if (strcmp(verb, "rotate") == 0) {
        struct span stored;
        if (!devsecret_rotate(arena, opts->overlap, &stored, err))
            return err->code;
        ui_note(ui, "a listen that runs keeps the secret it began with: start it anew");
        struct secret fresh = secret_of(stored);
        return print(opts, &fresh, path, ui, err) ? ERROR_NONE : err->code;
    }
    if (!devsecret_load(arena, &secrets, err))
        return err->code;
    return print(opts, &secrets.at[0], path, ui, err) ? ERROR_NONE : err->code;
}

static const struct secret_opts defaults = {.overlap = 24 * 3600 * CLOCK_SECOND};
static const struct opt_group own_group = {"Options", rows, COUNT_OF(rows), false};
static const struct opt_group *const groups[] = {&own_group, &output_group, NULL};

const struct command command_secret = {
    .options =
        {
            .name = "secret",
            .synopsis = "[OPTION]... [new | rotate]",
            .summary = "show, generate or rotate the development secret",
            .about =
                "Print the development secret, which listen, trigger, sign and verify share when\n"
                "no other is given; it is made at first use. 'new' prints a fresh secret without\n"
                "storing it; 'rotate' replaces the stored one and prints the new one, while the\n"
                "old one still verifies for --overlap hours.\n",
            .examples = "  sfpy-hook secret\n"
                        "  sfpy-hook secret --env >> .env\n"
                        "  sfpy-hook secret rotate --overlap 1h\n",
            .groups = groups,
            .most_operands = 1,
        },
    .opts_size = sizeof(struct secret_opts),
    .defaults = &defaults,
    .verbs = &all_verbs,
    .run = run,
};
