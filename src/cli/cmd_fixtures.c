#include "commands.h"

#include "clock.h"
#include "files.h"
#include "fixture.h"
#include "hyperlink.h"
#include "jsonw.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "verbs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixtures_opts {
    struct common_opts common;
    bool force;
};

static const struct opt rows[] = {
    OPT(struct fixtures_opts, force, .name = "force", .of = "export",
        .help = "replace files that have other content", .only_typed = true),
};

/* One run of the command; `out` is what it prints next. */
struct working_on {
    const struct fixtures_opts *opts;
    struct opt_list args; /* behind the subcommand */
    const struct ui *ui;
    struct arena *arena;
    struct buf out;
};

static bool load(const struct working_on *run, struct fixture_list *list, struct error *err)
{
    const struct common_opts *common = &run->opts->common;
    return fixture_load(run->arena, common->fixtures, common->schemes, list, err);
}

static bool print(struct working_on *run, struct error *err)
{
    bool printed = ui_text(run->ui, &run->out, err);
    buf_reset(&run->out);
    return printed;
}

static void add_headers(struct buf *out, const struct headers *headers)
{
    jsonw_array(out, "headers");
    for (size_t i = 0; i < headers->count; i++) {
        jsonw_array(out, NULL);
        jsonw_text(out, NULL, headers->at[i].name);
        jsonw_text(out, NULL, headers->at[i].value);
        jsonw_end_array(out);
    }
    jsonw_end_array(out);
}

/* Adds the line of a fixture, its event as it would be sent; `file`: where it is, NULL: nowhere. */
static bool add_json(struct working_on *run, const struct fixture *fixture, const char *file,
                     struct error *err)
{
    struct buf event = {0}, *out = &run->out;
    struct fixture_refs refs = {0};
    struct headers headers = {0};
    const struct fixture_values values = {
        .now = clock_now(), .url = SPAN(SETTINGS_ENDPOINT), .refs = &refs};
    bool rendered = fixture_render(fixture, &values, &event, err) &&
                    fixture_headers(fixture, &values, run->arena, &headers, err);
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("fixture"));
    jsonw_text(out, "name", fixture->name);
    jsonw_text(out, "type", fixture->type);
    jsonw_text(out, "scheme", fixture->scheme);
    jsonw_text(out, "summary", fixture->summary);
    jsonw_text(out, "file", span_of(file));
    add_headers(out, &headers);
    jsonw_raw(out, "event", buf_span(&event));
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
    fixture_refs_clear(&refs);
    buf_clear(&event);
    return rendered;
}

/* A name is never cut: it is what other commands take. */
static const struct table_column columns[] = {
    {.title = NULL}, {.yields = 2}, {.yields = 1}, {.least = 12, .yields = 3}};

static void add_table(struct working_on *run, const struct fixture_list *list)
{
    struct table table = {.columns = columns, .count = COUNT_OF(columns)};
    for (size_t i = 0; i < list->count; i++) {
        const struct fixture *fixture = &list->at[i];
        const struct span cells[COUNT_OF(columns)] = {fixture->name, fixture->type, fixture->scheme,
                                                      fixture->summary};
        for (size_t column = 0; column < COUNT_OF(cells); column++)
            table_add(&table, cells[column], "");
    }
    table_write(&run->out, &table, isatty(STDOUT_FILENO) ? terminal_columns(STDOUT_FILENO) : 0,
                run->ui->out);
    table_clear(&table);
}

static bool list_all(void *context, struct error *err)
{
    struct working_on *run = context;
    struct fixture_list list;
    bool listed = load(run, &list, err);
    if (listed && !run->ui->json)
        add_table(run, &list);
    for (size_t i = 0; listed && run->ui->json && i < list.count; i++)
        listed = add_json(run, &list.at[i], list.at[i].file, err);
    return listed && print(run, err);
}

static const struct fixture *choose(const struct working_on *run, const struct fixture_list *list,
                                    const char *name, struct error *err)
{
    return fixture_choose(run->arena, list, name, run->opts->common.schemes, err);
}

static bool show(void *context, struct error *err)
{
    struct working_on *run = context;
    struct fixture_list list;
    const struct fixture *fixture = NULL;
    if (load(run, &list, err))
        fixture = choose(run, &list, run->args.at[0], err);
    if (!fixture)
        return false;
    if (run->ui->json)
        return add_json(run, fixture, fixture->file, err) && print(run, err);
    struct buf event = {0};
    const struct fixture_values values = {.now = clock_now(), .url = SPAN(SETTINGS_ENDPOINT)};
    bool rendered = fixture_render(fixture, &values, &event, err);
    render_body(&run->out, buf_span(&event), 0, run->ui->out);
    buf_clear(&event);
    return rendered && print(run, err);
}

