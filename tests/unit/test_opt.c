#include "check.h"
#include "clock.h"
#include "opt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A made-up command with an option of each kind. */
struct made_up {
    bool force, quiet;
    const char *path;
    int64_t count, delay, size;
    int format;
    struct opt_list headers, secrets;
};

static const char *const formats[] = {"pretty", "compact", "json", NULL};

static const struct opt common_rows[] = {
    OPT(struct made_up, secrets, .name = "secret", .letter = 's', .value = "SECRET",
        .help = "a secret", .secret = true),
    OPT(struct made_up, quiet, .name = "quiet", .letter = 'q', .help = "less"),
};

static const struct opt own_rows[] = {
    OPT(struct made_up, force, .name = "force", .letter = 'f', .help = "do it"),
    OPT(struct made_up, path, .name = "path", .letter = 'p', .value = "PATH", .help = "where"),
    OPT(struct made_up, count, .name = "count", .letter = 'n', .value = "N", .help = "how many",
        .least = 1, .most = 100),
    OPT(struct made_up, delay, .name = "delay-by", .value = "TIME", .help = "how long", .least = 0,
        .unit = CLOCK_MS),
    OPT(struct made_up, size, .name = "size", .value = "SIZE", .help = "how large", .most = 5 << 20,
        .bytes = true),
    OPT(struct made_up, format, .name = "format", .value = "FORMAT", .help = "how it looks",
        .choices = formats),
    OPT(struct made_up, headers, .name = "header", .letter = 'H', .value = "HEADER",
        .help = "more"),
};

static const struct opt_group own = {
    .title = "Options", .rows = own_rows, .count = COUNT_OF(own_rows)};
static const struct opt_group common = {
    .title = "Common options", .rows = common_rows, .count = COUNT_OF(common_rows), .common = true};
static const struct opt_group *const groups[] = {&own, &common, NULL};
static const struct opt_command command = {.name = "make",
                                           .synopsis = "[OPTION]... NAME",
                                           .summary = "makes up",
                                           .about = "Makes up.\n",
                                           .examples = "  sfpy-hook make\n",
                                           .groups = groups,
                                           .most_operands = 2};

static bool takes; /* the words behind the dashes are a command's */

static void add_list(struct buf *out, const char *name, const struct opt_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        buf_printf(out, "%s=%s ", name, list->at[i]);
}

/* What was parsed as one text, or the error and its hint. */
static void parse(struct buf *out, const char *const *words)
{
    struct made_up made_up = {.count = 1};
    struct opt_list operands = {0};
    struct arena arena = {0};
    struct error err = {0};
    char *argv[12];
    int argc = 0;
    for (; words[argc]; argc++)
        argv[argc] = mem_text(words[argc]);
    buf_reset(out);
    struct opt_command taking = command;
    taking.takes_command = true;
    taking.most_operands = SIZE_MAX;
    struct opt_filling filling = opt_fill(takes ? &taking : &command, &made_up, &arena);
    if (opt_parse(&filling, argc, argv, &operands, &err) && opt_read_environment(&filling, &err)) {
        buf_printf(out, "%s%s", made_up.force ? "force " : "", made_up.quiet ? "quiet " : "");
        if (made_up.path)
            buf_printf(out, "path=%s ", made_up.path);
        buf_printf(out, "count=%lld delay=%lld format=%s ", (long long)made_up.count,
                   (long long)(made_up.delay / CLOCK_MS), formats[made_up.format]);
        if (made_up.size)
            buf_printf(out, "size=%lld ", (long long)made_up.size);
        add_list(out, "header", &made_up.headers);
        add_list(out, "secret", &made_up.secrets);
        add_list(out, "operand", &operands);
        out->at[--out->size] = 0;
    } else {
        buf_printf(out, "%d %s%s%s", err.code, err.text, err.hint[0] ? " | " : "", err.hint);
    }
    for (int i = 0; i < argc; i++)
        free(argv[i]);
    arena_clear(&arena);
}

#define DEFAULTS "count=1 delay=0 format=pretty"
#define LISTS_OPTIONS " | 'sfpy-hook make --help' lists the options"

