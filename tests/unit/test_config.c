#include "check.h"
#include "clock.h"
#include "config_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const struct {
    const char *text, *blanked;
} comments[] = {
    {"", ""},
    {"{}", "{}"},
    {"//", "  "},
    {"// a\n1", "    \n1"},
    {"1 // a", "1     "},
    {"/**/1", "    1"},
    {"/***/1", "     1"},
    {"/* a\r\n * b */1", "     \n       1"},
    {"/*//*/1//*/", "      1    "},
    {"//*\n1*/", "   \n1*/"},
    {"\"//\"//", "\"//\"  "},
    {"\"\\\"//\"//", "\"\\\"//\"  "},
    {"\"\\\\\"//\"", "\"\\\\\"   "},
    {"\"/*\" /* \" */ \"*/\"", "\"/*\"         \"*/\""},
    {"\"//", "\"//"},
    {"\"\\", "\"\\"},
    {"/", "/"},
    {"1/2", "1/2"},
    {"* /", "* /"},
    {"{\"a\":1,}", "{\"a\":1 }"},
    {"[1, // ,\n ]", "[1      \n ]"},
    {"[[1,],]", "[[1 ] ]"},
    {"{\"a,}\":\",]\",}", "{\"a,}\":\",]\" }"},
    {"[,]", "[,]"},
    {"[1,,]", "[1,,]"},
    {"{\"a\":,}", "{\"a\":,}"},
    {",}", ",}"},
    {"/*", "3 not JSON: a comment without its end at line 1, column 1"},
    {"1\n /*/", "3 not JSON: a comment without its end at line 2, column 2"},
    {"/* *", "3 not JSON: a comment without its end at line 1, column 1"},
};

static void blanks_comments(void)
{
    for (size_t i = 0; i < COUNT_OF(comments); i++) {
        struct buf text = {0}, got = {0};
        struct error err = {0};
        check_row("%s", comments[i].text);
        buf_add_text(&text, comments[i].text);
        if (config_blank_comments(&text, &err))
            buf_add(&got, buf_span(&text));
        else
            buf_printf(&got, "%d %s", err.code, err.text);
        CHECK_TEXT(buf_span(&got), comments[i].blanked);
        CHECK_NUMBER((long long)text.size, (long long)strlen(comments[i].text));
        buf_clear(&text);
        buf_clear(&got);
    }
}

/* An options struct of a made-up command, which has a row of each kind. */
struct made_up {
    struct common_opts common;
    bool force, checked;
    const char *text, *file, *url;
    int64_t count, delay;
    int format;
    struct opt_list headers;
};

static const char *const formats[] = {"pretty", "json", NULL};

static const struct opt rows[] = {
    OPT(struct made_up, force, .name = "force"),
    OPT(struct made_up, checked, .name = "checked", .only_trusted = true),
    OPT(struct made_up, text, .name = "text", .value = "TEXT"),
    OPT(struct made_up, file, .name = "file", .value = "FILE", .complete = OPT_COMPLETE_FILE),
    OPT(struct made_up, url, .name = "url", .value = "URL", .complete = OPT_COMPLETE_URL),
    OPT(struct made_up, count, .name = "number", .value = "N", .least = 1, .most = 9),
    OPT(struct made_up, delay, .name = "delay", .value = "TIME", .unit = CLOCK_MS),
    OPT(struct made_up, format, .name = "shape", .value = "FORM", .choices = formats),
    OPT(struct made_up, headers, .name = "more", .value = "TEXT"),
    OPT(struct made_up, common.secrets, .name = "secret", .value = "TEXT", .own_env = true),
    OPT(struct made_up, common.config_file, .name = "typed", .value = "X", .only_typed = true),
};

static const struct opt_group group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&group, NULL};
static const struct opt_command command = {.name = "make", .groups = groups};

static const struct {
    const char *text, *filled;
    bool trusted;
} files[] = {
    {"{}", "", false},
    {"{\"force\":true,\"text\":\"a\\u00e9\",\"number\":5,\"delay\":\"1s\",\"shape\":\"json\"}",
     "force text=a\303\251 number=5 delay=1000 shape=1 ", false},
    {"{\"delay\":1.5,\"number\":\"9\",\"force\":false}", "number=9 delay=1 ", false},
    {"{\"more\":\"a\"}", "more=a ", false},
    {"{\"more\":[\"a\",\"\",\"b\"]}", "more=a more= more=b ", false},
    {"{\"more\":[]}", "", false},
    {"{\"text\":\"a\",\"te\\u0078t\":\"b\"}", "text=b ", false},
    {"{\"secret\":\"a\"}", "own=a ", false},
    {"{\"checked\":true,\"file\":\"/x\",\"url\":\"http://a/\"}", "checked file=/x url=http://a/ ",
     true},
    {"{\"file\":\"x\",\"url\":\"3000\"}", "file=x url=3000 ", false},
    {"{\"typed\":\"x\"}", "3 f: line 1, column 2: unknown setting 'typed'", true},
    {"{\"checked\":false}", "3 f: line 1: \"checked\": a project's file may not set it", false},
    {"{\"number\":10}", "3 f: line 1: \"number\": a number from 1 to 9 is wanted, not '10'", false},
    {"\n{\"more\":[\n[]]}", "3 f: line 3: \"more\": a string is wanted, not an array", false},
};

static void add_list(struct buf *out, const char *name, const struct opt_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        buf_printf(out, "%s=%s ", name, list->at[i]);
}