/* Whether a file may be written: it is not there, holds nothing else, or may be replaced. */
static bool may_write(const struct working_on *run, const char *path, struct span text,
                      bool *written, struct error *err)
{
    struct buf old = {0};
    if (run->opts->force || access(path, F_OK) != 0)
        return true;
    bool read = file_read(&old, path, err);
    *written = read && span_equal(buf_span(&old), text);
    if (read && !*written)
        error_set(err, ERROR_CHECK, "%s is left as it is: it has other content", path);
    buf_clear(&old);
    return *written;
}

/* Copies one fixture out; `kept` counts what is left alone for its content. */
static bool export_one(struct working_on *run, const struct fixture *fixture, size_t *kept,
                       struct error *err)
{
    const char *folder = run->args.at[0];
    bool slash = span_ends(span_of(folder), SPAN("/")), done = false;
    struct buf name = {0};
    buf_printf(&name, "%s%s%.*s.json", folder, slash ? "" : "/", SPAN_ARG(fixture->name));
    const char *path = buf_keep(run->arena, &name).at;
    struct error trouble = {0};
    if (may_write(run, path, fixture->text, &done, &trouble)) {
        if (!done && !file_write(path, fixture->text, !run->opts->force, err))
            return false;
    } else if (trouble.code == ERROR_CHECK) {
        ui_trouble(run->ui, &trouble);
        ++*kept;
        return true;
    } else {
        *err = trouble;
        return false;
    }
    if (run->ui->json)
        return add_json(run, fixture, path, err) && print(run, err);
    hyperlink_file(&run->out, run->ui, run->ui->out, path);
    buf_add_byte(&run->out, '\n');
    return print(run, err);
}

/* What the arguments behind the folder name; without any, all there is. */
static bool choose_all(const struct working_on *run, struct fixture_list *chosen, struct error *err)
{
    struct fixture_list list;
    if (!load(run, &list, err))
        return false;
    *chosen = list;
    if (run->args.count == 1)
        return true;
    chosen->at = arena_new(run->arena, run->args.count * sizeof *chosen->at);
    chosen->count = run->args.count - 1;
    for (size_t i = 0; i < chosen->count; i++) {
        const struct fixture *fixture = choose(run, &list, run->args.at[i + 1], err);
        if (!fixture)
            return false;
        chosen->at[i] = *fixture;
    }
    return true;
}

static bool export_all(void *context, struct error *err)
{
    struct working_on *run = context;
    struct fixture_list chosen;
    size_t kept = 0;
    if (!choose_all(run, &chosen, err))
        return false;
    if (mkdir(run->args.at[0], 0777) != 0 && errno != EEXIST)
        return error_errno(err, ERROR_SYSTEM, errno, "cannot make the folder %s", run->args.at[0]);
    for (size_t i = 0; i < chosen.count; i++)
        if (!export_one(run, &chosen.at[i], &kept, err))
            return false;
    if (kept == 0)
        return true;
    error_set(err, ERROR_CHECK, "%zu of %zu files were left as they are", kept, chosen.count);
    return error_hint(err, "--force replaces them");
}

/* A line or column; 0: there is none. */
static void add_place(struct buf *out, const char *name, size_t place)
{
    if (place)
        jsonw_integer(out, name, (int64_t)place);
    else
        jsonw_null(out, name);
}

/* Says what is wrong with a file, and where; line 0: it can't be read. */
static bool say_fault(struct working_on *run, const char *file, const struct fixture_fault *fault,
                      struct error *err)
{
    struct error trouble;
    error_set(&trouble, ERROR_INPUT, "%s", fault->why);
    if (fault->hint)
        error_hint(&trouble, "%s", fault->hint);
    if (fault->line)
        error_context(&trouble, "%s: line %zu, column %zu", file, fault->line, fault->column);
    else
        file_unreadable(file, &trouble);
    ui_trouble(run->ui, &trouble);
    if (!run->ui->json)
        return true;
    jsonw_object(&run->out, NULL);
    jsonw_text(&run->out, "kind", SPAN("fault"));
    jsonw_text(&run->out, "file", span_of(file));
    add_place(&run->out, "line", fault->line);
    add_place(&run->out, "column", fault->column);
    jsonw_text(&run->out, "why", span_of(fault->why));
    jsonw_text(&run->out, "hint", span_of(fault->hint));
    jsonw_end_object(&run->out);
    buf_add_byte(&run->out, '\n');
    return print(run, err);
}

static bool say_sound(struct working_on *run, const char *file, const struct fixture *fixture,
                      struct error *err)
{
    if (run->ui->json)
        return add_json(run, fixture, file, err) && print(run, err);
    text_escape(&run->out, span_of(file));
    buf_add_text(&run->out, ": ok\n");
    return print(run, err);
}

