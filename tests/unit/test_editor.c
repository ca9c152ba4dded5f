#include "check.h"

#include "editor.h"
#include "files.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT "{\n  \"a\": 1.50\n}\n"

static char folder[64];
static char script[96], notes[96], temporary[96];

static void tidy(void)
{
    remove(script);
    remove(notes);
    rmdir(temporary);
}

/* A folder with a space in its name for the files that are edited, and a script as the editor. */
static void begin(const char *content)
{
    struct buf text = {0};
    struct error err;
    snprintf(script, sizeof script, "%s/the editor", folder);
    snprintf(notes, sizeof notes, "%s/notes", folder);
    snprintf(temporary, sizeof temporary, "%s/a $x b", folder);
    mkdir(temporary, 0700);
    buf_printf(&text, "#!/bin/sh\n%s\n", content);
    CHECK(file_write(script, buf_span(&text), false, &err));
    chmod(script, 0700);
    buf_printf(&text, "'%s'", script);
    setenv("EDITOR", strrchr(text.at, '\n') + 1, 1);
    unsetenv("VISUAL");
    setenv("TMPDIR", temporary, 1);
    setenv("NOTES", notes, 1);
    buf_clear(&text);
}

/* How many entries a folder has, but for . and .. */
static size_t count_entries(const char *path)
{
    size_t count = 0;
    DIR *entries = opendir(path);
    while (entries && readdir(entries))
        count++;
    if (entries)
        closedir(entries);
    return count < 2 ? 0 : count - 2;
}

/* What the script wrote down. */
static void check_notes(const char *expected)
{
    struct buf content = {0};
    struct error err;
    CHECK(file_read(&content, notes, &err));
    CHECK_TEXT(buf_span(&content), expected);
    buf_clear(&content);
}

static const struct {
    const char *what, *script, *result; /* no result: it fails */
    enum error_code code;
    const char *text; /* a part of the reason */
} editors[] = {
    {"leaves it", ":", TEXT, ERROR_NONE, ""},
    {"sed", "sed -i s/1.50/1.500/ \"$1\"", "{\n  \"a\": 1.500\n}\n", ERROR_NONE, ""},
    {"writes in place", "printf x >\"$1\"", "x", ERROR_NONE, ""},
    {"empties it", ": >\"$1\"", "", ERROR_NONE, ""},
    {"leaves copies", "cp \"$1\" \"$1~\"; echo >\"${1%/*}/.lock\"; ln -s / \"$1.link\"", TEXT,
     ERROR_NONE, ""},
    {"keeps NUL and what is no UTF-8", "printf '\\377\\n' >\"$1\"", "\xff\n", ERROR_NONE, ""},
    {"fails", "printf x >\"$1\"; exit 3", NULL, ERROR_CHECK, "ended with status 3"},
    {"fails by 1", "exit 1", NULL, ERROR_CHECK, "ended with status 1"},
    {"fails by 255", "exit 255", NULL, ERROR_CHECK, "ended with status 255"},
    {"is killed", "kill -KILL $$", NULL, ERROR_CHECK, "was ended by signal 9"},
    {"is terminated", "kill -TERM $$", NULL, ERROR_CHECK, "was ended by signal 15"},
    {"is interrupted", "kill -INT $$; sleep 9", NULL, ERROR_CHECK, "was ended by signal 2"},
    {"quits", "ulimit -c 0; kill -QUIT $$; sleep 9", NULL, ERROR_CHECK, "was ended by signal 3"},
    {"gives it another name", "mv \"$1\" \"$1.new\"", NULL, ERROR_INPUT, "cannot read "},
    {"makes it a folder", "rm \"$1\"; mkdir \"$1\"; : >\"$NOTES\"", NULL, ERROR_INPUT,
     "cannot read "},
    {"makes it huge", "truncate -s 16777217 \"$1\"", NULL, ERROR_INPUT, "larger than 16 MiB"},
};

static void takes_what_became_of_it(void)
{
    for (size_t i = 0; i < COUNT_OF(editors); i++) {
        struct editing editing = {0};
        struct buf result = {0};
        struct error err = {0};
        check_row("%s", editors[i].what);
        begin(editors[i].script);
        buf_add_text(&result, "before");
        bool done = editing_run(&editing, SPAN(TEXT), "payment.confirmed", &result, &err);
        CHECK(done == (editors[i].result != NULL));
        CHECK_TEXT(buf_span(&result), done ? editors[i].result : "before");
        CHECK_NUMBER(err.code, editors[i].code);
        CHECK(span_contains(span_of(err.text), span_of(editors[i].text)));
        CHECK_NUMBER((long long)count_entries(temporary), 1);
        if (err.code == ERROR_INPUT && access(notes, F_OK) == 0)
            rmdir(editing.path); /* that folder is the script's */
        editing_end(&editing, false);
        CHECK_NUMBER((long long)count_entries(temporary), 0);
        buf_clear(&result);
        remove(notes);
    }
}