static const struct {
    const char *words[10];
    const char *parsed;
} lines[] = {
    {{NULL}, DEFAULTS},
    {{"--force", "-q"}, "force quiet " DEFAULTS},
    {{"-fq"}, "force quiet " DEFAULTS},
    {{"-fqp", "x"}, "force quiet path=x " DEFAULTS},
    {{"-fpx"}, "force path=x " DEFAULTS},
    {{"-p", "x"}, "path=x " DEFAULTS},
    {{"-p=x"}, "path==x " DEFAULTS},
    {{"--path", "x"}, "path=x " DEFAULTS},
    {{"--path=x=y"}, "path=x=y " DEFAULTS},
    {{"--path="}, "path= " DEFAULTS},
    {{"--path", ""}, "path= " DEFAULTS},
    {{"--path", "--force"}, "path=--force " DEFAULTS},
    {{"--path", "--"}, "path=-- " DEFAULTS},
    {{"-p", "-f"}, "path=-f " DEFAULTS},
    {{"--path=a", "-pb", "--path", "c"}, "path=c " DEFAULTS},
    {{"-n3", "-n", "4"}, "count=4 delay=0 format=pretty"},
    {{"--delay-by", "250"}, "count=1 delay=250 format=pretty"},
    {{"--delay-by=1.5s"}, "count=1 delay=1500 format=pretty"},
    {{"--size", "5"}, DEFAULTS " size=5"},
    {{"--size", "3K"}, DEFAULTS " size=3072"},
    {{"--size", "5MiB"}, DEFAULTS " size=5242880"},
    {{"--format", "json", "--format=compact"}, "count=1 delay=0 format=compact"},
    {{"-Ha", "--header=b", "-H", "c", "-H", ""}, DEFAULTS " header=a header=b header=c header="},
    {{"a", "-f", "b"}, "force " DEFAULTS " operand=a operand=b"},
    {{"a", "--", "-f"}, DEFAULTS " operand=a operand=-f"},
    {{"--", "--", "x"}, DEFAULTS " operand=-- operand=x"},
    {{"-"}, DEFAULTS " operand=-"},
    {{""}, DEFAULTS " operand="},
    {{"--forse"}, "2 unknown option '--forse' | did you mean '--force'?"},
    {{"--forc"}, "2 unknown option '--forc' | did you mean '--force'?"}, /* no abbreviations */
    {{"--xyzzy=5"}, "2 unknown option '--xyzzy'" LISTS_OPTIONS},
    {{"---"}, "2 unknown option '---'" LISTS_OPTIONS},
    {{"-x"}, "2 unknown option '-x'" LISTS_OPTIONS},
    {{"-fx"}, "2 unknown option '-x'" LISTS_OPTIONS},
    {{"-f-"}, "2 unknown option '--'" LISTS_OPTIONS},
    {{"--force=yes"}, "2 option '--force' takes no value"},
    {{"--path"}, "2 option '--path' wants a value: PATH"},
    {{"-p"}, "2 option '--path' wants a value: PATH"},
    {{"-n", "0"}, "2 option '--count': a number from 1 to 100 is wanted, not '0'"},
    {{"-n101"}, "2 option '--count': a number from 1 to 100 is wanted, not '101'"},
    {{"-n", "-5"}, "2 option '--count': a number from 1 to 100 is wanted, not '-5'"},
    {{"-n5x"}, "2 option '--count': a number from 1 to 100 is wanted, not '5x'"},
    {{"-n", " 5"}, "2 option '--count': a number from 1 to 100 is wanted, not ' 5'"},
    {{"-n", ""}, "2 option '--count': a number from 1 to 100 is wanted, not ''"},
    {{"-n", "99999999999999999999"},
     "2 option '--count': a number from 1 to 100 is wanted, not '99999999999999999999'"},
#define A_SIZE "2 option '--size': a size from 0 to 5242880 bytes, such as 512K or 10M, is wanted"
    {{"--size", "5M1"}, A_SIZE ", not '5M1'"},
    {{"--size", "5MB"}, A_SIZE ", not '5MB'"},
    {{"--size", "M"}, A_SIZE ", not 'M'"},
    {{"--size", "1G"}, A_SIZE ", not '1G'"},
    {{"--size", "9223372036854775807T"}, A_SIZE ", not '9223372036854775807T'"},
    {{"-n", "1K"}, "2 option '--count': a number from 1 to 100 is wanted, not '1K'"},
    {{"--delay-by", "soon"},
     "2 option '--delay-by': a duration such as 250ms, 10s or 2m is wanted, not 'soon'"},
    {{"--format", "jsn"},
     "2 option '--format': pretty, compact or json is wanted, not 'jsn' | did you mean 'json'?"},
    {{"a", "b", "c"}, "2 unexpected argument 'c' | usage: sfpy-hook make [OPTION]... NAME"},
};