/* Checks one file; false, with `err`, is for what ends the command. */
static bool check_one(struct working_on *run, const char *file, bool *sound, struct error *err)
{
    struct buf text = {0};
    struct fixture fixture;
    struct fixture_faults faults;
    struct error trouble;
    *sound = false;
    ui_note_waiting(run->ui, file);
    if (!file_read(&text, file, &trouble)) {
        buf_clear(&text);
        const struct fixture_fault unreadable = {.why = trouble.text + trouble.why};
        return say_fault(run, file, &unreadable, err);
    }
    struct span kept = buf_keep(run->arena, &text);
    *sound = fixture_check(run->arena, kept, run->opts->common.schemes, &fixture, &faults);
    if (*sound)
        return say_sound(run, file, &fixture, err);
    for (size_t i = 0; i < faults.count; i++)
        if (!say_fault(run, file, &faults.at[i], err))
            return false;
    return true;
}

static bool check_all(void *context, struct error *err)
{
    struct working_on *run = context;
    size_t bad = 0;
    if (!settings_one_stdin(&run->opts->common, &run->args, err))
        return false;
    for (size_t i = 0; i < run->args.count; i++) {
        bool sound;
        if (!check_one(run, run->args.at[i], &sound, err))
            return false;
        bad += !sound;
    }
    return bad == 0 || error_set(err, ERROR_INPUT, "%zu of %zu files can't be used as fixtures",
                                 bad, run->args.count);
}

static const struct verb verbs[] = {
    {"list",
     0,
     0,
     "no argument",
     "'sfpy-hook fixtures list' shows the events there are",
     list_all,
     "the events there are",
     {0}},
    {"show",
     1,
     1,
     "one EVENT",
     "'sfpy-hook fixtures list' shows the events there are",
     show,
     "one event as it would be sent",
     {OPT_COMPLETE_FIXTURE}},
    {"export",
     1,
     SIZE_MAX,
     "a DIR",
     "'sfpy-hook fixtures export webhooks', say",
     export_all,
     "copy the files out, for you to change",
     {OPT_COMPLETE_FOLDER, OPT_COMPLETE_FIXTURE}},
    {"check",
     1,
     SIZE_MAX,
     "a FILE, or several",
     "- is standard input",
     check_all,
     "tell every fault of such files",
     {OPT_COMPLETE_FILE, OPT_COMPLETE_FILE}},
};

static const struct verbs all_verbs = {
    .command = "fixtures",
    .at = verbs,
    .count = COUNT_OF(verbs),
    .otherwise = "'fixtures list', 'show EVENT', 'export DIR' or 'check FILE'"};

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct working_on work = {.opts = options, .ui = ui, .arena = arena};
    const struct verb *verb =
        verb_find(&all_verbs, work.opts->common.filling, operands, &work.args, err);
    bool done = verb && verb->act(&work, err);
    buf_clear(&work.out);
    return done ? ERROR_NONE : err->code;
}

static const struct opt_group own_group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&own_group, &fixture_group, &output_group, NULL};

const struct command command_fixtures = {
    .options =
        {
            .name = "fixtures",
            .synopsis = "[OPTION]... [list | show | export | check] [WHAT]...",
            .summary = "list, show, copy out and check the events that trigger can send",
            .about =
                "  list                   the events there are: your own, in the folder of\n"
                "                         --fixtures, and the built-in ones\n"
                "  show EVENT             one as it would be sent, with fresh ids and times\n"
                "  export DIR [EVENT]...  copy the files out, for you to change\n"
                "  check FILE...          tell every fault of such files, with its place; ends\n"
                "                         with 3 where there is one\n"
                "\n"
                "EVENT is a fixture's name, a wire type (the first event that has it), or the\n"
                "path of a file. In the strings of a file, {{xid}}, {{uuid}}, {{now}},\n"
                "{{now+1m}}, {{seconds}}, {{tx_hash}}, {{address}}, {{hex:N}}, {{digits:N}} and\n"
                "{{url}} stand for what is fresh each time, {{ref:NAME}} and {{uuid:NAME}} for\n"
                "ids that recur.\n",
            .examples = "  sfpy-hook fixtures list\n"
                        "  sfpy-hook fixtures show payment.confirmed\n"
                        "  sfpy-hook fixtures export webhooks payment.confirmed refund.confirmed\n"
                        "  sfpy-hook fixtures check webhooks/*.json\n"
                        "  sfpy-hook trigger payment.confirmed --fixtures webhooks\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
        },
    .opts_size = sizeof(struct fixtures_opts),
    .verbs = &all_verbs,
    .run = run,
};
