/* The report of `smoke`, as the run goes on. */
#include "files.h"
#include "progress.h"
#include "smoke_parts.h"
#include "smoke_stages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct smoke_form *form_of(const struct smoke_run *run)
{
    if (run->ui->json)
        return &smoke_json;
    return run->opts->tap ? &smoke_tap : &smoke_text;
}

/* Whether what is printed is read by a runner that takes commands from it. */
static bool is_in_actions(void)
{
    const char *actions = getenv("GITHUB_ACTIONS");
    return actions && strcmp(actions, "true") == 0;
}

static bool print(struct smoke_run *run, struct buf *out)
{
    struct error *err = &run->failure, ignored;
    if (is_in_actions())
        smoke_disarm(out, run->ui->json);
    bool printed = ui_text(run->ui, out, err->code == ERROR_NONE ? err : &ignored);
    buf_clear(out);
    return printed;
}

static void annotate(struct smoke_run *run, const struct smoke_result *result)
{
    struct buf line = {0};
    if (is_in_actions())
        smoke_annotation_write(&line, &run->report.heading, result);
    while (line.size > 0 && line.at[line.size - 1] == '\n')
        line.size--;
    if (line.size)
        ui_say(run->ui, "%.*s", SPAN_ARG(buf_span(&line)));
    buf_clear(&line);
}

/* Whether more is to be said of a result than what came of its own answers. */
static bool is_held(const struct smoke_run *run, const struct smoke_case *at)
{
    return !at->over || (at->check->concluded && run->stage == SMOKE_SHARED);
}

static void begin(struct smoke_run *run)
{
    struct buf out = {0};
    if (!form_of(run)->begin || (run->ui->quiet && form_of(run) == &smoke_text))
        return;
    form_of(run)->begin(&out, &run->report.heading, run->ui->out);
    print(run, &out);
}

static void draw_progress(struct smoke_run *run)
{
    const struct smoke_heading *heading = &run->report.heading;
    const struct progress_state progress = {
        .elapsed = clock_ticks() - run->begun,
        .planned = run->count,
        .sent = run->reported,
        .failed = smoke_count(heading, run->results, run->reported).failed};
    if (run->shows_progress && run->stage != SMOKE_OVER)
        progress_draw(&progress, run->ui->err, &run->drawn);
}

void smoke_tell(struct smoke_run *run)
{
    struct smoke_result *results = run->results;
    bool quiet = run->ui->quiet && form_of(run) == &smoke_text;
    struct buf out = {0};
    progress_erase(&run->drawn);
    while (run->reported < run->count && !is_held(run, &run->cases[run->reported])) {
        size_t at = run->reported++;
        if (at == 0)
            begin(run);
        results[at] = run->cases[at].result;
        if (form_of(run)->check && (!quiet || results[at].status == SMOKE_FAIL))
            form_of(run)->check(&out, &run->report.heading, results, at, run->ui->out);
        annotate(run, &results[at]);
    }
    print(run, &out);
    draw_progress(run);
}

void smoke_show_log(struct smoke_run *run)
{
    struct buf lines = {0};
    smoke_app_write_tail(run->app, &lines);
    progress_erase(&run->drawn);
    if (lines.size > 0)
        ui_say(run->ui, "%.*s", (int)lines.size - 1, lines.at);
    buf_clear(&lines);
}

/* Adds to a file, which is made where there is none. */
static bool append(const char *path, struct span text, struct error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    bool written = file >= 0 && file_write_all(file, text);
    int failure = errno;
    if (file >= 0 && close(file) != 0 && written) {
        written = false;
        failure = errno;
    }
    return written || error_errno(err, ERROR_SYSTEM, failure, "cannot write %s", path);
}

/* Whether a file is there to be written to, or can be made. */
static bool check_file(const char *option, const char *path, struct error *err)
{
    struct arena arena = {0};
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *folder =
        slash ? span_keep(&arena, (struct span){path, (size_t)(slash - path + 1)}).at : ".";
    const char *checked = path && access(path, F_OK) == 0 ? path : folder;
    bool writable = !path || access(checked, W_OK) == 0;
    if (!writable) {
        error_errno(err, ERROR_SYSTEM, errno, "cannot write %s", path);
        error_context(err, "option '%s'", option);
    }
    arena_clear(&arena);
    return writable;
}

bool smoke_report_check(const struct smoke_run *run, struct error *err)
{
    return check_file("--junit", run->opts->junit, err) &&
           check_file("--summary", run->opts->summary, err);
}

static bool write_files(struct smoke_run *run, struct error *err)
{
    struct buf junit = {0}, summary = {0};
    const struct smoke_opts *opts = run->opts;
    bool written = true;
    if (opts->junit) {
        smoke_junit_write(&junit, &run->report);
        written = file_write(opts->junit, buf_span(&junit), false, err) ||
                  error_context(err, "option '--junit'");
    }
    if (written && opts->summary) {
        smoke_markdown_write(&summary, &run->report);
        written = append(opts->summary, buf_span(&summary), err) ||
                  error_context(err, "option '--summary'");
    }
    buf_clear(&junit);
    buf_clear(&summary);
    return written;
}

bool smoke_report_end(struct smoke_run *run, struct error *err)
{
    struct buf out = {0};
    run->report.results = run->results;
    run->report.count = run->reported;
    run->report.totals = smoke_count(&run->report.heading, run->results, run->reported);
    run->report.totals.duration = clock_ticks() - run->begun;
    progress_erase(&run->drawn);
    if (form_of(run)->end)
        form_of(run)->end(&out, &run->report, run->ui->out);
    if (!print(run, &out))
        *err = run->failure;
    return err->code == ERROR_NONE && write_files(run, err);
}