static void add_filled(struct buf *out, const struct made_up *made_up)
{
    buf_printf(out, "%s%s", made_up->force ? "force " : "", made_up->checked ? "checked " : "");
    if (made_up->text)
        buf_printf(out, "text=%s ", made_up->text);
    if (made_up->file)
        buf_printf(out, "file=%s ", made_up->file);
    if (made_up->url)
        buf_printf(out, "url=%s ", made_up->url);
    if (made_up->count)
        buf_printf(out, "number=%d ", (int)made_up->count);
    if (made_up->delay)
        buf_printf(out, "delay=%d ", (int)(made_up->delay / CLOCK_MS));
    if (made_up->format)
        buf_printf(out, "shape=%d ", made_up->format);
    add_list(out, "more", &made_up->headers);
    add_list(out, "secret", &made_up->common.secrets);
}

static void fills_rows_by_their_type(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct config_file file = {
            .name = "f", .text = span_of(files[i].text), .trusted = files[i].trusted};
        struct made_up made_up = {0};
        struct arena arena = {0};
        struct error err = {0};
        struct buf out = {0};
        struct opt_filling filling = opt_fill(&command, &made_up, &arena);
        check_row("%s", files[i].text);
        if (config_fill(&file, &filling, &err)) {
            add_filled(&out, &made_up);
            add_list(&out, "own", &file.own.secrets);
        } else {
            buf_printf(&out, "%d %s", err.code, err.text);
        }
        CHECK_TEXT(buf_span(&out), files[i].filled);
        buf_clear(&out);
        arena_clear(&arena);
    }
}

/* What was given before stays; the secrets of a file are kept apart from those of the options. */
static void fills_only_what_is_open(void)
{
    struct config_file file = {.name = "f", .text = SPAN("{\"text\":\"b\",\"secret\":\"b\"}")};
    struct made_up made_up = {.text = "a"};
    struct arena arena = {0};
    struct error err = {0};
    struct opt_filling filling = opt_fill(&command, &made_up, &arena);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        filling.origins[i].source = OPT_TYPED;
    CHECK(config_fill(&file, &filling, &err));
    CHECK_TEXT(span_of(made_up.text), "a");
    CHECK_NUMBER((long long)made_up.common.secrets.count, 0);
    CHECK_NUMBER((long long)file.own.secrets.count, 1);
    CHECK_NUMBER((long long)file.secret_line, 1);
    arena_clear(&arena);
}

static void tells_positions(void)
{
    struct config_file file = {.name = "f",
                               .text = SPAN("{\n \"schemes\": {\"a\":\n  {\"key\": 1}}}")};
    struct made_up made_up = {0};
    struct arena arena = {0};
    struct error err = {0};
    struct opt_filling filling = opt_fill(&command, &made_up, &arena);
    CHECK(config_fill(&file, &filling, &err));
    CHECK_TEXT(file.schemes, "{\"a\":\n  {\"key\": 1}}");
    error_set(&err, ERROR_USAGE, "why");
    CHECK(!config_context(&file, strstr(file.schemes.at, "1"), &err));
    CHECK_TEXT(span_of(err.text), "f: line 3, column 11: why");
    CHECK_NUMBER(err.code, ERROR_INPUT);
    arena_clear(&arena);
}

static void touch(const char *name)
{
    FILE *file = fopen(name, "w");
    if (file)
        fclose(file);
}

static void check_found(const char *where, const char *expected)
{
    struct arena arena = {0};
    check_row("in %s", where);
    CHECK(chdir(folder) == 0 && chdir(where) == 0);
    CHECK_TEXT(span_of(config_find_project(&arena)), expected);
    arena_clear(&arena);
}

static void finds_the_nearest(void)
{
    CHECK(chdir(folder) == 0 && mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0 &&
          mkdir("a/b/c", 0700) == 0);
    setenv("HOME", folder, 1);
    check_found("a/b/c", NULL);
    touch("../../../.sfpy-hook.json");
    check_found(".", ".sfpy-hook.json");
    check_found("a/b/c", "../../../.sfpy-hook.json");
    touch("../.sfpy-hook.json");
    check_found("a/b/c", "../.sfpy-hook.json");
    check_found("a", "../.sfpy-hook.json");
    touch("b/.git");
    check_found("a/b/c", "../.sfpy-hook.json");
    touch("../c/.git");
    check_found("a/b", ".sfpy-hook.json");
    touch("c/.git");
    check_found("a/b/c", NULL);
}

static void finds_the_user_s(void)
{
    struct arena arena = {0};
    setenv("XDG_CONFIG_HOME", "/x", 1);
    CHECK_TEXT(span_of(config_find_user(&arena)), "/x/sfpy-hook/config.json");
    setenv("XDG_CONFIG_HOME", "x", 1);
    setenv("HOME", "/h", 1);
    CHECK_TEXT(span_of(config_find_user(&arena)), "/h/.config/sfpy-hook/config.json");
    setenv("HOME", "h", 1);
    CHECK(!config_find_user(&arena));
    unsetenv("HOME");
    CHECK(!config_find_user(&arena));
    arena_clear(&arena);
}

static void tidy(void)
{
    static const char *const left[] = {"a/b/c/.git", "a/b/.git", "a/b/.sfpy-hook.json", "a/b/c",
                                       "a/b",        "a",        ".sfpy-hook.json"};
    if (chdir(folder) == 0)
        for (size_t i = 0; i < COUNT_OF(left); i++)
            remove(left[i]);
}

static const struct check_case cases[] = {
    {"blanks comments", blanks_comments},
    {"fills rows by their type", fills_rows_by_their_type},
    {"fills only what is open", fills_only_what_is_open},
    {"tells positions", tells_positions},
    {"finds the nearest", finds_the_nearest},
    {"finds the user's", finds_the_user_s},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, tidy);
}