static void parses_the_command_line(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        const char *first = lines[i].words[0], *second = first ? lines[i].words[1] : NULL;
        check_row("%s %s", first ? first : "", second ? second : "");
        parse(&out, lines[i].words);
        CHECK_TEXT(buf_span(&out), lines[i].parsed);
    }
    buf_clear(&out);
}

static const struct {
    const char *variable, *value;
    const char *words[4];
    const char *parsed;
} settings[] = {
    {"SFPY_HOOK_MAKE_PATH", "x", {NULL}, "path=x " DEFAULTS},
    {"SFPY_HOOK_MAKE_PATH", "", {NULL}, DEFAULTS},
    {"SFPY_HOOK_MAKE_PATH", "x", {"--path=y"}, "path=y " DEFAULTS},
    {"SFPY_HOOK_MAKE_PATH", "x", {"--path="}, "path= " DEFAULTS},
    {"SFPY_HOOK_PATH", "x", {NULL}, DEFAULTS},
    {"SFPY_HOOK_MAKE_DELAY_BY", "2s", {NULL}, "count=1 delay=2000 format=pretty"},
    {"SFPY_HOOK_MAKE_FORMAT", "json", {NULL}, "count=1 delay=0 format=json"},
    {"SFPY_HOOK_MAKE_HEADER", "a: 1\n\nb: 2\n", {NULL}, DEFAULTS " header=a: 1 header=b: 2"},
    {"SFPY_HOOK_MAKE_HEADER", "a\nb", {"-Hc"}, DEFAULTS " header=c"},
    {"SFPY_HOOK_SECRET", "s1\ns2", {NULL}, DEFAULTS " secret=s1 secret=s2"},
    {"SFPY_HOOK_MAKE_SECRET", "s1", {NULL}, DEFAULTS},
    {"SFPY_HOOK_MAKE_FORCE", "1", {NULL}, DEFAULTS}, /* only options that take a value */
    {"SFPY_HOOK_MAKE_COUNT",
     "x",
     {NULL},
     "2 variable SFPY_HOOK_MAKE_COUNT: a number from 1 to 100 is wanted, not 'x'"},
    {"SFPY_HOOK_MAKE_COUNT", "x", {"-n2"}, "count=2 delay=0 format=pretty"},
};

static void reads_the_environment(void)
{
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        check_row("%s=%s", settings[i].variable, settings[i].value);
        setenv(settings[i].variable, settings[i].value, 1);
        parse(&out, settings[i].words);
        CHECK_TEXT(buf_span(&out), settings[i].parsed);
        unsetenv(settings[i].variable);
    }
    buf_clear(&out);
}

/* A command's words are taken as they stand, all of them behind the dashes. */
static void takes_a_command(void)
{
    static const struct {
        const char *words[6];
        const char *parsed;
    } rows[] = {
        {{NULL}, DEFAULTS},
        {{"-f", "--", "make", "-f", "--", "x"},
         "force " DEFAULTS " operand=make operand=-f operand=-- operand=x"},
        {{"--", "--help"}, DEFAULTS " operand=--help"},
        {{"--", ""}, DEFAULTS " operand="},
        {{"--"}, "2 the command behind -- is missing | usage: sfpy-hook make [OPTION]... NAME"},
        {{"-f", "--path", "--", "--"},
         "2 the command behind -- is missing | usage: sfpy-hook make [OPTION]... NAME"},
        {{"run", "x"},
         "2 unexpected argument 'run' | a command to run stands behind --: sfpy-hook make -- run"},
        {{"run", "--", "x"},
         "2 unexpected argument 'run' | a command to run stands behind --: sfpy-hook make -- run"},
        {{"-"},
         "2 unexpected argument '-' | a command to run stands behind --: sfpy-hook make -- -"},
    };
    struct buf out = {0};
    takes = true;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *words[COUNT_OF(rows[i].words) + 1] = {0};
        memcpy(words, rows[i].words, sizeof rows[i].words);
        check_row("row %zu", i);
        parse(&out, words);
        CHECK_TEXT(buf_span(&out), rows[i].parsed);
    }
    takes = false;
    buf_clear(&out);
}