static void takes_a_large_text(void)
{
    struct editing editing = {0};
    struct buf text = {0}, result = {0};
    struct error err = {0};
    begin("printf 1 >>\"$1\"");
    buf_add_repeated(&text, '1', (16 << 20) - 2);
    CHECK(editing_run(&editing, buf_span(&text), "x", &result, &err));
    buf_add_byte(&text, '1');
    CHECK(span_equal(buf_span(&result), buf_span(&text)));
    editing_end(&editing, false);
    buf_clear(&text);
    buf_clear(&result);
}

static void keeps_the_file_if_asked(void)
{
    struct editing editing = {0};
    struct buf result = {0}, kept = {0}, path = {0};
    struct error err = {0};
    begin("printf '{' >\"$1\"; : >\"$1~\"");
    CHECK(editing_run(&editing, SPAN(TEXT), "x", &result, &err));
    buf_add_text(&path, editing.path);
    editing_end(&editing, true);
    CHECK(!editing.path && !editing.folder);
    CHECK(file_read(&kept, path.at, &err));
    CHECK_TEXT(buf_span(&kept), "{");
    CHECK_NUMBER((long long)count_entries(temporary), 1);
    unlink(path.at);
    buf_add_text(&path, "~");
    CHECK_NUMBER(unlink(path.at), 0);
    *strrchr(path.at, '/') = 0;
    CHECK_NUMBER(rmdir(path.at), 0);
    buf_clear(&path);
    buf_clear(&kept);
    buf_clear(&result);
}

/* Runs the editor with a name; the notes are what it wrote there. */
static bool run_named(const char *name, struct error *err)
{
    struct editing editing = {0};
    struct buf result = {0};
    bool done = editing_run(&editing, SPAN(TEXT), name, &result, err);
    editing_end(&editing, false);
    buf_clear(&result);
    return done;
}

static void hides_the_file_from_others(void)
{
    struct error err = {0};
    begin("stat -c %a \"$1\" \"${1%/*}\" >\"$NOTES\"");
    mode_t old = umask(0);
    CHECK(run_named("x", &err));
    umask(old);
    check_notes("600\n700\n");
}

static void names_the_file(void)
{
    static const struct {
        const char *name, *file;
    } rows[] = {
        {"payment.confirmed", "payment.confirmed.json\n"},
        {"", "event.json\n"},
        {"-", "-.json\n"},
        {"..", "...json\n"},
        {"/a/b c$.json", "b_c_.json\n"},
        {"h\xc3\xa9\n", "h___.json\n"},
        {".json", "event.json\n"},
        {"a/", "event.json\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        check_row("%s", rows[i].name);
        begin("basename -- \"$1\" >\"$NOTES\"");
        CHECK(run_named(rows[i].name, &err));
        check_notes(rows[i].file);
    }
}

static void gives_no_secret(void)
{
    static const char *const secrets[] = {"SFPY_HOOK_SECRET", "SFPY_HOOK_SECRET_FILE",
                                          "SFPY_WEBHOOK_SECRET", "SFPY_WEBHOOK_SECRET_OLD"};
    struct error err = {0};
    begin("env | grep -c -e WORD-OF-SECRET >\"$NOTES\"; echo \"$SFPY_HOOK_URL\" >>\"$NOTES\"");
    for (size_t i = 0; i < COUNT_OF(secrets); i++)
        setenv(secrets[i], "WORD-OF-SECRET", 1);
    setenv("SFPY_HOOK_URL", "http://127.0.0.1/", 1);
    CHECK(run_named("x", &err));
    check_notes("0\nhttp://127.0.0.1/\n");
    for (size_t i = 0; i < COUNT_OF(secrets); i++)
        unsetenv(secrets[i]);
    unsetenv("SFPY_HOOK_URL");
}

/* Links to the script under names that are looked for in PATH; made, or taken away again. */
static void link_names(bool made)
{
    static const char *const names[] = {"the-visual", "the-editor", "vi"};
    struct buf link = {0};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        buf_reset(&link);
        buf_printf(&link, "%s/%s", folder, names[i]);
        CHECK_NUMBER(made ? symlink(script, link.at) : unlink(link.at), 0);
    }
    buf_clear(&link);
}

static void set_or_unset(const char *variable, const char *value)
{
    if (value)
        setenv(variable, value, 1);
    else
        unsetenv(variable);
}

/*
 * The first of VISUAL and EDITOR that is set, since there is no terminal for vi; each may have
 * words of its own. The script notes its name, how many words it got and the first of them, if that
 * isn't the file.
 */
static const struct {
    const char *visual, *editor,
        *notes; /* `notes` NULL: it can't be run, which `why` begins to say */
    const char *why;
} commands[] = {
    {"the-visual --wait", "vi", "the-visual 2 --wait\n", NULL},
    {"", "the-editor '--a b' -c", "the-editor 3 --a b\n", NULL},
    {NULL, "WORD=x the-editor -w", "the-editor 2 -w\n", NULL},
    {NULL, "vi", "vi 1 FILE\n", NULL},
    {NULL, "", NULL, "standard input is no terminal, and"},
    {NULL, NULL, NULL, "standard input is no terminal, and"},
    {NULL, "there-is-no-such-editor -x", NULL, "cannot run the editor '"},
    {NULL, "/", NULL, "cannot run the editor '"},
};

