#include "commands.h"

#include "clock.h"
#include "fixture.h"
#include "jsonw.h"
#include "text.h"

#include <string.h>

struct fixtures_opts {
    struct common_opts common;
};

static bool render(const struct fixture *fixture, struct buf *event, struct error *err)
{
    struct fixture_values values = {.now = clock_now(), .url = SPAN(SETTINGS_ENDPOINT)};
    return fixture_render(fixture, &values, event, err);
}

static bool add_json(struct buf *out, const struct fixture *fixture, struct error *err)
{
    struct buf event = {0};
    bool rendered = render(fixture, &event, err);
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("fixture"));
    jsonw_text(out, "name", fixture->name);
    jsonw_text(out, "type", fixture->type);
    jsonw_text(out, "scheme", fixture->scheme);
    jsonw_text(out, "summary", fixture->summary);
    jsonw_raw(out, "event", buf_span(&event));
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
    buf_clear(&event);
    return rendered;
}

static bool list(const struct fixture_list *fixtures, const struct ui *ui, struct buf *out,
                 struct error *err)
{
    for (size_t i = 0; i < fixtures->count; i++) {
        const struct fixture *fixture = &fixtures->at[i];
        if (ui->json) {
            if (!add_json(out, fixture, err))
                return false;
            continue;
        }
        buf_printf(out, "%-20.*s  %-18.*s  %-12.*s  %.*s\n", SPAN_ARG(fixture->name),
                   SPAN_ARG(fixture->type), SPAN_ARG(fixture->scheme), SPAN_ARG(fixture->summary));
    }
    return true;
}

static bool show(const struct fixture_list *fixtures, const char *name, const struct ui *ui,
                 struct buf *out, struct error *err)
{
    const struct fixture *fixture = fixture_find(fixtures, name, err);
    if (!fixture)
        return false;
    if (ui->json)
        return add_json(out, fixture, err);
    struct buf event = {0};
    bool rendered = render(fixture, &event, err);
    if (rendered)
        render_body(out, buf_span(&event), 0, ui->out);
    buf_clear(&event);
    return rendered;
}

static bool act(const struct opt_list *operands, const struct fixture_list *fixtures,
                const struct ui *ui, struct buf *out, struct error *err)
{
    const char *verb = operands->count ? operands->at[0] : "list";
    bool showing = strcmp(verb, "show") == 0;
    if (strcmp(verb, "list") == 0 && operands->count < 2)
        return list(fixtures, ui, out, err);
    if (showing && operands->count == 2)
        return show(fixtures, operands->at[1], ui, out, err);
    if (showing || strcmp(verb, "list") == 0) {
        error_set(err, ERROR_USAGE,
                  showing ? "'fixtures show' takes one EVENT"
                          : "'fixtures list' takes no argument");
        return error_hint(err, "'sfpy-hook fixtures list' shows the events there are");
    }
    struct nearest nearest = nearest_to(span_of(verb));
    nearest_offer(&nearest, "list");
    nearest_offer(&nearest, "show");
    return nearest_unknown(&nearest, "subcommand", "'fixtures list' or 'fixtures show EVENT'", err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    const struct fixtures_opts *opts = options;
    struct fixture_list fixtures;
    struct buf out = {0};
    bool done = fixture_load(arena, opts->common.fixtures, opts->common.schemes, &fixtures, err) &&
                act(operands, &fixtures, ui, &out, err) && ui_data(ui, buf_span(&out), err);
    buf_clear(&out);
    return done ? ERROR_NONE : err->code;
}

static const struct opt_group *const groups[] = {&fixture_group, &output_group, NULL};

const struct command command_fixtures = {
    .options =
        {
            .name = "fixtures",
            .synopsis = "[list | show EVENT] [OPTION]...",
            .summary = "list and show the events that trigger can send",
            .about =
                "List the built-in events, or show one as it would be sent: with fresh tokens,\n"
                "hashes and times. EVENT is a fixture's name or a wire type.\n",
            .examples = "  sfpy-hook fixtures list\n"
                        "  sfpy-hook fixtures show payment.confirmed\n"
                        "  sfpy-hook fixtures show refund:created --json\n",
            .groups = groups,
            .most_operands = 2,
        },
    .opts_size = sizeof(struct fixtures_opts),
    .run = run,
};
