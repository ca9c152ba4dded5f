#include "check.h"
#include "clock.h"
#include "file_watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static bool make_folder(const char *path, const char *unused)
{
    (void)unused;
    return mkdir(path, 0700) == 0;
}

static bool append(const char *path, const char *unused)
{
    (void)unused;
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    bool written = write(file, "x", 1) == 1;
    return close(file) == 0 && written;
}

static bool give_name(const char *path, const char *name)
{
    return rename(path, name) == 0;
}

static bool take_away(const char *path, const char *unused)
{
    (void)unused;
    return remove(path) == 0;
}

struct step {
    bool (*act)(const char *path, const char *name);
    const char *path, *name;
    bool noticed;
};

static const struct step steps[] = {
    {make_folder, "a", "", true},
    {make_folder, "a/b", "", true},
    {append, "a/b/file", "", true},
    {append, "a/b/file", "", true},
    {append, "a/b/other", "", false},
    {give_name, "a/b/other", "a/b/file", true},
    {give_name, "a/b/file", "a/b/file.1", true},
    {append, "a/b/file.1", "", false},
    {append, "a/b/file", "", true},
    {take_away, "a/b/file", "", true},
    {append, "a/b/file", "", true},
};

struct stage {
    struct loop *loop;
    struct loop_timer *timer;
    struct file_watch *watch;
    const struct step *step, *end;
    bool begun;
    int looks;
    int64_t since;
};

static bool on_look(void *context)
{
    struct stage *stage = context;
    stage->looks++;
    return false;
}

static void begin_step(struct stage *stage)
{
    char path[128], name[128];
    snprintf(path, sizeof path, "%s/%s", folder, stage->step->path);
    snprintf(name, sizeof name, "%s/%s", folder, stage->step->name);
    stage->looks = 0;
    stage->since = clock_ticks();
    check_row("%s %s", stage->step->path, stage->step->name);
    CHECK(stage->step->act(path, name));
}

/* What isn't noticed must not be for a while; a look comes once a second all the same. */
static bool is_over(const struct stage *stage)
{
    int64_t age = clock_ticks() - stage->since;
    return age > 800 * CLOCK_MS || (stage->step->noticed ? stage->looks > 0 : age > 200 * CLOCK_MS);
}

static void on_time(void *context)
{
    struct stage *stage = context;
    loop_timer_set(stage->timer, 5 * CLOCK_MS);
    if (stage->begun && !is_over(stage))
        return;
    if (stage->begun) {
        CHECK((stage->looks > 0) == stage->step->noticed);
        stage->step++;
    }
    stage->begun = true;
    if (stage->step < stage->end) {
        begin_step(stage);
        return;
    }
    loop_timer_free(stage->timer);
    file_watch_free(stage->watch);
}

static void run(const char *path, const struct step *first, size_t count)
{
    struct error err = {0};
    struct stage stage = {.loop = loop_new(&err), .step = first, .end = first + count};
    stage.watch = file_watch_new(stage.loop, path, on_look, &stage);
    stage.timer = loop_timer_new(stage.loop, on_time, &stage);
    loop_timer_set(stage.timer, 20 * CLOCK_MS);
    loop_run(stage.loop);
    CHECK(loop_free(stage.loop));
}

static void tells_what_happens_to_its_file(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/a/b/file", folder);
    run(path, steps, COUNT_OF(steps));
}

static void a_relative_path_is_as_good(void)
{
    int before = open(".", O_RDONLY | O_DIRECTORY);
    CHECK(chdir(folder) == 0);
    run("c/file", &(struct step){make_folder, "c", "", true}, 1);
    run("c/file", &(struct step){append, "c/file", "", true}, 1);
    run("file", &(struct step){append, "file", "", true}, 1);
    CHECK(fchdir(before) == 0);
    close(before);
}

static void follows_a_link(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/link", folder);
    CHECK(symlink("a/b/file", path) == 0);
    run(path, &(struct step){append, "a/b/file", "", true}, 1);
}

struct looking {
    struct file_watch *watch;
    int looks, most, left;
    int64_t last;
};

/* Leaves something at first; then the system has nothing to tell. */
static bool look_on(void *context)
{
    struct looking *looking = context;
    int64_t now = clock_ticks(), pause = now - looking->last;
    check_row("look %d", looking->looks);
    if (looking->looks > 0)
        CHECK(looking->looks <= looking->left ? pause < 500 * CLOCK_MS : pause > 900 * CLOCK_MS);
    looking->last = now;
    if (++looking->looks == looking->most)
        file_watch_free(looking->watch);
    return looking->looks <= looking->left;
}

static void looks_without_being_told(void)
{
    struct error err = {0};
    struct looking looking = {.most = 5, .left = 3};
    struct loop *loop = loop_new(&err);
    looking.watch = file_watch_new(loop, "/proc/self/nothing/file", look_on, &looking);
    loop_run(loop);
    CHECK_NUMBER(looking.looks, looking.most);
    CHECK(loop_free(loop));
}

static void accepts_none(void)
{
    file_watch_free(NULL);
}

/* Deepest first. */
static void tidy(void)
{
    static const char *const names[] = {"link",     "file",       "c/file", "c",
                                        "a/b/file", "a/b/file.1", "a/b",    "a"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
}

int main(void)
{
    const struct check_case cases[] = {
        {"tells what happens to its file", tells_what_happens_to_its_file},
        {"a relative path is as good", a_relative_path_is_as_good},
        {"follows a link", follows_a_link},
        {"looks without being told", looks_without_being_told},
        {"accepts none", accepts_none},
    };
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, tidy);
}
