#include "config_show.h"

#include "commands.h"
#include "devsecret.h"
#include "jsonw.h"
#include "setting.h"

#include <string.h>

/* A row as it is shown. */
struct shown {
    const char *prefix; /* the command whose alone it is; NULL: one that all have */
    const struct opt *row;
    struct setting setting;
    struct opt_origin origin;
    const char *otherwise; /* what counts where nothing is set; NULL: nothing that has a name */
    bool secret;           /* `source` is that of secrets */
    struct secret_source source;
};

/* What stands for a row without a value; in parentheses where that is no value itself. */
static const struct {
    const char *command, *option, *meant;
} meanings[] = {
    {"verify", "scheme", "auto"},
    {"trigger", "scheme", "(the fixture's)"},
    {"replay", "scheme", "(the record's)"},
    {NULL, "scheme", "sfpy"},
    {NULL, "tolerance", "(the scheme's)"},
    {NULL, "notification-url", "(the endpoint's)"},
    {NULL, "expect", "2xx"},
    {NULL, "accept", "2xx"},
    {NULL, "reject", "4xx"},
    {"trigger", "to", SETTINGS_ENDPOINT},
    {"replay", "to", "(where it went before)"},
};

static const char *meaning_of(const struct config_view *view, const struct opt *row,
                              struct arena *arena)
{
    struct error err;
    if (strcmp(row->name, "journal") == 0)
        return settings_recorded(view->opts, arena, &err);
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (strcmp(meanings[i].option, row->name) == 0 &&
            (!meanings[i].command || strcmp(meanings[i].command, view->command->options.name) == 0))
            return meanings[i].meant;
    return NULL;
}

static void note_fault(struct config_show *show, const struct error *err)
{
    if (show->fault.code == ERROR_NONE)
        show->fault = *err;
}

struct config_view config_view_of(struct config_show *show, const struct command *command)
{
    struct arena *arena = show->run->arena;
    struct opt_filling *filling = command_fill(command, arena);
    struct common_opts *opts = filling->into;
    struct config *config = arena_new(arena, sizeof *config);
    struct error err;
    *config = *show->common.opts->config;
    if (!opt_read_environment(filling, &err))
        note_fault(show, &err);
    if (!config_apply(config, filling, &err))
        note_fault(show, &err);
    opts->config = config;
    opts->filling = filling;
    return (struct config_view){command, opts, filling};
}

static const char *file_kind(const struct config_view *view, const char *name)
{
    const struct config *config = view->opts->config;
    bool project = config->project && strcmp(name, config->project) == 0;
    return project                                           ? "project"
           : config->user && strcmp(name, config->user) == 0 ? "user"
                                                             : "config";
}

static const char *kind_of(const struct config_view *view, const struct shown *shown)
{
    static const char *const kinds[] = {
        [OPT_BY_DEFAULT] = "default", [OPT_TYPED] = "option", [OPT_BY_VARIABLE] = "environment"};
    if (shown->secret && shown->source.kind == SECRETS_OF_DEVELOPMENT)
        return "development";
    return shown->origin.source == OPT_BY_FILE ? file_kind(view, shown->origin.name)
                                               : kinds[shown->origin.source];
}

/* Adds the kind of the place and its name. */
static void write_source(struct buf *out, const struct config_view *view, const struct shown *shown)
{
    const struct opt_origin *origin = &shown->origin;
    buf_add_text(out, kind_of(view, shown));
    if (origin->source == OPT_TYPED)
        buf_printf(out, " --%s", shown->row->name);
    if (origin->name)
        buf_printf(out, " %s", origin->name);
    if (origin->source == OPT_BY_FILE)
        buf_printf(out, ":%zu", origin->line);
}

static void add_cell(struct config_show *show, const struct buf *text, const char *paint)
{
    struct buf masked = {0};
    buf_add(&masked, buf_span(text));
    secrets_mask(&show->known, &masked);
    table_add(&show->table, text->size ? buf_span(&masked) : (struct span){0}, paint);
    buf_wipe(&masked);
}

static void add_row(struct config_show *show, const struct shown *shown, const struct buf *name,
                    const struct buf *source)
{
    const struct palette *palette = show->run->ui->out;
    struct buf value = {0};
    bool plain = shown->origin.source == OPT_BY_DEFAULT;
    setting_write(&value, &shown->setting);
    if (!shown->setting.set && shown->otherwise)
        buf_add_text(&value, shown->otherwise);
    add_cell(show, name, plain ? "" : palette->strong);
    add_cell(show, &value, shown->origin.refused ? palette->bad : plain ? palette->dim : "");
    add_cell(show, source, palette->dim);
    buf_wipe(&value);
}

