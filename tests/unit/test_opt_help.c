#include "check.h"
#include "opt.h"
#include "text.h"

struct made_up {
    bool flag;
    const char *text;
};

static const struct opt rows[] = {
    OPT(struct made_up, flag, .name = "flag", .letter = 'f', .help = "short"),
    OPT(struct made_up, text, .name = "text", .value = "TEXT", .help = "no letter"),
    OPT(struct made_up, text, .name = "just-as-wide-as-it", .letter = 'j', .value = "T",
        .help = "two spaces remain"),
    OPT(struct made_up, text, .name = "one-more-than-fits", .letter = 'o', .value = "TE",
        .help = "on a line of its own"),
    OPT(struct made_up, text, .name = "much-longer-than-the-column-of-the-help", .letter = 'm',
        .value = "'Name: value'", .help = "on a line of its own"),
    OPT(struct made_up, text, .name = "wrapped", .letter = 'w', .value = "TEXT",
        .help =
            "many words that go on and on until the line is full, and then some more words that "
            "fill another one, and in the end a third with umlauts: äöü äöü äöü äöü äöü äöü äöü"),
    OPT(struct made_up, text, .name = "edge", .letter = 'e', .value = "TEXT",
        .help = "exactly_fifty_one_columns_wide_are_allowed_in_here_ x"),
};

static const struct opt_group own = {.title = "Options", .rows = rows, .count = COUNT_OF(rows)};
static const struct opt_group shared = {
    .title = "Common options", .rows = rows, .count = 2, .common = true};
static const struct opt_group *const both[] = {&own, &shared, NULL};
static const struct opt_group *const only_shared[] = {&shared, NULL};

static const struct opt_command commands[] = {
    {.name = "make",
     .synopsis = "[OPTION]...",
     .about = "Makes up.\n",
     .examples = "  make\n",
     .groups = both},
    {.name = "deliveries",
     .synopsis = "[FILE]",
     .about = "Lists.\n",
     .examples = "  list\n",
     .groups = both},
    {.name = "s",
     .synopsis = "[FILE]",
     .about = "S.\n",
     .examples = "  s\n",
     .groups = only_shared},
};

static void fits_80_columns(void)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct buf out = {0};
        check_row("%s", commands[i].name);
        opt_help(&out, &commands[i]);
        struct span rest = buf_span(&out), line;
        while (span_split(&rest, '\n', &line)) {
            check_row("%.*s", SPAN_ARG(line));
            CHECK(text_cells(line) <= 80);
            CHECK(line.size == 0 || line.at[line.size - 1] != ' ');
        }
        buf_clear(&out);
    }
}

static void says_usage_options_and_examples(void)
{
    static const char *const parts[] = {
        "Usage: sfpy-hook make [OPTION]...\n\nMakes up.\n\nOptions:\n",
        "\n  -f, --flag                short\n",
        "\n      --text TEXT           no letter\n",
        "\n  -j, --just-as-wide-as-it T\n                            two spaces remain\n",
        "\n  -o, --one-more-than-fits TE\n                            on a line of its own\n",
        "\nCommon options:\n",
        "SFPY_HOOK_MAKE_OPTION",
        "\nExamples:\n  make\n",
    };
    struct buf out = {0};
    opt_help(&out, &commands[0]);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        check_row("part %zu", i);
        if (!CHECK(span_contains(buf_span(&out), span_of(parts[i]))))
            CHECK_TEXT(buf_span(&out), parts[i]);
    }
    buf_clear(&out);
}

static void names_variables(void)
{
    struct arena arena = {0};
    CHECK_TEXT(span_of(opt_env_name(&commands[0], &own, &rows[2], &arena)),
               "SFPY_HOOK_MAKE_JUST_AS_WIDE_AS_IT");
    CHECK_TEXT(span_of(opt_env_name(&commands[0], &shared, &rows[1], &arena)), "SFPY_HOOK_TEXT");
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"fits 80 columns", fits_80_columns},
    {"says usage, options and examples", says_usage_options_and_examples},
    {"names variables", names_variables},
};

int main(void)
{
    return CHECK_RUN(cases);
}