/* `ps` shows argv as it stands after parsing. */
static void overwrites_secrets(void)
{
    char words[5][32] = {"-s", "hunter2", "--secret=hunter2", "-qshunter2", "hunter2-is-no-secret"};
    char *argv[] = {words[0], words[1], words[2], words[3], words[4]};
    struct made_up made_up = {0};
    struct opt_list operands = {0};
    struct arena arena = {0};
    struct error err = {0};
    struct opt_filling filling = opt_fill(&command, &made_up, &arena);
    CHECK(opt_parse(&filling, COUNT_OF(argv), argv, &operands, &err));
    CHECK_NUMBER((long long)made_up.secrets.count, 3);
    for (size_t i = 0; i < made_up.secrets.count; i++)
        CHECK_TEXT(span_of(made_up.secrets.at[i]), "hunter2");
    for (size_t i = 0; i < 4; i++)
        for (size_t at = 0; at < sizeof words[i]; at++)
            CHECK(!span_contains((struct span){words[i], sizeof words[i]}, SPAN("hunter")));
    CHECK_TEXT(span_of(operands.at[0]), "hunter2-is-no-secret");
    arena_clear(&arena);
}

/* An error about a value is told of where the value comes from. */
static void locates_errors(void)
{
    static const struct {
        const char *text, *code_and_text;
        struct opt_origin origin; /* of the path */
        size_t why;
    } rows[] = {
        {"option '--path': no path", "2 option '--path': no path", {.source = OPT_TYPED}, 17},
        {"option '--path': no path", "2 option '--path': no path", {.source = OPT_BY_DEFAULT}, 17},
        {"option '--path': no path", "2 variable V: no path", {OPT_BY_VARIABLE, "V", 0, NULL}, 12},
        {"option '--path': no path",
         "3 f: line 7: \"path\": no path",
         {OPT_BY_FILE, "f", 7, NULL},
         19},
        {"option '--path': at x: no",
         "3 f: line 7: \"path\": at x: no",
         {OPT_BY_FILE, "f", 7, NULL},
         25},
        {"option '--path' needs y",
         "3 f: line 7: \"path\": needs y",
         {OPT_BY_FILE, "f", 7, NULL},
         19},
        {"option '--delay-by': no", "2 option '--delay-by': no", {OPT_BY_FILE, "f", 7, NULL}, 21},
        {"option '--xyzzy': no", "2 option '--xyzzy': no", {OPT_BY_FILE, "f", 7, NULL}, 18},
        {"cannot read path", "2 cannot read path", {OPT_BY_FILE, "f", 7, NULL}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct made_up made_up = {0};
        struct arena arena = {0};
        struct error err;
        struct buf got = {0};
        struct opt_ref path;
        struct opt_filling filling = opt_fill(&command, &made_up, &arena);
        check_row("%s", rows[i].code_and_text);
        CHECK(opt_find(&command, SPAN("path"), &path));
        filling.origins[path.number] = rows[i].origin;
        error_set(&err, ERROR_USAGE, "%s", rows[i].text);
        const char *last = strrchr(rows[i].text, ':');
        err.why = last ? (size_t)(last + 2 - rows[i].text) : 0;
        error_hint(&err, "a hint");
        opt_locate(&filling, &err);
        buf_printf(&got, "%d %s", err.code, err.text);
        CHECK_TEXT(buf_span(&got), rows[i].code_and_text);
        CHECK_NUMBER((long long)err.why, (long long)rows[i].why);
        CHECK_TEXT(span_of(err.hint), "a hint");
        buf_clear(&got);
        arena_clear(&arena);
    }
}

static void keeps_long_lists(void)
{
    struct opt_list list = {0};
    struct arena arena = {0};
    char texts[100][8];
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        snprintf(texts[i], sizeof texts[i], "%zu", i);
        opt_list_add(&list, &arena, texts[i]);
    }
    CHECK_NUMBER((long long)list.count, COUNT_OF(texts));
    for (size_t i = 0; i < list.count; i++)
        CHECK(list.at[i] == texts[i]);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"parses the command line", parses_the_command_line},
    {"reads the environment", reads_the_environment},
    {"takes a command", takes_a_command},
    {"overwrites secrets", overwrites_secrets},
    {"locates errors", locates_errors},
    {"keeps long lists", keeps_long_lists},
};

int main(void)
{
    return CHECK_RUN(cases);
}
