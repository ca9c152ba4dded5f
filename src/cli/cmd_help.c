#include "commands.h"

#include "config.h"
#include "scheme.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_COLUMN = 15 };

static void add_names(struct buf *out, const struct scheme_names *names)
{
    const char *const all[] = {names->signature, names->timestamp, names->id};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i])
            buf_printf(out, "%s%s", i ? ", " : "", all[i]);
}

/* A line behind the column of names, its text made harmless: schemes come with a project too. */
static void add_line(struct buf *out, const char *label, const char *text)
{
    buf_printf(out, "  %-*s%s", NAME_COLUMN, "", label);
    text_escape(out, span_of(text));
    buf_add_byte(out, '\n');
}

/* A long name has a line of its own. */
static void add_heading(struct buf *out, const struct scheme *scheme)
{
    bool fits = strlen(scheme->name) < NAME_COLUMN;
    buf_printf(out, "\n  %-*s", fits ? NAME_COLUMN : 0, scheme->name);
    if (fits)
        text_escape(out, span_of(scheme->summary));
    buf_add_byte(out, '\n');
    if (!fits)
        add_line(out, "", scheme->summary);
}

static void add_secret(struct buf *out, const struct scheme *scheme)
{
    static const char *const keys[] = {
        [KEY_TEXT] = "text, as it is", [KEY_HEX] = "hex", [KEY_BASE64] = "base64"};
    struct buf secret = {0};
    buf_printf(&secret, "%s%s%s%s", scheme->hash ? "" : "whsk_ (private) or whpk_ (public) + ",
               scheme->key_prefix ? scheme->key_prefix : "", scheme->key_prefix ? " + " : "",
               keys[scheme->key]);
    add_line(out, "secret   ", secret.at);
    buf_clear(&secret);
}

/* Name and summary, then what is signed, where it stands, and what the secret looks like. */
static void add_scheme(struct buf *out, const struct scheme *scheme)
{
    add_heading(out, scheme);
    add_line(out, "signed   ", scheme->signed_bytes);
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        buf_printf(out, "  %-*s%s", NAME_COLUMN, "",
                   !i                   ? "headers  "
                   : scheme->every_name ? "and      "
                                        : "or       ");
        add_names(out, &scheme->names[i]);
        buf_add_byte(out, '\n');
    }
    add_secret(out, scheme);
    if (scheme->tolerance)
        buf_printf(out, "  %-*sage      %" PRId64 " s%s\n", NAME_COLUMN, "", scheme->tolerance,
                   scheme->future ? ", also ahead" : "");
}

static void list_schemes(struct buf *out, const struct schemes *schemes)
{
    buf_add_text(out, "Signing schemes, for --scheme:\n");
    for (size_t i = 0; i < schemes->count; i++)
        add_scheme(out, &schemes->at[i]);
}

static enum error_code run(const void *opts, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    const struct common_opts *common = opts;
    (void)arena;
    const struct config *config = common->config;
    struct buf text = {0};
    if (operands->count == 0) {
        command_overview(&text);
    } else if (strcmp(operands->at[0], "schemes") == 0) {
        if (config->fault.code != ERROR_NONE) {
            *err = config->fault;
            return err->code;
        }
        list_schemes(&text, common->schemes);
    } else {
        const struct command *command = command_find(operands->at[0], err);
        if (!command) {
            struct nearest nearest = nearest_to(span_of(operands->at[0]));
            nearest_offer(&nearest, "schemes");
            nearest_hint(&nearest, NULL, err);
            return err->code;
        }
        opt_help(&text, &command->options);
    }
    bool written = ui_data(ui, buf_span(&text), err);
    buf_clear(&text);
    return written ? ERROR_NONE : err->code;
}

static const struct opt_group *const groups[] = {&output_group, NULL};

const struct command command_help = {
    .options =
        {
            .name = "help",
            .synopsis = "[COMMAND | schemes]",
            .summary = "show the help of a command, or the signing schemes",
            .about = "Show what a command does and takes, the same as COMMAND --help.\n"
                     "'help schemes' lists the signing schemes.\n",
            .examples = "  sfpy-hook help listen\n  sfpy-hook help schemes\n",
            .groups = groups,
            .most_operands = 1,
            .operands = {OPT_COMPLETE_TOPIC},
        },
    .opts_size = sizeof(struct common_opts),
    .helps = true,
    .run = run,
};
