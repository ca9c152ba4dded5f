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
    OPT(struct secret_opts, overlap, .name = "overlap", .value = "HOURS", .of = "rotate",
        .help = "how long the old secret stays accepted (default 24)", .unit = 3600 * CLOCK_SECOND),
};

/* One run of the command. */
struct showing {
    const struct secret_opts *opts;
    struct ui *ui;
    struct arena *arena;
};

static void add_replaced(struct buf *out, const struct secrets *secrets)
{
    jsonw_array(out, "accepted");
    for (size_t i = 1; i < secrets->count; i++) {
        jsonw_object(out, NULL);
        jsonw_text(out, "fingerprint", span_of(secrets->at[i].fingerprint));
        jsonw_time(out, "until", secrets->at[i].until);
        jsonw_end_object(out);
    }
    jsonw_end_array(out);
}

/* Those that were replaced and still verify. */
static void say_replaced(const struct ui *ui, const struct secrets *secrets)
{
    for (size_t i = 1; i < secrets->count; i++) {
        struct buf until = {0};
        clock_write_rfc3339(&until, secrets->at[i].until, 0);
        ui_note(ui, "the secret before, %s, is accepted until %s", secrets->at[i].fingerprint,
                until.at);
        buf_clear(&until);
    }
}

/* The first of them; `path`: where it is stored, NULL: nowhere. */
static bool print(const struct secret_opts *opts, const struct secrets *secrets, const char *path,
                  struct ui *ui, struct error *err)
{
    const struct secret *secret = &secrets->at[0];
    struct buf out = {0};
    if (opts->common.json) {
        jsonw_object(&out, NULL);
        jsonw_text(&out, "kind", SPAN("secret"));
        jsonw_text(&out, "secret", secret->text);
        jsonw_text(&out, "fingerprint", span_of(secret->fingerprint));
        jsonw_text(&out, "path", span_of(path));
        add_replaced(&out, secrets);
        jsonw_end_object(&out);
    } else {
        buf_add_text(&out, opts->env ? "SFPY_WEBHOOK_SECRET=" : "");
        buf_add(&out, secret->text);
    }
    buf_add_byte(&out, '\n');
    bool written = ui_data(ui, buf_span(&out), err);
    buf_wipe(&out);
    if (written)
        say_replaced(ui, secrets);
    return written;
}

static bool show(void *run, struct error *err)
{
    const struct showing *showing = run;
    struct secrets secrets = {0};
    const char *path = state_path(showing->arena, "secret", err);
    return path && devsecret_load(showing->arena, &secrets, err) &&
           print(showing->opts, &secrets, path, showing->ui, err);
}

static bool make_fresh(void *run, struct error *err)
{
    const struct showing *showing = run;
    struct secret fresh = secret_of(devsecret_fresh(showing->arena));
    const struct secrets secrets = {&fresh, 1};
    return print(showing->opts, &secrets, NULL, showing->ui, err);
}

static bool rotate(void *run, struct error *err)
{
    const struct showing *showing = run;
    struct secrets secrets = {0};
    const char *path = state_path(showing->arena, "secret", err);
    if (!path || !devsecret_rotate(showing->arena, showing->opts->overlap, &secrets, err))
        return false;
    ui_note(showing->ui,
            "a listen that runs takes the new secret, too; tell it to your application");
    return print(showing->opts, &secrets, path, showing->ui, err);
}

/* The first is what the command does without a word. */
static const struct verb verbs[] = {
    {.name = "show", .act = show},
    {.name = "new", .act = make_fresh, .summary = "print a fresh one, which is stored nowhere"},
    {.name = "rotate", .act = rotate, .summary = "replace the stored one"},
};

static const struct verbs all_verbs = {.command = "secret",
                                       .at = verbs,
                                       .count = COUNT_OF(verbs),
                                       .otherwise = "'secret new' or 'secret rotate'"};

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct showing showing = {.opts = options, .ui = ui, .arena = arena};
    struct opt_list none;
    const struct verb *verb =
        verb_find(&all_verbs, showing.opts->common.filling, operands, &none, err);
    return verb && verb->act(&showing, err) ? ERROR_NONE : err->code;
}

static const struct secret_opts defaults = {.overlap = 24 * 3600 * CLOCK_SECOND};
static const struct opt_group own_group = OPT_GROUP("Options", rows);
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
                "old one still verifies for --overlap hours. A listen that runs takes the\n"
                "new one, too.\n",
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