static void add_place(struct buf *out, const struct opt_origin *origin)
{
    bool file = origin->source == OPT_BY_FILE;
    jsonw_text(out, "variable",
               origin->source == OPT_BY_VARIABLE ? span_of(origin->name) : (struct span){0});
    jsonw_text(out, "file", file ? span_of(origin->name) : (struct span){0});
    if (file)
        jsonw_integer(out, "line", (int64_t)origin->line);
    else
        jsonw_null(out, "line");
}

static void add_json(struct config_show *show, const struct config_view *view,
                     const struct shown *shown, const struct buf *name, const struct buf *source)
{
    struct buf *out = &show->out, value = {0};
    struct setting setting = shown->setting;
    if (!setting.set && shown->otherwise && shown->otherwise[0] != '(') {
        opt_list_add(&setting.texts, show->run->arena, shown->otherwise);
        setting = setting_of_texts(shown->row, &setting.texts);
    }
    setting_write_json(&value, &setting);
    secrets_mask(&show->known, &value);
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("setting"));
    jsonw_text(out, "name", buf_span(name));
    jsonw_raw(out, "value", buf_span(&value));
    jsonw_text(out, "source", buf_span(source));
    jsonw_text(out, "command", span_of(shown->prefix));
    jsonw_text(out, "from", span_of(kind_of(view, shown)));
    add_place(out, &shown->origin);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
    buf_wipe(&value);
}

static void add(struct config_show *show, const struct config_view *view, const struct shown *shown)
{
    struct buf name = {0}, source = {0};
    buf_printf(&name, "%s%s%s", shown->prefix ? shown->prefix : "", shown->prefix ? "." : "",
               shown->row->name);
    write_source(&source, view, shown);
    if (show->run->ui->json)
        add_json(show, view, shown, &name, &source);
    else
        add_row(show, shown, &name, &source);
    buf_clear(&name);
    buf_clear(&source);
}

/* The development secret is not made for being shown. */
static struct secrets read_secrets(struct config_show *show, const struct config_view *view,
                                   const struct secret_source *source)
{
    struct arena *arena = show->run->arena;
    struct secrets secrets = {0};
    struct error err;
    bool read = source->kind != SECRETS_OF_DEVELOPMENT
                    ? secrets_given(view->opts, arena, &secrets, &err)
                    : !devsecret_is_there(arena) || devsecret_load(arena, &secrets, &err);
    if (!read)
        note_fault(show, &err);
    return secrets;
}

/* Secrets, or the file of them, as far as they come from the source that wins whole. */
static void fill_secret(struct config_show *show, const struct config_view *view,
                        struct shown *shown)
{
    struct opt_list texts = {0};
    struct arena *arena = show->run->arena;
    const struct secret_source *source = &shown->source;
    bool file = shown->row->type != OPT_LIST;
    shown->source = secrets_source(view->opts);
    shown->secret = !file;
    if (file && source->path) {
        opt_list_add(&texts, arena, source->path);
    } else if (!file) {
        struct secrets secrets = read_secrets(show, view, source);
        for (size_t i = 0; i < secrets.count; i++)
            opt_list_add(&texts, arena, secrets.at[i].fingerprint);
        shown->otherwise =
            source->kind == SECRETS_OF_DEVELOPMENT ? "(made at first use)" : "(none)";
    }
    shown->setting = setting_of_texts(shown->row, &texts);
    if (file && !source->path)
        return;
    static const enum opt_source sources[] = {[SECRETS_TYPED] = OPT_TYPED,
                                              [SECRETS_BY_VARIABLE] = OPT_BY_VARIABLE,
                                              [SECRETS_BY_FILE] = OPT_BY_FILE,
                                              [SECRETS_OF_DEVELOPMENT] = OPT_BY_DEFAULT};
    shown->origin =
        (struct opt_origin){.source = sources[source->kind],
                            .name = source->file ? source->file->name : source->variable,
                            .line = source->file ? source->file->secret_line : 0};
}

void config_show_row(struct config_show *show, const struct config_view *view,
                     const struct opt_ref *ref, const char *prefix)
{
    struct arena *arena = show->run->arena;
    struct shown shown = {.prefix = prefix, .row = ref->row};
    if (ref->row->own_env) {
        fill_secret(show, view, &shown);
    } else {
        shown.origin = view->filling->origins[ref->number];
        shown.setting = setting_of(ref->row, view->opts, &shown.origin, arena);
        shown.otherwise = meaning_of(view, ref->row, arena);
    }
    add(show, view, &shown);
}