static void finds_the_editor(void)
{
    struct buf path = {0};
    char *old = mem_text(getenv("PATH"));
    begin("case $1 in /*) first=FILE ;; *) first=$1 ;; esac\n"
          "echo \"${0##*/} $# $first\" >\"$NOTES\"");
    link_names(true);
    buf_printf(&path, "%s:%s", folder, old ? old : "");
    setenv("PATH", path.at, 1);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct error err = {0};
        check_row("%zu", i);
        set_or_unset("VISUAL", commands[i].visual);
        set_or_unset("EDITOR", commands[i].editor);
        bool done = run_named("x", &err);
        CHECK(done == (commands[i].notes != NULL));
        if (commands[i].notes) {
            check_notes(commands[i].notes);
        } else {
            CHECK_NUMBER(err.code, *commands[i].why == 'c' ? ERROR_CHECK : ERROR_USAGE);
            CHECK(span_starts(span_of(err.text), span_of(commands[i].why)));
            CHECK_TEXT(span_of(err.hint), "VISUAL or EDITOR names the one to run");
        }
    }
    set_or_unset("PATH", old);
    link_names(false);
    free(old);
    buf_clear(&path);
}

static volatile sig_atomic_t interrupts;

static void on_interrupt(int number)
{
    (void)number;
    interrupts++;
}

/* What the user types while the editor is there is not for us; after it, it is again. */
static void leaves_signals_to_the_editor(void)
{
    struct error err = {0};
    char process[32];
    struct sigaction ours = {.sa_handler = on_interrupt}, old_interrupt, old_quit, now;
    snprintf(process, sizeof process, "%ld", (long)getpid());
    setenv("TESTER", process, 1);
    sigaction(SIGINT, &ours, &old_interrupt);
    sigaction(SIGQUIT, NULL, &old_quit);
    begin("kill -INT $TESTER; kill -QUIT $TESTER; kill -CHLD $TESTER; echo on >\"$NOTES\"");
    CHECK(run_named("x", &err));
    check_notes("on\n");
    CHECK_NUMBER(interrupts, 0);
    sigaction(SIGQUIT, NULL, &now);
    CHECK(now.sa_handler == old_quit.sa_handler);
    raise(SIGINT);
    CHECK_NUMBER(interrupts, 1);
    sigaction(SIGINT, &old_interrupt, NULL);
    unsetenv("TESTER");
}

/* What we ignore or what ignores its children doesn't reach the editor, nor hide its status. */
static void knows_the_status_where_children_are_ignored(void)
{
    struct error err = {0};
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    begin("kill -PIPE $$; exit 3");
    CHECK(!run_named("x", &err));
    CHECK_NUMBER(err.code, ERROR_CHECK);
    CHECK(span_ends(span_of(err.text), SPAN("was ended by signal 13")));
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
}

static void says_where_no_file_can_be_made(void)
{
    struct error err = {0};
    struct editing editing = {0};
    begin(": >\"$NOTES\"");
    remove(notes);
    setenv("TMPDIR", "/there/is no/such", 1);
    CHECK(!run_named("x", &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    CHECK_TEXT(span_of(err.text),
               "cannot make a folder in /there/is no/such: No such file or directory");
    CHECK_TEXT(span_of(err.hint), "TMPDIR names another place for it");
    CHECK(access(notes, F_OK) != 0);
    editing_end(&editing, false);
    editing_end(&editing, true);
}

/* Neither of these is an option of the editor's. */
static void takes_any_place(void)
{
    static const char *const places[] = {"-x", "."};
    char *old = getcwd(NULL, 0);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct error err = {0};
        check_row("%s", places[i]);
        begin("[ -f \"$1\" ] && echo \"${1%%/*}\" >\"$NOTES\"");
        CHECK_NUMBER(chdir(temporary), 0);
        mkdir("./-x", 0700);
        setenv("TMPDIR", places[i], 1);
        CHECK(run_named("x", &err));
        check_notes(".\n");
        rmdir("./-x");
        CHECK_NUMBER((long long)count_entries("."), 0);
        CHECK_NUMBER(chdir(old), 0);
    }
    free(old);
}

static const struct check_case cases[] = {
    {"takes what became of it", takes_what_became_of_it},
    {"takes a large text", takes_a_large_text},
    {"keeps the file if asked", keeps_the_file_if_asked},
    {"hides the file from others", hides_the_file_from_others},
    {"names the file", names_the_file},
    {"gives no secret", gives_no_secret},
    {"finds the editor", finds_the_editor},
    {"leaves signals to the editor", leaves_signals_to_the_editor},
    {"knows the status where children are ignored", knows_the_status_where_children_are_ignored},
    {"says where no file can be made", says_where_no_file_can_be_made},
    {"takes any place", takes_any_place},
};

int main(void)
{
    /* No terminal, wherever the tests run. */
    if (!freopen("/dev/null", "r", stdin))
        return EXIT_FAILURE;
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, tidy);
}
